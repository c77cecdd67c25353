/** A next server that misbehaves: puts off, drops after the final dot, hangs. What is lost, what is doubled, what staff sees. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expandBulletins, settleBulletins, verifyCounts } from '../../server/delivery/expand.ts';
import { WIRE_DEPTH } from '../../server/delivery/wire/wire.ts';
import { HOUR, MINUTE } from '../../server/lib/clock.ts';
import { readTotals } from '../../server/store/bulletinCounts.ts';
import { listBulletinEvents } from '../../server/store/bulletinEvents.ts';
import { moveBulletin } from '../../server/store/bulletins.ts';
import { pauseBulletin } from '../../server/store/pauses.ts';
import { listBlockedQueues } from '../../server/store/queues.ts';
import { closeTask } from '../../server/store/tasks.ts';
import { scriptedRelay } from '../server/delivery/scriptedRelay.ts';
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

/** True when delivery waits for the time: nothing is on its way, and nothing that is due may leave. */
const nothingToDo = async () => {
  const rows = () => g.db.knex('bulletin_recipient as r').join('queue as q', 'q.id', 'r.queue_id');
  const due = () =>
    rows()
      .whereIn('r.state', ['waiting', 'deferred'])
      .where('r.next_at', '<=', g.clock.now())
      .where('q.blocked_until', '<=', g.clock.now());
  return !((await rows().where('r.state', 'sending').first('r.reader_id')) || (await due().first('r.reader_id')));
};
/** Turns the clock on whenever nothing is to do, until the bulletin is over. */
const playToEnd = () =>
  until(async () => {
    await settleBulletins(g);
    const { state } = await g.db.knex('bulletin').where({ id: bulletin }).first();
    if (String(state).startsWith('finished')) return true;
    if (await nothingToDo()) g.clock.advance(MINUTE);
    return false;
  }, 100_000);
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

  it('that puts off everything for an hour costs nobody the mail; the queue rests longer each time, and staff sees until when', async () => {
    sink.behaviour.defer = 1;
    await g.deliver({ smtpUrl: sink.url });
    const rests: number[] = [];
    const began = g.clock.now();
    while (g.clock.now() - began < HOUR) {
      const [resting] = await listBlockedQueues(g.db, g.clock.now());
      if (resting && resting.blocked_until !== rests.at(-1)) rests.push(resting.blocked_until);
      expect(await until(nothingToDo)).toBe(true);
      g.clock.advance(MINUTE / 2);
    }
    expect(rests.length).toBeGreaterThan(1);
    const row = await g.db.knex('bulletin').where({ id: bulletin }).first();
    expect(row.state).toBe('sending');
    expect(Object.keys(await readTotals(g.db, bulletin))).toEqual(['waiting']);
    expect((await g.db.knex('attempt').where({ bulletin_id: bulletin }).first()).reply).toBe('451 4.3.0 come again');
    sink.behaviour.defer = 0;
    expect(await playToEnd()).toBe(true);
    expect(copies()).toEqual({ people: READERS, mails: READERS, otherIds: 0 });
  });

  it('that trickles its answers frees the connection in time; nothing is lost, and what may have arrived keeps its message id', async () => {
    const slow = await scriptedRelay({ trickle: (answer) => (answer.startsWith('250 2.0.0') ? 100 : 0) });
    const { stop } = await g.deliver({
      smtpUrl: `smtp://127.0.0.1:${slow.port}`,
      deadlines: { reply: 300, final: 2000, command: 2000 },
    });
    const tried = () => g.db.knex('attempt').where({ bulletin_id: bulletin, result: 'unknown' });
    expect(await until(async () => (await tried()).length >= 6, 90_000)).toBe(true);
    expect((await tried())[0]).toMatchObject({ stage: 'dot' });
    await stop();
    await slow.close();
    await g.deliver({ smtpUrl: sink.url });
    expect(await playToEnd()).toBe(true);
    expect(copies()).toEqual({ people: READERS, mails: READERS, otherIds: 0 });
    const ids = new Map(sink.mails.map((m) => [m.to, m.messageId]));
    for (const mail of slow.mails) expect(mail.raw).toContain(`Message-ID: ${ids.get(mail.to)}`);
  });

  it('whose rest was written under a clock that was ahead is not waited for after the clock is set back', async () => {
    const ahead = g.clock.now() + 75 * MINUTE;
    const rest = { blocked_until: ahead, blocked_reason: 'deferred' };
    await g.db.write(async (trx) => void (await trx.knex('queue').update(rest)));
    expect(await listBlockedQueues(g.db, g.clock.now())).toEqual([]);
    await g.deliver({ smtpUrl: sink.url });
    expect(await until(async () => (await readTotals(g.db, bulletin)).accepted === READERS, 60_000)).toBe(true);
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

  it('that hangs after the dot keeps those connections, and others in reserve send the rest and the letters meanwhile; staff is told, and told when it is over', async () => {
    sink.behaviour.hang = 1;
    const { stop } = await g.deliver({ smtpUrl: sink.url, deadlines: { hangs: 300 } });
    const letter = await g.post('sample@example.jp');
    // Three connections for bulletins and the one for letters: all of them wait for an answer that does not come.
    expect(await until(() => sink.seen === 4, 60_000)).toBe(true);
    sink.behaviour.hang = 0;
    const rest = READERS - 3 * WIRE_DEPTH;
    expect(await until(async () => ((await readTotals(g.db, bulletin)).accepted ?? 0) >= rest, 60_000)).toBe(true);
    const second = await g.post('another@example.jp');
    expect(await until(async () => (await g.letter(second)).state === 'accepted', 60_000)).toBe(true);
    expect((await g.letter(letter)).state).toBe('sending');
    expect(copies().people).toBe(sink.mails.length);
    const task = () => g.db.knex('task').where({ kind: 'relay-unreached' }).first();
    expect(await until(async () => (await task()) !== undefined, 30_000)).toBe(true);
    expect(await task()).toMatchObject({ object: `relay:127.0.0.1:${sink.port}`, state: 'open' });
    expect(JSON.parse((await task()).facts)).toEqual({ why: 'no answer after the final dot' });
    await stop(100);
  });

  it('that refuses every third reader pauses the bulletin; a task says why, and again after staff let it go on', async () => {
    sink.behaviour.refuse = 3;
    await g.deliver({ smtpUrl: sink.url });
    const row = () => g.db.knex('bulletin').where({ id: bulletin }).first();
    expect(await until(async () => (await row()).state === 'paused')).toBe(true);
    const { public_id, reason } = await row();
    expect(reason).toBe('delivery.refused');
    const tasks = () => g.db.knex('task').where({ kind: 'bulletin-paused' });
    const [task] = await tasks();
    expect(task).toMatchObject({ object: `bulletin:${public_id}`, state: 'open' });
    const facts = JSON.parse(task.facts);
    expect(facts).toMatchObject({ reason: 'delivery.refused', of: 200, last: 'userunknown' });
    expect(facts.refused).toBeGreaterThanOrEqual(40);
    const [event] = await listBulletinEvents(g.db, bulletin);
    expect(event).toMatchObject({ act: 'pause', actor: 'delivery', from_state: 'sending', to_state: 'paused' });
    const closing = { publicId: task.public_id, by: 'test', reason: 'looked at', now: 1 };
    await g.db.write((trx) => closeTask(trx, closing));
    const pause = { id: bulletin, reason: 'delivery.refused', facts: {}, now: 2 };
    expect(await g.db.write((trx) => pauseBulletin(trx, pause))).toBe(false);
    await g.db.write((trx) => moveBulletin(trx, bulletin, ['paused'], { state: 'sending' }));
    expect(await g.db.write((trx) => pauseBulletin(trx, pause))).toBe(true);
    expect(await tasks()).toMatchObject([{ state: 'open', closed_at: null, opened_at: 2 }]);
  });
});
