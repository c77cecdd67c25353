/** The steps in order. Each does nothing when its result is already there. */
import { buildConsole, consoleIsBuilt } from './console.mjs';
import { alone } from './lock.mjs';
import { bringPackages, installed } from './packages.mjs';
import { bringServers, serversAreThere } from './servers.mjs';
import { Refusal, say } from './shell.mjs';

const withServers = (mode) => mode === 'test' || mode === 'cluster';

const bring = async (mode) => {
  await bringPackages();
  if (mode === 'packages') return;
  if (withServers(mode)) await bringServers(mode);
  await buildConsole();
};

/**
 * `packages`: what runs the code; `start`: and the built console; `cluster`: and PostgreSQL and Redis where no setting names them;
 * `test`: and the servers that tests run. Answers the exit code.
 */
export const setUp = async (mode) => {
  try {
    // Not even the lock is taken then, so a folder that may only be read is no obstacle.
    const ready =
      installed() &&
      mode !== 'test' &&
      (mode === 'packages' || consoleIsBuilt()) &&
      (mode !== 'cluster' || serversAreThere(mode));
    if (!ready) await alone(() => bring(mode));
    return 0;
  } catch (error) {
    say(`\n${error instanceof Refusal ? error.message : error.stack}`);
    return 1;
  }
};
