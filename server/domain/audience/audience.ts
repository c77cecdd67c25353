/** Readers as staff see them: how many, and one by the exact address. */

import { type Language, type LetterState, languages } from '../../contract/codes.ts';
import { isAddress, maskAddress, maskWithin, readAddress, tidyTyped } from '../../lib/address.ts';
import type { Clock } from '../../lib/clock.ts';
import { domainClasses } from '../../lib/domainClasses.ts';
import { invalid } from '../../lib/errors.ts';
import { blindIndex, type KeyRing, unseal } from '../../lib/seal.ts';
import { findSomeReader, listRecipients } from '../../store/audienceSamples.ts';
import { countExactly, isInAudience, lastReaderId, type Share, type StoredAudience } from '../../store/audiences.ts';
import { appendAudit } from '../../store/audit.ts';
import { findBulletin, listBulletinCounts, listTopicsByCode } from '../../store/bulletins.ts';
import type { Db } from '../../store/db.ts';
import { findReader, findReaderByEmail, findReaderByPublicId } from '../../store/readers.ts';
import { listReaderTopics } from '../../store/readerTopics.ts';
import { keptCount } from './kept.ts';

/** People by language and by class of recipient domains. */
export type Reach = {
  total: number;
  languages: Partial<Record<Language, number>>;
  domains: Record<string, number>;
  at: number;
};
const reachOf = (shares: readonly Share[], at: number): Reach => {
  const sums = new Map<string, number>();
  for (const { language, domainClass, n } of shares)
    for (const key of [language, domainClass]) sums.set(key, (sums.get(key) ?? 0) + n);
  // In the order of the house, so that two pages can be compared at a glance.
  const inOrder = (names: readonly string[]) =>
    Object.fromEntries(names.filter((name) => sums.has(name)).map((name) => [name, sums.get(name)!]));
  const total = shares.reduce((all, share) => all + share.n, 0);
  return { total, languages: inOrder(languages), domains: inOrder(domainClasses), at };
};
/** As the audience itself is asked, in store/audiences.ts. */
const reachedStates = ['accepted', 'unknown'];
const missedStates = ['refused', 'bounced', 'expired', 'failed', 'cancelled', 'suppressed'];

/** Why a person would get a bulletin, or would not. */
export type Why = {
  gets: boolean;
  /** unknown-address, not-active, terms, other-language, excluded, no-topic, not-among, topic. */
  why: string;
  topics: string[];
};

const sum = (counts: Partial<Record<Language, number>>) => Object.values(counts).reduce((a, b) => a + b, 0);

type RecipientPage = { states: readonly LetterState[]; after: number; limit: number };

export const openAudience = (p: { db: Db; ring: KeyRing; clock: Clock }) => {
  const kept = keptCount(p);
  const readerAt = async (typed: string) => {
    const address = readAddress(tidyTyped(typed));
    if (!isAddress(address)) throw invalid([{ field: 'email', code: address }]);
    return findReaderByEmail(p.db, blindIndex(p.ring, 'email', address.canonical));
  };
  /** Whoever looks at readers leaves a line in the audit log. */
  const note = (actor: string, action: string, object: string, after?: object) =>
    p.db.write((trx) => appendAudit(trx, { at: p.clock.now(), actor, action, object, ...(after ? { after } : {}) }));
  /** The readers that another bulletin reached or missed, by its kept counters. */
  const reachedBy = async (bulletin: string, reached: boolean): Promise<Share[]> => {
    const row = await findBulletin(p.db, bulletin);
    if (!row) return [];
    return (await listBulletinCounts(p.db, row.id))
      .filter(({ state }) => (reached ? reachedStates : missedStates).includes(state))
      .map(({ language, domain_class, n }) => ({ language, domainClass: domain_class, n }));
  };
  return {
    /**
     * At once, from kept counts: people that an audience reaches, and when that was so. `excludedAtMost`: how many of them
     * the excluded bulletin can take away at most; the exact number comes with the submission.
     */
    async reach(
      audience: StoredAudience,
      readable: readonly Language[] | null = null,
    ): Promise<Reach & { excludedAtMost: number }> {
      const topics = await listTopicsByCode(p.db, audience.topics);
      const found = audience.only
        ? { at: p.clock.now(), shares: await reachedBy(audience.only.bulletin, audience.only.reached) }
        : await kept.reach(topics.filter((t) => t.retired_at === null).map((t) => t.id));
      const out = audience.exclude ? await reachedBy(audience.exclude.bulletin, true) : [];
      const shares = found.shares.filter((s) => !readable || readable.includes(s.language));
      return { ...reachOf(shares, found.at), excludedAtMost: out.reduce((all, s) => all + s.n, 0) };
    },

    /**
     * Row by row, for submission and release. `readable`: languages of readers that the texts serve. `answered`: without those who have
     * not accepted new terms in time (store/terms.ts says which bulletins need it).
     */
    async exact(audience: StoredAudience, readable: readonly Language[], answered = true): Promise<Reach> {
      const shares = (await countExactly(p.db, audience, { now: p.clock.now(), answered })).filter((s) =>
        readable.includes(s.language),
      );
      return reachOf(shares, p.clock.now());
    },

    /** Of a frozen audience: the number that was decided on. */
    decided: (shares: readonly Share[], at: number): Reach => reachOf(shares, at),

    /** Would the person at this address get it, and why? Asking is written to the audit log. */
    async why(
      who: string,
      typed: string,
      about: { bulletin: string; audience: StoredAudience; readable: readonly Language[]; answered: boolean },
    ): Promise<Why> {
      const row = await readerAt(typed);
      await note(who, 'bulletin.why', `bulletin:${about.bulletin}`, { reader: row ? row.public_id : null });
      if (!row) return { gets: false, why: 'unknown-address', topics: [] };
      if (row.state !== 'active') return { gets: false, why: 'not-active', topics: [] };
      const late = row.terms_by !== null && row.terms_by <= p.clock.now();
      if (late && about.answered) return { gets: false, why: 'terms', topics: [] };
      if (!about.readable.includes(row.language)) return { gets: false, why: 'other-language', topics: [] };
      const { exclude: _, ...included } = about.audience;
      const topics = (await listReaderTopics(p.db, row.id)).filter((code) => about.audience.topics.includes(code));
      if (!(await isInAudience(p.db, included, row.id)))
        return { gets: false, why: included.only ? 'not-among' : 'no-topic', topics };
      if (!(await isInAudience(p.db, about.audience, row.id))) return { gets: false, why: 'excluded', topics };
      return { gets: true, why: included.only ? 'among' : 'topic', topics };
    },

    /**
     * The reader at an exact address, or the next one by chance, as a sample of who gets it: masked, for a preview. Null when
     * there is none. `not`: the mark of the last one. Asking is written to the audit log.
     */
    async sample(
      who: string,
      about: { bulletin: string; audience: StoredAudience; readable: readonly Language[] },
      wish: { email?: string | undefined; not?: string | undefined },
    ): Promise<{ id: string; masked: string; language: Language; topics: string[]; gets: boolean } | null> {
      const given = wish.email ? await readerAt(wish.email) : undefined;
      const before = wish.not ? await findReaderByPublicId(p.db, Number(wish.not)) : undefined;
      const id = wish.email
        ? (given?.id ?? null)
        : await findSomeReader(p.db, {
            audience: about.audience,
            languages: about.readable,
            last: await lastReaderId(p.db),
            not: before?.id ?? null,
            chance: Math.random,
          });
      const row = id === null ? undefined : await findReader(p.db, id);
      await note(who, 'bulletin.sample', `bulletin:${about.bulletin}`, { reader: row ? row.public_id : null });
      if (!row) return null;
      return {
        id: String(row.public_id),
        masked: maskAddress(unseal(p.ring, `reader|email|${row.public_id}`, row.email)),
        language: row.language,
        topics: (await listReaderTopics(p.db, row.id)).filter((code) => about.audience.topics.includes(code)),
        gets:
          row.state === 'active' &&
          about.readable.includes(row.language) &&
          (await isInAudience(p.db, about.audience, row.id)),
      };
    },

    /** Recipients with one of the outcomes, masked, in pages; `after`: the cursor of the last page. */
    async recipients(who: string, bulletin: { id: number; public_id: string }, page: RecipientPage) {
      const { states, after, limit } = page;
      const rows = await listRecipients(p.db, { bulletinId: bulletin.id, states, after, limit: limit + 1 });
      const shown = rows.slice(0, limit);
      await note(who, 'bulletin.recipients', `bulletin:${bulletin.public_id}`, { states, n: shown.length });
      return {
        data: shown.map((r) => ({
          id: String(r.public_id),
          masked: maskAddress(unseal(p.ring, `reader|email|${r.public_id}`, r.email)),
          language: r.language,
          state: r.state,
          sentAt: r.sent_at,
          reason: r.reason,
          reply: r.reply === null ? null : maskWithin(r.reply),
          attempts: r.attempts,
        })),
        next: rows.length > limit ? String(shown.at(-1)!.reader_id) : null,
      };
    },

    /** The internal id behind an exact address; null when nobody has it. */
    async readerId(typed: string): Promise<number | null> {
      return (await readerAt(typed))?.id ?? null;
    },

    async active() {
      const languages = await kept.byLanguage();
      return { active: sum(languages), languages };
    },

    /** Active readers of every topic (internal ids), from the kept counts. */
    byTopic: () => kept.byTopic(),
    /** Active readers by language and topic (internal ids, null for all), from the kept counts. */
    spread: (how: { anew: boolean }) => kept.spread(how),
    /** What was counted is old: somebody moved readers. */
    forget: () => kept.forget(),
    /** Counts before anybody asks. */
    warm: () => kept.warm(),

    /** One reader by the exact address; looking is written to the audit log. Throws `input.invalid` for what is no address. */
    async find(who: string, typed: string) {
      const row = await readerAt(typed);
      await note(who, 'reader.find', row ? `reader:${row.public_id}` : 'reader:none');
      if (!row) return null;
      return {
        id: String(row.public_id),
        email: unseal(p.ring, `reader|email|${row.public_id}`, row.email),
        language: row.language,
        state: row.state,
        topics: await listReaderTopics(p.db, row.id),
        createdAt: row.created_at,
        confirmedAt: row.confirmed_at,
        suspendedReason: row.suspended_reason,
      };
    },
  };
};
export type Audience = ReturnType<typeof openAudience>;
