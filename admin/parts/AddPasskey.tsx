/** A name and a button: the browser makes a passkey, the hub keeps its public half. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import { startRegistration } from '@simplewebauthn/browser';
import { useState } from 'react';
import type { InputOf } from '../../server/contract/console/table.ts';
import { call } from '../providers/http.ts';
import { usePasskeyWords } from './passkeyWords.ts';
import { useAct } from './useAct.ts';

type Made = InputOf<'POST', '/session/passkeys'>['response'];

/** `onAdded`: with the recovery codes when it was the first second factor. */
export const AddPasskey = ({ onAdded }: { onAdded: (recovery: string[] | null) => void }) => {
  const words = usePasskeyWords();
  const act = useAct();
  const [name, setName] = useState('');
  const [stopped, setStopped] = useState(false);
  const add = async () => {
    setStopped(false);
    const done = await act.run(async () => {
      const { options } = await call('POST', '/session/passkeys/begin');
      const optionsJSON = options as Parameters<typeof startRegistration>[0]['optionsJSON'];
      const response = await startRegistration({ optionsJSON }).catch(() => null);
      if (!response) return setStopped(true);
      return call('POST', '/session/passkeys', { name, response: response as Made });
    });
    if (!done) return;
    setName('');
    onAdded(done.recovery);
  };
  return (
    <Box
      component="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
      sx={{ display: 'grid', gap: 2, maxWidth: 420 }}
    >
      {(stopped || act.wrong.all) && (
        <Alert severity={stopped ? 'warning' : 'error'} role="alert">
          {stopped ? words.stopped : act.wrong.all}
        </Alert>
      )}
      <TextField
        label={words.name}
        value={name}
        onChange={(e) => setName(e.target.value)}
        error={Boolean(act.wrong.fields.name)}
        helperText={act.wrong.fields.name ?? words.nameHelp}
        slotProps={{ htmlInput: { maxLength: 100 } }}
      />
      <Button type="submit" variant="outlined" disabled={act.busy || name.trim() === ''} sx={{ justifySelf: 'start' }}>
        {words.add}
      </Button>
    </Box>
  );
};
