/** The first whole circle: an empty mail, a registration, a bulletin in each reader's language, and out again. Afterwards nobody stands readable in the files. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Hub, startHub } from '../support/hub.ts';
import { swaks } from '../support/swaks.ts';
import { lookUntil } from '../support/until.ts';
import { visitor } from '../support/visitor.ts';

const MARK = 'zq-marker-person';
const mailed = `${MARK}@reader.example.org`;
const domain = 'mail.example.jp';

let hub: Hub;
const file = (name: string, text: string) => {
  const path = join(hub.dataDir, '..', `${hub.pid()}-${name}`);
  writeFileSync(path, text);
  return path;
};
const json = async (...args: string[]) => {
  const { code, stdout, stderr } = await hub.hub(...args, '--json');
  if (code !== 0) throw new Error(`hub ${args.join(' ')}: ${code} ${stdout} ${stderr}`);
  return JSON.parse(stdout);
};
const finished = (id: string) =>
  lookUntil(
    'the end of the bulletin',
    () => json('bulletins', 'status', id),
    (status) => status.state === 'finished',
  );
const linkIn = (text: string, path: string) => {
  const found = text.match(new RegExp(`https?://[^\\s]+${path}[^\\s]+`))?.[0];
  if (!found) throw new Error(`no link with ${path} in:\n${text}`);
  return new URL(found).pathname;
};

beforeAll(async () => {
  hub = await startHub({ settings: { LIMIT_FORMS_NETWORK_HOUR: '0', LOG_LEVEL: 'info' } });
});
afterAll(() => hub.stop());

describe('from the empty mail to the way out', () => {
  test('an empty mail is answered in three languages, and its link leads to a registration', async () => {
    expect((await swaks({ port: hub.smtpPort, from: mailed, to: `entry@${domain}`, data: '\n' })).code).toBe(0);
    const [reply] = await hub.mails(mailed);
    expect(reply!.headers['auto-submitted']).toBeDefined();
    const v = visitor(hub.url);
    await v.open(linkIn(reply!.text, '/m/entry/en/'));
    await v.press('accept');
    await v.press('check', { topic: ['permanent'] });
    await v.press('register');
    const [complete] = await hub.mails(mailed, 2);
    expect(complete!.subject).toMatch(/complete/i);
  });

  test('a list of readers is imported without a mail, and a second time changes nothing', async () => {
    const csv = file(
      'readers.csv',
      'email,language,topics\nja@reader.example.org,ja,permanent\nplja@reader.example.org,plja,permanent;re-entry\nbad-row,ja,permanent\nother@reader.example.org,ja,re-entry\n',
    );
    expect(await json('subscribers', 'import', csv)).toMatchObject({
      rows: 4,
      added: 3,
      bad: 1,
      badRows: [{ line: 4, value: 'bad-row' }],
    });
    expect(await json('subscribers', 'import', csv)).toMatchObject({ added: 0, known: 3 });
    expect(await json('subscribers', 'count')).toEqual({ count: 4 });
    expect(await hub.mailbox('ja@reader.example.org')).toEqual([]);
  });

  test('a bulletin reaches each reader of the topic once, in their language, with a fallback that says so', async () => {
    const ja = file('ja.txt', 'Subject: 窓口のお知らせ\n\n## 変わること\n\n- 午前9時から開きます\n');
    const en = file('en.txt', 'Subject: Counter news\n\nThe counter opens at **9 a.m.**\n');
    const { id } = await json('bulletins', 'create', '--topics', 'permanent,re-entry', '--ja', ja, '--en', en);
    await json('bulletins', 'send', id);
    expect(await finished(id)).toMatchObject({
      state: 'finished',
      total: 4,
      accepted: 4,
      failed: 0,
      withdrawn: 0,
      cancelled: 0,
      unknown: 0,
      waiting: 0,
    });
    const [english] = await hub.mails(mailed, 3);
    expect(english!.subject).toContain('Counter news');
    expect(english!.headers['list-unsubscribe-post']).toEqual(['List-Unsubscribe=One-Click']);
    expect(english!.headers['list-id']).toHaveLength(1);
    expect(english!.text).not.toContain('/m/change/');
    const plain = await hub.mailbox('plja@reader.example.org');
    expect(plain).toHaveLength(1);
    expect(plain[0]!.text).toContain('午前9時から開きます');
    expect(await hub.mailbox('other@reader.example.org')).toHaveLength(1);
    expect((await hub.hub('bulletins', 'send', id)).code).toBe(1);
  });

  test('who presses one-click unsubscribe gets no further bulletin', async () => {
    const [english] = await hub.mailbox(mailed);
    const oneClick = english!.headers['list-unsubscribe']![0]!.match(/<(https?:[^>]+)>/)![1]!;
    const head = await fetch(oneClick, { method: 'HEAD' });
    expect(head.status).toBeLessThan(500);
    const answer = await fetch(oneClick, {
      method: 'POST',
      body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
      redirect: 'manual',
    });
    expect(answer.status).toBe(200);
    const ja = file('second.txt', 'Subject: つぎのお知らせ\n\n本文です。\n');
    const { id } = await json('bulletins', 'create', '--topics', 'permanent', '--ja', ja);
    await json('bulletins', 'send', id);
    expect(await finished(id)).toMatchObject({ total: 2, accepted: 2 });
    expect((await hub.mailbox(mailed)).filter((m) => m.subject.includes('つぎ'))).toEqual([]);
  });

  test('the counters are what the rows say, and the audit chain is whole', async () => {
    expect((await hub.hub('audit', 'verify')).code).toBe(0);
    expect((await hub.hub('verify')).code).toBe(0);
  });
});

test('no address stands readable in the database, its log, or what the hub said', () => {
  const forms: Buffer[] = [mailed, MARK].flatMap((text) => [
    Buffer.from(text, 'utf8'),
    Buffer.from(text, 'utf16le'),
    // Inside something longer a text may begin at any of three places of base64; what its neighbours decide is left out.
    ...[0, 1, 2].map((before) =>
      Buffer.from(
        Buffer.from('.'.repeat(before) + text)
          .toString('base64')
          .replace(/=+$/, '')
          .slice(before && before + 1, -1),
      ),
    ),
    Buffer.from(Buffer.from(text).toString('hex')),
    createHash('sha256').update(text).digest(),
    Buffer.from(createHash('sha256').update(text).digest('hex')),
  ]);
  // The built-in mailbox holds plain mails by design and is refused in production.
  const files = readdirSync(hub.dataDir, { recursive: true, encoding: 'utf8' }).filter(
    (name) => !name.startsWith('mailbox') && /\.(db|db-wal|db-shm|log|tmp|json)$/.test(name),
  );
  expect(files.some((name) => name.endsWith('.db'))).toBe(true);
  for (const name of files) {
    const bytes = readFileSync(join(hub.dataDir, name));
    for (const form of forms) expect(bytes.includes(form), `${name} holds ${form.toString('latin1')}`).toBe(false);
  }
  for (const form of forms) expect(hub.output().includes(form.toString('utf8'))).toBe(false);
});

test('a second start is harmless, and all is still there', async () => {
  await hub.restart();
  expect(await json('subscribers', 'count')).toEqual({ count: 3 });
});
