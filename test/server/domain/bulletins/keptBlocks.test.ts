/** Blocks in bulletins: as they are now while it is a draft, as they were from the moment it is handed in. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { paths } from '../../../../server/contract/paths.ts';
import type { BlockView } from '../../../../server/domain/blocks/blocks.ts';
import { commandLine } from '../../../support/hub.ts';
import { type Newsroom, newsroom, sampleTexts } from '../../../support/newsroom.ts';
import { personWith, type Reply, type Staff } from '../../../support/staff.ts';

let room: Newsroom;
let author: Staff;
let approver: Staff;
let topic: string;
beforeAll(async () => {
  room = await newsroom({ SECOND_FACTOR: 'off' });
  author = await personWith(room, ['author']);
  approver = await personWith(room, ['approver']);
  topic = room.topics[0]!.code;
  await room.readers(topic, 1);
});
afterAll(() => room.stop());

const texts = {
  ja: '窓口は午前9時から開きます。',
  plja: '窓口(まどぐち)は 午前(ごぜん)9時(じ)から 開(あ)きます。',
  en: 'The counter opens at 9:00 a.m.',
};
const later = { ...texts, ja: '窓口は午前8時から開きます。' };
const block = async (reply: Promise<Reply>) => {
  const { status, body } = await reply;
  expect([status, body.code]).toEqual([200, undefined]);
  return body as unknown as BlockView;
};
const make = (name: string, over: object = {}) =>
  block(author.post('/blocks', { name, note: '', texts: { ...texts, ...over } }));
const change = (old: BlockView, now: object) =>
  author.put(`/blocks/${old.id}`, { name: old.name, note: old.note, texts: now, revision: old.revision });
const named = (name: string) =>
  Object.fromEntries(
    Object.entries(sampleTexts).map(([l, text]) => [l, { ...text, body: `${text.body}\n\n[[${name}]]` }]),
  );
const draft = async (name: string) =>
  String((await author.post('/bulletins', { topics: [topic], texts: named(name) })).body.id);
type LastPage = { hash: string; samples: Record<string, { text: string }>; checks: { findings: Findings } };
type Findings = Record<string, { rule: string; line: number; found: string }[]>;
const lastPage = async (id: string) =>
  (await approver.get(`/bulletins/${id}/last-page`)).body as unknown as LastPage & { findings: Findings };
const said = async (id: string) => (await lastPage(id)).samples.ja!.text;
const submit = async (id: string) => {
  const { revision } = await room.row(id);
  return author.post(`/bulletins/${id}/submit`, { revision, warningsTicked: true });
};

it('a draft has the words of now, and what was handed in keeps its own through approval and sending', async () => {
  const old = await make('窓口の時間');
  const id = await draft('窓口の時間');
  expect(await said(id)).toContain(texts.ja);
  const now = await block(change(old, later));
  expect([now.revision, now.drafts]).toEqual([2, 1]);
  expect(await said(id)).toContain(later.ja);
  // The draft itself names it, for whoever writes on.
  expect((await author.get(`/bulletins/${id}`)).body).toMatchObject({ texts: named('窓口の時間') });

  expect(await submit(id)).toMatchObject({ status: 200 });
  const { hash } = await lastPage(id);
  const newest = await block(change(now, texts));
  expect(newest.drafts).toBe(0);
  expect(await said(id)).toContain(later.ja);
  expect(await approver.post(`/bulletins/${id}/approve`, { hash })).toMatchObject({ status: 200 });
  await block(author.post(`/blocks/${old.id}/retire`));
  expect(await said(id)).toContain(later.ja);

  const stands = await room.db.knex('bulletin_text').where({ language: 'ja' }).whereNotNull('sent_body').first();
  expect(stands).toMatchObject({ body: `${sampleTexts.ja.body}\n\n[[窓口の時間]]` });
  expect(stands.sent_body).toBe(`${sampleTexts.ja.body}\n\n${later.ja}`);

  // A draft again: the words of now, once the block may be used again.
  await block(author.post(`/blocks/${old.id}/bring-back`));
  expect(await author.post(`/bulletins/${id}/reopen`)).toMatchObject({ status: 200 });
  expect(await said(id)).toContain(texts.ja);
});

it('a test copy and a page say the words; a copy as a new draft names the block, a correction says what was said', async () => {
  await make('連絡先', { ja: later.ja });
  const id = await draft('連絡先');
  await author.post(`/bulletins/${id}/test`, { language: 'ja' });
  const letter = (await room.letters()).findLast(({ type }) => type === 'nl-issue');
  expect(letter?.variables.body).toBe(`${sampleTexts.ja.body}\n\n${later.ja}`);
  await room.parts.bulletins.send('cli', id);
  const page = await (await fetch(room.url + paths.newsPage('ja', id))).text();
  expect(page).toContain(later.ja);
  expect(page).not.toContain('[[');
  const bodies = async (sequel: string) => {
    const made = await author.post(`/bulletins/${id}/${sequel}`);
    expect(made.status).toBe(200);
    const { body } = await author.get(`/bulletins/${made.body.id}`);
    return (body.texts as { ja: { body: string } }).ja.body;
  };
  expect(await bodies('copy')).toContain('[[連絡先]]');
  expect(await bodies('correct')).toBe(`${sampleTexts.ja.body}\n\n${later.ja}`);
});

it.each([
  ['does not exist', '無い', null, 'block.unknown'],
  ['lacks a language', '英語なし', { en: '' }, 'block.language'],
  ['has mistakes', '誤り', { en: 'Pay now: https://example.com/' }, 'block.wrong'],
])('one that %s is a finding at its line, and cannot be handed in', async (_what, name, over, rule) => {
  if (over) await make(name, over);
  const { body } = await author.post('/bulletins/preview', { texts: named(name), topics: [topic] });
  const { en } = body.findings as Findings;
  expect(en!.filter((f) => f.rule.startsWith('block.'))).toMatchObject([
    { rule, line: 3, found: expect.stringContaining(name) },
  ]);
  expect(await submit(await draft(name))).toMatchObject({ status: 400, body: { code: 'checks.errors' } });
});

it.each([
  ['does not exist', '未作成', null, 'block.unknown', ['ja', 'plja', 'en']],
  ['is not used any more', '引退', 'retired', 'block.retired', ['ja', 'plja', 'en']],
  ['lacks a language', '日本語だけ', { plja: '', en: '' }, 'block.language', ['plja', 'en']],
])('one that %s is not sent at once from the command line either', async (_what, name, over, code, wrong) => {
  if (over) {
    const { id } = await make(name, over === 'retired' ? {} : (over as object));
    if (over === 'retired') await block(author.post(`/blocks/${id}/retire`));
  }
  const id = await draft(name);
  const fields = wrong.map((l) => ({ field: `texts.${l}.body`, code, details: { block: name, line: 3 } }));
  await expect(room.parts.bulletins.send('cli', id)).rejects.toMatchObject({ code: 'input.invalid', fields });
  expect(await room.row(id)).toMatchObject({ state: 'draft', started_at: null });
});

it('is listed and shown by the command line', async () => {
  await make('夜の窓口', { en: 'Pay now: https://example.com/' });
  await draft('夜の窓口');
  const { DATABASE_URL, DATA_DIR, MASTER_KEY } = room.ground.config;
  const hub = commandLine({ NODE_ENV: 'test', DATABASE_URL, DATA_DIR, MASTER_KEY });
  const listed = await hub('blocks', 'list');
  expect(listed).toMatchObject({ code: 0, stderr: '' });
  expect(listed.stdout).toMatch(/^\[\[夜の窓口\]\] {2}ja,plja,en {2}1 drafts {2}[1-9]\d* mistakes {2}$/m);
  const shown = await hub('blocks', 'show', '夜の窓口');
  expect(shown).toMatchObject({ code: 0, stderr: '' });
  for (const words of ['--- ja', texts.ja, texts.plja, 'line 1: error']) expect(shown.stdout).toContain(words);
});

it('one that is not used any more is a finding, and no checker takes its name for words', async () => {
  const { id } = await make('古い');
  await block(author.post(`/blocks/${id}/retire`));
  const { body } = await author.post('/bulletins/preview', { texts: named('古い'), topics: [topic] });
  const found = Object.values(body.findings as Findings).flat();
  expect(found.map(({ rule }) => rule)).toEqual(['block.retired', 'block.retired', 'block.retired']);
  const { body: read } = await author.post('/plja/readings', { text: '[[古い]]\n古い' });
  expect(read.text).toBe('[[古い]]\n古(ふる)い');
  const { body: drafted } = await author.post('/plja/draft', { text: '[[古い]]' });
  expect([drafted.text, drafted.open]).toEqual(['[[古い]]', 0]);
});

it.each([
  ['a name with signs', { name: 'a b' }, 'name', 'block.name'],
  ['a name that is taken', { name: '連絡先' }, 'name', 'block.name-taken'],
  ['no text', { texts: { ja: '', plja: ' ', en: '' } }, 'texts', 'block.empty'],
  ['a block inside', { texts: { ...texts, ja: '[[連絡先]]' } }, 'texts.ja', 'block.nested'],
])('with %s is refused', async (_what, over, field, code) => {
  const { status, body } = await author.post('/blocks', { name: '新しい', note: '', texts, ...over });
  expect([status, body.fields]).toEqual([422, [expect.objectContaining({ field, code })]]);
});

it('is changed by authors over the revision they have seen, and every change stands in the audit log', async () => {
  const old = await make('記録');
  await block(change(old, later));
  expect(await change(old, texts)).toMatchObject({ status: 409, body: { code: 'block.revised-meanwhile' } });
  expect((await approver.post('/blocks', { name: '他', note: '', texts })).status).toBe(403);
  expect((await approver.get('/blocks')).status).toBe(200);
  const audit = await room.db.knex('audit').where('object', 'block:記録').orderBy('seq');
  expect(audit.map(({ action }) => action)).toEqual(['block.create', 'block.change']);
  expect(JSON.parse(audit[1].before)).toEqual({ ja: texts.ja });
});
