/** Checkers that are tools of others: the TypeScript compiler, biome, dependency-cruiser; and our template checker. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Checker, home, run, tool } from './shape.ts';

const lines = (text: string) => text.split('\n').filter((line) => line.trim() !== '');

/** The compiler's build information is kept for this repository, so a second run takes a fraction. */
export const types: Checker = async (root) => {
  const buildInfo = join(root, 'node_modules', '.cache', 'tsc.tsbuildinfo');
  const cache = root === home ? ['--incremental', '--tsBuildInfoFile', buildInfo] : [];
  const { code, out, err } = await run(tool('tsc'), ['--noEmit', '--pretty', 'false', '--listFiles', ...cache], root);
  const said = lines(out + err);
  const ours = said.filter((line) => line.startsWith(join(root, 'server')));
  const wrong = said.filter((line) => /error TS\d+|^\s/.test(line));
  return { inspected: ours.length, wrong: code === 0 ? [] : wrong.length > 0 ? wrong : said.slice(-5) };
};

export const lint: Checker = async (root) => {
  const { code, out, err } = await run(tool('biome'), ['check', '--max-diagnostics=20', '.'], root);
  const said = out + err;
  return { inspected: Number(/Checked (\d+) file/.exec(said)?.[1] ?? 0), wrong: code === 0 ? [] : [said.trim()] };
};

/** Who may call whom. With a compiler it does not know, dependency-cruiser cruises nothing and is content: hence the count. */
export const borders: Checker = async (root) => {
  const folders = ['server', 'admin'].filter((folder) => existsSync(join(root, folder)));
  const kept = ['--cache', join(root, 'node_modules', '.cache', 'depcruise'), '--cache-strategy', 'content'];
  const args = ['--config', 'test/house/rooms.cjs', ...(root === home ? kept : []), ...folders];
  const { code, out, err } = await run(tool('depcruise'), args, root);
  const said = out + err;
  return { inspected: Number(/(\d+) modules/.exec(said)?.[1] ?? 0), wrong: code === 0 ? [] : [said.trim()] };
};

export const templates: Checker = async (root) => {
  const { code, out, err } = await run(tool('node'), ['scripts/check-templates.ts', '--errors'], root);
  const said = (out + err).trim();
  return { inspected: Number(/(\d+) files/.exec(said)?.[1] ?? 0), wrong: code === 0 ? [] : [said] };
};
