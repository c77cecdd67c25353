/** Which packages a release carries: what the program imports, followed through the lockfile, and nothing that only builds or tests. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

type Entry = {
  version: string;
  license?: string;
  integrity?: string;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
};
type Lock = { packages: Record<string, Entry> };

/** `path`: below the root, `node_modules/a` or `node_modules/a/node_modules/b`. */
export type Part = { path: string; name: string; version: string; licence: string; integrity: string | undefined };

/** Package and what it asks for that nothing of ours runs. */
const leftOut = new Set([
  // They fetch or compile the SQLite driver when it is installed; a release carries it compiled.
  'sqlite3 node-addon-api',
  'sqlite3 node-gyp',
  'sqlite3 prebuild-install',
  'sqlite3 tar',
  // Its command line and its main entry need a DOM; we use its inner files (docs/decisions/letters.md).
  'budoux commander',
  'budoux jsdom',
]);

const nameOf = (path: string) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

/** Where `from` finds the package `name`: in its own folder first, then in each one above, as Node looks. */
const found = (lock: Lock, from: string, name: string): string | undefined => {
  for (let base = from; ; base = base.slice(0, Math.max(0, base.lastIndexOf('node_modules/') - 1))) {
    const path = `${base ? `${base}/` : ''}node_modules/${name}`;
    if (lock.packages[path]) return path;
    if (base === '') return undefined;
  }
};

/**
 * The packages of a release, in the order of their paths. Optional ones are those that are installed here, for the archive is for this
 * platform.
 * @throws when a package that is needed is in the lockfile or the folder no more
 */
export const partsOf = (root: string): Part[] => {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lock;
  const taken = new Set<string>();
  const follow = (path: string): void => {
    const entry = lock.packages[path]!;
    const wanted = Object.keys({ ...entry.dependencies, ...entry.optionalDependencies });
    for (const name of wanted) {
      if (leftOut.has(`${nameOf(path)} ${name}`)) continue;
      const at = found(lock, path, name);
      const here = at !== undefined && existsSync(join(root, at, 'package.json'));
      if (!here && entry.optionalDependencies?.[name]) continue;
      if (!here) throw new Error(`${nameOf(path) || 'package.json'} needs ${name}, which is not installed: npm ci`);
      if (taken.has(at)) continue;
      taken.add(at);
      follow(at);
    }
  };
  follow('');
  return [...taken].sort().map((path) => {
    const { version, license, integrity } = lock.packages[path]!;
    return { path, name: nameOf(path), version, licence: license ?? 'NOASSERTION', integrity };
  });
};

/** Files of a package that no program reads: types, maps of sources, and what the SQLite driver was compiled from. */
export const unread = (path: string): boolean =>
  /\.(map|d\.[cm]?ts|tsbuildinfo)$/.test(path) ||
  /^node_modules\/sqlite3\/(deps|src)(\/|$)/.test(path) ||
  /^node_modules\/sqlite3\/build\/(?!Release(\/node_sqlite3\.node)?$)/.test(path) ||
  /^node_modules\/node\/(include|share|lib)(\/|$)/.test(path);

/** A bill of materials in CycloneDX 1.6 (ECMA-424), JSON. `version`: of the release. */
export const billOf = (version: string, parts: readonly Part[]): string => {
  const components = parts.map(({ name, version: at, licence, integrity }) => {
    const [algorithm, value] = integrity?.split('-') ?? [];
    return {
      type: 'library',
      name,
      version: at,
      purl: `pkg:npm/${name.replace('@', '%40')}@${at}`,
      licenses: [{ expression: licence }],
      ...(algorithm === 'sha512' && value
        ? { hashes: [{ alg: 'SHA-512', content: Buffer.from(value, 'base64').toString('hex') }] }
        : {}),
    };
  });
  const component = { type: 'application', name: 'fumibako', version, licenses: [{ expression: 'Apache-2.0' }] };
  return `${JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1, metadata: { component }, components }, null, 2)}\n`;
};
