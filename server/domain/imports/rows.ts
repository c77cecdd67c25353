/** One record of the file turned into a reader, or into what is wrong with it, cell by cell. */

import { isLanguage, type Language } from '../../contract/codes.ts';
import type { ImportField, ImportForm } from '../../contract/console/imports.ts';
import { isAddress, readAddress, tidyTyped } from '../../lib/address.ts';
import { toInstant } from '../../lib/clock.ts';
import type { FieldError } from '../../lib/errors.ts';
import type { Record as FileRecord } from './records.ts';

export type ReaderRow = {
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
export const isBad = (row: ReaderRow | BadRow): row is BadRow => 'errors' in row;

/** Topics by every name that a file may call them: code and names, in small letters. */
export type KnownTopics = { ids: ReadonlyMap<string, number>; codes: ReadonlyMap<string, string> };

const languageWords: Readonly<Record<string, Language>> = {
  日本語: 'ja',
  japanese: 'ja',
  jpn: 'ja',
  jp: 'ja',
  やさしい日本語: 'plja',
  やさしいにほんご: 'plja',
  easyjapanese: 'plja',
  plainjapanese: 'plja',
  英語: 'en',
  english: 'en',
  eng: 'en',
};
const small = (text: string): string => text.normalize('NFKC').trim().toLowerCase();

const languageOf = (cell: string): Language | null => {
  const word = small(cell);
  return isLanguage(word) ? word : (languageWords[word.replaceAll(/\s/g, '')] ?? null);
};

/** Days as Japanese offices write them: 2025/4/1, 2025年4月1日, or an ISO instant. A day alone is its beginning in Japan. */
const consentOf = (cell: string): number | null | undefined => {
  const text = cell.normalize('NFKC').trim();
  if (text === '') return null;
  const day = /^(\d{4})[/.年-](\d{1,2})[/.月-](\d{1,2})日?$/.exec(text);
  try {
    if (!day) return toInstant(text);
    const [, year, month, date] = day.map(Number) as [number, number, number, number];
    const at = Date.UTC(year, month - 1, date) - 9 * 3_600_000;
    return new Date(at + 9 * 3_600_000).getUTCDate() === date ? at : undefined;
  } catch {
    return undefined;
  }
};

const readTopics = (cell: string, form: ImportForm, known: KnownTopics): { topics: string[]; errors: FieldError[] } => {
  const words = cell
    .split(/[;；|\n、]/)
    .map(small)
    .filter(Boolean);
  const given = words.length > 0 ? words : form.topics.map(small);
  if (given.length === 0) return { topics: [], errors: [{ field: 'topics', code: 'topic.none' }] };
  const errors = given
    .filter((word) => !known.codes.has(word))
    .map((topic) => ({ field: 'topics', code: 'topic.unknown', details: { topic } }));
  return { topics: [...new Set(given.flatMap((word) => known.codes.get(word) ?? []))], errors };
};

/** `form.language` and `form.topics` stand in for what a row leaves empty. */
export const readRow = (record: FileRecord, form: ImportForm, known: KnownTopics): ReaderRow | BadRow => {
  if (record.cells === null)
    return { line: record.line, value: record.text.slice(0, 80), errors: [{ field: '(line)', code: 'import.quote' }] };
  const { cells } = record;
  const cell = (field: ImportField): string => cells[form.columns.indexOf(field)] ?? '';
  const email = tidyTyped(cell('email'));
  const address = readAddress(email);
  const errors: FieldError[] = [];
  if (!isAddress(address)) errors.push({ field: 'email', code: address });
  const language = cell('language').trim() === '' ? form.language : languageOf(cell('language'));
  if (language === null) errors.push({ field: 'language', code: 'language.unknown' });
  const { topics, errors: wrongTopics } = readTopics(cell('topics'), form, known);
  errors.push(...wrongTopics);
  const consentedAt = consentOf(cell('consented_at'));
  if (consentedAt === undefined) errors.push({ field: 'consented_at', code: 'instant.malformed' });
  if (errors.length > 0 || !isAddress(address) || language === null) return { line: record.line, value: email, errors };
  return {
    line: record.line,
    email: address.text,
    canonical: address.canonical,
    domain: address.domain,
    language,
    topics,
    consentedAt: consentedAt ?? null,
    source: cell('source').trim().slice(0, 200) || 'import',
  };
};
