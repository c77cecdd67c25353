/** Whatever staff write as a template and systems send as values: no exception, one subject line, no mark-up of theirs, no second filling. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { customFields, fillCustom, renderCustom } from '../../../server/letters/custom.ts';
import { findBreak, holdsForAll } from '../../support/fuzz.ts';
import { shipped } from './shipped.ts';

const scrap = fc.oneof(
  fc.constantFrom(
    '((',
    '))',
    '((a))',
    '((b??',
    '??',
    '((a b))',
    '# ',
    '* ',
    '1. ',
    '^',
    '---',
    '\n\n',
    '[x](',
    ')',
    '**',
  ),
  fc.constantFrom(
    '<script>',
    '</p>',
    '"',
    "'",
    '&amp;',
    'javascript:alert(1)',
    'https://example.jp/',
    '\u202e',
    '\0',
    '\r',
  ),
  fc.string({ unit: 'binary', maxLength: 12 }),
);
const text = fc.array(scrap, { maxLength: 25 }).map((parts) => parts.join(''));
const custom = fc.record({ subject: text, body: text });
const value = fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null), fc.array(text, { maxLength: 4 }));
const values = fc.dictionary(fc.constantFrom('a', 'A', 'b', 'a b', 'constructor', 'x'), value);

/** Tags of HTML as a browser would see them, by name. */
const tags = (html: string): string[] => [...html.matchAll(/<\/?([a-zA-Z][^\s/>]*)/g)].map((m) => m[1]!.toLowerCase());

it('any template with any values becomes a letter of one subject line, without a tag or a link of theirs that acts', async () => {
  await holdsForAll(
    fc.asyncProperty(custom, values, async (typed, given) => {
      const filled = fillCustom(typed, given);
      const letter = renderCustom({ bundle: shipped, system: 'ras2', language: 'ja', ...filled });
      expect(letter.subject).not.toMatch(/[\r\n\0]/);
      expect(tags(letter.html ?? '')).not.toContain('script');
      expect(letter.html ?? '').not.toMatch(/href="\s*javascript:/i);
      expect(letter.text + letter.html).not.toMatch(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/);
    }),
    200,
  );
});

it('a value is put in once: no field of it is filled, and a field is missing or filled, never both', async () => {
  await holdsForAll(
    fc.asyncProperty(custom, values, async (typed, given) => {
      const secret = 'S3CRET';
      const poor = fillCustom(
        { subject: 's', body: '((first))' },
        { first: `((second))${typed.body}`, second: secret },
      );
      expect(poor.body).not.toContain(secret);
      const { missing } = fillCustom(typed, given);
      expect(customFields(typed)).toEqual(expect.arrayContaining(missing));
    }),
  );
});

it('a template engine that fills values twice would be found', async () => {
  const twice = (body: string, given: Record<string, unknown>) =>
    fillCustom(fillCustom({ subject: 's', body }, given), given).body;
  const found = await findBreak(
    fc.asyncProperty(text, async (first) => {
      expect(twice('((first))', { first, b: 'S3CRET', a: 'S3CRET' })).not.toContain('S3CRET');
    }),
    2000,
  );
  expect(found?.counterexample).toEqual(['((a))']);
});
