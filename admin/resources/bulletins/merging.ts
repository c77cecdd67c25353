/** Two texts that grew apart, place by place, and one place at a time taken over into a text that is written by hand. */
import { lineDiff } from '../../parts/difference.ts';

/** Lines of mine that stand as others in theirs; `at`: the line of mine before which they stand, from 0. Either side may be empty. */
export type Place = { at: number; mine: string[]; theirs: string[] };

export const placesOf = (mine: string, theirs: string): Place[] => {
  const places: Place[] = [];
  let at = 0;
  let open: Place | null = null;
  for (const { sign, text } of lineDiff(mine, theirs)) {
    if (sign === ' ') open = null;
    else {
      if (!open) {
        open = { at, mine: [], theirs: [] };
        places.push(open);
      }
      open[sign === '-' ? 'mine' : 'theirs'].push(text);
    }
    if (sign !== '+') at += 1;
  }
  return places;
};

/** Where `part` stands in `lines`, nearest to line `near`; -1 when it stands nowhere. */
const nearest = (lines: readonly string[], part: readonly string[], near: number): number => {
  let best = -1;
  for (let i = 0; i + part.length <= lines.length; i += 1)
    if (part.every((line, j) => lines[i + j] === line) && (best < 0 || Math.abs(i - near) < Math.abs(best - near)))
      best = i;
  return best;
};

/**
 * Puts lines in the place of others, nearest to where these stood. What was written over by hand meanwhile is not found: then the new lines
 * come in beside it, and nothing that was written is lost.
 */
export const putInstead = (text: string, old: readonly string[], now: readonly string[], near: number): string => {
  const lines = text.split('\n');
  const found = old.length === 0 ? -1 : nearest(lines, old, near);
  const at = found < 0 ? Math.min(near, lines.length) : found;
  lines.splice(at, found < 0 ? 0 : old.length, ...now);
  return lines.join('\n');
};
