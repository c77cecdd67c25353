/** Can a letter be written with these variables? Complaints name the field of the event that the value comes from. */
import type { Language } from '../../contract/codes.ts';
import { mailType } from '../../letters/catalogue.ts';
import { checkVariables } from '../../letters/values.ts';
import type { FieldError } from '../../lib/errors.ts';
import { pathOf } from '../rulebook/read.ts';
import type { Source } from '../rulebook/shape.ts';

/** Names the field of the event that a variable comes from. */
const fieldOf = (sources: Readonly<Record<string, Source>>, variable: string): string => {
  const path = sources[variable] === undefined ? undefined : pathOf(sources[variable]);
  if (path === undefined) return `data.${variable}`;
  const [first, ...rest] = path.split('.');
  if (first === 'case') return ['data', ...rest].join('.');
  return first === 'data' || first === 'event' || first === 'link' ? path : `data.recipients.${path}`;
};

export const variableErrors = (
  type: string,
  p: {
    sources: Readonly<Record<string, Source>>;
    variables: Readonly<Record<string, unknown>>;
    languages: readonly Language[];
  },
): FieldError[] =>
  checkVariables(mailType(type), p.variables, p.languages).map((error) => ({
    ...error,
    field: fieldOf(p.sources, error.field),
    details: { ...error.details, letter: type },
  }));
