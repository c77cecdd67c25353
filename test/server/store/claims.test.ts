/**
 * A claim chooses its rows once. In a new database the planner has no figures, takes every table for empty, and would rather run the choice
 * anew for every row of the update: a bulletin to ten thousand all but stood still so.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claimDeliveries } from '../../../server/store/callbacks.ts';
import type { Trx } from '../../../server/store/db.ts';
import { claimLetters } from '../../../server/store/letterClaims.ts';
import {
  claimRecipients,
  expireRecipients,
  findDueBulletinQueues,
  recordAccepted,
  recordRecipients,
  releaseRecipients,
} from '../../../server/store/recipients.ts';
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
  [
    'letters',
    (trx) => claimLetters(trx, { queueId: 1, limit: 9, now: 1, heldTypes: ['nl-digest'], heldSystems: ['ens'], lease }),
  ],
  ['callbacks', (trx) => claimDeliveries(trx, { callbackId: 1, now: 1, real: 1, lease: 1, limit: 9 })],
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

/** One bulletin is written out, the planner has looked at it, and the next one begins: of that one it knows nothing. */
describe('of a bulletin that is younger than the figures', () => {
  const write = (bulletinId: number, readers: number) =>
    base.db.write(async (trx) => {
      for (let from = 1; from <= readers; from += 50)
        await trx.knex('bulletin_recipient').insert(
          Array.from({ length: 50 }, (_, i) => ({
            ...{ bulletin_id: bulletinId, reader_id: from + i, language: 'ja', queue_id: bulletinId },
            ...{ state: 'accepted', next_at: 1 },
          })),
        );
    });

  it('rows are found by bulletin and reader, never by the bulletin alone', async () => {
    await write(1, 2000);
    await base.db.write(async (trx) => void (await trx.knex.raw('analyze bulletin_recipient')));
    await write(2, 2000);
    const asked: { sql: string; bindings: unknown[] }[] = [];
    const note = (one: (typeof asked)[number]) => void asked.push(one);
    const result = {
      ...{ bulletinId: 2, readerId: 7, leaseToken: 1, state: 'deferred' as const, nextAt: 9, counts: true },
      ...{ reason: null, reply: null, attempt: null },
    };
    const some = [result, { ...result, readerId: 8 }];
    base.db.knex.on('query', note);
    await recordAccepted(base.db, some, 1);
    base.db.knex.off('query', note);
    await base.db.write(async (trx) => {
      trx.knex.on('query', note);
      await recordRecipients(trx, some, 1);
      await releaseRecipients(trx, 2, [7, 8], 1);
      await claimRecipients(trx, { bulletinId: 2, queueId: 2, limit: 9, now: 1, lease });
      trx.knex.off('query', note);
    });
    const how = engine === 'sqlite' ? 'explain query plan' : 'explain';
    const plans: string[] = [];
    for (const { sql, bindings } of asked.filter((one) => one.sql.includes('update bulletin_recipient'))) {
      const answer = await base.db.knex.raw(`${how} ${sql.replace(/\$\d+/g, '?')}`, bindings as string[]);
      plans.push(JSON.stringify(engine === 'sqlite' ? answer : answer.rows));
    }
    expect(plans.length).toBeGreaterThanOrEqual(3);
    for (const plan of plans) {
      expect(plan).not.toMatch(/Index Cond: \(bulletin_id = \d+\)|Seq Scan on bulletin_recipient/);
      expect(plan).not.toMatch(/SCAN bulletin_recipient|PRIMARY KEY \(bulletin_id=\?\)/);
    }
    // What is written back is found by its name, and never among everything that is leased.
    for (const plan of plans.slice(0, 3)) expect(plan).not.toMatch(/bulletin_recipient_sending/);
  });

  it('the look for due queues asks each for its first open row, and joins nothing with all that are open', async () => {
    const asked: { sql: string; bindings: unknown[] }[] = [];
    const note = (one: (typeof asked)[number]) => void asked.push(one);
    base.db.knex.on('query', note);
    await findDueBulletinQueues(base.db, 5);
    base.db.knex.off('query', note);
    const how = engine === 'sqlite' ? 'explain query plan' : 'explain';
    const { sql, bindings } = asked[0]!;
    const answer = await base.db.knex.raw(`${how} ${sql.replace(/\$\d+/g, '?')}`, bindings as string[]);
    const plan = JSON.stringify(engine === 'sqlite' ? answer : answer.rows);
    expect(plan).toMatch(/(Scan|INDEX|USING)[^"]*bulletin_recipient_claim/);
    expect(plan).not.toMatch(/Semi Join/);
  });
});
