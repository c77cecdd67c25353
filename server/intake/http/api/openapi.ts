/** The OpenAPI 3.1 document of API v1, made of the schemas that check the requests and of the rulebook. */
import { z } from 'zod';
import * as answers from '../../../contract/api.ts';
import { callbackBody } from '../../../contract/callbackBody.ts';
import { dataSchema, envelopeSchema, eventShapes } from '../../../contract/events.ts';
import { findRule } from '../../../domain/rulebook/index.ts';
import { BATCH } from './cloudEvents.ts';
import { type ProblemCode, problems, problemWords } from './problems.ts';

type Json = Record<string, unknown>;

const schemaOf = (schema: z.ZodType): Json => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io: 'input',
    unrepresentable: 'any',
  });
  return rest as Json;
};

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const content = (schema: Json, type = 'application/json') => ({ [type]: { schema } });

/** Statuses a call may answer with beside its own, from the table of problems. */
const problemAnswers = (...statuses: number[]) =>
  Object.fromEntries(
    statuses.map((status) => [
      String(status),
      {
        description: Object.entries(problems)
          .filter(([, one]) => one === status)
          .map(([code]) => `\`${code}\`: ${problemWords.en.requests[code as ProblemCode].title}.`)
          .join(' '),
        content: content(ref('Problem'), 'application/problem+json'),
      },
    ]),
  );

const eventName = (type: string) =>
  type
    .split(/[.-]/)
    .map((word) => word[0]!.toUpperCase() + word.slice(1))
    .join('');

/** `data` may be left out only where an event needs neither a field nor anybody to be named. */
const needsData = (type: string): boolean =>
  eventShapes[type]!.needs.length > 0 ||
  Object.values(dataSchema(type)!.shape).some((field) => !(field as z.ZodType).safeParse(undefined).success);

/** Attributes of others' making may stand beside; what they may hold is not said here, for generated types cannot say "all other names". */
const publishedEvent = (type: string) => {
  const data = dataSchema(type)!;
  return envelopeSchema
    .extend({ type: z.literal(type), data: needsData(type) ? data : data.optional() })
    .catchall(z.unknown());
};

const eventSchemas = (): Json =>
  Object.fromEntries(
    Object.keys(eventShapes).map((type) => [
      eventName(type),
      {
        ...schemaOf(publishedEvent(type)),
        title: type,
        description: findRule(type)?.rule.says.en ?? type,
      },
    ]),
  );

const parameter = (
  name: string,
  where: 'path' | 'query' | 'header',
  description: string,
  schema: Json = { type: 'string' },
) => ({
  name,
  in: where,
  required: where === 'path',
  description,
  schema,
});

const anyEvent = () => ({
  oneOf: Object.keys(eventShapes).map((type) => ref(eventName(type))),
  discriminator: {
    propertyName: 'type',
    mapping: Object.fromEntries(
      Object.keys(eventShapes).map((type) => [type, `#/components/schemas/${eventName(type)}`]),
    ),
  },
});

const always = problemAnswers(401, 429, 500, 503);

const reportParameters = () => [
  parameter('dry_run', 'query', 'The same answer; nothing is stored.', { type: 'boolean' }),
  parameter('mode', 'query', 'Batches and bulks: all or nothing, or each that is right.', {
    enum: ['all', 'each'],
    default: 'all',
  }),
  parameter('Idempotency-Key', 'header', 'Must agree with the event: one key, one request; remembered for 7 days.'),
];
const reportProblems = () => ({ ...problemAnswers(400, 403, 409, 413, 415, 422), ...always });

const eventPaths = (): Json => ({
  '/api/v1/events': {
    post: {
      operationId: 'reportEvents',
      summary: 'Report one event; the rulebook decides which letters follow',
      description:
        'CloudEvents 1.0 over HTTP: structured mode as described here, binary mode (attributes in `ce-` headers, `data` as the body), and batches as in `/api/v1/events/batch`. `data_base64` is taken in place of `data`; attributes of others’ making are kept and given back as `extensions`. Bodies may be packed with gzip or deflate.',
      parameters: reportParameters(),
      requestBody: {
        required: true,
        content: { ...content(ref('Event'), 'application/cloudevents+json'), ...content(ref('Event')) },
      },
      responses: {
        202: { description: 'On disk.', content: content(ref('EventAnswer')) },
        ...reportProblems(),
      },
    },
  },
  '/api/v1/events/batch': {
    post: {
      operationId: 'reportBatch',
      summary: 'Report up to 1,000 events; an empty batch is taken',
      parameters: reportParameters(),
      requestBody: {
        required: true,
        content: content({ type: 'array', maxItems: BATCH, items: ref('Event') }, 'application/cloudevents-batch+json'),
      },
      responses: {
        202: { description: 'On disk, as far as listed under events.', content: content(ref('BatchAnswer')) },
        ...reportProblems(),
      },
    },
  },
  '/api/v1/events/{id}': {
    get: {
      operationId: 'getEvent',
      summary: 'What an event caused',
      parameters: [
        parameter('id', 'path', "The event's own id."),
        parameter('source', 'query', 'When several sources use the id.'),
      ],
      responses: {
        200: { description: 'The event.', content: content(ref('ReportedEvent')) },
        ...problemAnswers(404, 409),
        ...always,
      },
    },
  },
});

const casePaths = (): Json => ({
  '/api/v1/cases': {
    get: {
      operationId: 'listCases',
      summary: 'Cases of the key’s system, newest change first',
      parameters: [
        parameter('cursor', 'query', '`next` of the page before.'),
        parameter('limit', 'query', '1 to 200.', { type: 'integer', minimum: 1, maximum: 200, default: 50 }),
      ],
      responses: {
        200: { description: 'A page.', content: content(ref('CaseList')) },
        ...problemAnswers(400),
        ...always,
      },
    },
  },
  '/api/v1/cases/{system}/{subject}': {
    get: {
      operationId: 'getCase',
      summary: 'Letters, follow-ups, next dates and stop reason of a case',
      parameters: [parameter('system', 'path', 'ras2, ras1 or ens.'), parameter('subject', 'path', 'The case.')],
      responses: {
        200: { description: 'The case.', content: content(ref('Case')) },
        ...problemAnswers(403, 404),
        ...always,
      },
    },
  },
  '/api/v1/cases/{system}/{subject}/advance': {
    post: {
      operationId: 'advanceCase',
      summary: 'Test keys: play a case forward and learn what would have gone, when and to whom',
      parameters: [parameter('system', 'path', 'ras2, ras1 or ens.'), parameter('subject', 'path', 'The case.')],
      requestBody: { required: true, content: content(ref('Advance')) },
      responses: {
        200: { description: 'What went.', content: content(ref('Advanced')) },
        ...problemAnswers(400, 403, 404, 409, 422),
        ...always,
      },
    },
  },
});

const letterPath = (operationId: string, summary: string, status: number, ...also: number[]) => ({
  operationId,
  summary,
  parameters: [parameter('id', 'path', 'The letter.')],
  responses: {
    [status]: { description: 'The letter.', content: content(ref('Letter')) },
    ...problemAnswers(404, ...also),
    ...always,
  },
});

const otherPaths = (): Json => ({
  '/api/v1/letters/{id}': { get: letterPath('getLetter', 'A letter and its state', 200) },
  '/api/v1/letters/{id}/resend': {
    post: letterPath('resendLetter', 'Send a letter again as it was; the answer is the new letter', 202, 409),
  },
  '/api/v1/letters/{id}/cancel': { post: letterPath('cancelLetter', 'Cancel a letter while it waits', 200, 409) },
  '/api/v1/rulebook': {
    get: {
      operationId: 'getRulebook',
      summary: 'Every event with its letters, timing, follow-ups and stop conditions',
      responses: { 200: { description: 'The rulebook.', content: content({ type: 'object' }) }, ...always },
    },
  },
});

const header = (name: string, description: string) => ({ ...parameter(name, 'header', description), required: true });

/** What the hub calls (Standard Webhooks). */
const webhooks = (): Json => ({
  letterOutcome: {
    post: {
      operationId: 'letterOutcome',
      summary: 'What became of a letter, told to the targets of its system',
      description:
        'At least once, in order per letter, from `hub callbacks add` on. Answer 2xx within 10 seconds. Anything else is told again after 5 s, 30 s, 2, 5, 15, 30 min, 1 h, 2 h, then every 4 h, for 24 hours; `Retry-After` is obeyed for the whole target, 410 ends it. After ten misses in a row a target rests 5 minutes between tries. Up to 32 are under way at once. Redirects are not followed. A repeated message has the same `webhook-id`; deliveries are kept, and can be replayed, for 90 days.',
      security: [],
      parameters: [
        header('webhook-id', 'The same whenever the same message is told again: do each once.'),
        header('webhook-timestamp', 'Seconds since 1970, of this try.'),
        header(
          'webhook-signature',
          '`v1,` and the base64 HMAC-SHA-256 of `id.timestamp.body` with the secret behind `whsec_`; two with a blank between while a secret is rotated: one that fits is enough.',
        ),
      ],
      requestBody: { required: true, content: content(ref('Callback')) },
      responses: {
        '2XX': { description: 'Taken.' },
        410: { description: 'Nothing more is told there until it is replayed.' },
        429: { description: 'Told again after `Retry-After`.' },
      },
    },
  },
});

const components = (): Json => ({
  securitySchemes: {
    key: { type: 'http', scheme: 'bearer', description: 'The whole key, as `hub keys create` printed it.' },
  },
  schemas: {
    Event: anyEvent(),
    ...eventSchemas(),
    EventAnswer: schemaOf(answers.eventAnswer),
    BatchAnswer: schemaOf(answers.batchAnswer),
    ReportedEvent: schemaOf(answers.reportedEvent),
    Letter: schemaOf(answers.letter),
    Case: schemaOf(answers.caseFile),
    CaseList: schemaOf(answers.caseList),
    Advance: schemaOf(answers.advance),
    Advanced: schemaOf(answers.advanced),
    Callback: schemaOf(callbackBody),
    Problem: schemaOf(answers.problem),
  },
});

/** The document; it depends on nothing but the address it is served at. */
export const openApiDocument = (publicUrl: string): Json => ({
  openapi: '3.1.0',
  info: {
    title: 'Fumibako API',
    version: '1.0.0',
    description:
      'Application systems report what happened; the rulebook decides who gets which letter and when. 202 means the event is on disk. (source, id) is the identity of an event: the same again answers the same and sends nothing.',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  servers: [{ url: publicUrl }],
  security: [{ key: [] }],
  paths: { ...eventPaths(), ...casePaths(), ...otherPaths() },
  webhooks: webhooks(),
  components: components(),
});
