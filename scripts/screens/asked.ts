/** What the person who calls `npm run screens` wants to see: parts, widths, colours, languages. */
import { languages } from '../../server/contract/codes.ts';

export const widths = ['360', '1280'] as const;
export const schemes = ['light', 'dark'] as const;
export type Scheme = (typeof schemes)[number];

export type Asked = {
  parts: readonly string[];
  widths: readonly number[];
  schemes: readonly Scheme[];
  languages: readonly string[];
  /** Begin of the names of stops; empty is all. The way to them is walked in any case. */
  only: string;
  /** Only the chosen pictures, into docs/pictures/. */
  docs: boolean;
  /** Whether axe looks at every picture too, at residents' pages in each of their colours. */
  axe: boolean;
};

export const usage = (parts: readonly string[]): string =>
  [
    'npm run screens -- [part …] [--width 360|1280] [--scheme light|dark] [--lang ja|plja|en] [--only name] [--docs] [--axe]',
    '',
    `  parts     ${parts.join(', ')}; all of them unless named`,
    '  --only    pictures whose name begins so',
    '  --docs    the few pictures that README and docs/pictures.md show, into docs/pictures/; all others go to docs/screens/all/',
    "  --axe     what axe finds on each of them as well, on residents' pages in every colour",
    '',
  ].join('\n');

/** Throws a sentence for a word that it does not know. */
export const readAsked = (words: readonly string[], parts: readonly string[]): Asked => {
  const named: Record<string, string> = {};
  const wanted: string[] = [];
  let docs = false;
  let axe = false;
  for (let n = 0; n < words.length; n++) {
    const word = words[n]!;
    if (word === '--docs') docs = true;
    else if (word === '--axe') axe = true;
    else if (['--width', '--scheme', '--lang', '--only'].includes(word)) named[word] = words[++n] ?? '';
    else if (parts.includes(word)) wanted.push(word);
    else throw new Error(`There is no '${word}' here.`);
  }
  const oneOf = <T extends string>(option: string, all: readonly T[]): readonly T[] => {
    const given = named[option];
    if (given === undefined) return all;
    const found = all.find((one) => one === given);
    if (!found) throw new Error(`${option} is one of ${all.join(', ')}, not '${given}'.`);
    return [found];
  };
  return {
    parts: wanted.length > 0 ? wanted : parts,
    widths: oneOf('--width', widths).map(Number),
    schemes: oneOf('--scheme', schemes),
    languages: oneOf('--lang', languages),
    only: named['--only'] ?? '',
    docs,
    axe,
  };
};
