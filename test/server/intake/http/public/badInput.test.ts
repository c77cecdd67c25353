/** Bad input: each gets a clear page with its number, and nothing is registered. */
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sealState } from '../../../../../server/lib/seal.ts';
import { type TestApp, testApp } from '../../../../support/app.ts';
import { fillIn, pathOf, register, visitor } from '../../../../support/visitor.ts';

let app: TestApp;
beforeAll(async () => {
  app = await testApp({ LIMIT_FORMS_NETWORK_HOUR: '0', LIMIT_MAILS_ADDRESS_DAY: '0' });
});
afterAll(() => app.stop());

const count = async () => Number((await app.ground.db.knex('reader').count('id as n').first())!.n);
const tomorrow = { year: '2025', month: '11', day: '21' };

describe('Bad input', () => {
  it.each([
    ['an empty address', '', 'FBK001E', 'メールアドレスを書いてください'],
    [
      'an address of 255 characters',
      `${'a'.repeat(61)}@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.example.jp`,
      'FBK012E',
      '254文字以内',
    ],
    ['two @', 'a@b@example.jp', 'FBK013E', '「@」を1つだけ'],
    ['no @', 'taro.example.jp', 'FBK014E', '「@」を入れてください'],
    ['a line break with a forged header', 'a@example.jp\r\nBcc: b@example.jp', 'FBK015E', '見えない文字'],
    ['letters that are not plain Latin', '見本@example.jp', 'FBK011E', '半角の英数字'],
    ['two dots at a provider that never allowed them', 'a..b@example.jp', 'FBK016E', '「.」の位置'],
    ['a domain without a dot', 'a@localhost', 'FBK017E', '「@」の後ろ'],
    ['nothing before the @', '@example.jp', 'FBK018E', '「@」の前'],
  ])('refuses %s', async (_what, email, id, words) => {
    const page = await fillIn(visitor(app.url), { email, topics: ['permanent'] });
    expect(page.status).toBe(422);
    expect(page.html).toContain('<title>エラー：');
    expect(page.text).toContain(id);
    expect(page.text).toContain(words);
    expect(page.html).toContain('aria-invalid="true"');
    expect(page.html).toContain('href="#email"');
    expect(page.html).toMatch(/value="permanent"[^>]* checked/);
  });

  it.each([
    ['no topic', [] as string[], {}, 'FBK002E'],
    ['a topic that does not exist', ['permanent', 'no-such'], {}, 'FBK005E'],
    ['a reminder without its date', ['stay-expiry'], {}, 'FBK003E'],
    ['a date that does not exist', ['stay-expiry'], { year: '2026', month: '2', day: '30' }, 'FBK111E'],
    ['half a date', ['stay-expiry'], { year: '2026', month: '', day: '' }, 'FBK111E'],
    ['a date that has passed', ['stay-expiry'], { year: '2025', month: '11', day: '19' }, 'FBK112E'],
    ['a date in the far future', ['stay-expiry'], { year: '2062', month: '4', day: '1' }, 'FBK113E'],
  ])('refuses %s', async (_what, topics, more, id) => {
    const page = await fillIn(visitor(app.url), { email: 'a@example.jp', topics, more });
    expect(page.status).toBe(422);
    expect(page.text).toContain(id);
  });

  it('names every mistake at once', async () => {
    const page = await fillIn(visitor(app.url), { email: '', topics: [] });
    expect(page.text).toContain('FBK001E');
    expect(page.text).toContain('FBK002E');
  });

  it('takes a date in full-width digits', async () => {
    const page = await fillIn(visitor(app.url), {
      email: 'a@example.jp',
      topics: ['stay-expiry'],
      more: { ...tomorrow, year: '２０２５' },
    });
    expect(page.text).toContain('2025年11月21日');
  });

  it('goes on to nothing while the terms are not accepted', async () => {
    const before = await count();
    const v = visitor(app.url);
    for (const go of ['check', 'register', 'edit']) {
      await v.open('/m/ja_entry');
      const page = await v.press(go, { email: 'a@example.jp', topic: 'permanent' });
      expect(page.status).toBe(422);
      expect(page.text).toContain('FBK256E');
      expect(page.text).toContain('承諾する');
    }
    await app.settle();
    expect(await count()).toBe(before);
  });

  it('does not register what was never on the check page', async () => {
    const before = await count();
    const v = visitor(app.url);
    await v.open('/m/ja_entry');
    await v.press('accept');
    const page = await v.press('register', { email: 'skip@example.jp', topic: 'permanent' });
    expect(page.text).toContain('入力内容の確認');
    await app.settle();
    expect(await count()).toBe(before);
  });

  it('refuses a form that is damaged, forged, of another page, or older than a day', async () => {
    const v = visitor(app.url);
    await fillIn(v, { email: 'stale@example.jp', topics: ['permanent'] });
    const state = String(v.hidden().state);
    const forged = sealState(app.ground.ring, 'another form', { consent: true });
    for (const bad of ['', 'x', `${state.slice(0, -2)}AA`, forged]) {
      const page = await v.post('/m/ja_entry', { state: bad, go: 'register' });
      expect(page.status).toBe(400);
      expect(page.text).toContain('FBK501E');
    }
    const aside = await testApp();
    const other = visitor(aside.url);
    await fillIn(other, { email: 'stale@example.jp', topics: ['permanent'] });
    aside.clock.advance(24 * 3_600_000 + 1);
    const late = await other.press('register');
    await aside.stop();
    expect(late.text).toContain('FBK501E');
  });

  it('tells a program that fills in everything what it wants to hear, and does nothing', async () => {
    const before = await count();
    const v = visitor(app.url);
    await v.open('/m/ja_entry');
    await v.press('accept');
    const page = await v.press('check', { email: 'robot@example.jp', topic: 'permanent', fbk_note: 'buy' });
    expect(page.text).toContain('受け付けました');
    await app.settle();
    expect(await count()).toBe(before);
  });

  it('answers a body of 50 MB with a page and goes on', async () => {
    const answer = await fetch(`${app.url}/m/ja_entry`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new Blob([new Uint8Array(50_000_000)]),
    });
    expect(answer.status).toBe(413);
    expect(await answer.text()).toContain('FBK502E');
    expect((await visitor(app.url).open('/m/ja_entry')).status).toBe(200);
  });

  it('answers a body without a length as soon as it is too large', async () => {
    const chunk = new Uint8Array(10_000);
    let sent = 0;
    const body = new ReadableStream({
      pull(controller) {
        if (sent++ > 30) controller.close();
        else controller.enqueue(chunk);
      },
    });
    const answer = await fetch(`${app.url}/m/ja_entry`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body,
      duplex: 'half',
    } as RequestInit);
    expect(answer.status).toBe(413);
  });

  it('refuses other kinds of body and broken multipart', async () => {
    const json = await visitor(app.url).post('/m/ja_entry', {}, { 'content-type': 'application/json' });
    expect([400, 415]).toContain(json.status);
    const answer = await fetch(`${app.url}/m/ja_entry`, {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
      body: '--x\r\nbroken',
    });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('FBK503E');
  });

  it('refuses 10,000 headers and lives on', async () => {
    const port = Number(new URL(app.url).port);
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      let text = '';
      socket.on('data', (d) => {
        text += d;
      });
      socket.on('close', () => resolve(text));
      socket.on('error', () => resolve(text));
      socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n');
      socket.write(`${Array.from({ length: 10_000 }, (_, n) => `X-${n}: y`).join('\r\n')}\r\n\r\n`);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d/);
    expect((await visitor(app.url).open('/')).status).toBe(200);
  });

  it('escapes what people typed', async () => {
    const page = await fillIn(visitor(app.url), { email: '"><script>alert(1)</script>@example.jp', topics: [] });
    expect(page.html.match(/<script/g)).toHaveLength(1);
    expect(page.html).toContain('&lt;script&gt;');
  });

  it('shows a token of another purpose what it is for, and does nothing', async () => {
    await register(app.url, { email: 'purpose@example.jp' });
    await app.settle();
    const letter = (await app.letters()).find((l) => l.to === 'purpose@example.jp')!;
    const change = pathOf(letter.variables.change_url).split('/').at(-1)!;
    const unsubscribe = pathOf(letter.variables.unsubscribe_url).split('/').at(-1)!;
    for (const [path, go] of [
      [`/m/unsubscribe/${change}`, 'unsubscribe'],
      [`/m/one-click/${change}`, 'unsubscribe'],
      [`/m/change/${unsubscribe}`, 'save'],
    ] as const)
      for (const page of [
        await visitor(app.url).open(path),
        await visitor(app.url).post(path, { go, 'List-Unsubscribe': 'One-Click' }),
      ]) {
        expect(page.status).toBe(404);
        expect(page.text).toContain('FBK303E');
      }
    for (const path of [`/m/confirm/${change}`, `/m/address/${change}`, `/m/entry/ja/${change}`])
      expect((await visitor(app.url).open(path)).text).toContain('FBK302E');
    const row = await app.ground.db.knex('reader').orderBy('id', 'desc').first();
    expect(row.state).toBe('active');
  });

  it('answers an unknown page below /m in words', async () => {
    const page = await visitor(app.url).open('/m/nothing/here', { 'accept-language': 'en' });
    expect(page.status).toBe(404);
    expect(page.text).toContain('FBK601E');
    expect(page.text).toContain('Page not found');
  });
});
