/** From what a caller gives to what a letter shows: checks of variables and their words per language. */
import type { Language } from '../contract/codes.ts';
import { type FieldError, HubError, isHubError } from '../lib/errors.ts';
import { formatDate, formatInstant, formatNumber, isDay } from './formatters.ts';
import { mapToRepertoire } from './repertoire.ts';
import type { MailType, VariableKind } from './types.ts';

/** One value in words: a line, or several (items, paragraphs, block). */
export type Shown = string | string[];

const wrong = (name: string, reason: string): never => {
  throw new HubError('letter.variable_invalid', { name, reason });
};
/** Control and bidirectional signs could forge a line or turn a sentence round. */
const control = /[\u0000-\u001F\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069]/;
const controlButLines = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069]/;

const oneLine = (name: string, value: unknown): string => {
  if (typeof value !== 'string') return wrong(name, 'not_text');
  if (value.trim() === '') return wrong(name, 'empty');
  return control.test(value) ? wrong(name, 'control_character') : value.trim();
};
const manyLines = (name: string, value: unknown): string[] => {
  if (typeof value !== 'string') return wrong(name, 'not_text');
  const text = value.replace(/\r\n?/g, '\n').replace(/\t/g, ' ');
  if (text.trim() === '') return wrong(name, 'empty');
  return controlButLines.test(text) ? wrong(name, 'control_character') : text.replace(/^\n+|\n+$/g, '').split('\n');
};
const absoluteUrl = (name: string, value: unknown): string => {
  const text = oneLine(name, value);
  if (!/^https?:\/\/[!-~]+$/i.test(text) || !URL.canParse(text)) return wrong(name, 'not_url');
  // Quotes and angle brackets never stand raw in a mail, and a name or password in a link only misleads.
  const url = new URL(text);
  if (url.username || url.password || /["'<>`\\]/.test(text)) return wrong(name, 'not_url');
  return text;
};
const localised = (name: string, value: unknown, language: Language): unknown => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const own = (value as Partial<Record<Language, unknown>>)[language];
  return own === undefined ? wrong(name, `language_missing_${language}`) : own;
};
const block = (name: string, value: unknown): string[] =>
  typeof value === 'string' && /^[\n -~]+$/.test(value.replace(/\r\n?/g, '\n'))
    ? value
        .replace(/\r\n?/g, '\n')
        .replace(/^\n+|\s+$/g, '')
        .split('\n')
    : wrong(name, 'not_ascii');
const wholeNumber = (name: string, value: unknown): number =>
  typeof value === 'number' && Number.isFinite(value) ? value : wrong(name, 'not_number');
const instant = (name: string, value: unknown): number => {
  const at = typeof value === 'string' && /T.*(Z|[+-]\d\d:\d\d)$/.test(value) ? Date.parse(value) : value;
  return typeof at === 'number' && Number.isFinite(at) ? at : wrong(name, 'not_instant');
};
const day = (name: string, language: Language, value: unknown): string => {
  const text = oneLine(name, value);
  return isDay(text) ? formatDate(language, text) : wrong(name, 'not_date');
};

/** Words of one value. Throws HubError `letter.variable_invalid {name, reason}`. */
export const showValue = (name: string, kind: VariableKind, value: unknown, language: Language): Shown => {
  switch (kind) {
    case 'text':
      return mapToRepertoire(oneLine(name, localised(name, value, language)));
    case 'paragraphs':
      return manyLines(name, localised(name, value, language)).map(mapToRepertoire);
    case 'items': {
      const list = localised(name, value, language);
      if (!Array.isArray(list) || list.length === 0) return wrong(name, 'not_list');
      return list.map((item) => mapToRepertoire(oneLine(name, localised(name, item, language))));
    }
    case 'url':
      return absoluteUrl(name, localised(name, value, language));
    case 'date':
      return day(name, language, value);
    case 'instant':
      return formatInstant(language, instant(name, value));
    case 'number':
      return formatNumber(language, wholeNumber(name, value));
    case 'block':
      return block(name, value);
    case 'code':
      return oneLine(name, typeof value === 'number' ? String(value) : value);
  }
};

const given = (value: unknown) =>
  value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);

/**
 * Everything wrong with the variables of a letter, at once, before it is posted: missing, surplus, or not of their kind.
 * Codes: `variable.missing`, `variable.unknown`, `variable.invalid {reason}`.
 */
export const checkVariables = (
  type: MailType,
  variables: Readonly<Record<string, unknown>>,
  languages: readonly Language[],
): FieldError[] => {
  const errors: FieldError[] = [];
  for (const name of Object.keys(variables)) {
    if (!Object.hasOwn(type.variables, name)) errors.push({ field: name, code: 'variable.unknown' });
  }
  for (const [name, kind] of Object.entries(type.variables)) {
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (!given(value)) {
      if (!type.optional?.includes(name)) errors.push({ field: name, code: 'variable.missing' });
      continue;
    }
    const reasons = new Set<string>();
    for (const language of languages) {
      try {
        showValue(name, kind, value, language);
      } catch (error) {
        if (!isHubError(error)) throw error;
        reasons.add(String(error.details.reason ?? error.code));
      }
    }
    for (const reason of reasons) errors.push({ field: name, code: 'variable.invalid', details: { reason } });
  }
  return errors;
};

/** All variables of a type in words of one language; optional ones that were not given are absent. */
export const showVariables = (
  type: MailType,
  variables: Readonly<Record<string, unknown>>,
  language: Language,
): Record<string, Shown> => {
  const shown: Record<string, Shown> = {};
  for (const [name, kind] of Object.entries(type.variables)) {
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (given(value)) shown[name] = showValue(name, kind, value, language);
    else if (!type.optional?.includes(name)) throw new HubError('letter.variable_missing', { name });
  }
  return shown;
};
