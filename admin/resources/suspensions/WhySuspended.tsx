/** Why one reader gets nothing: each report in words and as it came, every suspension, and what happens next. Looking stands in the audit log, so it is asked for. */
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useLocale, useTranslate } from 'react-admin';
import type { WhyShown } from '../../../server/contract/console/suspensions.ts';
import { moment } from '../../parts/moment.ts';
import { Part } from '../../parts/Page.tsx';
import { Said } from '../../parts/Returned.tsx';
import { Rows } from '../../parts/Rows.tsx';
import { Told } from '../../parts/Told.tsx';
import { useAsked } from '../../parts/useAsked.ts';
import { useCodeWords } from '../../parts/useCodeWords.ts';
import { useReasonWord } from './useReasonWord.ts';

const Raw = ({ text }: { text: string }) => {
  const translate = useTranslate();
  return (
    <Box component="details">
      <Box component="summary" sx={{ cursor: 'pointer' }}>
        {translate('fb.suspensions.why.raw')}
      </Box>
      <Box component="pre" sx={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', m: 0, fontSize: '0.85rem' }}>
        {text}
      </Box>
    </Box>
  );
};

const Reports = ({ reports }: Pick<WhyShown, 'reports'>) => {
  const translate = useTranslate();
  const locale = useLocale();
  const words = useCodeWords();
  return (
    <Rows
      label={translate('fb.suspensions.why.reports')}
      rows={reports}
      keyOf={(r) => r.id}
      empty={{
        title: translate('fb.suspensions.why.noReports'),
        text: translate('fb.suspensions.why.noReportsText'),
      }}
      columns={[
        { name: 'at', label: translate('fb.common.at'), show: (r) => moment(r.at, locale) },
        { name: 'class', label: translate('fb.letter.result'), show: (r) => words.returned(r.class) },
        {
          name: 'why',
          label: translate('fb.reason.label'),
          show: (r) => <Said reply={r.status} reason={words.reply(r.reason)} />,
        },
        { name: 'raw', label: translate('fb.suspensions.why.raw'), show: (r) => <Raw text={r.raw} /> },
      ]}
    />
  );
};

const Suspensions = ({ suspensions }: Pick<WhyShown, 'suspensions'>) => {
  const translate = useTranslate();
  const locale = useLocale();
  const reason = useReasonWord();
  const closed = (s: WhyShown['suspensions'][number]) => (
    <>
      {moment(s.closedAt, locale)}
      {s.closedBy && (
        <Typography variant="body2" color="text.secondary">
          {s.closedBy === 'clock' ? translate('fb.suspensions.why.by.clock') : s.closedBy}
        </Typography>
      )}
    </>
  );
  return (
    <Rows
      label={translate('fb.suspensions.why.suspensions')}
      rows={suspensions}
      keyOf={(s) => s.id}
      empty={{
        title: translate('fb.suspensions.why.noSuspensions'),
        text: translate('fb.suspensions.why.noSuspensionsText'),
      }}
      columns={[
        { name: 'began', label: translate('fb.suspensions.why.began'), show: (s) => moment(s.beganAt, locale) },
        { name: 'kind', label: translate('fb.suspensions.kind'), show: (s) => reason(s.kind) },
        { name: 'reason', label: translate('fb.reason.label'), show: (s) => reason(s.reason) },
        {
          name: 'state',
          label: translate('fb.suspensions.state'),
          show: (s) => translate(`fb.suspensions.why.states.${s.state}`, { _: s.state }),
        },
        { name: 'rests', label: translate('fb.suspensions.why.restsUntil'), show: (s) => moment(s.restsUntil, locale) },
        { name: 'closed', label: translate('fb.suspensions.why.closed'), show: closed },
      ]}
    />
  );
};

const Shown = ({ readerId }: { readerId: string }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const asked = useAsked(`/readers/${readerId}/why`);
  const why = asked.data;
  return (
    <Part title={translate('fb.suspensions.why.title')}>
      <Told asked={asked}>
        {why && (
          <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)' }}>
            <Typography>
              <strong>{translate('fb.suspensions.why.next')}: </strong>
              {translate(`fb.suspensions.why.says.${why.next.what}`, {
                _: why.next.what,
                at: moment(why.next.at, locale),
              })}
            </Typography>
            <Typography component="h3" sx={{ fontWeight: 700 }}>
              {translate('fb.suspensions.why.reports')}
            </Typography>
            <Reports reports={why.reports} />
            <Typography component="h3" sx={{ fontWeight: 700 }}>
              {translate('fb.suspensions.why.suspensions')}
            </Typography>
            <Suspensions suspensions={why.suspensions} />
          </Box>
        )}
      </Told>
    </Part>
  );
};

export const WhySuspended = ({ readerId }: { readerId: string }) => {
  const translate = useTranslate();
  const [open, setOpen] = useState(false);
  return open ? (
    <Shown readerId={readerId} />
  ) : (
    <Button variant="outlined" onClick={() => setOpen(true)} sx={{ justifySelf: 'start' }}>
      {translate('fb.suspensions.why.see')}
    </Button>
  );
};
