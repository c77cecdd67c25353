/** Signing in: address and password, then the code of the authenticator app when there is one. */
import Button from '@mui/material/Button';
import Divider from '@mui/material/Divider';
import Link from '@mui/material/Link';
import TextField from '@mui/material/TextField';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useLogin, useTranslate } from 'react-admin';
import { useLocation, useNavigate } from 'react-router-dom';
import { Door, DoorForm } from '../parts/Door.tsx';
import type { PasskeyAnswer } from '../parts/PasskeyStep.tsx';
import { call, problemOf, wordsOf } from '../providers/http.ts';
import { DemoDoors } from './DemoDoors.tsx';

const PasskeyStep = lazy(() => import('../parts/PasskeyStep.tsx'));

/** What the way back from the sign-in provider brought: a mistake, or a person whose code is still missing. Gone from the address at once. */
const useWayBack = () => {
  const { search } = useLocation();
  const navigate = useNavigate();
  const [{ half, wrong }] = useState(() => {
    const given = new URLSearchParams(search);
    return { half: given.get('half'), wrong: given.get('wrong') };
  });
  useEffect(() => {
    if (search) navigate('/login', { replace: true });
  }, [search, navigate]);
  return { half, wrong };
};

/** The words on the provider's button; null without one. */
const useProvider = () => {
  const [provider, setProvider] = useState<string | null>(null);
  useEffect(() => {
    call('GET', '/session/ways')
      .then((ways) => setProvider(ways.provider))
      .catch(() => undefined);
  }, []);
  return provider;
};

const Provider = ({ name }: { name: string }) => {
  const translate = useTranslate();
  return (
    <>
      <Button variant="outlined" size="large" fullWidth href="/console/oidc/start">
        {translate('fb.signIn.provider', { name })}
      </Button>
      <Divider sx={{ my: 3 }}>{translate('fb.signIn.or')}</Divider>
    </>
  );
};

export const SignIn = () => {
  const translate = useTranslate();
  const login = useLogin();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const wayBack = useWayBack();
  const provider = useProvider();
  const [half, setHalf] = useState(wayBack.half);
  const [code, setCode] = useState<string | null>(half === null ? null : '');
  const [wrong, setWrong] = useState<string | null>(wayBack.wrong && translate(`problem.${wayBack.wrong}`));
  const [busy, setBusy] = useState(false);
  const [passkey, setPasskey] = useState<string | null>(null);
  const who = half === null ? { email, password } : { half };
  useEffect(() => {
    if (half === null) return;
    call('POST', '/session/provider/ways', { half })
      .then((ways) => setPasskey(ways.passkey))
      .catch(() => undefined);
  }, [half]);
  const submit = async (proof: { code?: string; passkey?: PasskeyAnswer }) => {
    setBusy(true);
    setWrong(null);
    try {
      await login({ ...who, ...proof });
    } catch (error) {
      setBusy(false);
      const problem = problemOf(error);
      // A challenge is good once: after a miss only the digits are left until somebody begins anew.
      setPasskey((problem?.details?.passkey as string | undefined) ?? null);
      if (problem?.code === 'sign-in.code-needed') return setCode('');
      setWrong(translate(...wordsOf(error)));
    }
  };
  if (code !== null)
    return (
      <Door title={translate(passkey ? 'fb.person.factor' : 'fb.way.codeTitle')} wrong={wrong}>
        <DoorForm onSubmit={() => void submit({ code })}>
          {passkey && (
            <Suspense>
              <PasskeyStep options={passkey} or busy={busy} onAnswer={(answer) => void submit({ passkey: answer })} />
            </Suspense>
          )}
          <TextField
            label={translate('fb.signIn.code')}
            helperText={translate('fb.way.codeHelp')}
            autoComplete="one-time-code"
            autoFocus={!passkey}
            required
            value={code}
            onChange={(e) => setCode(e.target.value)}
          />
          <Button type="submit" variant={passkey ? 'outlined' : 'contained'} size="large" disabled={busy}>
            {translate('fb.signIn.go')}
          </Button>
          <Button
            onClick={() => {
              setCode(null);
              setHalf(null);
            }}
          >
            {translate('fb.way.another')}
          </Button>
        </DoorForm>
      </Door>
    );
  return (
    <Door title={translate('fb.signIn.title')} wrong={wrong}>
      <DemoDoors />
      {provider && <Provider name={provider} />}
      <DoorForm onSubmit={() => void submit({})}>
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
