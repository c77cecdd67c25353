/** Bulletins by the console's doors: whose drafts somebody may write on, and what the audit log keeps of it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MINUTE } from '../../../../../server/lib/clock.ts';
import { type Newsroom, newsroom, sampleTexts } from '../../../../support/newsroom.ts';
import { PASSWORD, personWith, type Staff } from '../../../../support/staff.ts';

type Topic = Newsroom['topics'][number];

let room: Newsroom;
let here: Topic;
let there: Topic;
let author: Staff;
let narrowed: Staff;
let approver: Awaited<ReturnType<typeof personWith>>;
beforeAll(async () => {
  room = await newsroom();
  here = room.topics[0]!;
  there = room.topics.find((t) => t.group_code !== here.group_code)!;
  author = await personWith(room, ['author']);
  approver = await personWith(room, ['approver']);
  narrowed = await personWith(room, ['author'], { bureaus: [here.group_code] });
});
afterAll(() => room.stop());

const stored = async (topics: string[], over: object = {}) =>
  String((await author.post('/bulletins', { topics, texts: sampleTexts, ...over })).body.id);

describe('a person of one bureau', () => {
  const other = { ...sampleTexts, ja: { subject: '書き替え', body: '別の本文です。' } };

  it("writes over no draft of another bureau, neither with the own topics nor with that bureau's", async () => {
    const id = await stored([there.code]);
    for (const topics of [[here.code], [there.code], []]) {
      const reply = await narrowed.put(`/bulletins/${id}`, { revision: 1, topics, texts: other });
      expect(reply.body).toMatchObject({ code: 'right.bureau' });
    }
    expect((await author.get(`/bulletins/${id}`)).body).toMatchObject({ revision: 1, topics: [there.code] });
  });

  it('writes on drafts of the own bureau, and hands none to another', async () => {
    const id = await stored([here.code]);
    const away = await narrowed.put(`/bulletins/${id}`, { revision: 1, topics: [there.code], texts: other });
    expect(away.body).toMatchObject({ code: 'right.bureau' });
    const kept = await narrowed.put(`/bulletins/${id}`, { revision: 1, topics: [here.code], texts: other });
    expect(kept).toMatchObject({ status: 200, body: { revision: 2, title: '書き替え' } });
  });
});

/** Submitted and approved; answers what the last page says then. */
const approved = async (id: string) => {
  await author.post(`/bulletins/${id}/submit`, { revision: 1, warningsTicked: true });
  const { hash, reach } = (await approver.get(`/bulletins/${id}/last-page`)).body as {
    hash: string;
    reach: { total: number };
  };
  await approver.post(`/bulletins/${id}/approve`, { hash });
  return { hash, people: reach.total };
};
const release = (id: string, given: object) => approver.post(`/bulletins/${id}/release`, given);

describe('the number on the button', () => {
  it('may be off by somebody who came meanwhile, not by hundreds, and is never left out', async () => {
    const { code } = room.topics[1]!;
    await room.readers(code, 4);
    const id = await stored([code]);
    const given = await approved(id);
    expect(given.people).toBe(4);
    await room.readers(code, 150, { first: 100 });
    expect((await release(id, { ...given, people: null })).body).toMatchObject({ code: 'audience.number' });
    expect((await release(id, given)).body).toMatchObject({ code: 'audience.number', details: { people: 154 } });
    await room.readers(code, 1, { first: 900 });
    expect((await release(id, { ...given, people: 154 })).body).toMatchObject({ state: 'scheduled' });
  });
});

describe('the rest after a first wave that went wrong', () => {
  it('is a decision of its own: resuming is refused, the number is told, and it asks for the password again', async () => {
    const { code } = room.topics[3]!;
    await room.readers(code, 160);
    const id = await stored([code], { waveSize: 5 });
    await release(id, await approved(id));
    await room.tick();
    await room.tick(3 * MINUTE);
    await room.answer(id, 'refused');
    await room.tick(10 * MINUTE);
    expect((await approver.get(`/bulletins/${id}`)).body).toMatchObject({
      state: 'paused',
      standstill: { code: 'paused.wave', mend: 'sendRest', figures: { n: 5, of: 5 } },
    });
    expect((await approver.post(`/bulletins/${id}/resume`)).body).toMatchObject({ code: 'wave.stopped' });
    expect((await approver.get(`/bulletins/${id}/watch`)).body).toMatchObject({ rest: 155 });
    const rest = (people: number) => approver.post(`/bulletins/${id}/send-rest`, { people });
    expect((await rest(155)).body).toMatchObject({ code: 'fresh.needed' });
    await approver.post('/session/confirm', { password: PASSWORD });
    expect((await rest(20)).body).toMatchObject({ code: 'audience.number', details: { people: 155 } });
    expect((await rest(155)).body).toMatchObject({ state: 'sending' });
    expect((await rest(155)).body).toMatchObject({ code: 'bulletin.wrong-state' });
    await room.tick();
    expect((await room.parts.bulletins.status(id)).total).toBe(160);
  });
});

describe('an emergency sent without approval', () => {
  const waits = async (who: Staff) =>
    ((await who.get('/home')).body.bulletins as { id: string; approvalDue: boolean }[]).filter((b) => b.approvalDue);

  it('is told by mail to whoever may approve it afterwards, and waits on their landing page until somebody did', async () => {
    const duty = await personWith(room, ['author', 'approver']);
    const far = await personWith(room, ['approver'], { bureaus: [there.group_code] });
    await room.readers(here.code, 3, { first: 700 });
    const made = await duty.post('/bulletins', { topics: [here.code], texts: sampleTexts, kind: 'emergency' });
    const id = String(made.body.id);
    const page = (await duty.get(`/bulletins/${id}/last-page`)).body as { reach: { total: number } };
    const before = (await room.letters()).length;
    const given = { revision: 1, people: page.reach.total, reason: '津波警報' };
    expect((await duty.post(`/bulletins/${id}/break-glass`, given)).body).toMatchObject({ approvalDue: true });
    const mails = (await room.letters()).slice(before).filter((l) => l.type === 'staff-approval-request');
    expect(mails.map((l) => l.to)).toEqual([approver.email]);
    expect(mails[0]!.variables).toMatchObject({
      bulletin: { ja: '窓口の案内(承認なしで送信を始めました。あとからの承認が必要です)' },
      console_url: expect.stringContaining(id),
    });
    expect(await waits(approver)).toMatchObject([{ id }]);
    for (const who of [duty, far, author]) expect(await waits(who)).toEqual([]);
    expect((await approver.post(`/bulletins/${id}/approve-afterwards`, { comment: '確認' })).status).toBe(200);
    expect(await waits(approver)).toEqual([]);
    // Its correction travels as it did; that of an everyday bulletin does not.
    const mended = await duty.post(`/bulletins/${id}/correct`);
    expect(mended.body).toMatchObject({ kind: 'correction', urgent: true });
    const night = Date.parse('2026-04-01T23:00:00+09:00');
    const leaves = async (over: object) =>
      (await duty.post('/bulletins/audience', { topics: [], plannedAt: night, kind: 'correction', ...over })).body
        .leaves;
    expect(await leaves({ urgent: true })).toMatchObject({ at: night, moved: false });
    expect(await leaves({})).toMatchObject({ moved: true });
  });
});

describe('the audit log', () => {
  it('keeps what was changed about recipients, time and kind of a draft, and nothing when only words were', async () => {
    const id = await stored([here.code]);
    const lines = () => room.db.knex('audit').where({ action: 'bulletin.revise', object: `bulletin:${id}` });
    const revise = async (revision: number, over: object) =>
      expect(
        (await author.put(`/bulletins/${id}`, { revision, topics: [here.code], texts: sampleTexts, ...over })).status,
      ).toBe(200);
    await revise(1, { texts: { ja: { subject: '別の件名', body: '本文' } } });
    expect(await lines()).toEqual([]);
    const plannedAt = room.clock.now() + 3_600_000;
    await revise(2, { kind: 'emergency', topics: [here.code, there.code], plannedAt, waveSize: 10 });
    const [line] = (await lines()) as { actor: string; before: string; after: string }[];
    expect(line!.actor).toMatch(/^operator:/);
    expect(JSON.parse(line!.before)).toEqual({ kind: 'normal', topics: [here.code], plannedAt: null, waveSize: 0 });
    expect(JSON.parse(line!.after)).toEqual({
      kind: 'emergency',
      topics: [here.code, there.code],
      plannedAt,
      waveSize: 10,
    });
  });
});
