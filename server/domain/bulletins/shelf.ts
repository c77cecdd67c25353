/** The list of bulletins: found by words, topic, author and day; what is over can be put away and brought back. */
import type { BulletinState } from '../../contract/codes.ts';
import { atTime, type Clock, endOfDay } from '../../lib/clock.ts';
import { refused } from '../../lib/errors.ts';
import { appendAudit } from '../../store/audit.ts';
import { searchBulletins } from '../../store/bulletinSearch.ts';
import { shelveBulletin } from '../../store/bulletins.ts';
import type { Db } from '../../store/db.ts';
import type { Policy } from '../policy/policy.ts';
import { mustFind } from './moving.ts';

/** `author`: part of a name. `from`, `to`: days in Japan, 'YYYY-MM-DD', both included. */
export type BulletinQuery = {
  state?: BulletinState | undefined;
  text?: string | undefined;
  topic?: string | undefined;
  author?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  shelved?: 'yes' | undefined;
};

/** Nothing waits for these any more. */
const over: readonly BulletinState[] = ['finished', 'finishedOpen', 'cancelled'];

/** Written with blanks of either width, as people type them. */
const wordsOf = (text: string) => text.trim().split(/\s+/u).filter(Boolean);

export const openShelf = (p: { db: Db; clock: Clock; policy: Policy }) => {
  const move = (actor: string, publicId: string, shelve: boolean) =>
    p.db.write(async (trx) => {
      const row = await mustFind(trx, publicId);
      if (shelve && !over.includes(row.state))
        throw refused('bulletin.wrong-state', { state: row.state, action: 'shelve', allowed: over.join(', ') });
      const at = shelve ? p.clock.now() : null;
      // Pressed twice, it is one act.
      if ((await shelveBulletin(trx, row.id, at)) === 0) return;
      await appendAudit(trx, {
        at: p.clock.now(),
        actor,
        action: shelve ? 'bulletin.shelve' : 'bulletin.unshelve',
        object: `bulletin:${publicId}`,
      });
    });
  return {
    async search(query: BulletinQuery, page: { before?: number; limit: number }) {
      const names = query.author ? await p.policy.names() : null;
      const part = query.author?.trim().toLowerCase() ?? '';
      return searchBulletins(p.db, {
        state: query.state,
        topic: query.topic,
        shelved: query.shelved === 'yes',
        ...(query.text ? { words: wordsOf(query.text) } : {}),
        ...(names
          ? { authors: [...names].filter(([, name]) => name.toLowerCase().includes(part)).map(([actor]) => actor) }
          : {}),
        ...(query.from ? { from: atTime(query.from) } : {}),
        ...(query.to ? { until: endOfDay(query.to) + 1 } : {}),
        ...page,
      });
    },
    /** Errors: `bulletin.wrong-state` while something still waits for it. */
    shelve: (actor: string, id: string) => move(actor, id, true),
    unshelve: (actor: string, id: string) => move(actor, id, false),
  };
};
export type Shelf = ReturnType<typeof openShelf>;
