/** When delivery slows down by itself, and when it does not. */
import { describe, expect, it } from 'vitest';
import { openPace } from '../../../server/delivery/pace.ts';
import type { Result } from '../../../server/delivery/results.ts';
import { fixedClock, MINUTE, SECOND } from '../../../server/lib/clock.ts';

const clock = fixedClock(0);
const result = (
  state: Result['state'],
  over: { counts?: boolean; reason?: string; queueId?: number } = {},
): Result => ({
  shape: 'recipient',
  bulletinId: 1,
  readerId: 1,
  leaseToken: 1,
  queueId: over.queueId ?? 7,
  state,
  nextAt: null,
  counts: over.counts ?? true,
  reason: over.reason ?? null,
  reply: null,
  attempt: null,
});
const pace = (carrier = false) => openPace({ clock, isCarrier: () => carrier });
const run = (p: ReturnType<typeof pace>, results: readonly Result[]) => results.flatMap((r) => p.note(r));
const many = (n: number, each: (i: number) => Result) => Array.from({ length: n }, (_, i) => each(i));

describe('delivery', () => {
  it('lets a class of domains rest that puts off half of its mail, longer each time', () => {
    const p = pace();
    const half = many(50, (i) => result(i % 2 === 0 ? 'deferred' : 'accepted'));
    /** How long it is to rest; then it has. */
    const rest = (results: readonly Result[]) => {
      const [decision, ...more] = run(p, results);
      expect(more).toEqual([]);
      if (decision?.kind !== 'block') return null;
      expect(decision).toMatchObject({ queueId: 7, reason: 'deferred' });
      const ms = decision.until - clock.now();
      clock.advance(ms);
      return ms;
    };
    expect(rest(half)).toBe(30 * SECOND);
    expect(rest(half)).toBe(60 * SECOND);
    for (let n = 0; n < 10; n++) rest(half);
    expect(rest(half)).toBe(10 * MINUTE);
    expect(rest(many(50, () => result('accepted')))).toBeNull();
    expect(rest(many(50, () => result('deferred')))).toBe(30 * SECOND);
  });

  it('learns nothing from what was on its way when the rest began', () => {
    const p = pace();
    const refusing = many(50, () => result('deferred'));
    expect(run(p, refusing)).toHaveLength(1);
    expect(run(p, [...refusing, ...refusing])).toEqual([]);
    clock.advance(30 * SECOND);
    expect(
      run(
        p,
        many(49, () => result('deferred')),
      ),
    ).toEqual([]);
  });

  it('goes on while less than half is put off, and counts no try that was none', () => {
    expect(
      run(
        pace(),
        many(500, (i) => result(i % 3 === 0 ? 'deferred' : 'accepted')),
      ),
    ).toEqual([]);
    expect(
      run(
        pace(),
        many(500, () => result('deferred', { counts: false })),
      ),
    ).toEqual([]);
  });

  it('lets a carrier rest that knows too few of the recipients, and nobody else', () => {
    const some = many(100, (i) => result(i % 20 === 0 ? 'refused' : 'accepted', { reason: 'userunknown' }));
    expect(run(pace(true), some)).toEqual([
      { kind: 'block', queueId: 7, until: clock.now() + 15 * MINUTE, reason: 'userunknown' },
    ]);
    expect(run(pace(false), some)).toEqual([]);
  });

  it('pauses a bulletin of which every fifth mail is refused', () => {
    const bad = many(200, (i) => result(i % 5 === 0 ? 'refused' : 'accepted', { reason: 'rejected' }));
    expect(run(pace(), bad)).toEqual([
      {
        kind: 'pause',
        bulletinId: 1,
        reason: 'delivery.refused',
        facts: { refused: 40, of: 200, last: 'rejected' },
      },
    ]);
    const good = many(200, (i) => result(i % 10 === 0 ? 'refused' : 'accepted', { reason: 'rejected' }));
    expect(run(pace(), good)).toEqual([]);
  });
});
