/** A private PostgreSQL and Redis for one test run: free ports, a folder of their own, gone afterwards. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

const answers = async (port, ms = 30_000) => {
  const until = Date.now() + ms;
  while (Date.now() < until) {
    const open = await new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy();
        resolve(true);
      }).on('error', () => resolve(false));
    });
    if (open) return;
    await new Promise((r) => setTimeout(r, 50));
  }
  throw new Error(`nothing answers on port ${port}`);
};

const binaries = () => {
  const base = '/usr/lib/postgresql';
  const newest = readdirSync(base).sort((a, b) => Number(b) - Number(a))[0];
  return join(base, newest, 'bin');
};

/** PostgreSQL refuses to run as root, so root lends it to the user that Debian's package made. */
const asPostgres = () => {
  if (process.getuid() !== 0) return { cwd: '/' };
  const id = (flag) => Number(execFileSync('id', [flag, 'postgres']).toString());
  // Not in the folder of the repository, which that user may not even be allowed to enter.
  return { uid: id('-u'), gid: id('-g'), cwd: '/' };
};

/** `lasting: false`: for a run whose data nobody misses after a power cut. A crash of the server itself loses nothing either way. */
export const startPostgres = async ({ lasting = true } = {}) => {
  const folder = mkdtempSync(join(tmpdir(), 'fumibako-pg-'));
  const data = join(folder, 'data');
  const who = asPostgres();
  if (who.uid !== undefined) chownSync(folder, who.uid, who.gid);
  chmodSync(folder, 0o700);
  const bin = binaries();
  const env = { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' };
  const made = spawnSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'fumibako', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '-N'],
    { ...who, env },
  );
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`);
  const port = await freePort();
  const options = [
    '-c',
    'listen_addresses=127.0.0.1',
    '-c',
    'max_connections=200',
    '-c',
    'shared_buffers=128MB',
    '-c',
    `unix_socket_directories=${folder}`,
    ...(lasting ? [] : ['-c', 'fsync=off', '-c', 'full_page_writes=off']),
  ];
  const child = spawn(join(bin, 'postgres'), ['-D', data, '-p', String(port), ...options], {
    ...who,
    env,
    stdio: 'ignore',
    // Ctrl-C is for whoever started us: the database goes last.
    detached: true,
  });
  await answers(port);
  const url = (database) => `postgres://fumibako@127.0.0.1:${port}/${database}`;
  // The port opens a moment before the server takes sessions.
  for (let n = 0; n < 100; n++) {
    if (spawnSync(join(bin, 'psql'), [url('postgres'), '-c', 'select 1'], { env, stdio: 'ignore' }).status === 0) break;
    await new Promise((r) => setTimeout(r, 100));
  }
  return {
    url: url('postgres'),
    port,
    /** 'immediate' is what a crash does. */
    restart(how) {
      const run = spawnSync(
        join(bin, 'pg_ctl'),
        ['-D', data, '-m', how, '-w', 'restart', '-o', `-p ${port} ${options.join(' ')}`, '-l', join(folder, 'log')],
        { ...who, env },
      );
      if (run.status !== 0) throw new Error(`restart failed: ${run.stderr}`);
    },
    async stop() {
      const ended = new Promise((r) =>
        child.exitCode === null && child.signalCode === null ? child.once('exit', r) : r(),
      );
      spawnSync(join(bin, 'pg_ctl'), ['-D', data, '-m', 'immediate', 'stop'], { ...who, env });
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

export const startRedis = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fumibako-redis-'));
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const start = () =>
    spawn(
      'redis-server',
      ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no'],
      { stdio: 'ignore', detached: true },
    );
  let child = start();
  await answers(port);
  const end = (signal) =>
    new Promise((r) => {
      if (child.exitCode !== null || child.signalCode !== null) return r();
      child.once('exit', r);
      child.kill(signal);
    });
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    async restart() {
      await end('SIGKILL');
      child = start();
      await answers(port);
    },
    async stop() {
      // Nothing of it is kept, and asked politely while it writes its first append-only file it would stay.
      await end('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
