/** Asking for a link to choose a new password. The answer is the same for every address. */
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Link from '@mui/material/Link';
import TextField from '@mui/material/TextField';
import { useState } from 'react';
import { useTranslate } from 'react-admin';
import { Door, DoorForm } from '../parts/Door.tsx';
import { useAct } from '../parts/useAct.ts';
import { call } from '../providers/http.ts';

const Forgot = () => {
  const translate = useTranslate();
  const [email, setEmail] = useState('');
  const [sent, setSent] = useState(false);
  const act = useAct();
  const submit = async () => {
    if (await act.run(() => call('POST', '/password-reset', { email }))) setSent(true);
  };
  return (
    <Door
      title={translate('fb.reset.ask')}
      intro={sent ? undefined : translate('fb.reset.askIntro')}
      wrong={act.wrong.all}
    >
      {sent ? (
        <Alert severity="success" role="status">
          {translate('fb.reset.sent')}
        </Alert>
      ) : (
        <DoorForm onSubmit={submit}>
          <TextField
            label={translate('fb.signIn.email')}
            type="email"
            autoComplete="username"
            required
            value={email}
            onChange={(e) => setEmail(e.target.value)}
          />
          <Button type="submit" variant="contained" size="large" disabled={act.busy || email === ''}>
            {translate('fb.reset.send')}
          </Button>
        </DoorForm>
      )}
      <Link href="#/login" sx={{ display: 'inline-block', py: 2 }}>
        {translate('fb.way.back')}
      </Link>
    </Door>
  );
};
export default Forgot;
