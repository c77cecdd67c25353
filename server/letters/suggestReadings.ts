/** Proposes readings for kanji that have none yet, from the approved dictionary; a person looks at every one of them. */
import { dayReading, minuteReading } from './formatters.ts';
import { kanji } from './furigana.ts';
import { firstReading } from './readings.ts';

/** Kanji that are not followed by a reading in brackets; links and addresses are left alone. */
const bare = new RegExp(`https?:\\/\\/[!-~]+|([0-9０-９]*)([${kanji}]+)([(（]?)`, 'g');

/** Counters are read otherwise after a number than alone. */
const counters: Readonly<Record<string, string>> = {
  時: 'じ',
  月: 'がつ',
  年: 'ねん',
  人: 'にん',
  分: 'ふん',
  間: 'かん',
};

/** The reading of what counts, after a number; null when the sign is no counter. */
const counted = (digits: string, sign: string): string | null => {
  const number = Number(digits.normalize('NFKC'));
  if (sign === '日') return dayReading(number);
  if (sign === '人' && number === 1) return 'ひとり';
  if (sign === '人' && number === 2) return 'ふたり';
  if (sign === '分') return minuteReading(number);
  return counters[sign] ?? null;
};

/** The reading of a run of kanji by the longest known words from the left; null when a part is unknown. */
const readingOf = (run: string): string | null => {
  if (run === '') return '';
  for (let length = run.length; length > 0; length -= 1) {
    const head = firstReading(run.slice(0, length));
    const rest = head === null ? null : readingOf(run.slice(length));
    if (head !== null && rest !== null) return head + rest;
  }
  return null;
};

/** The text with readings added, how many, and the words that the dictionary does not know (each once). */
export const suggestReadings = (text: string): { text: string; added: number; unknown: string[] } => {
  let added = 0;
  const unknown = new Set<string>();
  const filled = text.replace(bare, (whole, digits: string, run: string | undefined, bracket: string) => {
    if (run === undefined || bracket !== '') return whole;
    const first = digits === '' ? null : counted(digits, run.slice(0, 1));
    const rest = first === null ? null : readingOf(run.slice(1));
    const reading = first !== null && rest !== null ? first + rest : readingOf(run);
    if (reading === null) {
      unknown.add(run);
      return whole;
    }
    added += 1;
    return `${digits}${run}(${reading})`;
  });
  return { text: filled, added, unknown: [...unknown] };
};
