/** Many processes on PostgreSQL and Redis, as `npm run cluster` starts them, with one killed every few seconds while a bulletin is under way. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { startCrew } from '../../scripts/cluster/crew.ts';
import { verifyCounts } from '../../server/delivery/expand.ts';
import { openLog } from '../../server/lib/log.ts';
import { listJobs } from '../../server/store/jobs.ts';
import {
  alive,
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
} from '../faults/harness.ts';
import { freePort } from '../support/ports.ts';

const READERS = 4000;
const CONNECTIONS = 2;
const COUNTS = { web: 2, intake: 0, delivery: 3, clock: 2 };
/** Whom the rounds hit; each role dies at least once. */
const VICTIMS = ['delivery', 'web', 'clock', 'delivery', 'web', 'delivery', 'clock'] as const;
const LONG = 600_000;

const undo: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const one of undo.splice(0).reverse()) await one();
});

const opens = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/m/ja_entry`).then(
    async (answer) => answer.ok && (await answer.text()).includes('<form'),
    () => false,
  );

/** Asks as a proxy in front would: the one, and if it is away the other. */
const visits = (ports: readonly number[]) => {
  const seen = { asked: 0, answered: 0, longestGap: 0 };
  let going = true;
  const done = (async () => {
    let last = Date.now();
    for (let n = 0; going; n++) {
      seen.asked++;
      const first = ports[n % ports.length]!;
      if ((await opens(first)) || (await opens(ports.find((p) => p !== first)!))) {
        seen.answered++;
        seen.longestGap = Math.max(seen.longestGap, Date.now() - last);
        last = Date.now();
      }
      await pause(100);
    }
  })();
  return {
    seen,
    stop: async () => {
      going = false;
      await done;
    },
  };
};

const ground = async (): Promise<FaultGround> => {
  const g = await faultGround('postgres');
  undo.push(() => g.close());
  return g;
};

describe('two web, three delivery and two clock processes', () => {
  it(
    'lose nobody and go on answering while one of them is killed every few seconds',
    async () => {
      const g = await ground();
      const ports = [await freePort(), await freePort()];
      const crew = startCrew({
        counts: COUNTS,
        ports: { web: ports, intake: [] },
        log: openLog('silent', 'cluster'),
        env: {
          ...g.settings,
          REDIS_URL: `${process.env.TEST_REDIS_URL}/5`,
          DELIVERY_CONNECTIONS: String(CONNECTIONS),
          HTTP_HOST: '127.0.0.1',
        },
      });
      undo.push(() => crew.stop());
      const seed = Date.now() % 100_000;
      const random = seeded(seed);
      await sure('both web processes', async () => (await Promise.all(ports.map(opens))).every(Boolean), 180_000);
      await sure('three delivery processes', async () => (await g.workers()).length === 3, 180_000);

      g.sink.behaviour.delay = 100;
      const bulletin = await startBulletin(g, READERS);
      await sure('first mail', () => g.arrived.length > 0, 180_000);
      const guests = visits(ports);
      undo.push(guests.stop);
      for (const role of VICTIMS) {
        await pause(1200 + random() * 1200);
        // However long the processes take to come back on a busy machine: the bulletin is under way in every round.
        if (g.arrived.length > READERS / 2) g.sink.behaviour.delay = 1500;
        const victim = crew.members.filter((m) => m.role === role)[Math.floor(random() * COUNTS[role])]!;
        await sure(`${victim.name} runs`, () => victim.pid() !== null);
        const pid = victim.pid()!;
        strike(pid);
        await sure(`${victim.name} again`, () => victim.pid() !== null && victim.pid() !== pid);
        // The other web process is not killed before the first one answers again.
        if (victim.port !== null) await sure(`${victim.name} answers`, () => opens(victim.port!), 180_000);
      }
      expect(g.arrived.length).toBeLessThan(READERS);
      g.sink.behaviour.delay = 0;
      await finished(g, bulletin, 240_000);
      await guests.stop();

      const result = await tally(g, bulletin, READERS);
      const kills = VICTIMS.filter((role) => role === 'delivery').length;
      console.log(
        `seed ${seed}: ${VICTIMS.length} kills (${kills} of delivery), lost ${result.lost}, doubles ${result.doubles}; ` +
          `${guests.seen.answered} of ${guests.seen.asked} visits answered, longest wait ${guests.seen.longestGap} ms`,
      );
      expect(result).toMatchObject({ lost: 0, otherMessageIds: 0, totals: { accepted: READERS } });
      expect(result.doubles).toBeLessThanOrEqual(kills * (CONNECTIONS + 100));
      expect(guests.seen.answered).toBe(guests.seen.asked);
      expect(await verifyCounts(g.db)).toEqual([]);
      // Jobs of a clock that was killed belong to the other one.
      await sure('every job free or with a living clock', async () =>
        (await listJobs(g.db)).every((job) => job.lease_until === 0 || job.lease_until > Date.now()),
      );
    },
    LONG,
  );
});

describe('npm run cluster', () => {
  const start = async (g: FaultGround, more: Record<string, string> = {}) => {
    const program = fileURLToPath(new URL('../../scripts/cluster.ts', import.meta.url));
    const { ROLES: _roles, ...settings } = g.settings;
    const child: ChildProcess = spawn(process.execPath, [program, '--delivery', '1', '--clock', '1'], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...settings, REDIS_URL: `${process.env.TEST_REDIS_URL}/6`, PUBLIC_URL: '', SMTP_URL: '', ...more },
    });
    undo.push(async () => void (await ended(child, 'SIGKILL')));
    let out = '';
    for (const stream of [child.stdout!, child.stderr!])
      stream.setEncoding('utf8').on('data', (text: string) => {
        out += text;
      });
    await sure('cluster is up', () => /Ctrl-C stops/.test(out) || child.exitCode !== null, 180_000);
    return { child, out: () => out };
  };

  /** The one delivery process: it writes itself down a moment after the doors are open. */
  const theWorker = async (g: Awaited<ReturnType<typeof ground>>) => {
    await sure('delivery has said that it lives', async () => (await g.workers()).length === 1);
    return g.workers();
  };

  it(
    'starts every role, says where to go, and stops all of them',
    async () => {
      const g = await ground();
      const port = await freePort();
      const { child, out } = await start(g, { HTTP_PORT: String(port), SMTP_PORT: String(port + 100) });
      expect(out()).toMatch(/web-1, web-2, intake-1, delivery-1, clock-1/);
      const pages = [...out().matchAll(/http:\/\/localhost:(\d+)\/m\/ja_entry/g)].map((m) => Number(m[1]));
      expect(pages).toHaveLength(2);
      for (const page of pages) expect(await opens(page)).toBe(true);
      expect(out()).toMatch(/\/console\/#\/first\/\S+/);
      const delivery = await theWorker(g);

      expect(await ended(child, 'SIGTERM')).toBeLessThan(60_000);
      expect(child.exitCode).toBe(0);
      await sure('nobody left', async () => !delivery.some(alive) && !(await opens(pages[0]!)));
    },
    LONG,
  );

  it(
    'leaves nobody behind when it is killed itself',
    async () => {
      const g = await ground();
      const port = await freePort();
      const { child, out } = await start(g, { HTTP_PORT: String(port), SMTP_PORT: String(port + 100) });
      const page = Number(/localhost:(\d+)\/m\/ja_entry/.exec(out())![1]);
      const delivery = await theWorker(g);
      await ended(child, 'SIGKILL');
      await sure('nobody left', async () => !delivery.some(alive) && !(await opens(page)));
    },
    LONG,
  );
});
