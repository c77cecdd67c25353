/** Habits that no tool knows: names of rooms, checks switched off, tests left out, places that exist on one machine only. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Checker, codeFolders, filesBelow } from './shape.ts';

const isCode = (path: string) => /\.(tsx?|mjs|cjs|js)$/.test(path);

/** Folders and files are named by what they hold. */
export const names: Checker = async (root) => {
  const paths = codeFolders.flatMap((folder) => filesBelow(root, folder));
  const rooms = paths.filter((path) => /^(server|admin)\//.test(path));
  return {
    inspected: rooms.length,
    wrong: [
      ...rooms
        .filter((path) => /\/(utils?|helpers?|common|misc|services?|shared|managers?)(\/|\.tsx?$)/i.test(path))
        .map((path) => `${path}: name it by what it holds`),
      ...paths
        .filter((path) => isCode(path) && /\s|[^\x20-\x7e]/.test(path))
        .map((path) => `${path}: file names are plain ASCII without spaces`),
    ],
  };
};

type Habit = { where: RegExp; pattern: RegExp; says: string };
const habits: Habit[] = [
  {
    where: /\.(tsx?|mjs|cjs)$/,
    pattern: /@ts-(ignore|nocheck|expect-error)|biome-ignore|eslint-disable|\bas any\b|<any>|(?<!\?):\s*any\b(?!['"`])/,
    says: 'switches the type checker or the linter off',
  },
  {
    where: /\.test\.tsx?$/,
    pattern: /\b(it|test|describe)\.(only|skip|todo|skipIf|runIf|fails)\b/,
    says: 'leaves a test out',
  },
  {
    where: /./,
    pattern: /\/(wor)k\/(main|shared|\.)|\/(root)\//,
    says: 'names a place that exists on one machine only',
  },
  { where: /./, pattern: /https?:\/\/(registry|deb|security)\./, says: 'names the host of a package registry' },
];

/** Texts that are worth reading for habits; test data is other people's. */
const texts = (root: string) =>
  [...codeFolders, 'docs', '.ci', 'templates']
    .flatMap((folder) => filesBelow(root, folder))
    .concat(['package.json', '.npmrc', 'README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'vitest.config.ts'])
    .filter((path) => /\.(tsx?|mjs|cjs|json|md|txt|html|css)$|^\.npmrc$|^\.ci\//.test(path))
    .filter((path) => !/^test\/(data|fixtures)\//.test(path) && existsSync(join(root, path)));

/** This file and its test say the words they look for. */
const mayName = /(^scripts\/checks\/habits\.ts|^test\/house\/checks\.test\.ts)$/;

export const habitsKept: Checker = async (root) => {
  const paths = texts(root).filter((path) => !mayName.test(path));
  const wrong = paths.flatMap((path) => {
    const lines = readFileSync(join(root, path), 'utf8').split('\n');
    return habits
      .filter(({ where }) => where.test(path))
      .flatMap(({ pattern, says }) =>
        lines.flatMap((line, i) =>
          pattern.test(line) ? [`${path}:${i + 1} ${says}: ${line.trim().slice(0, 100)}`] : [],
        ),
      );
  });
  return { inspected: paths.filter((path) => path.startsWith('server/')).length, wrong };
};
