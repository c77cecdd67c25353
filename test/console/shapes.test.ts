/** Shapes that a bulletin is begun from: whole in three languages, and right once their blanks are filled in. */
import { expect, test } from 'vitest';
import { shapeNames, shapes } from '../../admin/resources/bulletins/shapes/shapes.ts';
import { languages } from '../../server/contract/codes.ts';
import { readBundle } from '../../server/letters/bundle.ts';
import { checkBulletin } from '../../server/letters/checkText.ts';
import { compareLanguages } from '../../server/letters/said/compare.ts';
import { senderOf } from '../../server/letters/sender.ts';

const sender = senderOf(await readBundle(new URL('../../templates', import.meta.url).pathname));
const blank = /\{\{[^}]*\}\}/g;
const fillings = { ja: 'ここ', plja: 'ここ', en: 'this one' };

test.each(shapeNames)('%s has the same blanks and headings in each language, and nothing else to mend', (name) => {
  const texts = shapes[name];
  const blanks = languages.map((l) => [...`${texts[l].subject}\n${texts[l].body}`.matchAll(blank)].length);
  expect(blanks[0]).toBeGreaterThan(4);
  expect(new Set(blanks).size).toBe(1);
  expect(Object.values(compareLanguages(texts)).flat()).toEqual([]);
  for (const language of languages) {
    const text = texts[language];
    const found = checkBulletin({ sender, language, ...text }).map(({ rule, level }) => `${level} ${rule}`);
    expect(found.filter((one) => one === 'error form.blank')).toHaveLength(blanks[0]!);
    const filled = (words: string) => words.replace(blank, fillings[language]);
    const rest = checkBulletin({ sender, language, subject: filled(text.subject), body: filled(text.body) });
    expect(rest.map(({ rule, found: at }) => `${rule} ${at}`)).toEqual([]);
  }
});
