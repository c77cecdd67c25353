/** What is found by words: screens by their names, and bulletins by subject and text, each for who may see it. */
import Box from '@mui/material/Box';
import Link from '@mui/material/Link';
import Typography from '@mui/material/Typography';
import { useLocale, usePermissions, useTranslate } from 'react-admin';
import type { BulletinLine } from '../../../server/contract/console/bulletins.ts';
import type { Right } from '../../../server/contract/rights.ts';
import { mayEnter, places } from '../../frame/places.ts';
import { moment } from '../../parts/moment.ts';
import { Part } from '../../parts/Page.tsx';
import { call } from '../../providers/http.ts';
import { KindChip } from '../bulletins/KindChip.tsx';
import { useTaskFacts } from '../tasks/useTaskFacts.ts';

export type BulletinHit = Pick<BulletinLine, 'id' | 'kind' | 'title' | 'state' | 'changedAt'>;

const folded = (text: string) => text.normalize('NFKC').toLowerCase().trim();

/** Screens that this person may open and whose name or group has the words. */
export const useScreens = (): ((text: string) => { name: string; title: string }[]) => {
  const translate = useTranslate();
  const { permissions = [] } = usePermissions<Right[]>();
  return (text) => {
    const wanted = folded(text);
    if (wanted === '') return [];
    return places
      .filter((place) => mayEnter(place, permissions))
      .map((place) => ({ name: place.name, title: translate(`resources.${place.name}.name`, { smart_count: 2 }) }))
      .filter(({ title }) => folded(title).includes(wanted));
  };
};

export type TaskHit = { id: string; title: string; openedAt: number };

/** Open tasks whose name, or what they are about, has the words: so many of the list as one page of it brings, late ones first. */
export const useTasksByWords = (): ((text: string) => Promise<TaskHit[]>) => {
  const translate = useTranslate();
  const { permissions = [] } = usePermissions<Right[]>();
  const { factsOf } = useTaskFacts();
  return async (text) => {
    const wanted = folded(text);
    if (wanted === '' || !permissions.includes('task.see')) return [];
    const { data } = await call('GET', '/tasks', { state: 'open', limit: 100 });
    return data
      .map((task) => ({ task, title: translate(`fb.task.kinds.${task.kind}.name`) }))
      .filter(({ task, title }) => folded([title, task.about ?? '', ...factsOf(task)].join(' ')).includes(wanted))
      .map(({ task, title }) => ({ id: task.id, title, openedAt: task.openedAt }));
  };
};

const line = { display: 'flex', gap: 1.5, flexWrap: 'wrap', py: 1, borderTop: 1, borderColor: 'divider' } as const;

export const FoundElsewhere = (p: {
  screens: { name: string; title: string }[];
  bulletins: readonly BulletinHit[];
  tasks: readonly TaskHit[];
}) => {
  const translate = useTranslate();
  const locale = useLocale();
  return (
    <>
      {p.screens.length > 0 && (
        <Part title={translate('fb.find.screens')}>
          {p.screens.map(({ name, title }) => (
            <Box key={name} sx={line}>
              <Link href={`#/${name}`}>{title}</Link>
            </Box>
          ))}
        </Part>
      )}
      {p.tasks.length > 0 && (
        <Part title={translate('fb.find.tasks')}>
          {p.tasks.map((task) => (
            <Box key={task.id} sx={line}>
              <Link href="#/tasks" sx={{ flexGrow: 1 }}>
                {task.title}
              </Link>
              <Typography variant="body2">{moment(task.openedAt, locale)}</Typography>
            </Box>
          ))}
        </Part>
      )}
      {p.bulletins.length > 0 && (
        <Part title={translate('fb.find.bulletins')}>
          {p.bulletins.map((b) => (
            <Box key={b.id} sx={line}>
              <Link href={`#/bulletins/${b.id}/show`} sx={{ flexGrow: 1 }}>
                {b.title || translate('fb.bulletin.untitled')}
              </Link>
              <KindChip kind={b.kind} />
              <Typography variant="body2">{translate(`fb.state.${b.state}`)}</Typography>
              <Typography variant="body2">{moment(b.changedAt, locale)}</Typography>
            </Box>
          ))}
        </Part>
      )}
    </>
  );
};
