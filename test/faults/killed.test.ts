/**
 * Delivery, the web and the whole program are killed while a bulletin is under way and letters are posted: nobody is left out, few get a mail
 * twice, and every letter that was answered arrives.
 */
import type { ChildProcess } from 'node:child_process';
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
import { type Letters, openLetters } from './letters.ts';

const READERS = 2000;
const CONNECTIONS = 8;
const KILLS = 5;
/** Begun before each blow, half of them just before it. */
const LETTERS = 6;

let g: FaultGround;
let letters: Letters;
beforeEach(async () => {
  g = await faultGround();
  letters = await openLetters(g);
});
afterEach(() => g.close());

const LONG = 420_000;

/** Some letters wait for the sink at the blow, of others the request is under way. */
const lettersUnderWay = async (ms: number) => {
  letters.begin(LETTERS / 2);
  await pause(ms);
  letters.begin(LETTERS / 2);
  await pause(Math.random() * 20);
};

/** What became of the letters; prints the figures. */
const lettersOf = async (blows: number, what: string) => {
  await letters.settled();
  const result = letters.tally();
  console.log(
    `letters, ${what}: ${result.answered} answered after ${result.repeated} repeated requests, lost ${result.lost}, doubles ${result.doubles}`,
  );
  expect(result).toMatchObject({ lost: 0, otherMessageIds: 0 });
  expect(result.answered).toBeGreaterThanOrEqual(blows * LETTERS);
  return result;
};

/** Kills the parent, and its children when they are given; makes sure that its web had answered and is gone. */
const killWeb = async (hub: ChildProcess, children: () => Promise<number[]> = async () => []) => {
  await sure('the web answers', g.doorOpen);
  await lettersUnderWay(300);
  const pids = await children();
  await ended(hub, 'SIGKILL');
  for (const pid of pids) strike(pid);
  expect([hub.signalCode, await g.doorOpen()]).toEqual(['SIGKILL', false]);
  letters.begin(1);
};

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
        await lettersUnderWay(150 + random() * 600);
        const pids = await g.someWorkers();
        strike(pids[Math.floor(random() * pids.length)]!);
      }
      g.sink.behaviour.delay = 0;
      await finished(g, bulletin);
      const result = await tally(g, bulletin, READERS);
      console.log(`seed ${seed}: ${kills} kills, lost ${result.lost}, doubles ${result.doubles}`);
      const posted = await lettersOf(kills, 'delivery killed');
      expect(result).toMatchObject({ lost: 0, otherMessageIds: 0, totals: { accepted: READERS } });
      expect(result.doubles + posted.doubles).toBeLessThanOrEqual(kills * (CONNECTIONS + 100));
      expect(await verifyCounts(g.db)).toEqual([]);
    },
    LONG,
  );

  it(
    'loses and doubles nothing when the program is stopped and started again, nor a letter that was answered',
    async () => {
      let hub = await g.startHub();
      const bulletin = await startBulletin(g, 1000);
      for (let n = 0; n < 2; n++) {
        await underWay(g, { readers: 1000, rounds: 2 - n });
        await sure('the web answers', g.doorOpen);
        await lettersUnderWay(400);
        // At most 10 s of draining, and what a busy machine needs to end a program.
        expect(await ended(hub, 'SIGTERM')).toBeLessThan(30_000);
        expect(await g.db.knex('bulletin_recipient').where({ state: 'sending' })).toEqual([]);
        expect(await g.db.knex('letter').where({ state: 'sending' })).toEqual([]);
        hub = await g.startHub();
      }
      g.sink.behaviour.delay = 0;
      await finished(g, bulletin);
      expect(await tally(g, bulletin, 1000)).toMatchObject({ lost: 0, doubles: 0, totals: { accepted: 1000 } });
      expect(await lettersOf(2, 'stopped and started')).toMatchObject({ doubles: 0 });
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
        await killWeb(hub, g.workers);
        hub = await g.startHub();
      }
      g.sink.behaviour.delay = 0;
      await finished(g, bulletin);
      const result = await tally(g, bulletin, 600);
      expect(result).toMatchObject({ lost: 0, otherMessageIds: 0, totals: { accepted: 600 } });
      const posted = await lettersOf(2, 'the whole program killed');
      expect(posted.repeated).toBeGreaterThan(0);
      expect(result.doubles + posted.doubles).toBeLessThanOrEqual(2 * 2 * (CONNECTIONS + 100));
    },
    LONG,
  );

  it(
    'loses and doubles nothing when only the parent (doors and clock) is killed, nor a letter that was answered: its children end what they have begun, and end',
    async () => {
      let hub = await g.startHub();
      const bulletin = await startBulletin(g, 600);
      for (let n = 0; n < 2; n++) {
        await underWay(g, { readers: 600, rounds: 2 - n });
        await sure('two workers', async () => (await g.workers()).length === 2);
        await killWeb(hub);
        await sure('children gone', async () => (await g.workers()).length === 0);
        expect(await g.db.knex('bulletin_recipient').where({ state: 'sending' })).toEqual([]);
        expect(await g.db.knex('letter').where({ state: 'sending' })).toEqual([]);
        hub = await g.startHub();
      }
      g.sink.behaviour.delay = 0;
      await finished(g, bulletin);
      expect(await tally(g, bulletin, 600)).toMatchObject({ lost: 0, doubles: 0, totals: { accepted: 600 } });
      const posted = await lettersOf(2, 'the parent killed');
      expect(posted.doubles).toBe(0);
      expect(posted.repeated).toBeGreaterThan(0);
    },
    LONG,
  );
});
