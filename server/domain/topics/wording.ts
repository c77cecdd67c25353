/** What the words of a topic must be: all three languages, plain Japanese with its readings, signs that every phone has. */

import { type Language, languages } from '../../contract/codes.ts';
import { languageOf } from '../../languages/languages.ts';
import { stripReadings } from '../../letters/furigana.ts';
import { checkPlain } from '../../letters/plain.ts';
import { strangersIn } from '../../letters/repertoire.ts';
import { columns } from '../../letters/width.ts';
import type { FieldError } from '../../lib/errors.ts';

export type InThree = Record<Language, string>;
/** Columns (a full-width sign is two); readings are not counted. */
const widest = { names: 60, descriptions: 240 } as const;
const codeForm = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

export const checkCode = (code: string): FieldError[] =>
  codeForm.test(code) ? [] : [{ field: 'code', code: 'topic.code' }];

const checkOne = (field: 'names' | 'descriptions', language: Language, text: string): FieldError[] => {
  const at = `${field}.${language}`;
  if (text === '') return [{ field: at, code: 'topic.empty' }];
  const errors: FieldError[] = [];
  if (/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(text)) errors.push({ field: at, code: 'topic.control' });
  const strangers = strangersIn(text).map((s) => s.sign);
  if (strangers.length > 0)
    errors.push({ field: at, code: 'topic.signs', details: { signs: [...new Set(strangers)].join(' ') } });
  if (columns(stripReadings(text)) > widest[field])
    errors.push({ field: at, code: 'topic.long', details: { most: widest[field] / 2 } });
  // A heading needs no です; the sentence does.
  const source = field === 'names' ? `■${text}` : text;
  const plain = languageOf(language).readings ? checkPlain(source).find((f) => f.level === 'error') : undefined;
  if (plain) errors.push({ field: at, code: 'topic.plain', details: { found: plain.found } });
  return errors;
};

/** Every mistake at once. */
export const checkWords = (field: 'names' | 'descriptions', given: InThree): FieldError[] =>
  languages.flatMap((language) => checkOne(field, language, given[language]));

export const tidyWords = (given: InThree): InThree =>
  Object.fromEntries(languages.map((l) => [l, given[l].normalize('NFC').trim()])) as InThree;
