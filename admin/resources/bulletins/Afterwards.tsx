/** What follows a bulletin: correction, redelivery, copy, the record; and what it came from. */
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Link from '@mui/material/Link';
import Typography from '@mui/material/Typography';
import { useLocale, useRedirect, useTranslate } from 'react-admin';
import { Link as RouterLink } from 'react-router-dom';
import type { Bulletin } from '../../../server/contract/console/bulletins.ts';
import type { Watched } from '../../../server/contract/console/bulletinWay.ts';
import { figure } from '../../parts/moment.ts';
import { useMay } from './Deciding.tsx';
import type { Acts } from './useBulletinActs.ts';

/** Nothing waits for these any more. */
const over: readonly string[] = ['finished', 'finishedOpen', 'cancelled'];

const at = (id: string) => `/bulletins/${id}/show`;

const Relatives = ({ watched }: { watched: Watched }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const { parent, items, sequels } = watched;
  if (!parent && items.length + sequels.length === 0) return null;
  return (
    <Box component="ul" sx={{ m: 0, pl: 3 }}>
      {parent && (
        <li>
          {translate('fb.bulletins.after.parent')}:{' '}
          <Link component={RouterLink} to={at(parent.id)}>
            {parent.title}
          </Link>
        </li>
      )}
      {items.map((item) => (
        <li key={item.id}>
          {translate('fb.bulletins.after.item')}:{' '}
          <Link component={RouterLink} to={at(item.id)}>
            {item.title}
          </Link>{' '}
          ({translate('fb.bulletins.after.itemPeople', { people: figure(item.people, locale) })})
        </li>
      ))}
      {sequels.map((s) => (
        <li key={s.id}>
          {translate('fb.bulletins.after.sequels')}:{' '}
          <Link component={RouterLink} to={at(s.id)}>
            {s.title}
          </Link>{' '}
          ({translate(`fb.bulletins.kind.${s.kind}`)}, {translate(`fb.state.${s.state}`)})
        </li>
      ))}
    </Box>
  );
};

export const Afterwards = ({
  bulletin,
  watched,
  acts,
}: {
  bulletin: Bulletin;
  watched: Watched | null;
  acts: Acts;
}) => {
  const translate = useTranslate();
  const locale = useLocale();
  const redirect = useRedirect();
  const may = useMay();
  const { accepted, unknown, digest, failed, cancelled } = bulletin.figures;
  const reached = accepted + unknown + digest;
  const begin = async (verb: 'correct' | 'redeliver' | 'copy') => {
    const draft = await acts.act(verb);
    if (draft) redirect('edit', 'bulletins', draft.id);
  };
  const shelve = () =>
    acts.act(
      bulletin.shelved ? 'unshelve' : 'shelve',
      {},
      bulletin.shelved ? 'fb.bulletins.after.unshelved' : 'fb.bulletins.after.shelved',
    );
  const begun = bulletin.startedAt !== null;
  return (
    <Box component="section" sx={{ display: 'grid', gap: 1.5 }}>
      <Typography component="h2" variant="h6">
        {translate('fb.bulletins.after.title')}
      </Typography>
      <Box sx={{ display: 'flex', gap: 1.5, flexWrap: 'wrap' }}>
        {begun && may('bulletin.write') && reached > 0 && bulletin.kind !== 'digest' && (
          <Button variant="outlined" onClick={() => begin('correct')}>
            {translate('fb.bulletins.after.correct', { people: figure(reached, locale) })}
          </Button>
        )}
        {begun && may('bulletin.write') && failed + cancelled > 0 && bulletin.kind !== 'digest' && (
          <Button variant="outlined" onClick={() => begin('redeliver')}>
            {translate('fb.bulletins.after.redeliver', { people: figure(failed + cancelled, locale) })}
          </Button>
        )}
        {may('bulletin.write') && bulletin.kind !== 'digest' && (
          <Button variant="outlined" onClick={() => begin('copy')}>
            {translate(bulletin.kind === 'drill' ? 'fb.bulletins.after.copyDrill' : 'fb.bulletins.after.copy')}
          </Button>
        )}
        {may('bulletin.write') && over.includes(bulletin.state) && (
          <Button onClick={() => void shelve()}>
            {translate(bulletin.shelved ? 'fb.bulletins.after.unshelve' : 'fb.bulletins.after.shelve')}
          </Button>
        )}
        {may('bulletin.export') && (
          <Button component={RouterLink} to={`/bulletins/${bulletin.id}/record`}>
            {translate('fb.bulletins.after.record')}
          </Button>
        )}
      </Box>
      {watched && <Relatives watched={watched} />}
    </Box>
  );
};
