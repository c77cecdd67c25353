/** One set-up at a time in this folder: a second one waits for the first and then finds everything done. */
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal, root, say } from './shell.mjs';

const file = join(root, '.setup-lock');
const LONGEST = 20 * 60_000;

const alive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
};

/** Takes the lock by linking a file that already holds our id, so that nobody ever sees a lock without an owner. */
const take = () => {
  const mine = `${file}.${process.pid}`;
  try {
    writeFileSync(mine, String(process.pid));
    linkSync(mine, file);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw new Refusal(`Set-up cannot write to this folder (${error.code}): ${root}`);
  } finally {
    rmSync(mine, { force: true });
  }
};

/** Removes the lock of a process that is gone. Moved aside first, so that two who wait cannot remove each other's new lock. */
const breakLock = (owner) => {
  const aside = `${file}.dead.${process.pid}`;
  try {
    renameSync(file, aside);
    if (readFileSync(aside, 'utf8') !== owner) linkSync(aside, file);
    rmSync(aside, { force: true });
  } catch {
    // Somebody else was quicker; the next round sees.
  }
};

export const alone = async (work) => {
  const until = Date.now() + LONGEST;
  let told = false;
  while (!take()) {
    let owner = '';
    try {
      owner = readFileSync(file, 'utf8');
    } catch {
      continue;
    }
    if (!alive(Number(owner))) {
      breakLock(owner);
      continue;
    }
    if (Date.now() > until)
      throw new Refusal(`Another set-up (process ${owner}) has been running for 20 minutes. End it, then try again.`);
    if (!told) say(`Another set-up is running (process ${owner}); waiting for it.`);
    told = true;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
};
