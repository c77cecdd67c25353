/** The built-in mailbox over HTTP: what scripts read, what a page may do, and that production has none. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkMail } from '../../../../server/intake/http/mailbox/checks.ts';
import { type MailboxDoor, mailboxRoutes } from '../../../../server/intake/http/mailbox.ts';
import { type HttpDoor, httpDoor } from '../../../../server/intake/http/server.ts';
import { fixedClock } from '../../../../server/lib/clock.ts';
import { openLog } from '../../../../server/lib/log.ts';
import { type MailboxStore, type NewMailboxMail, openMailboxStore } from '../../../../server/store/mailbox.ts';
import { testApp } from '../../../support/app.ts';
import { type Sink, startSink } from '../../../support/recordingSink.ts';

const head = [
  'From: =?UTF-8?B?6KaL5pys?= <no-reply@mail.example.jp>',
  'To: sample@example.jp',
  'Subject: =?UTF-8?B?6KaL5pys?=',
  'Date: Wed, 01 Apr 2026 10:00:00 +0900',
  'Message-ID: <a@mail.example.jp>',
  'MIME-Version: 1.0',
  'List-Id: <newsletter.mail.example.jp>',
  'List-Unsubscribe: <https://mail.example.jp/m/one-click/x>,',
  ' <mailto:unsubscribe+x@mail.example.jp>',
  'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
];
const mail = (over: Partial<NewMailboxMail> = {}): NewMailboxMail => ({
  at: Date.UTC(2026, 3, 1, 1),
  to: 'sample@example.jp',
  from: 'no-reply@mail.example.jp',
  returnPath: 'bounce+x@mail.example.jp',
  subject: '見本',
  text: '見本の本文\n',
  html: '<html><head><title>x</title></head><body><script>alert(1)</script>見本</body></html>',
  raw: Buffer.from(`${head.join('\r\n')}\r\n\r\nbody\r\n`),
  type: 'bulletin',
  languages: 'ja',
  cause: 'bulletin:1',
  reference: null,
  letter: null,
  keyType: 'live',
  ...over,
});

let folder: string;
let store: MailboxStore;
let door: HttpDoor;
let mailbox: MailboxDoor;
let sink: Sink;
let url: string;
let entry: { port: number; domain: string } | null;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fumibako-mailbox-'));
  store = await openMailboxStore(join(folder, 'mailbox.db'), 100);
  sink = await startSink();
  entry = { port: sink.port, domain: 'mail.example.jp' };
  mailbox = mailboxRoutes({
    store,
    clock: fixedClock('2026-04-01T10:00:00+09:00'),
    entry: () => entry,
    cameBack: async () => null,
  });
  door = httpDoor({ routers: [mailbox.router], log: openLog('silent', 'test'), proxies: 0 });
  url = `http://127.0.0.1:${await door.listen(0, '127.0.0.1', false)}`;
});
afterEach(async () => {
  mailbox.close();
  await door.close();
  await store.close();
  await sink.close();
  rmSync(folder, { recursive: true, force: true });
});
const get = (path: string) => fetch(url + path);
const api = async (path: string) => (await get(`/mailbox/api${path}`)).json();

describe('the mailbox', () => {
  it('answers scripts with mails, newest first, in exactly the agreed shape', async () => {
    await store.put([mail({ to: 'first@example.jp' }), mail()]);
    const all = await api('/messages');
    expect(all.map((m: { to: string }) => m.to)).toEqual(['sample@example.jp', 'first@example.jp']);
    expect(await api('/messages?limit=1')).toHaveLength(1);
    const [one] = await api('/messages?to=sample@example.jp');
    expect(Object.keys(one)).toEqual(['id', 'to', 'from', 'subject', 'date', 'text', 'html', 'headers']);
    expect(one).toMatchObject({
      from: 'no-reply@mail.example.jp',
      subject: '見本',
      date: '2026-04-01T10:00:00+09:00',
    });
    expect(one.headers['list-unsubscribe']).toEqual([
      '<https://mail.example.jp/m/one-click/x>, <mailto:unsubscribe+x@mail.example.jp>',
    ]);
  });

  it('gives the raw mail as it would have left, also by `latest`', async () => {
    await store.put([mail()]);
    const answer = await get('/mailbox/api/messages/latest.eml');
    expect(answer.headers.get('content-type')).toBe('message/rfc822');
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(mail().raw);
    expect((await api('/messages/latest')).to).toBe('sample@example.jp');
    expect((await get('/mailbox/api/messages/nothing')).status).toBe(404);
  });

  it('shows HTML apart: no script, nothing from outside, only within this page', async () => {
    await store.put([mail()]);
    const answer = await get('/mailbox/view/latest.html');
    const policy = answer.headers.get('content-security-policy')!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain('sandbox allow-popups allow-popups-to-escape-sandbox');
    expect(policy).not.toMatch(/script-src|allow-scripts|allow-same-origin/);
    expect(await (await get('/mailbox/view/latest.txt')).text()).toBe('見本の本文\n');
  });

  it('serves its page and every part the page asks for', async () => {
    const page = await (await get('/mailbox')).text();
    for (const [, path] of page.matchAll(/(?:href|src)="(\/mailbox\/assets\/[^"]+)"/g))
      expect((await get(path!)).status).toBe(200);
    const script = await (await get('/mailbox/assets/mailbox.mjs')).text();
    for (const [, name] of script.matchAll(/from '\.\/([^']+)'/g))
      expect((await get(`/mailbox/assets/${name}`)).status).toBe(200);
    expect((await get('/mailbox/assets/..%2fmailbox.ts')).status).toBe(404);
  });

  it('lets no page of another site delete or send', async () => {
    await store.put([mail()]);
    const foreign = { origin: 'https://evil.example' };
    expect((await fetch(`${url}/mailbox/api/messages`, { method: 'DELETE', headers: foreign })).status).toBe(403);
    expect(
      (await fetch(`${url}/mailbox/api/empty-mail`, { method: 'POST', headers: foreign, body: '{}' })).status,
    ).toBe(403);
    expect((await store.state()).total).toBe(1);
    expect((await fetch(`${url}/mailbox/api/messages`, { method: 'DELETE', headers: { origin: url } })).status).toBe(
      200,
    );
    expect((await store.state()).total).toBe(0);
  });

  it('hands an empty mail to the mail entry over a real connection', async () => {
    const send = (body: object) =>
      fetch(`${url}/mailbox/api/empty-mail`, { method: 'POST', body: JSON.stringify(body) });
    const answer = await (await send({ from: 'ＳＡＭＰＬＥ@example.jp', language: 'plja' })).json();
    expect(answer).toEqual({ to: 'entry-plja@mail.example.jp', code: 250, reply: '250 2.0.0 Ok: queued' });
    expect(sink.mails).toMatchObject([{ from: 'SAMPLE@example.jp', to: 'entry-plja@mail.example.jp' }]);
    expect((await send({ from: 'not an address' })).status).toBe(422);
    entry = null;
    expect((await send({ from: 'sample@example.jp' })).status).toBe(409);
  });

  it('tells open pages about new mail within a second', async () => {
    const answer = await get('/mailbox/api/events');
    const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
    let heard = '';
    const hear = (async () => {
      while (!heard.includes('"total":1')) heard += (await reader.read()).value ?? '';
    })();
    await store.put([mail()]);
    const late = new Promise((_, fail) => setTimeout(() => fail(new Error('nothing heard')), 10_000));
    await Promise.race([hear, late]);
    expect(heard).toContain('"unread":1');
    await reader.cancel();
  });

  it('checks the way out of a newsletter mail', async () => {
    await store.put([mail()]);
    const codes = (over: Partial<NewMailboxMail>) =>
      checkMail({ ...mail(over), id: 'x', seq: 1, read: false, size: 1 })
        .filter((c) => c.level === 'bad')
        .map((c) => c.code);
    expect(codes({})).toEqual([]);
    const without = (name: string) =>
      Buffer.from(`${head.filter((l) => !l.startsWith(name)).join('\r\n')}\r\n\r\nbody\r\n`);
    expect(codes({ raw: without('List-Unsubscribe-Post') })).toEqual(['unsubscribe.no-one-click']);
    expect(codes({ raw: without('Message-ID') })).toEqual(['header.not-once']);
    expect(codes({ raw: Buffer.from(`${head.join('\r\n')}\r\n\r\nbare\nline\r\n`) })).toEqual(['lines.bare']);
    expect(codes({ text: ' ' })).toEqual(['text.empty']);
  });
});

describe('production', () => {
  it('has no mailbox', async () => {
    const app = await testApp({
      NODE_ENV: 'production',
      SECOND_FACTOR: 'required',
      SMTP_URL: 'smtp://127.0.0.1:1',
      PUBLIC_URL: 'https://mail.example.jp',
      HTTP_HOST: '127.0.0.1',
    });
    try {
      for (const path of ['/mailbox', '/mailbox/api/messages', '/mailbox/api/messages/latest'])
        expect((await fetch(app.url + path)).status).toBe(404);
    } finally {
      await app.stop();
    }
  });
});
