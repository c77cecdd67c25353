/** The servers that tests and the cluster run for real, and what brings them. */

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { installFromDebian } from './debian.mjs';
import { has, Refusal, root } from './shell.mjs';

const postgres = () =>
  existsSync('/usr/lib/postgresql') &&
  readdirSync('/usr/lib/postgresql').some((version) => existsSync(`/usr/lib/postgresql/${version}/bin/initdb`));
const japaneseFont = () =>
  spawnSync('sh', ['-c', 'fc-list :lang=ja family | grep -qi noto'], { stdio: 'ignore' }).status === 0;

/** The first that is there is used (test/support/browser.ts): the shell without windows needs a third of the processor time of the others. */
const lightBrowser = 'chromium-headless-shell';
const browsers = [lightBrowser, 'chromium', 'chromium-browser', 'google-chrome'];

/** Debian package → whether what it brings is there. */
const servers = {
  postgresql: postgres,
  'redis-server': () => has('redis-server'),
  chromium: () => browsers.some(has),
  'fonts-noto-cjk': japaneseFont,
  fontconfig: () => has('fc-list'),
  postfix: () => existsSync('/usr/sbin/postfix'),
  swaks: () => has('swaks'),
  curl: () => has('curl'),
  prometheus: () => has('promtool'),
  caddy: () => has('caddy'),
};

/** What `npm run cluster` runs on this machine: the servers that no setting names, and nothing that only tests use. */
const clusterNeeds = () => {
  const file = join(root, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
  return [
    ...(process.env.DATABASE_URL?.trim() ? [] : ['postgresql']),
    ...(process.env.REDIS_URL?.trim() ? [] : ['redis-server']),
  ];
};
const missing = (wanted) => wanted.filter((name) => !servers[name]());

/** What of `kind` is not on this machine. `kind`: `test` or `cluster`. */
const missingFor = (kind) => missing(kind === 'cluster' ? clusterNeeds() : Object.keys(servers));
export const serversAreThere = (kind) => missingFor(kind).length === 0;

/** Throws a Refusal that names what could not be brought. */
export const bringServers = async (kind) => {
  // By itself, for not every Debian-like system has this package, and one unknown name would stop the others.
  if (kind === 'test' && !has(lightBrowser)) await installFromDebian([lightBrowser]);
  const wanted = missingFor(kind);
  if (wanted.length === 0) return;
  await installFromDebian(wanted);
  const still = missing(wanted);
  if (still.length === 0) return;
  const who = kind === 'cluster' ? 'Without DATABASE_URL and REDIS_URL the cluster brings' : 'The tests use';
  throw new Refusal(
    `${who} real servers, and ${still.length > 1 ? 'these are' : 'this is'} missing: ${still.join(', ')}. As root: apt-get update && apt-get install ${still.join(' ')}`,
  );
};
