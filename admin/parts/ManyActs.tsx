/** One act over everything that the filters of a list find: frozen and counted, its number typed, a while to undo it, then how far it is. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import LinearProgress from '@mui/material/LinearProgress';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useLocale, useTranslate } from 'react-admin';
import { call, callNamed } from '../providers/http.ts';
import { figure } from './moment.ts';
import { useAct, type Wrong } from './useAct.ts';
import { useAsked } from './useAsked.ts';

type Frozen = { id: string; total: number };
/** A minute's share of an act that sends mail; null: as fast as it goes. */
const PACES = [null, 600, 60, 6] as const;
const EVERY_MS = 1000;
const over: readonly string[] = ['done', 'failed', 'cancelled'];

export type ManyActsGiven = {
  path: '/letters/acts' | '/readers/acts';
  /** Codes and their words; the first is chosen. */
  acts: readonly (readonly [string, string])[];
  /** What the list shows now. */
  filter: Record<string, string>;
  /** The filter in words, so that nobody means another set than the one on the screen. */
  filterWords: string;
  /** What an act needs beside its name. */
  more?: (act: string, wrong: Record<string, string>) => ReactNode;
  given?: object;
  /** What is said before the number is asked for. */
  says?: (act: string) => string | null;
  onDone: () => void;
};

/** How far it is, with the way to take it back while there is one. */
const Course = ({ id, onClose }: { id: string; onClose: () => void }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const { run, wrong, busy } = useAct();
  const asked = useAsked(`/works/${id}`, {}, { every: EVERY_MS });
  const work = asked.data;
  if (!work) return null;
  const act = (verb: 'cancel' | 'hurry') => () => run(() => call('POST', `/works/${id}/${verb}`).finally(asked.again));
  const ended = over.includes(work.state);
  const waits = work.done === 0 && work.waitsMs > 0;
  const n = (value: number) => figure(value, locale);
  const left = Object.entries(work.result ?? {}).filter(([name]) => name !== 'acted');
  return (
    <>
      <DialogTitle id="many-title">{translate('fb.many.course')}</DialogTitle>
      <DialogContent sx={{ display: 'grid', gap: 2 }}>
        {wrong.all && <Alert severity="error">{wrong.all}</Alert>}
        <Typography role="status">
          {waits
            ? translate('fb.many.waits', { seconds: Math.ceil(work.waitsMs / 1000), n: n(work.total ?? 0) })
            : translate(`fb.many.states.${work.state}`, { done: n(work.done), total: n(work.total ?? 0) })}
        </Typography>
        {!ended && (
          <LinearProgress
            variant="determinate"
            value={Math.floor((work.done / Math.max(1, work.total ?? 1)) * 100)}
            aria-label={translate('fb.many.course')}
          />
        )}
        {work.state === 'done' && (
          <Alert severity={left.length > 0 ? 'warning' : 'success'}>
            {translate('fb.many.acted', { n: n(Number(work.result?.acted ?? 0)) })}
            {left.map(([code, count]) => (
              <Box key={code}>
                {translate('fb.many.left', { n: n(Number(count)), why: translate(`problem.${code}`, { _: code }) })}
              </Box>
            ))}
          </Alert>
        )}
      </DialogContent>
      <DialogActions sx={{ p: 3, pt: 0 }}>
        {!ended && (
          <Button color="error" disabled={busy} onClick={act('cancel')}>
            {translate(waits ? 'fb.many.undo' : 'fb.many.stop')}
          </Button>
        )}
        {waits && (
          <Button disabled={busy} onClick={act('hurry')}>
            {translate('fb.many.hurry')}
          </Button>
        )}
        <Button variant="contained" onClick={onClose}>
          {translate(ended ? 'fb.many.close' : 'fb.many.leave')}
        </Button>
      </DialogActions>
    </>
  );
};

type Asking = ManyActsGiven & { wrong: Wrong; busy: boolean; set: (act: string) => void; act: string };
type Wish = { reason: string; perMinute: number | null };

/** What is meant: the act, its reason and pace. */
const Meant = (p: Asking & { wish: Wish; onWish: (wish: Wish) => void; onClose: () => void; onGo: () => void }) => {
  const translate = useTranslate();
  const says = p.says?.(p.act);
  return (
    <>
      <DialogTitle id="many-title">{translate('fb.many.title')}</DialogTitle>
      <DialogContent sx={{ display: 'grid', gap: 2.5 }}>
        <Typography>{translate('fb.many.about', { filter: p.filterWords })}</Typography>
        {p.wrong.all && (
          <Alert severity="error" role="alert">
            {p.wrong.all}
          </Alert>
        )}
        <TextField select label={translate('fb.many.act')} value={p.act} onChange={(e) => p.set(e.target.value)}>
          {p.acts.map(([act, words]) => (
            <MenuItem key={act} value={act}>
              {words}
            </MenuItem>
          ))}
        </TextField>
        {says && <Alert severity="info">{says}</Alert>}
        {p.more?.(p.act, p.wrong.fields)}
        <TextField
          select
          label={translate('fb.many.pace')}
          value={String(p.wish.perMinute ?? '')}
          onChange={(e) => p.onWish({ ...p.wish, perMinute: e.target.value === '' ? null : Number(e.target.value) })}
          slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
        >
          {PACES.map((pace) => (
            <MenuItem key={pace} value={pace ?? ''}>
              {pace === null ? translate('fb.many.fast') : translate('fb.many.perMinute', { n: pace })}
            </MenuItem>
          ))}
        </TextField>
        <TextField
          label={translate('fb.reason.label')}
          helperText={translate('fb.reason.help')}
          value={p.wish.reason}
          onChange={(e) => p.onWish({ ...p.wish, reason: e.target.value })}
          required
          multiline
        />
      </DialogContent>
      <DialogActions sx={{ p: 3, pt: 0 }}>
        <Button onClick={p.onClose}>{translate('fb.common.stay')}</Button>
        <Button variant="contained" disabled={p.busy || p.wish.reason.trim() === ''} onClick={p.onGo}>
          {translate('fb.many.count')}
        </Button>
      </DialogActions>
    </>
  );
};

/** The number is typed: whoever types it has read it. */
const TypedNumber = (p: {
  frozen: Frozen;
  words: string;
  wrong: Wrong;
  busy: boolean;
  onGo: () => void;
  onClose: () => void;
}) => {
  const translate = useTranslate();
  const locale = useLocale();
  const [typed, setTyped] = useState('');
  const n = figure(p.frozen.total, locale);
  const fits = Number(typed.normalize('NFKC').replaceAll(/[,\s]/g, '')) === p.frozen.total && typed.trim() !== '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (fits) p.onGo();
  };
  return (
    <form onSubmit={submit} noValidate>
      <DialogTitle id="many-title">{translate('fb.many.confirm', { n, act: p.words })}</DialogTitle>
      <DialogContent sx={{ display: 'grid', gap: 2.5 }}>
        <Typography>{translate('fb.many.frozen', { n })}</Typography>
        {p.wrong.all && (
          <Alert severity="error" role="alert">
            {p.wrong.all}
          </Alert>
        )}
        <TextField
          label={translate('fb.many.type')}
          helperText={translate('fb.many.typeSays', { n })}
          value={typed}
          onChange={(e) => setTyped(e.target.value)}
          autoFocus
          slotProps={{ htmlInput: { inputMode: 'numeric', autoComplete: 'off' } }}
        />
      </DialogContent>
      <DialogActions sx={{ p: 3, pt: 0 }}>
        <Button onClick={p.onClose}>{translate('fb.common.stay')}</Button>
        <Button type="submit" variant="contained" disabled={p.busy || !fits}>
          {translate('fb.many.go', { n })}
        </Button>
      </DialogActions>
    </form>
  );
};

export const ManyActs = (p: ManyActsGiven) => {
  const translate = useTranslate();
  const [step, setStep] = useState<'closed' | 'meant' | 'number' | 'course'>('closed');
  const [act, setAct] = useState(p.acts[0]![0]);
  const [wish, setWish] = useState<Wish>({ reason: '', perMinute: null });
  const [frozen, setFrozen] = useState<Frozen | null>(null);
  const { run, wrong, busy, clear } = useAct();
  const close = () => {
    // A set that nobody has confirmed is let go.
    if (step === 'number' && frozen) void call('POST', `/works/${frozen.id}/cancel`).catch(() => undefined);
    if (step === 'course') p.onDone();
    setStep('closed');
    clear();
  };
  const freeze = async () => {
    const made = await run(() => callNamed<Frozen>('POST', p.path, { act, ...p.given, ...wish, filter: p.filter }));
    if (!made) return;
    setFrozen(made);
    setStep('number');
  };
  const confirm = async () => {
    const done = await run(() => call('POST', `/works/${frozen!.id}/confirm`, { count: frozen!.total }));
    if (done) setStep('course');
  };
  const words = p.acts.find(([code]) => code === act)?.[1] ?? act;
  return (
    <>
      <Button variant="outlined" onClick={() => setStep('meant')}>
        {translate('fb.many.open')}
      </Button>
      <Dialog open={step !== 'closed'} onClose={close} fullWidth maxWidth="sm" aria-labelledby="many-title">
        {step === 'meant' && (
          <Meant {...p} {...{ wrong, busy, act, wish }} set={setAct} onWish={setWish} onClose={close} onGo={freeze} />
        )}
        {step === 'number' && frozen && (
          <TypedNumber {...{ frozen, words, wrong, busy }} onGo={confirm} onClose={close} />
        )}
        {step === 'course' && frozen && <Course id={frozen.id} onClose={close} />}
      </Dialog>
    </>
  );
};
