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
import { call, setAskAgain, type Ways } from '../providers/http.ts';
import { confirmedChannel } from './confirmed.ts';

type Asked = { ways: Ways; answer: (yes: boolean) => void };

export const AskAgain = () => {
  const translate = useTranslate();
  const [asked, setAsked] = useState<Asked | null>(null);
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const { run, wrong, busy, clear } = useAct();
  useEffect(() => {
    setAskAgain((ways) => new Promise((answer) => setAsked({ ways, answer })));
    return () => setAskAgain(null);
  }, []);
  const end = (yes: boolean) => {
    asked?.answer(yes);
    setAsked(null);
    setPassword('');
    setCode('');
    clear();
  };
  // The provider asks in a window of its own, so that nothing typed here is lost; it tells when it is done.
  useEffect(() => {
    if (!asked?.ways.provider) return;
    const channel = new BroadcastChannel(confirmedChannel);
    channel.onmessage = () => end(true);
    return () => channel.close();
  });
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
          {asked?.ways.provider && (
            <Button
              variant={asked.ways.password ? 'outlined' : 'contained'}
              onClick={() => window.open('/console/oidc/confirm', 'confirm', 'width=520,height=720')}
            >
              {translate('fb.again.provider')}
            </Button>
          )}
          {asked?.ways.password && (
            <TextField
              label={translate('fb.again.password')}
              type="password"
              autoComplete="current-password"
              autoFocus
              value={password}
              onChange={(e) => setPassword(e.target.value)}
            />
          )}
          {asked?.ways.app && (
            <TextField
              label={translate('fb.again.code')}
              autoComplete="one-time-code"
              value={code}
              onChange={(e) => setCode(e.target.value)}
            />
          )}
        </DialogContent>
        <DialogActions sx={{ p: 3, pt: 0 }}>
          <Button onClick={() => end(false)}>{translate('fb.again.back')}</Button>
          {(asked?.ways.password || asked?.ways.app) && (
            <Button type="submit" variant="contained" disabled={busy || (password === '' && code === '')}>
              {translate('fb.again.go')}
            </Button>
          )}
        </DialogActions>
      </form>
    </Dialog>
  );
};
