/** Prints docs/licences.md: the licences of all packages in the lockfile, and why those are all right that ask for more than keeping their text. */
import { home } from './checks/shape.ts';
import { advisoryReasons, countsOf, isTaken, partsIn, reasonFor } from './licences.ts';

const parts = partsIn(home);
const program = parts.filter((part) => !part.dev);
const counted = (some: typeof parts) => new Map(countsOf(some));
const [ours, all] = [counted(program), counted(parts)];
const reasoned = parts.filter(({ licence }) => !isTaken(licence));
const advisories = Object.entries(advisoryReasons);

process.stdout.write(`# Licences and advisories of what is not ours

Drawn from \`package-lock.json\` by \`node scripts/licences-page.ts\`; \`npm run check licences pages\` refuses, without network, a package whose
licence is not among those we take and has no reason, a reason that nobody needs, and a stale page. \`npm run licences\` prints the same and asks
the registry about advisories; \`npm run licences -- --all\` names every package. A release carries its own bill of materials (\`sbom.cdx.json\`).

| licence | packages of the program | all, with what builds and tests it and what the console is made of |
|---|---|---|
${countsOf(parts)
  .map(([licence]) => `| ${licence} | ${ours.get(licence) ?? 0} | ${all.get(licence)} |`)
  .join('\n')}
| together | ${program.length} | ${parts.length} |

## With a reason

| package | licence | why it is all right |
|---|---|---|
${reasoned.map(({ name, version, licence }) => `| ${name} ${version} | ${licence} | ${reasonFor(name) ?? 'none'} |`).join('\n')}

## Advisories

\`npm run licences\` ends with 1 when the registry knows an advisory about a package of the program that has no reason in
\`advisoryReasons\` (\`scripts/licences.ts\`). A registry that does not answer such questions (a mirror, no network) is told as that, and the
least versions in \`scripts/checks/lockfile.ts\` hold all the same.

${advisories.length === 0 ? 'No advisory is excepted.' : advisories.map(([name, why]) => `- ${name}: ${why}`).join('\n')}
`);
