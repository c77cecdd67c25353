/**
 * A delivery process at work. It is in these modes at once, each a part of its own:
 * - looking for work, or sweeping forgotten leases: one at a time (looks.ts, claimer.ts)
 * - holding what it has leased, in line and under way (stock.ts)
 * - sending on N connections, each `run` until the end, with substitutes for those that hang (lines.ts, reserve.ts)
 * - recording outcomes in bundles (recorder.ts)
 * - stopping: looks end, the line is put back, what is under way ends, every outcome is written
 * The steps of a mail: claimed → in line → picked → still in time → made and sent (lines.ts) → judged (verdict.ts) → recorded.
 * It never waits for one write per mail, and it sends nothing on a lease that another process may have taken away.
 */
import type { SendResult } from '../contract/mail.ts';
import type { Clock } from '../lib/clock.ts';
import { isHubError } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { isPassing } from '../lib/passing.ts';
import type { Traces } from '../lib/traces.ts';
import type { Db } from '../store/db.ts';
import { openClaimer } from './claimer.ts';
import type { Crumbs } from './crumbs.ts';
import { type Preference, preferences } from './lanes.ts';
import { openLooks } from './looks.ts';
import { openPace } from './pace.ts';
import { openRecorder } from './recorder.ts';
import { openReserve } from './reserve.ts';
import { openStock, type Sizes } from './stock.ts';
import type { Tally } from './tally.ts';
import { openTrail } from './trail.ts';
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

export type DispatchParts = {
  db: Db;
  clock: Clock;
  log: Log;
  worker: string;
  connections: number;
  openLine: (slot: number, gate: Gate) => Line;
  crumbs: Crumbs;
  tally: Tally;
  /** Who collects the way of letters; null for nobody. */
  traces: Traces | null;
  holdRelays: (names: readonly string[]) => boolean;
  /** False when this worker's own heartbeat is late: its leases may be somebody else's by now. */
  alive: () => boolean;
  /** Milliseconds without an answer to a final dot after which a connection gets a substitute. */
  hangsAfter: number;
  /** Told when the number of those connections changes. */
  onHanging?: (() => void) | undefined;
  /** The longest lines; small ones give exact pauses, large ones speed. */
  buffer?: Sizes;
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

/** Faults of the text itself: tried again now and then, for an operator may mend them until the deadline. */
const brokenText = (error: unknown): SendResult => ({
  kind: 'deferred',
  reply: null,
  stage: 'making',
  reason: isHubError(error) ? error.code : 'letter.broken',
});

export const openDispatch = (p: DispatchParts): Dispatch => {
  const claimer = openClaimer(p);
  const pace = openPace({ clock: p.clock, isCarrier: claimer.isCarrier, isOneClass: claimer.isOneClass });
  const recorder = openRecorder({ ...p, pace });
  const stock = openStock({ connections: p.connections, sizes: p.buffer });
  const gate: Gate = { room: recorder.room, stands: (work) => stock.holds(work) && p.alive() };
  const trail = p.traces && openTrail(p.traces, p.clock);
  let stopping = false;
  let sleepers: (() => void)[] = [];
  const wakeLines = () => {
    const all = sleepers;
    sleepers = [];
    for (const go of all) go();
  };

  const putBack = async (works: readonly Work[]) => {
    for (const work of works) stock.letGo(work);
    if (works.length > 0)
      await claimer.release(works).catch((error: Error) => p.log.warn({ error: error.message }, 'not put back'));
  };

  /** Throws out of the line what may not leave any more: paused bulletins, held lanes. */
  const prune = async () => {
    if (!stock.isEmpty) await putBack(stock.takeOut(await claimer.standing()));
  };

  const look = async () => {
    await prune();
    if (stopping || !p.alive()) return;
    // Connections that found this process silent for too long sleep over what it holds, and while it holds enough nothing is claimed.
    if (!stock.isEmpty) wakeLines();
    const want = stock.room();
    if (want.letters + want.recipients === 0) return;
    const due = await claimer.anythingDue();
    stock.noteDue(due);
    const asked = { letters: due.letters ? want.letters : 0, recipients: due.recipients ? want.recipients : 0 };
    if (asked.letters + asked.recipients === 0) return;
    const { life } = stock;
    const got = await claimer.claim(asked);
    const works = [...got.letters, ...got.recipients];
    if (stopping || stock.life !== life) return putBack(works);
    stock.add(got, asked);
    if (works.length > 0) wakeLines();
  };
  const looks = openLooks(() =>
    look().catch((error: Error) => {
      if (!isPassing(error)) p.log.error({ error: error.message, stack: error.stack }, 'claim failed');
    }),
  );
  const inHand = () => (looks.isBusy ? null : stock.leases());

  const finish = async (slot: number, work: Work, sent: SendResult) => {
    const done = recorder.add(verdict(p, work, sent)).then(() => stock.letGo(work));
    // Whether a one-time code has left must be known even if we die now, so its note stays until the outcome is on disk.
    if (work.shape === 'letter' && work.rule === 'code') await done;
    if (work.shape === 'letter') p.crumbs.drop(slot, null);
  };

  const sendOne = async (slot: number, line: Line, work: Work): Promise<void> => {
    let sent: SendResult;
    const told = work.shape === 'letter' ? trail?.(work) : undefined;
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
    stock.noteSent(work);
    told?.(sent);
    p.tally.note(work, sent, p.clock.now());
    await finish(slot, work, sent);
  };

  const run = async (slot: number, preference: Preference, wanted = () => true): Promise<void> => {
    const line = p.openLine(slot, gate);
    const unwatch = reserve.watch({ slot, preference, waitsSince: line.waitsSince });
    const flying = new Set<Promise<void>>();
    /** The first mail that could not be brought to its end, whatever its connection was doing just then; it ends the connection. */
    let fault: { error: unknown } | undefined;
    const check = () => {
      if (fault) throw fault.error;
    };
    /** Told when a mail of this connection has landed: a race of promises for every mail would cost more than the rest of this loop. */
    let landed = () => {};
    const landing = () =>
      new Promise<void>((go) => {
        landed = go;
      });
    const rest = () =>
      new Promise<void>((go) => {
        landed = go;
        sleepers.push(go);
      });
    while (!stopping && wanted()) {
      await recorder.room();
      if (stopping) break;
      const work = p.alive() ? stock.take(slot, preference) : undefined;
      if (stock.isLow()) looks.nudge();
      if (!work) {
        await rest();
        check();
        continue;
      }
      if (work.deadlineAt !== null && work.deadlineAt <= p.clock.now()) {
        const late = settled(work, { state: 'expired', nextAt: null, counts: false, reason: 'deadline' });
        void recorder.add(late).then(() => stock.letGo(work));
        continue;
      }
      const one = sendOne(slot, line, work)
        .catch((error: unknown) => {
          fault ??= { error };
        })
        .then(() => {
          flying.delete(one);
          landed();
        });
      flying.add(one);
      const depth = work.shape === 'letter' ? 1 : line.depth;
      while (flying.size >= depth) await landing();
      check();
    }
    // What has begun ends; what was only handed over comes back unsent.
    await Promise.all([line.close(), ...flying]);
    check();
    unwatch();
  };
  const reserve = openReserve({
    most: p.connections,
    firstSlot: p.connections,
    hangsAfter: p.hangsAfter,
    run,
    onHanging(count) {
      if (count > 0) p.log.warn({ connections: count }, 'the relay does not answer after the dot; substitutes send');
      p.onHanging?.();
      // A substitute that is not needed any more sleeps until it is told.
      wakeLines();
    },
  });

  let lines: Promise<unknown> = Promise.resolve();
  return {
    start() {
      lines = Promise.all(preferences(p.connections).map((preference, slot) => run(slot, preference)));
      looks.nudge();
    },
    nudge: looks.nudge,
    disown: stock.disown,
    inHand,
    async sweep(run) {
      if (looks.isBusy || stopping) return run(null);
      const swept = run(inHand());
      looks.occupy(swept.catch(() => {}));
      return swept;
    },
    async stop(ms) {
      stopping = true;
      wakeLines();
      await looks.stop();
      await putBack(stock.takeOut(() => false));
      await Promise.race([Promise.all([lines, reserve.stop()]), new Promise((late) => setTimeout(late, ms).unref())]);
      await recorder.drain();
    },
    get recorded() {
      return recorder.recorded;
    },
  };
};
