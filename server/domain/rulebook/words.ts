/** Words for codes that the systems report, in the languages of the letters. */
import { inEvery, type Language, languages } from '../../contract/codes.ts';
import type { WordTable } from '../../languages/languageWords.ts';
import { codeWords } from '../../languages/words.ts';

export type Words = Readonly<Record<Language, string>>;

/** What stands among the procedures for letters alone and is no code of the contract. */
export const procedureGroups: ReadonlySet<string> = new Set(['residence', 'unlisted']);

/** How many megabytes a procedure takes at once, whatever is asked for (seed 001: 2422, 2423). */
export const fileLimitOf = (procedure: unknown): number | undefined => {
  if (typeof procedure !== 'string') return undefined;
  if (procedure.startsWith('residence.')) return 25;
  return ['declaration', 'report'].includes(procedure) ? 20 : undefined;
};

/** What a letter says: the smaller of the limit that was reported and that of the procedure, for what keeps to it is taken by either. */
export const limitToSay = (reported: unknown, procedure: unknown): number | undefined => {
  const own = fileLimitOf(procedure);
  if (typeof reported !== 'number') return own;
  return own === undefined ? reported : Math.min(reported, own);
};

/** The codes of a table, each with its words; every language has the same ones. */
const tableOf = (table: WordTable): Readonly<Record<string, Words>> => {
  const said = inEvery((language): Readonly<Record<string, string>> => codeWords[language][table]);
  const codes = Object.keys(codeWords[languages[0]][table]);
  return Object.fromEntries(codes.map((code) => [code, inEvery((language) => said[language][code]!)]));
};
const tables: Readonly<Record<WordTable, Readonly<Record<string, Words>>>> = {
  procedures: tableOf('procedures'),
  methods: tableOf('methods'),
  items: tableOf('items'),
  statuses: tableOf('statuses'),
  kinds: tableOf('kinds'),
};

/** Words of a code: the code's own, those of what stands before its dot, or undefined. */
export const wordsOf = (table: WordTable, code: string): Words | undefined => {
  const own = tables[table];
  if (Object.hasOwn(own, code)) return own[code];
  const group = code.split('.')[0] ?? '';
  return Object.hasOwn(own, group) ? own[group] : undefined;
};

/** How items of a profile name the telephone: by code, or in words. */
export const phoneWords = ['phone', 'telephone', '電話', 'でんわ'] as const;

/** Codes of a table with their words, for pages that list them. */
export const codesOf = (table: WordTable): readonly (readonly [string, Words])[] => Object.entries(tables[table]);

/** The code that a text is, or whose words it says in one of the languages; undefined when none. */
export const codeOf = (table: WordTable, text: string): string | undefined => {
  const own = tables[table];
  if (Object.hasOwn(own, text)) return text;
  return Object.entries(own).find(([, says]) => Object.values(says).includes(text))?.[0];
};
