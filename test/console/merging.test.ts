/** Two texts that grew apart: what differs is found place by place, and taken over without losing what was written by hand. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lineDiff } from '../../admin/parts/difference.ts';
import { placesOf, putInstead } from '../../admin/resources/bulletins/merging.ts';

const lines = fc.array(fc.constantFrom('a', 'b', 'c', ''), { minLength: 1, maxLength: 12 }).map((l) => l.join('\n'));
const only = (diff: ReturnType<typeof lineDiff>, without: string) =>
  diff
    .filter(({ sign }) => sign !== without)
    .map(({ text }) => text)
    .join('\n');

test('the difference holds both texts whole, whatever they are', () => {
  fc.assert(
    fc.property(lines, lines, (before, after) => {
      const diff = lineDiff(before, after);
      expect([only(diff, '+'), only(diff, '-')]).toEqual([before, after]);
    }),
  );
});

test('two long texts without a common line are compared at once, as gone and new', () => {
  const long = (word: string) => Array.from({ length: 20_000 }, (_, i) => `${word}${i}`).join('\n');
  const diff = lineDiff(`same\n${long('a')}\nend`, `same\n${long('b')}\nend`);
  expect(diff.map(({ sign }) => sign).join('')).toBe(` ${'-'.repeat(20_000)}${'+'.repeat(20_000)} `);
});

test('every place taken over from the last to the first makes my text theirs', () => {
  fc.assert(
    fc.property(lines, lines, (mine, theirs) => {
      let text = mine;
      // From behind, so that no place moves another.
      for (const place of placesOf(mine, theirs).reverse()) {
        expect(place.mine.length + place.theirs.length).toBeGreaterThan(0);
        text = putInstead(text, place.mine, place.theirs, place.at);
      }
      expect(text.split('\n').length).toBe(theirs.split('\n').length);
      expect(text).toBe(theirs);
    }),
  );
});

test.each([
  ['one of two like lines: the nearest', 'a\nx\na', ['a'], ['b'], 2, 'a\nx\nb'],
  ['lines that were written over by hand stay, the new ones come beside them', 'A\nx', ['a'], ['b'], 0, 'b\nA\nx'],
  ['lines that only they have', 'a\nb', [], ['new'], 1, 'a\nnew\nb'],
  ['a text that became shorter meanwhile', 'a', [], ['new'], 9, 'a\nnew'],
  ['lines that they have not', 'a\nb\nc', ['b'], [], 1, 'a\nc'],
])('%s', (_says, text, old, now, near, becomes) => {
  expect(putInstead(text, old, now, near)).toBe(becomes);
});
