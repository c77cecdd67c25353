/** A bulletin whose hour passed while the hub was away does not leave by itself (case C4). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../../../server/domain/policy/policy.ts';
import { HOUR, MINUTE } from '../../../../server/lib/clock.ts';
import { type Newsroom, newsroom, sampleTexts } from '../../../support/newsroom.ts';

let room: Newsroom;
let author: Actor;
let approver: Actor;
beforeAll(async () => {
  room = await newsroom();
  author = await room.person(['author']);
  approver = await room.person(['approver']);
  await room.readers(room.topics[0]!.code, 3);
});
afterAll(() => room.stop());

const at = (time: string) => new Date(`2026-04-${time}+09:00`).getTime();
const scheduled = async (plannedAt: number) => {
  const draft = { topics: [room.topics[0]!.code], texts: sampleTexts, plannedAt };
  const { id } = await room.parts.bulletins.create(author.actor, draft);
  await room.parts.approval.submit(author, id, { revision: 1, warningsTicked: true });
  await room.parts.approval.approve(approver, id, { hash: (await room.parts.release.lastPage(id)).whole.hash });
  await release(id);
  return id;
};
const release = async (id: string) => {
  const { whole, reach } = await room.parts.release.lastPage(id);
  await room.parts.release.release(approver, id, { hash: whole.hash, people: reach.total });
};
const letters = async () => (await room.letters()).filter((l) => l.type === 'staff-bulletin-late');

describe('a bulletin for 15:00', () => {
  it('that nobody sent until the next day at 16:00 asks again, says by how much it is late, and tells author and approver', async () => {
    room.clock.set('2026-04-01T10:00:00+09:00');
    const id = await scheduled(at('01T15:00:00'));
    room.clock.set('2026-04-02T16:00:00+09:00');
    await room.tick();
    await room.tick(5 * MINUTE);
    expect(await room.row(id)).toMatchObject({ state: 'approved', reason: 'late', scheduled_at: null });
    expect((await room.parts.watch.watch(id)).standstill).toMatchObject({
      code: 'waits.late',
      at: at('01T15:00:00'),
      mend: 'release',
    });
    expect((await room.parts.watch.history(id)).at(-1)).toMatchObject({
      act: 'late',
      by: 'clock',
      data: { promised: at('01T15:00:00'), late: 25 * HOUR },
    });
    const told = await letters();
    expect(told.map((l) => l.variables.late)).toEqual(
      ['25時間', '25時間'].map((ja) => expect.objectContaining({ ja })),
    );
    expect(new Set(told.map((l) => l.to)).size).toBe(2);
    expect(await room.db.knex('bulletin_recipient').where({ bulletin_id: (await room.row(id)).id })).toEqual([]);

    await release(id);
    await room.tick();
    await room.tick(2 * MINUTE);
    expect(await room.row(id)).toMatchObject({ state: 'sending', reason: null });
    expect((await letters()).length).toBe(2);
  });

  it('that is found ten minutes late goes its way', async () => {
    room.clock.set('2026-04-03T10:00:00+09:00');
    const id = await scheduled(at('03T15:00:00'));
    room.clock.set('2026-04-03T15:10:00+09:00');
    await room.tick();
    expect(await room.row(id)).toMatchObject({ state: 'held' });
    await room.tick(2 * MINUTE);
    expect(await room.row(id)).toMatchObject({ state: 'sending' });
  });

  it('whose hold ended while the hub was away asks again too', async () => {
    room.clock.set('2026-04-06T14:59:00+09:00');
    const id = await scheduled(at('06T15:00:00'));
    await room.tick();
    expect(await room.row(id)).toMatchObject({ state: 'held' });
    await room.tick(HOUR);
    expect(await room.row(id)).toMatchObject({ state: 'approved', reason: 'late' });
  });
});
