/** Words of the pages: three languages of one shape, plain Japanese by rule, a number for every error. */
import { describe, expect, it } from 'vitest';
import { exampleTopics } from '../../../../../../server/domain/topics/examples.ts';
import { errorCodes, errorId } from '../../../../../../server/intake/http/public/errorIds.ts';
import { consentTexts, wordsOf } from '../../../../../../server/intake/http/public/words/words.ts';
import { makeBundle } from '../../../../../../server/letters/bundle.ts';
import { checkPlain } from '../../../../../../server/letters/plain.ts';
import { shipped } from '../../../../letters/shipped.ts';

const words = wordsOf(shipped);

type Line = { at: string; text: string };
const lines = (value: unknown, at = ''): Line[] => {
  if (typeof value === 'string') return [{ at, text: value }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => lines(part, at ? `${at}.${name}` : name));
};
/** Headings, labels and buttons are no sentences, and the sign inside a company's name ends none. */
const source = (text: string) =>
  (text.includes('。') ? '' : '■') + text.replace('Y!mobile', 'Ymobile').replace(/\{\w+\}/g, '{{x}}');
const placeholders = (text: string) => [...text.matchAll(/\{\w+\}/g)].map((m) => m[0]).sort();

describe('Words of the pages', () => {
  const plain = lines(words.plja);

  it('say the same in every language: same keys, same placeholders, nothing empty', () => {
    const ja = new Map(lines(words.ja).map((l) => [l.at, l.text]));
    for (const language of ['plja', 'en'] as const)
      for (const { at, text } of lines(words[language])) {
        expect(text.trim(), `${language} ${at}`).not.toBe('');
        const same = ja.get(at);
        // Articles of plain Japanese, and steps, may have more or fewer sentences.
        if (same === undefined) expect(at).toMatch(/^info\..*\.p\.\d+$|^carrierSteps\./);
        else if (!/\.p\.\d+$|^carrierSteps\./.test(at))
          expect(placeholders(text), `${language} ${at}`).toEqual(placeholders(same));
      }
  });

  it('in plain Japanese keep its rules: every kanji with the right reading, short sentences, です and ます', () => {
    expect(plain.length).toBeGreaterThan(200);
    const wrong = plain.flatMap(({ at, text }) =>
      checkPlain(source(text))
        .filter((f) => f.level === 'error')
        .map((f) => `${at}: ${f.message}`),
    );
    expect(wrong).toEqual([]);
  });

  it('of the shipped topics keep them too', () => {
    const topics = lines(exampleTopics).filter((l) => l.at.endsWith('.plja'));
    expect(topics.length).toBeGreaterThan(60);
    const wrong = topics.flatMap(({ at, text }) =>
      checkPlain(source(text))
        .filter((f) => f.level === 'error')
        .map((f) => `${at}: ${f.message}`),
    );
    expect(wrong).toEqual([]);
  });

  it('give every error a number of its own and a sentence in each language', () => {
    const ids = errorCodes.map(errorId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^FBK\d{3}E$/);
    for (const language of ['ja', 'plja', 'en'] as const)
      for (const code of Object.keys(words[language].errors)) expect(errorCodes).toContain(code);
  });

  it('that stand beside a consent have a revision that changes with them', () => {
    const revisions = (['ja', 'plja', 'en'] as const).flatMap((l) => consentTexts(words[l]).map((t) => t.revision));
    expect(new Set(revisions).size).toBe(9);
    expect(consentTexts(words.ja)).toEqual(consentTexts(wordsOf(makeBundle(shipped.files)).ja));
    const over = (from: string, to: string) =>
      consentTexts(
        wordsOf(makeBundle({ ...shipped.files, 'ja/_pages.json': shipped.files['ja/_pages.json']!.replace(from, to) }))
          .ja,
      ).map((t) => t.revision);
    const [terms, screen, newTerms] = consentTexts(words.ja).map((t) => t.revision);
    expect(over('利用は無料です。', '利用は有料です。')).toEqual([expect.not.stringMatching(terms!), screen, newTerms]);
    expect(over('規約を承諾しますか', '承諾しますか')).toEqual([terms, expect.not.stringMatching(screen!), newTerms]);
  });
});
