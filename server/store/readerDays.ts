/** Readers of each day (JST) by language and topic. Topic 0 counts every reader of a language once. */
import type { Language } from '../contract/codes.ts';
import type { Source, Trx } from './db.ts';

export type ReaderDay = { day: string; language: Language; topic_id: number; readers: number };
export const ALL_TOPICS = 0;
/** Fits the parameters of one statement in both engines. */
const PIECE = 200;

/** The last count of a day stands for it. */
export const replaceReaderDay = async (trx: Trx, day: string, rows: readonly ReaderDay[]): Promise<void> => {
  await trx.knex('reader_day').where({ day }).delete();
  for (let i = 0; i < rows.length; i += PIECE) await trx.knex('reader_day').insert(rows.slice(i, i + PIECE));
};

const read = (row: ReaderDay): ReaderDay => ({ ...row, topic_id: Number(row.topic_id) });

export const listReaderDays = async (source: Source, p: { from: string; topicId: number }): Promise<ReaderDay[]> =>
  (
    (await source
      .knex('reader_day')
      .where('day', '>=', p.from)
      .where({ topic_id: p.topicId })
      .orderBy('day')) as ReaderDay[]
  ).map(read);

/** Every topic on the first day since `from` that was counted. */
export const listFirstReaderDay = async (source: Source, from: string): Promise<ReaderDay[]> => {
  const first = (await source.knex('reader_day').where('day', '>=', from).min('day as day').first()) as
    | { day: string | null }
    | undefined;
  if (!first?.day) return [];
  return ((await source.knex('reader_day').where({ day: first.day })) as ReaderDay[]).map(read);
};
