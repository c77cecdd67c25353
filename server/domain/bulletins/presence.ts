/** Who else has a draft open, and whether somebody has saved it meanwhile: so that two people who write at once know of each other before they collide. */
import type { Language } from '../../contract/codes.ts';
import { type Clock, SECOND } from '../../lib/clock.ts';
import { findReviser, listPresence, putPresence, removePresence } from '../../store/bulletinPresence.ts';
import { type BulletinRow, listBulletinGroups } from '../../store/bulletins.ts';
import type { Db } from '../../store/db.ts';
import { type Actor, demand, type Policy } from '../policy/policy.ts';
import { mustFind } from './moving.ts';

/** An open page says so every 15 seconds; one that was silent for so long is closed. */
const SILENT = 45 * SECOND;

export type PresenceShown = {
  others: { name: string; language: Language }[];
  /** The newest revision; `by`: who saved it, null for programs and people who are gone. */
  saved: { revision: number; by: string | null; own: boolean };
};

export const openPresence = (p: { db: Db; clock: Clock; policy: Policy }) => {
  const shown = async (who: Actor, row: BulletinRow): Promise<PresenceShown> => {
    const names = await p.policy.names();
    const rows = await listPresence(p.db, row.id, p.clock.now());
    const reviser = await findReviser(p.db, row.id, row.revision);
    return {
      others: rows.flatMap(({ actor, language }) => {
        const name = names.get(actor);
        return actor === who.actor || name === undefined ? [] : [{ name, language }];
      }),
      saved: { revision: row.revision, by: (reviser && names.get(reviser)) ?? null, own: reviser === who.actor },
    };
  };
  return {
    /** Who writes on it now, besides the person who asks. Errors: `not.found`. */
    list: async (who: Actor, id: string): Promise<PresenceShown> => shown(who, await mustFind(p.db, id)),

    /** Says that the person has it open, and where; answers who else has. Errors: `not.found`, `right.bureau`. */
    async here(who: Actor, id: string, language: Language): Promise<PresenceShown> {
      const row = await mustFind(p.db, id);
      demand(who, 'bulletin.write', await listBulletinGroups(p.db, row.id));
      const purge_after = p.clock.now() + SILENT;
      await p.db.write((trx) => putPresence(trx, { bulletin_id: row.id, actor: who.actor, language, purge_after }));
      return shown(who, row);
    },

    /** The page is closed. Errors: `not.found`. */
    async gone(who: Actor, id: string): Promise<void> {
      const row = await mustFind(p.db, id);
      await p.db.write((trx) => removePresence(trx, row.id, who.actor));
    },
  };
};
export type Presence = ReturnType<typeof openPresence>;
