/** Fits the reading of a word to its kanji: 受け取っ / うけとっ → 受(う), 取(と). The kana between them are the fence posts. */
import { kanji } from '../furigana.ts';
import { hiragana } from './token.ts';

export type Fitted = { from: number; to: number; reading: string };

/** Kanji, and the small ヶ between kanji. */
export const runPattern = `[${kanji}](?:[${kanji}]|[ヶケ](?=[${kanji}]))*`;
const run = new RegExp(runPattern, 'gu');
export const hasKanji = (text: string) => new RegExp(`[${kanji}]`, 'u').test(text);

/** Runs of kanji with their readings, relative to the word; null when the reading does not fit. */
export const fitReading = (surface: string, reading: string): Fitted[] | null => {
  const runs = [...surface.matchAll(run)];
  if (runs.length === 0) return [];
  let pattern = '';
  let at = 0;
  for (const one of runs) {
    pattern += `${literal(surface.slice(at, one.index))}(.+)`;
    at = one.index + one[0].length;
  }
  const found = new RegExp(`^${pattern}${literal(surface.slice(at))}$`, 'u').exec(hiragana(reading));
  if (!found) return null;
  return runs.map((one, i) => ({
    from: one.index,
    to: one.index + one[0].length,
    reading: found[i + 1]!,
  }));
};

const literal = (text: string) => hiragana(text).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
