/** How fast mail may go to each carrier: what is set and by whom, what it was at first, what waits, whether it rests and why, the end to be expected. */
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Chip from '@mui/material/Chip';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useLocale, useNotify, usePermissions, useTranslate } from 'react-admin';
import type { DomainLimitShown } from '../../../server/contract/console/limits.ts';
import type { Right } from '../../../server/contract/rights.ts';
import { figure, moment } from '../../parts/moment.ts';
import { Part } from '../../parts/Page.tsx';
import { type Asking, ReasonDialog } from '../../parts/ReasonDialog.tsx';
import { type Column, Rows } from '../../parts/Rows.tsx';
import { Told } from '../../parts/Told.tsx';
import { useAsked } from '../../parts/useAsked.ts';
import { call } from '../../providers/http.ts';
import { LimitDialog } from './LimitDialog.tsx';
import { useLimitWords } from './useLimitWords.ts';

const EVERY = 10_000;

/** There is something to see: changed by staff, waiting, or at rest. */
const stands = (limit: DomainLimitShown): boolean =>
  limit.changedBy !== null || limit.waiting > 0 || limit.restsUntil !== null;

const SetTo = ({ limit }: { limit: DomainLimitShown }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const words = useLimitWords();
  const { changedBy, changedAt } = limit;
  const by = limit.changedByName ?? changedBy;
  return (
    <>
      {words.limit(limit)}
      {changedBy !== null && (
        <Typography variant="body2" color="text.secondary">
          {translate('fb.limit.changed', { name: by, at: moment(changedAt, locale) })}
          <br />
          {translate('fb.limit.fallback', { limit: words.limit(limit.fallback) })}
        </Typography>
      )}
    </>
  );
};

const Rests = ({ limit }: { limit: DomainLimitShown }) => {
  const translate = useTranslate();
  const locale = useLocale();
  if (limit.restsUntil === null) return <>{translate('fb.limit.works')}</>;
  return (
    <>
      <Chip
        size="small"
        variant="outlined"
        color="warning"
        sx={{ height: 'auto', '& .MuiChip-label': { whiteSpace: 'normal', py: 0.5 } }}
        label={translate('fb.limit.rests', { until: moment(limit.restsUntil, locale) })}
      />
      {limit.restReason && (
        <Typography variant="body2" color="text.secondary">
          {translate(`fb.limit.why.${limit.restReason}`, { _: limit.restReason })}
        </Typography>
      )}
    </>
  );
};

export const Limits = () => {
  const translate = useTranslate();
  const locale = useLocale();
  const notify = useNotify();
  const words = useLimitWords();
  const { permissions = [] } = usePermissions<Right[]>();
  const may = permissions.includes('delivery.control');
  const asked = useAsked('/limits', {}, { every: EVERY });
  const [edited, setEdited] = useState<DomainLimitShown | null>(null);
  const [asking, setAsking] = useState<Asking | null>(null);
  const reset = (limit: DomainLimitShown): Asking => ({
    title: translate('fb.limit.reset'),
    text: translate('fb.limit.resetAsk', {
      ...words.name(limit),
      limit: words.limit(limit),
      fallback: words.limit(limit.fallback),
    }),
    go: translate('fb.limit.reset'),
    run: async () => {
      await call('POST', `/limits/${limit.id}/reset`);
      asked.again();
      notify('fb.limit.resetDone', { type: 'success' });
    },
  });
  const ends = (limit: DomainLimitShown) => {
    if (limit.waiting === 0) return '–';
    return limit.endsAt === null ? translate('fb.limit.noEnd') : moment(limit.endsAt, locale);
  };
  // Everybody else shares no server, so nothing was agreed with anybody.
  const acts = (limit: DomainLimitShown) =>
    limit.domain === 'other' ? null : (
      <Box sx={{ display: 'grid', gap: 1, justifyItems: 'start' }}>
        <Button variant="outlined" onClick={() => setEdited(limit)}>
          {translate('fb.limit.edit')}
        </Button>
        {limit.changedBy !== null && (
          <Button variant="outlined" onClick={() => setAsking(reset(limit))}>
            {translate('fb.limit.reset')}
          </Button>
        )}
      </Box>
    );
  const columns: Column<DomainLimitShown>[] = [
    { name: 'domain', label: translate('fb.limit.domain'), show: (l) => words.name(l).domain, whole: true },
    { name: 'limit', label: translate('fb.limit.limit'), show: (l) => <SetTo limit={l} /> },
    { name: 'waiting', label: translate('fb.limit.waiting'), show: (l) => figure(l.waiting, locale), right: true },
    { name: 'state', label: translate('fb.limit.state'), show: (l) => <Rests limit={l} /> },
    { name: 'ends', label: translate('fb.limit.ends'), show: ends },
    ...(may ? [{ name: 'act', label: translate('fb.common.actions'), show: acts, whole: true }] : []),
  ];
  const all = asked.data?.data ?? [];
  // What somebody set, what waits and what rests comes first, and is never folded away on a phone.
  const usual = all.filter((l) => l.kind === 'usual').sort((a, b) => Number(stands(b)) - Number(stands(a)));
  const emergency = all.filter((l) => l.kind === 'emergency');
  return (
    <Part title={translate('fb.limit.title')}>
      <Typography sx={{ mb: 2 }}>{translate('fb.limit.intro')}</Typography>
      <Told asked={asked}>
        <Rows
          label={translate('fb.limit.title')}
          rows={usual}
          fold={Math.max(3, usual.filter(stands).length)}
          keyOf={(l) => l.id}
          columns={columns}
        />
        <Box component="details" open={emergency.some(stands)} sx={{ mt: 1 }}>
          <Box component="summary" sx={{ cursor: 'pointer', py: 1 }}>
            {translate('fb.limit.emergencies')}
          </Box>
          <Rows label={translate('fb.limit.emergencies')} rows={emergency} keyOf={(l) => l.id} columns={columns} />
        </Box>
      </Told>
      {edited && (
        <LimitDialog
          limit={edited}
          onClose={(changed) => {
            setEdited(null);
            if (!changed) return;
            asked.again();
            notify('fb.limit.done', { type: 'success' });
          }}
        />
      )}
      <ReasonDialog asking={asking} onClose={() => setAsking(null)} />
    </Part>
  );
};
