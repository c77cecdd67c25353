/** Prints docs/privacy.md: the register of personal data, compared with a schema that was made for it. Ends with 1 when they differ. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '../server/store/migrate.ts';
import { openDb } from '../server/store/open.ts';
import { register, registerFaults } from '../server/store/register.ts';
import { listTables } from '../server/store/schema.ts';

const folder = mkdtempSync(join(tmpdir(), 'fumibako-privacy-'));
const db = await openDb(`sqlite:${join(folder, 'schema.db')}`);
await migrate(db);
const faults = registerFaults(await listTables(db));
await db.close();
rmSync(folder, { recursive: true, force: true });
if (faults.length > 0) {
  process.stderr.write(`${faults.join('\n')}\n`);
  process.exit(1);
}

const personal = Object.entries(register).filter(([, entry]) => entry.holds !== null);
const bytes = (entry: (typeof register)[string]) =>
  [
    ...Object.entries(entry.bytes ?? {}).map(([name, kind]) => `\`${name}\` (${kind})`),
    ...(entry.clear ?? []).map((name) => `\`${name}\``),
  ].join(', ');

process.stdout.write(
  [
    '# Personal data',
    '',
    'Every table of the database that says something of a person: what, why, and when it ends. This page is printed by',
    '`node scripts/privacy-page.ts` from the register in `server/store/register.ts`; `npm run check` refuses a table or a column of bytes that does not',
    'stand there. *sealed*: readable only with a key of the ring, for its own row alone. *index*: a keyed hash by which it is found, never opened.',
    '*hash*: of something that is kept nowhere. Columns without a word stand in clear.',
    '',
    '| table | holds | why | ends | columns |',
    '|---|---|---|---|---|',
    ...personal.map(([name, e]) => `| \`${name}\` | ${e.holds} | ${e.why} | ${e.ends} | ${bytes(e)} |`),
    '',
    `Nothing of anybody stands in: ${Object.entries(register)
      .filter(([, e]) => e.holds === null)
      .map(([name]) => `\`${name}\``)
      .join(', ')}.`,
    '',
    '## What a person may ask for',
    '',
    '`hub person show ADDRESS` says what there is, `hub person export ADDRESS` writes all of it as JSON, `hub person erase ADDRESS --reason …` removes it.',
    'What belongs to a procedure that is still open is kept until that has ended, and named in the answer. Each of the three is a line of the audit',
    'log, without the address.',
    '',
    'An erasure is also written to a list beside the database (`ERASURES_FILE`), as keyed index and time, never the address: a backup from before',
    'would bring the person back. `hub restore` plays the list before any lane opens. Backups in `BACKUP_DIR` end after 35 days (`BACKUP_DAYS`), as the',
    'lines of the list do.',
    '',
    '## What leaves by itself',
    '',
    'The job `purgeSubscriptions` removes every night at 03:00 what has reached its end; `watchAudit` at 03:30 the lines of the audit log that are',
    'seven years old, and leaves a sealed mark where the chain goes on (`test/server/domain/audit/audit.test.ts`).',
    '',
  ].join('\n'),
);
