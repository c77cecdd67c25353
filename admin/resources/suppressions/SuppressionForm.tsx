/** Blocks an address or a domain: what is wrong stands beside its field, and what the tick for letters costs is told before. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import TextField from '@mui/material/TextField';
import { type FormEvent, useState } from 'react';
import { useNotify, useTranslate } from 'react-admin';
import { Part } from '../../parts/Page.tsx';
import { useAct } from '../../parts/useAct.ts';
import { call } from '../../providers/http.ts';
import { fromField } from '../bulletins/times.ts';

const empty = { target: '', reason: '', until: '', letters: false };

/** What is no time goes to the server as 0, which refuses it as past: it must never become "until it is lifted". */
const endOf = (text: string): number | null => {
  const at = fromField(text);
  return Number.isNaN(at) ? 0 : at;
};

export const SuppressionForm = ({ onAdded }: { onAdded: () => void }) => {
  const translate = useTranslate();
  const notify = useNotify();
  const { run, wrong, busy } = useAct();
  const [typed, setTyped] = useState(empty);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const entry = { ...typed, reason: typed.reason.trim(), until: endOf(typed.until) };
    const made = await run(() => call('POST', '/suppressions', entry));
    if (!made) return;
    setTyped(empty);
    notify('fb.suppressions.added', { type: 'success', messageArgs: { target: made.target } });
    onAdded();
  };
  const field = (name: 'target' | 'reason' | 'until', help: string) => ({
    value: typed[name],
    onChange: (e: { target: { value: string } }) => setTyped({ ...typed, [name]: e.target.value }),
    error: wrong.fields[name] !== undefined,
    helperText: wrong.fields[name] ?? translate(help),
  });
  return (
    <Part title={translate('fb.suppressions.add')}>
      <Box component="form" onSubmit={submit} noValidate sx={{ display: 'grid', gap: 2.5, maxWidth: 760 }}>
        {wrong.all && (
          <Alert severity="error" role="alert">
            {wrong.all}
          </Alert>
        )}
        <TextField
          label={translate('fb.suppressions.typed')}
          {...field('target', 'fb.suppressions.typedHelp')}
          required
          slotProps={{ htmlInput: { autoComplete: 'off', spellCheck: false, maxLength: 320 } }}
        />
        <TextField label={translate('fb.reason.label')} {...field('reason', 'fb.reason.help')} required multiline />
        <TextField
          type="datetime-local"
          label={translate('fb.suppressions.untilField')}
          {...field('until', 'fb.suppressions.untilHelp')}
          slotProps={{ inputLabel: { shrink: true }, htmlInput: { max: '9999-12-31T23:59' } }}
        />
        <FormControlLabel
          control={
            <Checkbox checked={typed.letters} onChange={(e) => setTyped({ ...typed, letters: e.target.checked })} />
          }
          label={translate('fb.suppressions.letters')}
        />
        {typed.letters && <Alert severity="warning">{translate('fb.suppressions.lettersWarn')}</Alert>}
        <Button
          type="submit"
          variant="contained"
          disabled={busy || typed.target.trim() === '' || typed.reason.trim() === ''}
          sx={{ justifySelf: 'start' }}
        >
          {translate('fb.suppressions.add')}
        </Button>
      </Box>
    </Part>
  );
};
