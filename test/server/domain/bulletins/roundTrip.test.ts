/** No round trip loses text: whatever an author types comes back from the console's door sign by sign, or is refused and named. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Newsroom, newsroom } from '../../../support/newsroom.ts';
import { personWith, type Staff } from '../../../support/staff.ts';

let room: Newsroom;
let author: Staff;
let id: string;
let revision = 1;
beforeAll(async () => {
  room = await newsroom({ SECOND_FACTOR: 'off' });
  author = await personWith(room, ['author']);
  id = String((await author.post('/bulletins', { topics: [], texts: {} })).body.id);
});
afterAll(() => room.stop());

type Texts = Record<string, { subject: string; body: string }>;
const save = (texts: Texts) => author.put(`/bulletins/${id}`, { topics: [], texts, revision });
const comesBack = async (texts: Texts) => {
  const saved = await save(texts);
  expect(saved.status).toBe(200);
  revision = Number(saved.body.revision);
  expect((await author.get(`/bulletins/${id}`)).body.texts).toEqual(texts);
};

const pieces = [
  ...['**', '_', '# ', '- ', '1. ', '[ことば](https://www.moj.go.jp/isa/)', '\\*', '> ', '---', '| 表 |', '`code`'],
  ...['\n', '\n\n', '\r\n', '\t', ' ', '  \n', '\u3000', '\u200b', '\ufeff', '\u2028', '\u0007', '\u007f'],
  ...[
    '漢字(かんじ)',
    '髙﨑',
    '①',
    '㈱',
    '👨‍👩‍👧',
    '🇯🇵',
    'が',
    '\u304b\u3099',
    '葛\u{e0100}',
    '𠮷野家',
    '((項目))',
    '<b>',
    '&amp;',
    "'; --",
  ],
];
const body = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'grapheme', maxLength: 8 })), {
  maxLength: 30,
});

describe('a text', () => {
  it('comes back as it was typed, Markdown, blanks, line ends, private and joined signs and all', async () => {
    const text = body.map((parts) => parts.join('').replaceAll('\u0000', ''));
    const subject = text.map((line) =>
      [...line.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, ' ')].slice(0, 200).join(''),
    );
    const three = fc.record({
      ja: fc.record({ subject, body: text }),
      plja: fc.record({ subject, body: text }),
      en: fc.record({ subject, body: text }),
    });
    await fc.assert(
      fc.asyncProperty(three, (texts) => comesBack(texts)),
      { numRuns: 60 },
    );
  });

  it('keeps the blank that is being typed after a word', () =>
    comesBack({ ja: { subject: ' 窓口 ', body: '窓口 \n' } }));

  it.each([
    ['a sign of zero', 'a\u0000b'],
    ['half of a pair', 'a\ud83d'],
  ])('with %s is refused, and what was saved before stays', async (_name, wrong) => {
    const texts = { ja: { subject: '窓口', body: '前の文' } };
    await comesBack(texts);
    for (const [field, text] of [
      ['body', { subject: '窓口', body: wrong }],
      ['subject', { subject: wrong, body: '窓口' }],
    ] as const) {
      const refused = await save({ ja: text });
      expect([refused.status, refused.body.fields]).toMatchObject([422, [{ field: `texts.ja.${field}` }]]);
    }
    expect((await author.get(`/bulletins/${id}`)).body.texts).toEqual(texts);
  });
});
