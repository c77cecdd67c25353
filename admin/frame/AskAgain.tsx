/** The dialog that asks for password, code or passkey again and lets the call that needed it be repeated. */
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { type FormEvent, lazy, Suspense, useEffect, useState } from 'react';
import { useTranslate } from 'react-admin';
import type { PasskeyAnswer } from '../parts/PasskeyStep.tsx';
import { useAct } from '../parts/useAct.ts';
import { call, setAskAgain, type Ways } from '../providers/http.ts';
import { confirmedChannel } from './confirmed.ts';

const loadStep = () => import('../parts/PasskeyStep.tsx');
const PasskeyStep = lazy(loadStep);

/** `passkey`: what the browser needs to ask for one, null without any. */
type Asked = { ways: Ways; passkey: string | null; answer: (yes: boolean) => void };

/**
 * What the browser needs to ask for a passkey. All that the dialog shows is there before it opens: what came later would take the focus
 * from whoever types. Where the hub does not tell just now, the digits are asked for as ever.
 */
const passkeyOf = async (ways: Ways): Promise<string | null> => {
  if (!ways.app) return null;
  const told = await call('POST', '/session/confirm/ways').catch(() => null);
  if (told?.passkey) await loadStep().catch(() => undefined);
  return told?.passkey ?? null;
};

export const AskAgain = () => {
  const translate = useTranslate();
  const [asked, setAsked] = useState<Asked | null>(null);
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const { run, wrong, busy, clear } = useAct();
  useEffect(() => {
    setAskAgain(async (ways) => {
      const passkey = await passkeyOf(ways);
      return new Promise((answer) => setAsked({ ways, passkey, answer }));
    });
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
  const byPasskey = async (passkey: PasskeyAnswer) => {
    if (await run(() => call('POST', '/session/confirm', { passkey }))) return end(true);
    // Its challenge is used up.
    if (asked) setAsked({ ...asked, passkey: await passkeyOf(asked.ways) });
  };
  const typed = asked?.ways.password || asked?.ways.app;
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
          {asked?.passkey && (
            <Suspense>
              <PasskeyStep
                options={asked.passkey}
                or={typed === true}
                busy={busy}
                onAnswer={(answer) => void byPasskey(answer)}
              />
            </Suspense>
          )}
          {asked?.ways.provider && (
            <Button
              variant={asked.ways.password || asked.passkey ? 'outlined' : 'contained'}
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
              autoFocus={!asked.passkey}
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
          {typed && (
            <Button type="submit" variant="contained" disabled={busy || (password === '' && code === '')}>
              {translate('fb.again.go')}
            </Button>
          )}
        </DialogActions>
      </form>
    </Dialog>
  );
};
