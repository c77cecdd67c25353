/** Under which licences the packages are that are not ours, from the lockfile alone; which of them we take, and why the others are all right. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Licences that may be shipped with an Apache-2.0 program without more than keeping their text. */
const taken = new Set(
  `MIT MIT-0 ISC BSD-2-Clause BSD-3-Clause 0BSD Apache-2.0 BlueOak-1.0.0 Unlicense CC0-1.0 CC-BY-3.0 CC-BY-4.0 Python-2.0 WTFPL Zlib`.split(
    ' ',
  ),
);

/** Package, or the first part of the names of several with a star, → why its licence is all right here. */
export const licenceReasons: Readonly<Record<string, string>> = {
  'axe-core': 'only tests use it, and it is not changed',
  'css-mediaquery': 'BSD-3-Clause by its licence file; only the console has it',
  lightningcss: 'only the build of the console uses it, and it is not changed',
  'lightningcss-*': 'only the build of the console uses it, and it is not changed',
};

/** Package → why an advisory about it does not matter here. Apart from the licences: a reason for one says nothing about the other. */
export const advisoryReasons: Readonly<Record<string, string>> = {};

export type Part = { name: string; version: string; licence: string; dev: boolean };
type Lock = { packages: Record<string, { version?: string; license?: string; dev?: boolean }> };

/** Every package of the lockfile below `root`, also those of other platforms, which are not installed here. */
export const partsIn = (root: string): Part[] => {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lock;
  return Object.entries(packages)
    .filter(([path]) => path !== '')
    .map(([path, facts]) => ({
      name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
      version: facts.version ?? '',
      licence: facts.license ?? 'none said',
      dev: facts.dev === true,
    }));
};

/** Of several to choose from (OR) one is enough; of several at once (AND) each must be taken. */
export const isTaken = (licence: string): boolean =>
  licence
    .replace(/^\((.*)\)$/, '$1')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((one) => taken.has(one.trim())));

const fits = (pattern: string, name: string) =>
  pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
export const reasonFor = (name: string): string | undefined =>
  Object.entries(licenceReasons).find(([pattern]) => fits(pattern, name))?.[1];

export const strangeIn = (parts: readonly Part[]): Part[] =>
  parts.filter(({ name, licence }) => !isTaken(licence) && reasonFor(name) === undefined);
/** Reasons that no package needs (any more). */
export const idleReasons = (parts: readonly Part[]): string[] =>
  Object.keys(licenceReasons).filter(
    (pattern) => !parts.some(({ name, licence }) => fits(pattern, name) && !isTaken(licence)),
  );

/** Licence and how many packages have it, the most first. */
export const countsOf = (parts: readonly Part[]): [string, number][] => {
  const counts = new Map<string, number>();
  for (const { licence } of parts) counts.set(licence, (counts.get(licence) ?? 0) + 1);
  return [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
};
