/** What the hub asks people to do; closed with a reason. */
import Button from '@mui/material/Button';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import { useState } from 'react';
import { useLocale, usePermissions, useTranslate } from 'react-admin';
import type { Task } from '../../../server/contract/console/operations.ts';
import type { Right } from '../../../server/contract/rights.ts';
import { moment } from '../../parts/moment.ts';
import { Page } from '../../parts/Page.tsx';
import { type Asking, ReasonDialog } from '../../parts/ReasonDialog.tsx';
import { Rows } from '../../parts/Rows.tsx';
import { More, Told } from '../../parts/Told.tsx';
import { usePages } from '../../parts/usePages.ts';
import { call } from '../../providers/http.ts';

const objectPath = (object: string): string | null => {
  const [kind, id] = object.split(':');
  if (kind === 'bulletin' && id) return `#/bulletins/${id}/show`;
  const places: Record<string, string> = { letter: 'letters', case: 'cases', reader: 'readers' };
  return kind && id && places[kind] ? `#/${places[kind]}/${id}` : null;
};

const TaskList = () => {
  const translate = useTranslate();
  const locale = useLocale();
  const { permissions = [] } = usePermissions<Right[]>();
  const [state, setState] = useState<'open' | 'closed'>('open');
  const [asking, setAsking] = useState<Asking | null>(null);
  const asked = usePages<Task>('/tasks', { state });
  const close = (task: Task): Asking => ({
    title: translate('fb.task.close'),
    text: translate('fb.task.closeAsk'),
    go: translate('fb.task.close'),
    reason: true,
    run: async (reason) => {
      await call('POST', `/tasks/${task.id}/close`, { reason });
      asked.again();
    },
  });
  const object = (task: Task) => {
    const path = objectPath(task.object);
    return path ? <a href={path}>{task.object}</a> : task.object;
  };
  return (
    <Page title={translate('resources.tasks.name', { smart_count: 2 })}>
      <ToggleButtonGroup
        exclusive
        value={state}
        onChange={(_e, next: 'open' | 'closed' | null) => next && setState(next)}
        aria-label={translate('fb.letter.state')}
      >
        <ToggleButton value="open">{translate('fb.task.open')}</ToggleButton>
        <ToggleButton value="closed">{translate('fb.task.closed')}</ToggleButton>
      </ToggleButtonGroup>
      <Told asked={asked}>
        <Rows
          label={translate('resources.tasks.name', { smart_count: 2 })}
          rows={asked.rows}
          keyOf={(t) => t.id}
          empty={{ title: translate('fb.task.emptyTitle'), text: translate('fb.task.emptyText') }}
          columns={[
            {
              name: 'kind',
              label: translate('fb.task.kind'),
              show: (t) => translate(`fb.task.kinds.${t.kind}`, { _: t.kind }),
            },
            { name: 'object', label: translate('fb.task.object'), show: object },
            { name: 'opened', label: translate('fb.task.opened'), show: (t) => moment(t.openedAt, locale) },
            {
              name: 'act',
              label: translate('fb.common.actions'),
              show: (t) =>
                t.state === 'closed' ? (
                  `${moment(t.closedAt, locale)} · ${t.closedReason}`
                ) : permissions.includes('task.close') ? (
                  <Button variant="outlined" onClick={() => setAsking(close(t))}>
                    {translate('fb.task.close')}
                  </Button>
                ) : (
                  '–'
                ),
            },
          ]}
        />
        <More more={asked.more} />
      </Told>
      <ReasonDialog asking={asking} onClose={() => setAsking(null)} />
    </Page>
  );
};
export default TaskList;
