/** From the approval to the first mail: the last page and the button behind it, the way back, the broken glass. The clock's part stands in due.ts. */

import { type Clock, nextTimeOfDay } from '../../lib/clock.ts';
import { refused } from '../../lib/errors.ts';
import { allowedAt, type QuietHours } from '../../lib/quiet.ts';
import type { Outbox } from '../../outbox/outbox.ts';
import { isUrgent, listBulletinCounts } from '../../store/bulletins.ts';
import type { Db } from '../../store/db.ts';
import { readDecided } from '../../store/decided.ts';
import { listTopicNames } from '../../store/topicNames.ts';
import type { Audience, Reach } from '../audience/audience.ts';
import { type Actor, demand, differsMuch, type Policy } from '../policy/policy.ts';
import { askApprovers, readWhole, type Whole } from './approval.ts';
import { started } from './bulletins.ts';
import { type Checks, checksOf } from './checks.ts';
import { bulletinLimits } from './classLimits.ts';
import { decide, demandClosed } from './decided.ts';
import { type BulletinTexts, checkWhole, demandLiveTopics } from './draft.ts';
import { dueJobs } from './due.ts';
import { type Edition, lastEdition, sinceReturned } from './editions.ts';
import { type End, expectedEnds, measuredPace } from './ends.ts';
import { step } from './moving.ts';
import { type Older, olderWarnings } from './older.ts';
import type { Previewed, Previews } from './preview.ts';
import { knownTo } from './sentTexts.ts';
import { ownDraft } from './states.ts';
import { addUp } from './status.ts';

type Parts = {
  db: Db;
  clock: Clock;
  policy: Policy;
  audience: Audience;
  previews: Previews;
  quiet: QuietHours;
  revision: () => string;
  outbox: Outbox;
  publicUrl: () => string;
};

export type LastPage = {
  whole: Whole;
  reach: Reach;
  /** When the first mail leaves, as promised or if it is released now; and the time that was asked for when the quiet hours moved it. */
  startsAt: number;
  movedFrom: number | null;
  holdMs: number;
  endsAt: End[];
  checks: Checks;
  samples: Partial<Record<string, Previewed>>;
  edition: Edition | null;
  /** What was last given back, with the comment; null when it never was. */
  since: { at: number; comment: string; texts: BulletinTexts } | null;
  /** The first wave with its stop rule; null when everybody gets it at once. */
  wave: { size: number; waitMs: number; stopPercent: number } | null;
  /** It will not be over before the quiet hours begin: when it stops, and when it goes on. */
  interrupted: { from: number; to: number } | null;
  /** The number of people is to be typed in. */
  typed: boolean;
  /** Older warnings that could still reach somebody after this one. */
  older: Older[];
};

/** The night between the first mail and the expected last one. */
const interruption = (urgent: boolean, from: number, ends: readonly number[], quiet: QuietHours) => {
  const night = nextTimeOfDay(from, quiet.from);
  if (urgent || quiet.from === quiet.to || Math.max(from, ...ends) <= night) return null;
  return { from: night, to: nextTimeOfDay(night, quiet.to) };
};

export const openRelease = (p: Parts) => {
  const lastPage = async (whole: Whole): Promise<LastPage> => {
    const { row, texts, audience, readable, answered } = whole;
    const now = p.clock.now();
    const house = await p.policy.house();
    const holdMs = row.kind === 'emergency' ? 0 : house.holdMs;
    const wished = Math.max(row.planned_at ?? 0, now);
    const startsAt = allowedAt(wished, p.quiet, isUrgent(row));
    // Whoever still writes gets the kept count at once; what is decided upon is counted row by row.
    const kept = ownDraft.includes(row.state) && row.kind !== 'emergency' && !audience.exclude && !audience.only;
    // What was decided is the number; nobody is counted again.
    const reach =
      row.decided !== null
        ? p.audience.decided(readDecided(row.decided), row.started_at ?? now)
        : kept
          ? await p.audience.reach(audience, readable)
          : await p.audience.exact(audience, readable, answered);
    const edition = await lastEdition(p.db, row, texts);
    const promised = row.held_until ?? row.scheduled_at;
    const from = promised ?? (startsAt === now ? now + holdMs : startsAt);
    const wait = row.wave_size > 0 && row.wave_size < reach.total ? house.waveWaitMs : 0;
    const ends = expectedEnds({
      waiting: reach.domains,
      limits: await bulletinLimits(p.db, isUrgent(row) ? 'emergency' : 'usual'),
      pace: await measuredPace(p.db),
      from: () => from + wait,
    });
    return {
      whole,
      reach,
      startsAt: from,
      movedFrom: promised !== null || startsAt === wished ? null : wished,
      holdMs,
      endsAt: ends,
      checks: checksOf(p.previews, whole.checked, await knownTo(p.db)),
      samples: p.previews.previews(texts, row.kind, {
        names: await listTopicNames(p.db, audience.topics),
        keptOut: row.kept_out === 1,
        id: row.public_id,
      }),
      edition,
      since: await sinceReturned(p.db, row),
      wave:
        row.wave_size > 0 && row.wave_size < reach.total
          ? { size: row.wave_size, waitMs: house.waveWaitMs, stopPercent: house.waveStopPercent }
          : null,
      interrupted: interruption(
        isUrgent(row),
        from,
        ends.map((end) => end.at),
        p.quiet,
      ),
      typed: row.kind === 'emergency' || differsMuch(reach.total, edition?.people ?? null),
      older: await olderWarnings(p.db, row),
    };
  };

  /** `people`: the number that stood on the button. One that had to be typed is exact; any other may be off by who came and went since. */
  const demandNumber = ({ typed, reach }: LastPage, people: number | null) => {
    if (people === null || (typed ? people !== reach.total : differsMuch(reach.total, people)))
      throw refused('audience.number', { people: reach.total });
  };

  /** How many of those it was decided to go to have not got it. Null when no wave was stopped. */
  const restOf = async ({ row, audience, readable, answered }: Whole): Promise<number | null> => {
    if (row.state !== 'paused' || row.wave_state !== 'stopped') return null;
    if (row.decided === null)
      return Math.max(0, (await p.audience.exact(audience, readable, answered)).total - row.wave_sent);
    return addUp(await listBulletinCounts(p.db, row.id)).waiting;
  };

  return {
    /** When one leaves that is asked to leave at `at`: the quiet hours move it to their end, unless it is urgent. */
    leavesAt: (at: number, urgent: boolean): { at: number; moved: boolean; now: number } => {
      const now = p.clock.now();
      const wished = Math.max(at, now);
      const leaves = allowedAt(wished, p.quiet, urgent);
      return { at: leaves, moved: leaves !== wished, now };
    },

    /** Everything that stands before the button. */
    lastPage: async (id: string): Promise<LastPage> => lastPage(await readWhole(p.db, id)),

    /**
     * Sets the time. `hash`: what the page showed; `people`: the number on the button, typed when the audience differs much from the
     * last edition and for every emergency. Throws `audience.number` when it is not so any more.
     */
    release: async (who: Actor, id: string, given: { hash: string; people: number | null }) => {
      // Counted before the transaction: a million readers must not hold the write lock.
      const page = await lastPage(await readWhole(p.db, id));
      await demandClosed(p.db, page.whole.audience);
      return p.db.write(async (trx) => {
        const whole = await readWhole(trx, id);
        demand(who, 'bulletin.release', whole.groups);
        if (whole.hash !== given.hash || whole.row.approved_hash !== whole.hash || whole.hash !== page.whole.hash)
          throw refused('approval.changed');
        if (page.reach.total === 0) throw refused('audience.empty');
        demandNumber(page, given.people);
        const now = p.clock.now();
        await step(trx, p.clock, whole.row, {
          act: 'release',
          actor: who.actor,
          hash: whole.hash,
          change: {
            scheduled_at: Math.max(whole.row.planned_at ?? now, page.movedFrom === null ? now : page.startsAt),
            held_until: null,
            reason: page.movedFrom === null ? null : 'quiet',
          },
          data: { people: page.reach.total, movedFrom: page.movedFrom },
        });
        trx.afterCommit(() => p.db.wake());
      });
    },

    rest: async (id: string): Promise<number | null> => restOf(await readWhole(p.db, id)),

    /**
     * Everybody else after a first wave that went wrong: as weighty as the release. `people`: the number that was shown; throws
     * `audience.number` when it is far from what is so now.
     */
    sendRest: async (who: Actor, id: string, people: number) => {
      const rest = await restOf(await readWhole(p.db, id));
      return p.db.write(async (trx) => {
        const { row, groups } = await readWhole(trx, id);
        demand(who, 'bulletin.control', groups);
        if (rest === null || row.wave_state !== 'stopped')
          throw refused('bulletin.wrong-state', { state: row.state, action: 'sendRest', allowed: 'paused' });
        if (differsMuch(rest, people)) throw refused('audience.number', { people: rest });
        const change = { ...started(row, p.clock.now(), p.revision()), wave_state: 'passed' as const };
        await step(trx, p.clock, row, { act: 'resume', actor: who.actor, change, data: { people: rest } });
        trx.afterCommit(() => p.db.wake());
      });
    },

    /** Stops it before the first mail; it stays approved. */
    recall: (who: Actor, id: string) =>
      p.db.write(async (trx) => {
        const whole = await readWhole(trx, id);
        demand(who, 'bulletin.release', whole.groups);
        const cleared = { scheduled_at: null, held_until: null, reason: null };
        await step(trx, p.clock, whole.row, { act: 'recall', actor: who.actor, change: cleared });
      }),

    /** An emergency that cannot wait for a second person: leaves at once, says why, and owes an approval, which others are asked for by mail. */
    breakGlass: async (who: Actor, id: string, given: { revision: number; people: number; reason: string }) => {
      const page = await lastPage(await readWhole(p.db, id));
      const decided = await decide(p.db, page.whole, p.clock.now());
      return p.db.write(async (trx) => {
        const whole = await readWhole(trx, id);
        const { row } = whole;
        demand(who, 'bulletin.emergency', whole.groups);
        if (row.kind !== 'emergency') throw refused('emergency.only');
        if (row.revision !== given.revision)
          throw refused('bulletin.revised-meanwhile', { expected: given.revision, now: row.revision });
        if (given.reason.trim() === '') throw refused('comment.empty');
        const wrong = checkWhole({ topics: whole.audience.topics, texts: whole.texts }, !!whole.audience.only);
        if (wrong.length > 0) throw refused('checks.errors', { errors: wrong.length });
        await demandLiveTopics(trx, whole.audience);
        if (whole.hash !== page.whole.hash) throw refused('approval.changed');
        demandNumber(page, given.people);
        await step(trx, p.clock, row, {
          act: 'breakGlass',
          actor: who.actor,
          hash: whole.hash,
          comment: given.reason.trim(),
          change: { ...started(row, p.clock.now(), p.revision()), ...decided, approval_due: 1 },
          data: { people: page.reach.total },
        });
        // Whatever the house says about four eyes, as when the approval is given.
        const house = { ...(await p.policy.house(trx)), fourEyes: true };
        const authors = [...whole.authors, who.actor];
        const asked = await p.policy.approvers(trx, { groups: whole.groups, authors, house });
        await askApprovers(trx, p, { ...whole, sent: true }, asked);
        trx.afterCommit(() => p.db.wake());
      });
    },

    jobs: dueJobs(p),
  };
};
export type Release = ReturnType<typeof openRelease>;

/** Jobs of bulletins for the clock's table. */
export const bulletinJobs = (release: Release) => release.jobs;
