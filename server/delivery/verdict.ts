/** From what the next server said to what the row becomes: which answers are final, which are tried again and when. */
import type { SendResult } from '../contract/mail.ts';
import type { Clock } from '../lib/clock.ts';
import { classifyReply } from '../lib/replies.ts';
import type { Result } from './results.ts';
import { retryDelay } from './retry.ts';
import type { Work } from './work.ts';

/** A mail that was never begun waits this long, so that a relay that is down is not asked without pause. */
const UNSENT_PAUSE = 2000;

/** Words of a relay beyond this are not looked at. */
const LONGEST = 2000;
/** The part before the @ may be quoted, wholly or in parts (RFC 5321, 4.1.2); the part behind it may be a number in brackets. */
const address = /(?:"(?:[^"\\]|\\.)+"|[^\s<>"(),;:[\]])+@(?:\[[^\]\s]+\]|[^\s<>"'(),;:[\]]+)/g;

/** Replies often repeat the address, and nothing personal may stand in the open; no database takes every control sign. */
export const withoutAddresses = (reply: string | null): string | null =>
  reply === null
    ? null
    : reply
        .slice(0, LONGEST)
        .replace(/\p{Cc}+/gu, ' ')
        .replace(address, '<…>')
        .slice(0, 500);

/** Why: the relay's own words are asked first, they know more than the step at which it happened. */
const reasonOf = (sent: SendResult): string => {
  if (sent.reason) return sent.reason;
  return (sent.reply ? classifyReply({ text: sent.reply, stage: sent.stage }).reason : null) ?? sent.kind;
};

type Fate = Pick<Result, 'state' | 'nextAt' | 'counts' | 'reason'>;

const fateOf = (work: Work, sent: SendResult, now: number): Fate => {
  const attempts = work.row.attempts + 1;
  const later = now + retryDelay(attempts);
  switch (sent.kind) {
    case 'accepted':
      return { state: 'accepted', nextAt: null, counts: true, reason: null };
    case 'refused':
      return { state: 'refused', nextAt: null, counts: true, reason: reasonOf(sent) };
    case 'deferred':
      if (sent.final) return { state: 'bounced', nextAt: null, counts: true, reason: sent.reason ?? 'deadline' };
      return { state: 'deferred', nextAt: later, counts: true, reason: reasonOf(sent) };
    case 'unsent':
      // Whoever resets the connection over a mail is busy, as with a 4xx, and is not to be asked again at once.
      if (sent.stage) return { state: 'deferred', nextAt: later, counts: true, reason: reasonOf(sent) };
      return { state: 'waiting', nextAt: now + UNSENT_PAUSE, counts: false, reason: reasonOf(sent) };
    case 'unknown':
      // A one-time code is never repeated silently; everything else is, under the same Message-ID.
      return work.shape === 'letter' && work.rule === 'code'
        ? { state: 'unknown', nextAt: null, counts: true, reason: reasonOf(sent) }
        : { state: 'deferred', nextAt: later, counts: true, reason: reasonOf(sent) };
  }
};

const place = (work: Work) =>
  work.shape === 'letter'
    ? ({ shape: 'letter', id: work.row.id, queueId: work.row.queue_id } as const)
    : ({
        shape: 'recipient',
        bulletinId: work.row.bulletin_id,
        readerId: work.row.reader_id,
        queueId: work.row.queue_id,
      } as const);

/** What is recorded for one try. */
export const verdict = (p: { clock: Clock; worker: string }, work: Work, sent: SendResult): Result => {
  const now = p.clock.now();
  const fate = fateOf(work, sent, now);
  // Nearly all mails of a bulletin, of which no words are kept.
  if (sent.kind === 'accepted' && work.shape === 'recipient') return settled(work, fate);
  fate.reason = withoutAddresses(fate.reason);
  const reply = withoutAddresses(sent.reply ?? null);
  const attempt = fate.counts
    ? {
        triedAt: now,
        worker: p.worker,
        relay: sent.relay ?? '',
        result: sent.kind,
        stage: sent.stage ?? null,
        reply,
        reason: fate.reason,
      }
    : null;
  return {
    ...place(work),
    leaseToken: work.leaseToken,
    ...fate,
    reply,
    attempt,
  };
};

/** What is recorded for a row that ends or waits without a try. */
export const settled = (work: Work, fate: Fate & { reply?: string | null }): Result => ({
  ...place(work),
  leaseToken: work.leaseToken,
  reply: null,
  attempt: null,
  ...fate,
});
