/**
 * The number that was decided is the number: what of a frozen audience has no row yet stands in one of the figures all the same.
 * Rows are written out piece by piece, and until the last of them the kept counters alone would name too few people.
 */
import type { BulletinState, Language, LetterState } from '../contract/codes.ts';
import type { Share } from './audiences.ts';

export type DecidedRow = { state: BulletinState; expanded: number; decided: string | null };
type Counted = { language: Language; domain_class: string; n: number };

export const readDecided = (json: string | null): Share[] => (json === null ? [] : (JSON.parse(json) as Share[]));

const countRows = (rows: readonly { n: number }[]): number => rows.reduce((all, row) => all + row.n, 0);

/**
 * What those are who have no row: still to be written out they wait, of a cancelled bulletin they are cancelled; once all is written out
 * they are the people who left or were put to rest between the decision and their turn.
 */
const stateOfUnwritten = ({ state, expanded }: DecidedRow): LetterState => {
  if (state === 'cancelled' && expanded === 0) return 'cancelled';
  return expanded === 1 ? 'withdrawn' : 'waiting';
};

/** One line for each language and class whose people have no row yet; together they are exactly what the rows lack of the decided number. */
export const unwritten = (
  bulletin: DecidedRow,
  written: readonly Counted[],
): (Counted & { queue_id: number; state: LetterState })[] => {
  const decided = readDecided(bulletin.decided);
  let left = countRows(decided) - countRows(written);
  const state = stateOfUnwritten(bulletin);
  const lines: (Counted & { queue_id: number; state: LetterState })[] = [];
  for (const { language, domainClass, n } of decided) {
    const there = countRows(written.filter((c) => c.language === language && c.domain_class === domainClass));
    // Somebody who changes the language meanwhile is written under the new one, and is not counted twice.
    const lacks = Math.min(n - there, left);
    if (lacks <= 0) continue;
    left -= lacks;
    lines.push({ language, domain_class: domainClass, queue_id: 0, state, n: lacks });
  }
  return lines;
};
