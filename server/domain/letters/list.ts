/** The list of letters: from "what failed today?" to one of them. */
import { atTime, DAY } from '../../lib/clock.ts';
import type { KeyRing } from '../../lib/seal.ts';
import type { Db } from '../../store/db.ts';
import { type LetterGroup, type LetterPlace, listLetters } from '../../store/letterList.ts';
import { letterLine } from './lines.ts';

export type LetterQuery = {
  group?: LetterGroup | undefined;
  type?: string | undefined;
  system?: string | undefined;
  domain?: string | undefined;
  reason?: string | undefined;
  /** A day in Japan, 'YYYY-MM-DD'. */
  day?: string | undefined;
};

export const openLetterList =
  (p: { db: Db; ring: KeyRing }) =>
  async ({ day, ...filter }: LetterQuery, page: { before: LetterPlace | null; limit: number }) => {
    const from = day === undefined ? undefined : atTime(day);
    const span = from === undefined ? {} : { from, to: from + DAY };
    const { rows, next } = await listLetters(p.db, { filter: { ...filter, ...span }, ...page });
    return { data: rows.map((row) => letterLine(p.ring, row)), next };
  };
export type LetterList = ReturnType<typeof openLetterList>;
