/** What becomes of the rows of a worker that died: nothing is lost, a code is never repeated, a killer is put aside. */
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openClaimer } from '../../../server/delivery/claimer.ts';
import { type Crumb, openCrumbs, readCrumbs } from '../../../server/delivery/crumbs.ts';
import { expandBulletins } from '../../../server/delivery/expand.ts';
import { bury, freeForgotten, openLookout, sweepAtStart } from '../../../server/delivery/undertaker.ts';
import { crumbFolder } from '../../../server/delivery/worker.ts';
import { ras2Types } from '../../../server/letters/types/ras2.ts';
import { HOUR } from '../../../server/lib/clock.ts';
import { recordLetters } from '../../../server/store/letterClaims.ts';
import { beat, DEAD_AFTER, forgetWorker, listWorkers } from '../../../server/store/workers.ts';
import { addBulletin, addReaders, testTopic } from '../../support/audience.ts';
import { type DeliveryGround, deliveryGround, until } from '../../support/delivery.ts';
import { startSink } from '../../support/recordingSink.ts';

let g: DeliveryGround;
beforeEach(async () => {
  g = await deliveryGround();
});
afterEach(() => g.end());

const folder = () => crumbFolder(g.folder);
const parts = () => ({ db: g.db, clock: g.clock, log: g.log, crumbFolder: folder() });
const claim = async (worker: string, recipients = 0) =>
  openClaimer({ db: g.db, clock: g.clock, worker, holdRelays: () => false }).claim({ letters: 10, recipients });
const dies = (worker: string, crumb: Crumb | null) => openCrumbs(folder(), worker).drop(0, crumb);
const code = () => g.post('sample@example.jp', { type: codeType.id, system: 'ras2', variables: codeType.sample });
const codeType = ras2Types.find((t) => t.deadline === 'code')!;

describe('after a worker died', () => {
  it('letters that it held wait again, without a counted try', async () => {
    const id = await g.post('sample@example.jp');
    const worker = randomUUID();
    await claim(worker);
    expect(await g.letter(id)).toMatchObject({ state: 'sending', worker });
    dies(worker, null);
    await bury(parts(), worker);
    expect(await g.letter(id)).toMatchObject({ state: 'waiting', attempts: 0, crashes: 0, lease_token: null });
    expect(readCrumbs(folder(), worker)).toBeNull();
  });

  it('a one-time code that may have left ends as unknown; one that had not begun waits again', async () => {
    const sent = await code();
    const waiting = await code();
    const worker = randomUUID();
    await claim(worker);
    dies(worker, { phase: 'sending', letter: (await g.letter(sent)).id });
    await bury(parts(), worker);
    expect(await g.letter(sent)).toMatchObject({ state: 'unknown', reason: 'worker.died', secrets: null });
    expect((await g.letter(waiting)).state).toBe('waiting');
  });

  it('a code ends as unknown when nobody can say what the worker had in hand', async () => {
    const id = await code();
    const worker = randomUUID();
    await claim(worker);
    await bury(parts(), worker);
    expect((await g.letter(id)).state).toBe('unknown');
  });

  it('the letter whose making killed three workers is put aside, and only that one', async () => {
    const killer = await g.post('sample@example.jp');
    const other = await g.post('sample@example.jp');
    for (let n = 0; n < 3; n++) {
      const worker = randomUUID();
      await claim(worker);
      dies(worker, { phase: 'making', letter: (await g.letter(killer)).id });
      await bury(parts(), worker);
    }
    expect(await g.letter(killer)).toMatchObject({ state: 'failed', reason: 'crashed', crashes: 3 });
    expect(await g.letter(other)).toMatchObject({ state: 'waiting', crashes: 0 });
  });

  it('a bulletin whose text killed three workers is paused and says why', async () => {
    const topic = await testTopic(g.db);
    const [reader] = await addReaders(g, topic, [{ email: 'sample@example.jp' }]);
    const bulletin = await addBulletin(g.db, { topic, now: g.clock.now(), revision: g.bundle.revision });
    await expandBulletins(g);
    for (let n = 0; n < 3; n++) {
      const worker = randomUUID();
      expect((await claim(worker, 10)).recipients).toHaveLength(1);
      dies(worker, { phase: 'making', bulletin, reader });
      await bury(parts(), worker);
    }
    const row = await g.db.knex('bulletin').where({ id: bulletin }).first();
    expect(row).toMatchObject({ state: 'paused', reason: 'delivery.crashed' });
  });

  it('its late record changes nothing any more', async () => {
    const id = await g.post('sample@example.jp');
    const worker = randomUUID();
    const { letters } = await claim(worker);
    dies(worker, null);
    await bury(parts(), worker);
    const late = {
      id: letters[0]!.row.id,
      leaseToken: letters[0]!.leaseToken,
      state: 'accepted',
      nextAt: null,
      counts: true,
      reason: null,
      reply: null,
      attempt: null,
    } as const;
    const changed = await g.db.write((trx) => recordLetters(trx, [late], g.clock.now()));
    expect(changed.size).toBe(0);
    expect((await g.letter(id)).state).toBe('waiting');
  });

  it('is noticed by its silence, also by a worker on another machine', async () => {
    const id = await g.post('sample@example.jp');
    const worker = randomUUID();
    await claim(worker);
    const row = { id: worker, roles: 'delivery', host: 'elsewhere', pid: 1 };
    await g.db.write((trx) => beat(trx, row, Date.now()));
    let real = 0;
    const look = openLookout(parts(), () => real);
    await look();
    expect((await g.letter(id)).state).toBe('sending');
    for (; real < DEAD_AFTER; real += 3000) {
      expect((await g.letter(id)).state).toBe('sending');
      await look();
    }
    await look();
    expect((await g.letter(id)).state).toBe('waiting');
    expect(await listWorkers(g.db)).toEqual([]);
  });

  it('is not buried because clocks differ or jump, nor because those who look stood still themselves', async () => {
    const id = await g.post('sample@example.jp');
    const worker = randomUUID();
    await claim(worker);
    const row = { id: worker, roles: 'delivery', host: 'elsewhere', pid: 1 };
    let real = 0;
    const look = openLookout(parts(), () => real);
    // Its machine's clock is an hour behind, then a day ahead: the beat moves, and that is all that counts.
    for (const its of [Date.now() - HOUR, Date.now() + 24 * HOUR, Date.now() - HOUR, Date.now()])
      for (const later of [0, 1, 2]) {
        await g.db.write((trx) => beat(trx, row, its + later));
        await look();
        real += 20_000;
      }
    // Silent for two minutes of our sleep: it may have slept with us.
    real += 120_000;
    await look();
    expect((await g.letter(id)).state).toBe('sending');
    expect(await listWorkers(g.db)).toHaveLength(1);
  });

  it('a worker that begins to beat while others look keeps what it holds', async () => {
    const id = await g.post('sample@example.jp');
    const worker = randomUUID();
    dies(worker, null);
    // The start of a worker, slow because somebody else writes; a sibling sweeps at the same time.
    const starting = g.db.write(async (trx) => {
      await new Promise((r) => setTimeout(r, 150));
      await beat(trx, { id: worker, roles: 'delivery', host: 'here', pid: process.pid }, Date.now());
      await trx.knex('letter').update({ state: 'sending', worker, lease_token: 1, lease_until: Date.now() + 60_000 });
    });
    await Promise.all([starting, sweepAtStart(parts())]);
    expect(await g.letter(id)).toMatchObject({ state: 'sending', worker });
    await sweepAtStart(parts());
    expect(await g.letter(id)).toMatchObject({ state: 'sending', worker });
  });

  it('a worker that beats again between the look and the striking off keeps what it holds', async () => {
    const worker = randomUUID();
    await g.db.write((trx) => beat(trx, { id: worker, roles: 'delivery', host: 'elsewhere', pid: 1 }, 1000));
    expect(await g.db.write((trx) => forgetWorker(trx, worker, 999))).toBe(false);
    expect(await g.db.write((trx) => forgetWorker(trx, worker, 1000))).toBe(true);
    expect(await g.db.write((trx) => forgetWorker(trx, worker, 1000))).toBe(false);
  });

  it('a worker that was taken for dead and wakes up sends nothing more of what it held', async () => {
    const sink = await startSink();
    try {
      // Slow enough that most is leased and not begun when it is struck off; the next beat, within 3 seconds, tells it.
      sink.behaviour.delay = 5000;
      for (let n = 0; n < 4; n++) await g.post(`sample${n}@example.jp`);
      const { worker, stop, dispatch } = await g.deliver({ smtpUrl: sink.url, connections: 1 });
      expect(await until(() => sink.seen === 1)).toBe(true);
      expect(await g.db.knex('letter').where({ state: 'sending' })).toHaveLength(4);
      await g.db.write(async (trx) => {
        await forgetWorker(trx, worker);
        await trx.knex('letter').update({ state: 'held', worker: null, lease_token: null });
      });
      expect(await until(async () => (await listWorkers(g.db)).length === 1)).toBe(true);
      expect(await until(() => dispatch.inHand()?.length === 0)).toBe(true);
      const { seen } = sink;
      expect(seen).toBeLessThan(4);
      // Its one connection takes mails in their order: whatever it still held would arrive before a letter that is new.
      sink.behaviour.delay = 0;
      await g.post('new@example.jp');
      expect(await until(() => sink.mails.some((mail) => mail.to === 'new@example.jp'))).toBe(true);
      expect(sink.seen).toBe(seen + 1);
      await stop();
    } finally {
      await sink.close();
    }
  });

  it('a living worker keeps what it holds however long it takes, and what nobody holds goes back', async () => {
    const [mine, lost, theirs, orphan] = await Promise.all(
      ['mine', 'lost', 'theirs', 'orphan'].map((name) => g.post(`${name}@example.jp`)),
    );
    const [me, other] = [randomUUID(), randomUUID()];
    for (const id of [me, other])
      await g.db.write((trx) => beat(trx, { id, roles: 'delivery', host: 'elsewhere', pid: 1 }, 1000));
    const leased = (id: string, worker: string, lease_token: number) =>
      g.db.write(async (trx) =>
        trx.knex('letter').where({ public_id: id }).update({ state: 'sending', worker, lease_token, lease_until: 1 }),
      );
    await leased(mine!, me, 1);
    await leased(lost!, me, 2);
    await leased(theirs!, other, 3);
    await leased(orphan!, randomUUID(), 4);
    await freeForgotten(parts(), { worker: me, inHand: [1] });
    const states = await Promise.all([mine, lost, theirs, orphan].map(async (id) => (await g.letter(id!)).state));
    expect(states).toEqual(['sending', 'waiting', 'sending', 'waiting']);
  });
});
