/** Comments at a bulletin's text: written at words, found again when the text moves, answered, closed, told by mail and named before the approval. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findCommand } from '../../../../../server/cli/commands.ts';
import type { CommentList } from '../../../../../server/contract/console/bulletinComments.ts';
import { MINUTE } from '../../../../../server/lib/clock.ts';
import { type Newsroom, newsroom, sampleTexts } from '../../../../support/newsroom.ts';
import { personWith, type Staff } from '../../../../support/staff.ts';

let room: Newsroom;
let topic: string;
let author: Staff;
let approver: Staff;
let narrowed: Staff;
beforeAll(async () => {
  room = await newsroom();
  topic = room.topics[0]!.code;
  const away = room.topics.find((t) => t.group_code !== room.topics[0]!.group_code)!;
  author = await personWith(room, ['author'], { name: '見本 花子', email: 'author@example.jp' });
  approver = await personWith(room, ['approver'], { name: '見本 太郎', email: 'approver@example.jp' });
  narrowed = await personWith(room, ['approver'], { bureaus: [away.group_code], email: 'narrowed@example.jp' });
  await room.readers(topic, 3);
});
afterAll(() => room.stop());

const body = '窓口は午前9時から開きます。\n昼は休みます。\n昼は休みます。';
const texts = { ...sampleTexts, ja: { subject: '窓口の案内', body } };
const begun = async (given: object = texts) =>
  String((await author.post('/bulletins', { topics: [topic], texts: given })).body.id);
const save = async (id: string, revision: number, ja: string) => {
  const changed = { ...texts, ja: { subject: '窓口の案内', body: ja } };
  expect((await author.put(`/bulletins/${id}`, { topics: [topic], texts: changed, revision })).status).toBe(200);
};
const lunch = { language: 'ja', field: 'body', line: 3, column: 1, quote: '昼は休みます。' };
const say = async (who: Staff, id: string, words: string, place: object = lunch): Promise<CommentList> => {
  const reply = await who.post(`/bulletins/${id}/comments`, { ...place, words });
  expect(reply.status, JSON.stringify(reply.body)).toBe(200);
  return reply.body as CommentList;
};
const listed = async (id: string) => (await author.get(`/bulletins/${id}/comments`)).body as CommentList;
const places = async (id: string) => (await listed(id)).data.map((one) => one.place);

describe('a comment', () => {
  it('stands at its words, moves with them, and says when they are gone', async () => {
    const id = await begun();
    const list = await say(approver, id, ' 祝日も休みですか。 ');
    expect(list).toMatchObject({
      open: 1,
      taken: true,
      data: [
        {
          ...{ language: 'ja', field: 'body', quote: '昼は休みます。', stood: { line: 3, column: 1 } },
          ...{ place: { line: 3, column: 1 }, revision: 1, words: '祝日も休みですか。', by: '見本 太郎' },
          ...{ at: room.clock.now(), closed: null, answers: [] },
        },
      ],
    });
    await save(id, 1, `はじめに。\n\n${body}`);
    expect(await places(id)).toEqual([{ line: 4, column: 1 }]);
    await save(id, 2, 'はじめに。\r\n窓口は、昼は休みます。');
    expect(await places(id)).toEqual([{ line: 2, column: 5 }]);
    await save(id, 3, '窓口は午後も開きます。');
    expect(await places(id)).toEqual([null]);
    // Its words come back with the earlier version.
    await author.post(`/bulletins/${id}/revisions/restore`, { from: 1, revision: 4 });
    expect(await places(id)).toEqual([{ line: 3, column: 1 }]);
  });

  it('is answered, closed and opened again by either side, and all of it stands in the audit log', async () => {
    const id = await begun();
    const comment = (await say(approver, id, '確かめてください。')).data[0]!.id;
    await author.post(`/bulletins/${id}/comments/answer`, { comment, words: '確かめました。' });
    const closed = await author.post(`/bulletins/${id}/comments/close`, { comment });
    expect(closed.body).toMatchObject({
      open: 0,
      data: [
        {
          closed: { at: room.clock.now(), by: '見本 花子' },
          answers: [{ words: '確かめました。', by: '見本 花子' }],
        },
      ],
    });
    // Closed twice, it is closed once.
    expect((await approver.post(`/bulletins/${id}/comments/close`, { comment })).body).toMatchObject({ open: 0 });
    const again = await approver.post(`/bulletins/${id}/comments/reopen`, { comment });
    expect(again.body).toMatchObject({ open: 1, data: [{ closed: null }] });
    const lines: { action: string }[] = await room.db
      .knex('audit')
      .where({ object: `bulletin:${id}` })
      .where('action', 'like', 'bulletin.comment%')
      .orderBy('seq');
    expect(lines.map((line) => line.action)).toEqual([
      'bulletin.comment',
      'bulletin.commentAnswer',
      'bulletin.commentClose',
      'bulletin.commentReopen',
    ]);
  });

  it('comes in the order of reading, and one about the whole text has no words', async () => {
    const id = await begun();
    await say(author, id, '英語も直す', { language: 'en', field: 'body', line: 1, column: 1, quote: '' });
    await say(author, id, '昼のこと');
    await say(author, id, '題が長い', { language: 'ja', field: 'subject', line: 1, column: 1, quote: '窓口' });
    const { data } = await listed(id);
    expect(data.map((one) => [one.words, one.place?.line])).toEqual([
      ['題が長い', 1],
      ['昼のこと', 3],
      ['英語も直す', 1],
    ]);
  });

  it('makes nobody an author, and goes neither to another bureau nor to who only reads', async () => {
    const id = await begun();
    await say(approver, id, '確かめてください。');
    expect((await approver.get(`/bulletins/${id}`)).body).toMatchObject({ own: false, openComments: 1, revision: 1 });
    const reader = await personWith(room, ['auditor']);
    expect((await reader.get(`/bulletins/${id}/comments`)).status).toBe(200);
    expect((await reader.post(`/bulletins/${id}/comments`, { ...lunch, words: 'x' })).status).toBe(403);
    const other = await narrowed.post(`/bulletins/${id}/comments`, { ...lunch, words: 'x' });
    expect(other.body).toMatchObject({ code: 'right.bureau' });
    expect((await listed(id)).data).toHaveLength(1);
  });

  it('is refused without words, at words that are not there, for another bulletin, and after the first mail', async () => {
    const id = await begun();
    const refused = (given: object) => author.post(`/bulletins/${id}/comments`, { ...lunch, words: 'x', ...given });
    expect((await refused({ words: '  ' })).body).toMatchObject({ fields: [{ code: 'comment.empty' }] });
    expect((await refused({ quote: '夜は休みます。' })).body).toMatchObject({ fields: [{ code: 'comment.nowhere' }] });
    expect((await refused({ language: 'fr' })).status).toBe(422);
    const other = (await say(author, await begun(), 'x')).data[0]!.id;
    expect((await author.post(`/bulletins/${id}/comments/close`, { comment: other })).status).toBe(404);
    expect((await author.get('/bulletins/unknown/comments')).status).toBe(404);
    const own = (await say(author, id, 'x')).data[0]!.id;
    await room.parts.bulletins.send('cli', id);
    expect(await refused({})).toMatchObject({ status: 409, body: { code: 'comment.wrong-state' } });
    expect((await author.post(`/bulletins/${id}/comments/close`, { comment: own })).status).toBe(409);
    expect(await listed(id)).toMatchObject({ open: 1, taken: false });
    await room.parts.bulletins.cancel('cli', id);
  });
});

describe('before the approval', () => {
  it('open comments are named and stop nobody; the history keeps how many there were', async () => {
    const id = await begun();
    await say(approver, id, '確かめてください。');
    const sent = await author.post(`/bulletins/${id}/submit`, { revision: 1, warningsTicked: true });
    expect(sent.body).toMatchObject({ bulletin: { state: 'submitted', openComments: 1 } });
    // The approver reads, and writes another one at what is to be approved.
    await say(approver, id, 'これも');
    const { hash, bulletin } = (await approver.get(`/bulletins/${id}/last-page`)).body as {
      hash: string;
      bulletin: { openComments: number };
    };
    expect(bulletin.openComments).toBe(2);
    expect((await approver.post(`/bulletins/${id}/approve`, { hash })).body).toMatchObject({ state: 'approved' });
    const history = (await author.get(`/bulletins/${id}/history`)).body.data as { act: string; data: object }[];
    expect(history.find((line) => line.act === 'submit')!.data).toMatchObject({ openComments: 1 });
    expect(history.find((line) => line.act === 'approve')!.data).toEqual({ openComments: 2 });
  });
});

describe('whom it concerns', () => {
  const clock = async (ms = 0) => {
    room.clock.advance(ms);
    const job = room.parts.commentNotices.jobs[0]!;
    if (await job.pending()) await job.run();
  };
  const told = async () =>
    (await room.letters())
      .filter((letter) => letter.type === 'staff-bulletin-comment')
      .map(({ to, variables }) => [to, variables.comments]);

  it('hears by mail a few minutes later, once for all that was said meanwhile, and never of own words', async () => {
    await clock(6 * MINUTE);
    const before = (await told()).length;
    const id = await begun({ ja: { subject: '休みの案内', body } });
    const comment = (await say(approver, id, '一つめ')).data[0]!.id;
    await clock(MINUTE);
    await say(approver, id, '二つめ');
    await clock(3 * MINUTE);
    expect((await told()).slice(before)).toEqual([]);
    await clock(MINUTE);
    expect((await told()).slice(before)).toEqual([['author@example.jp', 2]]);
    const letter = (await room.letters()).filter((one) => one.type === 'staff-bulletin-comment').at(-1)!;
    expect(letter.variables).toMatchObject({
      bulletin: '休みの案内',
      console_url: expect.stringContaining(`/console/#/bulletins/${id}/show`),
    });
    // The answer goes back to who took part, and not to who wrote it.
    await author.post(`/bulletins/${id}/comments/answer`, { comment, words: 'はい' });
    await clock(5 * MINUTE);
    expect((await told()).slice(before)).toEqual([
      ['author@example.jp', 2],
      ['approver@example.jp', 1],
    ]);
    await clock(6 * MINUTE);
    expect((await told()).slice(before)).toHaveLength(2);
  });

  it('hears nothing of what was thrown away', async () => {
    const before = (await told()).length;
    const id = await begun();
    await say(approver, id, '一つめ');
    await author.post(`/bulletins/${id}/discard`);
    await clock(6 * MINUTE);
    expect((await told()).length).toBe(before);
    expect(await room.parts.commentNotices.jobs[0]!.pending()).toBe(false);
  });
});

describe('on the command line', () => {
  const run = async (name: string, rest: string[], values: Record<string, string | boolean> = {}) => {
    const lines: string[] = [];
    let answer: unknown;
    const out = {
      json: false,
      line: (text: string) => lines.push(text),
      answer: (value: unknown) => {
        answer = value;
      },
      progress: () => {},
      fails: () => {},
    };
    await findCommand(name.split(' '))!.command.run({ rest, values }, async () => room.ground, out);
    return { lines, answer: answer as CommentList };
  };

  it('is written, answered, closed and listed; wrong words are refused', async () => {
    const id = await begun();
    expect((await run('bulletins comments', [id])).lines).toEqual(['Nothing is said.']);
    const said = await run('bulletins comment', [id], { language: 'ja', line: '2', words: '祝日も?' });
    expect(said.answer).toMatchObject({ open: 1, data: [{ place: { line: 2, column: 1 }, by: 'cli' }] });
    const comment = said.answer.data[0]!.id;
    await run('bulletins answer-comment', [id], { comment, words: 'はい' });
    expect((await run('bulletins comments', [id])).lines).toEqual([
      `${comment}  open  ja body 2:1 "昼は休みます。"`,
      expect.stringContaining('cli: 祝日も?'),
      expect.stringContaining('cli: はい'),
    ]);
    expect((await run('bulletins close-comment', [id], { comment })).lines).toEqual([`${id}: 0 open`]);
    expect((await run('bulletins comments', [id])).answer.data).toEqual([]);
    expect((await run('bulletins comments', [id], { all: true })).lines[0]).toContain('closed');
    expect((await run('bulletins reopen-comment', [id], { comment })).answer.open).toBe(1);
    const wrong = (values: Record<string, string>) => run('bulletins comment', [id], { words: 'x', ...values });
    await expect(wrong({ language: 'fr' })).rejects.toThrow('--language takes');
    await expect(wrong({ language: 'ja', line: '9' })).rejects.toThrow('--line takes');
  });
});
