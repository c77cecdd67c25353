/** Where the printed one-time link leads: the first administrator gives name, address and password. */
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import { useState } from 'react';
import { useLocale, useTranslate } from 'react-admin';
import { useParams } from 'react-router-dom';
import { Door, DoorForm } from '../parts/Door.tsx';
import { useAct } from '../parts/useAct.ts';
import { enter } from '../providers/authProvider.ts';
import { call } from '../providers/http.ts';

const FirstAdministrator = () => {
  const translate = useTranslate();
  const locale = useLocale();
  const { token } = useParams();
  const [values, setValues] = useState({ name: '', email: '', password: '' });
  const act = useAct();
  const set = (name: keyof typeof values) => (event: { target: { value: string } }) =>
    setValues({ ...values, [name]: event.target.value });
  const submit = async () => {
    const language = locale === 'en' ? 'en' : 'ja';
    if (!(await act.run(() => call('POST', '/first-administrator', { token: token ?? '', ...values, language }))))
      return;
    await enter();
  };
  const field = (name: keyof typeof values, type: string, autoComplete: string, help?: string) => (
    <TextField
      label={translate(name === 'name' ? 'fb.first.name' : `fb.signIn.${name}`)}
      type={type}
      autoComplete={autoComplete}
      required
      value={values[name]}
      onChange={set(name)}
      error={Boolean(act.wrong.fields[name])}
      helperText={act.wrong.fields[name] ?? help}
    />
  );
  return (
    <Door title={translate('fb.first.title')} intro={translate('fb.first.intro')} wrong={act.wrong.all}>
      <DoorForm onSubmit={submit}>
        {field('name', 'text', 'name')}
        {field('email', 'email', 'username')}
        {field('password', 'password', 'new-password', translate('fb.passwordRule'))}
        <Button type="submit" variant="contained" size="large" disabled={act.busy}>
          {translate('fb.first.go')}
        </Button>
      </DoorForm>
    </Door>
  );
};
export default FirstAdministrator;
