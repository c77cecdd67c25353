/** The lockfile: least versions that are free of known faults, exact pins, and no address that only one network can reach. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Checker } from './shape.ts';

/**
 * Least versions free of known advisories, for every copy in the tree. GHSA ids: nodemailer v53p-9fqp-m79j, prgh-xp8r-p3m5,
 * g57g-f23g-4646; mailparser CVE-2026-3455; koa CVE-2026-27959; uuid GHSA-w5hq-g745-h8pq; vitest GHSA-5xrq-8626-4rwp.
 * smtp-server has no id: 3.19.23 closes the injection of plain text after STARTTLS.
 */
const floors: Record<string, string> = {
  nodemailer: '10.0.9',
  'smtp-server': '3.19.23',
  mailparser: '3.9.31',
  koa: '3.1.2',
  bull: '4.16.5',
  uuid: '11.1.1',
  vitest: '3.2.7',
};
/** Our own copy needs more than a copy inside another package: 10.1.2 ends a row of hardening without ids. */
const ownFloors: Record<string, string> = { nodemailer: '10.1.2' };

const older = (a: string, b: string): boolean => {
  const [x, y] = [a, b].map((version) => version.split(/[.+-]/).map(Number));
  const at = [0, 1, 2].find((i) => x![i] !== y![i]);
  return at !== undefined && x![at]! < y![at]!;
};

type Package = { version?: string; resolved?: string; dev?: boolean };
type Manifest = Record<'dependencies' | 'devDependencies' | 'optionalDependencies', Record<string, string> | undefined>;

const tooOld = (path: string, { version, dev }: Package): string[] => {
  const name = path.split('node_modules/').at(-1)!;
  const own = path === `node_modules/${name}` ? ownFloors[name] : undefined;
  // What only the tests of other people's clients bring does not ship; the test runner itself is ours to keep sound.
  const floor = own ?? (dev && name !== 'vitest' ? undefined : floors[name]);
  return floor && version && older(version, floor) ? [`${path} is ${version}, needs at least ${floor}`] : [];
};

/** A registry's host in the lockfile binds everybody to that registry. */
const addresses = (path: string, { resolved }: Package): string[] =>
  resolved
    ? [`${path} names the address it was downloaded from; write the lockfile with omit-lockfile-registry-resolved`]
    : [];

const unpinned = (manifest: Manifest): string[] =>
  Object.entries({ ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies })
    .filter(([, version]) => !/^\d+\.\d+\.\d+/.test(version))
    .map(([name, version]) => `package.json: ${name} is not pinned to one version (${version})`);

export const lockfile: Checker = async (root) => {
  const read = (name: string) => JSON.parse(readFileSync(join(root, name), 'utf8'));
  const packages = Object.entries(read('package-lock.json').packages as Record<string, Package>).filter(
    ([path]) => path,
  );
  const settings = existsSync(join(root, '.npmrc')) ? readFileSync(join(root, '.npmrc'), 'utf8') : '';
  return {
    inspected: packages.length,
    wrong: [
      ...packages.flatMap(([path, facts]) => [...tooOld(path, facts), ...addresses(path, facts)]),
      ...unpinned(read('package.json')),
      ...(/^[^;#]*registry\s*=|https?:/m.test(settings)
        ? ['.npmrc: names a registry; that belongs to the machine, not to the project']
        : []),
    ],
  };
};
