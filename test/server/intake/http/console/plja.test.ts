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
