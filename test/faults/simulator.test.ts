/** Bad days from seeds, in one thread (test/faults/simulator): nobody is lost, nothing is wrong afterwards, and mistakes would show. */
import { expect, it } from 'vitest';
import { figuresOf, playApart } from './simulator/many.ts';

it('bad days lose nobody, double nobody without a reason, let nothing out after its end, and play the same again', async () => {
  const { kept, lines } = await playApart(['--schedules', '24', '--seed', '1']);
  expect(lines.slice(0, -1)).toEqual([]);
  const figures = figuresOf(lines);
  expect(figures).toMatchObject({ schedules: 24, failed: 0, replays: true });
  // They were bad: every kind of trouble struck, and mail left twice for a reason.
  const kinds = ['away', 'commits', 'full', 'kill', 'relay', 'stall', 'step', 'terminate'];
  expect(Object.keys(figures.troubles).sort()).toEqual(kinds);
  expect(figures.doubles).toBeGreaterThan(0);
  expect(kept).toBe(true);
});

it('what a relay delivers twice is two in the mailbox, and one for the hub and its figures', async () => {
  const { kept, lines } = await playApart(['--schedules', '3', '--seed', '100', '--mood', 'doubles']);
  expect(lines.slice(0, -1)).toEqual([]);
  const figures = figuresOf(lines);
  expect(figures).toMatchObject({ schedules: 3, failed: 0, replays: true });
  expect(figures.relayDoubled).toBeGreaterThan(0);
  expect(figures.arrived).toBeGreaterThan(figures.copies);
  expect(kept).toBe(true);
});

it.each([
  // The seed is that of a day near the one that shows it.
  ['leaseNotChecked', '50', /letter|reader|left again/],
  ['commitAfterAnswer', '5', /was acknowledged and is lost/],
])('the planted mistake %s is found', async (mistake, seed, words) => {
  const { kept, lines } = await playApart(['--plant', mistake, '--seed', seed, '--schedules', '1000']);
  expect(lines.join('\n')).toMatch(words);
  expect(kept).toBe(true);
});
