/** Signing in: the passkey instead of the digits. `options`: from the server, as JSON. */
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Divider from '@mui/material/Divider';
import { startAuthentication } from '@simplewebauthn/browser';
import { useState } from 'react';
import type { InputOf } from '../../server/contract/console/table.ts';
import { usePasskeyWords } from './passkeyWords.ts';

export type PasskeyAnswer = NonNullable<InputOf<'POST', '/session'>['passkey']>;

const PasskeyStep = (p: {
  options: string;
  /** Digits may be typed instead. */
  or: boolean;
  busy: boolean;
  onAnswer: (answer: PasskeyAnswer) => void;
}) => {
  const words = usePasskeyWords();
  const [stopped, setStopped] = useState(false);
  const ask = async () => {
    setStopped(false);
    const answer = await startAuthentication({ optionsJSON: JSON.parse(p.options) }).catch(() => null);
    if (answer) p.onAnswer(answer as PasskeyAnswer);
    else setStopped(true);
  };
  return (
    <>
      {stopped && (
        <Alert severity="warning" role="alert">
          {words.stopped}
        </Alert>
      )}
      <Button variant="contained" size="large" autoFocus disabled={p.busy} sx={{ mt: 1.5 }} onClick={() => void ask()}>
        {words.use}
      </Button>
      {p.or && <Divider>{words.or}</Divider>}
    </>
  );
};
export default PasskeyStep;
