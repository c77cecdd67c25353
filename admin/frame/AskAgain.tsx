/** The dialog that asks for password or code again and lets the call that needed it be repeated. */
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslate } from 'react-admin';
import { useAct } from '../parts/useAct.ts';
import { call, setAskAgain } from '../providers/http.ts';

type Asked = { hasApp: boolean; answer: (yes: boolean) => void };

export const AskAgain = () => {
  const translate = useTranslate();
  const [asked, setAsked] = useState<Asked | null>(null);
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const { run, wrong, busy, clear } = useAct();
  useEffect(() => {
    setAskAgain((hasApp) => new Promise((answer) => setAsked({ hasApp, answer })));
    return () => setAskAgain(null);
  }, []);
  const end = (yes: boolean) => {
    asked?.answer(yes);
    setAsked(null);
    setPassword('');
    setCode('');
    clear();
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    if (await run(() => call('POST', '/session/confirm', { password, code }))) end(true);
  };
  return (
    <Dialog open={asked !== null} onClose={() => end(false)} fullWidth maxWidth="xs" aria-labelledby="ask-again">
      <form onSubmit={submit} noValidate>
        <DialogTitle id="ask-again">{translate('fb.again.title')}</DialogTitle>
        <DialogContent sx={{ display: 'grid', gap: 2.5 }}>
          <Typography>{translate('fb.again.text')}</Typography>
          {wrong.all && (
            <Alert severity="error" role="alert">
              {wrong.all}
            </Alert>
          )}
          <TextField
            label={translate('fb.again.password')}
            type="password"
            autoComplete="current-password"
            autoFocus
            value={password}
            onChange={(e) => setPassword(e.target.value)}
          />
          {asked?.hasApp && (
            <TextField
              label={translate('fb.again.code')}
              autoComplete="one-time-code"
              value={code}
              onChange={(e) => setCode(e.target.value)}
            />
          )}
        </DialogContent>
        <DialogActions sx={{ p: 3, pt: 0 }}>
          <Button onClick={() => end(false)}>{translate('fb.again.cancel')}</Button>
          <Button type="submit" variant="contained" disabled={busy || (password === '' && code === '')}>
            {translate('fb.again.go')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
};
