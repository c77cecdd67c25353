/** One row that cannot be done keeps nobody waiting but itself: reminders and callbacks of everybody else go on. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { MINUTE } from '../../../../server/lib/clock.ts';
import { addOutcomes } from '../../../../server/store/outcomes.ts';
import { type TestApp, testApp } from '../../../support/app.ts';
import { carry } from '../../../support/postman.ts';
import { event, type System, systemOf } from '../../../support/systems.ts';

let app: TestApp;
let ras2: System;
beforeEach(async () => {
  app = await testApp();
  ras2 = await systemOf(app);
});
afterEach(() => app.stop());

const knex = () => app.ground.db.knex;
/** Applications that were returned, oldest first: each begins a chain whose reminder follows a week after its letter. */
const returned = async (count: number) => {
  for (let n = 0; n < count; n++)
    await ras2.report(event('ras2.application.returned', { subject: `s${n}`, data: { kind: 'correction' } }));
};
type Chain = { id: number; letter_id: number; state: string; reason: string | null; payload: Buffer };
const chains = (): Promise<Chain[]> => knex()('chain').orderBy('id');
const states = async () => (await chains()).map((chain) => chain.state);
/** What the chain will say cannot be opened any more, until it is mended. */
const spoil = async (chain: Chain) => {
  const put = (payload: Buffer) =>
    app.ground.db.write(async (trx) => void (await trx.knex('chain').where({ id: chain.id }).update({ payload })));
  await put(Buffer.from('spoiled'));
  return () => put(chain.payload);
};
const reminders = async () => (await app.letters()).filter((one) => one.type === 'correction-reminder').length;

it('a follow-up that cannot be posted is put off, and the others of its group and behind it are posted', async () => {
  const { postFollowUps, followUpsWait } = app.running.parts.applications;
  await returned(25);
  await carry(app);
  const mend = await spoil((await chains())[0]!);
  app.clock.set('2025-11-27T10:00:00+09:00');
  await expect(postFollowUps()).rejects.toThrow(/put off 1 \(follow-up \d+\)/);
  expect(await reminders()).toBe(24);
  expect(await followUpsWait()).toBe(false);
  app.clock.advance(10 * MINUTE);
  await expect(postFollowUps()).rejects.toThrow('put off 1');
  await mend();
  app.clock.advance(10 * MINUTE);
  await postFollowUps();
  expect(await reminders()).toBe(25);
});

it('an outcome that cannot be applied is put off with what comes later of its letter, and the others are applied', async () => {
  const { applyOutcomes, outcomesWait } = app.running.parts.applications;
  await returned(30);
  const spoiled = (await chains())[2]!;
  const mend = await spoil(spoiled);
  await expect(carry(app)).rejects.toThrow(/put off 1 \(outcome \d+\)/);
  expect((await states()).filter((state) => state === 'running')).toHaveLength(29);
  const late = { letterId: spoiled.letter_id, kind: 'bounced', reason: 'userunknown', reply: null };
  await app.ground.db.write((trx) => addOutcomes(trx, [{ ...late, happenedAt: app.clock.now() }]));
  expect(await outcomesWait()).toBe(false);
  await applyOutcomes();
  expect((await chains())[2]).toMatchObject({ state: 'waiting' });
  await mend();
  app.clock.advance(MINUTE);
  expect(await outcomesWait()).toBe(true);
  await applyOutcomes();
  expect((await chains())[2]).toMatchObject({ state: 'stopped', reason: 'bounce' });
  expect(await knex()('outcome').whereNull('applied_at')).toEqual([]);
});
