/** What every measurement stands on: a database full of readers, Postfix's sink and source, the program in processes of its own. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { blindIndex, type KeyRing, newMasterKey, openKeyRing, seal } from '../server/lib/seal.ts';
import { publicId, randomId48 } from '../server/lib/token.ts';
import type { Db } from '../server/store/db.ts';
import { checkKey, migrate } from '../server/store/migrate.ts';
import { openDb } from '../server/store/open.ts';

const run = promisify(execFile);
const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
export const pause = (ms: number) => new Promise<void>((r) => setTimeout(r, ms));

export const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });

export const machine = (): string => `${cpus().length} × ${cpus()[0]?.model ?? '?'}, Node ${process.version}`;
export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

/** Where Debian's postfix package puts its tools; they are not on the path of everybody. */
const postfix = (tool: 'smtp-sink' | 'smtp-source'): string =>
  ['/usr/sbin', '/usr/libexec/postfix', '/usr/local/sbin'].map((d) => join(d, tool)).find(existsSync) ?? tool;

const listens = (port: number): Promise<boolean> =>
  new Promise((done) => {
    const probe = connect(port, '127.0.0.1', () => {
      probe.destroy();
      done(true);
    }).on('error', () => done(false));
  });

/**
 * Postfix's smtp-sink on a free port: takes everything, keeps nothing. `dump`: a folder that gets each mail as a file.
 * `count`: keep its running figures, so that `taken()` knows how many mails it took in all.
 */
export const startSmtpSink = async (given: { dump?: string; count?: boolean } = {}) => {
  const port = await freePort();
  const user = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
  const dump = given.dump ? ['-d', `${given.dump}/mail.`] : [];
  const args = [...user, ...dump, ...(given.count ? ['-c'] : []), `127.0.0.1:${port}`, '1000'];
  const sink = spawn(postfix('smtp-sink'), args, { stdio: ['ignore', given.count ? 'pipe' : 'ignore', 'ignore'] });
  let said = '';
  sink.stdout?.on('data', (piece: Buffer) => {
    said = (said + piece.toString('latin1')).slice(-200);
  });
  let missing = false;
  sink.once('error', () => {
    missing = true;
  });
  for (let n = 0; !(await listens(port)); n++) {
    if (missing || n > 200) throw new Error("smtp-sink is missing: it comes with Debian's package postfix");
    await pause(50);
  }
  return {
    port,
    pid: sink.pid!,
    /** Mails taken so far. */
    taken: (): number => Number([...said.matchAll(/mesg=(\d+)/g)].at(-1)?.[1] ?? 0),
    stop: () => void sink.kill(),
  };
};
export type Sink = Awaited<ReturnType<typeof startSmtpSink>>;

/** Messages a second of `smtp-source -d -s 8`, the limit that a plain sender in C has against the same sink. */
export const measureSource = async (port: number, n: number, bytes: number): Promise<number> => {
  const began = performance.now();
  const args = ['-d', '-s', '8', '-l', String(bytes), '-m', String(n), '-f', 'a@mail.example.jp', '-t', 'b@example.jp'];
  await run(postfix('smtp-source'), [...args, `127.0.0.1:${port}`]);
  return n / ((performance.now() - began) / 1000);
};

export type Stage = {
  folder: string;
  db: Db;
  ring: KeyRing;
  topicCode: string;
  env: Record<string, string>;
  /** Starts the program; `roles` as in ROLES. Resolves when delivery beats. */
  start(env: Record<string, string>): Promise<ChildProcess>;
  stop(program: ChildProcess): Promise<void>;
  /** Process ids of the program and of its delivery processes. */
  pids(program: ChildProcess): Promise<number[]>;
  /** Runs `hub …` and answers its JSON. */
  hub<T>(...args: string[]): Promise<T>;
  close(): Promise<void>;
};

/** Readers of a topic (its row), numbered from `from`; answers their rows. */
export const insertReaders = async (
  { db, ring }: Pick<Stage, 'db' | 'ring'>,
  topic: number,
  from: number,
  n: number,
): Promise<number[]> => {
  const ids: number[] = [];
  const languages = ['ja', 'plja', 'en'];
  const rows = Array.from({ length: n }, (_, i) => {
    const id = randomId48();
    const email = `reader.number${from + i}@example${(from + i) % 9}.jp`;
    return {
      public_id: id,
      email: seal(ring, `reader|email|${id}`, email),
      email_index: blindIndex(ring, 'email', email),
      domain: email.split('@')[1],
      language: languages[(from + i) % 3],
      state: 'active',
      created_at: 1,
      changed_at: 1,
      actor: 'bench',
      cause: 'bench',
    };
  });
  await db.write(async (trx) => {
    for (let i = 0; i < rows.length; i += 40) {
      const made: { id: number }[] = await trx
        .knex('reader')
        .insert(rows.slice(i, i + 40))
        .returning('id');
      await trx.knex('reader_topic').insert(made.map((r) => ({ topic_id: topic, reader_id: r.id })));
      ids.push(...made.map((r) => r.id));
    }
  });
  return ids;
};

/**
 * A database with `readers` readers of one topic, on a disk that really writes; `url` names an empty one on PostgreSQL.
 * `fill` fills its tables in its own way: it gets the environment, and nobody else holds the database meanwhile.
 */
export const openStage = async (
  readers: number,
  say: (words: string) => void,
  more: { url?: string; env?: Record<string, string>; fill?: (env: Stage['env']) => Promise<void> } = {},
): Promise<Stage> => {
  const folder = mkdtempSync(join(process.env.BENCH_DIR ?? '/var/tmp', 'fumibako-bench-'));
  const url = more.url ?? `sqlite:${folder}/fumibako.db`;
  const key = newMasterKey();
  const ring = openKeyRing(key);
  let db = await openDb(url);
  await migrate(db);
  await checkKey(db, ring);
  const topicCode = 'bench';
  const topic = await db.write(async (trx) => {
    const [group] = await trx
      .knex('topic_group')
      .insert({ public_id: publicId(), code: 'bench', names: '{}', sort: 99, created_at: 1 })
      .returning('id');
    const [row] = await trx
      .knex('topic')
      .insert({
        public_id: publicId(),
        group_id: group.id,
        code: topicCode,
        names: JSON.stringify({ ja: '見本', plja: '見本(みほん)', en: 'Sample' }),
        descriptions: '{}',
        sort: 99,
        created_at: 1,
      })
      .returning('id');
    return row.id as number;
  });
  for (let from = 0; from < readers; from += 4000) {
    await insertReaders({ db, ring }, topic, from, Math.min(4000, readers - from));
    if (from > 0 && from % 100_000 === 0) say(`${from} of ${readers} readers made`);
  }
  const env = {
    PATH: process.env.PATH ?? '',
    NODE_ENV: 'test',
    DATA_DIR: folder,
    DATABASE_URL: url,
    MASTER_KEY: key,
    PUBLIC_URL: 'https://mail.example.jp',
    LOG_LEVEL: process.env.BENCH_LOG ?? 'error',
    ...more.env,
    ...(process.env.BENCH_NODE_OPTIONS ? { NODE_OPTIONS: process.env.BENCH_NODE_OPTIONS } : {}),
  };
  if (more.fill) {
    await db.close();
    await more.fill(env);
    db = await openDb(url);
  }
  return {
    folder,
    db,
    ring,
    topicCode,
    env,
    async start(asked) {
      const program = spawn(process.execPath, [at('../server/main.ts')], {
        env: { ...env, ...asked },
        stdio: ['ignore', process.env.BENCH_LOG ? process.stderr : 'ignore', 'inherit'],
      });
      const delivers = (asked.ROLES ?? 'delivery').split(',').includes('delivery');
      const want = delivers ? Number(asked.DELIVERY_PROCESSES ?? 2) : 0;
      for (let i = 0; i < 600 && program.exitCode === null; i++) {
        if ((await db.knex('worker').select('id')).length >= want) return program;
        await pause(100);
      }
      throw new Error('the program did not start');
    },
    pids: async (program) => [
      program.pid!,
      ...(await db.knex('worker').select('pid')).map((w: { pid: number }) => w.pid),
    ],
    stop: (program) =>
      new Promise((resolve) => {
        program.once('exit', () => resolve());
        program.kill('SIGTERM');
      }),
    async hub<T>(...args: string[]) {
      const { stdout } = await run(process.execPath, [at('../server/cli.ts'), ...args, '--json'], { env });
      return JSON.parse(stdout || 'null') as T;
    },
    async close() {
      await db.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** Highest resident memory (MB) of the processes that delivered, as the kernel kept it. */
export const peakMemory = (pids: readonly number[]): number =>
  Math.max(
    0,
    ...pids.map((pid) => {
      try {
        return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
      } catch {
        return 0;
      }
    }),
  );

/** CPU seconds that processes have used so far. */
export const cpuSeconds = (pids: readonly number[]): number =>
  pids.reduce((sum, pid) => {
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
      return sum + (Number(fields[11]) + Number(fields[12])) / 100;
    } catch {
      return sum;
    }
  }, 0);
