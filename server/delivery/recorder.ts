/**
 * Writes outcomes in groups. A lane asks `room` before it sends: while one group is being written and another is full nothing more leaves,
 * so that a crash can double at most what is in flight and two groups (architecture, section 3).
 */
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { isPassing } from '../lib/passing.ts';
import type { Db } from '../store/db.ts';
import { recordLetters } from '../store/letterClaims.ts';
import { pauseBulletin } from '../store/pauses.ts';
import { blockQueue } from '../store/queues.ts';
import { recordAccepted, recordRecipients } from '../store/recipients.ts';
import type { Decision, Pace } from './pace.ts';
import type { Result } from './results.ts';

export const GROUP = 50;
/** How long the first outcome of a group waits for company. */
const COMPANY_MS = 15;
const AGAIN_MS = 250;

export type Recorder = {
  /** Takes an outcome. Resolves when it is on disk. */
  add(result: Result): Promise<void>;
  /** Resolves when a lane may send another mail. */
  room(): Promise<void>;
  /** Writes what is left. */
  drain(): Promise<void>;
  readonly recorded: number;
};

const write = async (
  p: { db: Db; clock: Clock },
  group: readonly Result[],
  decisions: readonly Decision[],
): Promise<void> => {
  const letters = group.filter((r) => r.shape === 'letter');
  const everybody = group.filter((r) => r.shape === 'recipient');
  const recipients = everybody.filter((r) => r.state !== 'accepted');
  const accepted = everybody.filter((r) => r.state === 'accepted');
  // Each of the two may be done again without harm: a lease that is over changes no row.
  if (accepted.length > 0) await recordAccepted(p.db, accepted, p.clock.now());
  if (letters.length + recipients.length + decisions.length === 0) return;
  await p.db.write(async (trx) => {
    const now = p.clock.now();
    if (letters.length > 0) await recordLetters(trx, letters, now);
    if (recipients.length > 0) await recordRecipients(trx, recipients, now);
    for (const d of decisions) {
      if (d.kind === 'block') await blockQueue(trx, d.queueId, d.until, d.reason);
      else await pauseBulletin(trx, { id: d.bulletinId, reason: d.reason, facts: d.facts, now });
    }
  });
};

/** Of words nothing is certain but that a relay said them; the rest of a result is numbers and names of ours. */
const wordless = (result: Result): Result => ({
  ...result,
  reason: result.reason && result.state,
  reply: null,
  attempt: null,
});

export const openRecorder = (p: { db: Db; clock: Clock; log: Log; pace: Pace }): Recorder => {
  const pending: { result: Result; done: () => void }[] = [];
  let writing: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;
  let waiting: (() => void)[] = [];
  let recorded = 0;
  const full = () => writing !== null && pending.length >= GROUP;
  const letIn = () => {
    if (full()) return;
    const all = waiting;
    waiting = [];
    for (const go of all) go();
  };
  /** One by one, so that a result which the database does not take as it is keeps no other from being written. */
  const writeEach = async (group: readonly Result[], decisions: readonly Decision[]) => {
    for (const result of group) {
      try {
        await write(p, [result], []);
      } catch (error) {
        if (isPassing(error)) throw error;
        await write(p, [wordless(result)], []);
        const { reason: _reason, reply: _reply, attempt: _attempt, ...row } = result;
        p.log.error({ row, error: (error as Error).message }, 'outcome written without its words');
      }
    }
    await write(p, [], decisions);
  };
  /** The database may be locked, full or restarting: what has been sent is tried again until it is written. */
  const writeUntilDone = async (group: readonly Result[]) => {
    const decisions = group.flatMap(p.pace.note);
    for (const decision of decisions) p.log.warn(decision, 'slowing down');
    for (let n = 0; ; n++) {
      try {
        await write(p, group, decisions).catch((error: unknown) => {
          if (isPassing(error)) throw error;
          return writeEach(group, decisions);
        });
        return;
      } catch (error) {
        if (n === 0)
          p.log.error({ error: (error as Error).message, outcomes: group.length }, 'outcomes not yet written');
        await new Promise((again) => setTimeout(again, AGAIN_MS));
      }
    }
  };
  const flush = () => {
    if (timer) clearTimeout(timer);
    timer = null;
    if (writing || pending.length === 0) return;
    const group = pending.splice(0, GROUP);
    writing = writeUntilDone(group.map((g) => g.result)).then(() => {
      recorded += group.length;
      writing = null;
      for (const g of group) g.done();
      letIn();
      if (pending.length >= GROUP) flush();
      else plan();
    });
    letIn();
  };
  const plan = () => {
    if (!timer && !writing && pending.length > 0) timer = setTimeout(flush, COMPANY_MS);
  };
  return {
    add: (result) =>
      new Promise((done) => {
        pending.push({ result, done });
        if (pending.length >= GROUP) flush();
        else plan();
      }),
    room: () => (full() ? new Promise((go) => waiting.push(go)) : Promise.resolve()),
    async drain() {
      while (writing || pending.length > 0) {
        if (!writing) flush();
        await writing;
      }
    },
    get recorded() {
      return recorded;
    },
  };
};
