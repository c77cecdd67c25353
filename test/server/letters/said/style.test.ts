/** Hints for Japanese as offices write it, and for plain English. */
import { expect, it } from 'vitest';
import { englishStyle, japaneseStyle } from '../../../../server/letters/said/style.ts';

const told = (said: { rule: string; found: string }[]) => said.map(({ rule, found }) => `${rule} ${found}`);

it.each([
  ['御連絡下さい。お待ち下さい。連絡して下さい。', ['ja.style て下さい → ください']],
  ['下さいという語だけなら言いません。', []],
  ['発送致します。', ['ja.style 致し → いたし']],
  ['申請した事が分かります。', ['ja.style した事 → こと']],
  ['窓口で申請できます。', []],
  [`${'とても長い文'.repeat(15)}です。`, ['ja.long 93']],
])('Japanese: %s', (line, right) => {
  expect(told(japaneseStyle(line))).toEqual(right);
});

it.each([
  ['Please be advised that the office is closed.', ['en.style Please be advised that → say it directly']],
  ['Apply prior to arrival in order to save time.', ['en.style in order to → to', 'en.style prior to → before']],
  ['The form was reviewed by staff.', ['en.passive was reviewed']],
  ['The counter is closed. You need a card.', []],
  [`${'word '.repeat(26)}.`, ['en.long 27']],
])('English: %s', (line, right) => {
  expect(told(englishStyle(line)).sort()).toEqual([...right].sort());
});
