/** Letters and bulletins on the same connections: neither starves, however much there is of the other. */
import { describe, expect, it } from 'vitest';
import { type Buffers, openPicker, preferences } from '../../../server/delivery/lanes.ts';
import type { LetterWork, RecipientWork } from '../../../server/delivery/work.ts';

const letters = (n: number) => Array.from({ length: n }, () => ({ shape: 'letter' }) as LetterWork);
const recipients = (n: number) => Array.from({ length: n }, () => ({ shape: 'recipient' }) as RecipientWork);

/** What `turns` turns of every connection pick while both buffers are always full. */
const played = (connections: number, turns: number) => {
  const buffers: Buffers = { letters: letters(turns * connections), recipients: recipients(turns * connections) };
  const pick = openPicker(buffers);
  const counts = { letter: 0, recipient: 0 };
  for (let n = 0; n < turns; n++)
    for (const [slot, preference] of preferences(connections).entries()) counts[pick(slot, preference)!.shape]++;
  return { ...counts, total: turns * connections };
};

describe('connections', () => {
  it.each([1, 2, 3, 4, 8, 32])('%i of them: bulletins keep a tenth under any load of letters', (connections) => {
    const { recipient, total } = played(connections, 200);
    expect(recipient / total).toBeGreaterThanOrEqual(0.1);
  });

  it.each([1, 2, 3, 4, 8, 32])('%i of them: letters keep a quarter under any load of bulletins', (connections) => {
    const { letter, total } = played(connections, 200);
    expect(letter / total).toBeGreaterThanOrEqual(0.25);
  });

  it('help letters while no bulletin is under way, and never hold one back for them', () => {
    const pick = openPicker({ letters: letters(8), recipients: [] });
    const picked = preferences(8).map((preference, slot) => pick(slot, preference)?.shape);
    expect(picked).toEqual(Array(8).fill('letter'));
    const only = openPicker({ letters: [], recipients: recipients(8) });
    expect(preferences(8).map((preference, slot) => only(slot, preference)?.shape)).toEqual([
      undefined,
      undefined,
      ...Array(6).fill('recipient'),
    ]);
  });
});
