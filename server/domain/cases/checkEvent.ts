/** Is this an event we can take? All that is wrong at once, by field, with stable codes; nothing here reads the database. */
import type { z } from 'zod';
import type { RecipientRole } from '../../contract/codes.ts';
import type { Recipient } from '../../contract/eventFields.ts';
import { type CheckedEvent, dataSchema, envelopeSchema, eventShapes } from '../../contract/events.ts';
import { isAddress, readAddress, SYSTEM_LIMIT } from '../../lib/address.ts';
import { DAY } from '../../lib/clock.ts';
import type { FieldError } from '../../lib/errors.ts';
import { instantOf } from '../rulebook/read.ts';
import { codeFaults, likeliest, limitWarnings, procedureTaken } from './codeFaults.ts';
import { dateFaults, timeFaults } from './dateFaults.ts';
import { limitOf } from './faultFacts.ts';
import { linkFaultsIn } from './linkFaults.ts';
import type { Warning } from './taking.ts';

/** Instants may be ahead of our clock, but not by years: that is a broken clock or a wrong unit. */
const AHEAD = 366 * DAY;

/** Own rules carry their code as message. */
const ownCode = /^[a-z-]+\.[a-z-]+$/;

const issueCode = (issue: z.core.$ZodIssue): string => {
  if (ownCode.test(issue.message) && (issue.code !== 'invalid_type' || issue.input !== undefined)) return issue.message;
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'field.missing' : 'field.type';
    case 'too_big':
      return 'field.too-long';
    case 'too_small':
      return issue.origin === 'string' || issue.origin === 'array' ? 'field.empty' : 'field.too-small';
    case 'invalid_value':
      return 'field.value';
    default:
      return 'field.format';
  }
};

const pathText = (path: readonly PropertyKey[]) => path.map(String).join('.');

/** Of a choice between shapes, the complaints about the shape that was meant. */
const meant = (issue: z.core.$ZodIssueInvalidUnion): readonly z.core.$ZodIssue[] =>
  issue.errors.find((branch) => !branch.some((i) => i.code === 'invalid_type' && i.path.length === 0)) ?? [];

/** zod's issues as field errors; `under` is the path the schema stands at. */
export const fieldErrors = (issues: readonly z.core.$ZodIssue[], under: readonly PropertyKey[] = []): FieldError[] =>
  issues.flatMap((issue): FieldError[] => {
    const path = [...under, ...issue.path];
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({ field: pathText([...path, key]), code: 'field.unknown' }));
    if (issue.code === 'invalid_union') {
      const inner = meant(issue);
      return inner.length > 0 ? fieldErrors(inner, path) : [{ field: pathText(path), code: 'field.type' }];
    }
    const details = limitOf(issue);
    return [{ field: pathText(path), code: issueCode(issue), ...(Object.keys(details).length > 0 ? { details } : {}) }];
  });

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Faults of addresses wherever the event names one, also when other fields are wrong too. */
const addressFaults = (data: Record<string, unknown>): FieldError[] => {
  const named: [string, unknown][] = [];
  if (isRecord(data.recipients))
    for (const [role, one] of Object.entries(data.recipients))
      if (isRecord(one)) named.push([`data.recipients.${role}.email`, one.email]);
  if (Array.isArray(data.applications))
    for (const [i, one] of data.applications.entries())
      if (isRecord(one) && isRecord(one.applicant))
        named.push([`data.applications.${i}.applicant.email`, one.applicant.email]);
  for (const name of ['old', 'new']) if (typeof data[name] === 'string') named.push([`data.${name}`, data[name]]);
  return named.flatMap(([field, value]) => {
    if (typeof value !== 'string' || value === '') return [];
    const address = readAddress(value, SYSTEM_LIMIT);
    return isAddress(address) ? [] : [{ field, code: address }];
  });
};

const linkFaults = (data: Record<string, unknown>, now: number): FieldError[] => {
  if (data.url === undefined) return [];
  const ends = instantOf(data.expires_at);
  if (data.expires_at !== undefined && data.valid_hours !== undefined)
    return [{ field: 'data.valid_hours', code: 'link.two-ends' }];
  return ends !== undefined && ends <= now ? [{ field: 'data.expires_at', code: 'link.ended' }] : [];
};

const clockFaults = (data: Record<string, unknown>, now: number): FieldError[] =>
  ['submitted_at', 'changed_at'].flatMap((name) => {
    const value = data[name];
    const at = typeof value === 'string' ? instantOf(value) : undefined;
    return at !== undefined && at > now + AHEAD ? [{ field: `data.${name}`, code: 'instant.ahead' }] : [];
  });

const sameSubjects = (data: Record<string, unknown>): FieldError[] => {
  if (!Array.isArray(data.applications)) return [];
  const seen = new Set<unknown>();
  return data.applications.flatMap((one, i) => {
    const subject = isRecord(one) ? one.subject : undefined;
    if (subject === undefined || !seen.has(subject)) {
      seen.add(subject);
      return [];
    }
    return [{ field: `data.applications.${i}.subject`, code: 'subject.twice' }];
  });
};

const guessed = (error: FieldError, nearest: string | undefined): FieldError =>
  nearest === undefined ? error : { ...error, details: { ...error.details, nearest } };

/** Fields of `data` that nobody knows, with the one that was probably meant. */
const namesGuessed = (errors: readonly FieldError[], known: object): FieldError[] =>
  errors.map((error) =>
    error.code === 'field.unknown' && /^data\.[^.]+$/.test(error.field)
      ? guessed(error, likeliest(Object.keys(known), error.field.slice('data.'.length)))
      : error,
  );

/** Two rules can find the same fault of a field: it is told once. */
const once = (errors: readonly FieldError[]): FieldError[] =>
  errors.filter((e, i) => errors.findIndex((f) => f.field === e.field && f.code === e.code) === i);

export type Checked =
  | { event: CheckedEvent; errors: []; warnings: readonly Warning[] }
  | { event: null; errors: FieldError[] };

/** What holds for the system whose key reports. */
export type CheckContext = {
  system: string;
  now: number;
  /** The only hosts that its letters may lead to. */
  linkHosts: readonly string[];
  /** Codes that nobody knows are refused. */
  strict: boolean;
};

/** Checks envelope and data of one event. `system`: whose key reports it; another system's is `system.other` (the door answers 403). */
export const checkEvent = (input: unknown, context: CheckContext): Checked => {
  const envelope = envelopeSchema.safeParse(input, { reportInput: true });
  const raw = isRecord(input) ? input : {};
  const type = typeof raw.type === 'string' ? raw.type : '';
  const errors: FieldError[] = envelope.success ? [] : fieldErrors(envelope.error.issues);
  if (!isRecord(input)) return { event: null, errors: [{ field: '', code: 'event.not-object' }] };
  if (type !== '' && !Object.hasOwn(eventShapes, type)) {
    const own = Object.keys(eventShapes).filter((known) => known.startsWith(`${context.system}.`));
    errors.push(guessed({ field: 'type', code: 'event.unknown' }, likeliest(own, type)));
    return { event: null, errors };
  }
  if (type !== '' && !type.startsWith(`${context.system}.`)) {
    errors.push({ field: 'type', code: 'system.other', details: { type } });
    return { event: null, errors };
  }
  const given = raw.data === undefined ? {} : raw.data;
  const shape = dataSchema(type);
  const data = shape?.safeParse(given, { reportInput: true });
  if (data && !data.success) errors.push(...namesGuessed(fieldErrors(data.error.issues, ['data']), shape!.shape));
  const rawData = isRecord(given) ? given : {};
  const codes = codeFaults(type, rawData, context.strict);
  errors.push(
    ...codes.errors,
    ...addressFaults(rawData),
    ...linkFaults(rawData, context.now),
    ...clockFaults(rawData, context.now),
    ...dateFaults(rawData, context.now),
    ...timeFaults(raw.time, context.now),
    ...linkFaultsIn({ ...rawData, certificate: undefined, recipients: undefined }, 'data', context.linkHosts),
    ...sameSubjects(rawData),
  );
  if (errors.length > 0 || !envelope.success || !data?.success) return { event: null, errors: once(errors) };
  const {
    recipients = {},
    account,
    ...rest
  } = data.data as {
    recipients?: Partial<Record<RecipientRole, Recipient>>;
    account?: string;
  } & Record<string, unknown>;
  if (typeof rest.procedure === 'string') rest.procedure = procedureTaken(rest.procedure);
  const checked: CheckedEvent = { ...envelope.data, data: rest, recipients };
  return {
    event: account === undefined ? checked : { ...checked, account },
    errors: [],
    warnings: [...codes.warnings, ...limitWarnings(rawData)],
  };
};
