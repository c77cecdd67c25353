/** Delivery processes are killed while a bulletin is under way: nobody is left out, and few get it twice. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyCounts } from '../../server/delivery/expand.ts';
import {
  ended,
  type FaultGround,
  faultGround,
  finished,
  pause,
  seeded,
  startBulletin,
  strike,
  sure,
  tally,
  underWay,
} from './harness.ts';

const READERS = 2000;
const CONNECTIONS = 8;
const KILLS = 5;

let g: FaultGround;
beforeEach(async () => {
  g = await faultGround();
});
afterEach(() => g.close());

const LONG = 420_000;

describe('a bulletin under way', () => {
  it(
    `loses nobody when delivery is killed ${KILLS} times, and doubles at most connections + 100 a kill`,
    async () => {
      const seed = Date.now() % 100_000;
      const random = seeded(seed);
      await g.startHub();
      const bulletin = await startBulletin(g, READERS);
      let kills = 0;
      for (; kills < KILLS; kills++) {
        await underWay(g, { readers: READERS, rounds: KILLS - kills });
        await pause(150 + random() * 600);
        const pids = await g.someWorkers();
        strike(pids[Math.floor(random() * pids.length)]!);
      }
      g.sink.behaviour.delay = 0;
      await finished(g, bulletin);
      const result = await tally(g, bulletin, READERS);
      console.log(`seed ${seed}: ${kills} kills, lost ${result.lost}, doubles ${result.doubles}`);
      expect(result).toMatchObject({ lost: 0, otherMessageIds: 0, totals: { accepted: READERS } });
      expect(result.doubles).toBeLessThanOrEqual(kills * (CONNECTIONS + 100));
      expect(await verifyCounts(g.db)).toEqual([]);
    },
    LONG,
  );

  it(
    'loses and doubles nothing when the program is stopped and started again',
    async () => {
      let hub = await g.startHub();
      const bulletin = await startBulletin(g, 1000);
      for (let n = 0; n < 2; n++) {
        await underWay(g, { readers: 1000, rounds: 2 - n });
        await pause(400);
        // At most 10 s of draining, and what a busy machine needs to end a program.
        expect(await ended(hub, 'SIGTERM')).toBeLessThan(30_000);
        expect(await g.db.knex('bulletin_recipient').where({ state: 'sending' })).toEqual([]);
        hub = await g.startHub();
      }
      g.sink.behaviour.delay = 0;
      await finished(g, bulletin);
      expect(await tally(g, bulletin, 1000)).toMatchObject({ lost: 0, doubles: 0, totals: { accepted: 1000 } });
    },
    LONG,
  );

  it(
    'goes on when the whole program is killed, children included, as soon as it is started again',
    async () => {
      let hub = await g.startHub();
      const bulletin = await startBulletin(g, 600);
      for (let n = 0; n < 2; n++) {
        await underWay(g, { readers: 600, rounds: 2 - n });
        await pause(300);
        const pids = await g.workers();
        await ended(hub, 'SIGKILL');
        for (const pid of pids) strike(pid);
        hub = await g.startHub();
      }
      g.sink.behaviour.delay = 0;
      await finished(g, bulletin);
      const result = await tally(g, bulletin, 600);
      expect(result).toMatchObject({ lost: 0, otherMessageIds: 0, totals: { accepted: 600 } });
      expect(result.doubles).toBeLessThanOrEqual(2 * 2 * (CONNECTIONS + 100));
    },
    LONG,
  );

  it(
    'loses and doubles nothing when only the parent (doors and clock) is killed: its children end what they have begun, and end',
    async () => {
      let hub = await g.startHub();
      const bulletin = await startBulletin(g, 600);
      for (let n = 0; n < 2; n++) {
        await underWay(g, { readers: 600, rounds: 2 - n });
        await sure('two workers', async () => (await g.workers()).length === 2);
        await ended(hub, 'SIGKILL');
        await sure('children gone', async () => (await g.workers()).length === 0);
        expect(await g.db.knex('bulletin_recipient').where({ state: 'sending' })).toEqual([]);
        hub = await g.startHub();
      }
      g.sink.behaviour.delay = 0;
      await finished(g, bulletin);
      expect(await tally(g, bulletin, 600)).toMatchObject({ lost: 0, doubles: 0, totals: { accepted: 600 } });
    },
    LONG,
  );
});
