/** Staff hear by mail that something waits for a person: a real letter bounces, the clock's job runs, the outbox shows who was written to. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../../../server/lib/clock.ts';
import { type Newsroom, newsroom } from '../../../support/newsroom.ts';
import { carry } from '../../../support/postman.ts';
import { personWith } from '../../../support/staff.ts';
import { event, type System, systemOf } from '../../../support/systems.ts';

let room: Newsroom;
let ras2: System;
const other = 'another@example.jp';
const operator = 'operator@example.jp';
beforeAll(async () => {
  room = await newsroom();
  ras2 = await systemOf(room);
  await personWith(room, ['operator', 'author'], { email: other });
  await personWith(room, ['operator'], { email: operator });
  await personWith(room, ['helpdesk'], { email: 'helpdesk@example.jp' });
  await personWith(room, ['auditor'], { email: 'auditor@example.jp' });
});
afterAll(() => room.stop());

const bounce = async () => {
  await ras2.report(event('ras2.declaration.refused'));
  await carry(room, () => ({ state: 'refused', reason: 'userunknown' }));
};
const clock = async (ms = 0) => {
  room.clock.advance(ms);
  const job = room.parts.taskNotices.jobs[0]!;
  if (await job.pending()) await job.run();
};
const notices = async () => (await room.letters()).filter((letter) => letter.type === 'staff-task');
const told = async () => (await notices()).map((letter) => letter.to).sort();

describe('A task that waits', () => {
  it('is told to those who can close it, without a word about whom it concerns', async () => {
    await clock();
    expect(await told()).toEqual([]);
    await bounce();
    await clock(MINUTE);
    expect(await told()).toEqual([other, operator]);
    const [letter] = await notices();
    expect(letter).toMatchObject({ languages: 'ja', role: 'operator' });
    expect(letter!.variables).toEqual({
      task: '届かなかったメールがあります',
      opened_at: room.clock.now() - MINUTE,
      console_url: expect.stringMatching(/\/console\/#\/tasks$/),
    });
  });

  it('of the same kind is one mail an hour, however many there are, and none is forgotten', async () => {
    for (let n = 0; n < 5; n++) await bounce();
    await clock(10 * MINUTE);
    expect(await told()).toHaveLength(2);
    await clock(HOUR - MINUTE);
    expect(await told()).toHaveLength(4);
    await clock(MINUTE);
    await clock(DAY);
    expect(await told()).toHaveLength(4);
  });

  it('is not told once somebody has taken it in hand', async () => {
    await bounce();
    const one = await personWith(room, ['operator'], { email: 'second@example.jp' });
    const { body } = await one.get('/tasks?state=open');
    const [newest] = (body as { data: { id: string }[] }).data;
    expect((await one.post(`/tasks/${newest!.id}/take`)).status).toBe(200);
    await clock(MINUTE);
    expect(await told()).toHaveLength(4);
  });
});
