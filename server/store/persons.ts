/** Everything that the database holds of the person behind one address, found by its keyed index; and the ways to take it away. */

import type { Source, Trx } from './db.ts';
import type { LetterRow } from './letters.ts';
import type { ReaderRow } from './readers.ts';

const MOST_IN = 400;
/** SQLite and PostgreSQL take only so many values in one statement. */
const pieces = <T>(all: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(all.length / MOST_IN) }, (_, n) => all.slice(n * MOST_IN, (n + 1) * MOST_IN));

type Row = Record<string, unknown>;

const listIn = async (source: Source, table: string, column: string, ids: readonly number[]): Promise<Row[]> =>
  (await Promise.all(pieces(ids).map((some) => source.knex(table).whereIn(column, some).select('*')))).flat() as Row[];

const deleteIn = async (trx: Trx, table: string, column: string, ids: readonly number[]): Promise<number> => {
  let gone = 0;
  for (const some of pieces(ids)) gone += await trx.knex(table).whereIn(column, some).delete();
  return gone;
};

export type Held = {
  reader: ReaderRow | undefined;
  topics: Row[];
  consents: Row[];
  letters: LetterRow[];
  attempts: Row[];
  outcomes: Row[];
  returned: Row[];
  bulletins: Row[];
  cases: Row[];
  suppressions: Row[];
  formerAddresses: Row[];
  callbacks: Row[];
  arrivals: Row[];
  files: Row[];
  operator: Row | undefined;
};

/** Rows of one address, as they are stored. */
export const listHeld = async (source: Source, index: Buffer): Promise<Held> => {
  const reader = (await source.knex('reader').where({ email_index: index }).first()) as ReaderRow | undefined;
  const ofReader = reader ? [reader.id] : [];
  const letters = (await source
    .knex('letter')
    .where({ recipient_index: index })
    .orWhereIn('reader_id', ofReader)
    .orderBy('id')) as LetterRow[];
  const ids = letters.map((letter) => letter.id);
  const cases = [...new Set(letters.flatMap((letter) => (letter.case_id === null ? [] : [letter.case_id])))];
  const both = async (table: string) => [
    ...(await listIn(source, table, 'letter_id', ids)),
    ...(await listIn(source, table, 'reader_id', ofReader)),
  ];
  const once = (rows: Row[]) => [...new Map(rows.map((row) => [row.id, row])).values()];
  return {
    reader,
    topics: reader
      ? await source
          .knex('reader_topic')
          .join('topic', 'topic.id', 'reader_topic.topic_id')
          .where({ reader_id: reader.id })
          .select('topic.code as code')
      : [],
    consents: await listIn(source, 'consent', 'reader_id', ofReader),
    letters,
    attempts: once(await both('attempt')),
    outcomes: once(await both('outcome')),
    returned: once(await both('returned_mail')),
    bulletins: await listIn(source, 'bulletin_recipient', 'reader_id', ofReader),
    cases: await listIn(source, 'case_file', 'id', cases),
    suppressions: await source.knex('suppression').where({ email_index: index }),
    formerAddresses: await source.knex('former_address').where({ email_index: index }),
    callbacks: await listIn(source, 'callback_delivery', 'letter_id', ids),
    arrivals: await source.knex('arrival').where({ sender_index: index }),
    files: await source.knex('shared_file').where({ recipient_index: index }),
    operator: (await source.knex('operator').where({ email_index: index }).first()) as Row | undefined,
  };
};

/** Rows with a sealed payload that may name an address and have no index: requests and links, a piece at a time, by id. */
export const listPayloads = async (
  source: Source,
  p: { table: 'intent' | 'token'; after: number; most: number },
): Promise<{ id: number; public_id: string; payload: Buffer }[]> =>
  source.knex(p.table).where('id', '>', p.after).orderBy('id').limit(p.most).select('id', 'public_id', 'payload');
export const deletePayload = async (trx: Trx, table: 'intent' | 'token', id: number): Promise<void> => {
  await trx.knex(table).where({ id }).delete();
};

/** Takes letters and all that hangs on them away. */
export const deleteLetters = async (trx: Trx, ids: readonly number[]): Promise<void> => {
  for (const table of ['attempt', 'outcome', 'returned_mail', 'callback_delivery'])
    await deleteIn(trx, table, 'letter_id', ids);
  await deleteIn(trx, 'letter', 'id', ids);
};

/** Takes what a reader was sent and what came back away; the reader's own row goes with deleteReader. */
export const deleteOfReader = async (trx: Trx, readerId: number): Promise<void> => {
  for (const table of ['attempt', 'outcome', 'returned_mail']) await deleteIn(trx, table, 'reader_id', [readerId]);
};

/** Letters that came from the address. */
export const deleteArrivals = async (trx: Trx, index: Buffer): Promise<void> => {
  await trx.knex('arrival').where({ sender_index: index }).delete();
};

/** Cases that have closed, with their events, chains and reminders. */
export const deleteCases = async (trx: Trx, ids: readonly number[]): Promise<void> => {
  await deleteIn(trx, 'event', 'case_id', ids);
  await deleteIn(trx, 'case_file', 'id', ids);
};

/** Letters that are under way now go with the first purge after `at`. */
export const letLettersEnd = async (trx: Trx, ids: readonly number[], at: number): Promise<void> => {
  for (const some of pieces(ids)) await trx.knex('letter').whereIn('id', some).update({ purge_after: at });
};

/** No former address of this index stays longer than until then. */
export const endFormerAddresses = async (trx: Trx, index: Buffer, until: number): Promise<void> => {
  await trx
    .knex('former_address')
    .where({ email_index: index })
    .where('purge_after', '>', until)
    .update({ purge_after: until });
};
