/** Reads the CSV of an import: finds the encoding, checks the header, turns each line into a reader or a list of faults. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable, Transform } from 'node:stream';
import { parse } from 'csv-parse';
import { isLanguage, type Language } from '../../contract/codes.ts';
import { isAddress, readAddress, tidyTyped } from '../../lib/address.ts';
import { toInstant } from '../../lib/clock.ts';
import { type FieldError, invalid } from '../../lib/errors.ts';

export type CsvRow = {
  line: number;
  email: string;
  canonical: string;
  domain: string;
  language: Language;
  topics: string[];
  consentedAt: number | null;
  source: string;
};
export type BadRow = { line: number; value: string; errors: FieldError[] };

const columns = ['email', 'language', 'topics', 'consented_at', 'source'];
const needed = columns.slice(0, 3);
const SAMPLE = 65_536;

/** 'utf-8', or 'shift_jis' (Excel in Japan writes CP932) when the beginning is not UTF-8. */
const encodingOf = (sample: Buffer): 'utf-8' | 'shift_jis' => {
  try {
    // A sample may end inside a character: `stream` forgives only that.
    new TextDecoder('utf-8', { fatal: true }).decode(sample, { stream: true });
    return 'utf-8';
  } catch {
    return 'shift_jis';
  }
};
export const findEncoding = async (file: string): Promise<'utf-8' | 'shift_jis'> => {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(SAMPLE), 0, SAMPLE, 0);
    return encodingOf(buffer.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
};

const decode = (encoding: string) => {
  const decoder = new TextDecoder(encoding);
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => done(null, decoder.decode(chunk, { stream: true })),
    flush: (done) => done(null, decoder.decode()),
  });
};

const checkHeader = (header: string[]): string[] => {
  const names = header.map((h) =>
    h
      .replace(/^\uFEFF/, '')
      .trim()
      .toLowerCase(),
  );
  const missing = needed.filter((n) => !names.includes(n));
  const unknown = names.filter((n) => !columns.includes(n));
  const errors = [
    ...missing.map((name) => ({ field: name, code: 'import.column-missing' })),
    ...unknown.map((name) => ({ field: name, code: 'import.column-unknown', details: { known: columns.join(', ') } })),
  ];
  if (errors.length > 0) throw invalid(errors);
  return names;
};

const readConsent = (text: string): number | null | undefined => {
  if (text === '') return null;
  try {
    return toInstant(text);
  } catch {
    return undefined;
  }
};

/** One line. `known` are the codes of the topics. */
export const readRow = (
  record: Record<string, string>,
  line: number,
  known: ReadonlyMap<string, number>,
): CsvRow | BadRow => {
  const errors: FieldError[] = [];
  const email = tidyTyped(record.email ?? '');
  const address = readAddress(email);
  if (!isAddress(address)) errors.push({ field: 'email', code: address });
  const language = (record.language ?? '').trim();
  if (!isLanguage(language)) errors.push({ field: 'language', code: 'language.unknown' });
  const topics = (record.topics ?? '')
    .split(';')
    .map((t) => t.trim())
    .filter(Boolean);
  if (topics.length === 0) errors.push({ field: 'topics', code: 'topic.none' });
  for (const topic of topics)
    if (!known.has(topic)) errors.push({ field: 'topics', code: 'topic.unknown', details: { topic } });
  const consentedAt = readConsent((record.consented_at ?? '').trim());
  if (consentedAt === undefined) errors.push({ field: 'consented_at', code: 'instant.malformed' });
  if (errors.length > 0 || !isAddress(address) || !isLanguage(language)) return { line, value: email, errors };
  return {
    line,
    email: address.text,
    canonical: address.canonical,
    domain: address.domain,
    language,
    topics,
    consentedAt: consentedAt ?? null,
    source: (record.source ?? '').trim() || 'import',
  };
};

/** The lines one after the other; the header is line 1. */
async function* rowsOf(
  input: Readable,
  encoding: string,
  known: ReadonlyMap<string, number>,
): AsyncGenerator<CsvRow | BadRow> {
  const parser = input.pipe(decode(encoding)).pipe(
    parse({
      columns: checkHeader,
      relax_column_count: true,
      skip_empty_lines: true,
      info: true,
      max_record_size: 100_000,
    }),
  );
  input.on('error', (error) => parser.destroy(error));
  for await (const { record, info } of parser as AsyncIterable<{
    record: Record<string, string>;
    info: { lines: number };
  }>)
    yield readRow(record, info.lines, known);
}

/** The lines of a file, and how much of it was read so far. */
export async function* readCsv(
  file: string,
  known: ReadonlyMap<string, number>,
): AsyncGenerator<(CsvRow | BadRow) & { bytes: number }> {
  const encoding = await findEncoding(file);
  const input = createReadStream(file);
  for await (const row of rowsOf(input, encoding, known)) yield { ...row, bytes: input.bytesRead };
}

/** The lines of a file that was handed in whole. */
export const readCsvBytes = (bytes: Buffer, known: ReadonlyMap<string, number>): AsyncGenerator<CsvRow | BadRow> =>
  rowsOf(Readable.from([bytes]), encodingOf(bytes.subarray(0, SAMPLE)), known);

export const isBad = (row: CsvRow | BadRow): row is BadRow => 'errors' in row;
