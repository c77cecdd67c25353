/** A lasting trouble does not bury the log. */
import { describe, expect, it } from 'vitest';
import { oncePerMinute } from '../../../server/lib/log.ts';

describe('a trouble that lasts', () => {
  it('is one line a minute that says how many were left out; another trouble is told at once', () => {
    const lines: [object, string][] = [];
    let now = 0;
    const warn = oncePerMinute(
      (...line) => void lines.push(line),
      () => now,
    );
    for (; now < 150_000; now += 100) warn({ job: 'tellOfTasks', error: 'connect ECONNREFUSED' }, 'tick failed');
    expect(lines.map(([facts]) => (facts as { repeated?: number }).repeated)).toEqual([undefined, 599, 599]);
    warn({ job: 'another', error: 'connect ECONNREFUSED' }, 'tick failed');
    warn({ job: 'tellOfTasks', error: 'disk full' }, 'tick failed');
    expect(lines).toHaveLength(5);
  });

  it('stays one trouble at whichever row it is met', () => {
    const lines: object[] = [];
    const error = oncePerMinute(
      (facts) => void lines.push(facts),
      () => 0,
    );
    for (let row = 0; row < 1000; row++) error({ row: `letter:${row}`, error: 'no such text' }, 'mail not made');
    expect(lines).toEqual([{ row: 'letter:0', error: 'no such text' }]);
  });
});
