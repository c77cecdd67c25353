/** What looks like formatting, and is none in a bulletin: readers would see the signs themselves. */
import type { Said } from './place.ts';

const forms: readonly (readonly [RegExp, Said['rule']])[] = [
  [/^\s*\|.*\|\s*$/g, 'form.table'],
  [/!\[[^\]\n]*\]\([^)\n]*\)/g, 'form.image'],
  [/\(\([^()\n]{1,60}\)\)/g, 'form.placeholder'],
  [/\{\{[^{}\n]{1,60}\}\}/g, 'form.blank'],
  // With a blank behind its one sign it is a quotation.
  [/^\s*>(?:\s*>.*|\S.*)$/g, 'form.quote'],
];

/** Tables, pictures, places for names and broken quotations in one line of a bulletin. A sign behind a backslash is meant as itself. */
export const unknownForms = (line: string): Said[] =>
  forms.flatMap(([pattern, rule]) =>
    [...line.matchAll(pattern)]
      .filter(({ index }) => line[index - 1] !== '\\')
      .map((match) => ({ rule, index: match.index, found: match[0].trim().slice(0, 60) })),
  );
