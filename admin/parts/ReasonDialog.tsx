/** Asks before an act that cannot be taken back: the consequence in words, and a reason where one is kept. */
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import TextField from '@mui/material/TextField';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslate } from 'react-admin';
import { useAct } from './useAct.ts';

export type Asking = {
  title: string;
  text: string;
  go: string;
  /** What goes on when nothing is done, on the safe button; absent: it stays as it is. */
  stay?: string;
  /** Absent: no reason is asked for. */
  reason?: true;
  danger?: true;
  /** What else is asked for, above the reason; `wrong`: what the server said of each field. */
  fields?: (wrong: Record<string, string>) => ReactNode;
  run: (reason: string) => Promise<unknown>;
};

export const ReasonDialog = ({ asking, onClose }: { asking: Asking | null; onClose: (done: boolean) => void }) => {
  const translate = useTranslate();
  const [reason, setReason] = useState('');
  const { run, wrong, busy, clear } = useAct();
  const close = (done: boolean) => {
    setReason('');
    clear();
    onClose(done);
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    if (!asking) return;
    const done = await run(async () => {
      await asking.run(reason.trim());
      return true;
    });
    if (done) close(true);
  };
  return (
    <Dialog open={asking !== null} onClose={() => close(false)} fullWidth maxWidth="sm" aria-labelledby="ask-title">
      <form onSubmit={submit} noValidate>
        <DialogTitle id="ask-title">{asking?.title}</DialogTitle>
        <DialogContent sx={{ display: 'grid', gap: 2.5 }}>
          {asking?.text}
          {wrong.all && (
            <Alert severity="error" role="alert">
              {wrong.all}
            </Alert>
          )}
          {asking?.fields?.(wrong.fields)}
          {asking?.reason && (
            <TextField
              label={translate('fb.reason.label')}
              helperText={translate('fb.reason.help')}
              value={reason}
              onChange={(e) => setReason(e.target.value)}
              required
              autoFocus={asking.fields === undefined}
              multiline
            />
          )}
        </DialogContent>
        <DialogActions sx={{ p: 3, pt: 0 }}>
          <Button onClick={() => close(false)}>{asking?.stay ?? translate('fb.common.stay')}</Button>
          <Button
            type="submit"
            variant={asking?.danger ? 'outlined' : 'contained'}
            color={asking?.danger ? 'error' : 'primary'}
            disabled={busy || (asking?.reason === true && reason.trim() === '')}
          >
            {asking?.go}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
};
