/** Does the works that wait: a few seconds each by turns, a piece at a time. What a process that died left behind is taken up by the next. */
import type { Clock } from '../../lib/clock.ts';
import { isHubError } from '../../lib/errors.ts';
import type { Log } from '../../lib/log.ts';
import type { Db } from '../../store/db.ts';
import { claimWork, deleteParts, hasWork, updateOwnWork, type WorkRow } from '../../store/works.ts';
import { KEEP_WORK, type WorkKind, type Works } from './works.ts';

/** A worker that has not written a piece for this long, by the machine's clock, is dead. */
const LEASE = 60_000;
const RENEW = 15_000;
/** How long one work has its turn while others wait. */
const TURN = 4000;
/** So often a work may end its process, or fail by something that may pass, before it is given up. */
const MOST_TRIES = 5;
/** The write lock stays free for as long between two pieces. */
const PAUSE = 2;

/** It was cancelled, or another worker has it: the transaction is undone. */
class Lost extends Error {}

type Runner = { db: Db; clock: Clock; log: Log; works: Works; worker: string; real?: () => number };

export const openRunner = (p: Runner, kinds: readonly WorkKind[]) => {
  const byName = new Map(kinds.map((kind) => [kind.kind, kind]));
  const real = p.real ?? Date.now;
  let stopping = false;
  const own = (row: WorkRow) => ({ id: row.id, worker: p.worker });
  const keep = async (trx: Parameters<typeof updateOwnWork>[0], row: WorkRow, change: Partial<WorkRow>) => {
    if (!(await updateOwnWork(trx, own(row), change))) throw new Lost();
  };
  const ended = () => ({ ended_at: p.clock.now(), lease_until: 0, purge_after: p.clock.now() + KEEP_WORK });

  /** One piece. Answers the row as it is now and how long it rests, or null when the work has ended. */
  const piece = async (row: WorkRow, kind: WorkKind): Promise<(WorkRow & { rest: number }) | null> => {
    const work = p.works.opened(row);
    const prepared = await kind.next(work);
    return p.db.write(async (trx) => {
      if (prepared === null) {
        const result = (await kind.finish?.(trx, work)) ?? {};
        await deleteParts(trx, row.id, 'in');
        await keep(trx, row, { ...ended(), state: 'done', result: p.works.sealedResult(row.public_id, result) });
        return null;
      }
      const { at, done, total = row.total, out, rest = 0 } = await kind.write(trx, prepared, work);
      if (out !== undefined) await p.works.addOutput(trx, row, out);
      const change = {
        at: p.works.sealedAt(row.public_id, at),
        done,
        total,
        tries: 0,
        error: null,
        lease_until: real() + LEASE,
      };
      await keep(trx, row, change);
      return { ...row, ...change, rest };
    });
  };

  /** Whatever it was: it fails for good, or waits for its next try. */
  const failed = async (row: WorkRow, error: Error) => {
    if (error instanceof Lost) return;
    p.log.error({ work: row.public_id, kind: row.kind, error: error.message, stack: error.stack }, 'work failed');
    const forGood = isHubError(error) || row.tries >= MOST_TRIES;
    const reason = isHubError(error) ? error.code : error.message.slice(0, 200);
    const change = forGood
      ? { ...ended(), state: 'failed' as const, error: reason }
      : { state: 'waiting' as const, error: reason, lease_until: real() + row.tries * 1000 };
    await p.db.write((trx) => updateOwnWork(trx, own(row), change));
  };

  /** One turn of one work. */
  const turn = async (row: WorkRow): Promise<void> => {
    const kind = byName.get(row.kind);
    if (!kind) {
      // A newer program of the cluster may know it.
      await p.db.write((trx) =>
        updateOwnWork(trx, own(row), { state: 'waiting', tries: 0, lease_until: real() + LEASE }),
      );
      return;
    }
    const renewal = setInterval(() => {
      p.db
        .write((trx) => updateOwnWork(trx, own(row), { lease_until: real() + LEASE }))
        .catch((error: Error) => p.log.warn({ work: row.public_id, error: error.message }, 'lease not renewed'));
    }, RENEW);
    try {
      const until = performance.now() + TURN;
      let rest = 0;
      for (let now: WorkRow | null = row; now && !stopping; ) {
        const done = await piece(now, kind);
        now = done;
        rest = done?.rest ?? 0;
        if (rest > 0 || (now && performance.now() >= until)) break;
        await new Promise((free) => setTimeout(free, PAUSE));
      }
      const again = rest > 0 ? real() + rest : 0;
      // Nothing happens when it has ended: it is not running any more.
      await p.db.write((trx) =>
        updateOwnWork(trx, own(row), { state: 'waiting', lease_until: again, tries: 0, turn: real() }),
      );
    } catch (error) {
      await failed(row, error as Error);
    } finally {
      clearInterval(renewal);
    }
  };

  return {
    /** Works until nothing waits. For the clock's queue, which never calls it twice at a time in one process. */
    async run(): Promise<void> {
      while (!stopping && (await hasWork(p.db, real()))) {
        const claim = { worker: p.worker, real: real(), lease: LEASE, now: p.clock.now() };
        const row = await p.db.write((trx) => claimWork(trx, claim));
        if (!row) return;
        if (row.tries > MOST_TRIES) await failed(row, new Error('its process died at this piece again and again'));
        else await turn(row);
      }
    },
    /** Ends after the piece under way. */
    stop: (): void => {
      stopping = true;
    },
  };
};
