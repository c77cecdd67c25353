/**
 * How fast the wire is: the same number of mails of the same size through our connections and through Postfix's smtp-source, in turns,
 * into smtp-sink on loopback. `node bench/wire.ts [mails=100000] [lanes=8] [rounds=3] [processes=1] [size=4500] [--json]`
 */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseRelay } from '../server/delivery/wire/relay.ts';
import { openWire, WIRE_DEPTH } from '../server/delivery/wire/wire.ts';

const options = new Map(process.argv.slice(2).map((arg) => arg.split('=') as [string, string]));
const given = (name: string, fallback: number) => Number(options.get(name) ?? fallback);
const mails = given('mails', 100_000);
const lanes = given('lanes', 8);
const rounds = given('rounds', 3);
const processes = given('processes', 1);
const size = given('size', 4500);

/** A mail of base64 lines, as bulletins are. */
const sample = (bytes: number): Buffer => {
  const head = 'From: <no-reply@mail.example.jp>\r\nTo: <reader@example.jp>\r\nSubject: sample\r\n\r\n';
  const line = `${'QUJD'.repeat(19)}\r\n`;
  return Buffer.from((head + line.repeat(Math.ceil(bytes / line.length))).slice(0, bytes - 2).concat('\r\n'));
};

/** `count` mails over `n` connections; answers milliseconds and CPU milliseconds. */
const sendAll = async (port: number, count: number, n: number): Promise<{ ms: number; cpu: number }> => {
  const relay = parseRelay(`smtp://127.0.0.1:${port}?tls=none&mails=999999`);
  const content = sample(size);
  let left = count;
  let wrong = 0;
  const lane = async () => {
    const wire = openWire({ relay });
    const one = async (): Promise<void> => {
      while (left > 0) {
        const k = left--;
        const envelope = { from: `bounce+${k}@mail.example.jp`, to: `reader${k}@example.jp` };
        const { kind } = await wire.send({ envelope, content });
        if (kind !== 'accepted') wrong++;
      }
    };
    await Promise.all(Array.from({ length: WIRE_DEPTH }, one));
    await wire.close();
  };
  const t0 = performance.now();
  const c0 = process.cpuUsage();
  await Promise.all(Array.from({ length: n }, lane));
  const c = process.cpuUsage(c0);
  if (wrong > 0) throw new Error(`${wrong} mails not accepted`);
  return { ms: performance.now() - t0, cpu: (c.user + c.system) / 1000 };
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
};

const startSink = async (): Promise<{ port: number; sink: ChildProcess }> => {
  const port = await freePort();
  const sink = spawn('smtp-sink', ['-u', 'nobody', `127.0.0.1:${port}`, '1000'], { stdio: 'ignore' });
  for (let n = 0; n < 100; n++) {
    const up = await new Promise<boolean>((done) => {
      const probe = connect(port, '127.0.0.1', () => {
        probe.destroy();
        done(true);
      }).on('error', () => done(false));
    });
    if (up) return { port, sink };
    await new Promise((again) => setTimeout(again, 50));
  }
  throw new Error('smtp-sink does not listen; is Postfix installed?');
};

const runSource = async (port: number): Promise<number> => {
  const t0 = performance.now();
  const flags = ['-d', '-s', String(lanes), '-l', String(size), '-m', String(mails), `127.0.0.1:${port}`];
  const [code] = await once(spawn('smtp-source', flags, { stdio: 'ignore' }), 'exit');
  if (code !== 0) throw new Error(`smtp-source ended with ${code}`);
  return (mails / (performance.now() - t0)) * 1000;
};

type Figures = { ms: number; cpu: number };
const runOurs = async (port: number): Promise<{ rate: number; cpuPerMail: number }> => {
  const share = Math.floor(mails / processes);
  const children = Array.from({ length: processes }, () => fork(fileURLToPath(import.meta.url), process.argv.slice(2)));
  await Promise.all(children.map((child) => once(child, 'message')));
  const t0 = performance.now();
  const ends = children.map((child) => once(child, 'message') as Promise<[Figures]>);
  for (const child of children) child.send({ port, count: share, n: Math.max(1, Math.round(lanes / processes)) });
  const figures = await Promise.all(ends);
  const ms = performance.now() - t0;
  const cpu = figures.reduce((sum, [one]) => sum + one.cpu, 0);
  return { rate: (share * processes * 1000) / ms, cpuPerMail: (cpu * 1000) / (share * processes) };
};

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

const main = async () => {
  const { port, sink } = await startSink();
  const source: number[] = [];
  const ours: number[] = [];
  const cpu: number[] = [];
  for (let n = 0; n < rounds; n++) {
    source.push(await runSource(port));
    const { rate, cpuPerMail } = await runOurs(port);
    ours.push(rate);
    cpu.push(cpuPerMail);
  }
  sink.kill();
  const ratio = median(ours) / median(source);
  const figures = {
    machine: `${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}`,
    command: `node bench/wire.ts mails=${mails} lanes=${lanes} rounds=${rounds} processes=${processes} size=${size}`,
    source: Math.round(median(source)),
    ours: Math.round(median(ours)),
    ratio: Number(ratio.toFixed(2)),
    cpuMicrosecondsPerMail: Math.round(median(cpu)),
  };
  if (options.has('--json')) console.log(JSON.stringify(figures));
  else for (const [name, value] of Object.entries(figures)) console.log(`${name}: ${value}`);
};

if (process.send) {
  process.once('message', async (order: { port: number; count: number; n: number }) => {
    const figures = await sendAll(order.port, order.count, order.n);
    process.send?.(figures, () => process.exit(0));
  });
  process.send('ready');
} else await main();
