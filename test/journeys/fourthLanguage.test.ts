/**
 * A language that is not shipped: a copy of the product gets one more code, its folder (test/languages/vi) and its texts, and nothing else; then
 * a reader registers, gets the mails and a bulletin in it, and leaves.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Hub, startHub } from '../support/hub.ts';
import { register, visitor } from '../support/visitor.ts';

const home = fileURLToPath(new URL('../..', import.meta.url));
const language = join(home, 'test', 'languages', 'vi');
const email = 'nguoi-doc@reader.example.org';

let root: string;
let hub: Hub;

/** Puts in what stands after or in place of `at`, which must be there exactly once. */
const edit = (path: string, at: string, now: string) => {
  const text = readFileSync(join(root, path), 'utf8');
  expect(text.split(at), `${path}: ${at}`).toHaveLength(2);
  writeFileSync(join(root, path), text.replace(at, now));
};

/** The agency's names and addresses get the new language wherever they have English; the English ones will do. */
const inVietnamese = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(inVietnamese);
  if (typeof value !== 'object' || value === null) return value;
  const whole = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, inVietnamese(one)]));
  return 'en' in whole ? { ...whole, vi: whole.en } : whole;
};

const addLanguage = () => {
  edit('server/contract/codes.ts', "['ja', 'plja', 'en'] as const", "['ja', 'plja', 'en', 'vi'] as const");
  edit('server/languages/languages.ts', '{ ja, plja, en }', '{ ja, plja, en, vi }');
  edit('server/languages/languages.ts', 'import { plja }', "import { vi } from './vi/vi.ts';\nimport { plja }");
  edit('server/languages/words.ts', '{ ja, plja, en }', '{ ja, plja, en, vi }');
  edit(
    'server/languages/words.ts',
    'import { words as plja }',
    "import { words as vi } from './vi/words.ts';\nimport { words as plja }",
  );
  const folder = join(root, 'server', 'languages', 'vi');
  mkdirSync(folder);
  for (const file of ['vi.ts', 'words.ts']) cpSync(join(language, file), join(folder, file));
  cpSync(join(home, 'templates', 'en'), join(root, 'templates', 'vi'), { recursive: true });
  cpSync(join(language, 'templates'), join(root, 'templates', 'vi'), { recursive: true });
  edit('templates/vi/_wording.json', '"fallback_en"', '"fallback_vi"');
  const sender = join(root, 'templates', 'sender.json');
  writeFileSync(sender, JSON.stringify(inVietnamese(JSON.parse(readFileSync(sender, 'utf8')))));
};

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'fumibako-language-'));
  for (const folder of ['server', 'templates', 'migrations', 'docs'])
    cpSync(join(home, folder), join(root, folder), { recursive: true });
  cpSync(join(home, 'package.json'), join(root, 'package.json'));
  symlinkSync(join(home, 'node_modules'), join(root, 'node_modules'));
  addLanguage();
  hub = await startHub({ root, settings: { LIMIT_FORMS_NETWORK_HOUR: '0' } });
});
afterAll(async () => {
  await hub?.stop();
  rmSync(root, { recursive: true, force: true });
});

const json = async (...args: string[]) => {
  const { code, stdout, stderr } = await hub.hub(...args, '--json');
  if (code !== 0) throw new Error(`hub ${args.join(' ')}: ${code} ${stdout} ${stderr}`);
  return JSON.parse(stdout);
};
const send = async (...texts: string[]): Promise<void> => {
  const { id } = await json('bulletins', 'create', '--topics', 'permanent', ...texts);
  await json('bulletins', 'send', id);
};
const file = (name: string, text: string) => {
  const path = join(root, name);
  writeFileSync(path, text);
  return path;
};

test('registers on its pages, and the mail of completion comes in it', async () => {
  const v = visitor(hub.url);
  const entry = await v.open('/m/vi_entry');
  expect(entry.html).toContain('<html lang="vi"');
  expect(entry.text).toContain('Tôi đồng ý');
  expect((await v.open('/m/ja_entry')).text).toContain('Tiếng Việt');
  expect((await register(hub.url, { email, language: 'vi' })).html).toContain('<html lang="vi"');
  const [complete] = await hub.mails(email);
  expect(complete!.subject).toContain('Đăng ký của bạn đã hoàn tất');
  expect(complete!.text).toMatch(/Thứ|Chủ nhật/);
  expect(complete!.headers['content-language']).toEqual(['vi']);
});

test('a bulletin comes in it, and one without its text in the language it falls back to', async () => {
  const en = file('en.txt', 'Subject: Counter news\n\nThe counter opens at **9 a.m.**\n');
  await send('--vi', file('vi.txt', 'Subject: Tin mới\n\nQuầy mở cửa lúc **9 giờ**.\n'), '--en', en);
  const [own] = await hub.mails(email, 2);
  expect(own!.subject).toContain('Tin mới');
  expect(own!.text).toContain('Quầy mở cửa lúc');
  await send('--en', en);
  const [fallen] = await hub.mails(email, 3);
  expect(fallen!.subject).toContain('Counter news');
  expect(fallen!.headers['content-language']).toEqual(['en']);
});

test('one press leaves', async () => {
  const [complete] = (await hub.mailbox(email)).toReversed();
  const link = /https?:\/\/\S+\/m\/unsubscribe\/\S+/.exec(complete!.text)![0];
  const v = visitor(hub.url);
  await v.open(new URL(link).pathname);
  expect((await v.press('unsubscribe')).html).toContain('<html lang="vi"');
  const [bye] = await hub.mails(email, 4);
  expect(bye!.headers['content-language']).toEqual(['vi']);
  expect(await json('subscribers', 'count')).toEqual({ count: 0 });
});
