/** Problems of the API (RFC 9457): one status and one sentence per code. Codes are stable; sentences may be bettered. */
import type { ErrorDetails, FieldError, HubError } from '../../../lib/errors.ts';

type Problem = { status: number; title: string };

/** Problems of whole requests. */
export const problems: Readonly<Record<string, Problem>> = {
  'key.missing': { status: 401, title: 'An API key is needed: Authorization: Bearer <key>' },
  'key.unknown': { status: 401, title: 'This API key is unknown or revoked' },
  'system.other': { status: 403, title: 'A key of one system cannot act for another' },
  'key.not-test': { status: 403, title: 'Only a test key may play a case forward' },
  'input.invalid': { status: 422, title: 'The request has mistakes; every one is listed in errors' },
  'event.conflict': { status: 409, title: 'This source and id were reported before with another body' },
  'request-key.conflict': { status: 409, title: 'This Idempotency-Key was used with another request' },
  'event.several-sources': { status: 409, title: 'Several sources use this id; name one with ?source=' },
  'event.busy': { status: 503, title: 'Too many writers at once; try again' },
  'letter.secrets-erased': {
    status: 409,
    title: 'The secrets of this letter are erased; report its event again under a new id',
  },
  'letter.not-final': { status: 409, title: 'The letter is still on its way' },
  'letter.link-ended': { status: 409, title: 'The link in this letter has ended' },
  'letter.gone': { status: 409, title: 'The letter has left or ended and cannot be cancelled' },
  'case.cannot-go-back': { status: 409, title: 'The case has been played further than that' },
  'case.busy': { status: 503, title: 'A letter of the case is being sent; try again' },
  'body.too-large': { status: 413, title: 'The body is over 1 MB (1,048,576 bytes, unpacked too); send it in parts' },
  'batch.too-many': { status: 413, title: 'A batch holds 1,000 events at most; send it in parts' },
  'body.encoding': { status: 415, title: 'The content encoding is not known; gzip, deflate or none is right' },
  'body.packed-badly': { status: 400, title: 'The body is not what its Content-Encoding says, or ends early' },
  'body.duplicate': { status: 400, title: 'A field stands twice; leave one of the two out' },
  'body.not-json': { status: 400, title: 'The body is not JSON' },
  'body.not-utf8': { status: 400, title: 'The body is not UTF-8' },
  'body.aborted': { status: 400, title: 'The body ended early' },
  'body.not-batch': { status: 400, title: 'A batch is a JSON array of events' },
  'body.type': {
    status: 415,
    title:
      'The content type is not application/cloudevents+json, application/cloudevents-batch+json or application/json (with ce- headers: binary mode)',
  },
  'query.invalid': { status: 400, title: 'The query has a parameter that is unknown or wrong' },
  'rate.exceeded': { status: 429, title: 'Too many requests of this key in this minute' },
  'key.misses': { status: 429, title: 'Too many wrong keys came from this network; see Retry-After' },
  'not.found': { status: 404, title: 'Nothing of yours is there' },
  'method.not-allowed': { status: 405, title: 'This path does not take this method' },
  'store.unavailable': { status: 503, title: 'Nothing was stored; try again' },
  internal: { status: 500, title: 'Something went wrong on our side' },
};

/** Complaints about fields. */
export const fieldSentences: Readonly<Record<string, string>> = {
  'field.missing': 'is missing',
  'field.unknown': 'is not a field of this event',
  'field.type': 'has the wrong type',
  'field.value': 'is none of the allowed values',
  'field.format': 'has the wrong form',
  'field.empty': 'is empty',
  'field.too-long': 'is too long',
  'field.too-small': 'is too small',
  'event.unknown': 'is no event that we know',
  'extension.name': 'is no attribute name of CloudEvents (lower-case letters and digits), and no field of an event',
  'extension.type':
    'is no text, number or true/false: only those may stand beside data, what the event says belongs into data',
  'extension.value': 'is empty, over 1,000 characters or has control characters',
  'data.two': 'stands beside data; give one of them',
  'data.not-base64': 'is not base64 (RFC 4648, with its padding)',
  'data.not-json': 'holds no JSON in UTF-8',
  'field.twice': 'stands twice; leave one of the two out',
  'event.not-object': 'an event is a JSON object',
  'event.conflict': 'was reported before with another body',
  'request-key.conflict': 'does not agree with the one this event was first reported with',
  'system.other': 'belongs to another system than the key',
  'specversion.unknown': 'must be 1.0',
  'dataschema.unknown': 'names a version that we do not know; none or …/v1 is right',
  'datacontenttype.unknown': 'must be application/json',
  'date.invalid': 'is no date like 2026-11-21',
  'instant.invalid': 'is no RFC 3339 instant with an offset, like 2026-11-21T09:00:00+09:00',
  'instant.ahead': 'lies more than a year ahead of our clock',
  'url.invalid': 'is no absolute http(s) address',
  'link.two-ends': 'give expires_at or valid_hours, not both',
  'link.ended': 'lies in the past: the letter would never be sent',
  'certificate.not-ascii': 'must be printable ASCII with LF line ends',
  'procedure.unknown': 'must be residence.…, declaration, report or delivery-method',
  'language.unknown': 'must be ja, plja, en, or two of them joined by a comma',
  'text.newline': 'must be one line',
  'text.control': 'has control characters',
  'text.surrogate': 'has half of a surrogate pair, which is no character (RFC 8259, 8.2)',
  'text.html': 'has HTML, which no letter carries',
  'subject.twice': 'stands twice in the bulk',
  'recipient.missing': 'nobody is named, and the case does not know one',
  'variable.missing': 'is missing for the letter',
  'variable.unknown': 'is not in the letter',
  'variable.invalid': 'cannot be shown in the letter',
  'address.empty': 'is empty',
  'address.too-long': 'is over 60 characters (64 before the @)',
  'address.two-at': 'has more than one @',
  'address.no-at': 'has no @',
  'address.control': 'has a line break or another control character',
  'address.characters': 'has characters that no address has',
  'address.dots': 'has dots where none may stand',
  'address.domain': 'has no valid domain',
  'address.local': 'has nothing before the @',
  'address.not-in-team': 'is not on the list of this team key',
};

const withDetails = (details: ErrorDetails | undefined) => {
  const given = Object.entries(details ?? {}).filter(([, v]) => v !== undefined && v !== null);
  return given.length === 0 ? '' : ` (${given.map(([k, v]) => `${k} ${v}`).join(', ')})`;
};

export const fieldSentence = (error: FieldError): string =>
  `${error.field === '' ? 'The event' : error.field} ${fieldSentences[error.code] ?? 'is wrong'}${withDetails(error.details)}`;

export type ProblemBody = {
  type: string;
  title: string;
  status: number;
  code: string;
  detail?: string;
  errors?: { row: number; field: string; code: string; detail: string }[];
};

/** A code that is not in the table is our own fault. */
export const problemOf = (
  code: string,
  details: ErrorDetails = {},
  errors: readonly (FieldError & { row?: number })[] = [],
): ProblemBody => {
  const known = Object.hasOwn(problems, code) ? code : 'internal';
  const { status, title } = problems[known]!;
  const words =
    known === 'internal'
      ? ''
      : withDetails(details)
          .trim()
          .replace(/^\(|\)$/g, '');
  return {
    type: `urn:fumibako:problem:${known}`,
    title,
    status,
    code: known,
    ...(words === '' ? {} : { detail: words }),
    ...(errors.length === 0
      ? {}
      : {
          errors: errors.map((e) => ({ row: e.row ?? 0, field: e.field, code: e.code, detail: fieldSentence(e) })),
        }),
  };
};

export const problemOfError = (error: HubError): ProblemBody => problemOf(error.code, error.details, error.fields);
