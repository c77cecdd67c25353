/** Changes one limit: what it is now, what follows for the mails that wait, what is wrong beside its field, and why. */
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { type FormEvent, useState } from 'react';
import { useLocale, useTranslate } from 'react-admin';
import type { DomainLimitShown } from '../../../server/contract/console/limits.ts';
import { figure } from '../../parts/moment.ts';
import { useAct } from '../../parts/useAct.ts';
import { call } from '../../providers/http.ts';
import { useLimitWords } from './useLimitWords.ts';

const fields = ['connections', 'ratePerSecond'] as const;
type Field = (typeof fields)[number];

/** Empty is no limit. What is no number goes to the server as 0, which refuses it: it must never become "no limit". */
const numberOf = (text: string): number | null => {
  const typed = text.normalize('NFKC').trim();
  if (typed === '') return null;
  return /^\d{1,9}$/.test(typed) ? Number(typed) : 0;
};

export const LimitDialog = ({ limit, onClose }: { limit: DomainLimitShown; onClose: (changed: boolean) => void }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const words = useLimitWords();
  const { run, wrong, busy } = useAct();
  const [typed, setTyped] = useState<Record<Field, string>>({
    connections: String(limit.connections ?? ''),
    ratePerSecond: String(limit.ratePerSecond ?? ''),
  });
  const [reason, setReason] = useState('');
  const wish = { connections: numberOf(typed.connections), ratePerSecond: numberOf(typed.ratePerSecond) };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const done = await run(() => call('PUT', `/limits/${limit.id}`, { ...wish, reason: reason.trim() }));
    if (done) onClose(true);
  };
  const seconds = wish.ratePerSecond ? limit.waiting / wish.ratePerSecond : 0;
  return (
    <Dialog open onClose={() => onClose(false)} fullWidth maxWidth="sm" aria-labelledby="limit-title">
      <form onSubmit={submit} noValidate>
        <DialogTitle id="limit-title">{translate('fb.limit.editTitle', words.name(limit))}</DialogTitle>
        <DialogContent sx={{ display: 'grid', gap: 2.5 }}>
          <Typography>{translate('fb.limit.now', { limit: words.limit(limit) })}</Typography>
          {wrong.all && (
            <Alert severity="error" role="alert">
              {wrong.all}
            </Alert>
          )}
          {fields.map((field) => (
            <TextField
              key={field}
              label={translate(field === 'connections' ? 'fb.limit.connections' : 'fb.limit.rate')}
              value={typed[field]}
              onChange={(e) => setTyped({ ...typed, [field]: e.target.value })}
              error={wrong.fields[field] !== undefined}
              helperText={wrong.fields[field] ?? translate('fb.limit.help')}
              slotProps={{ htmlInput: { inputMode: 'numeric' } }}
              autoFocus={field === 'connections'}
            />
          ))}
          {wish.ratePerSecond === null && limit.kind === 'usual' && (
            <Alert severity="warning">{translate('fb.limit.open')}</Alert>
          )}
          {limit.waiting > 0 && seconds > 0 && (
            <Typography role="status">
              {translate('fb.limit.expect', {
                waiting: figure(limit.waiting, locale),
                minutes: figure(Math.max(1, Math.ceil(seconds / 60)), locale),
              })}
            </Typography>
          )}
          <TextField
            label={translate('fb.reason.label')}
            helperText={wrong.fields.reason ?? translate('fb.reason.help')}
            value={reason}
            onChange={(e) => setReason(e.target.value)}
            required
            multiline
          />
        </DialogContent>
        <DialogActions sx={{ p: 3, pt: 0 }}>
          <Button onClick={() => onClose(false)}>{translate('fb.common.stay')}</Button>
          <Button type="submit" variant="contained" disabled={busy || reason.trim() === ''}>
            {translate('fb.limit.go')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
};
