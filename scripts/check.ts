/** `npm run check [name …]`: types, lint and format, borders between the rooms, templates, generated pages, lockfile, habits. Exit code 1 on any error. */
import { doors } from './checks/doors.ts';
import { habitsKept, names } from './checks/habits.ts';
import { languageCodes } from './checks/languageCodes.ts';
import { licences } from './checks/licences.ts';
import { lockfile } from './checks/lockfile.ts';
import { manual } from './checks/manual.ts';
import { packages } from './checks/packages.ts';
import { pages } from './checks/pages.ts';
import { portsCalled } from './checks/ports.ts';
import { type Checker, type Finding, home } from './checks/shape.ts';
import { sizes } from './checks/sizes.ts';
import { borders, lint, templates, types } from './checks/tools.ts';
import { words } from './checks/words.ts';

/** The long ones first, so that both cores are busy to the end. */
const checks: Record<string, Checker> = {
  types,
  borders,
  lint,
  templates,
  pages,
  sizes,
  lockfile,
  licences,
  packages,
  habits: habitsKept,
  names,
  doors,
  ports: portsCalled,
  words,
  languages: languageCodes,
  manual,
};

const asked = process.argv.slice(2);

/** A check that was asked for by name tells everything; a run of all of them stays readable. */
const tell = (name: string, { inspected, wrong, notes = [] }: Finding, seconds: string): boolean => {
  const errors = inspected === 0 && wrong.length === 0 ? ['it inspected nothing'] : wrong;
  const write = (text: string) => process.stdout.write(`${text}\n`);
  write(`${errors.length === 0 ? 'ok    ' : 'FAILED'} ${name} (${inspected}, ${seconds} s)`);
  const short = (note: string) =>
    asked.length > 0 || note.length < 300 ? note : `${note.slice(0, 300)}… (npm run check ${name})`;
  const lines = [...errors, ...notes.map(short)].flatMap((text) => text.split('\n'));
  const shown = asked.length > 0 ? lines : lines.slice(0, 25);
  for (const line of shown) write(`       ${line}`);
  if (shown.length < lines.length) write(`       … ${lines.length - shown.length} more lines: npm run check ${name}`);
  return errors.length === 0;
};

const unknown = asked.filter((name) => !checks[name]);
if (unknown.length > 0) {
  process.stderr.write(`There is no check '${unknown[0]}'. There are: ${Object.keys(checks).join(', ')}\n`);
  process.exit(2);
}
const waiting = Object.entries(checks).filter(([name]) => asked.length === 0 || asked.includes(name));
let failed = 0;
/** One of two lanes: the machine has two cores, and most checks fill one. */
const work = async () => {
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const [name, check] = next;
    const began = performance.now();
    const finding = await check(home).catch(
      (error: Error): Finding => ({ inspected: 0, wrong: [error.stack ?? error.message] }),
    );
    if (!tell(name, finding, ((performance.now() - began) / 1000).toFixed(1))) failed++;
  }
};
await Promise.all([work(), work()]);
process.stdout.write(failed > 0 ? `${failed} of the checks failed\n` : 'every check passed\n');
process.exitCode = failed > 0 ? 1 : 0;
