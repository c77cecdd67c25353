/** The whole product as its own process, on free ports and a data folder of its own: what a person gets from `npm start`. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from './ports.ts';
import { PATIENCE } from './until.ts';
import { runWarm } from './warmLine.ts';

/** What the started programs are made of. Nobody calls it: `--changed` follows it to know which tests a change can touch. */
export const madeOf = [() => import('../../server/main.ts'), () => import('../../server/cli.ts')];
const ours = fileURLToPath(new URL('../..', import.meta.url));
const program = (path: string, root = ours) => join(root, 'server', path);
/** Before the program itself: the hub of a test hashes passwords cheaply. */
const cheap = ['--import', new URL('./cheapHashes.ts', import.meta.url).href];

/** A mail in the built-in mailbox, as /mailbox/api/messages gives it. */
export type MailboxMail = {
  id: string;
  to: string;
  from: string;
  subject: string;
  date: string;
  text: string;
  html: string;
  headers: Record<string, string[]>;
};
export type Said = { code: number; stdout: string; stderr: string };

/** Runs a program of ours to its end, `main.ts` or `cli.ts` of server/. */
const runToEnd = (args: string[], env: NodeJS.ProcessEnv, input = '') =>
  new Promise<Said>((resolve, reject) => {
    const said: Said = { code: 0, stdout: '', stderr: '' };
    const child = spawn(process.execPath, args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said.stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said.stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ ...said, code: code ?? 1 }));
    child.stdin.end(input);
  });

/** Processes that were started with this data folder, the hub and its children (from /proc). */
export const processesOf = (dataDir: string): number[] =>
  readdirSync('/proc')
    .map(Number)
    .filter((pid) => {
      if (!pid) return false;
      try {
        return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`DATA_DIR=${dataDir}`);
      } catch {
        // It ended while we looked.
        return false;
      }
    });

/** What `npm start` says when it cannot start: runs it with these settings alone, until it ends. */
export const failingStart = (settings: Record<string, string>): Promise<Said> =>
  runToEnd([program('main.ts')], { ...bare(), ...settings });

/** The command line with these settings alone, whether a hub runs on them or not. */
export const commandLine =
  (settings: Record<string, string>) =>
  (...args: string[]): Promise<Said> =>
    runWarm(args, { ...bare(), ...settings });

/** Only what a program needs from the machine: settings of the person who runs the tests must not reach the product. */
const bare = () => {
  const { PATH, HOME, TZ, TMPDIR, NODE_COMPILE_CACHE } = process.env;
  return { PATH, HOME, TZ, TMPDIR, ...(NODE_COMPILE_CACHE ? { NODE_COMPILE_CACHE } : {}) };
};

/**
 * `settings`: environment beside the ports and the data folder. `at`: an ISO instant that the hub's clock shows at the start and runs on from.
 * `dataDir`: a folder that outlives this hub (the caller removes it). `portsFromOutput`: it chooses its ports itself, and says which.
 * `root`: the folder of another copy of the product.
 */
type Wish = {
  settings?: Record<string, string>;
  at?: string;
  dataDir?: string;
  portsFromOutput?: boolean;
  root?: string;
};

export const startHub = async (p: Wish = {}) => {
  const dataDir = p.dataDir ?? mkdtempSync(join(tmpdir(), 'fumibako-hub-'));
  const clockFile = join(dataDir, 'clock');
  const turn = (instant: string) => writeFileSync(clockFile, `${instant}\n`);
  if (p.at) turn(p.at);
  const httpPort = p.settings?.HTTP_PORT ? Number(p.settings.HTTP_PORT) : await freePort();
  const smtpPort = p.settings?.SMTP_PORT ? Number(p.settings.SMTP_PORT) : await freePort();
  let url = `http://127.0.0.1:${httpPort}`;
  const env = {
    ...bare(),
    NODE_ENV: 'development',
    HTTP_PORT: String(httpPort),
    SMTP_PORT: String(smtpPort),
    PUBLIC_URL: p.portsFromOutput ? '' : url,
    DATA_DIR: dataDir,
    ...(p.at ? { CLOCK_FILE: clockFile } : {}),
    ...p.settings,
  };
  let output = '';
  let child: ChildProcess | undefined;
  // A test file that ends without stopping it must not leave it behind.
  const abandon = () => child?.kill('SIGKILL');
  process.once('exit', abandon);

  const answers = async (path: string) =>
    fetch(url + path).then(
      (answer) => answer.ok,
      () => false,
    );

  const start = async () => {
    const began = Date.now();
    const started = spawn(process.execPath, [...cheap, program('main.ts', p.root)], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child = started;
    for (const stream of [started.stdout, started.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    while (!(await answers('/readyz'))) {
      const told = p.portsFromOutput && /http:\/\/localhost:(\d+)\/m\//.exec(output)?.[1];
      if (told) url = `http://127.0.0.1:${told}`;
      if (started.exitCode !== null || started.signalCode !== null)
        throw new Error(`the hub ended at its start:\n${output}`);
      if (Date.now() - began > 100_000) {
        started.kill('SIGKILL');
        throw new Error(`the hub was not ready in 100 seconds:\n${output}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    return Date.now() - began;
  };

  /** Ends the process and waits for it. Answers the exit code, or the signal that ended it. */
  const end = async (signal: NodeJS.Signals): Promise<number | string> => {
    const running = child!;
    if (running.exitCode === null && running.signalCode === null) {
      const gone = new Promise((resolve) => running.once('exit', resolve));
      running.kill(signal);
      await gone;
    }
    return running.exitCode ?? running.signalCode!;
  };

  /** The built-in mailbox, newest first. */
  const mailbox = async (to = ''): Promise<MailboxMail[]> => {
    const answer = await fetch(`${url}/mailbox/api/messages?limit=1000&to=${encodeURIComponent(to)}`);
    if (!answer.ok) throw new Error(`the mailbox answered ${answer.status}`);
    return (await answer.json()) as MailboxMail[];
  };

  const firstStart = await start().catch((error: unknown) => {
    if (!p.dataDir) rmSync(dataDir, { recursive: true, force: true });
    throw error;
  });
  return {
    get url() {
      return url;
    },
    smtpPort,
    dataDir,
    /** Milliseconds until it was ready. */
    firstStart,
    /** All that it has said so far. */
    output: () => output,
    pid: () => child!.pid!,
    mailbox,
    /** Waits until an address has that many mails; answers them, newest first. */
    async mails(to: string, count = 1, ms = PATIENCE): Promise<MailboxMail[]> {
      const until = Date.now() + ms;
      for (;;) {
        const found = await mailbox(to);
        if (found.length >= count) return found;
        if (Date.now() > until)
          throw new Error(`${found.length} of ${count} mails came to ${to} in ${ms} ms\n${output}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    /** The command line on the same data: `hub('topics', 'list', '--json')`. */
    hub: (...args: string[]) => (p.root ? runToEnd([program('cli.ts', p.root), ...args], env) : runWarm(args, env)),
    /** Turns the hub's clock (only where `at` was given). */
    turn,
    /** As a power cut does it. Its delivery processes end by themselves. */
    kill: () => end('SIGKILL'),
    /** Starts again on the same data and ports; answers the milliseconds it took. */
    async restart(): Promise<number> {
      await end('SIGTERM');
      return start();
    },
    /** Ends it as an operator does, and takes its folder away. Answers the exit code. */
    async stop(): Promise<number | string> {
      const code = await end('SIGTERM');
      process.removeListener('exit', abandon);
      if (!p.dataDir) rmSync(dataDir, { recursive: true, force: true });
      return code;
    },
  };
};
export type Hub = Awaited<ReturnType<typeof startHub>>;
