/** Bulletins on the pages for everybody: which stand there, their words for the search, and the lists of pages, feeds and the console. */
import type { BulletinKind, Language } from '../contract/codes.ts';
import type { NewsState } from '../contract/console/news.ts';
import { asWord, partsOf } from '../lib/parts.ts';
import type { BulletinRow } from './bulletins.ts';
import type { Source, Trx } from './db.ts';
import { rawRows } from './dialect.ts';

export type NewsRow = {
  id: number;
  bulletin_id: number;
  state: 'published' | 'withdrawn';
  sent_at: number;
  changed_at: number;
  /** JSON: what stands in place of the text, by language. */
  note: string | null;
  actor: string;
};
/** A bulletin that began, with its page when it has one. */
export type NewsLine = {
  bulletin_id: number;
  public_id: string;
  kind: BulletinKind;
  revision: number;
  parent_id: number | null;
  kept_out: number;
  sent_at: number;
  changed_at: number;
  state: NewsState;
  note: string | null;
};

/** Kinds that have a page of their own. A drill never has one, and a redelivery has that of the first mail. */
export const pagedKinds: readonly BulletinKind[] = ['normal', 'emergency', 'correction'];
const KINDS = `('normal', 'emergency', 'correction')`;

const STATE = `case when n.state is not null then n.state when b.kept_out = 1 then 'keptOut' else 'unpublished' end`;
const LINE = `b.id as bulletin_id, b.public_id, b.kind, b.revision, b.parent_id, b.kept_out, b.started_at as sent_at,
  coalesce(n.changed_at, b.started_at) as changed_at, ${STATE} as state, n.note`;
const lineOf = (row: NewsLine): NewsLine => ({
  ...row,
  sent_at: Number(row.sent_at),
  changed_at: Number(row.changed_at),
});

/** Public id of the bulletin whose page a mail names: a redelivery has that of the mail it repeats. Null: there is none. */
export const findNewsPage = async (
  source: Source,
  row: Pick<BulletinRow, 'public_id' | 'kind' | 'kept_out' | 'parent_id'>,
): Promise<string | null> => {
  let at: typeof row | undefined = row;
  while (at?.kind === 'redelivery' && at.parent_id !== null)
    at = await source.knex('bulletin').where({ id: at.parent_id }).first();
  if (!at || at.kept_out === 1 || !pagedKinds.includes(at.kind)) return null;
  // What is on its way has its page; an older one only when staff have published it.
  return at === row || ['published', 'withdrawn'].includes((await findNews(source, at.public_id))?.state ?? '')
    ? at.public_id
    : null;
};

export const findNews = async (source: Source, publicId: string): Promise<NewsLine | undefined> => {
  const [row] = await rawRows<NewsLine>(
    source,
    `select ${LINE} from bulletin b left join news n on n.bulletin_id = b.id
     where b.public_id = ? and b.started_at is not null and b.kind in ${KINDS}`,
    [publicId],
  );
  return row && lineOf(row);
};

/** Publishes or withdraws. The words for the search are written at the first time; a text that was sent never changes. */
export const setNews = async (
  trx: Trx,
  row: Omit<NewsRow, 'id'>,
  texts: readonly { language: Language; folded: string }[],
): Promise<void> => {
  const [known] = await trx
    .knex('news')
    .insert(row)
    .onConflict('bulletin_id')
    .merge(['state', 'changed_at', 'note', 'actor'])
    .returning('id');
  const news_id = (known as { id: number }).id;
  for (const text of texts) {
    const parts = partsOf(text.folded);
    const [made] = (await trx
      .knex('news_text')
      .insert({ news_id, ...text, ...(trx.engine === 'postgres' ? { parts } : {}) })
      .onConflict(['news_id', 'language'])
      .ignore()
      .returning('id')) as { id: number }[];
    if (made && trx.engine === 'sqlite')
      await trx.knex.raw('insert into news_part (rowid, parts) values (?, ?)', [made.id, parts.map(asWord).join(' ')]);
  }
};

export type NewsFilter = {
  language?: Language;
  /** Code of a topic, also of one that has ended. */
  topic?: string;
  /** Folded words that must all stand in the text. */
  words?: readonly string[];
  states: readonly NewsState[];
  kinds?: readonly BulletinKind[];
  /** Sent from this instant on, and before that one. */
  from?: number;
  before?: number;
  /** Sent at this instant or earlier, of that instant only lower numbers: the end of the page before. */
  below?: { sentAt: number; bulletinId: number };
  limit: number;
};
type Part = { sql: string; bindings: readonly (string | number | readonly string[])[] };
const among = (column: string, values: readonly string[]): Part => ({
  sql: `${column} in (${values.map(() => '?').join()})`,
  bindings: values,
});

/** By the index where a word has two signs or more; then by the text itself, for parts may stand apart. */
const byWords = (source: Source, words: readonly string[]): Part[] => {
  const parts = [...new Set(words.flatMap(partsOf))];
  const [index, stands] =
    source.engine === 'sqlite'
      ? ['t.id in (select rowid from news_part where news_part match ?)', 'instr(t.folded, ?) > 0']
      : ['t.parts @> ?::text[]', 'strpos(t.folded, ?) > 0'];
  const asked = source.engine === 'sqlite' ? parts.map(asWord).join(' AND ') : parts;
  return [
    ...(parts.length > 0 ? [{ sql: index, bindings: [asked] }] : []),
    ...words.map((word) => ({ sql: stands, bindings: [word] })),
  ];
};

/** Newest first. Without a language also what has no text for the search yet. */
export const listNews = async (source: Source, f: NewsFilter): Promise<NewsLine[]> => {
  const pages = f.states.every((state) => state === 'published' || state === 'withdrawn');
  const sent = pages ? 'n.sent_at' : 'b.started_at';
  const where: Part[] = [
    pages ? among('n.state', f.states) : among(STATE, f.states),
    { sql: `b.started_at is not null and b.kind in ${KINDS}`, bindings: [] },
    ...(f.kinds ? [among('b.kind', f.kinds)] : []),
    ...(f.language ? [{ sql: 't.language = ?', bindings: [f.language] }] : []),
    ...(f.language && f.words?.length ? byWords(source, f.words) : []),
    ...(f.from === undefined ? [] : [{ sql: `${sent} >= ?`, bindings: [f.from] }]),
    ...(f.before === undefined ? [] : [{ sql: `${sent} < ?`, bindings: [f.before] }]),
    ...(f.topic
      ? [
          {
            sql: 'exists (select 1 from bulletin_topic bt join topic on topic.id = bt.topic_id where bt.bulletin_id = b.id and topic.code = ?)',
            bindings: [f.topic],
          },
        ]
      : []),
    ...(f.below
      ? [
          {
            sql: `(${sent} < ? or (${sent} = ? and b.id < ?))`,
            bindings: [f.below.sentAt, f.below.sentAt, f.below.bulletinId],
          },
        ]
      : []),
  ];
  const rows = await rawRows<NewsLine>(
    source,
    `select ${LINE} from bulletin b ${pages ? 'join' : 'left join'} news n on n.bulletin_id = b.id
     ${f.language ? 'join news_text t on t.news_id = n.id' : ''}
     where ${where.map((part) => part.sql).join(' and ')} order by ${sent} desc, b.id desc limit ?`,
    [...where.flatMap((part) => [...part.bindings]), f.limit],
  );
  return rows.map(lineOf);
};

/** How many bulletins that began stand where. */
export const countNews = async (source: Source): Promise<Partial<Record<NewsState, number>>> =>
  Object.fromEntries(
    (
      await rawRows<{ state: NewsState; n: number }>(
        source,
        `select ${STATE} as state, count(*) as n from bulletin b left join news n on n.bulletin_id = b.id
         where b.started_at is not null and b.kind in ${KINDS} group by 1`,
      )
    ).map((row) => [row.state, Number(row.n)]),
  );

/** When the pages last changed, by something that came or went. */
export const lastNewsChange = async (source: Source): Promise<number | null> => {
  const row = (await source.knex('news').max('changed_at as at').first()) as { at: number | string | null };
  return row.at === null ? null : Number(row.at);
};

/** Corrections of a bulletin that stand on the pages, oldest first. */
export const listCorrections = async (source: Source, bulletinId: number): Promise<{ id: string; sentAt: number }[]> =>
  (
    await rawRows<{ id: string; sent_at: number }>(
      source,
      `select b.public_id as id, n.sent_at from bulletin b join news n on n.bulletin_id = b.id and n.state = 'published'
       where b.parent_id = ? and b.kind = 'correction' order by n.sent_at, b.id`,
      [bulletinId],
    )
  ).map((row) => ({ id: row.id, sentAt: Number(row.sent_at) }));

/** Texts of several bulletins at the revision that was sent. */
export const listNewsTexts = async (
  source: Source,
  bulletinIds: readonly number[],
): Promise<{ bulletin_id: number; language: Language; subject: string; body: string }[]> =>
  bulletinIds.length === 0
    ? []
    : rawRows(
        source,
        `select t.bulletin_id, t.language, t.subject, coalesce(t.sent_body, t.body) as body from bulletin_text t
         join bulletin b on b.id = t.bulletin_id and b.revision = t.revision where t.bulletin_id in (${bulletinIds.map(() => '?').join()})`,
        bulletinIds,
      );

/** Topics of several bulletins, with their names (JSON by language). */
export const listNewsTopics = async (
  source: Source,
  bulletinIds: readonly number[],
): Promise<{ bulletin_id: number; code: string; names: string }[]> =>
  bulletinIds.length === 0
    ? []
    : rawRows(
        source,
        `select bt.bulletin_id, topic.code, topic.names from bulletin_topic bt join topic on topic.id = bt.topic_id
         where bt.bulletin_id in (${bulletinIds.map(() => '?').join()}) order by topic.sort, topic.id`,
        bulletinIds,
      );
