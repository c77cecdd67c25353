/** Reads paths, tests and sources of the rulebook over the facts of one event. */

import type { WordTable } from '../../languages/languageWords.ts';
import { maskAddress } from '../../lib/address.ts';
import { jstDate } from '../../lib/clock.ts';
import type { Condition, Path, Source, Test } from './shape.ts';
import { codeOf, wordsOf } from './words.ts';

/** Facts by the first part of a path: data, case, event, link, setting, chain, letter, repeated, and recipients by role. */
export type Facts = Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;

export const readPath = (facts: Facts, path: Path): unknown => {
  let value: unknown = facts;
  for (const part of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<string, unknown>)[part];
  }
  return value;
};

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value ?? ''));

const holdsOne = (facts: Facts, test: Test): boolean => {
  const value = readPath(facts, test.path);
  if ('is' in test) return test.is.includes(value as string);
  if ('isNot' in test) return !test.isNot.includes(value as string);
  if ('begins' in test) return typeof value === 'string' && value.startsWith(test.begins);
  if ('has' in test)
    return Array.isArray(value) && value.some((item) => test.has.some((w) => textOf(item).toLowerCase().includes(w)));
  return (value !== undefined && value !== null && value !== '') === test.given;
};

export const holds = (facts: Facts, tests: readonly Test[] | undefined): boolean =>
  (tests ?? []).every((test) => holdsOne(facts, test));

export const meets = (facts: Facts, condition: Condition | undefined): boolean => holds(facts, condition?.tests);

/** Epoch milliseconds of an instant in any of the forms facts have. */
export const instantOf = (value: unknown): number | undefined => {
  const at = typeof value === 'string' ? Date.parse(value) : value;
  return typeof at === 'number' && Number.isFinite(at) ? at : undefined;
};

const inWords = (source: { words: WordTable; otherwise?: string; unknown?: string }, value: unknown): unknown => {
  if (Array.isArray(value)) return value.map((one) => inWords(source, one));
  const own = typeof value === 'string' ? wordsOf(source.words, codeOf(source.words, value) ?? value) : undefined;
  if (own) return own;
  const instead = typeof value === 'string' && value !== '' ? (source.unknown ?? source.otherwise) : source.otherwise;
  return instead === undefined ? value : wordsOf(source.words, instead);
};

/** The value of a source; undefined when the facts do not have it. */
export const readSource = (facts: Facts, source: Source): unknown => {
  if (typeof source === 'string') return readPath(facts, source);
  if ('words' in source) return inWords(source, readPath(facts, source.of));
  if ('day' in source) {
    const at = instantOf(readPath(facts, source.day));
    return at === undefined ? undefined : jstDate(at);
  }
  if ('masked' in source) {
    const value = readPath(facts, source.masked);
    return typeof value === 'string' ? maskAddress(value) : undefined;
  }
  if ('holds' in source) return holds(facts, source.holds) ? 'yes' : undefined;
  for (const path of source.first) {
    const value = readPath(facts, path);
    if (value !== undefined && value !== null) return value;
  }
  return source.otherwise;
};

/** The first path of a source: where a missing value would have to come from. */
export const pathOf = (source: Source): Path | undefined => {
  if (typeof source === 'string') return source;
  if ('words' in source) return source.of;
  if ('day' in source) return source.day;
  if ('masked' in source) return source.masked;
  return 'first' in source ? source.first[0] : undefined;
};

/** All variables of a letter that the facts can fill. */
export const readVariables = (facts: Facts, sources: Readonly<Record<string, Source>>): Record<string, unknown> => {
  const variables: Record<string, unknown> = {};
  for (const [name, source] of Object.entries(sources)) {
    const value = readSource(facts, source);
    if (value !== undefined && value !== null) variables[name] = value;
  }
  return variables;
};
