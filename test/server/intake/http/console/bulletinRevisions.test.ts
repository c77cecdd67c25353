/** Earlier versions of a bulletin: told, read, compared and brought back, and nothing is lost by it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findCommand } from '../../../../../server/cli/commands.ts';
import type { BulletinRevision } from '../../../../../server/contract/console/bulletinRevisions.ts';
import { HOUR, MINUTE } from '../../../../../server/lib/clock.ts';
import { type Newsroom, newsroom, sampleTexts } from '../../../../support/newsroom.ts';
import { personWith, type Staff } from '../../../../support/staff.ts';

let room: Newsroom;
let topic: string;
let author: Staff;
let other: Staff;
let narrowed: Staff;
let approver: Staff;
beforeAll(async () => {
  room = await newsroom();
  topic = room.topics[0]!.code;
  const away = room.topics.find((t) => t.group_code !== room.topics[0]!.group_code)!;
  author = await personWith(room, ['author'], { name: '見本 花子' });
  other = await personWith(room, ['author'], { name: 'SAMPLE Taro' });
  narrowed = await personWith(room, ['author'], { bureaus: [away.group_code] });
  approver = await personWith(room, ['approver']);
  await room.readers(topic, 3);
});
afterAll(() => room.stop());

const ja = (body: string) => ({ ...sampleTexts, ja: { subject: '窓口の案内', body } });
const begun = async () => String((await author.post('/bulletins', { topics: [topic], texts: sampleTexts })).body.id);
const save = async (who: Staff, id: string, revision: number, texts: object) => {
  const { status, body } = await who.put(`/bulletins/${id}`, { topics: [topic], texts, revision });
  expect(status, JSON.stringify(body)).toBe(200);
};
const versions = async (id: string, query = ''): Promise<BulletinRevision[]> =>
  (await author.get(`/bulletins/${id}/revisions${query}`)).body.data as BulletinRevision[];
const restore = (who: Staff, id: string, from: number, revision: number) =>
  who.post(`/bulletins/${id}/revisions/restore`, { from, revision });
const shown = async (id: string) => (await author.get(`/bulletins/${id}`)).body;

describe('the list of versions', () => {
  it('says who, when and what changed in a line; saves of one sitting are one, and each save can be seen by itself', async () => {
    const id = await begun();
    room.clock.advance(MINUTE);
    await save(author, id, 1, ja('1行目\n2行目'));
    room.clock.advance(MINUTE);
    await save(other, id, 2, ja('1行目\n直した行\n足した行'));
    const found = await versions(id);
    expect(found.map(({ revision, by, saves, current }) => [revision, by, saves, current])).toEqual([
      [3, 'SAMPLE Taro', 1, true],
      [2, '見本 花子', 2, false],
    ]);
    expect(found[0]).toMatchObject({
      at: room.clock.now(),
      changes: [{ language: 'ja', how: 'changed', plus: 2, minus: 1, first: '直した行' }],
    });
    expect(found[1]!.changes.map(({ language, how }) => [language, how])).toEqual([
      ['ja', 'begun'],
      ['plja', 'begun'],
      ['en', 'begun'],
    ]);
    expect((await versions(id, '?every=yes')).map((v) => v.revision)).toEqual([3, 2, 1]);
    const first = await author.get(`/bulletins/${id}/revisions?limit=1&every=yes`);
    expect(first.body.next).toBe('3');
    expect((await versions(id, '?limit=1&every=yes&cursor=3')).map((v) => v.revision)).toEqual([2]);
    const last = await author.get(`/bulletins/${id}/revisions?limit=1&every=yes&cursor=2`);
    expect(last.body).toMatchObject({ data: [{ revision: 1 }], next: null });
  });

  it('keeps a long sitting in parts, and what was decided about one version with that version', async () => {
    const id = await begun();
    room.clock.advance(6 * MINUTE);
    await save(author, id, 1, ja('6分後'));
    await author.post(`/bulletins/${id}/submit`, { revision: 2, warningsTicked: true });
    await author.post(`/bulletins/${id}/reopen`);
    await save(author, id, 2, { ...ja('6分後'), en: { subject: '', body: '' } });
    const found = await versions(id);
    expect(found.map(({ revision, acts }) => [revision, acts])).toEqual([
      [3, []],
      [2, ['submit', 'reopen']],
      [1, []],
    ]);
    expect(found[0]!.changes).toMatchObject([{ language: 'en', how: 'changed', plus: 0, minus: 2 }]);
  });

  it('is not there for a bulletin that is not there, nor for who is not signed in', async () => {
    expect((await author.get('/bulletins/unknown/revisions')).status).toBe(404);
    const id = await begun();
    expect((await fetch(`${room.url}/console/api/bulletins/${id}/revisions`)).status).toBe(401);
    expect(await author.get(`/bulletins/${id}/revisions/texts?of=9`)).toMatchObject({
      status: 422,
      body: { fields: [{ field: 'of', code: 'revision.unknown' }] },
    });
    expect((await author.get(`/bulletins/${id}/revisions/texts?of=one`)).status).toBe(422);
  });
});

describe('an earlier version', () => {
  it('comes back as a new one, with topics and time as they are now; who brings it back is one of the authors', async () => {
    const id = await begun();
    const plannedAt = room.clock.now() + 48 * HOUR;
    await author.put(`/bulletins/${id}`, { topics: [topic], texts: ja('別の文'), plannedAt, revision: 1 });
    expect(await restore(other, id, 1, 2)).toMatchObject({
      status: 200,
      body: { revision: 3, texts: sampleTexts, plannedAt, topics: [topic] },
    });
    const texts = (await author.get(`/bulletins/${id}/revisions/texts?of=2`)).body;
    expect(texts).toEqual({ texts: ja('別の文') });
    expect((await other.get(`/bulletins/${id}`)).body).toMatchObject({ own: true });
    const lines = await room.db.knex('audit').where({ object: `bulletin:${id}`, action: 'bulletin.restore' });
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0].after)).toEqual({ revision: 3, from: 1 });
    // Pressed once more with what the page shows now, it saves nothing.
    expect((await restore(other, id, 1, 3)).body).toMatchObject({ revision: 3 });
    expect(await restore(other, id, 2, 2)).toMatchObject({ status: 409, body: { code: 'bulletin.revised-meanwhile' } });
  });

  it('comes back also when everything was deleted', async () => {
    const id = await begun();
    await save(author, id, 1, {});
    expect((await versions(id)).map(({ revision, current }) => [revision, current])).toEqual([[1, false]]);
    expect((await restore(author, id, 1, 2)).body).toMatchObject({ revision: 3, texts: sampleTexts });
  });

  it('is refused to another bureau, for a version that is not there, and once it was submitted, approved or sent', async () => {
    const id = await begun();
    await save(author, id, 1, ja('別の文'));
    expect((await restore(narrowed, id, 1, 2)).body).toMatchObject({ code: 'right.bureau' });
    expect((await restore(approver, id, 1, 2)).status).toBe(403);
    expect((await restore(author, id, 7, 2)).body).toMatchObject({ fields: [{ code: 'revision.unknown' }] });
    const refused = async (state: string) => {
      expect(await restore(author, id, 1, 2)).toMatchObject({
        status: 409,
        body: { code: 'revision.wrong-state', details: { state } },
      });
      expect(await shown(id)).toMatchObject({ state, revision: 2, texts: ja('別の文') });
    };
    await author.post(`/bulletins/${id}/submit`, { revision: 2, warningsTicked: true });
    await refused('submitted');
    const { hash } = (await approver.get(`/bulletins/${id}/last-page`)).body;
    await approver.post(`/bulletins/${id}/approve`, { hash });
    await refused('approved');
    await room.parts.bulletins.send('cli', id);
    await refused('sending');
    await room.parts.bulletins.cancel('cli', id);
  });

  it('gives a redelivery no other body', async () => {
    const id = await begun();
    await room.parts.bulletins.send('cli', id);
    await room.tick();
    await room.answer(id, 'refused');
    await room.tick();
    const again = await author.post(`/bulletins/${id}/redeliver`);
    const next = String(again.body.id);
    // As if a program of another release had stored another body under it.
    const { id: row } = await room.row(next);
    await room.db.write((trx) => trx.knex('bulletin_text').where({ bulletin_id: row }).update({ body: '前の本文' }));
    await room.db.write(async (trx) => {
      await trx.knex('bulletin').where({ id: row }).update({ revision: 2 });
      const written = { bulletin_id: row, revision: 2, language: 'ja', actor: 'test', created_at: room.clock.now() };
      await trx.knex('bulletin_text').insert({ ...written, subject: '件名', body: '本文' });
    });
    expect((await restore(author, next, 1, 2)).body).toMatchObject({
      fields: expect.arrayContaining([expect.objectContaining({ code: 'bulletin.body-frozen' })]),
    });
  });
});

describe('on the command line', () => {
  const run = async (name: string, rest: string[], values: Record<string, string | boolean>) => {
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
    return { lines, answer };
  };

  it('versions are listed, one is read, and one is brought back', async () => {
    const id = await begun();
    await save(author, id, 1, ja('別の文'));
    const { lines } = await run('bulletins revisions', [id], { every: true });
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^ {3}2 .* 見本 花子 {2}ja \+1 -1 {2}\(now\)$/);
    expect((await run('bulletins revisions', [id], { of: '1' })).answer).toEqual(sampleTexts);
    expect((await run('bulletins restore', [id], { of: '1' })).answer).toMatchObject({ id, revision: 3, from: 1 });
    expect(await shown(id)).toMatchObject({ revision: 3, texts: sampleTexts });
    await expect(run('bulletins restore', [id], { of: 'one' })).rejects.toThrow('--of takes the number');
    await expect(run('bulletins restore', [id], { of: '9' })).rejects.toMatchObject({ code: 'input.invalid' });
  });
});
