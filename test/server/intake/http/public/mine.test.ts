/** What is stored about a reader: shown in words behind the change link, sent as an address for a day, erased on a press and confirmed by mail. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Language, languages } from '../../../../../server/contract/codes.ts';
import { pageWords } from '../../../../../server/languages/words.ts';
import { stripReadings } from '../../../../../server/letters/furigana.ts';
import { type TestApp, testApp } from '../../../../support/app.ts';
import { pathOf, register, visitor } from '../../../../support/visitor.ts';

let app: TestApp;
beforeAll(async () => {
  app = await testApp({ LIMIT_FORMS_NETWORK_HOUR: '0' });
});
afterAll(() => app.stop());

const letterTo = async (email: string, type: string) => {
  await app.settle();
  return (await app.letters()).filter((l) => l.to === email && l.type === type).at(-1);
};
const reader = async (email: string, language: Language) => {
  await register(app.url, { email, language, topics: ['law'] });
  const letter = (await letterTo(email, 'nl-registration-complete'))!;
  const change = pathOf(letter.variables.change_url);
  return { change, mine: change.replace('/change/', '/mine/'), leave: pathOf(letter.variables.unsubscribe_url) };
};
const count = async (table: string) => Number((await app.ground.db.knex(table).count('* as n').first())!.n);

const title = { ja: '保存している情報', plja: 'あなたの情報', en: 'What is stored about you' };
const consents = { ja: '承諾の記録', plja: '承諾する', en: 'Records of your consent' };

/** Of the mail of completion, and of the one that brought the link. */
const subjects = {
  ja: ['登録完了のお知らせ', '保存している情報のお知らせ'],
  plja: ['登録(とうろく)できました', 'あなたの情報(じょうほう)です'],
  en: ['Your registration is complete', 'What we store about you'],
};

describe.each([...languages])('In %s', (language) => {
  it('it is shown in words, and changes nothing by being looked at', async () => {
    const email = `shown-${language}@example.jp`;
    const r = await reader(email, language);
    expect((await visitor(app.url).open(r.change)).html).toContain(`href="${r.mine}?lang=${language}"`);
    const page = await visitor(app.url).open(r.mine);
    expect(page.status).toBe(200);
    expect(page.text).toContain(title[language]);
    expect(page.text).toContain(email);
    expect(page.text).toContain(consents[language]);
    expect(await letterTo(email, 'nl-own-data')).toBeUndefined();
  });

  it('it comes by mail as an address that opens a page and a file for a day', async () => {
    const email = `sent-${language}@example.jp`;
    const r = await reader(email, language);
    const v = visitor(app.url);
    await v.open(r.mine);
    expect((await v.press('send')).status).toBe(200);
    const letter = (await letterTo(email, 'nl-own-data'))!;
    expect(letter.languages).toBe(language);
    const path = pathOf(letter.variables.data_url);
    const page = await visitor(app.url).open(path);
    expect(page.text).toContain(email);
    // In words: the file has the codes.
    const law = (await app.running.parts.topics.list())
      .flatMap((group) => group.choices)
      .find(({ code }) => code === 'law')!;
    expect(page.text).toContain(stripReadings(law.name[language]));
    expect(page.text).toContain(pageWords[language].name);
    expect(page.text).not.toMatch(/nl-|accepted|waiting|planned/);
    expect(page.text).toContain(stripReadings(pageWords[language].mine.fates.waits));
    for (const subject of subjects[language]) expect(page.text).toContain(subject);
    expect(page.text).not.toContain('(ねん)');
    expect(page.html).toContain(`href="${path}/json"`);
    const file = await fetch(`${app.url}${path}/json`);
    expect(file.headers.get('content-disposition')).toContain('attachment');
    const data = (await file.json()) as { address: string; topics: string[]; consents: unknown[]; letters: unknown[] };
    expect(data).toMatchObject({ address: email, topics: ['law'] });
    expect([data.consents.length, data.letters.length]).toEqual([1, 2]);
    // Codes and links of letters are nothing to hand out.
    expect(JSON.stringify(data)).not.toContain('/m/my-data/');
    const was = app.clock.now();
    app.clock.advance(24 * 3_600_000 + 1000);
    expect((await visitor(app.url).open(path)).status).toBe(410);
    app.clock.set(new Date(was).toISOString());
  });

  it('it is erased after one more question, and the last mail says so', async () => {
    const email = `erased-${language}@example.jp`;
    const r = await reader(email, language);
    const v = visitor(app.url);
    await v.open(r.mine);
    const readers = await count('reader');
    const asked = await v.press('ask');
    expect(asked.html).toContain('value="erase"');
    expect(await count('reader')).toBe(readers);
    const fields = { ...v.hidden(), go: 'erase' };
    const done = await v.post(r.mine, fields);
    expect(done.status).toBe(200);
    expect(done.html).not.toContain(email);
    expect(await count('reader')).toBe(readers - 1);
    const left = (await app.letters()).filter((l) => l.to === email);
    expect(left.map((l) => [l.type, l.languages])).toEqual([['nl-erased', language]]);
    // Pressed twice it is one press; opened again nothing is there, and the way out still answers.
    expect((await v.post(r.mine, fields)).status).toBe(200);
    expect((await app.letters()).filter((l) => l.to === email)).toHaveLength(1);
    expect((await visitor(app.url).open(r.mine)).status).toBe(404);
    expect((await fetch(app.url + r.leave)).status).toBe(200);
  });
});

it('is behind the change link alone', async () => {
  const r = await reader('alone@example.jp', 'en');
  const unsubscribe = r.leave.split('/').at(-1)!;
  for (const token of [unsubscribe, 'a'.repeat(30), 'x'])
    for (const path of [`/m/mine/${token}`, `/m/my-data/${token}`, `/m/my-data/${token}/json`])
      expect([path, (await visitor(app.url).open(path)).status]).toEqual([path, 404]);
  const v = visitor(app.url);
  await v.open(r.mine);
  expect((await v.post(`/m/mine/${unsubscribe}`, { ...v.hidden(), go: 'erase' })).status).toBe(404);
  expect((await v.press('nothing')).status).toBe(200);
  expect(await letterTo('alone@example.jp', 'nl-erased')).toBeUndefined();
});
