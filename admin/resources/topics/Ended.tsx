/** Topics that have ended: old bulletins still name them. */
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { useLocale, useTranslate } from 'react-admin';
import type { Topic } from '../../../server/contract/console/topics.ts';
import { moment } from '../../parts/moment.ts';

export const Ended = ({ topics, all }: { topics: readonly Topic[]; all: readonly Topic[] }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const lang = locale === 'en' ? 'en' : 'ja';
  if (topics.length === 0) return null;
  return (
    <Box component="details" sx={{ border: 1, borderColor: 'divider', borderRadius: 2, px: 2.5, py: 1 }}>
      <Box component="summary" sx={{ cursor: 'pointer', minHeight: 44, lineHeight: '44px', fontWeight: 700 }}>
        {translate('fb.bulletins.topic.ended', { n: topics.length })}
      </Box>
      <Box component="ul" sx={{ m: 0, pl: 3 }}>
        {topics.map((t) => (
          <li key={t.id}>
            <Typography component="span">
              {translate('fb.bulletins.topic.endedLine', {
                name: t.names[lang],
                at: moment(t.retiredAt, locale),
                into: all.find((o) => o.code === t.into)?.names[lang] ?? '–',
              })}
            </Typography>
          </li>
        ))}
      </Box>
    </Box>
  );
};
