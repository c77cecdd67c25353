/** Signing in: address and password, then the code of the authenticator app when there is one. */
import Button from '@mui/material/Button';
import Link from '@mui/material/Link';
import TextField from '@mui/material/TextField';
import { useState } from 'react';
import { useLogin, useTranslate } from 'react-admin';
import { Door, DoorForm } from '../parts/Door.tsx';
import { problemOf, wordsOf } from '../providers/http.ts';

export const SignIn = () => {
  const translate = useTranslate();
  const login = useLogin();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState<string | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async () => {
    setBusy(true);
    setWrong(null);
    try {
      await login({ email, password, ...(code === null ? {} : { code }) });
    } catch (error) {
      setBusy(false);
      if (problemOf(error)?.code === 'sign-in.code-needed') return setCode('');
      setWrong(translate(...wordsOf(error)));
    }
  };
  if (code !== null)
    return (
      <Door title={translate('fb.way.codeTitle')} wrong={wrong}>
        <DoorForm onSubmit={submit}>
          <TextField
            label={translate('fb.signIn.code')}
            helperText={translate('fb.way.codeHelp')}
            autoComplete="one-time-code"
            autoFocus
            required
            value={code}
            onChange={(e) => setCode(e.target.value)}
          />
          <Button type="submit" variant="contained" size="large" disabled={busy}>
            {translate('fb.signIn.go')}
          </Button>
          <Button onClick={() => setCode(null)}>{translate('fb.way.another')}</Button>
        </DoorForm>
      </Door>
    );
  return (
    <Door title={translate('fb.signIn.title')} wrong={wrong}>
      <DoorForm onSubmit={submit}>
        <TextField
          label={translate('fb.signIn.email')}
          type="email"
          autoComplete="username"
          required
          value={email}
          onChange={(e) => setEmail(e.target.value)}
        />
        <TextField
          label={translate('fb.signIn.password')}
          type="password"
          autoComplete="current-password"
          required
          value={password}
          onChange={(e) => setPassword(e.target.value)}
        />
        <Button type="submit" variant="contained" size="large" disabled={busy}>
          {translate('fb.signIn.go')}
        </Button>
        <Link href="#/forgot" sx={{ py: 1 }}>
          {translate('fb.way.forgot')}
        </Link>
      </DoorForm>
    </Door>
  );
};
