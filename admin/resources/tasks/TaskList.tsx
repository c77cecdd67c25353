/** What the hub asks people to do: what happened, what to do next, who has it in hand; closed with what was done. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Link from '@mui/material/Link';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useGetIdentity, useLocale, useNotify, usePermissions, useRefresh, useTranslate } from 'react-admin';
import { systems } from '../../../server/contract/codes.ts';
import type { Task } from '../../../server/contract/console/tasks.ts';
import type { Right } from '../../../server/contract/rights.ts';
import { Facts } from '../../parts/Facts.tsx';
import { useKept } from '../../parts/kept.ts';
import { Listing, Shown } from '../../parts/Listed.tsx';
import { moment } from '../../parts/moment.ts';
import { Page, Part } from '../../parts/Page.tsx';
import { type Asking, ReasonDialog } from '../../parts/ReasonDialog.tsx';
import { Empty } from '../../parts/Rows.tsx';
import { useAct } from '../../parts/useAct.ts';
import { call } from '../../providers/http.ts';
import { Due, TaskChanges } from './TaskChanges.tsx';
import { useTaskFacts } from './useTaskFacts.ts';

const EVERY = 10_000;
type State = Task['state'];
type Acts = {
  take: () => void;
  putBack: () => void;
  close: () => void;
  again: () => void;
  sendExpired: (() => void) | null;
};

/** Who has it, in words: you, a colleague, or nobody. */
const useHolder = () => {
  const translate = useTranslate();
  const locale = useLocale();
  const { identity } = useGetIdentity();
  return (task: Task) => {
    const mine = task.takenBy !== null && task.takenBy === `operator:${identity?.id}`;
    const at = moment(task.takenAt, locale);
    if (task.takenBy === null) return { mine, words: translate('fb.task.nobody') };
    if (mine) return { mine, words: translate('fb.task.me', { at }) };
    return { mine, words: translate('fb.task.other', { name: task.takenByName ?? translate('fb.task.somebody'), at }) };
  };
};

/** How it ended: by whom, when, and what was done. */
const Ended = ({ task }: { task: Task }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const byItself = !task.closedBy?.startsWith('operator:');
  const by = byItself ? translate('fb.task.byItself') : (task.closedByName ?? translate('fb.task.somebody'));
  const did = task.closedReason ?? '';
  return (
    <Facts
      rows={[
        ['at', translate('fb.task.finished'), `${moment(task.closedAt, locale)} · ${by}`],
        ['did', translate('fb.task.did'), byItself ? translate(`fb.task.itself.${did}`, { _: did }) : did],
      ]}
    />
  );
};

const OneTask = ({ task, may, acts }: { task: Task; may: boolean; acts: Acts }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const { factsOf, objectOf } = useTaskFacts();
  const holder = useHolder()(task);
  const [name, path] = objectOf(task);
  const object = path ? <Link href={`#${path}`}>{name}</Link> : name;
  const open = task.state === 'open';
  return (
    <Part title={translate(`fb.task.kinds.${task.kind}.name`)}>
      <Box sx={{ display: 'grid', gap: 2 }}>
        <Box>
          {factsOf(task).map((fact) => (
            <Typography key={fact} sx={{ overflowWrap: 'anywhere' }}>
              {fact}
            </Typography>
          ))}
        </Box>
        <Facts
          rows={[
            ['object', translate('fb.task.object'), object],
            ['next', translate('fb.task.next'), open && translate(`fb.task.kinds.${task.kind}.next`)],
            ['opened', translate('fb.task.opened'), moment(task.openedAt, locale)],
            ['due', translate('fb.taskMore.due'), task.dueAt && <Due task={task} />],
            ['who', translate('fb.task.who'), open && <output>{holder.words}</output>],
          ]}
        />
        {!open && <Ended task={task} />}
        {open && may && (
          <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap' }}>
            {task.takenBy === null && (
              <Button variant="contained" onClick={acts.take}>
                {translate('fb.task.take')}
              </Button>
            )}
            {acts.sendExpired && (
              <Button variant="contained" onClick={acts.sendExpired}>
                {translate('fb.task.sendExpired')}
              </Button>
            )}
            <Button variant={holder.mine ? 'contained' : 'outlined'} onClick={acts.close}>
              {translate('fb.task.close')}
            </Button>
            {holder.mine && (
              <Button variant="outlined" onClick={acts.putBack}>
                {translate('fb.task.putBack')}
              </Button>
            )}
            <TaskChanges task={task} again={acts.again} />
          </Box>
        )}
      </Box>
    </Part>
  );
};

const TaskList = () => {
  const translate = useTranslate();
  const notify = useNotify();
  const { permissions = [] } = usePermissions<Right[]>();
  const [kept, setState] = useKept<State>('state', ['open', 'closed']);
  const state = kept || 'open';
  const [asking, setAsking] = useState<Asking | null>(null);
  const refresh = useRefresh();
  const { run, wrong } = useAct();
  // A colleague may have been faster: what is true now is shown either way.
  const move = (id: string, verb: 'take' | 'put-back') => () =>
    void run(() => call('POST', `/tasks/${id}/${verb}`).finally(refresh));
  const sendExpired = (task: Task): Asking => ({
    title: translate('fb.task.sendExpired'),
    text: translate('fb.task.kinds.letters-expired.next'),
    go: translate('fb.task.sendExpired'),
    run: async () => {
      const system = systems.find((code) => code === task.facts.system);
      if (!system) return;
      const type = String(task.facts.type);
      const done = await call('POST', '/letters/send-expired', { system, type });
      refresh();
      notify('fb.task.sentExpired', { type: 'success', messageArgs: done });
    },
  });
  const close = (task: Task): Asking => ({
    title: translate('fb.task.close'),
    text: translate('fb.task.closeAsk', { what: translate(`fb.task.kinds.${task.kind}.name`) }),
    go: translate('fb.task.close'),
    reason: true,
    run: async (reason) => {
      await call('POST', `/tasks/${task.id}/close`, { reason });
      refresh();
      notify('fb.task.done', { type: 'success' });
    },
  });
  return (
    <Page title={translate('resources.tasks.name', { smart_count: 2 })} intro={translate('fb.task.intro')}>
      <ToggleButtonGroup
        exclusive
        value={state}
        onChange={(_e, next: State | null) => next && setState(next)}
        aria-label={translate('fb.letter.state')}
      >
        <ToggleButton value="open">{translate('fb.task.open')}</ToggleButton>
        <ToggleButton value="closed">{translate('fb.task.closed')}</ToggleButton>
      </ToggleButtonGroup>
      {wrong.all && (
        <Alert severity="error" role="alert">
          {wrong.all}
        </Alert>
      )}
      <Listing path="/tasks" filter={{ state }} every={EVERY}>
        <Shown<Task>>
          {(tasks) => (
            <>
              {tasks.length === 0 &&
                (state === 'open' ? (
                  <Empty title={translate('fb.task.emptyTitle')} text={translate('fb.task.emptyText')} />
                ) : (
                  <Empty title={translate('fb.task.emptyClosed')} text={translate('fb.task.emptyText')} />
                ))}
              {tasks.map((task) => (
                <OneTask
                  key={task.id}
                  task={task}
                  may={permissions.includes('task.close')}
                  acts={{
                    take: move(task.id, 'take'),
                    putBack: move(task.id, 'put-back'),
                    close: () => setAsking(close(task)),
                    again: refresh,
                    sendExpired:
                      task.kind === 'letters-expired' && permissions.includes('letter.resend')
                        ? () => setAsking(sendExpired(task))
                        : null,
                  }}
                />
              ))}
            </>
          )}
        </Shown>
      </Listing>
      <ReasonDialog asking={asking} onClose={() => setAsking(null)} />
    </Page>
  );
};
export default TaskList;
