/** Earlier versions of a bulletin's texts: who saved what and when, any two side by side as lines, and one brought back. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Chip from '@mui/material/Chip';
import FormControlLabel from '@mui/material/FormControlLabel';
import Switch from '@mui/material/Switch';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useEffect, useRef, useState } from 'react';
import { type RaRecord, useInfiniteGetList, useLocale, useNotify, useTranslate } from 'react-admin';
import type { BulletinRevision } from '../../../server/contract/console/bulletinRevisions.ts';
import type { Bulletin } from '../../../server/contract/console/bulletins.ts';
import { useKept } from '../../parts/kept.ts';
import { moment } from '../../parts/moment.ts';
import { More, Told } from '../../parts/Told.tsx';
import { useAct } from '../../parts/useAct.ts';
import { useAsked } from '../../parts/useAsked.ts';
import { call } from '../../providers/http.ts';
import { TextDifference } from './Comparison.tsx';
import { useMay } from './Deciding.tsx';

type Pair = { older: number; newer: number };

/** What one version has more and less than the one before it, in a line for each language. */
const Changes = ({ version }: { version: BulletinRevision }) => {
  const translate = useTranslate();
  if (version.changes.length === 0)
    return <Typography variant="body2">{translate('fb.writing.revisions.sameTexts')}</Typography>;
  return (
    <Box component="ul" sx={{ m: 0, pl: 3 }}>
      {version.changes.map(({ language, how, plus, minus, first }) => (
        <Typography component="li" variant="body2" key={language} sx={{ overflowWrap: 'anywhere' }}>
          {translate(`fb.writing.revisions.${plus + minus === 0 ? 'order' : how}`, {
            language: translate(`fb.language.${language}`),
            plus,
            minus,
          })}
          {first && ` 「${first}」`}
        </Typography>
      ))}
    </Box>
  );
};

const OneVersion = (p: {
  version: BulletinRevision;
  onCompare: (() => void) | null;
  onRestore: (() => void) | null;
  busy: boolean;
}) => {
  const translate = useTranslate();
  const locale = useLocale();
  const { revision, at, by, saves, current, acts } = p.version;
  const n = { n: revision };
  return (
    <Box component="li" sx={{ borderLeft: 3, borderColor: 'divider', pl: 1.5 }}>
      <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap', alignItems: 'center' }}>
        <Typography sx={{ fontWeight: 700 }}>{translate('fb.writing.revisions.version', n)}</Typography>
        {current && <Chip size="small" color="success" label={translate('fb.writing.revisions.now')} />}
        {[...new Set(acts)].map((act) => (
          <Chip key={act} size="small" variant="outlined" label={translate(`fb.bulletins.history.act.${act}`)} />
        ))}
      </Box>
      <Typography variant="body2" color="text.secondary">
        {moment(at, locale)} · {by === 'cli' ? translate('fb.bulletins.history.cli') : by}
        {saves > 1 && ` · ${translate('fb.writing.revisions.saves', { n: saves })}`}
      </Typography>
      <Changes version={p.version} />
      {p.onCompare && (
        <Button size="small" onClick={p.onCompare}>
          {translate('fb.writing.revisions.compareThis', n)}
        </Button>
      )}
      {p.onRestore && (
        <Button size="small" variant="outlined" disabled={p.busy} onClick={p.onRestore}>
          {translate('fb.writing.revisions.restoreThis', n)}
        </Button>
      )}
    </Box>
  );
};

/** Line by line and language by language; each line says by a sign whether it went or came. */
const Compared = ({ id, older, newer }: Pair & { id: string }) => {
  const translate = useTranslate();
  const before = useAsked(`/bulletins/${id}/revisions/texts`, { of: older });
  const now = useAsked(`/bulletins/${id}/revisions/texts`, { of: newer });
  return (
    <Told asked={before}>
      <Told asked={now}>
        {before.data && now.data && (
          <TextDifference
            before={before.data.texts}
            now={now.data.texts}
            same={translate('fb.writing.revisions.same')}
            words="fb.writing.revisions"
          />
        )}
      </Told>
    </Told>
  );
};

/** Any two of the versions on the page. */
const Comparing = (p: { id: string; versions: BulletinRevision[]; pair: Pair; onPair: (pair: Pair) => void }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const choice = (side: keyof Pair) => (
    <TextField
      select
      size="small"
      label={translate(`fb.writing.revisions.${side}`)}
      value={p.pair[side]}
      onChange={(event) => p.onPair({ ...p.pair, [side]: Number(event.target.value) })}
      slotProps={{ select: { native: true } }}
    >
      {p.versions.map(({ revision, at, by }) => (
        <option key={revision} value={revision}>
          {translate('fb.writing.revisions.version', { n: revision })} · {moment(at, locale)} · {by}
        </option>
      ))}
    </TextField>
  );
  return (
    <Box component="section" aria-label={translate('fb.writing.revisions.compare')} sx={{ display: 'grid', gap: 1.5 }}>
      <Typography component="h3" variant="subtitle1" sx={{ fontWeight: 700 }}>
        {translate('fb.writing.revisions.compare')}
      </Typography>
      <Box sx={{ display: 'grid', gap: 1.5, gridTemplateColumns: { xs: '1fr', md: '1fr 1fr' } }}>
        {choice('older')}
        {choice('newer')}
      </Box>
      <Compared key={`${p.pair.older}-${p.pair.newer}`} id={p.id} {...p.pair} />
    </Box>
  );
};

/** Looks again when somebody has saved meanwhile. */
const useVersions = ({ id, revision }: Bulletin, every: boolean) => {
  const path = `/bulletins/${id}/revisions`;
  const asked = useInfiniteGetList<BulletinRevision & RaRecord>(
    path.slice(1),
    { pagination: { page: 1, perPage: 25 }, filter: every ? { every: 'yes' } : {} },
    { retry: false },
  );
  const versions = {
    rows: asked.data?.pages.flatMap((page) => page.data) ?? [],
    error: asked.error,
    loading: asked.isPending,
    more: asked.hasNextPage ? () => void asked.fetchNextPage() : null,
    again: () => void asked.refetch(),
  };
  const again = useRef(versions.again);
  again.current = versions.again;
  const seen = useRef(revision);
  useEffect(() => {
    if (seen.current === revision) return;
    seen.current = revision;
    again.current();
  }, [revision]);
  return versions;
};

/** `refetch`: the bulletin says something else now. */
const Revisions = ({ bulletin, refetch }: { bulletin: Bulletin; refetch: () => void }) => {
  const translate = useTranslate();
  const notify = useNotify();
  const may = useMay();
  const [every, setEvery] = useKept('every', ['yes']);
  const [chosen, setChosen] = useState<Pair | null>(null);
  const versions = useVersions(bulletin, every === 'yes');
  const { busy, wrong, run } = useAct();
  const draft = bulletin.state === 'draft' || bulletin.state === 'returned';
  const { rows } = versions;
  const [newest, before] = rows;
  const pair = chosen ?? (newest && before ? { older: before.revision, newer: newest.revision } : null);
  const restore = (from: number) =>
    run(async () => {
      await call('POST', `/bulletins/${bulletin.id}/revisions/restore`, { from, revision: bulletin.revision });
      setChosen(null);
      notify('fb.writing.revisions.restored', { type: 'success', messageArgs: { n: from } });
      refetch();
    });
  const compare = (older: number) => newest && setChosen({ older, newer: newest.revision });
  return (
    <Box sx={{ display: 'grid', gap: 2, pt: 1.5, '& > *': { minWidth: 0 } }}>
      <Typography variant="body2">{translate(`fb.writing.revisions.${draft ? 'intro' : 'introClosed'}`)}</Typography>
      {wrong.all && (
        <Alert severity="error" role="alert">
          {[wrong.all, ...Object.values(wrong.fields)].join(' ')}
        </Alert>
      )}
      <FormControlLabel
        control={<Switch checked={every === 'yes'} onChange={(event) => setEvery(event.target.checked ? 'yes' : '')} />}
        label={translate('fb.writing.revisions.every')}
      />
      <Told asked={versions}>
        {rows.length === 0 && <Typography>{translate('fb.writing.revisions.none')}</Typography>}
        <Box component="ol" sx={{ listStyle: 'none', m: 0, p: 0, display: 'grid', gap: 2 }}>
          {rows.map((version) => (
            <OneVersion
              key={version.revision}
              version={version}
              busy={busy}
              onCompare={version === newest ? null : () => compare(version.revision)}
              onRestore={
                draft && may('bulletin.write') && !version.current ? () => void restore(version.revision) : null
              }
            />
          ))}
        </Box>
        <More more={versions.more} />
        {pair && <Comparing id={bulletin.id} versions={rows} pair={pair} onPair={setChosen} />}
      </Told>
    </Box>
  );
};
export default Revisions;
