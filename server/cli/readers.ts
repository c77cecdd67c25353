/** `hub subscribers …` */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { openImports } from '../domain/imports/imports.ts';
import type { Command } from './command.ts';

const faults = (errors: readonly { field: string; code: string }[]) =>
  errors.map((e) => `${e.field} ${e.code}`).join(', ');
/** A field that a spreadsheet would run as a formula is written as text; quotes are doubled (RFC 4180). */
const csv = (value: string) =>
  /^[=+\-@\t\r]/.test(value)
    ? `"'${value.replaceAll('"', '""')}"`
    : /[",\n\r]/.test(value)
      ? `"${value.replaceAll('"', '""')}"`
      : value;

export const readerCommands: Command[] = [
  {
    name: 'subscribers import',
    takes: 'FILE',
    says: 'CSV with email,language,topics (topics joined by ;), optional consented_at and source; sends no mail; may be run again',
    options: { 'dry-run': { type: 'boolean' }, bad: { type: 'string' } },
    optionSays: { 'dry-run': 'check everything, store nothing', bad: 'write the bad rows to this file' },
    needs: 1,
    async run(words, ground, out) {
      const imports = openImports(await ground());
      let told = 0;
      const result = await imports.importCsv('cli', words.rest[0]!, {
        dryRun: words.values['dry-run'] === true,
        onProgress: (p) => {
          if (Date.now() - told < 500) return;
          told = Date.now();
          out.progress(
            `${Math.floor(p.share * 100)} %  ${p.rows} rows, ${p.added} new, ${p.known} known already, ${p.bad} bad`,
          );
        },
      });
      out.progress('');
      if (typeof words.values.bad === 'string') {
        const file = createWriteStream(words.values.bad);
        file.write('line,value,reason\n');
        for (const row of result.badRows) file.write(`${row.line},${csv(row.value)},${csv(faults(row.errors))}\n`);
        await new Promise<void>((resolve) => file.end(resolve));
      }
      out.line(`${result.rows} rows: ${result.added} new, ${result.known} known already, ${result.bad} bad`);
      for (const row of result.badRows.slice(0, 20))
        out.line(`  line ${row.line} (${row.value}): ${faults(row.errors)}`);
      out.answer({ ...result, badRows: result.badRows.slice(0, 100) });
    },
  },
  {
    name: 'subscribers export',
    takes: 'FILE',
    says: 'active subscribers as CSV, as the import reads it',
    options: {},
    needs: 1,
    async run(words, ground, out) {
      const file = createWriteStream(words.rest[0]!, { mode: 0o600 });
      file.write('\uFEFFemail,language,topics\n');
      let n = 0;
      for await (const row of openImports(await ground()).exportRows()) {
        n++;
        if (!file.write(`${csv(row.email)},${row.language},${row.topics.join(';')}\n`)) await once(file, 'drain');
      }
      await new Promise<void>((resolve) => file.end(resolve));
      out.line(`${n} subscribers written`);
      out.answer({ count: n });
    },
  },
  {
    name: 'subscribers count',
    takes: '',
    says: 'how many active subscribers there are',
    options: {},
    needs: 0,
    async run(_words, ground, out) {
      const count = await openImports(await ground()).count();
      out.line(String(count));
      out.answer({ count });
    },
  },
];
