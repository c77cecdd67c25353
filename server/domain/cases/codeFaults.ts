/** Codes of an event that nobody knows: refused with the nearest known where the system is strict, else a warning. */

import type { WordTable } from '../../languages/languageWords.ts';
import type { FieldError } from '../../lib/errors.ts';
import { distance } from '../../lib/slips.ts';
import { codeOf, codesOf, fileLimitOf, procedureGroups as groups } from '../rulebook/words.ts';
import type { Warning } from './taking.ts';

/** Fields with codes. `own`: words that a reporter writes itself may stand there, as an object of languages. */
const fields = [
  { name: 'procedure', table: 'procedures', code: 'procedure.unknown' },
  { name: 'status', table: 'statuses', code: 'status.unknown' },
  { name: 'kind', table: 'kinds', code: 'kind.unknown', only: 'ens.notice.' },
] as const satisfies { name: string; table: WordTable; code: string; only?: string }[];

/** Of names that are known, the one with the fewest slips from what was given; none when all are far. */
export const likeliest = (known: readonly string[], given: string): string | undefined => {
  const text = given.toLowerCase().slice(0, 100);
  const most = Math.max(2, Math.floor(text.length / 4));
  const far = (name: string) => distance(text, name.toLowerCase(), most);
  const best = known.reduce<string | undefined>((a, b) => (a === undefined || far(b) < far(a) ? b : a), undefined);
  return best !== undefined && far(best) <= most ? best : undefined;
};

/** The code that was probably meant: by its own words, or by the fewest slips. */
const nearest = (table: WordTable, given: string): string => {
  const known = codesOf(table)
    .map(([code]) => code)
    .filter((code) => !groups.has(code));
  const said = codeOf(table, given);
  if (said !== undefined && known.includes(said)) return said;
  const text = given.toLowerCase();
  // Who left the group out, or wrote another, meant what stands after it.
  const far = (code: string) =>
    Math.min(distance(text, code, 60), 1 + distance(text.split('.').at(-1)!, code.split('.').at(-1)!, 60));
  return known.reduce((best, code) => (far(code) < far(best) ? code : best));
};

/** A procedure is known by its code alone, for rules read it; others also by the words that letters have for them. */
const isKnown = (table: WordTable, given: string): boolean => {
  const code = codeOf(table, given);
  return code !== undefined && !groups.has(code) && (table !== 'procedures' || code === given);
};

/**
 * The code that stands for a procedure given in words, which rules read; what nobody knows stays as it is: letters then call it a
 * procedure, say no limit of their own, and send the numbers that were reported for it.
 */
export const procedureTaken = (given: string): string => codeOf('procedures', given) ?? given;

/** A reported limit that letters do not say, for the procedure takes less. */
export const limitWarnings = (data: Readonly<Record<string, unknown>>): Warning[] => {
  const limit = fileLimitOf(typeof data.procedure === 'string' ? procedureTaken(data.procedure) : undefined);
  if (limit === undefined || typeof data.limit_mb !== 'number' || data.limit_mb <= limit) return [];
  return [{ field: 'data.limit_mb', code: 'limit.above-procedure', details: { value: data.limit_mb, limit } }];
};

/** `data` as it came. Lists of a bulk share the codes of the whole. */
export const codeFaults = (
  type: string,
  data: Readonly<Record<string, unknown>>,
  strict: boolean,
): { errors: FieldError[]; warnings: Warning[] } => {
  const errors: FieldError[] = [];
  const warnings: Warning[] = [];
  for (const field of fields) {
    const given = data[field.name];
    if (typeof given !== 'string' || given === '' || given.length > 200) continue;
    if ('only' in field && !type.startsWith(field.only)) continue;
    const table: WordTable = field.table;
    if (isKnown(table, given)) continue;
    const found = { field: `data.${field.name}`, code: field.code, details: { nearest: nearest(table, given) } };
    if (strict) errors.push(found);
    else warnings.push(found);
  }
  return { errors, warnings };
};
