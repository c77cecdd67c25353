/** People of a whole file in memory, whatever encoding, separator or order it has: for an import that is handed in at once. */
import { Readable } from 'node:stream';
import type { ImportForm } from '../../contract/console/imports.ts';
import type { Source } from '../../store/db.ts';
import { listTopicNames } from '../../store/topicCodes.ts';
import { type Record as FileRecord, recordsOf } from './records.ts';
import { type BadRow, type KnownTopics, type ReaderRow, readRow } from './rows.ts';
import { findColumns, findEncoding, findSeparator } from './shape.ts';
import { sheetAsCsv } from './sheet.ts';
import { demandColumns } from './words.ts';

/** As much of a file as says how it is read. */
export const SAMPLE = 256 * 1024;

/** Topics by every name that a file may call them. */
export const knownTopics = async (source: Source): Promise<KnownTopics> => {
  const rows = await listTopicNames(source);
  const codes = new Map<string, string>();
  for (const { code, names } of rows)
    for (const name of [code, ...Object.values(names)]) codes.set(name.normalize('NFKC').trim().toLowerCase(), code);
  return { ids: new Map(rows.map((row) => [row.code, row.id])), codes };
};

/** The first records of a sample. */
export const firstRecords = async (
  sample: Uint8Array,
  form: Pick<ImportForm, 'encoding' | 'separator'>,
  most: number,
): Promise<FileRecord[]> => {
  const found: FileRecord[] = [];
  for await (const record of recordsOf(Readable.from([sample]), form)) {
    found.push(record);
    if (found.length === most) break;
  }
  return found;
};

/** Everything about the form that the beginning of a file says. */
export const guessForm = async (sample: Uint8Array): Promise<ImportForm> => {
  const encoding = findEncoding(sample);
  const lines = new TextDecoder(encoding === 'xlsx' ? 'utf-8' : encoding).decode(sample).split(/\r\n|\n|\r/);
  const separator = encoding === 'xlsx' ? ',' : findSeparator(lines.filter((line) => line.trim() !== ''));
  const [first, second] = await firstRecords(sample, { encoding, separator }, 2);
  const columns = findColumns(first?.cells ?? [], second?.cells ?? []);
  return { encoding, separator, ...columns, wins: 'last', language: null, topics: [] };
};

/** Every person of the file, good or bad. Throws `import.columns` when nobody knows where the addresses, languages or topics are. */
export async function* readPeople(file: Buffer, known: KnownTopics): AsyncGenerator<ReaderRow | BadRow> {
  const body = findEncoding(file.subarray(0, SAMPLE)) === 'xlsx' ? await sheetAsCsv(file) : file;
  const form = await guessForm(body.subarray(0, SAMPLE));
  demandColumns(form);
  let first = form.header;
  for await (const record of recordsOf(Readable.from([body]), form)) {
    if (!first) yield readRow(record, form, known);
    first = false;
  }
}
