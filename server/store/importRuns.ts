/** Runs of imports: their rows, the sealed pieces of the file, who was new, and what the undo takes back. */
import type { ImportState } from '../contract/console/imports.ts';
import type { Source, Trx } from './db.ts';
import { rawRows } from './dialect.ts';
import { holes } from './imports.ts';

export type ImportRunRow = {
  id: number;
  public_id: string;
  name: string;
  actor: string;
  created_at: number;
  changed_at: number;
  finished_at: number | null;
  state: ImportState;
  bytes: number;
  form: string;
  tried: string | null;
  figures: string;
  record: number;
  purge_after: number | null;
};

export const insertRun = async (
  trx: Trx,
  row: Omit<ImportRunRow, 'id' | 'finished_at' | 'tried' | 'record'>,
): Promise<number> => {
  const [made] = (await trx.knex('import_run').insert(row).returning('id')) as { id: number }[];
  return made!.id;
};
export const insertPiece = async (trx: Trx, piece: { run_id: number; seq: number; body: Buffer }): Promise<void> => {
  await trx.knex('import_piece').insert(piece);
};
/** The sealed piece of a file, undefined behind the last. */
export const findPiece = async (source: Source, runId: number, seq: number): Promise<Buffer | undefined> =>
  ((await source.knex('import_piece').where({ run_id: runId, seq }).first('body')) as { body: Buffer } | undefined)
    ?.body;

export const findRun = async (source: Source, publicId: string): Promise<ImportRunRow | undefined> =>
  source.knex('import_run').where({ public_id: publicId }).first();
export const listRuns = async (source: Source, p: { before?: number; limit: number }): Promise<ImportRunRow[]> => {
  const query = source.knex('import_run').orderBy('id', 'desc').limit(p.limit);
  if (p.before) query.where('id', '<', p.before);
  return query;
};
export const listRunsIn = async (source: Source, states: readonly ImportState[]): Promise<ImportRunRow[]> =>
  source
    .knex('import_run')
    .whereIn('state', [...states])
    .orderBy('id')
    .limit(20);

/** Changes the row while it is in one of the states, and (`at`) has come no further than this record; false when somebody was faster. */
export const moveRun = async (
  trx: Trx,
  id: number,
  from: readonly ImportState[],
  change: Partial<Omit<ImportRunRow, 'id' | 'public_id'>>,
  at: { record?: number } = {},
): Promise<boolean> =>
  (await trx
    .knex('import_run')
    .where({ id, ...at })
    .whereIn('state', [...from])
    .update(change)) === 1;

export type KnownReader = {
  id: number;
  public_id: number;
  index: string;
  state: string;
  language: string;
  topics: number[];
  /** New in this very run and untouched since: what a later row of the same file may change. */
  own: boolean;
};

/** Readers of these addresses (blind indexes) with their topics. `runId` null: none is the run's own. */
export const listKnownReaders = async (
  source: Source,
  indexes: readonly Buffer[],
  runId: number | null,
): Promise<Map<string, KnownReader>> => {
  if (indexes.length === 0) return new Map();
  const rows = (await source
    .knex('reader')
    .leftJoin('import_reader', (join) =>
      join.on('import_reader.reader_id', 'reader.id').andOnVal('import_reader.run_id', runId ?? 0),
    )
    .whereIn('reader.email_index', [...indexes])
    .select(
      'reader.id',
      'reader.public_id',
      'reader.email_index',
      'reader.state',
      'reader.language',
      'import_reader.run_id',
    )) as {
    id: number;
    public_id: number;
    email_index: Buffer;
    state: string;
    language: string;
    run_id: number | null;
  }[];
  const topics = (await source
    .knex('reader_topic')
    .whereIn(
      'reader_id',
      rows.map((r) => r.id),
    )
    .select('reader_id', 'topic_id')) as { reader_id: number; topic_id: number }[];
  return new Map(
    rows.map((row) => {
      const index = Buffer.from(row.email_index).toString('hex');
      const own = topics.filter((t) => t.reader_id === row.id).map((t) => t.topic_id);
      const { id, public_id, state, language, run_id } = row;
      return [index, { id, public_id: Number(public_id), index, state, language, topics: own, own: run_id !== null }];
    }),
  );
};

/** Notes who was new in a run, and on which line. Those without a row (somebody was faster) are left out. */
export const noteNewReaders = async (
  trx: Trx,
  runId: number,
  lines: readonly { readerId: number | undefined; line: number }[],
): Promise<void> => {
  const values = lines.flatMap(({ readerId, line }) => (readerId === undefined ? [] : [runId, readerId, line]));
  if (values.length === 0) return;
  await trx.knex.raw(
    `insert into import_reader (run_id, reader_id, line) values ${holes(values.length / 3, 3)}`,
    values,
  );
};

/** A later row of the same file says something else of somebody who was new in it. */
export const rewriteOwn = async (
  trx: Trx,
  readerId: number,
  p: { language: string; topicIds: readonly number[] },
): Promise<void> => {
  await trx.knex('reader').where({ id: readerId }).update({ language: p.language });
  await trx.knex('reader_topic').where({ reader_id: readerId }).delete();
  if (p.topicIds.length > 0)
    await trx.knex('reader_topic').insert(p.topicIds.map((topic_id) => ({ topic_id, reader_id: readerId })));
};

export type OwnReader = { reader_id: number; line: number; public_id: number; email: Buffer; kept: string | null };

/**
 * The next of who was new in a run and is not decided yet, each with why it must stay: it changed by its own hand since, it was mailed,
 * or it is not active any more. Null: it may go.
 */
export const listUndoable = async (
  source: Source,
  runId: number,
  limit: number,
): Promise<{ reader_id: number; why: 'changed' | 'mailed' | 'state' | null }[]> =>
  (
    await rawRows<{ reader_id: number; state: string; changed: number; mailed: number }>(
      source,
      `select i.reader_id, r.state,
         case when r.changed_at <> r.created_at or r.link_epoch <> 0 then 1 else 0 end as changed,
         case when exists (select 1 from bulletin_recipient b where b.reader_id = r.id and b.state in ('accepted', 'unknown', 'bounced', 'sending'))
           or exists (select 1 from letter l where l.reader_id = r.id) then 1 else 0 end as mailed
       from import_reader i join reader r on r.id = i.reader_id where i.run_id = ? and i.kept is null order by i.reader_id limit ?`,
      [runId, limit],
    )
  ).map((row) => ({
    reader_id: row.reader_id,
    why: row.state !== 'active' ? 'state' : row.changed ? 'changed' : row.mailed ? 'mailed' : null,
  }));

export const takeBack = async (trx: Trx, readerIds: readonly number[]): Promise<void> => {
  if (readerIds.length === 0) return;
  await trx
    .knex('reader_topic')
    .whereIn('reader_id', [...readerIds])
    .delete();
  await trx
    .knex('import_reader')
    .whereIn('reader_id', [...readerIds])
    .delete();
  await trx
    .knex('reader')
    .whereIn('id', [...readerIds])
    .delete();
};
export const markKept = async (trx: Trx, runId: number, readerIds: readonly number[], why: string): Promise<void> => {
  if (readerIds.length > 0)
    await trx
      .knex('import_reader')
      .where({ run_id: runId })
      .whereIn('reader_id', [...readerIds])
      .update({ kept: why });
};
export const listKept = async (
  source: Source,
  runId: number,
  p: { after: number; limit: number },
): Promise<OwnReader[]> =>
  source
    .knex('import_reader')
    .join('reader', 'reader.id', 'import_reader.reader_id')
    .where({ run_id: runId })
    .whereNotNull('kept')
    .where('reader_id', '>', p.after)
    .orderBy('reader_id')
    .limit(p.limit)
    .select('reader_id', 'line', 'kept', 'reader.public_id', 'reader.email');

/** Files and names of runs whose time is over. Answers how many. */
export const purgeRuns = async (trx: Trx, now: number): Promise<number> =>
  trx.knex('import_run').where('purge_after', '<=', now).delete();
