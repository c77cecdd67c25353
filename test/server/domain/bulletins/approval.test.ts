/** From the draft to the first mail: who may decide what, and what an approval is worth after a change. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../../../server/domain/policy/policy.ts';
import { MINUTE } from '../../../../server/lib/clock.ts';
import { moveCounts } from '../../../../server/store/bulletinCounts.ts';
import { listBulletinEvents } from '../../../../server/store/bulletinEvents.ts';
import { type Newsroom, newsroom, sampleTexts } from '../../../support/newsroom.ts';

let room: Newsroom;
let author: Actor;
let approver: Actor;
let topic: string;
let group: string;

beforeAll(async () => {
  room = await newsroom();
  ({ code: topic, group_code: group } = room.topics[0]!);
  author = await room.person(['author']);
  approver = await room.person(['approver']);
  await room.readers(topic, 5);
  await room.readers(topic, 2, { language: 'en', domain: 'docomo.ne.jp' });
});
afterAll(() => room.stop());

const draft = async (over: object = {}, who = author) =>
  (await room.parts.bulletins.create(who.actor, { topics: [topic], texts: sampleTexts, ...over })).id;
const submit = async (id: string, who = author) =>
  room.parts.approval.submit(who, id, { revision: (await room.row(id)).revision, warningsTicked: true });
const hashOf = async (id: string) => (await room.parts.release.lastPage(id)).whole.hash;
const approve = async (id: string, who = approver) => room.parts.approval.approve(who, id, { hash: await hashOf(id) });
const approved = async (over: object = {}) => {
  const id = await draft(over);
  await submit(id);
  await approve(id);
  return id;
};
/** With the number that the page shows, unless another is given. */
const release = async (id: string, people?: number) => {
  const { whole, reach } = await room.parts.release.lastPage(id);
  return room.parts.release.release(approver, id, { hash: whole.hash, people: people ?? reach.total });
};
const stateOf = async (id: string) => (await room.row(id)).state;
const code = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: { code?: string }) => error.code,
  );

describe('a submission', () => {
  it('counts the audience exactly by language and class of domains, and tells the approvers by mail', async () => {
    const id = await draft();
    const { reach, asked } = await submit(id);
    expect(reach).toMatchObject({ total: 7, languages: { ja: 5, en: 2 }, domains: { other: 5, docomo: 2 } });
    expect(asked).toHaveLength(1);
    const mail = (await room.letters()).find((l) => String(l.variables.console_url).includes(id));
    expect(mail).toMatchObject({
      type: 'staff-approval-request',
      role: 'operator',
      variables: { bulletin: '窓口の案内' },
    });
  });

  it('is refused while a check has an error', async () => {
    const bad = { ...sampleTexts, en: { subject: 'Counter', body: 'See https://stranger.example/ now' } };
    expect(await code(submit(await draft({ texts: bad })))).toBe('checks.errors');
  });

  it('needs a tick for warnings, and keeps who ticked', async () => {
    const id = await draft({ texts: { ja: sampleTexts.ja } });
    expect(await code(room.parts.approval.submit(author, id, { revision: 1, warningsTicked: false }))).toBe(
      'checks.warnings',
    );
    await submit(id);
    const event = (await listBulletinEvents(room.db, (await room.row(id)).id)).at(-1)!;
    expect(event).toMatchObject({ act: 'submit', actor: author.actor });
    expect(JSON.parse(event.data!)).toMatchObject({ warnings: 2, people: 5 + 2 });
  });

  it('is refused when nobody would get it, and when nobody could approve it', async () => {
    expect(await code(submit(await draft({ topics: [room.topics[5]!.code] })))).toBe('audience.empty');
    const both = await room.person(['author', 'approver'], ['no-such-group']);
    expect(await code(submit(await draft({}, both), both))).toBe('right.bureau');
    const lonely = await newsroom();
    const alone = await lonely.person(['author', 'approver']);
    await lonely.readers(topic, 1);
    const { id } = await lonely.parts.bulletins.create(alone.actor, { topics: [topic], texts: sampleTexts });
    expect(await code(lonely.parts.approval.submit(alone, id, { revision: 1, warningsTicked: true }))).toBe(
      'policy.nobody',
    );
    await lonely.stop();
  });
});

describe('an approval', () => {
  it('is never given by somebody who wrote on it, not even one line of an earlier revision', async () => {
    const second = await room.person(['author', 'approver']);
    const id = await draft();
    await room.parts.bulletins.revise(second, id, 1, { topics: [topic], texts: sampleTexts });
    await room.parts.bulletins.revise(author, id, 2, { topics: [topic], texts: sampleTexts });
    await submit(id);
    const { standstill } = await room.parts.watch.watch(id);
    expect(standstill).toMatchObject({ code: 'waits.approval', detail: '見本 approver' });
    expect(await code(approve(id, second))).toBe('policy.own-bulletin');
    await approve(id);
    expect(await stateOf(id)).toBe('approved');
  });

  it('binds to texts, audience, time and kind; whatever changes gives another hash', async () => {
    const id = await draft();
    const first = await hashOf(id);
    const seen = new Set([first]);
    const changes: object[] = [
      { texts: { ...sampleTexts, en: { ...sampleTexts.en, body: 'Another' } } },
      { topics: [room.topics[1]!.code] },
      { plannedAt: room.clock.now() + 1 },
      { kind: 'drill' },
    ];
    for (const change of changes) {
      const other = await draft(change);
      seen.add(await hashOf(other));
    }
    expect(seen.size).toBe(5);
    await submit(id);
    expect(await code(room.parts.approval.approve(approver, id, { hash: 'f'.repeat(64) }))).toBe('approval.changed');
  });

  it('falls when the bulletin is taken back to write on', async () => {
    const id = await approved();
    expect((await room.row(id)).approved_hash).not.toBeNull();
    await room.parts.approval.reopen(author, id);
    expect(await room.row(id)).toMatchObject({ state: 'draft', approved_hash: null });
    expect(await code(release(id))).toBe('approval.changed');
  });

  it('does not carry a text that somebody changed behind it: it goes back to the author with nothing sent', async () => {
    const id = await approved();
    await release(id);
    const { id: row } = await room.row(id);
    await room.db.write((trx) => trx.knex('bulletin_text').where({ bulletin_id: row }).update({ body: '別の本文' }));
    await room.tick(5 * MINUTE);
    expect(await room.row(id)).toMatchObject({ state: 'returned', reason: 'approval.changed', started_at: null });
  });

  it('comes back with a comment, which is demanded', async () => {
    const id = await draft();
    await submit(id);
    expect(await code(room.parts.approval.giveBack(approver, id, '  '))).toBe('input.invalid');
    await room.parts.approval.giveBack(approver, id, '時間を書いてください');
    expect(await stateOf(id)).toBe('returned');
    expect((await room.parts.watch.watch(id)).standstill).toMatchObject({ detail: '時間を書いてください' });
  });

  it('is narrowed to the topics of the bureau', async () => {
    const other = room.topics.find((t) => t.group_code !== group)!;
    const foreign = await room.person(['approver'], [other.group_code]);
    const near = await room.person(['approver'], [group]);
    const id = await draft();
    await submit(id);
    expect(await code(approve(id, foreign))).toBe('right.bureau');
    await approve(id, near);
    expect(await stateOf(id)).toBe('approved');
  });
});

describe('four eyes', () => {
  it('are switched off by an administrator only, and the audit log says so', async () => {
    const admin = await room.person(['administrator']);
    expect(await code(room.parts.policy.setRule(approver, 'fourEyes', 'off'))).toBe('right.missing');
    expect(await code(room.parts.policy.setRule(admin, 'fourEyes', 'maybe'))).toBe('input.invalid');
    await room.parts.policy.setRule(admin, 'fourEyes', 'off');
    const line = await room.db.knex('audit').orderBy('seq', 'desc').first();
    expect(line).toMatchObject({ actor: admin.actor, action: 'house.rule', object: 'rule:fourEyes' });
    const both = await room.person(['author', 'approver']);
    const id = await draft({}, both);
    await submit(id, both);
    await approve(id, both);
    expect(await stateOf(id)).toBe('approved');
    await room.parts.policy.setRule(admin, 'fourEyes', 'on');
  });
});

describe('the time', () => {
  it('holds two minutes before the first mail; stopping meanwhile leaves nobody with a mail', async () => {
    const id = await approved();
    await release(id);
    await room.tick();
    expect(await room.row(id)).toMatchObject({ state: 'held', held_until: room.clock.now() + 2 * MINUTE });
    await room.tick(2 * MINUTE - 1);
    expect(await stateOf(id)).toBe('held');
    await room.parts.bulletins.cancel(approver.actor, id);
    await room.tick(10 * MINUTE);
    expect(await room.row(id)).toMatchObject({ state: 'cancelled', started_at: null });
    expect((await room.parts.bulletins.status(id)).total).toBe(0);
  });

  it('goes out when the hold is over', async () => {
    const id = await approved();
    await release(id);
    await room.tick();
    await room.tick(2 * MINUTE);
    expect(await stateOf(id)).toBe('sending');
    expect((await room.parts.bulletins.status(id)).total).toBe(7);
  });

  it('of a planned bulletin is kept to the minute, the hold lies before it', async () => {
    const plannedAt = room.clock.now() + 60 * MINUTE;
    const id = await approved({ plannedAt });
    await release(id);
    await room.tick(57 * MINUTE);
    expect(await stateOf(id)).toBe('scheduled');
    await room.tick(MINUTE);
    expect(await room.row(id)).toMatchObject({ state: 'held', held_until: plannedAt });
    await room.parts.release.recall(approver, id);
    expect(await stateOf(id)).toBe('approved');
  });

  it('in the quiet hours moves to their end, and the last page says so before', async () => {
    const plannedAt = Date.parse('2026-04-02T22:30:00+09:00');
    const id = await approved({ plannedAt });
    expect(await room.parts.release.lastPage(id)).toMatchObject({
      startsAt: Date.parse('2026-04-03T08:00:00+09:00'),
      movedFrom: plannedAt,
    });
    await release(id);
    room.clock.set('2026-04-02T23:00:00+09:00');
    await room.tick();
    expect(await stateOf(id)).toBe('scheduled');
    room.clock.set('2026-04-03T08:00:00+09:00');
    await room.tick();
    await room.tick(2 * MINUTE);
    expect(await stateOf(id)).toBe('sending');
  });
});

describe('a bulletin under way when the quiet hours begin', () => {
  const running = async (over: Parameters<typeof approved>[0] = {}) => {
    room.clock.set('2026-04-02T20:50:00+09:00');
    const id = await approved(over);
    await release(id);
    await room.tick();
    await room.tick(3 * MINUTE);
    expect(await stateOf(id)).toBe('sending');
    return id;
  };

  it('stops by itself, says why, and goes on in the morning', async () => {
    const id = await running();
    await room.tick(6 * MINUTE);
    expect(await stateOf(id)).toBe('sending');
    room.clock.set('2026-04-02T21:00:00+09:00');
    await room.tick();
    expect(await room.row(id)).toMatchObject({ state: 'paused', reason: 'quiet' });
    expect((await room.parts.watch.watch(id)).standstill).toMatchObject({ code: 'paused.quiet' });
    room.clock.set('2026-04-03T07:59:00+09:00');
    await room.tick();
    expect(await stateOf(id)).toBe('paused');
    room.clock.set('2026-04-03T08:00:00+09:00');
    await room.tick();
    expect(await room.row(id)).toMatchObject({ state: 'sending', reason: null });
    const acts = (await room.parts.watch.history(id)).map((e) => [e.act, e.by]);
    expect(acts.slice(-2)).toEqual([
      ['pause', 'clock'],
      ['resume', 'clock'],
    ]);
    // The next evening it stops again.
    room.clock.set('2026-04-03T21:30:00+09:00');
    await room.tick();
    expect(await room.row(id)).toMatchObject({ state: 'paused', reason: 'quiet' });
  });

  it('that staff lets go on in the night is not stopped again', async () => {
    const id = await running();
    room.clock.set('2026-04-02T21:05:00+09:00');
    await room.tick();
    expect(await stateOf(id)).toBe('paused');
    await room.parts.bulletins.resume(approver.actor, id);
    await room.tick(MINUTE);
    expect(await stateOf(id)).toBe('sending');
  });

  it('that staff paused by day stays paused in the morning', async () => {
    const id = await running();
    await room.parts.bulletins.pause(approver.actor, id);
    room.clock.set('2026-04-03T08:30:00+09:00');
    await room.tick();
    expect(await room.row(id)).toMatchObject({ state: 'paused', reason: 'staff' });
  });

  it('does not stop when the command line sent it, which knows no quiet hours', async () => {
    room.clock.set('2026-04-02T20:50:00+09:00');
    const id = await draft();
    await room.parts.bulletins.send('cli', id);
    room.clock.set('2026-04-02T22:00:00+09:00');
    await room.tick();
    expect(await stateOf(id)).toBe('sending');
  });
});

describe('an emergency', () => {
  it('has no hold and no quiet hours, and its number is typed in', async () => {
    room.clock.set('2026-04-04T02:00:00+09:00');
    const id = await approved({ kind: 'emergency' });
    expect(await code(release(id, 8))).toBe('audience.number');
    await release(id, 7);
    await room.tick();
    await room.tick();
    expect(await room.row(id)).toMatchObject({ state: 'sending', priority: 10 });
  });

  it('is corrected as urgently: its correction leaves in the night, in the lane and before all that is not urgent', async () => {
    room.clock.set('2026-04-04T02:30:00+09:00');
    const first = await approved({ kind: 'emergency' });
    await release(first);
    for (let n = 0; n < 2; n += 1) await room.tick();
    await room.answer(first, 'accepted');
    const { id } = await room.parts.sequels.begin(author, first, 'correction');
    await room.parts.bulletins.revise(author, id, 1, { topics: [topic], texts: sampleTexts });
    await submit(id);
    await approve(id);
    const page = await room.parts.release.lastPage(id);
    expect(page).toMatchObject({ movedFrom: null, interrupted: null });
    await release(id);
    await room.tick();
    await room.tick(2 * MINUTE);
    expect(await room.row(id)).toMatchObject({ kind: 'correction', state: 'sending', priority: 10 });
    await room.tick(MINUTE);
    expect(await stateOf(id)).toBe('sending');
    const { id: row } = await room.row(id);
    expect(await room.db.knex('queue').where({ bulletin_id: row }).distinct('lane').pluck('lane')).toEqual([
      'emergency',
    ]);
    const usual = await approved();
    await room.parts.bulletins.send('cli', usual);
    await room.tick();
    await room.answer(usual, 'accepted');
    const after = await room.parts.sequels.begin(author, usual, 'correction');
    await submit(after.id);
    expect((await room.parts.release.lastPage(after.id)).movedFrom).not.toBeNull();
  });

  it('may break the glass: at once, with a reason, owing an approval by somebody else', async () => {
    const duty = await room.person(['author', 'approver']);
    const id = await draft({ kind: 'emergency' }, duty);
    const glass = (over: object) =>
      room.parts.release.breakGlass(duty, id, { revision: 1, people: 7, reason: '津波警報', ...over });
    expect(await code(glass({ people: 8 }))).toBe('audience.number');
    expect(await code(glass({ reason: '' }))).toBe('comment.empty');
    await glass({});
    expect(await room.row(id)).toMatchObject({ state: 'sending', approval_due: 1 });
    expect(await code(room.parts.approval.approveAfterwards(duty, id, ''))).toBe('policy.own-bulletin');
    expect(await room.parts.approval.mayApproveAfterwards(duty, id)).toBe(false);
    expect(await room.parts.approval.mayApproveAfterwards(approver, id)).toBe(true);
    await room.parts.approval.approveAfterwards(approver, id, '確認した');
    expect(await room.row(id)).toMatchObject({ approval_due: 0 });
    const line = await room.db.knex('audit').where({ action: 'bulletin.breakGlass' }).first();
    expect(line).toMatchObject({ actor: duty.actor, reason: '津波警報' });
  });

  it('sent in haste by somebody who did not write it is not approved by that person, and the sentence says why', async () => {
    const duty = await room.person(['approver']);
    const id = await draft({ kind: 'emergency' });
    await room.parts.release.breakGlass(duty, id, { revision: 1, people: 7, reason: '津波警報' });
    expect(await room.parts.approval.mayApproveAfterwards(duty, id)).toBe(false);
    expect(await code(room.parts.approval.approveAfterwards(duty, id, ''))).toBe('policy.own-glass');
  });

  it('names older warnings to the same topics that could still reach somebody after it, and only those', async () => {
    const first = await approved({ kind: 'emergency' });
    const drill = await approved({ kind: 'drill' });
    const newer = await draft({ kind: 'emergency' });
    const older = async (id: string) => (await room.parts.release.lastPage(id)).older.map((one) => one.id);
    expect(await older(newer)).toContain(first);
    expect(await older(newer)).not.toContain(drill);
    expect(await older(await draft())).toEqual([]);
    await room.parts.bulletins.cancel(approver.actor, first);
    expect(await older(newer)).not.toContain(first);
  });

  it('is the only kind for which the glass may be broken', async () => {
    const duty = await room.person(['approver']);
    const given = { revision: 1, people: 7, reason: 'x' };
    expect(await code(room.parts.release.breakGlass(duty, await draft(), given))).toBe('emergency.only');
  });
});

describe('a first wave', () => {
  const waved = async () => {
    const id = await approved({ waveSize: 3 });
    room.clock.set('2026-04-06T10:00:00+09:00');
    await release(id);
    await room.tick();
    await room.tick(2 * MINUTE);
    return id;
  };

  const begun = async (id: string) => {
    const [row] = await room.db
      .knex('bulletin_recipient')
      .where({ bulletin_id: (await room.row(id)).id })
      .count('* as n');
    return { written: Number(row!.n), total: (await room.parts.bulletins.status(id)).total };
  };

  it('goes to so many people, and the rest follows when it went well', async () => {
    const id = await waved();
    expect(await begun(id)).toEqual({ written: 3, total: 7 });
    await room.tick();
    expect(await begun(id)).toEqual({ written: 3, total: 7 });
    expect(await room.answer(id, 'accepted')).toBe(3);
    await room.tick();
    expect((await room.parts.watch.watch(id)).standstill).toMatchObject({
      code: 'wave.waits',
      figures: { n: 3, limit: 2 },
    });
    expect(await begun(id)).toEqual({ written: 3, total: 7 });
    await room.tick(10 * MINUTE);
    expect(await begun(id)).toEqual({ written: 7, total: 7 });
    await room.answer(id, 'accepted');
    await room.tick();
    expect(await stateOf(id)).toBe('finished');
    expect((await room.parts.watch.history(id)).map((line) => line.act)).toEqual([
      'create',
      'submit',
      'approve',
      'release',
      'hold',
      'start',
      'finish',
    ]);
  });

  it('stops everything when too many fail, and says so; resuming sends the rest', async () => {
    const id = await waved();
    await room.answer(id, 'refused');
    await room.tick(10 * MINUTE);
    expect(await room.row(id)).toMatchObject({ state: 'paused', reason: 'wave', wave_state: 'stopped' });
    expect((await room.parts.watch.watch(id)).standstill).toMatchObject({
      code: 'paused.wave',
      mend: 'sendRest',
      figures: { n: 3, of: 3, limit: 2 },
    });
    await room.tick(10 * MINUTE);
    expect(await begun(id)).toEqual({ written: 3, total: 7 });
    await room.parts.bulletins.resume(approver.actor, id);
    await room.tick();
    expect(await begun(id)).toEqual({ written: 7, total: 7 });
  });
});

describe('an outcome that nobody knows', () => {
  it('leaves the bulletin finished with so many open, until the last of them is known', async () => {
    const id = await approved();
    room.clock.set('2026-04-07T10:00:00+09:00');
    await release(id);
    await room.tick();
    await room.tick(2 * MINUTE);
    const row = await room.row(id);
    const readers: { reader_id: number }[] = await room.db.knex('bulletin_recipient').where({ bulletin_id: row.id });
    const lost = readers[0]!.reader_id;
    await room.answer(id, 'unknown', [lost]);
    await room.answer(id, 'accepted');
    await room.tick();
    expect(await room.row(id)).toMatchObject({ state: 'finishedOpen' });
    expect((await room.parts.watch.watch(id)).standstill).toMatchObject({ code: 'open', detail: '1' });
    const [one] = await room.db.knex('bulletin_recipient').where({ bulletin_id: row.id, reader_id: lost });
    await room.db.write(async (trx) => {
      await trx.knex('bulletin_recipient').where({ bulletin_id: row.id, reader_id: lost }).update({ state: 'bounced' });
      await moveCounts(trx, row.id, [
        { language: one.language, queueId: one.queue_id, from: 'unknown', to: 'bounced', n: 1 },
      ]);
    });
    await room.tick();
    expect(await room.row(id)).toMatchObject({ state: 'finished' });
    expect((await room.parts.watch.history(id)).map((line) => line.act).slice(-2)).toEqual(['finishOpen', 'settle']);
  });
});

describe('the last page', () => {
  it('tells the first wave with its rule, and the night that comes between', async () => {
    room.clock.set('2026-04-08T20:56:00+09:00');
    const id = await approved({ waveSize: 3 });
    const page = await room.parts.release.lastPage(id);
    expect(page.wave).toEqual({ size: 3, waitMs: 10 * MINUTE, stopPercent: 2 });
    expect(page.interrupted).toEqual({
      from: Date.parse('2026-04-08T21:00:00+09:00'),
      to: Date.parse('2026-04-09T08:00:00+09:00'),
    });
    room.clock.set('2026-04-08T12:00:00+09:00');
    expect((await room.parts.release.lastPage(await approved())).interrupted).toBeNull();
  });
});
