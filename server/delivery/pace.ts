/**
 * When to slow down: a class of domains that puts off half of what it gets, by words or by hanging up, rests for a while, a carrier that
 * knows too few of the recipients rests longer, and a bulletin whose mails are refused in numbers is paused until somebody has looked
 * (domain.md 3.2).
 */
import { type Clock, MINUTE, SECOND } from '../lib/clock.ts';
import { hardReasons, type ReplyReason } from '../lib/replies.ts';
import { isResting, LONGEST_REST as REST_AT_MOST } from '../store/queues.ts';
import type { Result } from './results.ts';

export type Decision =
  | { kind: 'block'; queueId: number; until: number; reason: string }
  | { kind: 'pause'; bulletinId: number; reason: string; facts: { refused: number; of: number; last: string } };

/** Shares are taken over the last so many mails. */
const QUEUE_WINDOW = 50;
const CARRIER_WINDOW = 100;
const BULLETIN_WINDOW = 200;
const PUT_OFF_SHARE = 0.5;
/** Carriers block a whole network that writes to too many unknown users. */
const UNKNOWN_SHARE = 0.03;
const REFUSED_SHARE = 0.2;
const FIRST_REST = 30 * SECOND;
const LONGEST_REST = 10 * MINUTE;
const CARRIER_REST = REST_AT_MOST;

/** The last `size` answers to one question. */
const openWindow = (size: number) => {
  let seen: boolean[] = [];
  /** Where the oldest of a full window stands, and how many said yes: every mail asks three windows. */
  let oldest = 0;
  let yeses = 0;
  return {
    note(yes: boolean): number | null {
      if (seen[oldest]) yeses--;
      if (yes) yeses++;
      seen[oldest] = yes;
      oldest = (oldest + 1) % size;
      return seen.length === size ? yeses / size : null;
    },
    clear() {
      seen = [];
      oldest = 0;
      yeses = 0;
    },
  };
};
type Window = ReturnType<typeof openWindow>;

const kept = (windows: Map<number, Window>, id: number, size: number): Window => {
  const known = windows.get(id);
  if (known) return known;
  const window = openWindow(size);
  windows.set(id, window);
  // Bulletins come and go; the oldest is of no interest any more.
  if (windows.size > 200) windows.delete(windows.keys().next().value!);
  return window;
};

/** Watches the results of one process. `isCarrier` says whether a queue has limits of its own. */
export const openPace = (p: {
  clock: Clock;
  isCarrier: (queueId: number) => boolean;
  /** Whether the queue is of one provider or carrier. */
  isOneClass?: (queueId: number) => boolean;
}) => {
  const putOff = new Map<number, Window>();
  const unknown = new Map<number, Window>();
  const refused = new Map<number, Window>();
  const strikes = new Map<number, number>();
  const restsUntil = new Map<number, number>();
  /** What was last said of the refused ones of a bulletin. */
  const words = new Map<number, string>();

  const queue = (queueId: number, result: Result): Decision | null => {
    // What is answered meanwhile was in hand before: it says nothing of how the rest did, and must not make it longer.
    if (isResting({ blocked_until: restsUntil.get(queueId) ?? 0 }, p.clock.now())) return null;
    const window = kept(putOff, queueId, QUEUE_WINDOW);
    const share = window.note(result.state === 'deferred');
    if (share === null) return null;
    if (share < PUT_OFF_SHARE) {
      if (share < 0.1) strikes.delete(queueId);
      return null;
    }
    window.clear();
    const n = strikes.get(queueId) ?? 0;
    strikes.set(queueId, n + 1);
    const until = p.clock.now() + Math.min(LONGEST_REST, FIRST_REST * 2 ** n);
    restsUntil.set(queueId, until);
    return { kind: 'block', queueId, until, reason: 'deferred' };
  };

  const carrier = (queueId: number, result: Result): Decision | null => {
    if (!p.isCarrier(queueId)) return null;
    const window = kept(unknown, queueId, CARRIER_WINDOW);
    const share = window.note(result.state === 'refused' && result.reason === 'userunknown');
    if (share === null || share <= UNKNOWN_SHARE) return null;
    window.clear();
    return { kind: 'block', queueId, until: p.clock.now() + CARRIER_REST, reason: 'userunknown' };
  };

  const bulletin = (result: Result): Decision | null => {
    if (result.shape !== 'recipient') return null;
    // "Nobody is there" from one provider is judged by its brake, and the rest of the bulletin goes out.
    if (p.isOneClass?.(result.queueId) && hardReasons.has(result.reason as ReplyReason)) return null;
    const window = kept(refused, result.bulletinId, BULLETIN_WINDOW);
    const bad = result.state === 'refused' || result.state === 'failed';
    if (bad) words.set(result.bulletinId, result.reason ?? result.state);
    const share = window.note(bad);
    if (share === null || share < REFUSED_SHARE) return null;
    window.clear();
    const facts = {
      refused: Math.round(share * BULLETIN_WINDOW),
      of: BULLETIN_WINDOW,
      last: words.get(result.bulletinId)!,
    };
    return { kind: 'pause', bulletinId: result.bulletinId, reason: 'delivery.refused', facts };
  };

  return {
    /** What one result gives reason to. Only results of real tries count. */
    note(result: Result): Decision[] {
      if (!result.counts) return [];
      return [queue(result.queueId, result), carrier(result.queueId, result), bulletin(result)].filter(
        (d): d is Decision => d !== null,
      );
    },
  };
};
export type Pace = ReturnType<typeof openPace>;
