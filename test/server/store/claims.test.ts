/**
 * A claim chooses its rows once. In a new database the planner has no figures, takes every table for empty, and would rather run the choice
 * anew for every row of the update: a bulletin to ten thousand all but stood still so.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { claimDeliveries } from '../../../server/store/callbacks.ts';
import { claimLetters } from '../../../server/store/letterClaims.ts';
import type { Trx } from '../../../server/store/open.ts';
import { claimRecipients, expireRecipients } from '../../../server/store/recipients.ts';
import { engine, testDb } from '../../support/database.ts';

let base: Awaited<ReturnType<typeof testDb>>;
beforeAll(async () => {
  base = await testDb();
});
afterAll(() => base.close());

/** How the engine names a choice that it makes before it begins with the rows. */
const once = { sqlite: /"detail":"LIST SUBQUERY/, postgres: /InitPlan/ }[engine];

const lease = { token: 1, until: 1, worker: 'a' };
const claims: [string, (trx: Trx) => Promise<unknown>][] = [
  ['recipients', (trx) => claimRecipients(trx, { bulletinId: 1, queueId: 1, limit: 9, now: 1, lease })],
  [
    'late recipients',
    (trx) => expireRecipients(trx, { bulletinId: 1, queueId: 1, limit: 9, to: 'expired', reason: 'deadline' }),
  ],
  ['letters', (trx) => claimLetters(trx, { queueId: 1, limit: 9, now: 1, heldTypes: ['nl-digest'], lease })],
  ['callbacks', (trx) => claimDeliveries(trx, { now: 1, real: 1, lease: 1, limit: 9 })],
];

it.each(claims)('a claim of %s', async (_what, claim) => {
  const plan = await base.db.write(async (trx) => {
    const asked: { sql: string; bindings: unknown[] }[] = [];
    const note = (one: (typeof asked)[number]) => void asked.push(one);
    trx.knex.on('query', note);
    await claim(trx);
    trx.knex.off('query', note);
    const update = asked.find(({ sql }) => /^\s*update/.test(sql))!;
    const how = engine === 'sqlite' ? 'explain query plan' : 'explain';
    const answer = await trx.knex.raw(`${how} ${update.sql.replace(/\$\d+/g, '?')}`, update.bindings as string[]);
    return JSON.stringify(engine === 'sqlite' ? answer : answer.rows);
  });
  expect(plan).toMatch(once);
});
