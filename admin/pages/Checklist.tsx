/** The first steps of a new hub, each with its door; they tick themselves, and the list goes when all are done. */
import DoneIcon from '@mui/icons-material/CheckCircleOutlined';
import OpenIcon from '@mui/icons-material/RadioButtonUnchecked';
import Box from '@mui/material/Box';
import Link from '@mui/material/Link';
import Typography from '@mui/material/Typography';
import { useTranslate } from 'react-admin';
import { Part } from '../parts/Page.tsx';
import { useAsked } from '../parts/useAsked.ts';

const EVERY_MS = 10_000;
const doors = {
  relay: '#/settings',
  people: '#/people/invite',
  topics: '#/topics',
  readers: '#/imports',
  test: '#/bulletins',
  bulletin: '#/bulletins/create',
} as const;

export const Checklist = () => {
  const translate = useTranslate();
  const { data } = useAsked('/home/checklist', {}, { every: EVERY_MS });
  if (!data || data.steps.every((step) => step.done)) return null;
  return (
    <Part title={translate('fb.checklist.title')}>
      <Typography sx={{ mb: 1.5 }}>
        {translate('fb.checklist.text', { done: data.steps.filter((s) => s.done).length, all: data.steps.length })}
      </Typography>
      <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0, display: 'grid', gap: 1 }}>
        {data.steps.map(({ name, done }) => (
          <Box component="li" key={name} sx={{ display: 'flex', gap: 1.5, alignItems: 'center', minHeight: 44 }}>
            {done ? (
              <DoneIcon color="success" titleAccess={translate('fb.checklist.done')} />
            ) : (
              <OpenIcon color="action" titleAccess={translate('fb.checklist.open')} />
            )}
            <Box>
              <Link href={doors[name]}>{translate(`fb.checklist.steps.${name}`)}</Link>
              {!done && <Typography variant="body2">{translate(`fb.checklist.says.${name}`)}</Typography>}
            </Box>
          </Box>
        ))}
      </Box>
    </Part>
  );
};
