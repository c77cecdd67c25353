/**
 * Answers "nobody is there" and complaints, counted as they come: each address counts once, in the ten minutes of its last answer, so that a
 * judgement adds up some 150 figures whether a day brings ten answers or a hundred thousand.
 */
import { DAY, HOUR, MINUTE } from '../lib/clock.ts';
import type { Source, Trx } from './db.ts';
import { rawRows } from './dialect.ts';

/** How long answers are remembered: they say what is usual. */
const REMEMBER = 35 * DAY;
/** The grain of the figures (migration 0280). */
const SLOT = 10 * MINUTE;
/** Figures older than a day are asked by nobody. */
const KEEP = 2 * DAY;

/** A whole class of domains, or one domain of those that share a class. */
export type Place = { domainClass: string; domain: string | null };

type Answer = { domainClass: string; domain: string; reason: string; address: Buffer; now: number };

const slotOf = (at: number): number => Math.floor(at / SLOT) * SLOT;
/** The rows in which an answer counts: its class, and its domain where domains share the class. */
const rowsOf = (answer: Pick<Answer, 'domainClass' | 'domain'>): string[] =>
  answer.domainClass === 'other' ? ['', answer.domain] : [''];

const move = async (trx: Trx, answer: Answer, from: number | null): Promise<void> => {
  const to = slotOf(answer.now);
  for (const domain of rowsOf(answer)) {
    const row = { domain_class: answer.domainClass, domain, reason: answer.reason };
    if (from !== null)
      await trx
        .knex('hard_count')
        .where({ ...row, slot: from })
        .where('n', '>', 0)
        .decrement('n', 1);
    await trx
      .knex('hard_count')
      .insert({ ...row, slot: to, n: 1, purge_after: to + KEEP })
      .onConflict(['domain_class', 'domain', 'reason', 'slot'])
      .merge({ n: trx.knex.raw('hard_count.n + 1') });
  }
};

/** Writes an answer down and counts it. */
export const addHardAnswer = async (trx: Trx, answer: Answer): Promise<void> => {
  const { address, reason, now } = answer;
  const last = await trx
    .knex('hard_answer')
    .where({ address, reason, domain_class: answer.domainClass, domain: answer.domain })
    .orderBy('happened_at', 'desc')
    .first('happened_at');
  await trx.knex('hard_answer').insert({
    domain_class: answer.domainClass,
    domain: answer.domain,
    reason,
    address,
    happened_at: now,
    purge_after: now + REMEMBER,
  });
  const before = last === undefined ? null : slotOf(Number(last.happened_at));
  if (before !== slotOf(now)) await move(trx, answer, before);
};

/** How many addresses were answered so since `from` (in milliseconds, to ten minutes). */
export const countHardSince = async (
  source: Source,
  p: { place: Place; reason: string; from: number },
): Promise<number> => {
  const row = await source
    .knex('hard_count')
    .where({ domain_class: p.place.domainClass, domain: p.place.domain ?? '', reason: p.reason })
    .where('slot', '>=', slotOf(p.from))
    .sum({ n: 'n' })
    .first();
  return Number(row?.n ?? 0);
};

const within = ({ domainClass, domain }: Place) =>
  domain === null ? { sql: 'domain_class = ?', value: domainClass } : { sql: 'domain = ?', value: domain };

/** How many addresses were answered so from a time to another, counted one by one. */
const countHardAddresses = async (
  source: Source,
  p: { place: Place; reason: string; from: number; to: number },
): Promise<number> => {
  const { sql, value } = within(p.place);
  const [row] = await rawRows<{ n: number }>(
    source,
    `select count(distinct address) as n from hard_answer where ${sql} and reason = ? and happened_at > ? and happened_at <= ?`,
    [value, p.reason, p.from, p.to],
  );
  return Number(row!.n);
};

/** How many addresses are usually answered so: counted over `from` to `to`, which lie in the past, once in an hour of `now`. */
export const usualHards = async (
  trx: Trx,
  p: { place: Place; reason: string; from: number; to: number; now: number },
): Promise<number> => {
  const hour = Math.floor(p.now / HOUR) * HOUR;
  const key = { domain_class: p.place.domainClass, domain: p.place.domain ?? '', reason: p.reason };
  const kept = await trx.knex('hard_usual').where(key).first('hour', 'n');
  if (kept && Number(kept.hour) === hour) return Number(kept.n);
  const n = await countHardAddresses(trx, p);
  await trx
    .knex('hard_usual')
    .insert({ ...key, hour, n, purge_after: p.now + KEEP })
    .onConflict(['domain_class', 'domain', 'reason'])
    .merge();
  return n;
};

/** The figures of one class and reason anew, from the answers that are left. `domain`: how the rows are named; `by`: what they are counted by. */
const recount = async (trx: Trx, p: { domainClass: string; reason: string; apart: boolean }): Promise<void> => {
  const domain = p.apart ? 'domain' : "''";
  const by = p.apart ? 'domain, address' : 'address';
  await trx.knex.raw(
    `insert into hard_count (domain_class, domain, reason, slot, n, purge_after)
     select domain_class, ${domain}, reason, slot, count(*), slot + ${KEEP}
     from (select domain_class, ${p.apart ? 'domain,' : ''} reason, (max(happened_at) / ${SLOT}) * ${SLOT} as slot
           from hard_answer where domain_class = ? and reason = ? group by domain_class, reason, ${by}) a
     group by domain_class, ${p.apart ? 'domain,' : ''} reason, slot`,
    [p.domainClass, p.reason],
  );
};

/** Answers that were counted before staff said that they were wrong count no more. */
export const forgetAnswers = async (trx: Trx, p: { place: Place; reason: string; since: number }): Promise<void> => {
  const { domainClass } = p.place;
  const about = { domain_class: domainClass, reason: p.reason };
  const { sql, value } = within(p.place);
  await trx
    .knex('hard_answer')
    .where({ reason: p.reason })
    .where('happened_at', '>=', p.since)
    .whereRaw(sql, [value])
    .delete();
  await trx.knex('hard_count').where(about).delete();
  await trx.knex('hard_usual').where(about).delete();
  await recount(trx, { domainClass, reason: p.reason, apart: false });
  if (domainClass === 'other') await recount(trx, { domainClass, reason: p.reason, apart: true });
};
