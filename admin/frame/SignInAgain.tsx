/**
 * The session ended, or was ended, while a screen stood open: the same person signs in over it and what was asked for goes on (case C8).
 * The screen behind is covered until then, for whoever walks by; what is typed in it stays.
 */
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { type FormEvent, lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { useLogout, useTranslate } from 'react-admin';
import type { PasskeyAnswer } from '../parts/PasskeyStep.tsx';
import { useAct } from '../parts/useAct.ts';
import { whoWasHere } from '../providers/authProvider.ts';
import { call, problemOf, setSignInAgain } from '../providers/http.ts';

const PasskeyStep = lazy(() => import('../parts/PasskeyStep.tsx'));

type Answer = (back: boolean) => void;

/** Everything that failed meanwhile waits for the one answer. */
const useWaiting = () => {
  const [open, setOpen] = useState(false);
  const waiting = useRef<Answer[]>([]);
  const answer = useCallback<Answer>((back) => {
    setOpen(false);
    for (const one of waiting.current.splice(0)) one(back);
  }, []);
  useEffect(() => {
    setSignInAgain(
      () =>
        new Promise((resolve) => {
          // Whoever was not in yet is led to the door instead.
          if (!whoWasHere()) return resolve(false);
          waiting.current.push(resolve);
          setOpen(true);
        }),
    );
    return () => setSignInAgain(null);
  }, []);
  return { open, answer };
};

/** Signed in from another tab or at the provider: looked at whenever this window is looked at again. Somebody else gets a page of their own. */
const useElsewhere = (open: boolean, answer: Answer) => {
  useEffect(() => {
    if (!open) return;
    const look = async () => {
      const me = await call('GET', '/session', {}, { quiet: true, bare: true }).catch(() => null);
      if (!me) return;
      if (me.id === whoWasHere()?.id) answer(true);
      else window.location.reload();
    };
    window.addEventListener('focus', look);
    return () => window.removeEventListener('focus', look);
  }, [open, answer]);
};

export const SignInAgain = () => {
  const translate = useTranslate();
  const logout = useLogout();
  const { open, answer } = useWaiting();
  useElsewhere(open, answer);
  const [password, setPassword] = useState('');
  const [code, setCode] = useState<string | null>(null);
  const [passkey, setPasskey] = useState<string | null>(null);
  const { run, wrong, busy, clear } = useAct();
  const me = whoWasHere();
  const end = (back: boolean) => {
    setPassword('');
    setCode(null);
    setPasskey(null);
    clear();
    answer(back);
  };
  const submit = async (answer?: PasskeyAnswer) => {
    const proof = answer ? { passkey: answer } : { code: code ?? undefined };
    const given = { email: me?.email ?? '', password, ...proof };
    const enter = () =>
      call('POST', '/session', given).catch((error) => {
        const problem = problemOf(error);
        setPasskey((problem?.details?.passkey as string | undefined) ?? null);
        if (problem?.code !== 'sign-in.code-needed') throw error;
        setCode('');
        return null;
      });
    if (await run(enter)) end(true);
  };
  const leave = () => {
    end(false);
    void logout();
  };
  return (
    <Dialog
      open={open}
      fullWidth
      maxWidth="xs"
      aria-labelledby="sign-in-again"
      slotProps={{ backdrop: { sx: { bgcolor: 'background.default' } } }}
    >
      <form
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          void submit();
        }}
        noValidate
      >
        <DialogTitle id="sign-in-again">{translate('fb.inPlace.title')}</DialogTitle>
        <DialogContent sx={{ display: 'grid', gap: 2.5 }}>
          <Typography>{translate('fb.inPlace.text')}</Typography>
          <Typography sx={{ overflowWrap: 'anywhere' }}>
            <strong>{me?.name}</strong> {me?.email}
          </Typography>
          {wrong.all && (
            <Alert severity="error" role="alert">
              {wrong.all}
            </Alert>
          )}
          {code !== null && passkey && (
            <Suspense>
              <PasskeyStep options={passkey} or busy={busy} onAnswer={(answer) => void submit(answer)} />
            </Suspense>
          )}
          {code === null ? (
            me?.hasPassword !== false && (
              <TextField
                label={translate('fb.signIn.password')}
                type="password"
                autoComplete="current-password"
                autoFocus
                value={password}
                onChange={(e) => setPassword(e.target.value)}
              />
            )
          ) : (
            <TextField
              label={translate('fb.signIn.code')}
              autoComplete="one-time-code"
              autoFocus={!passkey}
              value={code}
              onChange={(e) => setCode(e.target.value)}
            />
          )}
          {me?.hasPassword === false && (
            <Button variant="contained" onClick={() => window.open('/console/', '_blank')}>
              {translate('fb.inPlace.window')}
            </Button>
          )}
        </DialogContent>
        <DialogActions sx={{ p: 3, pt: 0, flexWrap: 'wrap' }}>
          <Button onClick={leave}>{translate('fb.inPlace.leave')}</Button>
          {me?.hasPassword !== false && (
            <Button type="submit" variant="contained" disabled={busy || (code === null ? password : code) === ''}>
              {translate('fb.inPlace.go')}
            </Button>
          )}
        </DialogActions>
      </form>
    </Dialog>
  );
};
