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

describe('A task whose day has passed', () => {
  const late = async () => (await room.letters()).filter((letter) => letter.type === 'staff-late');
  const look = async (at: string) => {
    room.clock.set(`${at}+09:00`);
    const job = room.parts.lateNotices.jobs[0]!;
    if (await job.pending()) await job.run();
  };

  it('is told once for each day that was set, all that came due together as one mail, and not when it is closed', async () => {
    const { tasks } = room.parts;
    for (let n = 0; n < 3; n++) await bounce();
    const { data } = await tasks.list({ state: 'open' }, { limit: 3 });
    const [first, second, closed] = data.map(({ id }) => id) as [string, string, string];
    for (const id of [first, second, closed]) await tasks.setDue('operator:test', id, '2026-05-10');
    await tasks.close('operator:test', closed, '電話で伝えた');
    await look('2026-05-10T23:59:59');
    expect(await late()).toEqual([]);
    await look('2026-05-11T00:00:00');
    await look('2026-05-11T12:00:00');
    const told = await late();
    expect(told.map(({ to }) => to).sort()).toEqual([other, operator, 'second@example.jp']);
    expect(told[0]!.variables).toEqual({
      tasks: 2,
      due_at: Date.parse('2026-05-11T00:00:00+09:00') - 1,
      console_url: expect.stringMatching(/\/console\/#\/tasks$/),
    });
    await tasks.setDue('operator:test', second, '2026-05-12');
    await look('2026-05-13T09:00:00');
    const again = (await late()).slice(told.length);
    expect(again.map(({ variables }) => variables.tasks)).toEqual([1, 1, 1]);
    await look('2026-05-20T09:00:00');
    expect(await late()).toHaveLength(6);
  });
});
