/** When delivery slows down by itself, and when it does not. */
import { describe, expect, it } from 'vitest';
import { openPace } from '../../../server/delivery/pace.ts';
import type { Result } from '../../../server/delivery/recorder.ts';
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
    expect(run(p, half)).toEqual([{ kind: 'block', queueId: 7, until: 30 * SECOND, reason: 'deferred' }]);
    expect(run(p, half)).toEqual([{ kind: 'block', queueId: 7, until: 60 * SECOND, reason: 'deferred' }]);
    for (let n = 0; n < 10; n++) run(p, half);
    expect(run(p, half)[0]).toMatchObject({ until: 10 * MINUTE });
    run(
      p,
      many(50, () => result('accepted')),
    );
    expect(
      run(
        p,
        many(50, () => result('deferred')),
      )[0],
    ).toMatchObject({ until: 30 * SECOND });
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
    expect(run(pace(true), some)).toEqual([{ kind: 'block', queueId: 7, until: 15 * MINUTE, reason: 'userunknown' }]);
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
