/** Runs a TypeScript program of ours on a runtime that can, with compiled code kept between starts. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { constants } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './setup/shell.mjs';

const own = join(root, 'node_modules', '.bin', 'node');

/** In another process, for this one runs on a Node that is too old: signals are passed on, the exit code comes back. */
const inChild = (program) => {
  const child = spawn(own, [program, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : code));
};

/** `file` from the root of the repository, `server/main.ts`. npm puts our own Node first in the path, so mostly it is this process that runs it. */
export const runOurs = async (file) => {
  const program = join(root, file);
  // In the environment too: the children of the program share it.
  process.env.NODE_COMPILE_CACHE ||= join(root, 'node_modules', '.cache', 'compile');
  const [major, minor] = process.versions.node.split('.').map(Number);
  if ((major < 24 || (major === 24 && minor < 2)) && existsSync(own)) return inChild(program);
  module.enableCompileCache?.(process.env.NODE_COMPILE_CACHE);
  process.argv[1] = program;
  await import(pathToFileURL(program).href);
};
