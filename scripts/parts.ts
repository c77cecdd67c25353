/**
 * `npm run licences [-- --all]`: what the hub is made of that is not ours, its licences, and the advisories that the registry knows. Ends with
 * 1 when a licence is not among those we take, or an advisory has no reason. Without a way to the registry it says so.
 */
import { spawnSync } from 'node:child_process';
import { home } from './checks/shape.ts';
import { advisoryReasons, countsOf, partsIn, strangeIn } from './licences.ts';

const say = (line: string) => process.stdout.write(`${line}\n`);
const parts = partsIn(home);
for (const [licence, n] of countsOf(parts)) say(`${String(n).padStart(5)}  ${licence}`);
if (process.argv.includes('--all'))
  for (const { name, version, licence, dev } of parts)
    say(`${name} ${version}  ${licence}${dev ? '  (to build and test, or in the console)' : ''}`);
const strange = strangeIn(parts);
for (const { name, version, licence } of strange) say(`LICENCE ${name} ${version}: ${licence}`);

type Audit = { vulnerabilities?: Record<string, { severity: string }> };
/** What the registry knows about packages of the program; null when it does not answer. */
const audit = (): string[] | null => {
  const asked = spawnSync('npm', ['audit', '--json', '--omit=dev'], { cwd: home, encoding: 'utf8', timeout: 60_000 });
  try {
    const { vulnerabilities } = JSON.parse(asked.stdout) as Audit;
    if (!vulnerabilities) return null;
    return Object.entries(vulnerabilities)
      .filter(([name]) => !(name in advisoryReasons))
      .map(([name, { severity }]) => `${name}: ${severity}`);
  } catch {
    return null;
  }
};
const found = audit();
if (found === null)
  say('The registry did not answer about advisories; the floors in scripts/checks/lockfile.ts hold all the same.');
for (const one of found ?? []) say(`ADVISORY ${one}`);
process.exitCode = strange.length + (found ?? []).length > 0 ? 1 : 0;
