/** One suite for both engines: what a queue promises does not depend on where its nudges travel. */
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type PrivateRedis, startRedis } from '../../../scripts/services.mjs';
import { bullQueue } from '../../../server/queue/bull.ts';
import { embeddedQueue } from '../../../server/queue/embedded.ts';
import type { Queue } from '../../../server/queue/port.ts';
import { until } from '../../support/until.ts';

let redis: PrivateRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());

const comes = async (holds: () => boolean) => expect(await until(holds)).toBe(true);

const engines: [string, (errors: string[]) => Queue][] = [
  ['embedded', (errors) => embeddedQueue((name) => errors.push(name))],
  ['bull', (errors) => bullQueue(redis.url, (name) => errors.push(name))],
];

describe.each(engines)('the %s queue', (_name, open) => {
  const opened: Queue[] = [];
  const errors: string[] = [];
  const make = () => {
    const queue = open(errors);
    opened.push(queue);
    return queue;
  };
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((q) => q.stop()));
    errors.splice(0);
  });

  it('runs at once and then by its period', async () => {
    let runs = 0;
    const queue = make();
    queue.every('count', 50, async () => {
      runs++;
    });
    await queue.start();
    await comes(() => runs >= 3);
  });

  it('runs soon after a nudge although the period is long', async () => {
    let runs = 0;
    const queue = make();
    queue.every('nudged', 60_000, async () => {
      runs++;
    });
    await queue.start();
    await comes(() => runs === 1);
    await new Promise((r) => setTimeout(r, 300));
    queue.nudge('nudged');
    await comes(() => runs === 2);
  });

  it('never runs one name twice at a time, and a nudge while it runs is not lost', async () => {
    let inside = 0;
    let most = 0;
    let runs = 0;
    const queue = make();
    queue.every('slow', 60_000, async () => {
      most = Math.max(most, ++inside);
      runs++;
      await new Promise((r) => setTimeout(r, 150));
      inside--;
    });
    await queue.start();
    await comes(() => runs === 1);
    for (let n = 0; n < 5; n++) queue.nudge('slow');
    await comes(() => runs >= 2);
    expect(most).toBe(1);
  });

  it('tells a run whether it was nudged, and runs a burst of nudges as a few runs of which the last begins after the last nudge', async () => {
    const seen: { nudged: boolean; done: number }[] = [];
    let done = 0;
    const queue = make();
    queue.every('burst', 60_000, async (nudged) => void seen.push({ nudged, done }));
    await queue.start();
    await comes(() => seen.length === 1);
    expect(seen[0]!.nudged).toBe(false);
    for (let n = 0; n < 500; n++) {
      done++;
      queue.nudge('burst');
      if (n % 50 === 0) await new Promise((r) => setTimeout(r, 5));
    }
    await comes(() => seen.at(-1)!.done === 500);
    expect(seen.at(-1)!.nudged).toBe(true);
    expect(seen.length).toBeLessThan(100);
  });

  it('goes on after a failure, and tells whose it was', async () => {
    let runs = 0;
    const queue = make();
    queue.every('broken', 30, async () => {
      runs++;
      throw new Error('planted');
    });
    await queue.start();
    await comes(() => runs >= 2 && errors.includes('broken'));
  });

  it('waits for what runs when it stops, and runs nothing afterwards', async () => {
    let ended = false;
    let runs = 0;
    const queue = make();
    queue.every('last', 20, async () => {
      runs++;
      ended = false;
      await new Promise((r) => setTimeout(r, 100));
      ended = true;
    });
    await queue.start();
    await comes(() => runs >= 1);
    await queue.stop();
    expect(ended).toBe(true);
    const atStop = runs;
    await new Promise((r) => setTimeout(r, 200));
    expect(runs).toBe(atStop);
  });
});

describe('nudges over Redis', () => {
  const ended: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const end of ended.splice(0)) await end();
  });
  const open = () => {
    const queue = bullQueue(redis.url, () => {});
    ended.push(() => queue.stop());
    return queue;
  };
  /** Every command that Redis gets. */
  const watch = async () => {
    const seen: string[] = [];
    const socket = connect(redis.port, '127.0.0.1', () => socket.write('MONITOR\r\n'));
    ended.push(async () => void socket.destroy());
    socket.setEncoding('utf8').on('data', (text: string) => void seen.push(...text.split('\r\n')));
    await comes(() => seen.includes('+OK'));
    return seen;
  };

  it('reach one process that runs the name, while another is busy with it: none is lost, and nobody else takes them', async () => {
    let work = 0;
    const found: string[] = [];
    const others: string[] = [];
    const clocks = ['a', 'b'].map((name) => {
      const queue = open();
      queue.every('expand', 60_000, async (nudged) => {
        if (!nudged) return;
        const now = work;
        await new Promise((r) => setTimeout(r, 60));
        found.push(`${name}${now}`);
      });
      return queue;
    });
    const other = open();
    other.every('callbacks', 60_000, async (nudged) => void (nudged && others.push('x')));
    for (const queue of [...clocks, other]) await queue.start();
    const seen = await watch();
    const web = open();
    for (let n = 0; n < 40; n++) {
      work++;
      web.nudge('expand');
      await new Promise((r) => setTimeout(r, 4));
    }
    await comes(() => found.some((one) => one.endsWith('40')));
    expect(others).toEqual([]);
    // A job that names the queue of this name went through Redis, and fewer than one for each commit.
    const added = seen.filter(
      (line) => line.includes('evalsha') && line.includes('bull:fumibako-expand:') && line.includes('"run-'),
    );
    expect(added.length).toBeGreaterThan(0);
  });
});

describe('Redis away', () => {
  it('costs nothing but the time to the next tick', async () => {
    const own = await startRedis();
    let runs = 0;
    const queue = bullQueue(own.url, () => {});
    queue.every('tick', 100, async () => {
      runs++;
    });
    await queue.start();
    await comes(() => runs >= 1);
    await own.restart();
    const before = runs;
    await comes(() => runs > before + 2);
    await own.stop();
    const without = runs;
    queue.nudge('tick');
    await comes(() => runs > without);
    await queue.stop();
  });
});
