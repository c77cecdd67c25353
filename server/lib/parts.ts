/** Text as a search reads it: one spelling for what people type differently, and its parts of two signs (Japanese has no spaces). */

/** Full width and half width, capitals, katakana and hiragana, and every kind of blank become one. */
export const folded = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[ァ-ヶ]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0x60))
    .replace(/\s+/g, ' ')
    .trim();

/** Every two neighbouring signs of a folded text, each once, without those that a blank parts. */
export const partsOf = (text: string): string[] => {
  const signs = [...text];
  const parts = new Set<string>();
  for (let at = 1; at < signs.length; at++) {
    const part = signs[at - 1]! + signs[at]!;
    if (!part.includes(' ')) parts.add(part);
  }
  return [...parts];
};

/** A part in letters and digits only, for an index that would take signs away. */
export const asWord = (part: string): string => `x${Buffer.from(part, 'utf16le').toString('hex')}`;

const WORDS_MOST = 8;
const SIGNS_MOST = 100;
/** What was typed as words that must all stand in a text. A word may be a part of one. */
export const wordsTyped = (typed: string): string[] =>
  [...new Set(folded(typed.slice(0, SIGNS_MOST)).split(' '))].filter(Boolean).slice(0, WORDS_MOST);
