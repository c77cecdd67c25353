/** Where the link of a password reset leads. */
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Link from '@mui/material/Link';
import TextField from '@mui/material/TextField';
import { useState } from 'react';
import { useTranslate } from 'react-admin';
import { useParams } from 'react-router-dom';
import { Door, DoorForm } from '../parts/Door.tsx';
import { useAct } from '../parts/useAct.ts';
import { call } from '../providers/http.ts';

const Reset = () => {
  const translate = useTranslate();
  const { token } = useParams();
  const [password, setPassword] = useState('');
  const [done, setDone] = useState(false);
  const act = useAct();
  const submit = async () => {
    if (await act.run(() => call('POST', '/password-reset/finish', { token: token ?? '', password }))) setDone(true);
  };
  return (
    <Door title={translate('fb.reset.title')} wrong={act.wrong.all}>
      {done ? (
        <Alert severity="success" role="status">
          {translate('fb.reset.done')}
        </Alert>
      ) : (
        <DoorForm onSubmit={submit}>
          <TextField
            label={translate('fb.account.fresh')}
            type="password"
            autoComplete="new-password"
            required
            value={password}
            onChange={(e) => setPassword(e.target.value)}
            error={Boolean(act.wrong.fields.password)}
            helperText={act.wrong.fields.password ?? translate('fb.passwordRule')}
          />
          <Button type="submit" variant="contained" size="large" disabled={act.busy}>
            {translate('fb.reset.go')}
          </Button>
        </DoorForm>
      )}
      <Link href="#/login" sx={{ display: 'inline-block', py: 2 }}>
        {translate('fb.way.back')}
      </Link>
    </Door>
  );
};
export default Reset;
