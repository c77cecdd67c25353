/** The one error shape of the house: a stable code, the details a door needs to word it, never a status or a language. */

export type ErrorDetails = Record<string, string | number | boolean | null | undefined>;

/** One thing wrong with one field of an input. `code` is worded by the door, in the reader's language. */
export type FieldError = { field: string; code: string; details?: ErrorDetails };

export class HubError extends Error {
  readonly code: string;
  readonly details: ErrorDetails;
  readonly fields: FieldError[];
  constructor(code: string, details: ErrorDetails = {}, fields: FieldError[] = [], cause?: unknown) {
    super(code, cause === undefined ? undefined : { cause });
    this.name = 'HubError';
    this.code = code;
    this.details = details;
    this.fields = fields;
  }
}

/** Several field errors at once: nobody has to send a form ten times to learn ten mistakes. */
export const invalid = (fields: FieldError[]) => new HubError('input.invalid', {}, fields);
export const notFound = (what: string) => new HubError('not.found', { what });
export const refused = (code: string, details: ErrorDetails = {}) => new HubError(code, details);

export const isHubError = (error: unknown): error is HubError => error instanceof HubError;
