/** Records of a file of readers, one after the other, from a stream of bytes: a broken quote spoils its own line and no other. */
import { createRequire } from 'node:module';
import type * as Csv from 'csv-parse/sync';
import type { Encoding, Separator } from './shape.ts';

const require = createRequire(import.meta.url);
/** Read at the first record with quotes. */
const csv = () => require('csv-parse/sync') as typeof Csv;

/** `cells` null: the quotes of this record do not close, and `text` is the line as it stands. `line`: of its beginning, from 1. */
export type Record = { line: number; cells: string[] | null; text: string };

/** A cell may have line breaks; one that runs on for longer is a quote that was never closed. */
const MOST_LINES = 20;
const MOST_SIGNS = 100_000;

/** Lines without their ends, whatever ends them. */
export async function* linesOf(bytes: AsyncIterable<Uint8Array>, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding === 'xlsx' ? 'utf-8' : encoding);
  let rest = '';
  for await (const chunk of bytes) {
    rest += decoder.decode(chunk, { stream: true });
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop()!;
    yield* lines;
  }
  rest += decoder.decode();
  if (rest !== '') yield* rest.replace(/[\r\n]+$/, '').split(/\r\n|\n|\r/);
}

const split = (text: string, separator: Separator): string[] | 'open' | 'broken' => {
  if (!text.includes('"')) return text.split(separator);
  try {
    const [row = []] = csv().parse(text, {
      delimiter: separator,
      relax_column_count: true,
      record_delimiter: '\u0000',
    }) as string[][];
    return row;
  } catch (error) {
    return (error as { code?: string }).code === 'CSV_QUOTE_NOT_CLOSED' ? 'open' : 'broken';
  }
};

export async function* recordsOf(
  bytes: AsyncIterable<Uint8Array>,
  form: { encoding: Encoding; separator: Separator },
): AsyncGenerator<Record> {
  const lines = linesOf(bytes, form.encoding);
  /** Lines that were read ahead behind a quote that never closed. */
  const ahead: string[] = [];
  let line = 0;
  const next = async (): Promise<string | null> => {
    const given = ahead.shift();
    if (given !== undefined) return given;
    const read = await lines.next();
    return read.done ? null : read.value;
  };
  for (;;) {
    const first = await next();
    if (first === null) return;
    line += 1;
    const begins = line;
    const text = begins === 1 ? first.replace(/^\uFEFF/, '') : first;
    if (text.trim() === '') continue;
    const taken: string[] = [];
    let cells = split(text, form.separator);
    while (cells === 'open' && taken.length < MOST_LINES && text.length + taken.join('').length < MOST_SIGNS) {
      const more = await next();
      if (more === null) break;
      taken.push(more);
      cells = split([text, ...taken].join('\n'), form.separator);
    }
    if (Array.isArray(cells)) {
      line += taken.length;
      yield { line: begins, cells, text: [text, ...taken].join('\n') };
    } else {
      // The line alone is spoilt; those behind it are read anew.
      ahead.unshift(...taken);
      yield { line: begins, cells: null, text };
    }
  }
}
