/**
 * What the OpenAPI document allows, the server takes, and the reverse: requests are made of the document alone, for `/api/v1` and `/v2`.
 * Events have rules that no schema can say (dates against one another, links, people who are needed): those alone may refuse what it allows.
 */
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type TestApp, testApp } from '../../../../support/app.ts';
import { event, type Json, type System, sampleData, systemOf } from '../../../../support/systems.ts';

type Parameter = { name: string; in: 'path' | 'query' | 'header'; required: boolean; schema: Json };
type Operation = {
  operationId: string;
  parameters: Parameter[];
  requestBody?: { content: Record<string, { schema: Json }> };
  responses: Record<string, { content?: Record<string, { schema: Json }> }>;
};
type Call = { path: string; method: string; operation: Operation };

let app: TestApp;
let test: System;
let document: Json;
let calls: Call[];
let template: string;
beforeAll(async () => {
  app = await testApp({ API_RATE_MINUTE: '0' });
  test = await systemOf(app, { type: 'test' });
  document = (await (await fetch(`${app.url}/api/openapi.json`)).json()) as Json;
  calls = Object.entries(document.paths as Record<string, Record<string, Operation>>).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const made = { system: 'ras2', language: 'en', actor: 'operator:test', publish: true } as const;
  const { templates } = app.running.parts;
  template = (await templates.create({ ...made, name: 'Plain', subject: 'Hello', body: 'A line.' })).id;
});
afterAll(() => app.stop());

const schemas = () => (document.components as { schemas: Record<string, Json> }).schemas;
/** A schema with its references followed. */
const whole = (schema: Json): Json => {
  const name = typeof schema.$ref === 'string' ? schema.$ref.split('/').at(-1)! : null;
  return name ? whole(schemas()[name]!) : schema;
};
const checkOf = (schema: Json) => z.fromJSONSchema(whole(schema) as Parameters<typeof z.fromJSONSchema>[0]);

const token = () => {
  const part = (value: Json) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ typ: 'JWT', alg: 'HS256' })}.${part({ iss: test.key.slice(-73, -37), iat: Math.round(Date.now() / 1000) })}`;
  return `${signed}.${createHmac('sha256', test.key.slice(-36)).update(signed).digest('base64url')}`;
};
const ask = async (method: string, path: string, body?: unknown) => {
  const response = await fetch(`${app.url}${path}`, {
    method: method.toUpperCase(),
    headers: {
      authorization: `Bearer ${path.startsWith('/v2') ? token() : test.key}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Json };
};

/** Values that a schema of the document allows: only what the document uses is known here, the rest is an error. */
const made = (given: Json): fc.Arbitrary<unknown> => {
  const schema = whole(given);
  if (schema.enum) return fc.constantFrom(...(schema.enum as unknown[]));
  if (schema.anyOf) return fc.oneof(...(schema.anyOf as Json[]).map(made));
  if (schema.type === 'null') return fc.constant(null);
  if (schema.type === 'boolean') return fc.boolean();
  if (schema.type === 'integer')
    return fc.integer({ min: Number(schema.minimum ?? 0), max: Number(schema.maximum ?? 1000) });
  if (schema.type === 'array') return fc.array(made(schema.items as Json), { maxLength: 3 });
  if (schema.format === 'uuid') return fc.uuid({ version: 4 });
  if (schema.type === 'string') return fc.string({ maxLength: Math.min(60, Number(schema.maxLength ?? 60)) });
  throw new Error(`no values are made of ${JSON.stringify(schema)}`);
};
const queryOf = (parameters: readonly Parameter[]) =>
  fc.record(Object.fromEntries(parameters.map((one) => [one.name, made(one.schema)])), { requiredKeys: [] });
const written = (query: Record<string, unknown>) =>
  new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value]).map((one): [string, string] => [name, String(one)]),
    ),
  ).toString();
/** Values that stand for something: nothing is behind them, and that is 404 and never a fault of the query. */
const filled = (path: string) =>
  path
    .replace('{system}', 'ras2')
    .replace('{subject}', 'NOBODY-1')
    .replace('{version}', '1')
    .replace('/template/{id}', `/template/${template}`)
    .replace('{id}', '6fbf8fb1-8a4b-4d0a-9f5e-3a2b1c0d9e8f');
/** The answer says that the query is wrong. */
const queryWrong = ({ status, body }: { status: number; body: Json }): boolean =>
  status === 400 && (body.code === 'query.invalid' || JSON.stringify(body).includes('ValidationError'));
const ownMeaning = new Set(['cursor']);
const queried = (operation: Operation) =>
  operation.parameters.filter((one) => one.in === 'query' && !ownMeaning.has(one.name));

it('there are calls of both doors', () => {
  const doors = calls.map(({ path }) => path.split('/')[1]);
  expect([doors.filter((d) => d === 'api').length, doors.filter((d) => d === 'v2').length]).toEqual([10, 7]);
});

describe('The query', () => {
  it('is taken in every form that the document allows', async () => {
    for (const { path, method, operation } of calls) {
      const query = queryOf(queried(operation));
      const body = operation.operationId === 'reportEvents' ? event('ras2.application.withdrawn') : undefined;
      await fc.assert(
        fc.asyncProperty(query, async (asked) => {
          const answer = await ask(method, `${filled(path)}?${written(asked)}`, body);
          expect([operation.operationId, written(asked), queryWrong(answer)]).toEqual([
            operation.operationId,
            written(asked),
            false,
          ]);
        }),
        { numRuns: 12, seed: 20_261_129 },
      );
    }
  });

  it('is refused where a value is none that the document allows', async () => {
    let refused = 0;
    for (const { path, method, operation } of calls)
      for (const { name, schema } of queried(operation)) {
        const check = checkOf(schema);
        // An address has only text: what a number or a flag is there is read by the server.
        const typed = ['integer', 'boolean'].includes(String(schema.type));
        for (const value of ['', 'neither', '0', '201', '1.5', '-1', 'TRUE']) {
          const read = typed && value !== '' && !Number.isNaN(Number(value)) ? Number(value) : value;
          const one = schema.type === 'array' ? [read] : read;
          if (check.safeParse(one).success) continue;
          const answer = await ask(method, `${filled(path)}?${written({ [name]: value })}`, undefined);
          expect([operation.operationId, name, value, queryWrong(answer)]).toEqual([
            operation.operationId,
            name,
            value,
            true,
          ]);
          refused++;
        }
      }
    expect(refused).toBeGreaterThan(30);
  });

  it('with a name that the document does not know stops a write and is told by a read', async () => {
    for (const { path, method, operation } of calls) {
      const body = operation.requestBody && method === 'post' ? {} : undefined;
      const answer = await ask(method, `${filled(path)}?dryrun=true`, body);
      const name = operation.operationId;
      // Notify's own lists refuse what they do not know.
      if (method === 'post' || name === 'listNotifications' || name === 'listTemplates')
        expect([name, queryWrong(answer)]).toEqual([name, true]);
      else if (answer.status === 200)
        expect([name, JSON.stringify(answer.body.warnings)]).toEqual([name, expect.stringContaining('dryrun')]);
      else expect([name, answer.status]).toEqual([name, 404]);
    }
  });
});

describe('An answer', () => {
  it('is of the shape that the document names, of every call that has something to answer', async () => {
    const { body: first } = await test.report(event('ras2.application.submitted', { subject: 'SHAPE-1' }));
    const letter = String((first.letters as Json[])[0]!.id);
    const sent = await ask('post', '/v2/notifications/email', {
      email_address: 'reader@example.jp',
      template_id: template,
    });
    const real: Record<string, [path: string, body?: unknown]> = {
      reportEvents: ['/api/v1/events', event('ras2.application.withdrawn', { subject: 'SHAPE-2' })],
      reportBatch: ['/api/v1/events/batch', [event('ras2.application.withdrawn', { subject: 'SHAPE-3' })]],
      getEvent: [`/api/v1/events/${encodeURIComponent(String(first.id))}`],
      listCases: ['/api/v1/cases?limit=1'],
      getCase: ['/api/v1/cases/ras2/SHAPE-1'],
      getLetter: [`/api/v1/letters/${letter}`],
      advanceCase: ['/api/v1/cases/ras2/SHAPE-1/advance', { to: new Date(app.clock.now() + 86_400_000).toISOString() }],
      getRulebook: ['/api/v1/rulebook'],
      sendEmail: ['/v2/notifications/email', { email_address: 'other@example.jp', template_id: template }],
      listNotifications: ['/v2/notifications'],
      getNotification: [`/v2/notifications/${sent.body.id}`],
      listTemplates: ['/v2/templates'],
      getTemplate: [`/v2/template/${template}`],
      getTemplateVersion: [`/v2/template/${template}/version/1`],
      previewTemplate: [`/v2/template/${template}/preview`, {}],
    };
    for (const { method, operation } of calls) {
      const one = real[operation.operationId];
      if (!one) continue;
      const answer = await ask(method, one[0], one[1]);
      const described = operation.responses[String(answer.status)]?.content?.['application/json']?.schema;
      const read = described ? checkOf(described).safeParse(answer.body) : null;
      const found = [operation.operationId, answer.status < 400, read?.error?.issues ?? (read ? [] : answer)];
      expect(found).toEqual([operation.operationId, true, []]);
    }
    expect(
      calls.filter(({ operation }) => !(operation.operationId in real)).map(({ operation }) => operation.operationId),
    ).toEqual(['resendLetter', 'cancelLetter']);
  });
});

describe('A body', () => {
  const changed = (sample: Json) =>
    fc
      .tuple(
        fc.constantFrom(...Object.keys(sample), 'unheard_of'),
        fc.oneof(
          fc.constant(undefined),
          fc.constant(null),
          fc.string({ maxLength: 30 }),
          fc.integer(),
          fc.boolean(),
          fc.constant([]),
          fc.constant({}),
        ),
      )
      .map(([name, value]) => {
        const copy: Json = { ...sample, [name]: value };
        if (value === undefined) delete copy[name];
        return copy;
      });

  it.each([
    ['sendEmail', '/v2/notifications/email'],
    ['previewTemplate', '/v2/template/{id}/preview'],
  ])('of %s is taken exactly when the document allows it', async (id, path) => {
    const { operation } = calls.find((one) => one.operation.operationId === id)!;
    const check = checkOf(operation.requestBody!.content['application/json']!.schema);
    const sample: Json =
      id === 'sendEmail'
        ? {
            email_address: 'reader@example.jp',
            template_id: template,
            personalisation: {},
            reference: 'r',
            sanitise_content_for: null,
          }
        : { personalisation: {} };
    // What it means is judged by its own rules, which the document describes in words.
    const meaning = /Not a valid email address|not a valid https url|datetime|Template not found|EMAIL_REPLY|reply/i;
    const seen = { taken: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(changed(sample), async (body) => {
        const { status, body: answer } = await ask('post', filled(path), body);
        const allowed = check.safeParse(body).success;
        seen[status < 400 ? 'taken' : 'refused']++;
        if (status < 400) expect([body, allowed]).toEqual([body, true]);
        else if (allowed) expect([body, JSON.stringify(answer)]).toEqual([body, expect.stringMatching(meaning)]);
      }),
      { numRuns: 80, seed: 20_261_129 },
    );
    expect(seen.taken).toBeGreaterThan(5);
    expect(seen.refused).toBeGreaterThan(5);
  });

  it('of an event that the server takes, the document allows; what the document allows is refused for its meaning alone', async () => {
    const types = Object.keys(sampleData).filter((type) => type.startsWith('ras2.'));
    const checks = new Map(
      types.map((type) => [type, checkOf(Object.values(schemas()).find((s) => s.title === type)!)]),
    );
    const form = /^(field\.(missing|unknown|type|value|format|empty)|envelope\.|body\.)/;
    const seen = { taken: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...types).chain((type) => fc.tuple(fc.constant(type), changed(event(type).data as Json))),
        async ([type, data]) => {
          const body = { ...event(type), data };
          const { status, body: answer } = await test.report(JSON.stringify(body), '?dry_run=true');
          const allowed = checks.get(type)!.safeParse(JSON.parse(JSON.stringify(body))).success;
          seen[status === 202 ? 'taken' : 'refused']++;
          const codes = ((answer.errors ?? []) as { code: string }[]).map(({ code }) => code);
          if (status === 202) expect([type, data, allowed]).toEqual([type, data, true]);
          else if (allowed) expect([type, data, codes.filter((code) => form.test(code))]).toEqual([type, data, []]);
        },
      ),
      { numRuns: 200, seed: 20_261_129 },
    );
    expect(seen.taken).toBeGreaterThan(10);
    expect(seen.refused).toBeGreaterThan(10);
  });
});
