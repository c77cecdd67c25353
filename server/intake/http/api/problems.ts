/** Problems of the API (RFC 9457): its codes here, words per language in `words/`. Codes are stable; words may be bettered. */
import type { ErrorDetails, FieldError, HubError } from '../../../lib/errors.ts';
import { statusesOf } from '../statuses.ts';
import en from './words/problems.en.json' with { type: 'json' };
import ja from './words/problems.ja.json' with { type: 'json' };

/** Statuses of problems of whole requests. */
export const problems = statusesOf(
  'key.missing',
  'key.unknown',
  'key.misses',
  'system.other',
  'key.not-test',
  'input.invalid',
  'event.conflict',
  'request-key.conflict',
  'event.several-sources',
  'event.busy',
  'letter.secrets-erased',
  'letter.ended',
  'address.old-differs',
  'letter.not-final',
  'letter.link-ended',
  'letter.gone',
  'case.cannot-go-back',
  'case.busy',
  'body.too-large',
  'batch.too-many',
  'body.encoding',
  'body.packed-badly',
  'body.duplicate',
  'body.not-json',
  'body.not-utf8',
  'body.aborted',
  'body.not-batch',
  'body.type',
  'query.invalid',
  'rate.exceeded',
  'not.found',
  'method.not-allowed',
  'store.unavailable',
  'internal',
);
export type ProblemCode = keyof typeof problems;

/** The page that explains a code; also of a complaint about a field. */
export const problemPath = (code: string): string => `/problems/${code}`;

export type ProblemLanguage = 'en' | 'ja';
type Words = {
  requests: Readonly<Record<ProblemCode, { title: string; mend: string }>>;
  /** What is wrong with a field and how to mend it, one sentence that begins with the field. `{limit}` and `{allowed}` are filled in. */
  fields: Readonly<Record<string, string>>;
};
export const problemWords: Readonly<Record<ProblemLanguage, Words>> = { en, ja };
/** Complaints about fields, in English. */
export const fieldSentences: Readonly<Record<string, string>> = en.fields;

const isProblem = (code: string): code is ProblemCode => Object.hasOwn(problems, code);

const withDetails = (details: ErrorDetails | undefined) => {
  const given = Object.entries(details ?? {}).filter(([, v]) => v !== undefined && v !== null);
  return given.length === 0 ? '' : ` (${given.map(([k, v]) => `${k} ${v}`).join(', ')})`;
};

/** Field, value, what is wrong with its limit, and how to mend it. */
export const fieldSentence = (error: FieldError, language: ProblemLanguage = 'en'): string => {
  const { value, ...facts } = error.details ?? {};
  const rest: ErrorDetails = { ...facts };
  const template = problemWords[language].fields[error.code] ?? (language === 'ja' ? 'が正しくありません' : 'is wrong');
  const sentence = template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const fact = rest[name];
    delete rest[name];
    return String(fact ?? '–');
  });
  const whole = language === 'ja' ? '出来事' : 'The event';
  const named = error.field === '' ? whole : error.field;
  const given = value === undefined ? '' : ` (${language === 'ja' ? `「${value}」` : `“${value}”`})`;
  const gap = language === 'ja' || sentence.startsWith(':') ? '' : ' ';
  const { nearest, ...others } = rest;
  const guess =
    nearest === undefined ? '' : language === 'ja' ? `。いちばん近いものは ${nearest} です` : `; nearest is ${nearest}`;
  return `${named}${given}${gap}${sentence}${guess}${withDetails(others)}`;
};

export type ProblemBody = {
  type: string;
  title: string;
  status: number;
  code: string;
  detail?: string;
  errors?: { row: number; field: string; code: string; detail: string }[];
};

/** A code that is not in the table is our own fault. `type` is a path here: the door makes it an address. */
export const problemOf = (
  code: string,
  p: { details?: ErrorDetails; errors?: readonly (FieldError & { row?: number })[]; language?: ProblemLanguage } = {},
): ProblemBody => {
  const known = isProblem(code) ? code : 'internal';
  const { language = 'en', errors = [] } = p;
  const words =
    known === 'internal'
      ? ''
      : withDetails(p.details)
          .trim()
          .replace(/^\(|\)$/g, '');
  return {
    type: problemPath(known),
    title: problemWords[language].requests[known].title,
    status: problems[known],
    code: known,
    ...(words === '' ? {} : { detail: words }),
    ...(errors.length === 0
      ? {}
      : {
          errors: errors.map((e) => ({
            row: e.row ?? 0,
            field: e.field,
            code: e.code,
            detail: fieldSentence(e, language),
          })),
        }),
  };
};

export const problemOfError = (error: HubError, language?: ProblemLanguage): ProblemBody =>
  problemOf(error.code, { details: error.details, errors: error.fields, ...(language ? { language } : {}) });
