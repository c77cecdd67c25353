/** Where an invitation leads: who invited is told what the account may do, and chooses a password. */
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import CircularProgress from '@mui/material/CircularProgress';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useEffect, useRef, useState } from 'react';
import { useLocale, useSetLocale, useTranslate } from 'react-admin';
import { useParams } from 'react-router-dom';
import type { StaffRole } from '../../server/contract/rights.ts';
import { Door, DoorForm } from '../parts/Door.tsx';
import { useAct } from '../parts/useAct.ts';
import { enter } from '../providers/authProvider.ts';
import { call } from '../providers/http.ts';

type Invited = { name: string; email: string; language: 'ja' | 'en'; roles: StaffRole[]; needsFactor: boolean };

const Roles = ({ roles }: { roles: readonly StaffRole[] }) => {
  const translate = useTranslate();
  return (
    <Box sx={{ mb: 3, p: 2, border: 1, borderColor: 'divider', borderRadius: 2 }}>
      <Typography component="h2" sx={{ fontWeight: 700, mb: 1 }}>
        {translate('fb.invitation.roles')}
      </Typography>
      {roles.map((role) => (
        <Typography key={role}>
          {translate(`fb.role.${role}`)}: {translate(`fb.roleSays.${role}`)}
        </Typography>
      ))}
    </Box>
  );
};

const Invitation = () => {
  const translate = useTranslate();
  const locale = useLocale();
  const setLocale = useSetLocale();
  const { token } = useParams();
  const [invited, setInvited] = useState<Invited | null>(null);
  const [password, setPassword] = useState('');
  const look = useAct();
  const accept = useAct();
  const asked = useRef(false);
  useEffect(() => {
    if (asked.current) return;
    asked.current = true;
    void look.run(async () => {
      const found = await call('POST', '/invitation', { token: token ?? '' });
      setInvited(found);
      setLocale(found.language);
    });
  }, [look, setLocale, token]);
  const submit = async () => {
    const language = locale === 'en' ? 'en' : 'ja';
    if (!(await accept.run(() => call('POST', '/invitation/accept', { token: token ?? '', password, language }))))
      return;
    await enter();
  };
  if (!invited)
    return (
      <Door title={translate('fb.name')} wrong={look.wrong.all}>
        {look.busy && <CircularProgress aria-label={translate('fb.common.loading')} />}
      </Door>
    );
  return (
    <Door
      title={translate('fb.invitation.title', { name: invited.name })}
      intro={translate('fb.invitation.intro', { email: invited.email })}
      wrong={accept.wrong.all}
    >
      <Roles roles={invited.roles} />
      <DoorForm onSubmit={submit}>
        <input type="hidden" autoComplete="username" value={invited.email} readOnly />
        <TextField
          label={translate('fb.signIn.password')}
          type="password"
          autoComplete="new-password"
          required
          value={password}
          onChange={(e) => setPassword(e.target.value)}
          error={Boolean(accept.wrong.fields.password)}
          helperText={accept.wrong.fields.password ?? translate('fb.passwordRule')}
        />
        {invited.needsFactor && <Typography>{translate('fb.invitation.thenFactor')}</Typography>}
        <Button type="submit" variant="contained" size="large" disabled={accept.busy}>
          {translate('fb.invitation.go')}
        </Button>
      </DoorForm>
    </Door>
  );
};
export default Invitation;
