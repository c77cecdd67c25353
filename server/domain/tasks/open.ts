/** Tasks as the house opens them, and the mails about them. */
import { openLateNotices } from './late.ts';
import { openTaskNotices } from './notices.ts';
import { openTasks } from './tasks.ts';

/** The ground, and the nouns before this one. */
type Needs = Parameters<typeof openTasks>[0] &
  Parameters<typeof openTaskNotices>[0] &
  Parameters<typeof openLateNotices>[0];

export const openTaskNoun = (p: Needs) => ({
  tasks: openTasks(p),
  taskNotices: openTaskNotices(p),
  lateNotices: openLateNotices(p),
});
