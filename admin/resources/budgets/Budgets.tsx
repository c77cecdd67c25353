/** Limits for people without an account: what is set and by whom, what it was at first, changed with a reason and set back. */
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useLocale, useNotify, usePermissions, useTranslate } from 'react-admin';
import type { BudgetShown } from '../../../server/contract/console/budgets.ts';
import type { Right } from '../../../server/contract/rights.ts';
import { moment } from '../../parts/moment.ts';
import { Part } from '../../parts/Page.tsx';
import { type Asking, ReasonDialog } from '../../parts/ReasonDialog.tsx';
import { type Column, Rows } from '../../parts/Rows.tsx';
import { Told } from '../../parts/Told.tsx';
import { useAsked } from '../../parts/useAsked.ts';
import { call } from '../../providers/http.ts';
import { BudgetDialog } from './BudgetDialog.tsx';
import { useBudgetWords } from './useBudgetWords.ts';

const Small = ({ children }: { children: React.ReactNode }) => (
  <Typography variant="body2" color="text.secondary">
    {children}
  </Typography>
);

const What = ({ budget }: { budget: BudgetShown }) => {
  const { name, says } = useBudgetWords();
  return (
    <>
      {name(budget.id)}
      <Small>{says(budget.id)}</Small>
    </>
  );
};

const SetTo = ({ budget }: { budget: BudgetShown }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const { number, fallback } = useBudgetWords();
  const { changedBy, changedByName, changedAt } = budget;
  return (
    <>
      {number(budget.value)}
      {changedBy !== null && (
        <Small>
          {translate('fb.limit.changed', { name: changedByName ?? changedBy, at: moment(changedAt, locale) })}
          <br />
          {fallback(budget.fallback)}
        </Small>
      )}
    </>
  );
};

export const Budgets = () => {
  const translate = useTranslate();
  const notify = useNotify();
  const { words, name, number } = useBudgetWords();
  const { permissions = [] } = usePermissions<Right[]>();
  const asked = useAsked('/budgets');
  const [edited, setEdited] = useState<BudgetShown | null>(null);
  const [asking, setAsking] = useState<Asking | null>(null);
  const reset = (budget: BudgetShown): Asking => ({
    title: translate('fb.limit.reset'),
    text: `${name(budget.id)}: ${number(budget.value)} → ${number(budget.fallback)}`,
    go: translate('fb.limit.reset'),
    run: async () => {
      await call('POST', `/budgets/${budget.id}/reset`);
      asked.again();
      notify('fb.limit.resetDone', { type: 'success' });
    },
  });
  const acts = (budget: BudgetShown) => (
    <Box sx={{ display: 'grid', gap: 1, justifyItems: 'start' }}>
      <Button variant="outlined" onClick={() => setEdited(budget)}>
        {words.edit}
      </Button>
      {budget.changedBy !== null && (
        <Button variant="outlined" onClick={() => setAsking(reset(budget))}>
          {translate('fb.limit.reset')}
        </Button>
      )}
    </Box>
  );
  const columns: Column<BudgetShown>[] = [
    { name: 'name', label: translate('fb.setting.name'), show: (b) => <What budget={b} /> },
    { name: 'value', label: words.value, show: (b) => <SetTo budget={b} /> },
    ...(permissions.includes('setting.write')
      ? [{ name: 'act', label: translate('fb.common.actions'), show: acts, whole: true }]
      : []),
  ];
  const close = (changed: boolean) => {
    setEdited(null);
    if (!changed) return;
    asked.again();
    notify(words.done, { type: 'success' });
  };
  return (
    <Part title={words.title}>
      <Typography sx={{ mb: 2 }}>{words.intro}</Typography>
      <Told asked={asked}>
        <Rows label={words.title} rows={asked.data?.data ?? []} keyOf={(b) => b.id} columns={columns} />
      </Told>
      {edited && <BudgetDialog budget={edited} onClose={close} />}
      <ReasonDialog asking={asking} onClose={() => setAsking(null)} />
    </Part>
  );
};
