/**
 * The HTTP status of each code by which something is refused, the same at every door: the console, both APIs and the pages of residents. A
 * door adds its words; what does not stand here is 400 in the console and our own fault elsewhere. The links of residents answer by what became
 * of them (public/problems.ts).
 */
export const statuses = {
  'body.not-json': 400,
  'body.not-utf8': 400,
  'body.not-batch': 400,
  'body.packed-badly': 400,
  'body.duplicate': 400,
  'body.aborted': 400,
  'body.unreadable': 400,
  'form.stale': 400,
  'query.invalid': 400,
  'key.missing': 401,
  'key.unknown': 401,
  'session.none': 401,
  'key.not-test': 403,
  'system.other': 403,
  'right.missing': 403,
  'demo.elsewhere': 403,
  'link.ended': 403,
  'fresh.needed': 403,
  'factor.needed': 403,
  'confirm.wrong': 403,
  'not.found': 404,
  'page.missing': 404,
  'method.not-allowed': 405,
  'method.wrong': 405,
  'address.old-differs': 409,
  'address.taken': 409,
  'case.cannot-go-back': 409,
  'demo.none': 409,
  'demo.real': 409,
  'event.conflict': 409,
  'event.several-sources': 409,
  'letter.ended': 409,
  'letter.gone': 409,
  'letter.link-ended': 409,
  'letter.not-final': 409,
  'letter.secrets-erased': 409,
  'request-key.conflict': 409,
  'batch.too-many': 413,
  'body.too-large': 413,
  'body.encoding': 415,
  'body.type': 415,
  'input.invalid': 422,
  'key.misses': 429,
  'limit.reached': 429,
  'plja.busy': 429,
  'rate.exceeded': 429,
  'sign-in.busy': 429,
  'sign-in.wait': 429,
  internal: 500,
  'event.busy': 503,
  'case.busy': 503,
  'files.unavailable': 503,
  'plja.tokenizer': 503,
  'store.unavailable': 503,
} as const satisfies Record<string, number>;
export type KnownCode = keyof typeof statuses;

/** Codes of which each noun has its own: `topic.revised-meanwhile`, `origin.foreign`. */
const families: readonly [RegExp, number][] = [
  [/^(?:sign-in|origin)\./, 403],
  [/revised-meanwhile|wrong-state|conflict/, 409],
  [/too-large$/, 413],
];

const isKnown = (code: string): code is KnownCode => Object.hasOwn(statuses, code);

/** Undefined for a code that stands nowhere here. */
export const statusOf = (code: string): number | undefined =>
  isKnown(code) ? statuses[code] : families.find(([pattern]) => pattern.test(code))?.[1];

/** The statuses of some codes, in this order. */
export const statusesOf = <C extends KnownCode>(...codes: readonly C[]): Pick<typeof statuses, C> =>
  Object.fromEntries(codes.map((code) => [code, statuses[code]])) as Pick<typeof statuses, C>;
