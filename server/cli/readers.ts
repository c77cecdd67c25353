/** `hub subscribers …` */
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { openParts } from '../app.ts';
import { isLanguage } from '../contract/codes.ts';
import type { ImportFigures } from '../contract/console/imports.ts';
import { openImports } from '../domain/imports/imports.ts';
import { csvField as csv } from '../domain/imports/later.ts';
import { openImportRuns } from '../domain/imports/runs.ts';
import { faultsInWords } from '../domain/imports/words.ts';
import { openPolicy } from '../domain/policy/policy.ts';
import type { Ground } from '../ground.ts';
import { type Command, need, type Output, UsageError, type Words } from './command.ts';
import { anyLanguage } from './languages.ts';

/** The hub does it: the rows are handed in, and any process with a clock writes them. */
const importLater = async (file: string, ground: Ground, out: Output) => {
  const { laterImports } = openParts(ground);
  const id = await laterImports.begin('cli', await readFile(file));
  out.line(`The hub imports it: npm run hub -- works show ${id}`);
  out.answer({ work: id });
};

/** Bad rows that are told one by one. */
const TOLD = 20;
const PROGRESS_MS = 500;

const runsOf = (ground: Ground) => openImportRuns({ ...ground, policy: openPolicy(ground) });
type Runs = ReturnType<typeof runsOf>;

const knownOf = (f: ImportFigures): number => f.known + f.differs + f.left + f.suspended + f.doubled;

/** Works until the import is in one of the states; a hub that runs beside may do a part of it. */
const until = async (runs: Runs, id: string, states: readonly string[], out: Output): Promise<ImportFigures> => {
  let told = 0;
  const tell = (f: ImportFigures) => {
    if (Date.now() - told < PROGRESS_MS) return;
    told = Date.now();
    out.progress(`${f.rows} rows, ${f.added} new, ${knownOf(f)} known already, ${f.bad} bad`);
  };
  for (;;) {
    await runs.work(tell);
    const { state, figures, tried } = await runs.show(id);
    if (states.includes(state)) {
      out.progress('');
      return state === 'tried' ? tried! : figures;
    }
    await new Promise((resolve) => setTimeout(resolve, PROGRESS_MS));
  }
};

/** What the words say of the file goes before what was found in it. */
const shapeOf = async (runs: Runs, id: string, { values }: Words): Promise<void> => {
  const { form } = await runs.show(id);
  const { wins = form.wins, language, topics } = values;
  if (wins !== 'first' && wins !== 'last') throw new UsageError('--wins is first or last');
  if (language !== undefined && !isLanguage(String(language))) throw new UsageError(`--language is ${anyLanguage}`);
  await runs.shape('cli', id, {
    ...form,
    wins,
    language: language === undefined ? form.language : (String(language) as 'ja'),
    topics: topics === undefined ? form.topics : String(topics).split(';'),
  });
};

const tellBad = async (runs: Runs, id: string, words: Words, out: Output) => {
  if (typeof words.values.bad === 'string') await writeFile(words.values.bad, (await runs.badFile(id, 'en')).text);
  const badRows = await runs.badRows(id, 100);
  for (const row of badRows.slice(0, TOLD))
    out.line(`  line ${row.line} (${row.value}): ${faultsInWords(row.errors, 'en')}`);
  return badRows;
};

export const readerCommands: Command[] = [
  {
    name: 'subscribers import',
    takes: 'FILE',
    says: 'CSV (any usual encoding and separator, header in English or Japanese) or .xlsx with email, language, topics (joined by ;), optional consented_at and source; sends no mail; may be run again',
    options: {
      'dry-run': { type: 'boolean' },
      bad: { type: 'string' },
      later: { type: 'boolean' },
      wins: { type: 'string' },
      language: { type: 'string' },
      topics: { type: 'string' },
    },
    optionSays: {
      'dry-run': 'say what would happen, store no reader',
      bad: 'write the bad rows to this file, in the form of the first, with what is wrong',
      later: 'hand it in: the hub does it, also after a crash (works show tells how far it is)',
      wins: 'of several rows of one address the first or the last counts; the last unless you say',
      language: `for rows without a language: ${anyLanguage}`,
      topics: 'for rows without topics: codes joined by ;',
    },
    needs: 1,
    async run(words, ground, out) {
      if (words.values.later && (words.values['dry-run'] || words.values.bad))
        throw new UsageError('--later goes without --dry-run and --bad: works show --output writes the bad rows');
      const file = words.rest[0]!;
      if (words.values.later) return importLater(file, await ground(), out);
      const runs = runsOf(await ground());
      const id = await runs.take('cli', basename(file), createReadStream(file));
      await shapeOf(runs, id, words);
      const dry = words.values['dry-run'] === true;
      await runs.tryOut('cli', id);
      const tried = await until(runs, id, ['tried', 'failed'], out);
      if (!dry) await runs.begin('cli', id, tried.added);
      const figures = dry ? tried : await until(runs, id, ['done', 'failed', 'stopped'], out);
      const { rows, added, bad, differs, left, suspended, doubled } = figures;
      out.line(
        dry
          ? `${rows} rows: ${added} would be new, ${knownOf(figures)} are known already, ${bad} are bad; nothing was stored`
          : `${rows} rows: ${added} new, ${knownOf(figures)} known already, ${bad} bad`,
      );
      if (differs + left + suspended + doubled > 0)
        out.line(
          `  of the known: ${differs} say something else, ${left} left, ${suspended} suspended, ${doubled} doubled`,
        );
      if (!dry && added > 0) out.line(`  to take it back: subscribers import-undo ${id} --reason …`);
      out.answer({ ...figures, known: knownOf(figures), id, badRows: await tellBad(runs, id, words, out) });
    },
  },
  {
    name: 'subscribers import-undo',
    takes: 'ID',
    says: 'takes back who was new in an import and has not changed or been mailed since',
    options: { reason: { type: 'string' } },
    optionSays: { reason: 'why; kept in the audit log' },
    needs: 1,
    async run(words, ground, out) {
      const runs = runsOf(await ground());
      const id = words.rest[0]!;
      await runs.undo('cli', id, need(words, 'reason'));
      const { undone, kept } = await until(runs, id, ['undone'], out);
      out.line(`${undone} taken back, ${kept} left where they are`);
      out.answer({ id, undone, kept });
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
