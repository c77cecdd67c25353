/** The console is built when what it is made of has changed since the last build. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packagesStamp } from './packages.mjs';
import { hashOf, Refusal, root, run, say, tail } from './shell.mjs';

const admin = join(root, 'admin');
const stampFile = join(admin, 'dist', '.stamp');

const filesBelow = (folder) =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (!entry.isDirectory()) return [path];
    return entry.name === 'dist' ? [] : filesBelow(path);
  });

/** By content, for a clone or a copy gives every file a new time. */
const sourcesStamp = () => {
  const sources = [admin, join(root, 'server', 'contract'), join(root, 'server', 'letters')].flatMap(filesBelow).sort();
  return hashOf(packagesStamp(), ...sources.flatMap((path) => [path.slice(root.length), readFileSync(path)]));
};

export const consoleIsBuilt = () =>
  !existsSync(join(admin, 'index.html')) ||
  (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === sourcesStamp());

export const buildConsole = async () => {
  if (consoleIsBuilt()) return;
  say('Building the console.');
  const stamp = sourcesStamp();
  const own = join(root, 'node_modules', '.bin', 'node');
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const args = [vite, 'build', '--config', join(admin, 'vite.config.ts'), '--logLevel', 'error'];
  const { code, said } = await run(existsSync(own) ? own : process.execPath, args, { alive: 'building the console' });
  if (code !== 0) throw new Refusal(`The console could not be built:\n${tail(said, 30)}`);
  writeFileSync(stampFile, stamp);
};
