/** Who a bulletin would reach now. */

import type { Language } from '../contract/codes.ts';
import { domainClass } from '../lib/domainClasses.ts';
import type { Source } from './db.ts';
import { rawRows } from './dialect.ts';
import { RESTED } from './suspensions.ts';
import { TERMS_KEPT } from './terms.ts';

/**
 * The stored form of an audience (column bulletin.audience): readers of any of the topics, without those who got another
 * bulletin; or only the readers of one bulletin that it reached, or that it did not reach. Bulletins are named by public id.
 */
export type StoredAudience = {
  topics: readonly string[];
  exclude?: { bulletin: string };
  only?: { bulletin: string; reached: boolean };
};

/**
 * Asked of rows that were found another way: as a bare comparison, SQLite without statistics would begin with everybody who is active,
 * for each piece of a count anew.
 */
const ACTIVE = `(r.state = 'active') is true`;
/** May have it in their inbox, or will with their digest: taken by the next server, or nobody knows. */
const REACHED = `('accepted', 'unknown', 'digest')`;
/** Ended without arriving for a reason that may have passed. */
const MISSED = `('refused', 'bounced', 'expired', 'failed', 'cancelled', 'suppressed')`;

const thatGot = (states: string) =>
  `exists (select 1 from bulletin_recipient got where got.bulletin_id = (select id from bulletin where public_id = ?)
     and got.reader_id = r.id and got.state in ${states})`;

/**
 * SQL over `reader r` for who is in; the same words serve counting, writing out and "would this person get it?".
 * `byTopic` says how the topics are matched: it is left out when `only` names a bulletin, whose topics were matched then.
 */
export const audienceCondition = (
  audience: StoredAudience,
  byTopic: { sql: string; bindings: readonly (string | number)[] },
): { sql: string; bindings: (string | number)[] } => {
  const { only, exclude } = audience;
  const parts = only
    ? [{ sql: thatGot(only.reached ? REACHED : MISSED), bindings: [only.bulletin] }]
    : [{ sql: byTopic.sql, bindings: byTopic.bindings }];
  if (exclude) parts.push({ sql: `not ${thatGot(REACHED)}`, bindings: [exclude.bulletin] });
  return { sql: parts.map((part) => part.sql).join(' and '), bindings: parts.flatMap((part) => [...part.bindings]) };
};

/** Reads the column; a bulletin made before audiences had a form has topics only. */
export const readAudience = (json: string): StoredAudience => {
  const given = JSON.parse(json) as Partial<StoredAudience>;
  return { ...given, topics: given.topics ?? [] };
};

const byCodes = (codes: readonly string[]) => ({
  sql:
    codes.length === 0
      ? '1 = 0'
      : `exists (select 1 from reader_topic t join topic on topic.id = t.topic_id
           where t.reader_id = r.id and topic.code in (${codes.map(() => '?').join()}))`,
  bindings: codes,
});

/** The same for counting: begins with the readers of the topics, so that few readers are few rows to look at. */
const amongReadersOf = (codes: readonly string[]) => ({
  sql:
    codes.length === 0
      ? '1 = 0'
      : `r.id in (select t.reader_id from reader_topic t
           where t.topic_id in (select id from topic where code in (${codes.map(() => '?').join()})))`,
  bindings: codes,
});

export type Share = { language: Language; domainClass: string; n: number };

/** What no row of a reader is beyond, on either engine. */
const LAST_ROW = 2_147_483_647;

/** Counts exactly, row by row, by language and class of recipient domains, readers up to a row, with `answered` without those who have not accepted new terms in time: for submission and release, never while somebody types. */
export const countExactly = async (
  source: Source,
  audience: StoredAudience,
  p: { upTo?: number; now: number; answered: boolean },
): Promise<Share[]> => {
  const condition = audienceCondition(audience, amongReadersOf(audience.topics));
  const rows = await rawRows<{ language: Language; domain: string; n: number }>(
    source,
    `select r.language, r.domain, count(*) as n from reader r where (r.state = 'active' or (r.state = 'suspended' and ${RESTED})) is true and r.id <= ? and ${condition.sql}${p.answered ? ` and ${TERMS_KEPT}` : ''} group by r.language, r.domain`,
    // Whose rest is over by then is tried with the bulletin; no bulletin has the number 0.
    [0, p.now, p.upTo ?? LAST_ROW, ...condition.bindings, ...(p.answered ? [p.now] : [])],
  );
  return addUpShares(rows.map((r) => ({ ...r, n: Number(r.n) })));
};

const addUpShares = (rows: readonly { language: Language; domain: string; n: number }[]): Share[] => {
  const sums = new Map<string, Share>();
  for (const { language, domain, n } of rows) {
    const share = { language, domainClass: domainClass(domain), n };
    const key = `${language}|${share.domainClass}`;
    const sum = sums.get(key);
    if (sum) sum.n += n;
    else sums.set(key, share);
  }
  return [...sums.values()];
};

/** Whether one reader is in, apart from state and language. */
export const isInAudience = async (source: Source, audience: StoredAudience, readerId: number): Promise<boolean> => {
  const condition = audienceCondition(audience, byCodes(audience.topics));
  const rows = await rawRows(source, `select 1 as one from reader r where r.id = ? and ${condition.sql}`, [
    readerId,
    ...condition.bindings,
  ]);
  return rows.length > 0;
};

/** How active readers with ids above `from` spread over language, domain and set of topics: one small piece of the kept count. */
export const spreadOf = async (
  source: Source,
  from: number,
  to: number,
): Promise<{ language: Language; domain: string; topics: string | null; n: number }[]> => {
  const list =
    source.engine === 'sqlite'
      ? `(select group_concat(topic_id) from (select topic_id from reader_topic t where t.reader_id = r.id order by topic_id))`
      : `(select string_agg(topic_id::text, ',' order by topic_id) from reader_topic t where t.reader_id = r.id)`;
  return (
    await rawRows<{ language: Language; domain: string; topics: string | null; n: number }>(
      source,
      `select language, domain, topics, count(*) as n from
         (select r.language, r.domain, ${list} as topics from reader r where r.id > ? and r.id <= ? and ${ACTIVE}) as one
       group by language, domain, topics`,
      [from, to],
    )
  ).map((r) => ({ ...r, n: Number(r.n) }));
};

export const lastReaderId = async (source: Source): Promise<number> =>
  ((await source.knex('reader').max('id as id').first()) as { id: number | null }).id ?? 0;
