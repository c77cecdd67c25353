/**
 * How many mails of a class of domains with limits of its own may be leased now, counted over all processes. Letters and bulletins share
 * its connections and its tokens; each leaves the other room, so that neither waits until the other has ended. Emergencies have limits
 * of their own, agreed with the carrier, and take nothing from the usual mail.
 */
import { keptForLetters, type LimitKind } from '../lib/domainClasses.ts';
import { lookIntoBucket, takeFromBucket } from '../store/buckets.ts';
import type { Trx } from '../store/db.ts';
import { countSendingLetters } from '../store/letterClaims.ts';
import { listLetterQueues, type QueueRow } from '../store/queues.ts';
import { countSendingRecipients } from '../store/recipients.ts';

export type Side = 'letters' | 'bulletins';
export type Limited = Pick<QueueRow, 'lane' | 'domain_class' | 'rate_per_second' | 'connections'>;

export const isLimited = (queue: Limited): boolean => queue.connections !== null || queue.rate_per_second !== null;
const kindOf = (queue: Limited): LimitKind => (queue.lane === 'emergency' ? 'emergency' : 'usual');
const bucketOf = (queue: Limited) => `class:${queue.domain_class}:${kindOf(queue)}`;

/** A tenth of the seconds belongs to whoever comes last, for where there is too little to be shared out. */
const isTurned = (second: number) => second % 10 === 0;

/** Queues with limits the other way round in every tenth second; the others keep their places. */
export const inTurn = <Q extends Limited>(queues: readonly Q[], second: number): readonly Q[] => {
  if (!isTurned(second)) return queues;
  const limited = queues.filter(isLimited);
  return queues.map((queue) => (isLimited(queue) ? limited.pop()! : queue));
};

/** Mails of the class that are with any worker. */
const inHand = async (trx: Trx, queue: Limited): Promise<Record<Side, number>> => {
  const kind = kindOf(queue);
  const bulletins = await countSendingRecipients(trx, queue.domain_class, kind);
  if (kind === 'emergency') return { letters: 0, bulletins };
  const queues = (await listLetterQueues(trx)).filter((q) => q.domain_class === queue.domain_class && isLimited(q));
  const letters = await countSendingLetters(
    trx,
    queues.map((q) => q.id),
  );
  return { letters, bulletins };
};

/**
 * `othersWait`: mails of the other side are due. Bulletins always leave one of several connections and a tenth of the tokens to letters,
 * which may come at any moment and must not wait for the next second; letters leave as much to bulletins that wait.
 */
export const allowance = async (
  trx: Trx,
  queue: Limited,
  p: { side: Side; wanted: number; second: number; othersWait: boolean },
): Promise<number> => {
  const { connections, rate_per_second: perSecond } = queue;
  const stepBack = p.othersWait && isTurned(p.second);
  const shared = kindOf(queue) === 'usual' && (p.side === 'bulletins' || p.othersWait);
  let allowed = p.wanted;
  if (connections !== null) {
    if (connections === 1 && stepBack) return 0;
    const busy = await inHand(trx, queue);
    const own = shared && connections > 1 ? connections - 1 : connections;
    allowed = Math.min(allowed, connections - busy.letters - busy.bulletins, own - busy[p.side]);
  }
  if (allowed > 0 && perSecond !== null) {
    const left = await lookIntoBucket(trx, { name: bucketOf(queue), second: p.second, perSecond });
    // Of one mail a second nothing can be kept: there they take turns.
    const kept = Math.max(keptForLetters(perSecond), Number(stepBack));
    allowed = Math.min(allowed, left - (shared ? kept : 0));
  }
  return allowed;
};

/** Pays for what was leased. */
export const pay = async (trx: Trx, queue: Limited, second: number, count: number): Promise<void> => {
  if (queue.rate_per_second !== null && count > 0) await takeFromBucket(trx, { name: bucketOf(queue), second, count });
};
