/** `npm run bench -- bulletin|dkim|size|api [--n N] [--runs N] [--procs N] [--connections N] [--json]`: measures on this machine, in one sitting. */

import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createDkimKey } from '../server/delivery/dkim.ts';
import { dkimFolder } from '../server/delivery/dkimKeys.ts';
import { measureApi } from './api.ts';
import { type BulletinFigures, measureBulletin } from './bulletin.ts';
import { machine, openStage } from './stage.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    n: { type: 'string', default: '200000' },
    runs: { type: 'string', default: '3' },
    procs: { type: 'string', default: '2' },
    connections: { type: 'string', default: '8' },
    json: { type: 'boolean', default: false },
  },
});
const what = positionals[0] ?? 'bulletin';
const number = (name: 'n' | 'runs' | 'procs' | 'connections') => Number(values[name]);
const say = (words: string) => void (values.json ? process.stderr : process.stdout).write(`${words}\n`);
const env = { DELIVERY_PROCESSES: values.procs, DELIVERY_CONNECTIONS: values.connections };
const round = (n: number, digits = 2) => Number(n.toFixed(digits));

const figures = (f: BulletinFigures) => ({
  readers: f.runs[0]!.readers,
  bytes: f.bytes,
  rate: Math.round(f.rate),
  source: Math.round(f.sourceRate),
  ratio: round(f.ratio),
  first_mail_ms: Math.max(...f.runs.map((r) => r.firstMailMs)),
  peak_mb: Math.round(Math.max(...f.runs.map((r) => r.peakMB))),
  cpu_us: Math.round(Math.min(...f.runs.map((r) => r.cpuMicrosPerMail))),
  runs: f.runs.map((r) => Math.round(r.rate)),
  source_runs: f.source.map(Math.round),
});

const bulletin = async (n: number, prepare: (folder: string) => void = () => {}) => {
  const stage = await openStage(n, say);
  try {
    prepare(stage.folder);
    return figures(await measureBulletin(stage, { readers: n, runs: number('runs'), env, say }));
  } finally {
    await stage.close();
  }
};

/** RSA-2048 signatures a second of all cores together, through the same asynchronous call that delivery uses. */
const rsaLimit = async (): Promise<number> => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const data = Buffer.alloc(1000, 7);
  const until = performance.now() + 3000;
  let n = 0;
  const lane = async () => {
    while (performance.now() < until) {
      await new Promise<void>((done, fail) =>
        sign('sha256', data, privateKey, (error) => (error ? fail(error) : done())),
      );
      n++;
    }
  };
  await Promise.all(Array.from({ length: cpus().length * 2 }, lane));
  return n / 3;
};

const addKey = (folder: string) => {
  const key = createDkimKey({ domain: 'mail.example.jp', selector: 'bench', algorithm: 'rsa' });
  mkdirSync(dkimFolder(folder), { recursive: true });
  writeFileSync(join(dkimFolder(folder), 'bench._domainkey.mail.example.jp.pem'), key.privateKey);
};

const benches: Record<string, () => Promise<object>> = {
  bulletin: () => bulletin(number('n')),
  api: () => measureApi({ runs: number('runs'), seconds: 4, env, say }),
  async dkim() {
    const limit = await rsaLimit();
    const plain = await bulletin(number('n'));
    const signed = await bulletin(number('n'), addKey);
    return {
      unsigned: plain.rate,
      rsa_limit: Math.round(limit),
      signed: signed.rate,
      share: round(signed.rate / Math.min(limit, plain.rate)),
    };
  },
  async size() {
    const small = await bulletin(10_000);
    const large = await bulletin(1_000_000);
    return { small, large, cost: round(small.rate / large.rate) };
  },
};

const bench = benches[what];
if (!bench) {
  process.stderr.write(`unknown measurement ${what}; there are ${Object.keys(benches).join(', ')}\n`);
  process.exit(2);
}
say(machine());
const answer = {
  bench: what,
  machine: machine(),
  command: `npm run bench -- ${process.argv.slice(2).join(' ')}`,
  ...(await bench()),
};
process.stdout.write(values.json ? `${JSON.stringify(answer)}\n` : `${JSON.stringify(answer, null, 2)}\n`);
