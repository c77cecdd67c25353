/** How a bulletin is going: its pace, its end, outcomes by language and class of domains, and the one reason why it is not moving. */

import { languages } from '../../contract/codes.ts';
import { maskWithin } from '../../lib/address.ts';
import { type Clock, MINUTE, nextTimeOfDay, SECOND } from '../../lib/clock.ts';
import { domainClasses } from '../../lib/domainClasses.ts';
import type { QuietHours } from '../../lib/quiet.ts';
import { appendAudit } from '../../store/audit.ts';
import { findBulletinTitle } from '../../store/bulletinBriefs.ts';
import {
  countLeftAfter,
  findDeferred,
  findRecipient,
  listBlockedQueues,
  listBulletinEvents,
  listSamples,
  listTextActors,
  type Sample,
} from '../../store/bulletinEvents.ts';
import {
  type BulletinRow,
  type CountRow,
  findBulletinById,
  isUrgent,
  listBulletinCounts,
  listBulletinGroups,
  listSequels,
} from '../../store/bulletins.ts';
import type { Db } from '../../store/db.ts';
import { listDigestItems } from '../../store/digests.ts';
import { readHeld } from '../../store/holds.ts';
import type { Audience } from '../audience/audience.ts';
import type { Policy } from '../policy/policy.ts';
import { textsOf } from './bulletins.ts';
import { bulletinLimits } from './classLimits.ts';
import { titleOf } from './editions.ts';
import { expectedEnds, measuredPace } from './ends.ts';
import { hourOf } from './late.ts';
import { mustFind } from './moving.ts';
import { addUp } from './status.ts';

/** The pace counts the last minute, and is not told before there are so many looks at it. */
const LOOK_BACK = MINUTE;
const SAMPLES_NEEDED = 3;

/** Why it does not move now. `code` is worded by the console; `mend` names the act that ends it, when a button can. */
export type Standstill = {
  code: string;
  at: number | null;
  detail: string;
  mend: 'resume' | 'sendRest' | 'approve' | 'release' | 'recall' | 'liftHold' | null;
  /** Numbers for its sentence. */
  figures?: { n: number; of: number; limit: number };
};
export type Pace = { perSecond: number; endsAt: number } | null;

/** Mails a second over the samples, and the end if it goes on so; null before three samples or while nothing moves. */
export const paceOf = (samples: readonly Sample[], waiting: number, now: number): Pace => {
  const [first, last] = [samples[0], samples.at(-1)];
  if (samples.length < SAMPLES_NEEDED || !first || !last || last.done <= first.done) return null;
  const perSecond = ((last.done - first.done) * SECOND) / (last.happened_at - first.happened_at);
  return { perSecond, endsAt: now + Math.ceil(waiting / perSecond) * SECOND };
};

const still = (code: string, over: Partial<Standstill> = {}): Standstill => ({
  code,
  at: null,
  detail: '',
  mend: null,
  ...over,
});

type Parts = { db: Db; clock: Clock; policy: Policy; audience: Audience; quiet: QuietHours };

/** Switches that staff turned, in the order in which they stop things. */
const switchedOff = async (db: Db, row: BulletinRow): Promise<Standstill | null> => {
  const held = await readHeld(db);
  if (held.everything) return still('hold.everything', { mend: 'liftHold' });
  const lane = isUrgent(row) ? 'emergency' : 'bulletin';
  if (held.has('lane', lane)) return still('hold.lane', { detail: lane, mend: 'liftHold' });
  if (held.has('bulletin', row.public_id)) return still('hold.bulletin', { mend: 'liftHold' });
  const domains = held.of('domain');
  return domains.length > 0 ? still('hold.domain', { detail: domains.join(', '), mend: 'liftHold' }) : null;
};

/** Who stopped it, and why: what delivery wrote down in figures is told in words. */
const whilePaused = async (p: Parts, row: BulletinRow): Promise<Standstill> => {
  const reason = row.reason ?? 'staff';
  const last = (await listBulletinEvents(p.db, row.id)).findLast((e) => e.act === 'pause');
  const facts = last?.data ? (JSON.parse(last.data) as Record<string, string | number>) : {};
  const code = `paused.${reason}`;
  // The morning resumes it by itself; whoever cannot wait may do it now.
  if (reason === 'quiet') return still(code, { at: nextTimeOfDay(p.clock.now(), p.quiet.to), mend: 'resume' });
  return still(code, {
    detail: String(facts.last ?? ''),
    // After a first wave that went wrong somebody decides about everybody else.
    mend: reason === 'wave' ? 'sendRest' : 'resume',
    figures: {
      n: Number(facts.refused ?? facts.failed ?? 0),
      of: Number(facts.of ?? facts.total ?? 0),
      limit: Number(facts.limit ?? 0),
    },
  });
};

const whileSending = async (p: Parts, row: BulletinRow): Promise<Standstill | null> => {
  const off = await switchedOff(p.db, row);
  if (off) return off;
  const now = p.clock.now();
  const [blocked] = await listBlockedQueues(p.db, row.id, now);
  if (blocked) {
    const detail = [blocked.domain_class, blocked.blocked_reason].filter(Boolean).join(': ');
    return still('relay.blocked', { at: blocked.blocked_until, detail });
  }
  const deferred = await findDeferred(p.db, row.id, now);
  if (deferred && row.expanded === 1) {
    const { waiting } = addUp(await listBulletinCounts(p.db, row.id));
    if (waiting <= deferred.n)
      return still('relay.deferred', { at: deferred.next_at, detail: maskWithin(deferred.reply ?? '') });
  }
  if (row.wave_state === 'first' && row.wave_sent >= row.wave_size) {
    const { waveWaitMs, waveStopPercent } = await p.policy.house();
    const figures = { n: row.wave_size, of: 0, limit: waveStopPercent };
    return still('wave.waits', { at: (row.started_at ?? now) + waveWaitMs, detail: String(row.wave_size), figures });
  }
  return null;
};

export const openWatch = (p: Parts) => {
  const standstill = async (row: BulletinRow): Promise<Standstill | null> => {
    switch (row.state) {
      case 'submitted': {
        const groups = await listBulletinGroups(p.db, row.id);
        const house = await p.policy.house();
        const authors = [row.actor, ...(await listTextActors(p.db, row.id))];
        const approvers = await p.policy.approvers(p.db, { groups, authors, house });
        return still('waits.approval', { detail: approvers.map((a) => a.name).join(', '), mend: 'approve' });
      }
      case 'returned': {
        const last = (await listBulletinEvents(p.db, row.id)).findLast((e) => e.comment !== null);
        return still('returned', { detail: last?.comment ?? '' });
      }
      case 'approved':
        if (row.reason === 'late') return still('waits.late', { at: await hourOf(p.db, row), mend: 'release' });
        return still('waits.release', { mend: 'release' });
      case 'scheduled':
        return still(row.reason === 'quiet' ? 'waits.quiet' : 'waits.time', { at: row.scheduled_at, mend: 'recall' });
      case 'held':
        return still('held', { at: row.held_until, mend: 'recall' });
      case 'paused':
        return whilePaused(p, row);
      case 'sending':
        return whileSending(p, row);
      case 'finishedOpen': {
        if (row.approval_due === 1) return still('approval.due', { mend: 'approve' });
        const { unknown } = addUp(await listBulletinCounts(p.db, row.id));
        return still('open', { detail: String(unknown) });
      }
      case 'finished':
        return row.approval_due === 1 ? still('approval.due', { mend: 'approve' }) : null;
      default:
        return null;
    }
  };

  /** When what waits for each class has left; nothing while it stands still or a first wave is out. */
  const endsOf = async (row: BulletinRow, counts: readonly CountRow[], pace: Pace): Promise<Map<string, number>> => {
    if (row.state !== 'sending' || row.wave_state === 'first') return new Map();
    const now = p.clock.now();
    const waiting = Object.fromEntries(
      domainClasses.map((name) => [name, addUp(counts.filter((c) => c.domain_class === name)).waiting]),
    );
    const limits = await bulletinLimits(p.db, isUrgent(row) ? 'emergency' : 'usual');
    const resting = new Map((await listBlockedQueues(p.db, row.id, now)).map((q) => [q.domain_class, q.blocked_until]));
    // What the last minute brought to those without a limit; while all of them rest, or are done, it says nothing.
    const busy = Object.keys(waiting).filter((name) => waiting[name]! > 0 && !resting.has(name));
    const rates = busy.map((name) => limits.get(name)?.ratePerSecond ?? null);
    const own =
      pace && rates.includes(null) ? rates.reduce<number>((left, rate) => left - (rate ?? 0), pace.perSecond) : 0;
    const ends = expectedEnds({
      waiting,
      limits,
      pace: own >= 1 ? own : await measuredPace(p.db),
      from: (name) => resting.get(name) ?? now,
    });
    return new Map(ends.map((end) => [end.domainClass, end.at]));
  };

  /** Sums of the figures by language and by class of domains. */
  const spread = (counts: readonly CountRow[], ends: ReadonlyMap<string, number>) => {
    const by = (key: 'language' | 'domain_class', order: readonly string[]) =>
      order
        .filter((name) => counts.some((c) => c[key] === name))
        .map((name) => ({ name, figures: addUp(counts.filter((c) => c[key] === name)) }));
    return {
      languages: by('language', languages),
      domains: by('domain_class', domainClasses).map((one) => ({ ...one, endsAt: ends.get(one.name) ?? null })),
    };
  };

  return {
    standstill,
    /** Everything about a bulletin that is being sent or was. */
    async watch(id: string) {
      const row = await mustFind(p.db, id);
      const counts = await listBulletinCounts(p.db, row.id);
      const { waiting } = addUp(counts);
      const now = p.clock.now();
      const parent = row.parent_id === null ? undefined : await findBulletinById(p.db, row.parent_id);
      const samples = row.state === 'sending' ? await listSamples(p.db, row.id, now - LOOK_BACK) : [];
      const pace = row.wave_state !== 'first' ? paceOf(samples, waiting, now) : null;
      return {
        now,
        standstill: await standstill(row),
        pace,
        ...spread(counts, await endsOf(row, counts, pace)),
        bounced: counts.filter((c) => c.state === 'bounced').reduce((all, c) => all + c.n, 0),
        left: row.started_at === null ? 0 : await countLeftAfter(p.db, row.id, row.started_at),
        parent: parent
          ? { id: parent.public_id, title: titleOf(await textsOf(p.db, parent)), kind: parent.kind }
          : null,
        items: await Promise.all(
          (row.kind === 'digest' ? await listDigestItems(p.db, row.id) : []).map(async ({ public_id, people }) => ({
            id: public_id,
            title: await findBulletinTitle(p.db, public_id),
            people,
          })),
        ),
        sequels: await Promise.all(
          (await listSequels(p.db, row.id)).map(async (s) => ({
            id: s.public_id,
            kind: s.kind,
            state: s.state,
            title: titleOf(await textsOf(p.db, s)),
          })),
        ),
      };
    },

    /** What became of one exact address; null when it was not part of it. Asking is written to the audit log. */
    async outcome(who: string, id: string, typed: string) {
      const row = await mustFind(p.db, id);
      const reader = await p.audience.readerId(typed);
      await p.db.write((trx) =>
        appendAudit(trx, {
          at: p.clock.now(),
          actor: who,
          action: 'bulletin.outcome',
          object: `bulletin:${id}`,
          after: { known: reader !== null },
        }),
      );
      return reader === null ? null : ((await findRecipient(p.db, row.id, reader)) ?? null);
    },

    /** What was decided, by whom and when, with names; oldest first. */
    async history(id: string) {
      const row = await mustFind(p.db, id);
      const names = await p.policy.names();
      const name = (actor: string) => names.get(actor) ?? actor;
      const events = await listBulletinEvents(p.db, row.id);
      return [
        {
          at: row.created_at,
          act: 'create',
          by: name(row.actor),
          from: null,
          to: 'draft' as const,
          comment: null,
          hash: null,
          data: {},
        },
        ...events.map((e) => ({
          at: e.happened_at,
          act: e.act,
          by: name(e.actor),
          from: e.from_state,
          to: e.to_state,
          comment: e.comment,
          hash: e.hash,
          data: e.data ? (JSON.parse(e.data) as Record<string, unknown>) : {},
        })),
      ];
    },
  };
};
export type Watch = ReturnType<typeof openWatch>;
