/** Looking for work and giving lost work back must not grow with the length of the queues: SQLite is asked how it would do it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countExactly, isInAudience, spreadOf } from '../../../server/store/audiences.ts';
import { listAudit } from '../../../server/store/audit.ts';
import { countLeftAfter } from '../../../server/store/bulletinEvents.ts';
import { listDeliveries } from '../../../server/store/callbacks.ts';
import { listCases } from '../../../server/store/cases.ts';
import type { Source } from '../../../server/store/db.ts';
import { hasDueLetter } from '../../../server/store/dueLetters.ts';
import { endWaiting, expandChunk } from '../../../server/store/expansion.ts';
import { listLetterLoads } from '../../../server/store/flow.ts';
import { claimLetters, findLostLetters } from '../../../server/store/letterClaims.ts';
import { countFinalLetters, listPlannedLetters } from '../../../server/store/letters.ts';
import { listDomainLoads } from '../../../server/store/limits.ts';
import { addOutcomes, listNewestOutcomes } from '../../../server/store/outcomes.ts';
import { listLaneLoads } from '../../../server/store/queues.ts';
import { listStaysDue } from '../../../server/store/readers.ts';
import { claimRecipients, findDueBulletinQueues, freeRecipients } from '../../../server/store/recipients.ts';
import { testDb } from '../../support/database.ts';

let base: Awaited<ReturnType<typeof testDb>>;
beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fumibako-plans-'));
  const remove = async () => rmSync(folder, { recursive: true, force: true });
  base = await testDb({ url: `sqlite:${folder}/test.db`, folder, remove });
});
afterAll(() => base.close());

type Asked = { sql: string; bindings: unknown[] };

/** Every statement that the work sends, with SQLite's plan for it. */
const plansOf = (work: (trx: Parameters<Parameters<typeof base.db.write>[0]>[0]) => Promise<unknown>) =>
  base.db.write(async (trx) => {
    const asked: Asked[] = [];
    const note = ({ sql, bindings }: Asked) => void asked.push({ sql, bindings });
    trx.knex.on('query', note);
    await work(trx);
    trx.knex.off('query', note);
    const plans: string[] = [];
    for (const { sql, bindings } of asked) {
      const steps = (await trx.knex.raw(`explain query plan ${sql}`, bindings as string[])) as { detail: string }[];
      plans.push(steps.map((s) => s.detail).join('\n'));
    }
    return plans.join('\n');
  });

const oneQueue = { queueId: 1, before: 1, withoutTypes: ['a'], withoutSystems: ['ens'] };
const lease = { token: 1, until: 1, worker: 'a' };

describe('the way to the rows', () => {
  it.each([
    ['a claim of recipients', 'bulletin_recipient_claim', 'bulletin_recipient'],
    ['a look for due bulletins', 'bulletin_recipient_claim', 'bulletin_recipient'],
    ['ending what waits of a bulletin', 'bulletin_recipient_claim', 'bulletin_recipient'],
    ['giving back what a worker held of a bulletin', 'bulletin_recipient_sending', 'bulletin_recipient'],
    ['giving back what nobody holds of a bulletin', 'bulletin_recipient_sending', 'bulletin_recipient'],
    ['a claim of letters', 'letter_claim', 'letter'],
    ['finding letters that a worker held', 'letter_sending', 'letter'],
    ['finding letters that nobody holds', 'letter_sending', 'letter'],
    ['a look for whom to remind of the end of a stay', 'reader_stay_next', 'reader'],
  ])('of %s is the index %s, never the whole table', async (what, index, table) => {
    const plan = await plansOf(async (trx) => {
      if (what === 'a claim of recipients')
        await claimRecipients(trx, { bulletinId: 1, queueId: 1, limit: 9, now: 1, lease });
      else if (what === 'a look for due bulletins') await findDueBulletinQueues(trx, 1);
      else if (what === 'ending what waits of a bulletin')
        await endWaiting(trx, { bulletinId: 1, to: 'cancelled', reason: 'bulletin.cancelled', chunk: 9 });
      else if (what.startsWith('giving back'))
        await freeRecipients(trx, what.includes('nobody') ? null : { worker: 'a' });
      else if (what === 'a claim of letters')
        await claimLetters(trx, { queueId: 1, limit: 9, now: 1, heldTypes: [], heldSystems: [], lease });
      else if (what.startsWith('a look for whom')) await listStaysDue(trx, 1, 9);
      else await findLostLetters(trx, what.includes('nobody') ? null : { worker: 'a', inHand: [1] });
    });
    expect(plan).toContain(index);
    expect(plan).not.toMatch(new RegExp(`SCAN ${table}(?! USING)`));
  });
});

describe('figures and first pages of the console', () => {
  it('count what became of letters of a day from the index alone', async () => {
    const plan = await plansOf((trx) => countFinalLetters(trx, { from: 1, to: 2 }));
    expect(plan).toMatch(/USING COVERING INDEX letter_final \(final_at>\? AND final_at<\?\)/);
  });

  it.each([
    ['of lanes', (trx: Source) => listLaneLoads(trx, 1)],
    ['of classes of domains', (trx: Source) => listDomainLoads(trx, 1)],
    ['of what flows', (trx: Source) => listLetterLoads(trx, 1)],
    ['of a queue that is looked at', (trx: Source) => hasDueLetter(trx, oneQueue)],
  ])('%s are counted from what is due, never from all letters', async (_, work) => {
    const plan = await plansOf(work);
    expect(plan).toMatch(/INDEX letter_claim \(queue_id=\? AND next_at<\?\)/);
    expect(plan).toContain('INDEX letter_sending');
    expect(plan).not.toMatch(/SCAN (l|letter)\b(?! USING INDEX letter_sending)/);
  });

  it('list what was told to an address, and what somebody did, in the order of an index', async () => {
    const told = await plansOf((trx) => listDeliveries(trx, { callbackId: 1, before: 9, limit: 25 }));
    expect(told).toContain('INDEX callback_delivery_newest (callback_id=? AND id<?)');
    const did = await plansOf((trx) => listAudit(trx, { actor: 'operator:a', before: 9, limit: 25 }));
    expect(did).toContain('INDEX audit_actor (actor=? AND seq<?)');
    expect(told + did).not.toContain('TEMP B-TREE');
  });

  it('find the letters that leave next without sorting what is planned', async () => {
    const plan = await plansOf((trx) => listPlannedLetters(trx, 5));
    expect(plan).toContain('INDEX letter_planned');
    expect(plan).not.toContain('TEMP B-TREE');
  });

  it.each([undefined, { changedAt: 5, id: 5 }])(
    'list the newest cases of all systems in the order of their index',
    async (before) => {
      const plan = await plansOf((trx) => listCases(trx, { realm: 'live', limit: 25, ...(before ? { before } : {}) }));
      expect(plan).toContain('INDEX case_newest');
      expect(plan).not.toContain('TEMP B-TREE');
    },
  );
});

/** Any row of a table: what must be there, and no more. */
const anyRow = async (trx: Parameters<typeof expandChunk>[0], table: string, given: Record<string, unknown>) => {
  type Column = { name: string; type: string; notnull: number; dflt_value: unknown; pk: number };
  const columns: Column[] = await trx.knex.raw(`pragma table_info(${table})`);
  const needed = columns.filter((c) => c.notnull === 1 && c.dflt_value === null && c.pk === 0);
  const empty = (type: string) => (/int/i.test(type) ? 0 : /blob/i.test(type) ? Buffer.alloc(1) : '');
  const row = { ...Object.fromEntries(needed.map((c) => [c.name, empty(c.type)])), ...given };
  const [made] = (await trx.knex(table).insert(row).returning('id')) as { id: number }[];
  return made!.id;
};

describe('writing out a bulletin', () => {
  it('goes on from the reader it has reached, whatever else there is', async () => {
    const plan = await plansOf(async (trx) => {
      await anyRow(trx, 'reader', { public_id: 1, state: 'active', language: 'ja' });
      const bulletinId = await anyRow(trx, 'bulletin', { public_id: 'b', state: 'sending', audience: '{"topics":[]}' });
      expect(await expandChunk(trx, { bulletinId, languages: ['ja'], chunk: 500, now: 1 })).toMatchObject({
        more: false,
      });
    });
    expect(plan).toMatch(/SEARCH r USING INTEGER PRIMARY KEY \(rowid>\? AND rowid<\?\)/);
  });
});

describe('whom a bulletin reaches', () => {
  const audience = { topics: ['a', 'b'], exclude: { bulletin: 'x' } };

  it('is counted from the topics to their readers, not over everybody', async () => {
    const plan = await plansOf((trx) => countExactly(trx, audience, { now: 1, answered: true }));
    expect(plan).toMatch(/SEARCH r USING INTEGER PRIMARY KEY/);
    expect(plan).toMatch(/SEARCH t USING PRIMARY KEY \(topic_id=\?\)/);
    expect(plan).not.toMatch(/SCAN (r|t|got)\b/);
  });

  it('is known of one person from that person alone', async () => {
    const plan = await plansOf((trx) => isInAudience(trx, audience, 7));
    expect(plan).toMatch(/SEARCH t USING PRIMARY KEY \(topic_id=\? AND reader_id=\?\)/);
    expect(plan).not.toMatch(/SCAN (r|t|got)\b|LIST SUBQUERY/);
  });

  it('and who left since is asked of the last to leave', async () => {
    const plan = await plansOf((trx) => countLeftAfter(trx, 1, 5));
    expect(plan).toMatch(/SEARCH r USING INDEX reader_left \(left_at>\?\)/);
  });

  it('is kept in pieces that walk over their own readers only', async () => {
    const plan = await plansOf((trx) => spreadOf(trx, 20_000, 40_000));
    expect(plan).toMatch(/SEARCH r USING INTEGER PRIMARY KEY \(rowid>\? AND rowid<\?\)/);
  });
});

it('what is open of the same letters, cases and readers is found through them, however many outcomes wait', async () => {
  const plan = await plansOf(async (trx) => {
    await addOutcomes(trx, [
      { letterId: 1, kind: 'bounced', reason: 'userunknown', reply: null, happenedAt: 1 },
      { bulletinId: 1, readerId: 1, kind: 'soft', reason: 'mailboxfull', reply: null, happenedAt: 1 },
    ]);
    await listNewestOutcomes(trx, 2);
    await trx.knex('outcome').delete();
  });
  expect(plan).toContain('outcome USING INDEX outcome_open_letter');
  expect(plan).toContain('outcome USING INDEX outcome_open_reader');
});
