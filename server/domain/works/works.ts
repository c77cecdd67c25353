/**
 * Long works of staff (import, export, erasure …) as rows: begun in a transaction, done piece by piece by any process with a clock, watched
 * while they run, cancelled between two pieces, and taken up again where they stood when their process died.
 */
import { type Clock, DAY } from '../../lib/clock.ts';
import { notFound, refused } from '../../lib/errors.ts';
import { type KeyRing, seal, sealJson, unseal, unsealJson } from '../../lib/seal.ts';
import { publicId } from '../../lib/token.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db, Source, Trx } from '../../store/db.ts';
import {
  cancelWork,
  countParts,
  findPart,
  findWork,
  freezeWork,
  hurryWork,
  insertPart,
  insertWork,
  listWorks,
  type PartSide,
  startWork,
  type WorkRow,
} from '../../store/works.ts';

/** What was handed in and what was made is kept this long after the end. */
export const KEEP_WORK = 7 * DAY;

/** A work as its kind sees it; `at` is what its last piece said, null before the first one. */
export type Work<Given, At> = {
  id: string;
  given: Given;
  at: At | null;
  done: number;
  total: number | null;
  actor: string;
  /** Part `n` of what was handed in, from 0; null behind the last. */
  part(n: number): Promise<string | null>;
};

/** What a piece leaves behind: kept in the same transaction as what it wrote. */
export type Piece<At> = {
  at: At;
  /** All that is done so far, and how much there is, in the unit of the kind (rows, letters). */
  done: number;
  total?: number;
  /** A part of what the work makes, read by `output`. */
  out?: string;
  /** Milliseconds of the machine's clock until the next piece: a pace. Others have their turn meanwhile. */
  rest?: number;
};

/**
 * A kind of work. `next` reads and prepares a piece of at most about a second, outside of any transaction; null: nothing is left. `write`
 * writes it: with the place that it reached, so that a piece is done once or not at all, whatever dies when.
 */
export type WorkKind<Given = unknown, At = unknown, Prepared = unknown> = {
  kind: string;
  next(work: Work<Given, At>): Promise<Prepared | null>;
  write(trx: Trx, prepared: Prepared, work: Work<Given, At>): Promise<Piece<At>>;
  /** In the transaction that ends it; what it answers is the result that staff see. */
  finish?(trx: Trx, work: Work<Given, At>): Promise<object>;
};

/** A work as staff see it. Times are milliseconds of the hub's clock. */
export type WorkView = {
  id: string;
  kind: string;
  /** Of a work that does one thing to many: which. */
  act: string | null;
  state: WorkRow['state'];
  done: number;
  total: number | null;
  /** Milliseconds until it begins, or goes on at its pace; 0 when it waits for nothing but its turn. */
  waitsMs: number;
  result: object | null;
  /** Why it failed: a code, or words for the log. */
  error: string | null;
  actor: string;
  createdAt: number;
  beganAt: number | null;
  endedAt: number | null;
};

export const places = (id: string) => ({
  given: `work|given|${id}`,
  at: `work|at|${id}`,
  result: `work|result|${id}`,
  part: (side: PartSide, n: number) => `work_part|body|${id}:${side}:${n}`,
});

export const openWorks = (p: { db: Db; ring: KeyRing; clock: Clock; real?: () => number }) => {
  const real = p.real ?? Date.now;
  const view = (row: WorkRow): WorkView => ({
    id: row.public_id,
    kind: row.kind,
    act: unsealJson<{ act?: string }>(p.ring, places(row.public_id).given, row.given).act ?? null,
    state: row.state,
    done: row.done,
    total: row.total,
    waitsMs: row.state === 'waiting' ? Math.max(0, Number(row.lease_until) - real()) : 0,
    result: row.result && unsealJson<object>(p.ring, places(row.public_id).result, row.result),
    error: row.error,
    actor: row.actor,
    createdAt: row.created_at,
    beganAt: row.began_at,
    endedAt: row.ended_at,
  });
  const must = async (source: Source, id: string): Promise<WorkRow> => {
    const row = await findWork(source, id);
    if (!row) throw notFound('work');
    return row;
  };
  const addPart = async (trx: Trx, row: Pick<WorkRow, 'id' | 'public_id'>, side: PartSide, n: number, body: string) =>
    insertPart(trx, { work_id: row.id, side, n, body: seal(p.ring, places(row.public_id).part(side, n), body) });

  return {
    /**
     * Puts a work in line, in the caller's transaction; it begins within moments of the commit. Answers its id. `collecting`: it waits until
     * `handIn` has brought what it needs and `start` was called; what never is goes after a day.
     */
    async begin(
      trx: Trx,
      work: { kind: string; actor: string; given: object; total?: number; collecting?: boolean },
    ): Promise<string> {
      const id = publicId();
      const now = p.clock.now();
      await insertWork(trx, {
        public_id: id,
        kind: work.kind,
        state: work.collecting ? 'collecting' : 'waiting',
        given: sealJson(p.ring, places(id).given, work.given),
        total: work.total ?? null,
        actor: work.actor,
        created_at: now,
        purge_after: work.collecting ? now + DAY : null,
      });
      const after = { kind: work.kind };
      await appendAudit(trx, { at: now, actor: work.actor, action: 'work.begin', object: `work:${id}`, after });
      return id;
    },
    /** Part `n`, from 0, of at most about a megabyte. */
    async handIn(id: string, n: number, body: string): Promise<void> {
      const row = await must(p.db, id);
      await p.db.write((trx) => addPart(trx, row, 'in', n, body));
    },
    /** Throws `work.ended` when it was cancelled meanwhile. */
    async start(id: string, total: number): Promise<void> {
      const { id: row, state } = await must(p.db, id);
      if (!(await p.db.write((trx) => startWork(trx, row, { total, after: 0 }))))
        throw refused('work.ended', { id, state });
    },
    /** What was handed in is all, and nothing is added: it waits for `confirm` with this number. Throws `work.ended`. */
    async freeze(id: string, total: number): Promise<void> {
      const { id: row, state } = await must(p.db, id);
      if (!(await p.db.write((trx) => freezeWork(trx, row, total)))) throw refused('work.ended', { id, state });
    },
    /**
     * Somebody who has seen the frozen number types it: the work begins after `undoMs`, in which `cancel` leaves nothing done. Throws
     * `not.found`, `work.ended`, `work.not-frozen`, `work.count-differs {count}`.
     */
    async confirm(actor: string, id: string, count: number, undoMs: number): Promise<void> {
      await p.db.write(async (trx) => {
        const { id: row, state, total } = await must(trx, id);
        if (state !== 'collecting') throw refused('work.ended', { id, state });
        if (total === null) throw refused('work.not-frozen', { id });
        if (count !== total) throw refused('work.count-differs', { count: total });
        await startWork(trx, row, { total, after: real() + undoMs });
        await appendAudit(trx, {
          at: p.clock.now(),
          actor,
          action: 'work.confirm',
          object: `work:${id}`,
          after: { count },
        });
      });
    },
    /** The time to undo it is given up: it begins now. Throws `not.found`, `work.ended`. */
    async hurry(actor: string, id: string): Promise<void> {
      await p.db.write(async (trx) => {
        const { id: row, state } = await must(trx, id);
        if (!(await hurryWork(trx, row))) throw refused('work.ended', { id, state });
        await appendAudit(trx, { at: p.clock.now(), actor, action: 'work.hurry', object: `work:${id}` });
      });
    },
    /** Throws `not.found`. */
    find: async (id: string): Promise<WorkView> => view(await must(p.db, id)),
    /** Newest first. */
    list: async (where: { kind?: string } = {}, limit = 100): Promise<WorkView[]> =>
      (await listWorks(p.db, where, limit)).map(view),
    /** Ends it between two pieces; what is written stays. Throws `not.found`, `work.ended`. */
    async cancel(actor: string, id: string): Promise<void> {
      await p.db.write(async (trx) => {
        const { state } = await must(trx, id);
        const now = p.clock.now();
        if (!(await cancelWork(trx, id, now, now + KEEP_WORK))) throw refused('work.ended', { id, state });
        await appendAudit(trx, { at: now, actor, action: 'work.cancel', object: `work:${id}`, before: { state } });
      });
    },
    /** What the work has made, part by part. Throws `not.found`. */
    async *output(id: string): AsyncGenerator<string> {
      const row = await must(p.db, id);
      for (let n = 0; ; n++) {
        const body = await findPart(p.db, row.id, 'out', n);
        if (!body) return;
        yield unseal(p.ring, places(id).part('out', n), body);
      }
    },
    /** For the runner. */
    addOutput: async (trx: Trx, row: WorkRow, body: string): Promise<void> =>
      addPart(trx, row, 'out', await countParts(trx, row.id, 'out'), body),
    opened: (row: WorkRow): Work<unknown, unknown> => ({
      id: row.public_id,
      given: unsealJson(p.ring, places(row.public_id).given, row.given),
      at: row.at && unsealJson(p.ring, places(row.public_id).at, row.at),
      done: row.done,
      total: row.total,
      actor: row.actor,
      async part(n) {
        const body = await findPart(p.db, row.id, 'in', n);
        return body ? unseal(p.ring, places(row.public_id).part('in', n), body) : null;
      },
    }),
    sealedAt: (id: string, at: unknown): Buffer => sealJson(p.ring, places(id).at, at),
    sealedResult: (id: string, result: object): Buffer => sealJson(p.ring, places(id).result, result),
  };
};
export type Works = ReturnType<typeof openWorks>;
