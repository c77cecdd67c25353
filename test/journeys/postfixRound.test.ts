/** Out through a real Postfix and back: what arrives is what was meant and signed, and an unknown user comes back as a report that puts the reader to rest. */

import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { simpleParser } from 'mailparser';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Hub, startHub } from '../support/hub.ts';
import { freePort } from '../support/ports.ts';
import { type Postfix, startPostfix } from '../support/postfix.ts';
import { PASSWORD, staff } from '../support/staff.ts';
import { swaks } from '../support/swaks.ts';

let postfix: Postfix;
let hub: Hub;
const json = async (...args: string[]) => JSON.parse((await hub.hub(...args, '--json')).stdout);

beforeAll(async () => {
  const back = await freePort();
  postfix = await startPostfix({
    relay: { domain: 'mail.example.jp', port: back },
    users: ['a..b@docomo.ne.jp', 'here@reader.example.jp', 'signed@reader.example.jp', 'rotated@reader.example.jp'],
  });
  hub = await startHub({
    settings: { SMTP_URL: `smtp://127.0.0.1:${postfix.port}`, SMTP_PORT: String(back), SECOND_FACTOR: 'off' },
  });
});
afterAll(async () => {
  await hub.stop();
  await postfix.stop();
});

test('a Japanese subject, both parts and a quoted local part arrive as they were meant', async () => {
  // A carrier address of old, asked for by an empty mail.
  expect(
    (await swaks({ port: hub.smtpPort, from: 'a..b@docomo.ne.jp', to: 'entry-ja@mail.example.jp', data: '\n' })).code,
  ).toBe(0);
  const [mail] = await postfix.arrived(1);
  expect(mail!.to.replaceAll('"', '')).toBe('a..b@docomo.ne.jp');
  expect(mail!.from).toMatch(/^bounce\+[a-z2-7]{44}@mail\.example\.jp$/);
  expect(mail!.raw).toMatch(/^To: .*"a\.\.b"@docomo\.ne\.jp/m);
  expect(mail!.raw).toMatch(/^Subject: =\?UTF-8\?/im);
  for (const line of mail!.raw.split('\n')) expect(line.length).toBeLessThanOrEqual(998);
  const parsed = await simpleParser(mail!.raw);
  expect(parsed.subject).toContain('登録');
  expect(parsed.text).toContain('/m/entry/ja/');
  expect(parsed.html || '').toContain('/m/entry/ja/');
});

test('an unknown user comes back as a report, and the reader is put to rest', async () => {
  const csv = join(hub.dataDir, 'readers.csv');
  writeFileSync(
    csv,
    'email,language,topics\ngone@reader.example.jp,ja,permanent\nhere@reader.example.jp,ja,permanent\n',
  );
  await json('subscribers', 'import', csv);
  const ja = join(hub.dataDir, 'ja.txt');
  writeFileSync(ja, 'Subject: お知らせ\n\n本文です。\n');
  const { id } = await json('bulletins', 'create', '--topics', 'permanent', '--ja', ja);
  await json('bulletins', 'send', id);
  const [mail] = await postfix.arrived(1, 'here@reader.example.jp');
  expect((await simpleParser(mail!.raw)).subject).toContain('お知らせ');
  await expect.poll(() => json('subscribers', 'count'), { timeout: 60_000 }).toEqual({ count: 1 });
  expect(postfix.log()).toMatch(/to=<gone@reader\.example\.jp>.*dsn=5\.1\.1.*unknown user/);
  expect(await json('suspensions', 'list')).toEqual([
    expect.objectContaining({ masked: 'g***@reader.example.jp', reason: 'hard-bounce' }),
  ]);
  const { link } = await json('operators', 'invite', 'desk@example.jp', '--name', '見本 窓口', '--roles', 'helpdesk');
  const clerk = staff(hub);
  const accepted = { token: link.split('/').at(-1), password: PASSWORD, language: 'ja' };
  expect(await clerk.post('/invitation/accept', accepted)).toMatchObject({ status: 200 });
  const found = await clerk.post('/readers/find', { email: 'gone@reader.example.jp' });
  expect(await clerk.get(`/readers/${(found.body.reader as { id: string }).id}`)).toMatchObject({
    body: { state: 'suspended', returned: [{ class: 'hard', status: '5.1.1', reason: 'userunknown' }] },
  });
});

test('what leaves is signed with the keys that the command line made; a new selector takes over from the old one', async () => {
  const zone = new Map<string, string>();
  const folder = join(hub.dataDir, 'dkim');
  const fileOf = (selector: string) => join(folder, `${selector}._domainkey.mail.example.jp.pem`);
  const make = async (selector: string, algorithm: string) => {
    const wanted = ['--domain', 'mail.example.jp', '--selector', selector, '--algorithm', algorithm];
    const { name, value, ...rest } = await json('dkim', 'create', ...wanted, '--out', fileOf(selector));
    expect(JSON.stringify(rest)).not.toContain('PRIVATE KEY');
    zone.set(name, value);
  };
  /** Selectors that signed the answer to an empty mail, judged by another implementation with our DNS records. */
  const signedBy = async (to: string) => {
    await hub.restart();
    expect((await swaks({ port: hub.smtpPort, from: to, to: 'entry-ja@mail.example.jp', data: '\n' })).code).toBe(0);
    const [mail] = await postfix.arrived(1, to);
    const { results } = await dkimVerify(Buffer.from(mail!.raw.replaceAll('\n', '\r\n')), {
      resolver: async (name: string) => [[zone.get(name) ?? '']],
    });
    expect(results.map((one) => one.status.result)).toEqual(results.map(() => 'pass'));
    return results.map((one) => String(one.selector));
  };
  await make('r2026', 'rsa');
  await make('e2026', 'ed25519');
  expect(await signedBy('signed@reader.example.jp')).toEqual(['r2026', 'e2026']);
  await make('r2027', 'rsa');
  renameSync(fileOf('r2026'), join(hub.dataDir, 'put-away.pem'));
  expect(await signedBy('rotated@reader.example.jp')).toEqual(['r2027', 'e2026']);
}, 300_000);
