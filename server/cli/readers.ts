/** `hub subscribers …` */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { type Ground, openParts } from '../app.ts';
import { openImports } from '../domain/imports/imports.ts';
import { csvField as csv, reasonsOf } from '../domain/imports/later.ts';
import { type Command, type Output, UsageError } from './command.ts';

/** The hub does it: the rows are handed in, and any process with a clock writes them. */
const importLater = async (file: string, ground: Ground, out: Output) => {
  const { laterImports } = openParts(ground);
  const id = await laterImports.begin('cli', await readFile(file));
  out.line(`The hub imports it: npm run hub -- works show ${id}`);
  out.answer({ work: id });
};

export const readerCommands: Command[] = [
  {
    name: 'subscribers import',
    takes: 'FILE',
    says: 'CSV with email,language,topics (topics joined by ;), optional consented_at and source; sends no mail; may be run again',
    options: { 'dry-run': { type: 'boolean' }, bad: { type: 'string' }, later: { type: 'boolean' } },
    optionSays: {
      'dry-run': 'check everything, store nothing',
      bad: 'write the bad rows to this file',
      later: 'hand it in: the hub does it, also after a crash (works show tells how far it is)',
    },
    needs: 1,
    async run(words, ground, out) {
      if (words.values.later && (words.values['dry-run'] || words.values.bad))
        throw new UsageError('--later goes without --dry-run and --bad: works show --output writes the bad rows');
      if (words.values.later) return importLater(words.rest[0]!, await ground(), out);
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
        for (const row of result.badRows) file.write(`${row.line},${csv(row.value)},${csv(reasonsOf(row))}\n`);
        await new Promise<void>((resolve) => file.end(resolve));
      }
      out.line(`${result.rows} rows: ${result.added} new, ${result.known} known already, ${result.bad} bad`);
      for (const row of result.badRows.slice(0, 20)) out.line(`  line ${row.line} (${row.value}): ${reasonsOf(row)}`);
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
