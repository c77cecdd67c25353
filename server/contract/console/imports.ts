/** Console contract: imports of readers, from the dropped file over the dry run to the undo. */
import { z } from 'zod';
import { languages } from '../codes.ts';
import { asks, contract, listOf, listQuery, none, undo } from './route.ts';

export const importStates = [
  'read',
  'trying',
  'tried',
  'running',
  'stopped',
  'done',
  'undoing',
  'undone',
  'failed',
] as const;
export type ImportState = (typeof importStates)[number];
export const importEncodings = ['utf-8', 'utf-16le', 'utf-16be', 'shift_jis', 'xlsx'] as const;
export const importSeparators = [',', ';', '\t'] as const;
export const importFields = ['email', 'language', 'topics', 'consented_at', 'source'] as const;
export type ImportField = (typeof importFields)[number];

export const importForm = z.object({
  encoding: z.enum(importEncodings),
  separator: z.enum(importSeparators),
  header: z.boolean(),
  /** What each column of the file is, in its order; null: not read. */
  columns: z.array(z.enum(importFields).nullable()).max(200),
  /** Of several rows of one address: which one counts. */
  wins: z.enum(['first', 'last']),
  /** For every row whose column is missing or empty. */
  language: z.enum(languages).nullable(),
  topics: z.array(z.string()).max(200),
});
export type ImportForm = z.infer<typeof importForm>;

export const importFigures = z.object({
  rows: z.number().int(),
  /** New readers. */
  added: z.number().int(),
  /** Known, and as the file says. */
  known: z.number().int(),
  /** Known with another language or other topics: they keep what they chose. */
  differs: z.number().int(),
  /** Left once: an import brings nobody back. */
  left: z.number().int(),
  suspended: z.number().int(),
  /** The same address once more in this file. */
  doubled: z.number().int(),
  bad: z.number().int(),
  /** Taken back by the undo, and left where they are. */
  undone: z.number().int(),
  kept: z.number().int(),
});
export type ImportFigures = z.infer<typeof importFigures>;

export const importRun = z.object({
  id: z.string(),
  name: z.string(),
  by: z.string(),
  state: z.enum(importStates),
  createdAt: z.number(),
  finishedAt: z.number().nullable(),
  form: importForm,
  tried: importFigures.nullable(),
  figures: importFigures,
  /** 0 to 1 of the file. */
  share: z.number(),
});
export type ImportRun = z.infer<typeof importRun>;

export const importShown = importRun.extend({
  header: z.array(z.string()),
  /** The first rows as they stand in the file; `bad`: the columns with a mistake, and what is wrong in words. */
  first: z.array(
    z.object({
      line: z.number().int(),
      cells: z.array(z.string()),
      bad: z.array(z.object({ column: z.number().int().nullable(), ja: z.string(), en: z.string() })),
    }),
  ),
  /** What keeps it from being tried: columns that nothing is known of. */
  lacks: z.array(z.enum(importFields)),
});
export type ImportShown = z.infer<typeof importShown>;

const on = { method: 'POST', right: 'reader.import', input: z.object({}), answer: importShown } as const;

export const importRoutes = {
  list: contract({
    method: 'GET',
    path: '/imports',
    right: 'reader.import',
    reversal: none,
    input: listQuery,
    answer: listOf(importRun),
  }),
  /** The body is the file itself. */
  take: contract({
    method: 'POST',
    path: '/imports',
    right: 'reader.import',
    reversal: undo('nothing is stored of it but the file, which goes after 30 days'),
    file: true,
    input: z.object({ name: z.string().max(200) }),
    answer: importShown,
  }),
  show: contract({ ...on, method: 'GET', path: '/imports/:id', reversal: none }),
  shape: contract({
    ...on,
    path: '/imports/:id/form',
    reversal: undo('the same with the form before'),
    input: importForm,
  }),
  tryOut: contract({ ...on, path: '/imports/:id/try', reversal: none }),
  begin: contract({
    ...on,
    path: '/imports/:id/begin',
    reversal: undo('imports.undo'),
    /** The number of new readers that the dry run found. */
    input: z.object({ added: z.number().int() }),
  }),
  stop: contract({ ...on, path: '/imports/:id/stop', reversal: undo('imports.goOn') }),
  goOn: contract({ ...on, path: '/imports/:id/go-on', reversal: undo('imports.stop') }),
  undo: contract({
    ...on,
    path: '/imports/:id/undo',
    reversal: asks('how many were new in it; who has confirmed, changed or been mailed since stays'),
    fresh: true,
    input: z.object({ reason: z.string().max(500) }),
  }),
  /** Bad rows in the form of the file, with a column that says in words what is wrong. */
  bad: contract({
    method: 'POST',
    path: '/imports/:id/bad',
    right: 'reader.import',
    reversal: none,
    input: z.object({ language: z.enum(['ja', 'en']) }),
    answer: z.object({ name: z.string(), text: z.string() }),
  }),
  kept: contract({
    method: 'GET',
    path: '/imports/:id/kept',
    right: 'reader.import',
    reversal: none,
    input: listQuery,
    answer: listOf(z.object({ id: z.string(), line: z.number().int(), masked: z.string(), why: z.string() })),
  }),
};
