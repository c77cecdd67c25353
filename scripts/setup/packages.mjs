/** Packages and the runtime: what the lockfile names is in node_modules, and node_modules/.bin/node runs. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installFromDebian } from './debian.mjs';
import { has, hashOf, Refusal, root, run, say, tail } from './shell.mjs';

const modules = join(root, 'node_modules');
const stampFile = join(modules, '.fumibako-stamp');
const own = join(modules, '.bin', 'node');
const ownIsIt = () => spawnSync(own, ['--version'], { stdio: 'ignore' }).status === 0;

export const packagesStamp = () =>
  hashOf(readFileSync(join(root, 'package-lock.json')), process.platform, process.arch);

/** The stamp is written last, so an installation that was interrupted never counts. */
export const installed = () => existsSync(stampFile) && readFileSync(stampFile, 'utf8') === packagesStamp();

/** True when npm has already brought exactly what the lockfile names: to people who change dependencies, or before an interruption. */
const brought = () => {
  const hidden = join(modules, '.package-lock.json');
  if (!existsSync(hidden) || !ownIsIt()) return false;
  const packages = (file) => Object.entries(JSON.parse(readFileSync(file, 'utf8')).packages).filter(([path]) => path);
  const have = new Map(packages(hidden).map(([path, facts]) => [path, facts.version]));
  return packages(join(root, 'package-lock.json')).every(
    ([path, facts]) =>
      have.get(path) === facts.version || ((facts.optional || facts.extraneous || facts.peer) && !have.has(path)),
  );
};

/** The npm that called us, else the one on the path. */
const npm = (args, options) => {
  const caller = process.env.npm_execpath ?? '';
  const [command, first] = caller.endsWith('npm-cli.js')
    ? [process.env.npm_node_execpath ?? process.execPath, [caller]]
    : ['npm', []];
  // NODE_ENV=production would leave out what builds the console.
  return run(command, [...first, ...args], { ...options, env: { NODE_ENV: '', ...options?.env } });
};

const reasons = [
  [/command not found|ENOENT.*npm|spawn npm/, 'npm is missing. It comes with Node.js.'],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|ECONNRESET|ERR_SOCKET_TIMEOUT|ENOTCACHED|network/i,
    'The packages could not be fetched: the network, or a proxy, does not let npm through. Try again when it does; what has arrived is kept.',
  ],
  [/ENOSPC/, 'The disk is full: the packages take about 800 MB.'],
  [
    /EACCES|EPERM|EROFS/,
    `Set-up may not write here: ${root}. Folders of another user (a start as root?) are the usual cause.`,
  ],
  [
    /EINTEGRITY/,
    'A package is not the one that the lockfile names. Empty the cache (npm cache clean --force) and try again; if it stays, do not go on.',
  ],
];
const explain = (said, otherwise) => {
  const [, words] = reasons.find(([pattern]) => pattern.test(said)) ?? [null, otherwise];
  return new Refusal(`${words}\nWhat npm said:\n${tail(said)}`);
};

const install = [
  'ci',
  '--ignore-scripts',
  '--include=dev',
  '--include=optional',
  '--loglevel=error',
  '--no-fund',
  '--no-audit',
];
const oneTry = ['--fetch-retries=0', '--fetch-timeout=15000', '--loglevel=error'];

/** npm asks for every package several times, so without a network it would be minutes before it gives up. One small question tells at once. */
const fetchPackages = async () => {
  const [name, version] = Object.entries(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).dependencies)[0];
  const asked = await npm(['view', `${name}@${version}`, 'version', ...oneTry]);
  if (asked.code === 0) return npm(install, { alive: 'fetching packages' });
  say('The network does not answer; trying with the packages that npm has kept from before.');
  const kept = await npm([...install, '--offline'], { alive: 'unpacking' });
  return kept.code === 0 ? kept : { code: kept.code, said: `${kept.said}\n${asked.said}` };
};

const compilers = ['python3', 'make', 'g++'];

const driverLoads = () =>
  spawnSync(existsSync(own) ? own : process.execPath, ['-e', "require('sqlite3')"], { cwd: root, stdio: 'ignore' })
    .status === 0;

/** SQLite's driver is compiled where no ready-made one can be had. The headers come with the runtime, so nothing more is fetched. */
const buildDriver = async () => {
  const missing = compilers.filter((tool) => !has(tool));
  if (missing.length > 0) await installFromDebian(missing);
  const still = compilers.filter((tool) => !has(tool));
  const base = join(modules, 'node', 'node_modules');
  const headers = (existsSync(base) ? readdirSync(base) : [])
    .map((name) => join(base, name))
    .find((path) => existsSync(join(path, 'include', 'node', 'node_api.h')));
  const env = {
    PATH: `${join(modules, '.bin')}:${process.env.PATH}`,
    ...(headers ? { npm_config_nodedir: headers } : {}),
  };
  const { code, said } = await npm(['rebuild', '--loglevel=error', 'sqlite3'], { alive: 'compiling SQLite', env });
  if (code === 0 && driverLoads()) return;
  throw still.length > 0
    ? new Refusal(
        `SQLite's driver must be compiled here, and ${still.join(', ')} ${still.length > 1 ? 'are' : 'is'} missing: apt-get install ${still.join(' ')}`,
      )
    : explain(said, "SQLite's driver could not be compiled.");
};

/** Where the packaged runtime does not run (another libc, another processor), the machine's own must do. */
const settleRuntime = () => {
  if (existsSync(own) && ownIsIt()) return;
  rmSync(own, { force: true });
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return;
  throw new Refusal(
    `Fumibako needs Node 22.18 or newer. It brings Node 24 where it can, but not for this machine, whose own is ${process.versions.node}.`,
  );
};

export const bringPackages = async () => {
  if (installed()) return;
  if (!brought()) {
    say('Fetching packages, then compiling the SQLite driver. This happens once and takes two to four minutes.');
    const fetched = await fetchPackages();
    if (fetched.code !== 0) throw explain(fetched.said, 'The packages could not be installed.');
    // Only the two whose install scripts are needed may run them (allowScripts in package.json).
    await npm(['rebuild', '--loglevel=error', 'node'], { alive: 'fetching the runtime' });
    settleRuntime();
  }
  // Compiling takes longest, so it is what people interrupt.
  if (!driverLoads()) await buildDriver();
  writeFileSync(stampFile, packagesStamp());
};
