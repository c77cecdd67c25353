/** PostgreSQL and Redis with 1, 2 and 4 delivery processes: what a mail costs, how long claims take, and that nobody gets two. */
import { startPostgres, startRedis } from '../scripts/services.mjs';
import { type BulletinRun, sendBulletin } from './bulletin.ts';
import { median, openStage, pause, type Stage, startSmtpSink } from './stage.ts';

const LOOK_MS = 20;

/** Looks at the server's sessions while `work` runs: how many are claiming on average, and how many of those wait for a lock. */
const watchClaims = async <T>(
  stage: Stage,
  work: Promise<T>,
): Promise<{ value: T; claiming: number; waiting: number }> => {
  let looks = 0;
  let claiming = 0;
  let waiting = 0;
  let over = false;
  const done = work.finally(() => {
    over = true;
  });
  while (!over) {
    const { rows } = await stage.db.knex.raw<{ rows: { locked: boolean }[] }>(
      `select coalesce(wait_event_type = 'Lock', false) as locked from pg_stat_activity
       where state = 'active' and pid <> pg_backend_pid() and query like 'update bulletin_recipient set state = ''sending''%'`,
    );
    looks++;
    claiming += rows.length;
    waiting += rows.filter((r) => r.locked).length;
    await pause(LOOK_MS);
  }
  return { value: await done, claiming: claiming / looks, waiting: waiting / looks };
};

type Round = BulletinRun & { claimMicros: number; lockMicros: number; doubles: number };

export const measureProcesses = async (p: { readers: number; runs: number; say(words: string): void }) => {
  const postgres = await startPostgres();
  const redis = await startRedis();
  const stage = await openStage(p.readers, p.say, { url: postgres.url, env: { REDIS_URL: redis.url } });
  const sink = await startSmtpSink({ count: true });
  const round = async (processes: number): Promise<Round> => {
    const program = await stage.start({
      ROLES: 'clock,delivery',
      SMTP_URL: `smtp://127.0.0.1:${sink.port}`,
      DELIVERY_PROCESSES: String(processes),
      // Shared out among the processes: each way has as many.
      DELIVERY_CONNECTIONS: '16',
    });
    try {
      const before = sink.taken();
      const { value, claiming, waiting } = await watchClaims(stage, sendBulletin(stage, program, p.readers));
      const perMail = (sessions: number) => (sessions * value.seconds * 1e6) / p.readers;
      const doubles = sink.taken() - before - p.readers;
      return { ...value, claimMicros: perMail(claiming), lockMicros: perMail(waiting), doubles };
    } finally {
      await stage.stop(program);
    }
  };
  try {
    const ways = [];
    for (const processes of [1, 2, 4]) {
      const rounds: Round[] = [];
      for (let n = 0; n < p.runs; n++) rounds.push(await round(processes));
      const middle = (of: (r: Round) => number) => Math.round(median(rounds.map(of)));
      const way = {
        processes,
        rate: middle((r) => r.rate),
        cpu_us: middle((r) => r.cpuMicrosPerMail),
        claim_us: middle((r) => r.claimMicros),
        lock_us: middle((r) => r.lockMicros),
        doubles: rounds.reduce((sum, r) => sum + r.doubles, 0),
      };
      p.say(JSON.stringify(way));
      ways.push(way);
    }
    const [, two, four] = ways;
    return { readers: p.readers, ways, four_of_two: Number((four!.rate / two!.rate).toFixed(2)) };
  } finally {
    sink.stop();
    await stage.close();
    await redis.stop();
    await postgres.stop();
  }
};
