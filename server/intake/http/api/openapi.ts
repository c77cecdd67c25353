/** The OpenAPI 3.1 document of API v1, made of the schemas that check the requests and of the rulebook. */
import { STATUS_CODES } from 'node:http';
import { z } from 'zod';
import * as answers from '../../../contract/api.ts';
import { type ApiCall, apiCalls } from '../../../contract/apiCalls.ts';
import { callbackBody } from '../../../contract/callbackBody.ts';
import { dataSchema, envelopeSchema, eventShapes } from '../../../contract/events.ts';
import * as notify from '../../../contract/notifyCalls.ts';
import { findRule } from '../../../domain/rulebook/index.ts';
import { type ProblemCode, problems, problemWords } from './problems.ts';

type Json = Record<string, unknown>;

const schemaOf = (schema: z.ZodType, io: 'input' | 'output' = 'input'): Json => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io,
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
const notifyAlways = [401, 403, 429, 500, 503] as const;

const queryParameters = (query: z.ZodObject) => {
  const { properties = {}, required = [] } = schemaOf(query, 'output') as { properties?: Json; required?: string[] };
  const optional = (name: string) => query.shape[name]!.safeParse(undefined).success;
  return Object.entries(properties as Record<string, Json>).map(([name, { description, ...schema }]) => ({
    ...parameter(name, 'query', String(description), schema),
    required: required.includes(name) && !optional(name),
  }));
};

const bodyOf = ({ named, as, many }: NonNullable<ApiCall['body']>) => ({
  required: true,
  content: Object.assign(
    {},
    ...as.map((type) => content(many ? { type: 'array', maxItems: many, items: ref(named) } : ref(named), type)),
  ) as Json,
});

/** A path as the document writes it. */
const braced = (path: string) => path.replace(/:(\w+)/g, '{$1}');

/** Notify's envelope, the same for every status. */
const notifyProblems = (...statuses: number[]) =>
  Object.fromEntries(
    statuses.map((status) => [
      String(status),
      { description: STATUS_CODES[status] ?? '', content: content(ref('NotifyProblem')) },
    ]),
  );

const operationOf = (operationId: string, one: ApiCall, wrong: Json): Json => ({
  operationId,
  summary: one.summary,
  ...(one.description ? { description: one.description } : {}),
  parameters: [
    ...Object.entries(one.parameters).map(([name, told]) => parameter(name, 'path', told)),
    ...queryParameters(one.query),
    ...Object.entries(one.headers ?? {}).map(([name, told]) => parameter(name, 'header', told)),
  ],
  ...(one.body ? { requestBody: bodyOf(one.body) } : {}),
  responses: {
    [one.status]: { description: one.told, content: content(one.answer ? ref(one.answer) : { type: 'object' }) },
    ...wrong,
  },
});

const paths = (): Json => {
  const all: Record<string, Json> = {};
  const add = (one: ApiCall, operation: Json) => {
    all[braced(one.path)] = { ...all[braced(one.path)], [one.method]: operation };
  };
  for (const [id, one] of Object.entries<ApiCall>(apiCalls))
    add(one, operationOf(id, one, { ...problemAnswers(...one.problems), ...always }));
  for (const [id, one] of Object.entries<ApiCall>(notify.notifyCalls))
    add(one, { ...operationOf(id, one, notifyProblems(...one.problems, ...notifyAlways)), security: [{ token: [] }] });
  return all;
};

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
    token: {
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description: 'Signed with the secret of the key (HS256), as the clients of GOV.UK Notify do it.',
    },
  },
  schemas: {
    Event: anyEvent(),
    ...eventSchemas(),
    EventAnswer: schemaOf(answers.eventAnswer),
    BatchAnswer: schemaOf(answers.batchAnswer),
    ReportedEvent: schemaOf(answers.reportedEvent),
    Letter: schemaOf(answers.letterAnswer),
    Case: schemaOf(answers.caseFile),
    CaseList: schemaOf(answers.caseList),
    Advance: schemaOf(answers.advance),
    Advanced: schemaOf(answers.advanced),
    Callback: schemaOf(callbackBody),
    Problem: schemaOf(answers.problem),
    NotifyEmail: schemaOf(notify.notifyEmail),
    NotifySent: schemaOf(notify.notifySent),
    NotifyPreview: schemaOf(notify.notifyPreview),
    NotifyPreviewed: schemaOf(notify.notifyPreviewed),
    Notification: schemaOf(notify.notification),
    NotificationList: schemaOf(notify.notificationList),
    NotifyTemplate: schemaOf(notify.notifyTemplate),
    NotifyTemplateList: schemaOf(notify.notifyTemplateList),
    NotifyProblem: schemaOf(notify.notifyProblem),
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
  paths: paths(),
  webhooks: webhooks(),
  components: components(),
});
