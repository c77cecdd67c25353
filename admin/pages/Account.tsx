/** My settings: look, password, second factor, and where I am signed in. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useLocale, useNotify, useSetLocale, useTheme, useTranslate } from 'react-admin';
import type { Me } from '../../server/contract/console/session.ts';
import { deviceOf } from '../parts/device.ts';
import { moment } from '../parts/moment.ts';
import { Page, Part } from '../parts/Page.tsx';
import { type Asking, ReasonDialog } from '../parts/ReasonDialog.tsx';
import { RecoveryCodes } from '../parts/RecoveryCodes.tsx';
import { Rows } from '../parts/Rows.tsx';
import { Told } from '../parts/Told.tsx';
import { useAct } from '../parts/useAct.ts';
import { useAsked } from '../parts/useAsked.ts';
import { forget } from '../providers/authProvider.ts';
import { call } from '../providers/http.ts';
import { OwnMail } from './OwnMail.tsx';
import { Passkeys } from './Passkeys.tsx';

const Look = ({ me, again }: { me: Me; again: () => void }) => {
  const translate = useTranslate();
  const setLocale = useSetLocale();
  const [, setTheme] = useTheme();
  const act = useAct();
  const choose = (wish: { language?: Me['language']; colour?: Me['colour'] }) =>
    act.run(async () => {
      await call('PUT', '/session/choices', wish);
      forget();
      if (wish.language) await setLocale(wish.language);
      const dark = window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
      if (wish.colour) setTheme(wish.colour === 'auto' ? dark : wish.colour);
      again();
    });
  return (
    <Part title={translate('fb.account.look')}>
      <Box sx={{ display: 'flex', gap: 2, flexWrap: 'wrap' }}>
        <TextField
          select
          label={translate('fb.way.language')}
          value={me.language}
          onChange={(e) => void choose({ language: e.target.value as Me['language'] })}
          sx={{ minWidth: 200 }}
        >
          <MenuItem value="ja">日本語</MenuItem>
          <MenuItem value="en">English</MenuItem>
        </TextField>
        <TextField
          select
          label={translate('fb.account.colour')}
          value={me.colour}
          onChange={(e) => void choose({ colour: e.target.value as Me['colour'] })}
          sx={{ minWidth: 200 }}
        >
          {(['auto', 'light', 'dark'] as const).map((colour) => (
            <MenuItem key={colour} value={colour}>
              {translate(`fb.account.colours.${colour}`)}
            </MenuItem>
          ))}
        </TextField>
      </Box>
    </Part>
  );
};

const Password = () => {
  const translate = useTranslate();
  const notify = useNotify();
  const act = useAct();
  const [old, setOld] = useState('');
  const [password, setPassword] = useState('');
  const submit = async () => {
    if (!(await act.run(() => call('PUT', '/session/password', { old, password })))) return;
    setOld('');
    setPassword('');
    notify('fb.account.changed', { type: 'success' });
  };
  return (
    <Part title={translate('fb.account.password')}>
      <Box
        component="form"
        onSubmit={(e) => {
          e.preventDefault();
          void submit();
        }}
        sx={{ display: 'grid', gap: 2, maxWidth: 420 }}
      >
        {act.wrong.all && (
          <Alert severity="error" role="alert">
            {act.wrong.all}
          </Alert>
        )}
        <TextField
          label={translate('fb.account.old')}
          type="password"
          autoComplete="current-password"
          value={old}
          onChange={(e) => setOld(e.target.value)}
        />
        <TextField
          label={translate('fb.account.fresh')}
          type="password"
          autoComplete="new-password"
          value={password}
          onChange={(e) => setPassword(e.target.value)}
          error={Boolean(act.wrong.fields.password)}
          helperText={act.wrong.fields.password ?? translate('fb.passwordRule')}
        />
        <Button
          type="submit"
          variant="outlined"
          disabled={act.busy || old === '' || password === ''}
          sx={{ justifySelf: 'start' }}
        >
          {translate('fb.account.password')}
        </Button>
      </Box>
    </Part>
  );
};

const SecondFactor = ({ me, again }: { me: Me; again: () => void }) => {
  const translate = useTranslate();
  const [codes, setCodes] = useState<string[] | null>(null);
  const [asking, setAsking] = useState<Asking | null>(null);
  const renew: Asking = {
    title: translate('fb.factor.renew'),
    text: translate('fb.factor.renewAsk', { smart_count: me.recoveryLeft }),
    go: translate('fb.factor.renew'),
    run: async () => setCodes((await call('POST', '/session/recovery')).recovery),
  };
  return (
    <Part title={translate('fb.person.factor')}>
      <ReasonDialog asking={asking} onClose={() => setAsking(null)} />
      {codes ? (
        <RecoveryCodes
          codes={codes}
          onKept={() => {
            setCodes(null);
            again();
          }}
        />
      ) : (
        <>
          <Typography sx={{ mb: 2 }}>
            {translate(`fb.factor.state.${me.factor}`)}
            {me.factor === 'set' && ` · ${translate('fb.factor.left', { smart_count: me.recoveryLeft })}`}
          </Typography>
          <Box sx={{ display: 'flex', gap: 1.5, flexWrap: 'wrap' }}>
            <Button variant="outlined" href="#/factor">
              {translate(me.hasApp ? 'fb.factor.startAgain' : 'fb.factor.start')}
            </Button>
            {me.factor === 'set' && (
              <Button variant="outlined" onClick={() => setAsking(renew)}>
                {translate('fb.factor.renew')}
              </Button>
            )}
          </Box>
        </>
      )}
    </Part>
  );
};

const Sessions = () => {
  const translate = useTranslate();
  const locale = useLocale();
  const asked = useAsked('/session/list');
  const act = useAct();
  const end = (work: () => Promise<unknown>) =>
    act.run(async () => {
      await work();
      asked.again();
    });
  const rows = asked.data?.data ?? [];
  return (
    <Part
      title={translate('fb.account.sessions')}
      actions={
        rows.length > 1 && (
          <Button variant="outlined" onClick={() => void end(() => call('POST', '/session/end-others'))}>
            {translate('fb.account.endOthers')}
          </Button>
        )
      }
    >
      <Rows
        label={translate('fb.account.sessions')}
        rows={rows}
        keyOf={(s) => s.id}
        columns={[
          { name: 'agent', label: translate('fb.account.device'), show: (s) => deviceOf(s.agent) },
          { name: 'network', label: translate('fb.account.network'), show: (s) => s.network },
          { name: 'since', label: translate('fb.account.since'), show: (s) => moment(s.startedAt, locale) },
          { name: 'seen', label: translate('fb.account.seen'), show: (s) => moment(s.seenAt, locale) },
          {
            name: 'end',
            label: translate('fb.common.actions'),
            show: (s) =>
              s.current ? (
                translate('fb.account.here')
              ) : (
                <Button variant="outlined" onClick={() => void end(() => call('DELETE', `/session/list/${s.id}`))}>
                  {translate('fb.account.end')}
                </Button>
              ),
          },
        ]}
      />
    </Part>
  );
};

const Account = () => {
  const translate = useTranslate();
  const asked = useAsked('/session');
  const me = asked.data;
  return (
    <Page title={translate('fb.account.title')}>
      <Told asked={asked}>
        {me && (
          <>
            <Typography>
              {me.name} · {me.email} · {me.roles.map((role) => translate(`fb.role.${role}`)).join(' · ')}
            </Typography>
            <Look me={me} again={asked.again} />
            <OwnMail me={me} again={asked.again} />
            <SecondFactor me={me} again={asked.again} />
            <Passkeys again={asked.again} />
            {me.hasPassword && <Password />}
            <Sessions />
          </>
        )}
      </Told>
    </Page>
  );
};
export default Account;
