/** A delivery process stands still (SIGSTOP) until others have its rows, and goes on: it must not send what they sent. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyCounts } from '../../server/delivery/expand.ts';
import { bury } from '../../server/delivery/undertaker.ts';
import { crumbFolder } from '../../server/delivery/worker.ts';
import { systemClock } from '../../server/lib/clock.ts';
import { openLog } from '../../server/lib/log.ts';
import { findWorker, listWorkers, type WorkerRow } from '../../server/store/workers.ts';
import { alive, type FaultGround, faultGround, finished, pause, startBulletin, sure, tally } from './harness.ts';

const READERS = 1200;
/** A worker that has not beaten for 15 seconds sends nothing; the 30 seconds after which others bury it are cut short here. */
const BEYOND = 16_000;
const CONNECTIONS = 8;

let g: FaultGround;
beforeEach(async () => {
  g = await faultGround();
});
afterEach(() => g.close());

/** Stops it, but not in the middle of a write: on SQLite everybody would wait for it then. */
const standStill = async (worker: WorkerRow) => {
  for (;;) {
    process.kill(worker.pid, 'SIGSTOP');
    const free = await Promise.race([g.db.write(async () => true), pause(1500).then(() => false)]);
    if (free) return;
    process.kill(worker.pid, 'SIGCONT');
    await pause(30);
  }
};

describe('a delivery process that stands still beyond its lease', () => {
  it('sends nothing of what others have sent meanwhile, and works on', async () => {
    g.sink.behaviour.delay = 40;
    await g.startHub();
    await sure('two workers', async () => (await g.workers()).length === 2);
    const bulletin = await startBulletin(g, READERS);
    await sure('some mails', () => g.arrived.length > 50);
    // Somebody who has much in hand: an idle one would prove nothing.
    const sending = () => g.db.knex('bulletin_recipient').where({ state: 'sending' });
    const inHand = async (id: string) => (await sending().where({ worker: id })).length;
    let victim: WorkerRow | undefined;
    await sure('a worker with rows', async () => {
      for (const one of (await listWorkers(g.db)).filter((w) => alive(w.pid)))
        if ((await inHand(one.id)) > 2 * CONNECTIONS) victim = one;
      return victim !== undefined;
    });
    await standStill(victim!);
    const began = Date.now();
    const held = await inHand(victim!.id);
    expect(held).toBeGreaterThan(0);
    const log = openLog('silent', 'test');
    await bury({ db: g.db, clock: systemClock, log, crumbFolder: crumbFolder(g.folder) }, victim!.id);
    g.sink.behaviour.delay = 0;
    await finished(g, bulletin);
    await pause(Math.max(0, BEYOND - (Date.now() - began)));
    process.kill(victim!.pid, 'SIGCONT');
    await sure('it beats again', async () => (await findWorker(g.db, victim!.id)) !== undefined);
    const { beat_at } = (await findWorker(g.db, victim!.id))!;
    await sure('and again', async () => (await findWorker(g.db, victim!.id))!.beat_at > beat_at);
    const result = await tally(g, bulletin, READERS);
    console.log(`stood still with ${held} rows: lost ${result.lost}, doubles ${result.doubles}`);
    expect(result).toMatchObject({ lost: 0, otherMessageIds: 0, totals: { accepted: READERS } });
    expect(result.doubles).toBeLessThanOrEqual(CONNECTIONS + 100);
    expect(await sending()).toEqual([]);
    expect(await verifyCounts(g.db)).toEqual([]);
  }, 420_000);
});
