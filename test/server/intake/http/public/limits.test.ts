/** Limits say when to come back, in the reader's language. */
import { afterEach, describe, expect, it } from 'vitest';
import { type TestApp, testApp } from '../../../../support/app.ts';
import { fillIn, register, visitor } from '../../../../support/visitor.ts';

let app: TestApp;
afterEach(() => app.stop());

describe('Limits', () => {
  it('stop a network after its forms of an hour and let it in again when the page said', async () => {
    app = await testApp({ LIMIT_FORMS_NETWORK_HOUR: '2' });
    await register(app.url, { email: 'a@example.jp' });
    await register(app.url, { email: 'b@example.jp' });
    const v = visitor(app.url);
    await fillIn(v, { email: 'c@example.jp', topics: ['permanent'], language: 'en' });
    const page = await v.press('register');
    expect(page.status).toBe(429);
    expect(page.text).toContain('FBK401E');
    expect(page.text).toContain('11:01 a.m. (Japan time)');
    const wait = Number(page.headers.get('retry-after'));
    expect(wait).toBeGreaterThan(3590);
    expect(wait).toBeLessThanOrEqual(3620);
    app.clock.advance(wait * 1000);
    expect((await v.press('register', {})).status).toBe(400);
    expect((await register(app.url, { email: 'c@example.jp' })).status).toBe(200);
  });

  it('stop mails to one address after three in a day, known or not, on every form', async () => {
    app = await testApp();
    for (let n = 0; n < 3; n++) {
      expect((await register(app.url, { email: 'target@example.jp' })).status).toBe(200);
      app.clock.advance(3_600_000);
    }
    const page = await register(app.url, { email: 'TARGET@example.jp', language: 'plja' });
    expect(page.status).toBe(429);
    expect(page.text).toContain('FBK402E');
    const v = visitor(app.url);
    await v.open('/m/reissue/ja');
    expect((await v.press('reissue', { email: 'target@example.jp' })).status).toBe(429);
    await app.settle();
    expect(await app.letters()).toHaveLength(3);
    app.clock.set('2025-11-21T10:00:02+09:00');
    expect((await register(app.url, { email: 'target@example.jp' })).status).toBe(200);
  });

  it('stop everybody when too many mails go out in an hour', async () => {
    app = await testApp({ LIMIT_MAILS_HOUR: '2' });
    await register(app.url, { email: 'a@example.jp' });
    await register(app.url, { email: 'b@example.jp' });
    const page = await register(app.url, { email: 'c@example.jp' });
    expect(page.status).toBe(429);
    expect(page.text).toContain('FBK403E');
  });

  it('are kept without an address or a network in clear', async () => {
    app = await testApp();
    await register(app.url, { email: 'clear@example.jp' });
    const rows = await app.ground.db.knex('rate_use').select('scope', 'who');
    expect(rows.map((r: { scope: string }) => r.scope).sort()).toEqual(['address', 'network', 'total']);
    for (const row of rows) expect(Buffer.from(row.who).toString('latin1')).not.toMatch(/clear|127\.0/);
  });

  it('are off when they are 0, and never keep anybody from leaving', async () => {
    app = await testApp({ LIMIT_FORMS_NETWORK_HOUR: '1', LIMIT_MAILS_ADDRESS_DAY: '0', LIMIT_MAILS_HOUR: '0' });
    await register(app.url, { email: 'free@example.jp' });
    await app.settle();
    const [letter] = await app.letters();
    const path = new URL(String(letter!.variables.unsubscribe_url)).pathname;
    expect((await visitor(app.url).post(path, { go: 'unsubscribe' })).status).toBe(200);
  });
});
