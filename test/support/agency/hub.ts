/**
 * Hubs for the player: the real parts over a real database and a fake postman. One process or several work on the same database: reports go
 * to them by turns, some to two at once; mail is carried by all together; jobs run in one of them, as the queue sees to it.
 */
import { openParts } from '../../../server/app.ts';
import type { SystemCode } from '../../../server/contract/codes.ts';
import type { Trx } from '../../../server/store/db.ts';
import type { TestApp } from '../app.ts';
import { carry, type Verdict } from '../postman.ts';
import type { AgencyHub, Tried } from './play.ts';

type Json = Record<string, unknown>;

/** What one process can be asked. Names and values that can be sent to another process. */
export type Worker = {
  set(at: number): Promise<void>;
  report(system: string, events: readonly Json[]): Promise<unknown[]>;
  /** Jobs of the clock. */
  jobs(): Promise<void>;
  carry(): Promise<Tried[]>;
  sendExpired(): Promise<number>;
  /** Dies in the middle of its work, and is there again. */
  restart(): Promise<void>;
};

/** An address with .gone refuses everybody. */
const verdict = (to: string): Verdict =>
  to.includes('.gone') ? { state: 'refused', reason: 'userunknown' } : { state: 'accepted' };

/** A worker in this process, on a ground whose clock can be turned. */
export const localWorker = ({ ground, clock }: Pick<TestApp, 'ground' | 'clock'>): Worker => {
  let parts = openParts(ground);
  const write = ground.db.write.bind(ground.db);
  // The postman leaves the jobs to those whose turn it is.
  const postman = {
    parts: { applications: { applyOutcomes: async () => undefined } },
  } as unknown as TestApp['running'];
  return {
    set: async (at) => clock.set(at),
    async report(system, events) {
      const acting = { system: system as SystemCode, keyType: 'live' as const, actor: 'agency' };
      const request = { events, mode: 'each' as const, dryRun: false };
      return (await parts.applications.report(acting, request, async () => true)).errors;
    },
    async jobs() {
      if (await parts.applications.outcomesWait()) await parts.applications.applyOutcomes();
      if (await parts.applications.endedWait()) await parts.applications.cancelEnded();
      if (await parts.applications.followUpsWait()) await parts.applications.postFollowUps();
    },
    async carry() {
      const tried = (await carry({ ground, running: postman }, verdict)).filter((one) => one.state !== 'expired');
      return tried.map((one) => ({ type: one.type, to: one.to, bounced: one.state === 'refused' }));
    },
    async sendExpired() {
      const open = { kind: 'letters-expired', state: 'open' };
      const tasks = (await ground.db.knex('task').where(open)) as { facts: string }[];
      for (const { facts } of tasks) await parts.applications.sendExpired(JSON.parse(facts), 'agency');
      return tasks.length;
    },
    async restart() {
      // The last write of the old process is undone at its very end, as of one that dies before its commit.
      ground.db.write = (<T>(work: (trx: Trx) => Promise<T>) =>
        write(async (trx) => {
          await work(trx);
          throw new Error('power cut');
        })) as typeof ground.db.write;
      await parts.applications.postFollowUps().catch(() => undefined);
      ground.db.write = write;
      parts = openParts(ground);
    },
  };
};

/** The hub that these workers are together. */
export const agencyHub = (workers: readonly Worker[]): AgencyHub => {
  let turn = 0;
  const one = () => workers[turn++ % workers.length]!;
  return {
    set: async (at) => void (await Promise.all(workers.map((worker) => worker.set(at)))),
    async report(system, events) {
      // Now and then a system asks twice at once, and two processes take it up.
      const asked = turn % 5 === 0 && workers.length > 1 ? [one(), one()] : [one()];
      return (await Promise.all(asked.map((worker) => worker.report(system, events)))).flat();
    },
    async tick() {
      const tried: Tried[] = [];
      for (let more = true; more; ) {
        await one().jobs();
        const carried = (await Promise.all(workers.map((worker) => worker.carry()))).flat();
        tried.push(...carried);
        more = carried.length > 0;
      }
      await one().jobs();
      return tried;
    },
    sendExpired: () => one().sendExpired(),
    restart: () => one().restart(),
  };
};
