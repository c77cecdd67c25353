/** Limits say when to come back, in the reader's language. */

import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, it } from 'vitest';
import { COOKIE } from '../../../../../server/intake/http/public/browser.ts';
import { publicId } from '../../../../../server/lib/token.ts';
import { isWorked, WORK_BITS } from '../../../../../server/lib/work.ts';
import { type TestApp, testApp } from '../../../../support/app.ts';
import { fillIn, register, visitor } from '../../../../support/visitor.ts';

let app: TestApp;
const open: TestApp[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.stop();
});

const opened = async (settings: Record<string, string> = {}): Promise<TestApp> => {
  const one = await testApp(settings);
  open.push(one);
  return one;
};

describe('Limits', () => {
  it('never turn away a network: above its forms of an hour the form stays on its page and waits for its turn', async () => {
    app = await opened({ LIMIT_FORMS_NETWORK_HOUR: '2' });
    await register(app.url, { email: 'a@example.jp' });
    await register(app.url, { email: 'b@example.jp' });
    const v = visitor(app.url);
    await fillIn(v, { email: 'c@example.jp', topics: ['permanent'], language: 'en' });
    const page = await v.press('register');
    expect(page.status).toBe(429);
    expect(page.text).toContain('FBK401E');
    expect(page.text).toContain('in about 10 seconds');
    expect(page.text).toContain('c@example.jp');
    expect(page.headers.get('retry-after')).toBe('10');
    // Pressed too early, the place in the line is kept.
    app.clock.advance(4000);
    const early = await v.press('register');
    expect([early.status, early.headers.get('retry-after')]).toEqual([429, '6']);
    app.clock.advance(6000);
    expect((await v.press('register')).status).toBe(200);
    await app.settle();
    expect((await app.letters()).map((l) => l.to)).toContain('c@example.jp');
  });

  it('hand out turns one after another, each for one form and one address', async () => {
    app = await opened({ LIMIT_FORMS_NETWORK_HOUR: '1' });
    await register(app.url, { email: 'first@example.jp' });
    const held = async (email: string) => {
      const v = visitor(app.url);
      await fillIn(v, { email, topics: ['permanent'] });
      const page = await v.press('register');
      return { v, wait: Number(page.headers.get('retry-after')), ticket: String(v.hidden().ticket) };
    };
    const all = [await held('p@example.jp'), await held('q@example.jp'), await held('r@example.jp')];
    expect(all.map((one) => one.wait)).toEqual([10, 20, 30]);
    app.clock.advance(10_000);
    // A turn of somebody else, and one for another address, open nothing.
    expect((await all[2]!.v.press('register', { ticket: all[0]!.ticket })).status).toBe(429);
    expect((await all[0]!.v.press('register')).status).toBe(200);
    // Used once.
    const again = visitor(app.url);
    await fillIn(again, { email: 'p@example.jp', topics: ['permanent'] });
    await again.press('register');
    expect((await again.press('register', { ticket: all[0]!.ticket })).status).toBe(429);
    await app.settle();
    expect((await app.letters()).map((l) => l.to)).toEqual(['first@example.jp', 'p@example.jp']);
  });

  it('let through at once who has worked for it, and nobody who only says so', async () => {
    app = await opened({ LIMIT_FORMS_NETWORK_HOUR: '1' });
    await register(app.url, { email: 'first@example.jp' });
    const v = visitor(app.url);
    await fillIn(v, { email: 'works@example.jp', topics: ['permanent'] });
    const page = await v.press('register');
    const challenge = /data-challenge="([^"]+)" data-bits="15"/.exec(page.html)![1]!;
    let wrong = 0;
    while (isWorked(challenge, String(wrong))) wrong++;
    expect((await v.press('register', { work: String(wrong) })).status).toBe(429);
    const now = /data-challenge="([^"]+)"/.exec((await v.press('register')).html)![1]!;
    expect(now).toBe(challenge);
    let right = 0;
    while (!isWorked(challenge, String(right))) right++;
    expect((await v.press('register', { work: String(right) })).status).toBe(200);
  });

  it('are worked off by the page itself: its script finds what the server asks for, and presses the button', async () => {
    const source = readFileSync(new URL('../../../../../server/intake/http/public/work.js', import.meta.url), 'utf8');
    const challenge = publicId();
    const turn = { hidden: false };
    const working = { hidden: true };
    const pressed = await new Promise<string>((resolve) => {
      const form = {
        querySelector: (selector: string) => selector,
        requestSubmit: (button: string) => resolve(`${button} ${field.value}`),
      };
      const field = { dataset: { challenge, bits: String(WORK_BITS), go: 'register' }, form, value: '' };
      const document = {
        querySelector: () => field,
        getElementById: (id: string) => (id === 'turn' ? turn : working),
      };
      runInNewContext(source, { document, setTimeout });
    });
    const [button, answer] = pressed.split(' ');
    expect(button).toBe('button[name="go"][value="register"]');
    expect(isWorked(challenge, answer!)).toBe(true);
    expect([turn.hidden, working.hidden]).toEqual([true, false]);
  });

  it('count one browser for itself, and every form keeps its page: new links and changes as well', async () => {
    app = await opened({ LIMIT_FORMS_BROWSER_HOUR: '1', LIMIT_MAILS_ADDRESS_DAY: '0' });
    const cookie = { cookie: `${COOKIE}=${'a'.repeat(32)}` };
    const v = visitor(app.url);
    const send = async (email: string, more: Record<string, string> = {}) => {
      await v.open('/m/reissue/en', cookie);
      const answer = await v.post('/m/reissue/en', { ...v.hidden(), go: 'reissue', email, ...more }, cookie);
      return v.open(answer.headers.get('location')!, cookie);
    };
    expect((await send('one@example.jp')).status).toBe(200);
    const page = await send('two@example.jp');
    expect([page.status, page.headers.get('retry-after')]).toEqual([429, '10']);
    expect(page.html).toContain('value="two@example.jp"');
    app.clock.advance(10_000);
    const { ticket } = v.hidden();
    const answer = await v.post(
      '/m/reissue/en',
      { ...v.hidden(), go: 'reissue', email: 'two@example.jp', ticket: ticket! },
      cookie,
    );
    expect(answer.headers.get('location')).toContain('step=sent');
    // Another browser of the same network is not counted with it.
    const other = visitor(app.url);
    await other.open('/m/reissue/en');
    expect((await other.press('reissue', { email: 'three@example.jp' })).status).toBe(200);
  });

  it('stop mails to one address after three in a day, known or not, on every form', async () => {
    app = await opened();
    for (let n = 0; n < 3; n++) {
      expect((await register(app.url, { email: 'target@example.jp' })).status).toBe(200);
      app.clock.advance(3_600_000);
    }
    const page = await register(app.url, { email: 'TARGET@example.jp', language: 'plja' });
    expect(page.status).toBe(429);
    expect(page.text).toContain('FBK402E');
    expect(page.text).toContain('TARGET@example.jp');
    const v = visitor(app.url);
    await v.open('/m/reissue/ja');
    expect((await v.press('reissue', { email: 'target@example.jp' })).status).toBe(429);
    await app.settle();
    expect(await app.letters()).toHaveLength(3);
    app.clock.set('2025-11-21T10:00:02+09:00');
    expect((await register(app.url, { email: 'target@example.jp' })).status).toBe(200);
  });

  it('stop everybody when too many mails go out in an hour', async () => {
    app = await opened({ LIMIT_MAILS_HOUR: '2' });
    await register(app.url, { email: 'a@example.jp' });
    await register(app.url, { email: 'b@example.jp' });
    const page = await register(app.url, { email: 'c@example.jp' });
    expect(page.status).toBe(429);
    expect(page.text).toContain('FBK403E');
  });

  it('are kept without an address or a network in clear', async () => {
    app = await opened();
    await register(app.url, { email: 'clear@example.jp' });
    const rows = await app.ground.db.knex('rate_use').select('scope', 'who');
    expect(rows.map((r: { scope: string }) => r.scope).sort()).toEqual(['address', 'network', 'total']);
    for (const row of rows) expect(Buffer.from(row.who).toString('latin1')).not.toMatch(/clear|127\.0/);
  });

  it('are off when they are 0, and never keep anybody from leaving', async () => {
    app = await opened({ LIMIT_FORMS_NETWORK_HOUR: '1', LIMIT_MAILS_ADDRESS_DAY: '0', LIMIT_MAILS_HOUR: '0' });
    await register(app.url, { email: 'free@example.jp' });
    await app.settle();
    const [letter] = await app.letters();
    const path = new URL(String(letter!.variables.unsubscribe_url)).pathname;
    expect((await visitor(app.url).post(path, { go: 'unsubscribe' })).status).toBe(200);
  });
});
