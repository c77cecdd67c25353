/** The list of letters: from "what failed today?" to one of them. */
import { atTime, DAY } from '../../lib/clock.ts';
import type { KeyRing } from '../../lib/seal.ts';
import type { Db } from '../../store/db.ts';
import { type LetterFilter, type LetterGroup, type LetterPlace, listLetters } from '../../store/letterList.ts';
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

/** The filter of the store: a day in Japan is a span of time. */
export const letterFilter = ({ day, ...filter }: LetterQuery): LetterFilter => {
  const from = day === undefined ? undefined : atTime(day);
  return { ...filter, ...(from === undefined ? {} : { from, to: from + DAY }) };
};

export const openLetterList =
  (p: { db: Db; ring: KeyRing }) => async (query: LetterQuery, page: { before: LetterPlace | null; limit: number }) => {
    const { rows, next } = await listLetters(p.db, { filter: letterFilter(query), ...page });
    return { data: rows.map((row) => letterLine(p.ring, row)), next };
  };
export type LetterList = ReturnType<typeof openLetterList>;
