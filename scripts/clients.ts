/**
 * `npm run clients [URL]`: makes clients of a running hub's OpenAPI document with openapi-typescript and openapi-python-client, and lets
 * each report an event and read its letter; then runs the page's first letters in Python and, where there is a JDK, in Java.
 * A key is made with `hub keys create` beside the hub's data; KEY_TEST takes a ready one.
 * It fetches both generators from their registries, so it is no part of the tests.
 */
import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { firstLetter } from '../server/intake/http/api/docsWords.ts';

const VERSIONS = { typescript: '5.9.3', 'openapi-typescript': '7.13.0', 'openapi-fetch': '0.17.0' };
const SDK = ['cloudevents==2.2.0', 'requests'];
const PYTHON = ['openapi-python-client==0.29.1', 'httpx==0.28.1', 'python-dateutil', 'attrs'];

const hub = (process.argv[2] ?? process.env.PUBLIC_URL ?? 'http://localhost:3000').replace(/\/$/, '');
const print = (text: string) => void process.stdout.write(`${text}\n`);
const here = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const call = promisify(execFile);

const newKey = async (): Promise<string> => {
  if (process.env.KEY_TEST) return process.env.KEY_TEST;
  const words = ['keys', 'create', '--name', 'generated clients', '--type', 'test', '--system', 'ras2', '--json'];
  const { stdout } = await call(process.execPath, [here('server/cli.ts'), ...words], { env: process.env });
  return (JSON.parse(stdout) as { key: string }).key;
};

const typescript = async (place: string, key: string): Promise<string> => {
  const run = (program: string, args: string[]) => call(program, args, { cwd: place });
  await writeFile(join(place, 'package.json'), JSON.stringify({ type: 'module', dependencies: VERSIONS }));
  await run('npm', ['install', '--no-audit', '--no-fund', '--silent']);
  await run('npx', ['openapi-typescript', 'openapi.json', '-o', 'api.d.ts']);
  await copyFile(here('docs/example/clients/send.ts'), join(place, 'send.ts'));
  const strict = ['--strict', '--noEmit', '--allowImportingTsExtensions', '--skipLibCheck'];
  const modules = ['--module', 'nodenext', '--target', 'es2022', '--lib', 'es2022,dom'];
  await writeFile(
    join(place, 'node.d.ts'),
    'declare const process: { argv: string[]; stdout: { write(t: string): void } };',
  );
  await run('npx', ['tsc', ...strict, ...modules, 'send.ts', 'node.d.ts']);
  return (await run(process.execPath, ['send.ts', hub, key])).stdout.trim();
};

const python = async (place: string, key: string): Promise<string> => {
  const run = (program: string, args: string[]) => call(program, args, { cwd: place });
  await run('python3', ['-m', 'venv', 'venv']);
  await run('venv/bin/pip', ['install', '-q', ...PYTHON]);
  await run('venv/bin/openapi-python-client', [
    'generate',
    '--path',
    'openapi.json',
    '--output-path',
    'client',
    '--meta',
    'none',
  ]);
  await call('mv', ['client', 'fumibako_api_client'], { cwd: place });
  await copyFile(here('docs/example/clients/send.py'), join(place, 'send.py'));
  return (await run('venv/bin/python', ['send.py', hub, key])).stdout.trim();
};

/** A program of the page as a reader runs it: with this hub's address and a key. Says what the hub answered. */
const first = async (place: string, key: string, p: { name: string; file: string; run: [string, ...string[]] }) => {
  const code = firstLetter(hub)
    .find(([name]) => name === p.name)![1]
    .replaceAll('KEY', key);
  await writeFile(join(place, p.file), code);
  const [program, ...args] = p.run;
  const { stdout } = await call(program, args, { cwd: place });
  if (!stdout.includes('"letters"') && !stdout.includes("'letters'")) throw new Error(`${p.name}: ${stdout}`);
  return `${p.name}, first letter: ${stdout.trim().slice(0, 120)}`;
};
const firsts = async (place: string, key: string): Promise<string[]> => {
  await call('venv/bin/pip', ['install', '-q', ...SDK], { cwd: place });
  const python = { name: 'Python', file: 'first.py', run: ['venv/bin/python', 'first.py'] as [string, string] };
  const java = { name: 'Java', file: 'First.java', run: ['java', 'First.java'] as [string, string] };
  const jdk = await call('javac', ['-version']).then(
    () => true,
    () => false,
  );
  return [
    await first(place, key, python),
    jdk ? await first(place, key, java) : 'Java, first letter: not run, there is no JDK here',
  ];
};

const place = await mkdtemp(join(tmpdir(), 'clients-'));
try {
  const document = await fetch(`${hub}/api/openapi.json`);
  if (!document.ok) throw new Error(`${hub}/api/openapi.json answered ${document.status}`);
  await writeFile(join(place, 'openapi.json'), await document.text());
  const key = await newKey();
  print(await typescript(place, key));
  print(await python(place, key));
  for (const line of await firsts(place, key)) print(line);
} catch (error) {
  const { stderr = '', stdout = '', message } = error as Error & { stderr?: string; stdout?: string };
  process.stderr.write(`${message}\n${stdout}${stderr}`);
  process.exitCode = 1;
} finally {
  await rm(place, { recursive: true, force: true });
}
