/** Readings that the dictionary proposes for a line, word by word. */
import { parseFurigana } from '../../../../server/letters/furigana.ts';

/** In hiragana as it is stored; katakana is turned. null when it is no reading. */
export const hiraganaOnly = (typed: string): string | null => {
  const turned = typed.trim().replace(/[ァ-ヶ]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0x60));
  return /^[ぁ-ゖー]+$/.test(turned) ? turned : null;
};

/** The reading of the word that begins at `bare` in the line without readings; `text` is that line with proposals. '' when none fits. */
export const readingIn = (text: string, { word, bare }: { word: string; bare: number }): string => {
  const end = bare + word.length;
  let at = 0;
  let reading = '';
  for (const segment of parseFurigana(text)) {
    const [from, to] = [at, at + segment.text.length];
    at = to;
    if (to <= bare || from >= end) continue;
    // A day's number belongs to its reading: 7日(なのか).
    const before = segment.text.slice(0, Math.max(0, bare - from));
    if (segment.reading === undefined || to > end || !/^[0-9０-９]*$/.test(before)) return '';
    reading += segment.reading;
  }
  return reading;
};
