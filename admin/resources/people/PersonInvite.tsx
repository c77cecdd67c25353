/** Inviting somebody by mail. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { useState } from 'react';
import { useNotify, useTranslate } from 'react-admin';
import { useNavigate } from 'react-router-dom';
import type { StaffRole } from '../../../server/contract/rights.ts';
import { Page } from '../../parts/Page.tsx';
import { useAct } from '../../parts/useAct.ts';
import { call } from '../../providers/http.ts';
import { BureauTicks, RoleTicks } from './PersonFields.tsx';

const PersonInvite = () => {
  const translate = useTranslate();
  const notify = useNotify();
  const navigate = useNavigate();
  const act = useAct();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [language, setLanguage] = useState<'ja' | 'en'>('ja');
  const [roles, setRoles] = useState<StaffRole[]>(['author']);
  const [bureaus, setBureaus] = useState<string[]>([]);
  const submit = async () => {
    const made = await act.run(() => call('POST', '/people', { name, email, language, roles, bureaus }));
    if (!made) return;
    notify('fb.person.invited', { type: 'success', messageArgs: { email: made.email } });
    navigate('/people');
  };
  return (
    <Page title={translate('fb.person.invite')} narrow>
      <Box
        component="form"
        noValidate
        onSubmit={(e) => {
          e.preventDefault();
          void submit();
        }}
        sx={{ display: 'grid', gap: 2.5 }}
      >
        {act.wrong.all && (
          <Alert severity="error" role="alert">
            {act.wrong.all}
          </Alert>
        )}
        <TextField
          label={translate('fb.person.name')}
          value={name}
          onChange={(e) => setName(e.target.value)}
          error={Boolean(act.wrong.fields.name)}
          helperText={act.wrong.fields.name}
          required
        />
        <TextField
          label={translate('fb.person.email')}
          type="email"
          value={email}
          onChange={(e) => setEmail(e.target.value)}
          error={Boolean(act.wrong.fields.email)}
          helperText={act.wrong.fields.email}
          required
        />
        <TextField
          select
          label={translate('fb.person.language')}
          value={language}
          onChange={(e) => setLanguage(e.target.value as 'ja' | 'en')}
        >
          <MenuItem value="ja">日本語</MenuItem>
          <MenuItem value="en">English</MenuItem>
        </TextField>
        <RoleTicks roles={roles} onChange={setRoles} wrong={act.wrong.fields.roles} />
        <BureauTicks bureaus={bureaus} onChange={setBureaus} />
        <Box sx={{ display: 'flex', gap: 1.5, flexWrap: 'wrap' }}>
          <Button type="submit" variant="contained" size="large" disabled={act.busy}>
            {translate('fb.person.inviteGo')}
          </Button>
          <Button href="#/people">{translate('fb.common.unsaved')}</Button>
        </Box>
      </Box>
    </Page>
  );
};
export default PersonInvite;
