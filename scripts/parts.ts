/**
 * What the hub is made of that is not ours: every package with its version and licence, and the advisories that its registry knows. Ends with
 * 1 when a licence is not among those we take, or an advisory has no reason here. Without a way to the registry it says so, and ends with 0.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Licences that may be shipped with an Apache-2.0 program without more than keeping their text. */
const taken =
  /^\(?(MIT|MIT-0|ISC|BSD-2-Clause|BSD-3-Clause|0BSD|Apache-2\.0|BlueOak-1\.0\.0|Unlicense|CC0-1\.0|CC-BY-[34]\.0|Python-2\.0|WTFPL|Zlib)\b/;

/** Package → why its licence or its advisory is all right here. */
const reasons: Readonly<Record<string, string>> = {
  'axe-core': 'MPL-2.0: only tests use it, and it is not changed',
  '@axe-core/playwright': 'MPL-2.0: only tests use it, and it is not changed',
  dompurify: 'Apache-2.0 is chosen of the two',
  'css-mediaquery': 'BSD-3-Clause by its licence file; only the console has it',
  lightningcss: 'MPL-2.0: only the build of the console uses it, and it is not changed',
  mailauth: 'MIT and EUPL parts are told apart in its own licence file; it is used unchanged',
};

type Lock = { packages: Record<string, { version?: string; license?: string; dev?: boolean; optional?: boolean }> };
const root = fileURLToPath(new URL('..', import.meta.url));
const { packages } = JSON.parse(readFileSync(`${root}/package-lock.json`, 'utf8')) as Lock;

const licenceOf = (path: string, said: string | undefined): string => {
  if (said) return said;
  try {
    const { license } = JSON.parse(readFileSync(`${root}/${path}/package.json`, 'utf8')) as { license?: string };
    return license ?? 'none said';
  } catch {
    return 'not installed here';
  }
};

const parts = Object.entries(packages)
  .filter(([path]) => path !== '')
  .map(([path, facts]) => ({
    name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
    version: facts.version ?? '',
    licence: licenceOf(path, facts.license),
    dev: facts.dev === true,
  }));

const strange = parts.filter(
  ({ name, licence }) =>
    licence !== 'not installed here' && !taken.test(licence) && !(name in reasons) && !name.startsWith('lightningcss-'),
);

const counts = new Map<string, number>();
for (const { licence } of parts) counts.set(licence, (counts.get(licence) ?? 0) + 1);
for (const [licence, n] of [...counts].sort((a, b) => b[1] - a[1]))
  process.stdout.write(`${String(n).padStart(5)}  ${licence}\n`);
if (process.argv.includes('--all'))
  for (const { name, version, licence, dev } of parts)
    process.stdout.write(`${name} ${version}  ${licence}${dev ? '  (only to build and test)' : ''}\n`);
for (const { name, version, licence } of strange) process.stdout.write(`LICENCE ${name} ${version}: ${licence}\n`);

type Audit = { vulnerabilities?: Record<string, { severity: string }>; error?: { summary?: string } };
const audit = (): { found: string[]; reached: boolean } => {
  const asked = spawnSync('npm', ['audit', '--json', '--omit=dev'], { cwd: root, encoding: 'utf8', timeout: 60_000 });
  try {
    const said = JSON.parse(asked.stdout) as Audit;
    if (!said.vulnerabilities) return { found: [], reached: false };
    return {
      reached: true,
      found: Object.entries(said.vulnerabilities)
        .filter(([name]) => !(name in reasons))
        .map(([name, { severity }]) => `${name}: ${severity}`),
    };
  } catch {
    return { found: [], reached: false };
  }
};
const { found, reached } = audit();
if (!reached)
  process.stdout.write(
    'The registry did not answer about advisories; the floors in scripts/checks/lockfile.ts hold all the same.\n',
  );
for (const one of found) process.stdout.write(`ADVISORY ${one}\n`);
process.exitCode = strange.length + found.length > 0 ? 1 : 0;
