/** What the tests run for real, and what brings it. */

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { installFromDebian } from './debian.mjs';
import { has, Refusal } from './shell.mjs';

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
};
const missing = () => Object.keys(servers).filter((name) => !servers[name]());

export const bringServers = async () => {
  // By itself, for not every Debian-like system has this package, and one unknown name would stop the others.
  if (!has(lightBrowser)) await installFromDebian([lightBrowser]);
  const wanted = missing();
  if (wanted.length === 0) return;
  await installFromDebian(wanted);
  const still = missing();
  if (still.length > 0)
    throw new Refusal(
      `The tests use real servers, and ${still.length > 1 ? 'these are' : 'this is'} missing: ${still.join(', ')}. As root: apt-get update && apt-get install ${still.join(' ')}`,
    );
};
