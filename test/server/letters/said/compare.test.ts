/** What the languages of a bulletin say alike is compared: dates, times, numbers, links, telephone numbers, headings. */
import { describe, expect, it } from 'vitest';
import { compareLanguages, saidIn } from '../../../../server/letters/said/compare.ts';

const ja = {
  subject: '窓口の休み',
  body: '# お知らせ\n4月7日(火)は、午前9時30分から午後5時まで休みます。\n手数料は1,200円、2人までです。\n電話 03-3580-4111\nhttps://www.moj.go.jp/isa/',
};
const plja = {
  subject: '窓口(まどぐち)の休(やす)み',
  body: '# お知(し)らせ\n4月(がつ)7日(なのか) 火曜日(かようび)は、午前(ごぜん)9時(じ)30分(ぷん)から午後(ごご)5時(じ)まで休(やす)みます。\n1,200円(えん)です。2人(ふたり)までです。\n電話(でんわ) 03-3580-4111\nhttps://www.moj.go.jp/isa/',
};
const en = {
  subject: 'Counter closed',
  body: '# Notice\nThe counter is closed on Tuesday, April 7, from 9:30 a.m. to 5 p.m.\nThe fee is 1,200 yen for up to two people.\nPhone +81-3-3580-4111\nhttps://www.moj.go.jp/isa/',
};
const told = (texts: Parameters<typeof compareLanguages>[0]) =>
  Object.entries(compareLanguages(texts)).flatMap(([l, all]) => all.map((f) => `${l} ${f.rule} ${f.found}`));

describe('languages that say the same', () => {
  it('are let through', () => {
    expect(told({ ja, plja, en })).toEqual([]);
    expect(told({ ja })).toEqual([]);
    expect(told({})).toEqual([]);
  });
});

describe('what one lacks or has alone is told', () => {
  it.each([
    ['another day', 'April 7', 'April 8', ['en languages.lack 4/7', 'en languages.more 4/8']],
    ['another hour', '5 p.m.', '6 p.m.', ['en languages.lack 17:00', 'en languages.more 18:00']],
    ['another number', '1,200', '1,300', ['en languages.lack 1200', 'en languages.more 1300']],
    ['a link that is missing', '\nhttps://www.moj.go.jp/isa/', '', ['en languages.lack https://www.moj.go.jp/isa/']],
    [
      'a telephone number',
      '+81-3-3580-4111',
      '+81-3-3580-4112',
      ['en languages.lack 0335804111', 'en languages.more 0335804112'],
    ],
    ['a heading that is missing', '# Notice\n', '', ['en languages.headings 1 / 0']],
  ])('%s', (_says, from, to, findings) => {
    expect(told({ ja, plja, en: { ...en, body: en.body.replace(from, to) } })).toEqual(findings);
  });

  it('between plain Japanese and English when there is no Japanese', () => {
    expect(told({ plja, en: { ...en, body: en.body.replace('7', '9') } })).toEqual([
      'en languages.lack 4/7',
      'en languages.more 4/9',
    ]);
  });
});

it('a half hour, noon and a count of ten thousand have one form', () => {
  expect([...saidIn('午後1時半と正午、5万円')].sort()).toEqual(['number 50000', 'time 12:00', 'time 13:30']);
  expect([...saidIn('1:30 p.m. and 12 noon, 50,000 yen')].filter((s) => !s.startsWith('word')).sort()).toEqual(
    expect.arrayContaining(['number 50000', 'time 12:00', 'time 13:30']),
  );
});
