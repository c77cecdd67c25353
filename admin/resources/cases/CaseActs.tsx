/** What staff do to one case: correct an address, stop a chain of reminders, close it; each with a reason. */
import Box from '@mui/material/Box';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { useState } from 'react';
import { useNotify, useTranslate } from 'react-admin';
import type { CaseShown } from '../../../server/contract/console/cases.ts';
import { AskButton } from '../../parts/AskButton.tsx';
import type { Asking } from '../../parts/ReasonDialog.tsx';
import { useCodeWords } from '../../parts/useCodeWords.ts';
import { call } from '../../providers/http.ts';

const roles = ['holder', 'filer', 'applicant'] as const;
type Role = (typeof roles)[number];
const isRole = (role: string): role is Role => (roles as readonly string[]).includes(role);

export const CaseActs = ({ own, again }: { own: CaseShown; again: () => void }) => {
  const translate = useTranslate();
  const notify = useNotify();
  const words = useCodeWords();
  const known = own.addresses.flatMap((one) => (isRole(one.role) ? [{ ...one, role: one.role }] : []));
  const [role, setRole] = useState<Role>(known[0]?.role ?? 'holder');
  const [email, setEmail] = useState('');
  const correct: Asking = {
    title: translate('fb.caseAct.correct'),
    text: translate('fb.caseAct.correctAsk'),
    go: translate('fb.caseAct.correct'),
    reason: true,
    fields: (wrong) => (
      <>
        <TextField
          select
          label={translate('fb.caseAct.whose')}
          value={role}
          onChange={(e) => isRole(e.target.value) && setRole(e.target.value)}
        >
          {known.map((one) => (
            <MenuItem key={one.role} value={one.role}>
              {words.recipient(one.role)} ({one.to})
            </MenuItem>
          ))}
        </TextField>
        <TextField
          type="email"
          label={translate('fb.readerAct.newAddress')}
          value={email}
          onChange={(e) => setEmail(e.target.value)}
          error={wrong.email !== undefined}
          helperText={wrong.email}
        />
      </>
    ),
    run: async (reason) => {
      const change = { role, email: email.trim(), reason };
      const done = await call('POST', `/cases/${own.id}/correct-address`, change);
      again();
      notify(done.lost > 0 ? 'fb.caseAct.correctedLost' : 'fb.caseAct.corrected', {
        type: done.lost > 0 ? 'warning' : 'success',
        messageArgs: done,
      });
    },
  };
  const close: Asking = {
    title: translate('fb.caseAct.close'),
    text: translate('fb.caseAct.closeAsk'),
    go: translate('fb.caseAct.close'),
    reason: true,
    danger: true,
    run: async (reason) => {
      await call('POST', `/cases/${own.id}/close`, { reason });
      again();
      notify('fb.caseAct.closed', { type: 'success' });
    },
  };
  if (own.state === 'closed') return null;
  return (
    <Box sx={{ display: 'flex', gap: 1.5, flexWrap: 'wrap' }}>
      {known.length > 0 && <AskButton variant="outlined" asking={correct} />}
      <AskButton variant="outlined" color="error" asking={close} />
    </Box>
  );
};

/** Beside a chain that goes on. */
export const StopChain = ({ own, chain, again }: { own: CaseShown; chain: string; again: () => void }) => {
  const translate = useTranslate();
  const stop: Asking = {
    title: translate('fb.caseAct.stop'),
    text: translate('fb.caseAct.stopAsk'),
    go: translate('fb.caseAct.stop'),
    reason: true,
    danger: true,
    run: async (reason) => {
      await call('POST', `/cases/${own.id}/stop-chain`, { chain, reason });
      again();
    },
  };
  return <AskButton color="error" asking={stop} />;
};
