/** Templates through the console's door: drafts that nobody gets, versions that stay, two who write at once, what is put away and taken back. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Template } from '../../../../../server/contract/console/templates.ts';
import { type TestApp, testApp } from '../../../../support/app.ts';
import { personWith, type Staff } from '../../../../support/staff.ts';

let app: TestApp;
let operator: Staff;
let id: string;
beforeAll(async () => {
  app = await testApp({ SECOND_FACTOR: 'off' });
  operator = await personWith(app, ['operator']);
});
afterAll(() => app.stop());

const text = {
  name: '窓口の予約',
  subject: '((氏名))様 予約の確認',
  body: '予約の日: ((日))\n\n((急ぎ??すぐに来てください。))',
};
const shown = async () => (await operator.get(`/templates/${id}`)).body as unknown as Template;
const sent = async () => (await app.running.parts.templates.published(id))?.body ?? null;

test('A first version is a draft: it is listed, and nothing is sent with it', async () => {
  const made = await operator.post('/templates', { system: 'ras2', language: 'ja', ...text });
  expect(made.status).toBe(200);
  id = String(made.body.id);
  expect(made.body).toMatchObject({ sent: null, draft: 1, versions: [{ version: 1, published: false, ...text }] });
  expect((await operator.get('/templates')).body.data).toMatchObject([{ id, sent: null, draft: 1 }]);
  expect(await sent()).toBeNull();
});

test('What is wrong is told at its field', async () => {
  const wrong = await operator.post('/templates', {
    system: 'ras2',
    language: 'ja',
    name: ' ',
    subject: 'a\nb',
    body: '',
  });
  expect(wrong.status).toBe(422);
  expect(wrong.body.fields).toMatchObject([
    { field: 'name', code: 'template.name' },
    { field: 'subject', code: 'template.subject' },
    { field: 'body', code: 'template.empty' },
  ]);
});

test('A published version is sent until another one is; every version stays as it was', async () => {
  await operator.post(`/templates/${id}/publish`, { version: 1 });
  expect(await sent()).toBe(text.body);
  const edited = await operator.put(`/templates/${id}`, { ...text, body: '二つ目', version: 1 });
  expect(edited.body).toMatchObject({ sent: 1, draft: 2 });
  expect(await sent()).toBe(text.body);
  await operator.post(`/templates/${id}/publish`, { version: 2 });
  expect(await sent()).toBe('二つ目');
  await operator.post(`/templates/${id}/publish`, { version: 1 });
  expect(await sent()).toBe(text.body);
  expect((await shown()).versions.map((v) => [v.version, v.body, v.by])).toEqual([
    [2, '二つ目', '見本 職員'],
    [1, text.body, '見本 職員'],
  ]);
});

test('Of two who write over the same version, the second is told and nothing is lost', async () => {
  const seen = (await shown()).versions[0]!.version;
  const [one, two] = await Promise.all(
    ['先の文', 'あとの文'].map((body) => operator.put(`/templates/${id}`, { ...text, body, version: seen })),
  );
  expect([one!.status, two!.status].sort()).toEqual([200, 409]);
  const refused = one!.status === 409 ? one! : two!;
  expect(refused.body).toMatchObject({ code: 'template.revised-meanwhile' });
  expect((await shown()).versions).toHaveLength(seen + 1);
});

test('The preview fills what it is given, by the renderer that also sends, and names what is missing', async () => {
  const preview = (values: object) =>
    operator.post('/templates/preview', {
      system: 'ras2',
      language: 'ja',
      subject: text.subject,
      body: text.body,
      values,
    });
  const bare = (await preview({})).body;
  expect(bare).toMatchObject({ fields: ['氏名', '日', '急ぎ'], missing: ['氏名', '日', '急ぎ'] });
  const full = (await preview({ 氏名: '見本', 日: ['4月1日', '4月2日'], 急ぎ: 'yes' })).body as {
    mail: { subject: string; text: string; html: string };
    missing: string[];
  };
  expect(full.missing).toEqual([]);
  expect(full.mail.subject).toBe('見本様 予約の確認');
  expect(full.mail.text).toContain('すぐに来てください。');
  expect(full.mail.html).toContain('<li');
  expect((await preview({ 急ぎ: 'no' })).body.mail).not.toMatchObject({ text: expect.stringContaining('すぐに') });
});

test('What is put away is neither listed nor written on, and comes back as it was', async () => {
  const before = await shown();
  await operator.post(`/templates/${id}/archive`);
  expect((await operator.get('/templates')).body.data).toEqual([]);
  expect((await operator.get('/templates?archived=yes')).body.data).toMatchObject([{ id, archived: true }]);
  const over = { ...text, version: before.versions[0]!.version };
  expect((await operator.put(`/templates/${id}`, over)).body).toMatchObject({ code: 'template.archived' });
  await operator.post(`/templates/${id}/restore`);
  expect(await shown()).toMatchObject({ archived: false, sent: before.sent, versions: before.versions });
  expect((await operator.get('/templates')).body.data).toHaveLength(1);
});

test('Everything stands in the audit log', async () => {
  const acts = await app.ground.db
    .knex('audit')
    .where({ object: `template:${id}` })
    .pluck('action');
  expect(new Set(acts)).toEqual(
    new Set(['template.create', 'template.edit', 'template.publish', 'template.archive', 'template.restore']),
  );
});
