/**
 * The desk behind the counter: a request is written down and answered in one go, and decided a little later, so that neither the
 * answer nor its timing shows what is known. Open requests are found again in the database, whoever dies meanwhile.
 */
import { type Clock, DAY, SECOND } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import { type KeyRing, sealJson, unsealJson } from '../../lib/seal.ts';
import { publicId } from '../../lib/token.ts';
import type { Db, Trx } from '../../store/db.ts';
import { isUniqueViolation } from '../../store/dialect.ts';
import {
  closeIntent,
  type IntentRow,
  insertIntent,
  listOpenIntents,
  postponeIntent,
  setIntentOutcome,
} from '../../store/intents.ts';

export type RequestParts = { db: Db; ring: KeyRing; clock: Clock; log: Log };

/** Decides one request inside a transaction; answers in a word what became of it. `cause` names it in everything it makes. */
export type Decide<T> = (trx: Trx, wish: T, cause: string) => Promise<string>;

const KEEP_DAYS = 7;
const MOST_ATTEMPTS = 8;
const BATCH = 50;
const place = (id: string) => `intent|payload|${id}`;

/** A desk decides the kinds that it is given, and leaves the others to theirs. */
export const requestDesk = <Wishes extends Record<string, object>>(
  p: RequestParts,
  decide: { [K in keyof Wishes]: Decide<Wishes[K]> },
) => {
  const kinds = Object.keys(decide);
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> | null = null;
  let stopped = false;

  const decideOne = (row: IntentRow): Promise<void> =>
    p.db.write(async (trx) => {
      if (!(await closeIntent(trx, row.id, p.clock.now()))) return;
      const wish = unsealJson<Wishes[keyof Wishes]>(p.ring, place(row.public_id), row.payload);
      const outcome = await decide[row.kind as keyof Wishes](trx, wish, `${row.kind}:${row.public_id}`);
      await setIntentOutcome(trx, row.id, outcome);
    });

  const failed = async (row: IntentRow, error: unknown): Promise<void> => {
    const attempts = row.attempts + 1;
    const now = p.clock.now();
    // Two requests for one new address at once: the second finds the first one's reader when it looks again.
    const wait = isUniqueViolation(error) ? 0 : SECOND * 2 ** attempts;
    const last = attempts >= MOST_ATTEMPTS;
    p.log.error({ request: row.kind, attempts, error: (error as Error).message }, 'request could not be decided');
    await p.db.write((trx) =>
      postponeIntent(trx, {
        id: row.id,
        attempts,
        nextAt: now + wait,
        outcome: 'failed',
        doneAt: last ? now : null,
      }),
    );
  };

  const drain = async (): Promise<void> => {
    for (let rounds = 0; rounds < 1000; rounds++) {
      const rows = await listOpenIntents(p.db, { now: p.clock.now(), limit: BATCH, kinds });
      if (rows.length === 0) return;
      for (const row of rows) {
        if (stopped) return;
        await decideOne(row).catch((error: unknown) => failed(row, error));
      }
    }
  };

  /** Decides everything that is due; a second call joins the first. */
  const run = (): Promise<void> => {
    running ??= drain().finally(() => {
      running = null;
    });
    return running;
  };

  /** Soon, but at a moment that has nothing to do with this request: deciding must not lengthen the next answer in a telling way. */
  const soon = () => {
    if (timer || stopped) return;
    timer = setTimeout(
      () => {
        timer = null;
        run().catch((error: Error) => p.log.error({ error: error.message }, 'requests could not be decided'));
      },
      20 + Math.random() * 60,
    );
    timer.unref();
  };

  return {
    /** Writes a request down; it is decided soon after the commit. */
    async accept<K extends keyof Wishes & string>(trx: Trx, kind: K, wish: Wishes[K]): Promise<void> {
      const id = publicId();
      const now = p.clock.now();
      await insertIntent(trx, {
        public_id: id,
        kind,
        payload: sealJson(p.ring, place(id), wish),
        created_at: now,
        next_at: now,
        purge_after: now + KEEP_DAYS * DAY,
      });
      trx.afterCommit(soon);
    },
    run,
    pending: async (): Promise<boolean> =>
      (await listOpenIntents(p.db, { now: p.clock.now(), limit: 1, kinds })).length > 0,
    /** Takes nothing new and waits for what is being decided; the rest is found again after the next start. */
    async stop(): Promise<void> {
      stopped = true;
      if (timer) clearTimeout(timer);
      timer = null;
      await running;
    },
  };
};
