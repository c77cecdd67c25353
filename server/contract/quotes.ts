/** Words of a text that are spoken of from outside of it: found again where they stand now, also when the text around them has moved. */

/** `line` and `column` count from 1. */
export type Spot = { line: number; column: number };

/** Ends of lines as they are counted everywhere. */
export const plainLines = (text: string): string => text.replace(/\r\n?/g, '\n');

const spotOf = (text: string, at: number): Spot => {
  const before = text.slice(0, at);
  const line = before.split('\n').length;
  return { line, column: at - before.lastIndexOf('\n') };
};

/** How far two places are apart: lines weigh more than signs of a line. */
const apart = (a: Spot, b: Spot): number => Math.abs(a.line - b.line) * 10_000 + Math.abs(a.column - b.column);

/**
 * Where the quoted words stand now: of several places the one nearest to where they stood. Null when they are gone; '' is the whole text,
 * and stands at its beginning.
 */
export const findQuote = (given: string, quoted: string, stood: Spot): Spot | null => {
  const [text, quote] = [plainLines(given), plainLines(quoted)];
  if (quote === '') return { line: 1, column: 1 };
  let best: Spot | null = null;
  for (let at = text.indexOf(quote); at >= 0; at = text.indexOf(quote, at + 1)) {
    const spot = spotOf(text, at);
    if (best === null || apart(spot, stood) < apart(best, stood)) best = spot;
  }
  return best;
};

/** The place just behind words that begin at `from`. */
export const endOf = ({ line, column }: Spot, words: string): Spot => {
  const lines = plainLines(words).split('\n');
  const last = lines.at(-1)!.length;
  return lines.length === 1 ? { line, column: column + last } : { line: line + lines.length - 1, column: last + 1 };
};
