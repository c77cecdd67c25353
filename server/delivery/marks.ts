/** Marks where a letter's secrets stood: the rest of it can still be seen. */
import { mailType } from '../letters/catalogue.ts';
import { type KeyRing, sealJson } from '../lib/seal.ts';
import type { LetterRow } from '../store/letters.ts';

const MARK = '••••••';
const MARK_URL = 'https://erased.invalid/';

/** The row with marks for secrets that are gone; `always`: also for those that are not. */
export const withMarks = (ring: KeyRing, row: LetterRow, how: { always: boolean }): LetterRow => {
  const { secrets = [], variables } = mailType(row.type);
  if (secrets.length === 0 || (row.secrets && !how.always)) return row;
  const marks = Object.fromEntries(secrets.map((name) => [name, variables[name] === 'url' ? MARK_URL : MARK]));
  return { ...row, secrets: sealJson(ring, `letter|secrets|${row.public_id}`, marks, 'secret') };
};
