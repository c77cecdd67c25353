/** Problems of the API (RFC 9457): a status per code here, words per language in `words/`. Codes are stable; words may be bettered. */
import type { ErrorDetails, FieldError, HubError } from '../../../lib/errors.ts';
import en from './words/problems.en.json' with { type: 'json' };
import ja from './words/problems.ja.json' with { type: 'json' };

/** Statuses of problems of whole requests. */
export const problems = {
  'key.missing': 401,
  'key.unknown': 401,
  'key.misses': 429,
  'system.other': 403,
  'key.not-test': 403,
  'input.invalid': 422,
  'event.conflict': 409,
  'request-key.conflict': 409,
  'event.several-sources': 409,
  'event.busy': 503,
  'letter.secrets-erased': 409,
  'letter.ended': 409,
  'address.old-differs': 409,
  'letter.not-final': 409,
  'letter.link-ended': 409,
  'letter.gone': 409,
  'case.cannot-go-back': 409,
  'case.busy': 503,
  'body.too-large': 413,
  'batch.too-many': 413,
  'body.encoding': 415,
  'body.packed-badly': 400,
  'body.duplicate': 400,
  'body.not-json': 400,
  'body.not-utf8': 400,
  'body.aborted': 400,
  'body.not-batch': 400,
  'body.type': 415,
  'query.invalid': 400,
  'rate.exceeded': 429,
  'not.found': 404,
  'method.not-allowed': 405,
  'store.unavailable': 503,
  internal: 500,
} as const satisfies Record<string, number>;
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
