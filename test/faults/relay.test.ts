/** A next server that misbehaves: puts off, drops after the final dot, hangs. What is lost, what is doubled, what staff sees. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expandBulletins, settleBulletins, verifyCounts } from '../../server/delivery/expand.ts';
import { MINUTE } from '../../server/lib/clock.ts';
import { readTotals } from '../../server/store/bulletinCounts.ts';
import { addBulletin, addReaders, testTopic } from '../support/audience.ts';
import { type DeliveryGround, deliveryGround, until } from '../support/delivery.ts';
import { type Sink, startSink } from '../support/recordingSink.ts';

const READERS = 200;
let g: DeliveryGround;
let sink: Sink;
let bulletin: number;
beforeEach(async () => {
  g = await deliveryGround();
  sink = await startSink();
  const topic = await testTopic(g.db);
  await addReaders(
    g,
    topic,
    Array.from({ length: READERS }, (_, i) => ({ email: `reader${i}@example.jp` })),
  );
  bulletin = await addBulletin(g.db, { topic, now: g.clock.now(), revision: g.bundle.revision });
  await expandBulletins(g);
});
afterEach(async () => {
  await g.end();
  await sink.close();
});

/** Turns the clock on whenever nothing is due, until the bulletin is over. */
const playToEnd = () =>
  until(async () => {
    await settleBulletins(g);
    const { state } = await g.db.knex('bulletin').where({ id: bulletin }).first();
    if (state === 'finished') return true;
    const open = await g.db
      .knex('bulletin_recipient')
      .whereIn('state', ['waiting', 'sending'])
      .where('next_at', '<=', g.clock.now())
      .first();
    if (!open) g.clock.advance(MINUTE);
    return false;
  }, 40_000);
const copies = () => {
  const ids = new Map<string, Set<string>>();
  for (const mail of sink.mails) ids.set(mail.to, (ids.get(mail.to) ?? new Set()).add(mail.messageId));
  return {
    people: ids.size,
    mails: sink.mails.length,
    otherIds: [...ids.values()].filter((set) => set.size > 1).length,
  };
};

describe('a next server', () => {
  it('that puts off a third of the mail gets each once in the end', async () => {
    sink.behaviour.defer = 3;
    await g.deliver({ smtpUrl: sink.url });
    expect(await playToEnd()).toBe(true);
    expect(copies()).toEqual({ people: READERS, mails: READERS, otherIds: 0 });
    expect(await readTotals(g.db, bulletin)).toEqual({ accepted: READERS });
    expect(await verifyCounts(g.db)).toEqual([]);
  });

  it('that puts off everything is left alone for a while, and nobody is given up', async () => {
    sink.behaviour.defer = 1;
    await g.deliver({ smtpUrl: sink.url });
    const blocked = () => g.db.knex('queue').where('blocked_until', '>', g.clock.now()).first();
    expect(await until(async () => (await blocked()) !== undefined)).toBe(true);
    expect(await blocked()).toMatchObject({ domain_class: 'other', blocked_reason: 'deferred' });
    sink.behaviour.defer = 0;
    expect(await playToEnd()).toBe(true);
    expect(copies()).toEqual({ people: READERS, mails: READERS, otherIds: 0 });
  });

  it('that drops the connection after the final dot gets exactly those twice, under the same message id', async () => {
    sink.behaviour.drop = 20;
    await g.deliver({ smtpUrl: sink.url });
    expect(await until(() => sink.seen >= READERS)).toBe(true);
    sink.behaviour.drop = 0;
    expect(await playToEnd()).toBe(true);
    const { people, mails, otherIds } = copies();
    expect({ people, otherIds }).toEqual({ people: READERS, otherIds: 0 });
    expect(mails).toBe(READERS + Math.floor(READERS / 20));
  });

  it('that never answers frees the connection in time, and the mail is repeated under the same message id', async () => {
    sink.behaviour.hang = 50;
    await g.deliver({ smtpUrl: sink.url, deadlines: { final: 500 } });
    expect(await until(() => sink.seen >= READERS - 10)).toBe(true);
    sink.behaviour.hang = 0;
    expect(await playToEnd()).toBe(true);
    const attempts = await g.db.knex('attempt').where({ bulletin_id: bulletin });
    expect(attempts.length).toBeGreaterThanOrEqual(3);
    expect(attempts.map((a: { result: string; stage: string }) => [a.result, a.stage])).toEqual(
      Array(attempts.length).fill(['unknown', 'dot']),
    );
    expect(copies()).toEqual({ people: READERS, mails: READERS + attempts.length, otherIds: 0 });
  });

  it('that refuses every third reader pauses the bulletin and says why', async () => {
    sink.behaviour.refuse = 3;
    await g.deliver({ smtpUrl: sink.url });
    const row = () => g.db.knex('bulletin').where({ id: bulletin }).first();
    expect(await until(async () => (await row()).state === 'paused')).toBe(true);
    expect(await row()).toMatchObject({ reason: 'delivery.refused' });
  });
});
