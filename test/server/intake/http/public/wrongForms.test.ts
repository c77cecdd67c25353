/** A hundred and twenty ways to fill a form wrongly: each gets the sentence that says what to mend, in the language of the page, and keeps what was typed. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Language, languages } from '../../../../../server/contract/codes.ts';
import { pageWords } from '../../../../../server/languages/words.ts';
import { stripReadings } from '../../../../../server/letters/furigana.ts';
import { type TestApp, testApp } from '../../../../support/app.ts';
import { type Pressed, type Visitor, visitor } from '../../../../support/visitor.ts';

let app: TestApp;
const forms = {} as Record<Language, { v: Visitor; state: Pressed }>;
beforeAll(async () => {
  app = await testApp({ LIMIT_FORMS_NETWORK_HOUR: '0' });
  for (const language of languages) {
    const v = visitor(app.url);
    await v.open(`/m/${language}_entry`);
    await v.press('accept');
    forms[language] = { v, state: v.hidden() };
  }
});
afterAll(() => app.stop());

type Code = keyof (typeof pageWords)['ja']['errors'];
const address = (email: string): Pressed => ({ email, topic: ['law'] });
const date = (year: string, month: string, day: string): Pressed => ({
  email: 'taro@example.jp',
  topic: ['stay-expiry'],
  year,
  month,
  day,
});
const topics = (...topic: string[]): Pressed => ({ email: 'taro@example.jp', topic });

const ways: readonly { what: string; fields: Pressed; codes: Code[] }[] = (
  [
    ['nothing', { email: '' }, 'address.empty', 'topics.none'],
    ['only spaces', address('   '), 'address.empty'],
    ['only full-width spaces', address('　　'), 'address.empty'],
    ['a name only', address('taro'), 'address.no-at'],
    ['a telephone number', address('090-1234-5678'), 'address.no-at'],
    ['a web address', address('www.example.jp'), 'address.no-at'],
    ['full-width letters without an at', address('ｔａｒｏ'), 'address.no-at'],
    ['two at signs in a row', address('taro@@example.jp'), 'address.two-at'],
    ['two addresses', address('taro@example.jp,hanako@example.jp'), 'address.two-at'],
    ['nothing before the at', address('@example.jp'), 'address.local'],
    ['nothing after the at', address('taro@'), 'address.domain'],
    ['a domain without a dot', address('taro@example'), 'address.domain'],
    ['a domain that ends in a dot', address('taro@example.jp.'), 'address.domain'],
    ['a domain with two dots', address('taro@example..jp'), 'address.domain'],
    ['a domain that begins with a dot', address('taro@.jp'), 'address.domain'],
    ['a domain with an underscore', address('taro@exa_mple.jp'), 'address.domain'],
    ['a domain of numbers', address('taro@192.168.0.1'), 'address.domain'],
    ['Japanese letters', address('太郎@example.jp'), 'address.characters'],
    ['an accent', address('josé@example.jp'), 'address.characters'],
    ['a Japanese domain', address('taro@例え.jp'), 'address.characters'],
    ['brackets inside', address('ta(ro)@example.jp'), 'address.characters'],
    ['a space before the at', address('taro @example.jp'), 'address.space'],
    ['a space after the at', address('taro@ example.jp'), 'address.space'],
    ['a full-width space inside', address('ta　ro@example.jp'), 'address.space'],
    ['a name with the address', address('Taro <taro@example.jp>'), 'address.named'],
    ['mailto before it', address('mailto:taro@example.jp'), 'address.mailto'],
    ['a line break inside', address('taro@example.jp\r\nBcc: x@example.jp'), 'address.control'],
    ['65 signs before the at', address(`${'a'.repeat(65)}@example.jp`), 'address.local-long'],
    [
      '255 signs',
      address(`${'a'.repeat(61)}@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.example.jp`),
      'address.too-long',
    ],
    ['two dots before the at', address('ta..ro@example.jp'), 'address.dots'],
    ['a dot right before the at', address('taro.@example.jp'), 'address.dots'],
    ['our own address', address('entry@mail.example.jp'), 'address.own'],
    ['no topic', topics(), 'topics.none'],
    ['a topic that ended', topics('law', 'no-such-topic'), 'topics.unknown'],
    ['a reminder without a date', topics('stay-expiry'), 'stay.empty'],
    ['30 February', date('2026', '2', '30'), 'stay.impossible'],
    ['month 13', date('2026', '13', '1'), 'stay.impossible'],
    ['a year of another era', date('平成8', '4', '1'), 'stay.impossible'],
    ['today', date('2025', '11', '20'), 'stay.past'],
    ['a date of last year', date('2024', '11', '20'), 'stay.past'],
    ['a date 40 years on', date('2065', '1', '1'), 'stay.far'],
  ] as [string, Pressed, ...Code[]][]
).map(([what, fields, ...codes]) => ({ what, fields, codes }));

describe.each([...languages])('The form in %s', (language) => {
  it.each(ways)('filled in with $what', async ({ fields, codes }) => {
    const { v, state } = forms[language];
    const page = await v.post(`/m/${language}_entry`, { ...state, ...fields, go: 'check' });
    expect(page.status).toBe(422);
    for (const code of codes) {
      const sentence = stripReadings(pageWords[language].errors[code]);
      expect(page.text).toContain(sentence);
      // Once in the summary, once at the field.
      expect(page.text.split(sentence).length).toBeGreaterThan(2);
    }
    expect(page.text.match(/FBK\d\d\dE/g)!.length).toBe(codes.length * 2);
    for (const code of [fields.topic ?? []].flat().filter((topic) => topic !== 'no-such-topic'))
      expect(page.html).toMatch(new RegExp(`value="${code}"[^>]* checked`));
  });
});

it('there are at least 120 of them', () => expect(ways.length * languages.length).toBeGreaterThanOrEqual(120));
