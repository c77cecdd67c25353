/** What is kept of a relay's words: nothing personal, and nothing that a database refuses. */
import { describe, expect, it } from 'vitest';
import { verdict, withoutAddresses } from '../../../server/delivery/verdict.ts';
import type { LetterWork } from '../../../server/delivery/work.ts';
import { fixedClock, SECOND } from '../../../server/lib/clock.ts';
import type { LetterRow } from '../../../server/store/letters.ts';

describe('a mail whose final dot never left', () => {
  const work = { shape: 'letter', leaseToken: 1, rule: 'standard', row: { attempts: 0 } as LetterRow } as LetterWork;
  const parts = { clock: fixedClock(0), worker: 'test' };

  it('was tried when the connection died over it, and waits as after a 4xx', () => {
    const result = verdict(parts, work, { kind: 'unsent', stage: 'rcpt', reason: 'ECONNRESET' });
    expect(result).toMatchObject({ state: 'deferred', counts: true, attempt: { result: 'unsent', stage: 'rcpt' } });
    expect(result.nextAt).toBeGreaterThan(50 * SECOND);
  });

  it.each(['connect ECONNREFUSED', 'stopped', 'lease.lost', 'closing'])(
    'was not tried when it was never begun: %s',
    (reason) => {
      const result = verdict(parts, work, { kind: 'unsent', reason });
      expect(result).toMatchObject({ state: 'waiting', counts: false, attempt: null, nextAt: 2 * SECOND });
    },
  );
});

describe('the words of a relay', () => {
  it.each([
    ['550 5.1.1 <sample@example.jp>: unknown', '550 5.1.1 <<…>>: unknown'],
    ['550 <"a..b"@docomo.ne.jp> unknown', '550 <<…>> unknown'],
    ['550 <"a \\"b\\" c"@docomo.ne.jp> unknown', '550 <<…>> unknown'],
    ['550 sample."a..b".c@docomo.ne.jp unknown', '550 <…> unknown'],
    ["550 o'neil@example.jp unknown", '550 <…> unknown'],
    ['550 sample@[192.0.2.1] unknown', '550 <…> unknown'],
    ['550 "no such user" sample@example.jp', '550 "no such user" <…>'],
    ['550 try later @ 10:00', '550 try later @ 10:00'],
    ['250 ok\u0000\u0007\r\nqueued', '250 ok queued'],
  ])('%j are kept as %j', (said, kept) => {
    expect(withoutAddresses(said)).toBe(kept);
  });

  it('may be long and hostile, and still take no time', () => {
    const began = performance.now();
    for (const text of ['a'.repeat(65_536), '"\\'.repeat(32_768), '"a"'.repeat(20_000)]) withoutAddresses(text);
    expect(performance.now() - began).toBeLessThan(1000);
  });

  it('are cleaned on every way into a row', () => {
    const work = { shape: 'letter', leaseToken: 1, rule: 'standard', row: { attempts: 0 } as LetterRow } as LetterWork;
    const said = 'odd\u0000 sample@example.jp';
    const parts = { clock: fixedClock(0), worker: 'test' };
    const result = verdict(parts, work, { kind: 'unknown', reply: said, reason: said });
    expect(result).toMatchObject({
      reply: 'odd  <…>',
      reason: 'odd  <…>',
      attempt: { reply: 'odd  <…>', reason: 'odd  <…>' },
    });
  });
});
