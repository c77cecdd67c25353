/** While it is sent and afterwards: pace and end, outcomes by language and by domain, pause, resume, cancel. */
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useLocale, useTranslate } from 'react-admin';
import type { Bulletin } from '../../../server/contract/console/bulletins.ts';
import type { Watched } from '../../../server/contract/console/bulletinWay.ts';
import { AskButton } from '../../parts/AskButton.tsx';
import { Fold } from '../../parts/Fold.tsx';
import { figure, moment } from '../../parts/moment.ts';
import { Rows } from '../../parts/Rows.tsx';
import { useMay } from './Deciding.tsx';
import { Progress } from './Progress.tsx';
import type { Acts } from './useBulletinActs.ts';
import { useDomainWord } from './useDomainWord.ts';

/** All of them, so that a row adds up to its readers. */
const columns = ['accepted', 'waiting', 'digest', 'failed', 'withdrawn', 'cancelled', 'unknown'] as const;

type Line = Watched['languages'][number] & { endsAt?: number | null };

/** `ends`: while it runs, the expected end of each row. */
const Spread = (p: { title: string; rows: Line[]; word: (name: string) => string; ends?: boolean }) => {
  const translate = useTranslate();
  const locale = useLocale();
  if (p.rows.length === 0) return null;
  return (
    <Fold title={p.title} n={p.rows.length}>
      <Rows
        label={p.title}
        rows={p.rows}
        keyOf={(row) => row.name}
        columns={[
          { name: 'name', label: p.title, show: (row) => p.word(row.name) },
          ...columns.map((c) => ({
            name: c,
            label: translate(`fb.figure.${c}`),
            show: (row: Line) => figure(row.figures[c], locale),
            right: true,
          })),
          ...(p.ends
            ? [
                {
                  name: 'ends',
                  label: translate('fb.bulletins.facts.ends'),
                  show: (row: Line) => (row.endsAt ? moment(row.endsAt, locale) : '–'),
                  whole: true,
                },
              ]
            : []),
        ]}
      />
    </Fold>
  );
};

/** Going on: at once where it merely stood still; after a first wave that went wrong the numbers are told and asked about. */
const GoOn = ({ bulletin, rest, acts }: { bulletin: Bulletin; rest: number | null; acts: Acts }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const { standstill } = bulletin;
  if (standstill?.mend !== 'sendRest')
    return (
      <Button variant="contained" onClick={() => acts.act('resume', {}, 'fb.bulletin.resumeDone')}>
        {translate('fb.bulletin.resume')}
      </Button>
    );
  const people = rest === null ? '…' : figure(rest, locale);
  const asking = {
    title: translate('fb.bulletins.rest.title', { people }),
    text: translate('fb.bulletins.rest.text', {
      people,
      sent: figure(standstill.figures?.of ?? 0, locale),
      failed: figure(standstill.figures?.n ?? 0, locale),
    }),
    go: translate('fb.bulletins.rest.go', { people }),
    danger: true as const,
    run: () => acts.act('send-rest', { people: rest ?? 0 }, 'fb.bulletin.resumeDone'),
  };
  return <AskButton variant="outlined" color="error" disabled={rest === null || acts.busy} asking={asking} />;
};

const Controls = ({ bulletin, rest, acts }: { bulletin: Bulletin; rest: number | null; acts: Acts }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const may = useMay();
  const [comment, setComment] = useState('');
  const { figures } = bulletin;
  const words = {
    accepted: figure(figures.accepted, locale),
    waiting: figure(figures.waiting + figures.digest, locale),
  };
  const stops =
    ['sending', 'paused'].includes(bulletin.state) ||
    (['finished', 'finishedOpen'].includes(bulletin.state) && figures.digest > 0);
  const cancelling = {
    title: translate('fb.bulletins.hold.cancelTitle'),
    text: translate('fb.bulletin.cancelAsk', words),
    go: translate('fb.bulletin.cancel'),
    stay: translate(bulletin.state === 'paused' ? 'fb.bulletin.keepPaused' : 'fb.bulletin.keepSending'),
    danger: true as const,
    run: () => acts.act('cancel', {}, 'fb.bulletin.cancelDone'),
  };
  return (
    <Box sx={{ display: 'flex', gap: 1.5, flexWrap: 'wrap', alignItems: 'center' }}>
      {may('bulletin.control') && bulletin.state === 'sending' && (
        <Button variant="contained" onClick={() => acts.act('pause', {}, 'fb.bulletin.pauseDone')}>
          {translate('fb.bulletin.pause')}
        </Button>
      )}
      {may('bulletin.control') && bulletin.state === 'paused' && <GoOn bulletin={bulletin} rest={rest} acts={acts} />}
      {may('bulletin.control') && stops && <AskButton color="error" variant="outlined" asking={cancelling} />}
      {bulletin.mayApproveAfterwards && (
        <>
          <TextField
            size="small"
            label={translate('fb.bulletins.approve.comment')}
            value={comment}
            onChange={(e) => setComment(e.target.value)}
          />
          <Button
            variant="outlined"
            onClick={() => acts.act('approve-afterwards', { comment }, 'fb.bulletins.approve.afterwardsDone')}
          >
            {translate('fb.bulletins.approve.afterwards')}
          </Button>
        </>
      )}
    </Box>
  );
};

export const Watching = (p: { bulletin: Bulletin; watched: Watched | null; acts: Acts }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const { bulletin, watched } = p;
  const language = (name: string) => translate(`fb.language.${name}`);
  const domain = useDomainWord();
  return (
    <Box component="section" sx={{ display: 'grid', gap: 2 }}>
      <Typography component="h2" variant="h6">
        {translate('fb.bulletins.watch.title')}
      </Typography>
      <Controls bulletin={bulletin} rest={watched?.rest ?? null} acts={p.acts} />
      <Progress bulletin={bulletin} />
      {bulletin.state === 'sending' && (
        <Typography>
          {watched?.pace
            ? translate('fb.bulletins.watch.pace', {
                n: watched.pace.perSecond.toFixed(1),
                at: moment(watched.pace.endsAt, locale),
              })
            : translate('fb.bulletins.watch.noPace')}
        </Typography>
      )}
      {watched && (
        <>
          <Spread title={translate('fb.bulletins.watch.byLanguage')} rows={watched.languages} word={language} />
          <Spread
            title={translate('fb.bulletins.watch.byDomain')}
            rows={watched.domains}
            word={domain}
            ends={bulletin.state === 'sending'}
          />
          <Typography>
            {translate('fb.bulletins.watch.bounced', { n: figure(watched.bounced, locale) })} ·{' '}
            {translate('fb.bulletins.watch.left', { n: figure(watched.left, locale) })}
          </Typography>
        </>
      )}
    </Box>
  );
};
