/** "All suspensions since … at … for …" are undone: how many there are is counted before anything happens, and a changed condition is counted anew. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { type FormEvent, useState } from 'react';
import { useLocale, useNotify, useTranslate } from 'react-admin';
import type { Lifted } from '../../../server/contract/console/suspensions.ts';
import { AskButton } from '../../parts/AskButton.tsx';
import { figure, moment } from '../../parts/moment.ts';
import { Part } from '../../parts/Page.tsx';
import { useAct } from '../../parts/useAct.ts';
import { call } from '../../providers/http.ts';
import { fromField, toField } from '../bulletins/times.ts';
import { useDomainWord } from '../bulletins/useDomainWord.ts';
import { reasons, useReasonWord } from './useReasonWord.ts';

type Wish = { since: number | null; at: string; reason: string };
type Filter = Wish & { since: number };
type Counted = { filter: Filter; told: Lifted };

const Outcome = ({ counted, onDone }: { counted: Counted; onDone: () => void }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const notify = useNotify();
  const domain = useDomainWord();
  const word = useReasonWord();
  const { filter, told } = counted;
  const numbers = {
    found: figure(told.found, locale),
    lifted: figure(told.lifted, locale),
    tooOld: figure(told.tooOld, locale),
  };
  const asking = {
    title: translate('fb.suspensions.undo.title'),
    text: translate('fb.suspensions.undo.ask', {
      ...numbers,
      since: moment(filter.since, locale),
      at: domain(filter.at),
      reason: word(filter.reason),
    }),
    go: translate('fb.suspensions.undo.go', numbers),
    reason: true as const,
    run: async (note: string) => {
      const done = await call('POST', '/suspensions/lift', { ...filter, note });
      notify('fb.suspensions.undo.done', {
        type: 'success',
        messageArgs: { lifted: figure(done.lifted, locale) },
      });
      onDone();
    },
  };
  return (
    <Box role="status" sx={{ display: 'grid', gap: 1.5, justifyItems: 'start' }}>
      <Typography>{translate('fb.suspensions.undo.found', numbers)}</Typography>
      {told.tooOld > 0 && <Typography>{translate('fb.suspensions.undo.tooOld', numbers)}</Typography>}
      {told.lifted > 0 ? (
        <AskButton variant="contained" asking={asking} />
      ) : (
        <Typography>{translate('fb.suspensions.undo.none')}</Typography>
      )}
    </Box>
  );
};

export const UndoMany = ({ onDone }: { onDone: () => void }) => {
  const translate = useTranslate();
  const word = useReasonWord();
  const { run, wrong, busy } = useAct();
  const [wish, setWish] = useState<Wish>({ since: null, at: '', reason: 'hard-bounce' });
  const [counted, setCounted] = useState<Counted | null>(null);
  // A number that was counted for something else must not stand beside the button.
  const change = (patch: Partial<Wish>) => {
    setWish({ ...wish, ...patch });
    setCounted(null);
  };
  const { since, reason } = wish;
  const at = wish.at.normalize('NFKC').trim().toLowerCase();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (since === null) return;
    const filter = { since, at, reason };
    const told = await run(() => call('POST', '/suspensions/count', filter));
    if (told) setCounted({ filter, told });
  };
  const field = (name: keyof Wish, help?: string) => ({
    error: wrong.fields[name] !== undefined,
    helperText: wrong.fields[name] ?? help,
  });
  return (
    <Part title={translate('fb.suspensions.undo.title')}>
      <Typography sx={{ mb: 2 }}>{translate('fb.suspensions.undo.intro')}</Typography>
      <Box component="form" onSubmit={submit} noValidate sx={{ display: 'grid', gap: 2, maxWidth: 560, mb: 2 }}>
        {wrong.all && (
          <Alert severity="error" role="alert">
            {wrong.all}
          </Alert>
        )}
        <TextField
          type="datetime-local"
          label={translate('fb.suspensions.undo.since')}
          value={toField(since)}
          onChange={(e) => change({ since: fromField(e.target.value) })}
          slotProps={{ inputLabel: { shrink: true } }}
          required
          {...field('since')}
        />
        <TextField
          label={translate('fb.suspensions.undo.at')}
          value={wish.at}
          onChange={(e) => change({ at: e.target.value })}
          required
          {...field('at', translate('fb.suspensions.undo.atHelp'))}
        />
        <TextField
          select
          label={translate('fb.suspensions.undo.reason')}
          value={reason}
          onChange={(e) => change({ reason: e.target.value })}
          required
          {...field('reason')}
        >
          {reasons.map((code) => (
            <MenuItem key={code} value={code}>
              {word(code)}
            </MenuItem>
          ))}
        </TextField>
        <Button
          type="submit"
          variant="outlined"
          disabled={busy || since === null || at === ''}
          sx={{ justifySelf: 'start' }}
        >
          {translate('fb.suspensions.undo.count')}
        </Button>
      </Box>
      {counted && (
        <Outcome
          counted={counted}
          onDone={() => {
            setCounted(null);
            onDone();
          }}
        />
      )}
    </Part>
  );
};
