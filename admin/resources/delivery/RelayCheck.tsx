/** Relays looked at on request: whether each would take a mail now, and the dialogue that shows it, its secrets masked. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useState } from 'react';
import { useTranslate } from 'react-admin';
import type { RelayChecked } from '../../../server/contract/console/delivery.ts';
import { useAct } from '../../parts/useAct.ts';
import { call } from '../../providers/http.ts';

const signs = { us: '>', relay: '<', note: '*' } as const;
const severity = ({ step, encrypted }: RelayChecked) => {
  if (step !== null) return 'error';
  return encrypted ? 'success' : 'warning';
};

const One = ({ checked }: { checked: RelayChecked }) => {
  const translate = useTranslate();
  const { relay, step, reason, encrypted, dialogue } = checked;
  const tell = (name: string, values: object = {}) => translate(`fb.relayCheck.${name}`, values);
  const said =
    step === null ? tell(encrypted ? 'well' : 'plain') : tell('ended', { step: tell(`steps.${step}`), reason });
  return (
    <Box component="li" sx={{ display: 'grid', gap: 1, gridTemplateColumns: 'minmax(0, 1fr)' }}>
      <Alert severity={severity(checked)} sx={{ overflowWrap: 'anywhere' }}>
        {relay}: {said}
      </Alert>
      <details>
        <Box component="summary" sx={{ py: 1, cursor: 'pointer' }}>
          {tell('dialogue')}
        </Box>
        <Box component="pre" tabIndex={0} sx={{ m: 0, overflow: 'auto', whiteSpace: 'pre-wrap' }}>
          {dialogue.map((line) => `${signs[line.by]} ${line.text}`).join('\n')}
        </Box>
      </details>
    </Box>
  );
};

export const RelayCheck = () => {
  const translate = useTranslate();
  const { run, wrong, busy } = useAct();
  const [found, setFound] = useState<RelayChecked[] | null>(null);
  const check = async () => {
    const answer = await run(() => call('POST', '/delivery/check-relays', {}));
    if (answer) setFound(answer.data);
  };
  return (
    <Box sx={{ display: 'grid', gap: 2, mt: 2, gridTemplateColumns: 'minmax(0, 1fr)', justifyItems: 'start' }}>
      <Button variant="outlined" disabled={busy} onClick={() => void check()}>
        {translate(busy ? 'fb.relayCheck.busy' : 'fb.relayCheck.go')}
      </Button>
      {wrong.all && (
        <Alert severity="error" role="alert">
          {wrong.all}
        </Alert>
      )}
      <Box
        component="ul"
        aria-live="polite"
        sx={{ listStyle: 'none', m: 0, p: 0, width: 1, display: 'grid', gap: 1, gridTemplateColumns: 'minmax(0, 1fr)' }}
      >
        {found?.map((one) => (
          <One key={one.relay} checked={one} />
        ))}
      </Box>
    </Box>
  );
};
