/** Another process holds the write lock 400 ms at a time while delivery is killed: the bound on doubles still stands. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type FaultGround,
  faultGround,
  finished,
  holdLock,
  pause,
  seeded,
  startBulletin,
  strike,
  tally,
  underWay,
} from './harness.ts';

const READERS = 1200;
const KILLS = 3;
let g: FaultGround;
beforeEach(async () => {
  g = await faultGround();
});
afterEach(() => g.close());

describe('a database that others lock', () => {
  it('leads to no loss and no more doubles than connections + 100 a kill', async () => {
    await g.startHub();
    const bulletin = await startBulletin(g, READERS);
    const release = await holdLock(g);
    const random = seeded(11);
    for (let n = 0; n < KILLS; n++) {
      await underWay(g, { readers: READERS, rounds: KILLS - n });
      await pause(300 + random() * 700);
      strike((await g.someWorkers())[0]);
    }
    // Somebody still sends after the last blow.
    await underWay(g, { readers: READERS, rounds: 1 });
    await release();
    g.sink.behaviour.delay = 0;
    await finished(g, bulletin);
    const result = await tally(g, bulletin, READERS);
    console.log(`write lock held: ${KILLS} kills, lost ${result.lost}, doubles ${result.doubles}`);
    expect(result).toMatchObject({ lost: 0, otherMessageIds: 0, totals: { accepted: READERS } });
    expect(result.doubles).toBeLessThanOrEqual(KILLS * (8 + 100));
  }, 420_000);
});
