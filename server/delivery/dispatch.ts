/**
 * A delivery process at work: one claimer with bounded buffers, N connections that compose and send, one recorder.
 * It never waits for one write per mail, and it sends nothing on a lease that another process may have taken away.
 */
import type { SendResult } from '../contract/mail.ts';
import type { Clock } from '../lib/clock.ts';
import { isHubError } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { isPassing } from '../lib/passing.ts';
import type { Db } from '../store/db.ts';
import { openClaimer } from './claimer.ts';
import type { Crumbs } from './crumbs.ts';
import { type Buffers, openPicker, type Preference, preferences } from './lanes.ts';
import { openPace } from './pace.ts';
import { openRecorder } from './recorder.ts';
import { openReserve } from './reserve.ts';
import type { Tally } from './tally.ts';
import { settled, verdict } from './verdict.ts';
import { type LetterWork, nameOf, type RecipientWork, type Work } from './work.ts';

/** How one connection sends. The pipelined wire takes the next mail while it waits for the answer to the last (`depth` 2). */
export type Line = {
  letter(work: LetterWork): Promise<SendResult>;
  recipient(work: RecipientWork): Promise<SendResult>;
  /** How many bulletin mails may be given before the first is answered. */
  depth: number;
  /** Instant of performance.now() since which the answer to a final dot is waited for; null when none is. */
  waitsSince(): number | null;
  close(): Promise<void>;
};

/** What a connection asks before a mail leaves. */
export type Gate = {
  /** Resolves when another mail may leave. */
  room(): Promise<void>;
  /** False when the row may be somebody else's by now. Asked as late as can be: a process may stand still at any line. */
  stands(work: Work): boolean;
};

export type Parts = {
  db: Db;
  clock: Clock;
  log: Log;
  worker: string;
  connections: number;
  openLine: (slot: number, gate: Gate) => Line;
  crumbs: Crumbs;
  tally: Tally;
  holdRelays: (names: readonly string[]) => boolean;
  /** False when this worker's own heartbeat is late: its leases may be somebody else's by now. */
  alive: () => boolean;
  /** Milliseconds without an answer to a final dot after which a connection gets a substitute. */
  hangsAfter: number;
  /** The bulletin and letter buffers; small ones give exact pauses, large ones speed. */
  buffer?: { letters: number; recipients: number };
};

export type Dispatch = {
  start(): void;
  /** Looks for work now. */
  nudge(): void;
  /** Forgets everything that is leased: this worker was taken for dead, and others have it now. */
  disown(): void;
  /** Lease tokens of all rows whose outcome is not yet on disk; null while a claim is under way and nobody can say. */
  inHand(): readonly number[] | null;
  /** Runs with what is in hand, and claims nothing until it has ended: what is claimed meanwhile would be taken for forgotten. */
  sweep(run: (inHand: readonly number[] | null) => Promise<void>): Promise<void>;
  /** Claims nothing more, lets what is in flight end (at most `ms`), puts back the rest, writes every outcome. */
  stop(ms: number): Promise<void>;
  readonly recorded: number;
};

/** Looks at least this often: planned letters become due without anybody's commit. */
const LOOK_MS = 250;
/** Claimed by halves: a claim holds SQLite's lock for some ten statements, whether it takes few rows or many. */
const RECIPIENTS = 800;
/** So long a buffer lasts at most: what is claimed next, an emergency or a carrier's few mails, waits behind it. */
const BUFFER_S = 0.5;
const SPEED_MS = 250;

/** How many mails a second of a bulletin this process lately sent. */
const openSpeed = () => {
  let perSecond = 0;
  let sent = 0;
  let since = performance.now();
  return {
    note() {
      sent++;
    },
    get perSecond() {
      const seconds = (performance.now() - since) / 1000;
      if (seconds * 1000 >= SPEED_MS) {
        perSecond = (perSecond + sent / seconds) / 2;
        sent = 0;
        since = performance.now();
      }
      return perSecond;
    },
  };
};

/** Faults of the text itself: tried again now and then, for an operator may mend them until the deadline. */
const brokenText = (error: unknown): SendResult => ({
  kind: 'deferred',
  reply: null,
  stage: 'making',
  reason: isHubError(error) ? error.code : 'letter.broken',
});

export const openDispatch = (p: Parts): Dispatch => {
  const claimer = openClaimer(p);
  const pace = openPace({ clock: p.clock, isCarrier: claimer.isCarrier, isOneClass: claimer.isOneClass });
  const recorder = openRecorder({ ...p, pace });
  const buffers: Buffers = { letters: [], recipients: [] };
  /** From the claim until the outcome is on disk. */
  const held = new Set<Work>();
  /** Grows when everything is disowned: what was claimed before and arrives afterwards is not ours. */
  let life = 0;
  const gate: Gate = { room: recorder.room, stands: (work) => held.has(work) && p.alive() };
  const speed = openSpeed();
  const most = {
    letters: p.buffer?.letters ?? p.connections * 4,
    get recipients() {
      return p.buffer?.recipients ?? Math.min(RECIPIENTS, Math.max(p.connections * 8, speed.perSecond * BUFFER_S));
    },
  };
  const pick = openPicker(buffers);
  let stopping = false;
  let looking: Promise<void> | null = null;
  let again = false;
  /** The last look found rows of this kind. Else a low buffer is no reason to look: a commit or the time is. */
  const flowing = { letters: true, recipients: true };
  let timer: NodeJS.Timeout | null = null;
  let sleepers: (() => void)[] = [];
  const wakeLines = () => {
    const all = sleepers;
    sleepers = [];
    for (const go of all) go();
  };

  const putBack = async (works: readonly Work[]) => {
    for (const work of works) held.delete(work);
    if (works.length > 0)
      await claimer.release(works).catch((error: Error) => p.log.warn({ error: error.message }, 'not put back'));
  };

  /** Throws out what may not leave any more: paused bulletins, held lanes. */
  const prune = async () => {
    if (buffers.letters.length + buffers.recipients.length === 0) return;
    const mayLeave = await claimer.standing();
    const out = [...buffers.letters, ...buffers.recipients].filter((w) => !mayLeave(w));
    if (out.length === 0) return;
    buffers.letters = buffers.letters.filter(mayLeave);
    buffers.recipients = buffers.recipients.filter(mayLeave);
    await putBack(out);
  };

  const look = async () => {
    await prune();
    if (stopping || !p.alive()) return;
    const room = (kind: keyof Buffers) => {
      const size = Math.ceil(most[kind]);
      return buffers[kind].length <= size / 2 ? size - buffers[kind].length : 0;
    };
    const want = { letters: room('letters'), recipients: room('recipients') };
    if (want.letters + want.recipients === 0) return;
    const due = await claimer.anythingDue();
    Object.assign(flowing, due);
    const sizes = { letters: due.letters ? want.letters : 0, recipients: due.recipients ? want.recipients : 0 };
    if (sizes.letters + sizes.recipients === 0) return;
    const before = life;
    const got = await claimer.claim(sizes);
    const works = [...got.letters, ...got.recipients];
    if (stopping || life !== before) return putBack(works);
    for (const work of works) held.add(work);
    // Due and yet not given: a limit holds it, and asking again at every mail would only cost.
    if (sizes.letters > 0) flowing.letters = got.letters.length > 0;
    if (sizes.recipients > 0) flowing.recipients = got.recipients.length > 0;
    buffers.letters.push(...got.letters);
    // The few of a carrier hold one of its connections from now on, so they do not stand in line.
    const [limited, others] = [got.recipients.filter((w) => w.limited), got.recipients.filter((w) => !w.limited)];
    buffers.recipients = [...limited, ...buffers.recipients, ...others];
    if (works.length > 0) wakeLines();
  };

  const nudge = () => {
    if (stopping) return;
    if (looking) {
      again = true;
      return;
    }
    occupy(
      look().catch((error: Error) => {
        if (!isPassing(error)) p.log.error({ error: error.message, stack: error.stack }, 'claim failed');
      }),
    );
  };

  /** One look or sweep at a time. */
  const occupy = (work: Promise<void>) => {
    if (timer) clearTimeout(timer);
    again = false;
    looking = work.then(() => {
      looking = null;
      if (again) nudge();
      else if (!stopping) timer = setTimeout(nudge, LOOK_MS);
    });
  };

  const inHand = () => (looking ? null : [...new Set([...held].map((work) => work.leaseToken))]);

  const lowWater = () => {
    const low = (kind: keyof Buffers) => flowing[kind] && buffers[kind].length <= most[kind] / 2;
    if (low('letters') || low('recipients')) nudge();
  };

  const finish = async (slot: number, work: Work, sent: SendResult) => {
    const done = recorder.add(verdict(p, work, sent)).then(() => held.delete(work));
    // Whether a one-time code has left must be known even if we die now, so its note stays until the outcome is on disk.
    if (work.shape === 'letter' && work.rule === 'code') await done;
    if (work.shape === 'letter') p.crumbs.drop(slot, null);
  };

  const sendOne = async (slot: number, line: Line, work: Work): Promise<void> => {
    let sent: SendResult;
    // Making mails would stand between the statements of a claim, while every other process waits for the lock.
    await p.db.settled();
    try {
      sent = work.shape === 'letter' ? await line.letter(work) : await line.recipient(work);
    } catch (error) {
      p.log.error(
        { row: nameOf(work), error: (error as Error).message, stack: (error as Error).stack },
        'mail not made',
      );
      sent = brokenText(error);
    }
    if (work.shape === 'recipient') speed.note();
    p.tally.note(work, sent, p.clock.now());
    await finish(slot, work, sent);
  };

  const sleep = () => new Promise<void>((go) => sleepers.push(go));

  const run = async (slot: number, preference: Preference, wanted = () => true): Promise<void> => {
    const line = p.openLine(slot, gate);
    const unwatch = reserve.watch({ slot, preference, waitsSince: line.waitsSince });
    const flying = new Set<Promise<void>>();
    while (!stopping && wanted()) {
      await recorder.room();
      if (stopping) break;
      const work = p.alive() ? pick(slot, preference) : undefined;
      if (!work) {
        lowWater();
        await Promise.race([...flying, sleep()]);
        continue;
      }
      lowWater();
      if (work.deadlineAt !== null && work.deadlineAt <= p.clock.now()) {
        const late = settled(work, { state: 'expired', nextAt: null, counts: false, reason: 'deadline' });
        void recorder.add(late).then(() => held.delete(work));
        continue;
      }
      const one = sendOne(slot, line, work).finally(() => flying.delete(one));
      flying.add(one);
      const depth = work.shape === 'letter' ? 1 : line.depth;
      while (flying.size >= depth) await Promise.race(flying);
    }
    // What has begun ends; what was only handed over comes back unsent.
    await Promise.all([line.close(), ...flying]);
    unwatch();
  };
  const reserve = openReserve({
    most: p.connections,
    firstSlot: p.connections,
    hangsAfter: p.hangsAfter,
    run,
    onHanging(count) {
      if (count > 0) p.log.warn({ connections: count }, 'the relay does not answer after the dot; substitutes send');
      // A substitute that is not needed any more sleeps until it is told.
      wakeLines();
    },
  });

  let lines: Promise<unknown> = Promise.resolve();
  return {
    start() {
      lines = Promise.all(preferences(p.connections).map((preference, slot) => run(slot, preference)));
      nudge();
    },
    nudge,
    disown() {
      life++;
      buffers.letters = [];
      buffers.recipients = [];
      held.clear();
    },
    inHand,
    async sweep(run) {
      if (looking || stopping) return run(null);
      const swept = run(inHand());
      occupy(swept.catch(() => {}));
      return swept;
    },
    async stop(ms) {
      stopping = true;
      if (timer) clearTimeout(timer);
      wakeLines();
      await looking;
      await putBack([...buffers.letters.splice(0), ...buffers.recipients.splice(0)]);
      await Promise.race([Promise.all([lines, reserve.stop()]), new Promise((late) => setTimeout(late, ms).unref())]);
      await recorder.drain();
    },
    get recorded() {
      return recorder.recorded;
    },
  };
};
