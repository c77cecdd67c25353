/** What staff do for one reader, for all whom a filter finds: suspend, bring back, unsubscribe, new links, a language or a topic. */
import type { Clock } from '../../lib/clock.ts';
import type { Db } from '../../store/db.ts';
import { listReaders } from '../../store/readerList.ts';
import type { StaffAct, StaffActs } from '../subscriptions/staffActs.ts';
import { type ManyWish, openMany } from '../works/many.ts';
import type { Works } from '../works/works.ts';
import { type ReaderQuery, readerFilter } from './list.ts';

/** Not for many: choices as a whole, an address, an export, an erasure. */
export type ReaderAct = Exclude<StaffAct, { act: 'choices' }>;
type Wish = ManyWish & { wish: ReaderAct };

const WALKED = 2000;

export const openManyReaders = (p: { db: Db; clock: Clock; works: Works; staff: Pick<StaffActs, 'act'> }) => {
  const many = openMany<Wish>({
    db: p.db,
    works: p.works,
    now: () => p.clock.now(),
    kind: 'readers.act',
    one: (trx, id, { wish, reason }, actor) => p.staff.act(trx, id, wish, { actor, reason, paced: true }),
  });
  return {
    kind: many.kind,
    /** Freezes whom the filter finds. Errors: `not.found` of a topic, those of `many.freeze`. */
    async freeze(
      actor: string,
      given: { wish: ReaderAct; reason: string; perMinute: number | null },
      query: ReaderQuery,
    ): Promise<{ id: string; total: number }> {
      const filter = await readerFilter(p.db, query);
      const wish = { ...given, act: given.wish.act, filter: query };
      return many.freeze<number>(actor, wish, async (before) => {
        const { rows, next } = await listReaders(p.db, { filter, before, limit: WALKED });
        return { ids: rows.map((row) => String(row.public_id)), next };
      });
    },
  };
};
export type ManyReaders = ReturnType<typeof openManyReaders>;
