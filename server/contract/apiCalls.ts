/**
 * The calls of `/api/v1`: what the server checks, what the OpenAPI document and its page say, and what generated clients know,
 * all from here (docs/decisions and shared contract of events). Names of bodies and answers are those of the document's components.
 */
import { z } from 'zod';

/** A flag as an address writes it. */
const flag = z.preprocess((text) => (text === 'true' ? true : text === 'false' ? false : text), z.boolean());

export type ApiCall<Q extends z.ZodObject = z.ZodObject> = {
  method: 'get' | 'post';
  /** `:name` stands for a parameter, which `parameters` describes. */
  path: string;
  summary: string;
  description?: string;
  parameters: Readonly<Record<string, string>>;
  /** Each with its description. What else stands there: a write refuses it, a read warns. */
  query: Q;
  headers?: Readonly<Record<string, string>>;
  /** Component of the document, and the media types it may come as. */
  body?: { named: string; as: readonly string[]; many?: number };
  status: 200 | 201 | 202;
  /** Component of the document; null: an object that is not described. */
  answer: string | null;
  told: string;
  /** Statuses of its problems, beside those that every call may answer with. */
  problems: readonly number[];
};

const route = <Q extends z.ZodObject>(one: ApiCall<Q>): ApiCall<Q> => one;
const noQuery = z.object({});

const reporting = {
  query: z.object({
    dry_run: flag.default(false).meta({ description: 'The same answer; nothing is stored.' }),
    mode: z
      .enum(['all', 'each'])
      .default('all')
      .meta({ description: 'Batches and bulks: all or nothing, or each that is right.' }),
    unknown_subject: z.enum(['warn', 'refuse']).default('warn').meta({
      description: 'An event about a case that nobody knows: taken with a warning, or refused.',
    }),
  }),
  headers: { 'Idempotency-Key': 'Must agree with the event: one key, one request; remembered for 7 days.' },
  problems: [400, 403, 409, 413, 415, 422],
} as const;

/** Most events of one batch; a bulk of 300 with its letters is one event. */
export const BATCH = 1000;
export const STRUCTURED = 'application/cloudevents+json';
export const BATCHED = 'application/cloudevents-batch+json';

const ofCase = { system: 'ras2, ras1 or ens.', subject: 'The case.' };
const ofLetter = { parameters: { id: 'The letter.' }, query: noQuery, answer: 'Letter', told: 'The letter.' } as const;

/** By `operationId`. */
export const apiCalls = {
  reportEvents: route({
    ...reporting,
    method: 'post',
    path: '/api/v1/events',
    summary: 'Report one event; the rulebook decides which letters follow',
    description:
      'CloudEvents 1.0 over HTTP: structured mode as described here, binary mode (attributes in `ce-` headers, `data` as the body), and batches as in `/api/v1/events/batch`. `data_base64` is taken in place of `data`; attributes of others’ making are kept and given back as `extensions`. Bodies may be packed with gzip or deflate.',
    parameters: {},
    body: { named: 'Event', as: [STRUCTURED, 'application/json'] },
    status: 202,
    answer: 'EventAnswer',
    told: 'On disk.',
  }),
  reportBatch: route({
    ...reporting,
    method: 'post',
    path: '/api/v1/events/batch',
    summary: 'Report up to 1,000 events; an empty batch is taken',
    parameters: {},
    body: { named: 'Event', as: [BATCHED], many: BATCH },
    status: 202,
    answer: 'BatchAnswer',
    told: 'On disk, as far as listed under events.',
  }),
  getEvent: route({
    method: 'get',
    path: '/api/v1/events/:id',
    summary: 'What an event caused',
    parameters: { id: "The event's own id." },
    query: z.object({ source: z.string().optional().meta({ description: 'When several sources use the id.' }) }),
    status: 200,
    answer: 'ReportedEvent',
    told: 'The event.',
    problems: [400, 404, 409],
  }),
  listCases: route({
    method: 'get',
    path: '/api/v1/cases',
    summary: 'Cases of the key’s system, newest change first',
    parameters: {},
    query: z.object({
      cursor: z.string().optional().meta({ description: '`next` of the page before.' }),
      limit: z.coerce.number().int().min(1).max(200).default(50).meta({ description: '1 to 200.' }),
    }),
    status: 200,
    answer: 'CaseList',
    told: 'A page.',
    problems: [400],
  }),
  getCase: route({
    method: 'get',
    path: '/api/v1/cases/:system/:subject',
    summary: 'Letters, follow-ups, next dates and stop reason of a case',
    parameters: ofCase,
    query: noQuery,
    status: 200,
    answer: 'Case',
    told: 'The case.',
    problems: [403, 404],
  }),
  advanceCase: route({
    method: 'post',
    path: '/api/v1/cases/:system/:subject/advance',
    summary: 'Test keys: play a case forward and learn what would have gone, when and to whom',
    parameters: ofCase,
    query: noQuery,
    body: { named: 'Advance', as: ['application/json'] },
    status: 200,
    answer: 'Advanced',
    told: 'What went.',
    problems: [400, 403, 404, 409, 413, 415, 422],
  }),
  getLetter: route({
    ...ofLetter,
    method: 'get',
    path: '/api/v1/letters/:id',
    summary: 'A letter and its state',
    status: 200,
    problems: [404],
  }),
  resendLetter: route({
    ...ofLetter,
    method: 'post',
    path: '/api/v1/letters/:id/resend',
    summary:
      'Send a letter again, with the same text, to the present address of its case; the answer is the new letter',
    status: 202,
    problems: [400, 404, 409],
  }),
  cancelLetter: route({
    ...ofLetter,
    method: 'post',
    path: '/api/v1/letters/:id/cancel',
    summary: 'Cancel a letter while it waits',
    status: 200,
    problems: [400, 404, 409],
  }),
  getRulebook: route({
    method: 'get',
    path: '/api/v1/rulebook',
    summary: 'Every event with its letters, timing, follow-ups and stop conditions',
    parameters: {},
    query: noQuery,
    status: 200,
    answer: null,
    told: 'The rulebook.',
    problems: [],
  }),
};
export type ApiCalls = typeof apiCalls;
