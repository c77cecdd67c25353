/**
 * Strangers at the doors of a whole hub. `strangers`: whether an answer tells by its time who has an account, and what the API notices while
 * 200 try to sign in at once. `connections`: what residents and application systems notice while 10,000 connections stand open and say
 * nothing, or half of a request.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { hashPassword } from '../server/domain/people/passwords.ts';
import { blindIndex, seal } from '../server/lib/seal.ts';
import { publicId } from '../server/lib/token.ts';
import { insertOperator } from '../server/store/people.ts';
import { startHub } from './million.ts';
import { type Noticed, openProbes, type Probes, type Spread } from './probes.ts';
import { median, openStage, pause, type Stage, startSmtpSink } from './stage.ts';
import { emailOf, type Tried } from './tries.ts';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const [script, tries] = [at('./crowd.ts'), at('./tries.ts')];

type Asked = { seconds: number; env: Record<string, string>; say(words: string): void };
type Room = { stage: Stage; port: number; probes: Probes; pid: number };

/** A hub with probes that have run long enough to be usual. */
const withHub = async <T>(p: Asked, work: (room: Room) => Promise<T>): Promise<T> => {
  const stage = await openStage(0, p.say);
  const sink = await startSmtpSink();
  try {
    // Each stranger comes from a network of their own, as the proxy in front says it.
    const { program, port } = await startHub(stage, sink, { TRUST_PROXY: '1', ...p.env });
    try {
      const probes = await openProbes(stage, port);
      await probes.while(pause(3000));
      return await work({ stage, port, probes, pid: program.pid! });
    } finally {
      await stage.stop(program);
    }
  } finally {
    sink.stop();
    await stage.close();
  }
};

/** People with an account, all with one password that nobody here types. */
const hire = async ({ db, ring }: Stage, n: number): Promise<void> => {
  const password = await hashPassword('a password that nobody types here');
  await db.write(async (trx) => {
    for (let i = 0; i < n; i++) {
      const id = publicId();
      await insertOperator(trx, {
        public_id: id,
        email: seal(ring, `operator|email|${id}`, emailOf(i)),
        email_index: blindIndex(ring, 'email', emailOf(i)),
        name: seal(ring, `operator|name|${id}`, '見本 職員'),
        language: 'ja',
        roles: '["author"]',
        bureaus: '[]',
        state: 'active',
        password_hash: password,
        created_at: 1,
        changed_at: 1,
        actor: 'bench',
      });
    }
  });
};

/** Strangers in a process of their own (tries.ts), so that their work does not stand in the figures of the probes. */
const strangers = async (port: number, way: 'pairs' | 'storm', n: number, seconds: number, from: number) => {
  const child = spawn(process.execPath, [tries, ...[port, way, n, seconds, from].map(String)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`the strangers ended with ${code}`);
  return said
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Tried);
};

const medians = (tried: readonly Tried[]) => {
  const of = (known: boolean) => Number(median(tried.filter((t) => t.known === known).map((t) => t.ms)).toFixed(1));
  const [known, unknown] = [of(true), of(false)];
  return {
    n: tried.length,
    known_ms: known,
    unknown_ms: unknown,
    apart_ms: Number(Math.abs(known - unknown).toFixed(1)),
  };
};

/** Resident memory of the hub's first process. */
const residentMB = (pid: number): number =>
  Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024);

const IDLE_SECONDS = 15;
/** The tries one after another end then, however many there were, so that a busy machine measures for minutes and not for a quarter of an hour. */
const APART_SECONDS = 60;

const times = (bar: number, idle: Spread, busy: Spread) => busy.p95 <= bar * idle.p95;

export const measureStrangers = (p: Asked & { strangers: number }) =>
  withHub(p, async ({ stage, port, probes }) => {
    await hire(stage, Math.ceil(p.strangers / 2));
    const apart = await strangers(port, 'pairs', p.strangers, APART_SECONDS, 0);
    const judged = apart.filter((t) => t.status === 403);
    if (judged.length < apart.length) throw new Error(`only ${judged.length} of ${apart.length} tries were judged`);
    p.say(`one after another ${JSON.stringify(medians(judged))}`);
    const idle = await probes.while(pause(IDLE_SECONDS * 1000));
    const coming = strangers(port, 'storm', p.strangers, p.seconds, p.strangers);
    const busy = await probes.while(coming);
    const tried = await coming;
    const statuses: Record<string, number> = {};
    for (const { status } of tried) statuses[status] = (statuses[status] ?? 0) + 1;
    return {
      strangers: p.strangers,
      seconds: p.seconds,
      one_after_another: medians(judged),
      at_once: { tries: tried.length, statuses, ...medians(tried.filter((t) => t.status === 403)) },
      idle,
      busy,
      api_within: times(2, idle.api, busy.api),
      page_within: times(2, idle.page, busy.page),
    };
  });

/** Keeps so many connections open (crowd.ts): what the hub closes is opened again. */
const crowd = (port: number, n: number) => {
  const child = spawn(process.execPath, [script, String(port), String(n)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const seen = { open: 0, most: 0, closed: 0 };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    for (const line of text.trim().split('\n')) {
      const [open = 0, closed = 0] = line.split(' ').map(Number);
      Object.assign(seen, { open, closed, most: Math.max(seen.most, open) });
    }
  });
  return {
    seen,
    async leave(): Promise<void> {
      child.kill();
      await once(child, 'exit');
      await pause(1000);
    },
  };
};

export const measureConnections = (p: Asked & { connections: number }) =>
  withHub(p, async ({ port, probes, pid }) => {
    const idle: Noticed = await probes.while(pause(IDLE_SECONDS * 1000));
    const before = residentMB(pid);
    const guests = crowd(port, p.connections);
    for (let n = 0; guests.seen.open < p.connections * 0.9 && n < 300; n++) await pause(100);
    p.say(`${guests.seen.open} connections are open`);
    let least = guests.seen.open;
    let most_mb = before;
    const watch = setInterval(() => {
      least = Math.min(least, guests.seen.open);
      most_mb = Math.max(most_mb, residentMB(pid));
    }, 250);
    const busy = await probes.while(pause(p.seconds * 1000));
    clearInterval(watch);
    const { most, closed } = guests.seen;
    await guests.leave();
    const after = await probes.while(pause(5000));
    return {
      connections: p.connections,
      seconds: p.seconds,
      most_open: most,
      least_open: least,
      closed_by_the_hub: closed,
      memory_before_mb: before,
      memory_most_mb: most_mb,
      idle,
      busy,
      after,
    };
  });
