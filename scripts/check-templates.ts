/** Prints what the template checker finds and ends with 1 when anything is wrong: `npm run check:templates [folder]`. */
import { fileURLToPath } from 'node:url';
import { readBundle } from '../server/letters/bundle.ts';
import { mailTypes } from '../server/letters/catalogue.ts';
import { checkTemplates } from '../server/letters/check.ts';

const folder =
  process.argv.slice(2).find((word) => !word.startsWith('-')) ??
  fileURLToPath(new URL('../templates', import.meta.url));
const quiet = process.argv.includes('--errors');

const { findings, inspected } = checkTemplates(await readBundle(folder), mailTypes);
for (const { file, line, column, level, rule, message } of findings) {
  if (!quiet || level === 'error') console.log(`${file}:${line}:${column} ${level} ${rule} ${message}`);
}
const errors = findings.filter((finding) => finding.level === 'error').length;
console.log(`${inspected} files, ${errors} errors, ${findings.length - errors} warnings`);
// A checker that inspected nothing must not look content.
if (inspected === 0) console.log('nothing was inspected');
process.exitCode = errors > 0 || inspected === 0 ? 1 : 0;
