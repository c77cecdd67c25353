/** Tasks: what a person must look at. One open row per kind and object. */
import type { TaskKind } from '../contract/codes.ts';
import type { Source, Trx } from './db.ts';

export type TaskRow = {
  id: number;
  public_id: string;
  kind: TaskKind;
  object: string;
  facts: string;
  state: 'open' | 'closed';
  opened_at: number;
  closed_at: number | null;
  closed_by: string | null;
  closed_reason: string | null;
  /** Who has it in hand. */
  taken_by: string | null;
  taken_at: number | null;
  /** When staff heard of it by mail. */
  told_at: number | null;
  /** By when it must be done; null: no day is set. */
  due_at: number | null;
  /** The `due_at` of which staff heard that it has passed. */
  late_told: number | null;
};

/**
 * Opens a task. Nothing happens when one of the kind exists for the object; with `again` a closed one is opened anew.
 * `facts`: JSON without personal data.
 */
export const openTask = async (
  trx: Trx,
  task: {
    publicId: string;
    kind: TaskKind;
    object: string;
    facts: string;
    now: number;
    again?: boolean;
    dueAt?: number;
  },
): Promise<void> => {
  trx.nudge('tellOfTasks');
  const insert = trx
    .knex('task')
    .insert({
      public_id: task.publicId,
      kind: task.kind,
      object: task.object,
      facts: task.facts,
      state: 'open',
      opened_at: task.now,
      due_at: task.dueAt ?? null,
    })
    .onConflict(['kind', 'object']);
  if (!task.again) {
    await insert.ignore();
    return;
  }
  const anew = { closed_at: null, closed_by: null, closed_reason: null, taken_by: null, taken_at: null };
  const untoldAgain = { told_at: null, late_told: null };
  const due_at = task.dueAt ?? null;
  await insert
    .merge({ state: 'open', facts: task.facts, opened_at: task.now, due_at, ...anew, ...untoldAgain })
    .where('task.state', 'closed');
};

/** True when it was open and in nobody else's hand; `by` null puts back what `from` has taken. */
export const takeTask = async (
  trx: Trx,
  task: { publicId: string; by: string | null; from: string; now: number },
): Promise<boolean> =>
  (await trx
    .knex('task')
    .where({ public_id: task.publicId, state: 'open' })
    .where((q) => q.whereNull('taken_by').orWhere({ taken_by: task.from }))
    .update({ taken_by: task.by, taken_at: task.by === null ? null : task.now })) === 1;

/** Gives an open task to somebody, whoever has it now, or sets its day. False: it was not open. */
export const changeTask = async (
  trx: Trx,
  publicId: string,
  to: Partial<Pick<TaskRow, 'taken_by' | 'taken_at' | 'due_at'>>,
): Promise<boolean> => (await trx.knex('task').where({ public_id: publicId, state: 'open' }).update(to)) === 1;

/** True when it was open. */
export const closeTask = async (
  trx: Trx,
  task: { publicId: string; by: string; reason: string; now: number },
): Promise<boolean> =>
  (await trx
    .knex('task')
    .where({ public_id: task.publicId, state: 'open' })
    .update({ state: 'closed', closed_at: task.now, closed_by: task.by, closed_reason: task.reason })) === 1;

/** Closes what an act settled by itself, such as a corrected address. */
export const closeTaskOf = async (
  trx: Trx,
  task: { kind: TaskKind; object: string; by: string; reason: string; now: number },
): Promise<void> => {
  await trx
    .knex('task')
    .where({ kind: task.kind, object: task.object, state: 'open' })
    .update({ state: 'closed', closed_at: task.now, closed_by: task.by, closed_reason: task.reason });
};

export const findTask = async (source: Source, publicId: string): Promise<TaskRow | undefined> =>
  source.knex('task').where({ public_id: publicId }).first();

const LATE_MOST = 100;
/** Open ones whose day is over, the longest first. */
export const listLateTasks = async (source: Source, now: number): Promise<TaskRow[]> =>
  source.knex('task').where({ state: 'open' }).where('due_at', '<', now).orderBy('due_at').limit(LATE_MOST);

export const countLateTasks = async (source: Source, now: number): Promise<number> =>
  Number(
    (
      (await source.knex('task').where({ state: 'open' }).where('due_at', '<', now).count('* as n').first()) as {
        n: number;
      }
    ).n,
  );

/** Late ones of which nobody was told, in the order of their days. */
const untoldLate = (source: Source, now: number) =>
  source
    .knex('task')
    .where({ state: 'open' })
    .where('due_at', '<', now)
    .where((q) => q.whereNull('late_told').orWhereRaw('late_told <> due_at'));

/** How many, and the one that is late for longest; null when there is none. */
export const findUntoldLate = async (
  source: Source,
  now: number,
): Promise<{ n: number; first: { public_id: string; due_at: number } } | null> => {
  const first = (await untoldLate(source, now).orderBy('due_at').orderBy('id').first('public_id', 'due_at')) as
    | { public_id: string; due_at: number | string }
    | undefined;
  if (!first) return null;
  const { n } = (await untoldLate(source, now).count('* as n').first()) as { n: number | string };
  return { n: Number(n), first: { public_id: first.public_id, due_at: Number(first.due_at) } };
};

export const markLateTold = async (trx: Trx, now: number): Promise<void> => {
  await untoldLate(trx, now).update({ late_told: trx.knex.ref('due_at') });
};

/** Newest first; `before` is a row id to go on below. `notLate`: without those of `listLateTasks` at that instant. */
export const listTasks = async (
  source: Source,
  where: { state?: 'open' | 'closed'; kind?: string; before?: number; limit: number; notLate?: number },
): Promise<TaskRow[]> => {
  const query = source.knex('task').orderBy('id', 'desc').limit(where.limit);
  if (where.state) query.where({ state: where.state });
  if (where.kind) query.where({ kind: where.kind });
  if (where.before) query.where('id', '<', where.before);
  const { notLate } = where;
  if (notLate !== undefined) query.where((q) => q.whereNull('due_at').orWhere('due_at', '>=', notLate));
  return query;
};

/** Open tasks that nobody has in hand and nobody was told of. */
const untold = (source: Source) =>
  source.knex('task').where({ state: 'open' }).whereNull('taken_by').whereNull('told_at');

/** Of these staff hear each time, also the second within an hour: mail waits for their decision. */
const URGENT: readonly TaskKind[] = ['suspensions-held'];

/** Their kinds, each with its oldest; kinds that staff were told of since `quietSince` are left out. */
export const listUntoldTasks = async (
  source: Source,
  quietSince: number,
): Promise<{ kind: TaskKind; opened_at: number }[]> => {
  const rows = (await untold(source)
    .where((q) =>
      q
        .whereNotIn('kind', source.knex('task').where('told_at', '>', quietSince).select('kind'))
        .orWhereIn('kind', [...URGENT]),
    )
    .groupBy('kind')
    .orderBy('kind')
    .select('kind')
    .min('opened_at as first')) as { kind: TaskKind; first: number | string }[];
  return rows.map(({ kind, first }) => ({ kind, opened_at: Number(first) }));
};

export const markTasksTold = async (trx: Trx, kind: TaskKind, now: number): Promise<void> => {
  await untold(trx).where({ kind }).update({ told_at: now });
};

export const countOpenTasks = async (source: Source): Promise<number> =>
  Number(((await source.knex('task').where({ state: 'open' }).count('* as n').first()) as { n: number }).n);

/** Open ones that were opened before an instant. */
export const countOpenTasksBefore = async (source: Source, before: number): Promise<number> =>
  Number(
    (
      (await source.knex('task').where({ state: 'open' }).where('opened_at', '<', before).count('* as n').first()) as {
        n: number;
      }
    ).n,
  );

/** Tasks about these objects ('letter:…'), or of this public id; the newest first. */
export const listTasksAbout = async (
  source: Source,
  p: { id: string; objects: readonly string[]; limit: number },
): Promise<TaskRow[]> =>
  source
    .knex('task')
    .whereIn('object', [...p.objects])
    .orWhere({ public_id: p.id })
    .orderBy('id', 'desc')
    .limit(p.limit);

/** Open tasks by kind. */
export const countTasksByKind = async (source: Source): Promise<ReadonlyMap<TaskKind, number>> => {
  const rows = (await source.knex('task').where({ state: 'open' }).groupBy('kind').select('kind').count('* as n')) as {
    kind: TaskKind;
    n: number | string;
  }[];
  return new Map(rows.map((row) => [row.kind, Number(row.n)]));
};
