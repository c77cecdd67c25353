/** Addresses that answers to mails of a system go to: entered here, proven by the code of a mail, removed. */
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import { type FormEvent, useState } from 'react';
import { useLocale, useNotify, useTranslate } from 'react-admin';
import type { ReplyAddressShown } from '../../../server/contract/console/systems.ts';
import { AskButton } from '../../parts/AskButton.tsx';
import { moment } from '../../parts/moment.ts';
import { Part } from '../../parts/Page.tsx';
import { Rows } from '../../parts/Rows.tsx';
import { useAct } from '../../parts/useAct.ts';
import { call } from '../../providers/http.ts';
import type { SystemPart } from './useSystemChange.ts';

const Confirming = ({ address, again }: { address: ReplyAddressShown; again: () => void }) => {
  const translate = useTranslate();
  const { run, wrong, busy } = useAct();
  const [code, setCode] = useState('');
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (await run(() => call('POST', `/reply-addresses/${address.id}/confirm`, { code }))) again();
  };
  return (
    <Box component="form" onSubmit={submit} noValidate sx={{ display: 'flex', gap: 1, flexWrap: 'wrap' }}>
      <TextField
        label={translate('fb.systems.code')}
        value={code}
        onChange={(e) => setCode(e.target.value)}
        error={wrong.all !== null}
        helperText={wrong.all}
        slotProps={{ htmlInput: { autoComplete: 'off', spellCheck: false, maxLength: 20 } }}
      />
      <Button type="submit" variant="outlined" disabled={busy || code.trim() === ''}>
        {translate('fb.systems.confirm')}
      </Button>
    </Box>
  );
};

const NewAddress = ({ system, again }: SystemPart) => {
  const translate = useTranslate();
  const notify = useNotify();
  const { run, wrong, busy } = useAct();
  const [email, setEmail] = useState('');
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!(await run(() => call('POST', `/systems/${system.id}/reply-addresses`, { email })))) return;
    notify('fb.systems.replyAdded', { type: 'success', messageArgs: { email } });
    setEmail('');
    again();
  };
  return (
    <Box component="form" onSubmit={submit} noValidate sx={{ display: 'flex', gap: 1.5, flexWrap: 'wrap', mt: 2 }}>
      <TextField
        label={translate('fb.systems.replyEmail')}
        value={email}
        onChange={(e) => setEmail(e.target.value)}
        error={wrong.all !== null}
        helperText={wrong.fields.email ?? wrong.all ?? translate('fb.systems.replyHelp')}
        sx={{ flexGrow: 1, minWidth: 220 }}
        slotProps={{ htmlInput: { autoComplete: 'off', spellCheck: false, maxLength: 320 } }}
      />
      <Button
        type="submit"
        variant="outlined"
        disabled={busy || email.trim() === ''}
        sx={{ alignSelf: 'start', minHeight: 56 }}
      >
        {translate('fb.systems.replyAdd')}
      </Button>
    </Box>
  );
};

export const ReplyAddresses = (p: SystemPart) => {
  const translate = useTranslate();
  const locale = useLocale();
  const removing = (address: ReplyAddressShown) => ({
    title: translate('fb.systems.remove'),
    text: translate('fb.systems.removeAsk', { email: address.email }),
    go: translate('fb.systems.remove'),
    danger: true as const,
    run: async () => {
      await call('POST', `/reply-addresses/${address.id}/remove`);
      p.again();
    },
  });
  const state = (a: ReplyAddressShown) =>
    a.state === 'confirmed'
      ? translate('fb.systems.confirmedAt', { at: moment(a.confirmedAt ?? 0, locale) })
      : translate('fb.systems.waits');
  return (
    <Part title={translate('fb.systems.replyTo')}>
      <Rows
        label={translate('fb.systems.replyTo')}
        rows={p.system.replyAddresses}
        keyOf={(a) => a.id}
        empty={{ title: translate('fb.systems.noReply'), text: translate('fb.systems.noReplyText') }}
        columns={[
          { name: 'email', label: translate('fb.systems.replyEmail'), show: (a) => a.email },
          { name: 'id', label: translate('fb.systems.replyId'), show: (a) => <code>{a.id}</code> },
          { name: 'state', label: translate('fb.letter.state'), show: state },
          ...(p.may
            ? [
                {
                  name: 'act',
                  label: translate('fb.common.actions'),
                  show: (a: ReplyAddressShown) => (
                    <Box sx={{ display: 'grid', gap: 1, justifyItems: 'start' }}>
                      {a.state === 'pending' && <Confirming address={a} again={p.again} />}
                      <AskButton variant="outlined" color="error" asking={removing(a)} />
                    </Box>
                  ),
                },
              ]
            : []),
        ]}
      />
      {p.may && <NewAddress {...p} />}
    </Part>
  );
};
