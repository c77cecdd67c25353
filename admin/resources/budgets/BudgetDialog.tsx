/** Changes one limit for people without an account: what it is now, its bounds, what is wrong beside its field, and why. */
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { type FormEvent, useState } from 'react';
import { useTranslate } from 'react-admin';
import type { BudgetShown } from '../../../server/contract/console/budgets.ts';
import { useAct } from '../../parts/useAct.ts';
import { call } from '../../providers/http.ts';
import { useBudgetWords } from './useBudgetWords.ts';

/** What is no number goes to the server as 0, which refuses it with the bounds. */
const numberOf = (text: string): number => {
  const typed = text.normalize('NFKC').trim();
  return /^\d{1,9}$/.test(typed) ? Number(typed) : 0;
};

export const BudgetDialog = ({ budget, onClose }: { budget: BudgetShown; onClose: (changed: boolean) => void }) => {
  const translate = useTranslate();
  const { words, bounds, editTitle, says } = useBudgetWords();
  const { run, wrong, busy } = useAct();
  const [typed, setTyped] = useState(budget.value === 0 ? '' : String(budget.value));
  const [reason, setReason] = useState('');
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const wish = { value: numberOf(typed), reason: reason.trim() };
    if (await run(() => call('PUT', `/budgets/${budget.id}`, wish))) onClose(true);
  };
  return (
    <Dialog open onClose={() => onClose(false)} fullWidth maxWidth="sm" aria-labelledby="budget-title">
      <form onSubmit={submit} noValidate>
        <DialogTitle id="budget-title">{editTitle(budget.id)}</DialogTitle>
        <DialogContent sx={{ display: 'grid', gap: 2.5 }}>
          <Typography>{says(budget.id)}</Typography>
          {wrong.all && (
            <Alert severity="error" role="alert">
              {wrong.all}
            </Alert>
          )}
          <TextField
            label={words.number}
            value={typed}
            onChange={(e) => setTyped(e.target.value)}
            error={wrong.fields.value !== undefined}
            helperText={wrong.fields.value ?? bounds(budget)}
            slotProps={{ htmlInput: { inputMode: 'numeric' } }}
            required
            autoFocus
          />
          <TextField
            label={translate('fb.reason.label')}
            helperText={wrong.fields.reason ?? translate('fb.reason.help')}
            value={reason}
            onChange={(e) => setReason(e.target.value)}
            required
            multiline
          />
        </DialogContent>
        <DialogActions sx={{ p: 3, pt: 0 }}>
          <Button onClick={() => onClose(false)}>{translate('fb.common.cancel')}</Button>
          <Button type="submit" variant="contained" disabled={busy || reason.trim() === ''}>
            {words.go}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
};
