/** Debian packages, when we are root on such a machine. Nothing that is installed here is started by it. */

import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { has, run, say, tail } from './shell.mjs';

const policy = '/usr/sbin/policy-rc.d';

/** Debian starts a server when it installs one, unless this file forbids it. Ours is taken away afterwards; one that was there stays. */
const withoutStarting = async (work) => {
  if (existsSync(policy)) return work();
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    return await work();
  } finally {
    rmSync(policy, { force: true });
  }
};

/** Installs what it can. Who calls looks afterwards what is still missing. */
export const installFromDebian = async (packages) => {
  if (packages.length === 0 || process.getuid?.() !== 0 || !has('apt-get')) return;
  say(`Installing from Debian: ${packages.join(', ')}.`);
  const env = { DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' };
  if (packages.includes('postfix') && has('debconf-set-selections'))
    spawnSync('debconf-set-selections', { input: 'postfix postfix/main_mailer_type select No configuration\n' });
  const alive = 'installing Debian packages';
  const install = ['install', '-y', '-q', '--no-install-recommends', ...packages];
  await withoutStarting(async () => {
    const updated = await run('apt-get', ['update', '-q'], { alive, env });
    const done = await run('apt-get', install, { alive, env });
    if (done.code !== 0)
      say(`apt-get did not finish:\n${tail(done.code === 100 && updated.code !== 0 ? updated.said : done.said)}`);
  });
};
