/** What is being sent, stands still half-way or leaves in a moment, as one person sees it: the bar on every screen of the console. */
import { hasRight } from '../../contract/rights.ts';
import { type Clock, MINUTE } from '../../lib/clock.ts';
import { type BulletinRow, listBulletinCounts, listBulletinGroups, listBulletins } from '../../store/bulletins.ts';
import type { Db } from '../../store/db.ts';
import { type Actor, withinBureaus } from '../policy/policy.ts';
import { textsOf } from './bulletins.ts';
import { titleOf } from './editions.ts';
import { addUp } from './status.ts';
import type { Watch } from './watching.ts';

/** One that leaves later than this is no matter of minutes, and stands on the home page. */
const SOON = 10 * MINUTE;
const SHOWN = 10;

const stops = {
  scheduled: { act: 'recall', right: 'bulletin.release' },
  held: { act: 'recall', right: 'bulletin.release' },
  sending: { act: 'pause', right: 'bulletin.control' },
} as const;

export const openUnderWay = (p: { db: Db; clock: Clock; watch: Pick<Watch, 'standstill'> }) => {
  const stopOf = async (who: Actor, row: BulletinRow): Promise<'recall' | 'pause' | null> => {
    const stop = stops[row.state as keyof typeof stops];
    if (!stop || !hasRight(who.roles, stop.right)) return null;
    return withinBureaus(who, await listBulletinGroups(p.db, row.id)) ? stop.act : null;
  };
  return async (who: Actor) => {
    const now = p.clock.now();
    const rows = await listBulletins(p.db, { states: ['scheduled', 'held', 'sending', 'paused'], limit: 100 });
    const near = rows.filter((row) => row.state !== 'scheduled' || (row.scheduled_at ?? 0) - now <= SOON);
    const data = [];
    for (const row of near.slice(0, SHOWN))
      data.push({
        id: row.public_id,
        title: titleOf(await textsOf(p.db, row)),
        kind: row.kind,
        state: row.state,
        standstill: await p.watch.standstill(row),
        figures: addUp(await listBulletinCounts(p.db, row.id)),
        stop: await stopOf(who, row),
      });
    return { now, data };
  };
};
export type UnderWay = ReturnType<typeof openUnderWay>;
