/** Who shall do a task, and by when. */
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Chip from '@mui/material/Chip';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { useState } from 'react';
import { useLocale, useNotify, useTranslate } from 'react-admin';
import type { Task } from '../../../server/contract/console/tasks.ts';
import { dayOf } from '../../parts/moment.ts';
import { type Asking, ReasonDialog } from '../../parts/ReasonDialog.tsx';
import { useAsked } from '../../parts/useAsked.ts';
import { call } from '../../providers/http.ts';

/** The day, and a word beside it when it is over: colour alone says nothing. */
export const Due = ({ task }: { task: Task }) => {
  const translate = useTranslate();
  const locale = useLocale();
  return (
    <Box component="span" sx={{ display: 'inline-flex', gap: 1, flexWrap: 'wrap', alignItems: 'center' }}>
      {dayOf(task.dueAt!, locale)}
      {task.late && <Chip size="small" color="error" variant="outlined" label={translate('fb.taskMore.late')} />}
    </Box>
  );
};

export const TaskChanges = ({ task, again }: { task: Task; again: () => void }) => {
  const translate = useTranslate();
  const notify = useNotify();
  const [open, setOpen] = useState<'assign' | 'due' | null>(null);
  const [person, setPerson] = useState('');
  const [day, setDay] = useState('');
  const people = useAsked('/tasks/people', {}, { when: open === 'assign' });
  const set = async (to: string | null) => {
    await call('POST', `/tasks/${task.id}/due`, { day: to });
    again();
    notify('fb.taskMore.dueSet', { type: 'success' });
  };
  const acts: Record<'assign' | 'due', Asking> = {
    assign: {
      title: translate('fb.taskMore.assign'),
      text: '',
      go: translate('fb.taskMore.assign'),
      fields: () => (
        <TextField
          select
          label={translate('fb.taskMore.to')}
          value={person}
          onChange={(e) => setPerson(e.target.value)}
          sx={{ mt: 1 }}
        >
          {(people.data?.data ?? []).map(({ id, name }) => (
            <MenuItem key={id} value={id}>
              {name}
            </MenuItem>
          ))}
        </TextField>
      ),
      run: async () => {
        await call('POST', `/tasks/${task.id}/assign`, { person });
        again();
        notify('fb.taskMore.assigned', { type: 'success' });
      },
    },
    due: {
      title: translate('fb.taskMore.setDue'),
      text: '',
      go: translate('fb.taskMore.setDue'),
      fields: (wrong) => (
        <TextField
          type="date"
          label={translate('fb.taskMore.day')}
          value={day}
          onChange={(e) => setDay(e.target.value)}
          error={wrong.day !== undefined}
          helperText={wrong.day}
          slotProps={{ inputLabel: { shrink: true } }}
          sx={{ mt: 1 }}
        />
      ),
      run: () => set(day),
    },
  };
  return (
    <>
      <Button variant="outlined" onClick={() => setOpen('assign')}>
        {translate('fb.taskMore.assign')}
      </Button>
      <Button variant="outlined" onClick={() => setOpen('due')}>
        {translate('fb.taskMore.setDue')}
      </Button>
      {task.dueAt !== null && (
        <Button variant="text" onClick={() => void set(null)}>
          {translate('fb.taskMore.noDue')}
        </Button>
      )}
      <ReasonDialog asking={open === null ? null : acts[open]} onClose={() => setOpen(null)} />
    </>
  );
};
