/** What the person who connects an application system types, against a running hub: keys, a text of the agency's own, callbacks. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NotifyClient } from 'notifications-node-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Hub, startHub } from '../support/hub.ts';

let hub: Hub;
beforeAll(async () => {
  hub = await startHub();
}, 180_000);
afterAll(() => hub.stop());

const say = async <T>(...words: string[]): Promise<T> => {
  const { code, stdout, stderr } = await hub.hub(...words, '--json');
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as T;
};
const newKey = (name: string) =>
  say<{ id: string; key: string }>('keys', 'create', '--name', name, '--type', 'live', '--system', 'ras2');
const ask = (key: string) => fetch(`${hub.url}/api/v1/rulebook`, { headers: { Authorization: `Bearer ${key}` } });

it('a key is printed once, opens both faces, and is closed by its id', async () => {
  const { id, key } = await newKey('受付 システム');
  // The name stays in the list; in the key, which is a header, only what a header can carry.
  expect(key).toMatch(/^_-[0-9a-f-]{36}-[0-9a-f-]{36}$/);
  expect((await ask(key)).status).toBe(200);
  const { data } = await new NotifyClient(hub.url, key).getAllTemplates('email');
  expect((data as { templates: unknown[] }).templates.length).toBeGreaterThan(50);
  const { stdout } = await hub.hub('keys', 'list', '--json');
  expect(stdout).toContain(id);
  expect(stdout).toContain('受付 システム');
  expect(stdout).not.toContain(key.slice(-36));
  expect((await hub.hub('keys', 'revoke', id)).code).toBe(0);
  expect((await ask(key)).status).toBe(401);
}, 180_000);

it('a text of the agency’s own is made from a file, published, and sent by an official client', async () => {
  const body = join(hub.dataDir, 'text.md');
  writeFileSync(body, '# ((name))様\n\n* 書類\n* 写真\n');
  const words = [
    '--system',
    'ras2',
    '--language',
    'ja',
    '--name',
    '持ち物',
    '--subject',
    '((name))様へ',
    '--body',
    body,
  ];
  const draft = await say<{ id: string; version: number }>('templates', 'create', ...words);
  const made = await say<{ id: string; version: number }>('templates', 'create', ...words, '--publish');
  expect(made).toMatchObject({ id: expect.stringMatching(/^[0-9a-f-]{36}$/), version: 1 });
  const { key } = await newKey('texts');
  const client = new NotifyClient(hub.url, key);
  const send = (id: string) => client.sendEmail(id, 'own-text@example.jp', { personalisation: { name: '髙𠮷😀' } });
  await expect(send(draft.id)).rejects.toMatchObject({ response: { status: 400 } });
  await send(made.id);
  const [mail] = await hub.mails('own-text@example.jp');
  expect(mail!.subject).toContain('😀様へ');
  expect(mail!.text).toContain('書類');
  expect(mail!.subject).not.toContain('?');
}, 180_000);

it('a target of callbacks is added with a secret that is shown once, and a wrong one is refused in a sentence', async () => {
  const added = await say<{ id: string; secret: string }>(
    ...['callbacks', 'add', '--system', 'ras2', '--url', 'https://systems.example.jp/hook'],
  );
  expect(added.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  const { stdout } = await hub.hub('callbacks', 'list', '--json');
  expect(stdout).toContain(added.id);
  expect(stdout).not.toContain(added.secret);
  const plain = await hub.hub('callbacks', 'add', '--system', 'ras2', '--url', 'http://10.0.0.1/hook');
  expect(plain.code).not.toBe(0);
  expect(plain.stderr.trim().split('\n')).toHaveLength(1);
}, 180_000);
