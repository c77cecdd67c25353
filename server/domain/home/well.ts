/** "Is all well?", answered before any figure: what the hub has found in itself, what is held or paused, and what waits for people. */
import { type Clock, DAY } from '../../lib/clock.ts';
import { countPaused } from '../../store/bulletinBriefs.ts';
import type { Db } from '../../store/db.ts';
import { listHolds } from '../../store/holds.ts';
import { countOpenTasks, countOpenTasksBefore } from '../../store/tasks.ts';
import { listTroubles } from '../../store/troubles.ts';

/** In the order in which they are told; the first four are trouble. */
export const wellPoints = ['troubles', 'held', 'paused', 'oldTasks', 'failed', 'tasks'] as const;
export type WellPoint = { what: (typeof wellPoints)[number]; n: number };
export type Well = { level: 'well' | 'todo' | 'trouble'; points: WellPoint[] };

/** A task that nobody has settled for so long is late. */
export const LATE_TASK = 3 * DAY;
const troubling: readonly WellPoint['what'][] = ['troubles', 'held', 'paused', 'oldTasks'];

/** Points of nothing are left out. */
export const judge = (counts: Readonly<Record<WellPoint['what'], number>>): Well => {
  const points = wellPoints.map((what) => ({ what, n: counts[what] })).filter(({ n }) => n > 0);
  const trouble = points.some(({ what }) => troubling.includes(what));
  return { level: trouble ? 'trouble' : points.length > 0 ? 'todo' : 'well', points };
};

/** `failed`: mails of today that could not be sent. A task counts once: as late, or as open. */
export const readWell = async (p: { db: Db; clock: Clock }, failed: number): Promise<Well> => {
  const [troubles, holds, paused, open, late] = await Promise.all([
    listTroubles(p.db),
    listHolds(p.db),
    countPaused(p.db),
    countOpenTasks(p.db),
    countOpenTasksBefore(p.db, p.clock.now() - LATE_TASK),
  ]);
  return judge({
    troubles: troubles.length,
    held: holds.length,
    paused,
    oldTasks: late,
    failed,
    tasks: open - late,
  });
};
