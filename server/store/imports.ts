/** Many readers at once: the statements of an import, a few hundred rows each so that the write lock is short. */
import type { Source, Trx } from './db.ts';

export type ImportedReader = {
  publicId: number;
  email: Buffer;
  emailIndex: Buffer;
  domain: string;
  language: string;
  topicIds: readonly number[];
  consentedAt: number | null;
  source: string;
};

/** Places for the values of many rows in one statement. */
export const holes = (rows: number, columns: number) => {
  const one = `(${Array(columns).fill('?').join(',')})`;
  return Array(rows).fill(one).join(',');
};

/** Blind indexes of these that the database knows already, as hex. */
export const listKnownIndexes = async (source: Source, indexes: readonly Buffer[]): Promise<Set<string>> => {
  const rows = await source
    .knex('reader')
    .whereIn('email_index', [...indexes])
    .select('email_index');
  return new Set(rows.map((r: { email_index: Buffer }) => Buffer.from(r.email_index).toString('hex')));
};

/**
 * Inserts active readers with topics and, where told, the time of consent. Rows whose address came in meanwhile are left alone. Answers the
 * rows of those who were new, by public id.
 */
export const insertImported = async (
  trx: Trx,
  readers: readonly ImportedReader[],
  p: { now: number; actor: string; cause: string; publicId: () => string },
): Promise<ReadonlyMap<number, number>> => {
  if (readers.length === 0) return new Map();
  const values = readers.flatMap((r) => [
    r.publicId,
    r.email,
    r.emailIndex,
    r.domain,
    r.language,
    'active',
    p.now,
    p.now,
    p.now,
    p.actor,
    p.cause,
  ]);
  const inserted = await trx.knex.raw(
    `insert into reader (public_id, email, email_index, domain, language, state, created_at, confirmed_at, changed_at, actor, cause)
     values ${holes(readers.length, 11)} on conflict (email_index) do nothing returning id, public_id`,
    values,
  );
  const rows: { id: number; public_id: number }[] = inserted.rows ?? inserted;
  const ids = new Map(rows.map((r) => [Number(r.public_id), r.id]));
  const topics: number[] = [];
  const consents: unknown[] = [];
  for (const reader of readers) {
    const id = ids.get(reader.publicId);
    if (id === undefined) continue;
    for (const topic of reader.topicIds) topics.push(topic, id);
    if (reader.consentedAt !== null)
      consents.push(p.publicId(), id, reader.consentedAt, reader.source, reader.language, 'import', 'import');
  }
  if (topics.length > 0)
    await trx.knex.raw(
      `insert into reader_topic (topic_id, reader_id) values ${holes(topics.length / 2, 2)} on conflict do nothing`,
      topics,
    );
  if (consents.length > 0)
    await trx.knex.raw(
      `insert into consent (public_id, reader_id, consented_at, source, language, terms_version, screen_version) values ${holes(consents.length / 7, 7)}`,
      consents as string[],
    );
  return ids;
};

/** Active readers in pages by internal id, with the codes of their topics: for the export. */
export const listActiveReaders = async (source: Source, after: number, limit: number) => {
  const readers = (await source
    .knex('reader')
    .where({ state: 'active' })
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .select('id', 'public_id', 'email', 'language')) as {
    id: number;
    public_id: number;
    email: Buffer;
    language: string;
  }[];
  const topics = (await source
    .knex('reader_topic')
    .join('topic', 'topic.id', 'reader_topic.topic_id')
    .whereIn(
      'reader_id',
      readers.map((r) => r.id),
    )
    .select('reader_id', 'code')) as { reader_id: number; code: string }[];
  const codes = new Map<number, string[]>();
  for (const t of topics) codes.set(t.reader_id, [...(codes.get(t.reader_id) ?? []), t.code]);
  return readers.map((r) => ({ ...r, topics: (codes.get(r.id) ?? []).sort() }));
};

export const countActiveReaders = async (source: Source): Promise<number> =>
  Number(((await source.knex('reader').where({ state: 'active' }).count('id as n').first()) as { n: number }).n);
