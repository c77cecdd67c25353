/**
 * Maintenance: pages and interfaces say when they are back, received mail is asked to come again, and nothing is sent. It stands in the
 * database, so it outlives a restart, and it ends by itself at the time that was said.
 */
import { type Clock, DAY } from '../../lib/clock.ts';
import { refused } from '../../lib/errors.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db, Trx } from '../../store/db.ts';
import { ALL, liftHold, listHolds, setHold } from '../../store/holds.ts';
import { findKept, forget, keep } from '../../store/keptFacts.ts';

/** Epoch milliseconds of the hub's clock. */
export type MaintenanceState = { since: number; until: number; actor: string };

const NAME = 'maintenance';
/** Who holds the mail: what staff holds stays held afterwards. */
const HOLDER = 'maintenance';
const LONGEST = 7 * DAY;
/** A page that waits for the database at every request would wait for it when it is away, too. */
const FRESH_MS = 1000;

export const openMaintenance = (p: { db: Db; clock: Clock }) => {
  let seen: { at: number; state: MaintenanceState | null } | null = null;
  const all = { kind: 'everything', target: ALL } as const;

  const end = async (trx: Trx, actor: string): Promise<boolean> => {
    const state = await findKept<MaintenanceState>(trx, NAME);
    if (!state) return false;
    const now = p.clock.now();
    await forget(trx, NAME);
    if ((await listHolds(trx)).some((hold) => hold.kind === all.kind && hold.actor === HOLDER))
      await liftHold(trx, all);
    await appendAudit(trx, { at: now, actor, action: 'maintenance.off', object: 'maintenance', before: state });
    return true;
  };

  const read = async (): Promise<MaintenanceState | null> => {
    const state = await findKept<MaintenanceState>(p.db, NAME);
    return state && state.until > p.clock.now() ? state : null;
  };

  return {
    /** Begins, or changes the end. Errors: `reason.missing`, `maintenance.until` (past, or more than seven days away). */
    async on(actor: string, wish: { until: number; reason: string }): Promise<MaintenanceState> {
      if (wish.reason.trim() === '') throw refused('reason.missing');
      const now = p.clock.now();
      if (wish.until <= now || wish.until > now + LONGEST) throw refused('maintenance.until');
      const state = await p.db.write(async (trx) => {
        const before = await findKept<MaintenanceState>(trx, NAME);
        const begun = { since: before?.since ?? now, until: wish.until, actor };
        await keep(trx, NAME, begun);
        await setHold(trx, { ...all, reason: wish.reason, actor: HOLDER, held_at: now });
        const after = { until: wish.until };
        const line = { at: now, actor, action: 'maintenance.on', object: 'maintenance', reason: wish.reason, after };
        await appendAudit(trx, line);
        return begun;
      });
      p.db.wake();
      seen = null;
      return state;
    },
    /** Errors: `maintenance.not-on`. */
    async off(actor: string): Promise<void> {
      if (!(await p.db.write((trx) => end(trx, actor)))) throw refused('maintenance.not-on');
      p.db.wake();
      seen = null;
    },
    /** Null when there is none; as it was a second ago at most, and as it was last known while the database does not answer. */
    async state(): Promise<MaintenanceState | null> {
      if (seen && performance.now() - seen.at < FRESH_MS) return seen.state;
      const state = await read().catch(() => seen?.state ?? null);
      seen = { at: performance.now(), state };
      return state;
    },
    /** Ends what has reached its time; for the clock. */
    async endDue(): Promise<void> {
      const state = await findKept<MaintenanceState>(p.db, NAME);
      if (!state || state.until > p.clock.now()) return;
      await p.db.write((trx) => end(trx, 'clock'));
      p.db.wake();
      seen = null;
    },
  };
};
export type Maintenance = ReturnType<typeof openMaintenance>;
