/**
 * `npm run bench -- bulletin|dkim|size|mixed|api|callbacks|audience|expanding|news|digest|import|processes|readings|returned|entry|console|typing|start|idle|strangers|connections|neutral|soak … [--json] [--save]`:
 * measures on this machine, in one sitting.
 * `soak` (an hour, or --minutes N) asks what lasts. Several names may be given, or `all` (without soak); import, mixed and size then share one hub with a million readers. Sizes: --n N (other readers than
 * the usual), --runs N, --seconds N, --minutes N (soak), --procs N, --connections N, --engines sqlite,postgres (console, expanding). `--save` writes each answer to docs/bench/, of which docs/scale.md is drawn.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { measureApi } from './api.ts';
import { measureAudience } from './audience.ts';
import { type BulletinFigures, measureBulletin } from './beside.ts';
import { measureCallbacks } from './callbacks.ts';
import { measureConsole } from './console.ts';
import { measureDigest } from './digest.ts';
import { measureDkim } from './dkim.ts';
import { measureEntry } from './entry.ts';
import { measureExpanding } from './expanding.ts';
import { type Million, measureMixed, measureSize, openMillion } from './million.ts';
import { measureNeutral } from './neutral.ts';
import { measureNews } from './news.ts';
import { measureProcesses } from './processes.ts';
import { measureIdle, measureStart } from './quiet.ts';
import { measureReadings } from './readings.ts';
import { measureReturned } from './returned.ts';
import { measureSample } from './sample.ts';
import { measureSoak } from './soak.ts';
import { machine, median, openStage } from './stage.ts';
import { measureConnections, measureStrangers } from './strangers.ts';
import { measureTyping } from './typing.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    n: { type: 'string' },
    runs: { type: 'string', default: '3' },
    seconds: { type: 'string' },
    minutes: { type: 'string' },
    procs: { type: 'string', default: '2' },
    connections: { type: 'string', default: '8' },
    engines: { type: 'string', default: 'sqlite,postgres' },
    json: { type: 'boolean', default: false },
    save: { type: 'boolean', default: false },
  },
});
const number = (name: 'n' | 'seconds' | 'minutes', usual: number) => Number(values[name] ?? usual);
const runs = Number(values.runs);
const say = (words: string) => void (values.json ? process.stderr : process.stdout).write(`${words}\n`);
const env = { DELIVERY_PROCESSES: values.procs, DELIVERY_CONNECTIONS: values.connections };
const round = (n: number, digits = 2) => Number(n.toFixed(digits));

const bulletinFigures = (f: BulletinFigures) => ({
  readers: f.runs[0]!.readers,
  bytes: f.bytes,
  rate: Math.round(f.rate),
  source: Math.round(f.sourceRate),
  ratio: round(f.ratio),
  reference: Math.round(f.referenceRate),
  reference_ratio: round(f.rate / f.referenceRate),
  reference_cpu_us: Math.round(median(f.reference.map((r) => r.cpuMicrosPerMail))),
  nodemailer_pool: Math.round(f.pool),
  first_mail_ms: Math.max(...f.runs.map((r) => r.firstMailMs)),
  peak_mb: Math.round(Math.max(...f.runs.map((r) => r.peakMB))),
  cpu_us: Math.round(median(f.runs.map((r) => r.cpuMicrosPerMail))),
  runs: f.runs.map((r) => Math.round(r.rate)),
  source_runs: f.source.map(Math.round),
  reference_runs: f.reference.map((r) => Math.round(r.rate)),
});

const bulletin = async (): Promise<object> => {
  const readers = number('n', 200_000);
  const stage = await openStage(readers, say);
  let figures: object;
  try {
    figures = bulletinFigures(await measureBulletin(stage, { readers, runs, env, say }));
  } finally {
    await stage.close();
  }
  return { ...figures, sample: await measureSample(Math.min(readers, 1000), say) };
};

const large = () => ({ readers: number('n', 1_000_000), seconds: number('seconds', 90), env, say });
let million: Promise<Million> | null = null;
/** Made by the first measurement that needs it. */
const theMillion = (): Promise<Million> => {
  million ??= openMillion(large());
  return million;
};

const benches: Record<string, () => Promise<object>> = {
  bulletin,
  dkim: () => measureDkim({ readers: number('n', 50_000), runs, env, say }),
  processes: () => measureProcesses({ readers: number('n', 50_000), runs, say }),
  api: () => measureApi({ runs, seconds: number('seconds', 4), env, say }),
  callbacks: () => measureCallbacks({ env, say }),
  start: () => measureStart({ runs, env, say }),
  soak: () => measureSoak({ minutes: number('minutes', 60), say }),
  idle: () => measureIdle({ seconds: number('seconds', 60), env, say }),
  entry: () => measureEntry({ times: number('n', 10_000), say }),
  audience: () => measureAudience({ readers: number('n', 1_000_000), say }),
  expanding: () => measureExpanding({ readers: number('n', 1_000_000), runs, engines: values.engines.split(','), say }),
  readings: () => measureReadings(say),
  news: () => measureNews({ bulletins: number('n', 5000), say }),
  console: () => measureConsole({ readers: number('n', 1_000_000), engines: values.engines.split(','), say }),
  typing: () => measureTyping({ keys: number('n', 200), say }),
  digest: () => measureDigest({ readers: number('n', 1_000_000), say }),
  returned: () => measureReturned({ waiting: number('n', 100_000), env, say }),
  strangers: () => measureStrangers({ strangers: number('n', 200), seconds: number('seconds', 30), env, say }),
  neutral: () => measureNeutral({ pairs: number('n', 100), say }),
  connections: () => measureConnections({ connections: number('n', 10_000), seconds: number('seconds', 30), env, say }),
  import: async () => (await theMillion()).imported,
  size: async () => measureSize(large(), await theMillion()),
  mixed: async () => measureMixed(large(), await theMillion()),
};

/** All that measures; the soak lasts an hour and is asked for by its name. */
const all = () => Object.keys(benches).filter((name) => name !== 'soak');
const names = positionals.includes('all') ? all() : positionals.length > 0 ? positionals : ['bulletin'];
const unknown = names.filter((name) => !benches[name]);
if (unknown.length > 0) {
  process.stderr.write(`unknown measurement ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}\n`);
  process.exit(2);
}

const options = process.argv.slice(2).filter((word) => word.startsWith('--') || /^\d+$/.test(word));
const kept = options.filter((word) => word !== '--json' && word !== '--save');

const measure = async (name: string): Promise<void> => {
  const load = round(loadavg()[0]!);
  const began = performance.now();
  const figures = await benches[name]!();
  const answer = {
    bench: name,
    machine: machine(),
    command: ['npm run bench --', name, ...kept].join(' '),
    date: new Date().toISOString().slice(0, 10),
    load_before: load,
    took_seconds: Math.round((performance.now() - began) / 1000),
    ...figures,
  };
  process.stdout.write(`${JSON.stringify(answer, null, values.json ? undefined : 2)}\n`);
  if (!values.save) return;
  const folder = fileURLToPath(new URL('../docs/bench/', import.meta.url));
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}${name}.json`, `${JSON.stringify(answer, null, 2)}\n`);
};

say(machine());
try {
  for (const name of names) await measure(name);
} finally {
  // What was opened is closed, whoever failed.
  await (million as Promise<Million> | null)?.then(
    (m) => m.close(),
    () => {},
  );
}
