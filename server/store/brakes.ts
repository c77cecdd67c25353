/** Brakes: a class of domains that answers "nobody is there" far more often than usual, and what was counted for it. */
import { DAY } from '../lib/clock.ts';
import type { Source, Trx } from './db.ts';
import { rawRows } from './dialect.ts';
import type { Place } from './hardAnswers.ts';

export type BrakeRow = {
  id: number;
  public_id: string;
  domain_class: string;
  /** One domain of class `other`; null: the whole class. */
  domain: string | null;
  reason: string;
  state: 'on' | 'lifted' | 'applied';
  since: number;
  pulled_at: number;
  hards: number;
  tried: number;
  closed_at: number | null;
  closed_by: string | null;
  note: string | null;
  purge_after: number | null;
};

/** How many mails of bulletins that began within that time were answered at all by a class of domains. */
export const countTried = async (
  source: Source,
  p: { domainClass: string; from: number; to: number },
): Promise<number> => {
  const [row] = await rawRows<{ n: number | null }>(
    source,
    `select sum(c.n) as n from bulletin_count c join queue q on q.id = c.queue_id join bulletin b on b.id = c.bulletin_id
     where q.domain_class = ? and b.started_at > ? and b.started_at <= ? and c.state in ('accepted', 'refused', 'bounced', 'unknown')`,
    [p.domainClass, p.from, p.to],
  );
  return Number(row?.n ?? 0);
};

/** The same for one domain that shares its class: how many of its readers got a bulletin. */
export const countTriedOfDomain = async (
  source: Source,
  p: { domain: string; from: number; to: number },
): Promise<number> => {
  const [row] = await rawRows<{ n: number }>(
    source,
    `select count(*) as n from bulletin b join reader r on r.domain = ? join bulletin_recipient c on c.bulletin_id = b.id and c.reader_id = r.id
     where b.started_at > ? and b.started_at <= ? and c.state in ('accepted', 'refused', 'bounced', 'unknown')`,
    [p.domain, p.from, p.to],
  );
  return Number(row!.n);
};

/** How many letters that were made within that time were answered at all. */
export const countTriedLetters = async (
  source: Source,
  p: { place: Place; from: number; to: number },
): Promise<number> => {
  const { sql, value } =
    p.place.domain === null
      ? { sql: 'q.domain_class = ?', value: p.place.domainClass }
      : { sql: 'l.domain = ?', value: p.place.domain };
  const [row] = await rawRows<{ n: number }>(
    source,
    `select count(*) as n from letter l join queue q on q.id = l.queue_id
     where l.created_at > ? and l.created_at <= ? and ${sql} and l.state in ('accepted', 'refused', 'bounced', 'unknown')`,
    [p.from, p.to, value],
  );
  return Number(row!.n);
};

export const insertBrake = async (
  trx: Trx,
  row: Omit<BrakeRow, 'id' | 'closed_at' | 'closed_by' | 'note' | 'purge_after'>,
): Promise<number> => {
  const [made] = (await trx.knex('brake').insert(row).returning('id')) as { id: number }[];
  return made!.id;
};

/** The brake that holds back what is said of an address, or undefined. */
export const findBrakeFor = async (
  source: Source,
  at: { domainClass: string; domain: string; reason: string },
): Promise<BrakeRow | undefined> =>
  source
    .knex('brake')
    .where({ state: 'on', reason: at.reason, domain_class: at.domainClass })
    .where((q) => q.whereNull('domain').orWhere({ domain: at.domain }))
    .orderBy('id')
    .first();

export const findBrake = async (source: Source, publicId: string): Promise<BrakeRow | undefined> =>
  source.knex('brake').where({ public_id: publicId }).first();

export const findBrakeById = async (source: Source, id: number): Promise<BrakeRow | undefined> =>
  source.knex('brake').where({ id }).first();

/** Those that are on first, then the newest. */
export const listBrakes = async (source: Source, limit: number): Promise<BrakeRow[]> =>
  source.knex('brake').orderByRaw(`case when state = 'on' then 0 else 1 end, id desc`).limit(limit);

export const listBrakesOn = async (source: Source): Promise<BrakeRow[]> =>
  source.knex('brake').where({ state: 'on' }).orderBy('id');

/** False when somebody else was first. */
export const closeBrake = async (
  trx: Trx,
  p: { id: number; to: 'lifted' | 'applied'; by: string; note: string; now: number },
): Promise<boolean> =>
  (await trx
    .knex('brake')
    .where({ id: p.id, state: 'on' })
    .update({ state: p.to, closed_at: p.now, closed_by: p.by, note: p.note, purge_after: p.now + 365 * DAY })) === 1;
