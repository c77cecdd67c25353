/** My settings: my passkeys, each with a name, and a new one. */
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useLocale, useNotify, useTranslate } from 'react-admin';
import type { Passkey } from '../../server/contract/console/passkeys.ts';
import { AddPasskey } from '../parts/AddPasskey.tsx';
import { moment } from '../parts/moment.ts';
import { Part } from '../parts/Page.tsx';
import { usePasskeyWords } from '../parts/passkeyWords.ts';
import { type Asking, ReasonDialog } from '../parts/ReasonDialog.tsx';
import { RecoveryCodes } from '../parts/RecoveryCodes.tsx';
import { Rows } from '../parts/Rows.tsx';
import { useAsked } from '../parts/useAsked.ts';
import { call } from '../providers/http.ts';

/** The dialogs of one passkey. */
const useDialogs = (changed: (words: string) => void) => {
  const words = usePasskeyWords();
  const [asking, setAsking] = useState<Asking | null>(null);
  const [name, setName] = useState('');
  const [renaming, setRenaming] = useState<Passkey | null>(null);
  const remove = (key: Passkey) =>
    setAsking({
      title: words.remove,
      text: words.removeAsk.replace('%name', key.name),
      go: words.remove,
      danger: true,
      run: async () => {
        await call('DELETE', `/session/passkeys/${key.id}`);
        changed(words.removed);
      },
    });
  const rename = (key: Passkey) => {
    setName(key.name);
    setRenaming(key);
  };
  const renamed: Asking | null = renaming && {
    title: words.rename,
    text: '',
    go: words.rename,
    fields: (wrong) => (
      <TextField
        label={words.name}
        value={name}
        onChange={(e) => setName(e.target.value)}
        error={Boolean(wrong.name)}
        helperText={wrong.name}
        autoFocus
      />
    ),
    run: async () => {
      await call('PUT', `/session/passkeys/${renaming.id}`, { name });
      changed(words.renamed);
    },
  };
  const close = () => {
    setAsking(null);
    setRenaming(null);
  };
  return { remove, rename, dialog: <ReasonDialog asking={asking ?? renamed} onClose={close} /> };
};

export const Passkeys = ({ again }: { again: () => void }) => {
  const words = usePasskeyWords();
  const locale = useLocale();
  const translate = useTranslate();
  const notify = useNotify();
  const asked = useAsked('/session/passkeys');
  const [codes, setCodes] = useState<string[] | null>(null);
  const changed = (text: string) => {
    notify(text, { type: 'success', messageArgs: { _: text } });
    asked.again();
    again();
  };
  const dialogs = useDialogs(changed);
  if (codes)
    return (
      <Part title={words.title}>
        <RecoveryCodes
          codes={codes}
          onKept={() => {
            setCodes(null);
            changed(words.added);
          }}
        />
      </Part>
    );
  const rows = asked.data?.data ?? [];
  return (
    <Part title={words.title}>
      <Typography sx={{ mb: 2 }}>{words.intro}</Typography>
      {dialogs.dialog}
      {rows.length > 0 && (
        <Rows
          label={words.title}
          rows={rows}
          keyOf={(key) => key.id}
          columns={[
            { name: 'name', label: translate('fb.person.name'), show: (key) => key.name },
            { name: 'since', label: words.since, show: (key) => moment(key.createdAt, locale) },
            {
              name: 'used',
              label: words.used,
              show: (key) => (key.usedAt === null ? words.never : moment(key.usedAt, locale)),
            },
            {
              name: 'acts',
              label: translate('fb.common.actions'),
              show: (key) => (
                <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap' }}>
                  <Button variant="outlined" onClick={() => dialogs.rename(key)}>
                    {words.rename}
                  </Button>
                  <Button variant="outlined" color="error" onClick={() => dialogs.remove(key)}>
                    {words.remove}
                  </Button>
                </Box>
              ),
            },
          ]}
        />
      )}
      {asked.data?.here === false && <Typography>{words.notHere}</Typography>}
      {asked.data?.here && (
        <Box sx={{ mt: 2 }}>
          <AddPasskey onAdded={(recovery) => (recovery ? setCodes(recovery) : changed(words.added))} />
        </Box>
      )}
    </Part>
  );
};
