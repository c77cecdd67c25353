/** Fraud, dates and contacts: every bad text is found by its rule, no good one is touched. */
import { describe, expect, it } from 'vitest';
import { checkBulletin } from '../../../../server/letters/checkText.ts';
import { senderOf } from '../../../../server/letters/sender.ts';
import { shipped } from '../shipped.ts';
import { bad, good } from './corpus.ts';

const sender = senderOf(shipped);
const today = { year: 2026, month: 4, day: 1 };
const spoken = new Set([
  'word.money',
  'date.none',
  'date.weekday',
  'date.past',
  'phone.unknown',
  'host.unknown',
  'address.unknown',
  'url.host',
]);
/** Rules that speak of a text, in the language it is written in. */
const rulesOf = (text: string) => {
  const language = !/[ぁ-んァ-ン一-龠]/.test(text)
    ? ('en' as const)
    : /[一-龠]\([ぁ-ん]/.test(text)
      ? ('plja' as const)
      : ('ja' as const);
  return checkBulletin({ sender, language, subject: 'x', body: text, today }).filter(({ rule }) => spoken.has(rule));
};

it('there are 60 texts and more of either kind', () => {
  expect(bad.length).toBeGreaterThanOrEqual(60);
  expect(good.length).toBeGreaterThanOrEqual(60);
});

it.each(bad)('found as %s: %s', (rule, text) => {
  const found = rulesOf(text).filter((f) => f.rule === rule);
  expect(found.length, text).toBeGreaterThan(0);
  for (const { column, found: words } of found) expect(text.slice(column - 1)).toContain(words);
});

it.each(good)('let through: %s', (text) => {
  expect(rulesOf(text).map((f) => `${f.rule} ${f.found}`)).toEqual([]);
});

describe('contacts of the agency', () => {
  it('are let through, at home and from abroad', () => {
    const { phone, phoneAbroad } = sender.agency;
    expect(rulesOf(`電話は ${phone} です。`)).toEqual([]);
    if (phoneAbroad) expect(rulesOf(`Call ${phoneAbroad}.`)).toEqual([]);
    expect(rulesOf(`https://${sender.linkHosts[0]}/`)).toEqual([]);
    expect(rulesOf(`詳しくは ${sender.linkHosts[0]} を見てください。`)).toEqual([]);
  });
});
