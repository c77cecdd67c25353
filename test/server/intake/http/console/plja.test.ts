/** Plain Japanese over real HTTP: readings with one press, and the agency's words, used at once. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Newsroom, newsroom } from '../../../../support/newsroom.ts';
import { personWith, type Staff } from '../../../../support/staff.ts';

let room: Newsroom;
let author: Staff;
let approver: Staff;
beforeAll(async () => {
  room = await newsroom();
  author = await personWith(room, ['author']);
  approver = await personWith(room, ['approver']);
});
afterAll(() => room.stop());

const word = { word: '麒麟亭', reading: 'きりんてい', context: '', note: '会場の名前' };
const listed = async () => ((await author.get('/plja/words')).body as { data: { id: string; word: string }[] }).data;

describe('readings', () => {
  it('come with one press', async () => {
    const { status, body } = await author.post('/plja/readings', { text: '窓口は4月7日に休みます。' });
    expect([status, body.text]).toEqual([200, '窓口(まどぐち)は4月(がつ)7日(なのか)に休(やす)みます。']);
  });

  it('are those of a word of the agency from the moment it is saved to the moment it is removed', async () => {
    const made = await author.post('/plja/words', word);
    expect(made).toMatchObject({ status: 200, body: { word: '麒麟亭', reading: 'きりんてい' } });
    const read = async () => (await author.post('/plja/readings', { text: '麒麟亭で' })).body.text;
    expect(await read()).toBe('麒麟亭(きりんてい)で');
    await author.post('/plja/words', { ...word, reading: 'きりんちん' });
    expect(await read()).toBe('麒麟亭(きりんちん)で');
    expect((await listed()).map((w) => w.word)).toEqual(['麒麟亭']);
    const gone = await author.post(`/plja/words/${(await listed())[0]!.id}/remove`);
    expect(gone).toMatchObject({ status: 200, body: { word: '麒麟亭', reading: 'きりんちん' } });
    expect(await read()).not.toBe('麒麟亭(きりんちん)で');
    expect(await listed()).toEqual([]);
    const audit = await room.db.knex('audit').where('action', 'like', 'plja.%').orderBy('seq').pluck('action');
    expect(audit).toEqual(['plja.word', 'plja.word', 'plja.word-removed']);
  });
});

describe('the check', () => {
  const text = {
    subject: 'お知(し)らせ',
    body: '書類(しょるい)を提出(ていしゅつ)してください。\n下(した)の口座(こうざ)へ振込(ふりこみ)してください。',
  };
  type Found = { rule: string; found: string; level: string; mend?: { ja: string } };
  type Checked = { score: number; changes: unknown[]; findings: Found[]; refused: Found[] };
  const look = async (bulletin: string | null) =>
    (await author.post('/plja/check', { ...text, bulletin })).body as unknown as Checked;

  it('has findings with proposals, and what is not wanted stays away from this bulletin until it is taken back', async () => {
    const made = await author.post('/bulletins', { topics: [room.topics[0]!.code], texts: { plja: text } });
    const id = made.body.id as string;
    const first = await look(id);
    const hard = first.findings.find((f) => f.rule === 'word.hard')!;
    expect(hard).toMatchObject({ found: '提出', mend: { ja: '「出(だ)す」にしませんか。' } });
    expect(first.findings.map((f) => f.rule)).toContain('word.money');
    expect(first.changes.length).toBeGreaterThan(0);
    const about = { bulletin: id, rule: hard.rule, found: hard.found };
    for (const _again of [1, 2]) expect((await author.post('/plja/refuse', about)).status).toBe(200);
    const second = await look(id);
    expect(second.findings.map((f) => f.rule)).not.toContain('word.hard');
    expect(second.refused).toEqual([hard]);
    expect(second.score).toBeGreaterThan(first.score);
    expect((await look(null)).findings.map((f) => f.rule)).toContain('word.hard');
    expect((await author.post('/plja/take-back', about)).status).toBe(200);
    expect((await look(id)).findings).toEqual(first.findings);
  });

  it('lets nobody refuse an error, or a proposal for a bulletin that is not there', async () => {
    const about = { bulletin: 'nothing', rule: 'word.hard', found: '提出' };
    expect((await author.post('/plja/refuse', about)).status).toBe(404);
    expect((await author.post('/plja/take-back', about)).status).toBe(404);
    expect((await approver.post('/plja/refuse', about)).status).toBe(403);
    const { status, body } = await author.post('/plja/refuse', { ...about, rule: 'word.money' });
    expect([status, body.code]).toEqual([400, 'plja.no-proposal']);
  });

  it('makes a draft and stores nothing', async () => {
    const { body } = await author.post('/plja/draft', { text: '申請書を提出してください。' });
    expect(body).toMatchObject({ text: '申請書(しんせいしょ)を出(だ)してください。', open: 0 });
  });
});

describe('a bulletin is checked', () => {
  it('for languages beside each other, days and weekdays, and readings that the agency approves of', async () => {
    const ja = { subject: 'お知らせ', body: '2026年4月7日(水)に休みます。手数料は300円です。' };
    const plja = { subject: 'お知(し)らせ', body: '窓口(まどくち)は休(やす)みです。' };
    type Rules = { findings: Record<string, { rule: string }[]> };
    const rules = async () => {
      const { findings } = (await author.post('/bulletins/preview', { texts: { ja, plja } })).body as Rules;
      return Object.fromEntries(Object.entries(findings).map(([l, all]) => [l, all.map((f) => f.rule)]));
    };
    const before = await rules();
    expect(before.ja).toContain('date.weekday');
    expect(before.plja).toEqual(expect.arrayContaining(['E3', 'languages.lack']));
    const made = await author.post('/plja/words', { word: '窓口', reading: 'まどくち', context: '', note: '' });
    expect((await rules()).plja).not.toContain('E3');
    await author.post(`/plja/words/${made.body.id}/remove`);
    expect((await rules()).plja).toContain('E3');
  });
});

describe('a word is refused', () => {
  it.each([
    ['without kanji', { word: 'きりん' }, 'word', 'plja.word-kanji'],
    ['with brackets', { word: '麒麟(きりん)' }, 'word', 'plja.word-signs'],
    ['with a reading in katakana', { reading: 'キリンテイ' }, 'reading', 'plja.reading-kana'],
    [
      'with a reading that does not fit its kana',
      { word: '受け取り', reading: 'うとり' },
      'reading',
      'plja.reading-fit',
    ],
    ['when it is too long', { word: '麒'.repeat(41) }, 'word', 'field.too-long'],
  ])('%s', async (_says, over, field, code) => {
    const { status, body } = await author.post('/plja/words', { ...word, ...over });
    expect(status).toBe(422);
    expect(body.fields).toEqual(expect.arrayContaining([expect.objectContaining({ field, code })]));
  });

  it('from somebody who may not write, and removing what is not there', async () => {
    expect((await approver.post('/plja/words', word)).status).toBe(403);
    expect((await author.post('/plja/words/nothing/remove')).status).toBe(404);
  });
});
