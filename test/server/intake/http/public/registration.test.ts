/** Registration over real HTTP, in the seed's order: terms, input, check, done. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listConsents } from '../../../../../server/store/consents.ts';
import type { ReaderRow } from '../../../../../server/store/readers.ts';
import { type TestApp, testApp } from '../../../../support/app.ts';
import { fillIn, pathOf, register, visitor } from '../../../../support/visitor.ts';

let app: TestApp;
beforeAll(async () => {
  app = await testApp({ LIMIT_FORMS_NETWORK_HOUR: '0' });
});
afterAll(() => app.stop());

const readers = () => app.ground.db.knex('reader').orderBy('id') as Promise<ReaderRow[]>;
const lettersTo = async (email: string) => (await app.letters()).filter((l) => l.to === email);

describe('Registration on the web', () => {
  it.each([
    ['ja', '利用規約の確認', '承諾する', '確認する', '登録する', '登録の申込みを受け付けました'],
    ['plja', '約束を読んでください', '承諾する', '確かめる', '登録する', '申し込みを受け付けました'],
    ['en', 'Read the terms of use', 'I accept', 'Review', 'Register', 'We have received your request'],
  ])('leads through terms, input, check and done in %s', async (language, terms, accept, check, press, done) => {
    const v = visitor(app.url);
    const email = `mihon-${language}@example.jp`;
    const first = await v.open(`/m/${language}_entry`);
    expect(first.status).toBe(200);
    expect(first.text).toContain(terms);
    expect(first.text).toContain(accept);
    const input = await v.press('accept');
    expect(input.text).toContain(check);
    const checking = await v.press('check', { email, topic: ['permanent', 'bureau-tokyo'] });
    expect(checking.text).toContain(email);
    expect(checking.text).toContain(press);
    const last = await v.press('register');
    expect(last.status).toBe(200);
    expect(last.text).toContain(done);
    expect(last.text).toContain(email);
    await app.settle();
    const [letter] = await lettersTo(email);
    expect(letter).toMatchObject({ type: 'nl-registration-complete', languages: language });
    expect(letter!.variables.expires_on).toBe('2026-02-18');
  });

  it('records who agreed to what, when, in which language and from where, and keeps the texts', async () => {
    await register(app.url, { email: 'consent@example.jp', language: 'en' });
    await app.settle();
    const reader = (await readers()).at(-1)!;
    const [consent, ...more] = await listConsents(app.ground.db, reader.id);
    expect(more).toEqual([]);
    expect(consent).toMatchObject({ source: 'form', language: 'en', consented_at: app.clock.now() });
    expect(consent!.network!.length).toBeGreaterThan(31);
    for (const [kind, revision] of [
      ['terms', consent!.terms_version],
      ['screen', consent!.screen_version],
    ])
      expect(await app.ground.db.knex('text_revision').where({ kind, revision }).first()).toBeTruthy();
  });

  it('keeps everything when the reader goes back to correct', async () => {
    const v = visitor(app.url);
    await fillIn(v, {
      email: 'back@example.jp',
      topics: ['student', 'stay-expiry'],
      more: { year: '2027', month: '4', day: '10' },
    });
    const back = await v.press('edit');
    expect(back.html).toContain('value="back@example.jp"');
    expect(back.html).toMatch(/value="student"[^>]* checked/);
    expect(back.html).toMatch(/name="year"[^>]* value="2027"/);
    expect(back.html).not.toMatch(/value="permanent"[^>]* checked/);
  });

  it('keeps what was typed when the language is switched', async () => {
    const v = visitor(app.url);
    await v.open('/m/ja_entry');
    await v.press('accept');
    const page = await v.post('/m/en_entry', {
      ...v.hidden(),
      go: 'stay',
      email: 'switch@example.jp',
      topic: ['family'],
    });
    expect(page.html).toContain('lang="en"');
    expect(page.html).toContain('value="switch@example.jp"');
    expect(page.html).toMatch(/value="family"[^>]* checked/);
  });

  it('ticks topics of the address in advance and still asks for consent', async () => {
    const v = visitor(app.url);
    const terms = await v.open('/m/ja_entry?topic=visa-coe,no-such-topic');
    expect(terms.text).toContain('承諾する');
    const input = await v.press('accept');
    expect(input.html).toMatch(/value="visa-coe"[^>]* checked/);
    expect(input.html.match(/ checked/g)).toHaveLength(1);
  });

  it('ticks all of a group by one button, and unticks it by the next press', async () => {
    const v = visitor(app.url);
    await v.open('/m/ja_entry');
    await v.press('accept');
    const all = await v.press('all:online', { email: '', topic: ['permanent'] });
    expect(all.html.match(/ checked/g)).toHaveLength(4);
    const none = await v.press('all:online', {
      topic: ['permanent', 'online-application', 'online-notification', 'online-maintenance'],
    });
    expect(none.html.match(/ checked/g)).toHaveLength(1);
  });

  it('takes full-width letters of a phone and shows them converted', async () => {
    const v = visitor(app.url);
    const page = await fillIn(v, { email: ' ｍｉｈｏｎ＠ｅｘａｍｐｌｅ．ｊｐ\u200b', topics: ['permanent'] });
    expect(page.text).toContain('mihon@example.jp');
  });

  it('takes the old addresses of carriers with their dots as they are', async () => {
    await register(app.url, { email: 'a..b.@docomo.ne.jp' });
    await app.settle();
    expect((await lettersTo('a..b.@docomo.ne.jp')).map((l) => l.type)).toEqual(['nl-registration-complete']);
  });

  it('registers once when the last button is pressed twice, and shows the same page', async () => {
    const v = visitor(app.url);
    await fillIn(v, { email: 'twice@example.jp', topics: ['permanent'] });
    const form = { ...v.hidden(), go: 'register' };
    const pages = await Promise.all([v.post('/m/ja_entry', form), v.post('/m/ja_entry', form)]);
    expect(pages.map((p) => p.status)).toEqual([200, 200]);
    expect(pages[0]!.html).toBe(pages[1]!.html);
    await app.settle();
    expect(await lettersTo('twice@example.jp')).toHaveLength(1);
  });

  it('changes nothing for an active address and sends only the note that it is registered', async () => {
    await register(app.url, { email: 'known@example.jp', topics: ['student'] });
    await app.settle();
    await register(app.url, { email: 'Known@EXAMPLE.jp', topics: ['family'], language: 'en' });
    await app.settle();
    expect((await lettersTo('known@example.jp')).map((l) => l.type)).toEqual([
      'nl-registration-complete',
      'nl-already-registered',
    ]);
    const link = (await lettersTo('known@example.jp')).at(-1)!.variables.change_url;
    const page = await visitor(app.url).open(pathOf(link));
    expect(page.html).toMatch(/value="student"[^>]* checked/);
    expect(page.html).not.toMatch(/value="family"[^>]* checked/);
  });

  it('opens no page by GET or HEAD that changes anything', async () => {
    const before = await readers();
    for (const method of ['GET', 'HEAD'])
      await fetch(`${app.url}/m/ja_entry?go=register&email=get@example.jp&topic=permanent`, { method });
    await app.settle();
    expect(await readers()).toEqual(before);
  });

  it('of a known address in another language brings a mail in both, whose first link uses the new choices', async () => {
    const email = 'second-language@example.jp';
    await register(app.url, { email, topics: ['student'] });
    await app.settle();
    const neutral = await register(app.url, { email, language: 'en', topics: ['law'] });
    expect(neutral.text).not.toMatch(/complete/);
    await app.settle();
    const letter = (await lettersTo(email)).at(-1)!;
    expect(letter).toMatchObject({ type: 'nl-already-registered', languages: 'en,ja' });
    const reader = (await readers()).at(-1)!;
    expect(reader.language).toBe('ja');
    const path = pathOf(letter.variables.choices_url);
    const v = visitor(app.url);
    const page = await v.open(path);
    expect(page.text).toContain('Use the new choices');
    expect(page.text).toContain('English');
    expect((await readers()).at(-1)!.language).toBe('ja');
    const done = await v.press('choices');
    expect(done.text).toContain('Your changes are saved');
    expect((await readers()).at(-1)!).toMatchObject({ id: reader.id, language: 'en' });
    expect((await listConsents(app.ground.db, reader.id)).length).toBe(2);
    await app.settle();
    expect((await lettersTo(email)).at(-1)).toMatchObject({ type: 'nl-change-complete', languages: 'en' });
    expect((await v.open(path)).text).toContain('This is done already');
  });

  it('with the end of a period of stay is mailed with the days of the reminders, or that it is too near', async () => {
    const more = (year: string, month: string, day: string) => ({ year, month, day });
    await register(app.url, { email: 'stay-far@example.jp', topics: ['stay-expiry'], more: more('2026', '5', '29') });
    await register(app.url, { email: 'stay-near@example.jp', topics: ['stay-expiry'], more: more('2025', '11', '26') });
    await app.settle();
    const [far] = await lettersTo('stay-far@example.jp');
    const [near] = await lettersTo('stay-near@example.jp');
    expect((far!.variables.reminders as Record<string, string[]>).ja).toEqual([
      expect.stringContaining('2026年2月28日'),
      expect.stringContaining('2026年5月15日'),
    ]);
    expect([far!.variables.stay_near, near!.variables.stay_near, near!.variables.reminders]).toEqual([
      undefined,
      '2025-11-26',
      undefined,
    ]);
  });

  it('sets one cookie for half an hour, which no script can read, and needs none itself', async () => {
    const page = await visitor(app.url).open('/m/ja_entry');
    expect(page.headers.getSetCookie()).toEqual([
      expect.stringMatching(
        /^__Host-fumibako-form=[a-z2-7]{32}; Path=\/; Max-Age=1800; Secure; HttpOnly; SameSite=Lax$/,
      ),
    ]);
    expect(page.html).not.toContain('<script');
    expect(page.html).not.toContain('style=');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  });
});
