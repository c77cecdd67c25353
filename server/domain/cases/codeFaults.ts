/** Codes of an event that nobody knows: refused with the nearest known where the system is strict, else a warning. */
import type { FieldError } from '../../lib/errors.ts';
import { distance } from '../../lib/slips.ts';
import { codeOf, codesOf, type WordTable } from '../rulebook/words.ts';
import type { Warning } from './taking.ts';

/** Fields with codes. `own`: words that a reporter writes itself may stand there, as an object of languages. */
const fields = [
  { name: 'procedure', table: 'procedures', code: 'procedure.unknown' },
  { name: 'status', table: 'statuses', code: 'status.unknown' },
  { name: 'kind', table: 'kinds', code: 'kind.unknown', only: 'ens.notice.' },
] as const satisfies { name: string; table: WordTable; code: string; only?: string }[];

/** What stands in the table for letters alone and is no code of the contract. */
const groups: ReadonlySet<string> = new Set(['residence']);

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

/** A procedure decides by its group whether there are numbers and how much may be handed in: outside of the groups nothing can be said. */
const canBeTaken = (table: WordTable, given: string): boolean =>
  table !== 'procedures' || /^residence\.[a-z][a-z-]*$/.test(given);

/** A procedure is known by its code alone, for rules read it; others also by the words that letters have for them. */
const isKnown = (table: WordTable, given: string): boolean => {
  const code = codeOf(table, given);
  return code !== undefined && !groups.has(code) && (table !== 'procedures' || code === given);
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
    if (strict || !canBeTaken(table, given)) errors.push(found);
    else warnings.push(found);
  }
  return { errors, warnings };
};
