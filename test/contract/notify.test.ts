/** The /v2 face with the official client from npm, unmodified, and by hand where the client hides what is answered (notify-api.md 1). */
import { createHmac, randomUUID } from 'node:crypto';
import { NotifyClient } from 'notifications-node-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { typeTemplateId, uuidOfName } from '../../server/domain/notify/templates.ts';
import { type TestApp, testApp } from '../support/app.ts';
import { carry, type Verdict } from '../support/postman.ts';
import { type Json, provenReplyAddress, type System, systemOf } from '../support/systems.ts';

let app: TestApp;
let live: System;
let test: System;
let team: System;
let greeting: string;
let list: string;
let replyTo: string;

const client = (system: System) => new NotifyClient(app.url, system.key);

beforeAll(async () => {
  app = await testApp();
  live = await systemOf(app);
  test = await systemOf(app, { type: 'test' });
  team = await systemOf(app, { type: 'team', allow: ['friend@example.jp'] });
  const { templates } = app.running.parts;
  const made = { system: 'ras2', language: 'en', actor: 'operator:test', publish: true };
  greeting = (
    await templates.create({
      ...made,
      name: 'Greeting',
      subject: 'Hello ((name))',
      body: 'Dear ((name)),\r\n\r\n# News\r\n\r\nYour number is ((number)).((late?? You are late.))',
    })
  ).id;
  list = (await templates.create({ ...made, name: 'List', subject: 'Things', body: 'Bring: ((things))' })).id;
  replyTo = await provenReplyAddress(app, 'desk@example.jp');
});
afterAll(() => app.stop());

type Failure = { status: number; data: { status_code: number; errors: { error: string; message: string }[] } };
/** What the client throws. */
const failed = async (promise: Promise<unknown>): Promise<Failure> => {
  const outcome = await promise.then(
    () => null,
    (error: { response: Failure }) => error.response,
  );
  expect(outcome).not.toBeNull();
  return outcome!;
};
const words = (f: Failure) => [f.status, ...f.data.errors.map((e) => `${e.error}: ${e.message}`)];
const personalisation = { name: 'LI MING', number: 5, late: false };
const send = (email = 'someone@example.jp', options: Json = {}, system = live) =>
  client(system).sendEmail(greeting, email, { personalisation, ...options });

const serviceOf = (system: System) => system.key.slice(-73, -37);
const encode = (part: Json) => Buffer.from(JSON.stringify(part)).toString('base64url');
const sign = (head: Json, claims: Json, secret: string) => {
  const signed = `${encode(head)}.${encode(claims)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
};
const now = () => Math.round(Date.now() / 1000);
const token = (system: System, claims: Json = {}) =>
  sign({ typ: 'JWT', alg: 'HS256' }, { iss: serviceOf(system), iat: now(), ...claims }, system.key.slice(-36));
const raw = async (
  path: string,
  p: { method?: string; body?: unknown; auth?: string | null; headers?: Record<string, string> } = {},
) => {
  const auth = p.auth === undefined ? `Bearer ${token(live)}` : p.auth;
  const response = await fetch(`${app.url}${path}`, {
    method: p.method ?? (p.body === undefined ? 'GET' : 'POST'),
    headers: { ...(auth === null ? {} : { Authorization: auth }), ...p.headers },
    ...(p.body === undefined ? {} : { body: typeof p.body === 'string' ? p.body : JSON.stringify(p.body) }),
  });
  return { status: response.status, body: (await response.json()) as Json, headers: response.headers };
};

describe('Sending with the official client', () => {
  it('answers 201 with every key of the contract', async () => {
    const { status, data } = await send('Some.One@Example.jp', {
      reference: 'ref-1',
      emailReplyToId: replyTo,
      oneClickUnsubscribeURL: 'https://example.jp/out?u=1',
    });
    expect(status).toBe(201);
    expect(data).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      reference: 'ref-1',
      uri: `http://localhost:${app.running.httpPort}/v2/notifications/${data.id}`,
      scheduled_for: null,
      template: {
        id: greeting,
        version: 1,
        uri: expect.stringContaining(`/services/${serviceOf(live)}/templates/${greeting}`),
      },
      content: {
        from_email: 'no-reply@rasens-immi.moj.go.jp',
        subject: 'Hello LI MING',
        body: 'Dear LI MING,\r\n\r\n# News\r\n\r\nYour number is 5.',
        one_click_unsubscribe_url: 'https://example.jp/out?u=1',
      },
      sanitised_content: {},
    });
  });

  it('leaves the local part of an address as it was typed', async () => {
    expect((await app.letters()).at(-1)!.to).toBe('Some.One@example.jp');
  });

  it('sends lists as bullets and prints numbers and truth as Notify does', async () => {
    const { data } = await client(live).sendEmail(list, 'someone@example.jp', {
      personalisation: { things: ['a', 'b'] },
    });
    expect(data.content.body).toBe('Bring: \n\n* a\n* b');
    const shown = await send(undefined, { personalisation: { name: true, number: 1.5, late: 'yes' } });
    expect(shown.data.content.body).toContain('Dear True,');
    expect(shown.data.content.body).toContain('You are late.');
  });

  it('makes what it is told to sanitise harmless, and says what it changed', async () => {
    const { data } = await send(undefined, {
      personalisation: { ...personalisation, name: 'User, [click here](https://evil.link)' },
      sanitiseContentFor: ['name'],
    });
    expect(data.sanitised_content).toEqual({
      name: { unsanitised: 'User, [click here](https://evil.link)', sanitised: 'User, \\[click here\\]\\(\\)' },
    });
    expect(data.content.body).toContain('Dear User, \\[click here\\]\\(\\),');
  });

  it('offers every shipped mail as a template of its own, with the same id everywhere', async () => {
    const id = typeTemplateId('ras2-user-id-notice', 'plja');
    expect(id).toBe(uuidOfName('fumibako:ras2-user-id-notice:plja'));
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const { data } = await client(live).sendEmail(id, 'someone@example.jp', {
      personalisation: { user_id: 'R0123456789' },
    });
    expect(data.content.body).toContain('R0123456789');
    expect((await app.letters()).at(-1)).toMatchObject({ type: 'ras2-user-id-notice', languages: 'plja' });
  });

  it('honours the hour a letter is scheduled for', async () => {
    const at = '2025-11-20T15:30:00Z';
    const { body } = await raw('/v2/notifications/email', {
      body: { template_id: greeting, email_address: 'later@example.jp', personalisation, scheduled_for: at },
    });
    expect(body.scheduled_for).toBe('2025-11-20T15:30:00.000000Z');
    expect((await app.letters()).at(-1)!.state).toBe('planned');
  });

  it('answers a repeated request with the same Idempotency-Key the same, and another one 409', async () => {
    const request = { template_id: greeting, email_address: 'once@example.jp', personalisation };
    const headers = { 'Idempotency-Key': 'k-1' };
    const [first, second] = await Promise.all([
      raw('/v2/notifications/email', { body: request, headers }),
      raw('/v2/notifications/email', { body: request, headers }),
    ]);
    expect([first!.status, second!.status]).toEqual([201, 201]);
    expect(second!.body).toEqual(first!.body);
    const other = await raw('/v2/notifications/email', { body: { ...request, reference: 'x' }, headers });
    expect(other.status).toBe(409);
    expect((await app.letters()).filter((l) => l.to === 'once@example.jp')).toHaveLength(1);
  });
});

describe('What is refused, to the letter', () => {
  const email = (body: Json) => raw('/v2/notifications/email', { body });
  const good = () => ({ template_id: greeting, email_address: 'someone@example.jp', personalisation });
  const cases: [string, () => Json, string[]][] = [
    [
      'nothing',
      () => ({}),
      ['ValidationError: email_address is a required property', 'ValidationError: template_id is a required property'],
    ],
    [
      'a template id that is none',
      () => ({ ...good(), template_id: 'x' }),
      ['ValidationError: template_id is not a valid UUID'],
    ],
    [
      'personalisation that is a word',
      () => ({ ...good(), personalisation: 'x' }),
      ['ValidationError: personalisation x is not of type object'],
    ],
    [
      'an address that is none',
      () => ({ ...good(), email_address: 'x' }),
      ['ValidationError: email_address Not a valid email address'],
    ],
    [
      'a reference over 1000',
      () => ({ ...good(), reference: 'a'.repeat(1001) }),
      [`ValidationError: reference ${'a'.repeat(1001)} is too long`],
    ],
    [
      'a link that is not https',
      () => ({ ...good(), one_click_unsubscribe_url: 'http://x.jp' }),
      ['ValidationError: one_click_unsubscribe_url is not a valid https url'],
    ],
    [
      'an unknown key',
      () => ({ ...good(), foo: 1 }),
      ['ValidationError: Additional properties are not allowed (foo was unexpected)'],
    ],
    ['an unknown template', () => ({ ...good(), template_id: randomUUID() }), ['BadRequestError: Template not found']],
    [
      'missing personalisation',
      () => ({ ...good(), personalisation: {} }),
      ['BadRequestError: Missing personalisation: name, number, late'],
    ],
    [
      'a past hour',
      () => ({ ...good(), scheduled_for: '2025-11-19T00:00:00Z' }),
      ['ValidationError: scheduled_for datetime can not be in the past'],
    ],
    [
      'an hour too far ahead',
      () => ({ ...good(), scheduled_for: '2025-11-22T00:00:00Z' }),
      ['ValidationError: scheduled_for datetime can only be 24 hours in the future'],
    ],
    [
      'a value to sanitise that is no text',
      () => ({ ...good(), sanitise_content_for: ['number'] }),
      ['BadRequestError: sanitise_content_for number is not of type string'],
    ],
    [
      'a file without an ending',
      () => ({ ...good(), personalisation: { ...personalisation, late: { file: 'YQ==', filename: 'a' } } }),
      ['BadRequestError: `filename` must end with a file extension. For example, filename.csv'],
    ],
  ];
  it.each(cases)('%s', async (_, make, expected) => {
    const { status, body } = await email(make());
    expect([status, body.status_code]).toEqual([400, 400]);
    expect((body.errors as { error: string; message: string }[]).map((e) => `${e.error}: ${e.message}`)).toEqual(
      expected,
    );
  });

  it('an unknown reply address names the service', async () => {
    const id = randomUUID();
    expect(words(await failed(send(undefined, { emailReplyToId: id })))).toEqual([
      400,
      `BadRequestError: email_reply_to_id ${id} does not exist in database for service id ${serviceOf(live)}`,
    ]);
  });

  it('a team key to somebody who is not on its list', async () => {
    expect((await send('friend@example.jp', {}, team)).status).toBe(201);
    expect(words(await failed(send('stranger@example.jp', {}, team)))).toEqual([
      400,
      'BadRequestError: Can’t send to this recipient using a team-only API key',
    ]);
  });

  it('a template that has been taken away, and one that was never published', async () => {
    const { templates } = app.running.parts;
    const draft = await templates.create({
      system: 'ras2',
      language: 'en',
      name: 'D',
      subject: 'S',
      body: 'B',
      actor: 'test',
    });
    expect(words(await failed(client(live).sendEmail(draft.id, 'a@example.jp')))).toEqual([
      400,
      'BadRequestError: Template not found',
    ]);
    await templates.publish(draft.id, 1, 'test');
    expect((await client(live).sendEmail(draft.id, 'a@example.jp')).status).toBe(201);
    await templates.archive(draft.id, 'test');
    expect(words(await failed(client(live).sendEmail(draft.id, 'a@example.jp')))).toEqual([
      400,
      'BadRequestError: Template has been deleted',
    ]);
  });

  it('what is not JSON, and what is no e-mail', async () => {
    expect((await raw('/v2/notifications/email', { body: '{' })).body).toEqual({
      status_code: 400,
      errors: [{ error: 'BadRequestError', message: 'Invalid JSON supplied in POST data' }],
    });
    expect(words(await failed(client(live).sendSms(greeting, '0', {})))).toEqual([
      400,
      'BadRequestError: Service is not allowed to send text messages',
    ]);
    expect(words(await failed(client(live).sendLetter(greeting, { personalisation: {} })))[0]).toBe(400);
    expect(words(await failed(client(live).getReceivedTexts()))[0]).toBe(400);
  });

  it('a text over two million bytes, and one that is empty when it is filled', async () => {
    const long = { personalisation: { things: 'あ'.repeat(700_000) } };
    expect(words(await failed(client(live).sendEmail(list, 'a@example.jp', long)))).toEqual([
      400,
      'BadRequestError: Your message is too long. Emails cannot be longer than 2000000 bytes. Your message is 2100007 bytes.',
    ]);
    const { id } = await app.running.parts.templates.create({
      system: 'ras2',
      language: 'en',
      name: 'E',
      subject: 'S',
      body: '((text??More))',
      actor: 'test',
      publish: true,
    });
    const empty = { personalisation: { text: false } };
    expect(words(await failed(client(live).sendEmail(id, 'a@example.jp', empty)))).toEqual([
      400,
      'BadRequestError: Your message is empty.',
    ]);
  });

  it.each([
    ['/v2/notifications?foo=1', 'Additional properties are not allowed (foo was unexpected)'],
    ['/v2/notifications?include_jobs=maybe', 'include_jobs maybe is not one of [true, True]'],
    ['/v2/templates?foo=1', 'Additional properties are not allowed (foo was unexpected)'],
    ['/v2/template/0f0f0f0f-0f0f-4f0f-8f0f-0f0f0f0f0f0f/version/x', 'version x is not of type integer'],
    ['/v2/template/0f0f0f0f-0f0f-4f0f-8f0f-0f0f0f0f0f0f/version/0', 'version 0 is less than the minimum of 1'],
  ])('%s', async (path, message) => {
    expect((await raw(path)).body).toEqual({ status_code: 400, errors: [{ error: 'ValidationError', message }] });
  });

  it('of a preview, what its schema does not know', async () => {
    const preview = (body: unknown) => raw(`/v2/template/${greeting}/preview`, { body });
    expect((await preview({ foo: 1, personalisation: [] })).body.errors).toEqual([
      { error: 'ValidationError', message: 'personalisation [] is not of type object' },
      { error: 'ValidationError', message: 'Additional properties are not allowed (foo was unexpected)' },
    ]);
    expect((await preview('')).body.errors).toEqual([
      { error: 'BadRequestError', message: 'Missing personalisation: name, number, late' },
    ]);
  });

  it('paths outside the contract answer in the other envelope', async () => {
    expect((await raw('/v2/nothing')).body).toMatchObject({ result: 'error' });
    expect((await raw('/v2/notifications/email', { method: 'DELETE' })).status).toBe(405);
  });
});

describe('Who may come in', () => {
  const asked = async (auth: string | null) => {
    const { status, body } = await raw('/v2/notifications', { auth });
    const [first] = body.errors as { error: string; message: string }[];
    expect(body.status_code).toBe(status);
    return [status, `${first!.error}: ${first!.message}`];
  };
  const secret = () => live.key.slice(-36);
  const head = { typ: 'JWT', alg: 'HS256' };

  it.each([
    ['no token', () => null, 401, 'Unauthorized: authentication token must be provided'],
    ['another scheme', () => 'Basic abc', 401, 'Unauthorized: authentication bearer scheme must be used'],
    [
      'a token 31 seconds old',
      () => `Bearer ${token(live, { iat: now() - 32 })}`,
      403,
      'Error: Your system clock must be accurate to within 30 seconds',
    ],
    [
      'a token from the future',
      () => `Bearer ${token(live, { iat: now() + 33 })}`,
      403,
      'Error: Your system clock must be accurate to within 30 seconds',
    ],
    [
      'a wrong secret',
      () => `Bearer ${sign(head, { iss: serviceOf(live), iat: now() }, 'x')}`,
      403,
      'Invalid token: API key not found',
    ],
    [
      'no iat',
      () => `Bearer ${sign(head, { iss: serviceOf(live) }, secret())}`,
      403,
      'Invalid token: API key not found',
    ],
    ['no iss', () => `Bearer ${sign(head, { iat: now() }, secret())}`, 403, 'Invalid token: iss field not provided'],
    [
      'an iss that is no UUID',
      () => `Bearer ${token(live, { iss: 'x' })}`,
      403,
      'Invalid token: service id is not the right data type',
    ],
    [
      'an unknown service',
      () => `Bearer ${token(live, { iss: randomUUID() })}`,
      403,
      'Invalid token: service not found',
    ],
    [
      'another algorithm',
      () => `Bearer ${sign({ typ: 'JWT', alg: 'HS512' }, { iss: serviceOf(live), iat: now() }, secret())}`,
      403,
      'Invalid token: algorithm used is not HS256',
    ],
    [
      'no algorithm',
      () => `Bearer ${encode({ alg: 'none' })}.${encode({ iss: serviceOf(live), iat: now() })}.`,
      403,
      'Invalid token: algorithm used is not HS256',
    ],
  ])('%s', async (_, make, status, message) => {
    expect(await asked(make())).toEqual([status, `AuthError: ${message}`]);
  });

  it.each([
    ['something that is no token at all', () => 'abc'],
    ['an audience, which the contract does not know', () => token(live, { aud: 'x' })],
  ])('%s', async (_, make) => {
    const [status, message] = await asked(`Bearer ${make()}`);
    expect(status).toBe(403);
    expect(message).toMatch(/^AuthError: Invalid token: make sure your API token matches the example at http/);
  });

  it('a key that was revoked, while the other keys of the system go on', async () => {
    const short = await systemOf(app);
    await app.running.parts.keys.revoke(short.id, 'test');
    expect(await asked(`Bearer ${token(short)}`)).toEqual([403, 'AuthError: Invalid token: API key revoked']);
    expect((await raw('/v2/notifications')).status).toBe(200);
  });

  it('a token with a clock that is half a second ahead, in any case of the scheme', async () => {
    expect((await raw('/v2/notifications', { auth: `bEARER ${token(live, { iat: now() + 1 })}` })).status).toBe(200);
  });
});

describe('Reading with the official client', () => {
  it('shows a letter with every key, null and never absent', async () => {
    const { data } = await send('read@example.jp', { reference: 'read' });
    const shown = await client(live).getNotificationById(data.id);
    expect(shown.data).toEqual({
      id: data.id,
      reference: 'read',
      email_address: 'read@example.jp',
      phone_number: null,
      line_1: null,
      line_2: null,
      line_3: null,
      line_4: null,
      line_5: null,
      line_6: null,
      postcode: null,
      type: 'email',
      status: 'created',
      template: { id: greeting, version: 1, uri: expect.stringContaining('/v2/template/') },
      body: data.content.body,
      subject: 'Hello LI MING',
      created_at: '2025-11-20T01:00:00.000000Z',
      created_by_name: null,
      sent_at: null,
      completed_at: null,
      scheduled_for: null,
      postage: null,
      one_click_unsubscribe: null,
      one_click_unsubscribe_url: null,
      cost_details: {},
      cost_in_pounds: 0,
      is_cost_data_ready: true,
    });
  });

  const outcomes: [string, Verdict, string][] = [
    ['delivered', { state: 'accepted' }, 'delivered'],
    ['refused', { state: 'refused', reason: 'userunknown' }, 'permanent-failure'],
    ['given up', { state: 'bounced', reason: 'deadline' }, 'temporary-failure'],
    ['unknown', { state: 'unknown', reason: 'unknown' }, 'temporary-failure'],
    ['suppressed', { state: 'suppressed', reason: 'suppression' }, 'permanent-failure'],
    ['failed', { state: 'failed', reason: 'render' }, 'technical-failure'],
    ['expired', { state: 'expired', reason: 'deadline' }, 'technical-failure'],
  ];
  it.each(outcomes)('calls a letter that is %s by Notify’s word', async (_, verdict, status) => {
    await carry(app);
    const { data } = await send('outcome@example.jp');
    await carry(app, () => verdict);
    const shown = (await client(live).getNotificationById(data.id)).data;
    expect(shown.status).toBe(status);
    expect(shown.completed_at).toBe('2025-11-20T01:00:00.000000Z');
    expect(shown.sent_at).toBe(verdict.state === 'accepted' ? '2025-11-20T01:00:00.000000Z' : null);
    const found = await client(live).getNotifications('email', status);
    expect(found.data.notifications.map((n) => n.id)).toContain(data.id);
  });

  it('answers 404 and 400 in the envelope of the contract', async () => {
    expect(words(await failed(client(live).getNotificationById(randomUUID())))).toEqual([
      404,
      'NoResultFound: No result found',
    ]);
    expect(words(await failed(client(live).getNotificationById('x')))).toEqual([
      400,
      'ValidationError: notification_id is not a valid UUID',
    ]);
    expect(words(await failed(client(live).getTemplateById('x')))).toEqual([
      400,
      'ValidationError: id is not a valid UUID',
    ]);
    expect(words(await failed(client(live).getTemplateById(randomUUID())))).toEqual([
      404,
      'NoResultFound: No result found',
    ]);
    const status = await raw('/v2/notifications?status=elephant');
    expect((status.body.errors as Json[])[0]!.message).toMatch(
      /^status elephant is not one of \[cancelled, created, sending,/,
    );
    expect((await raw('/v2/notifications?template_type=orange')).body.errors).toEqual([
      { error: 'ValidationError', message: 'template_type orange is not one of [sms, email, letter]' },
    ]);
    expect((await raw('/v2/notifications?older_than=x')).body.errors).toEqual([
      { error: 'ValidationError', message: 'older_than is not a valid UUID' },
    ]);
  });

  it('walks through pages of 250 to the end, each letter once, though many were made in the same instant', async () => {
    const reader = await systemOf(app, { system: 'ens' });
    const made = new Set<string>();
    const id = typeTemplateId('ens-id-renotice', 'ja');
    for (let i = 0; i < 10; i++)
      await Promise.all(
        Array.from({ length: 52 }, async () => {
          const { data } = await client(reader).sendEmail(id, 'page@example.jp', { personalisation: { user_id: 'x' } });
          made.add(data.id);
        }),
      );
    const seen: string[] = [];
    let older: string | undefined;
    const sizes: number[] = [];
    for (;;) {
      const { data } = await client(reader).getNotifications(undefined, undefined, undefined, older);
      sizes.push(data.notifications.length);
      if (data.notifications.length === 0) {
        expect(data.links).not.toHaveProperty('next');
        break;
      }
      seen.push(...data.notifications.map((n: { id: string }) => n.id));
      older = /older_than=([0-9a-f-]{36})/.exec(data.links.next)![1];
    }
    expect(sizes).toEqual([250, 250, 20, 0]);
    expect(new Set(seen)).toEqual(made);
    expect(seen.length).toBe(made.size);
  });

  it('below a letter that nobody knows is an empty page, which leads nowhere', async () => {
    const { data } = await client(live).getNotifications(undefined, undefined, undefined, randomUUID());
    expect(data).toEqual({ notifications: [], links: { current: expect.stringContaining('older_than=') } });
  });

  it('takes failed for every kind of failure, and e-mail for the only kind there is', async () => {
    await carry(app);
    const ids: string[] = [];
    for (const state of ['refused', 'failed', 'unknown'] as const) {
      ids.push((await send('failures@example.jp', { reference: 'failures' })).data.id);
      await carry(app, () => ({ state, reason: 'userunknown' }));
    }
    await send('failures@example.jp', { reference: 'failures' });
    const found = await client(live).getNotifications('email', 'failed', 'failures');
    expect(found.data.notifications.map((n: { id: string }) => n.id).sort()).toEqual(ids.sort());
    expect((await client(live).getNotifications('sms', undefined, 'failures')).data.notifications).toEqual([]);
  });

  it('lists only letters of the calling key’s type, and by reference', async () => {
    const mine = (await send('type@example.jp', { reference: 'only-test' }, test)).data.id;
    const forLive = await client(live).getNotifications(undefined, undefined, 'only-test');
    expect(forLive.data.notifications).toEqual([]);
    const forTest = await client(test).getNotifications(undefined, undefined, 'only-test');
    expect(forTest.data.notifications.map((n: { id: string }) => n.id)).toEqual([mine]);
    expect((await client(live).getNotificationById(mine)).data.id).toBe(mine);
  });

  it('keeps nothing of an address that only simulates', async () => {
    const { status, data } = await send('simulate-delivered-2@notifications.service.gov.uk');
    expect(status).toBe(201);
    expect((await failed(client(live).getNotificationById(data.id))).status).toBe(404);
  });
});

describe('Templates with the official client', () => {
  it('have versions; the newest published one is sent, older ones can be read', async () => {
    const { templates } = app.running.parts;
    const { id } = await templates.create({
      system: 'ras2',
      language: 'ja',
      name: '版',
      subject: '一',
      body: '一 ((name))',
      actor: 'operator:test',
      publish: true,
    });
    await templates.edit(id, { name: '版', subject: '二', body: '二 ((name)) ((more))' }, 'operator:test', 1);
    const before = (await client(live).getTemplateById(id)).data;
    expect([before.version, before.subject, before.updated_at]).toEqual([1, '一', null]);
    await templates.publish(id, 2, 'operator:test');
    const after = (await client(live).getTemplateById(id)).data;
    expect(after).toMatchObject({
      id,
      type: 'email',
      name: '版',
      version: 2,
      body: '二 ((name)) ((more))',
      subject: '二',
      postage: null,
      letter_contact_block: null,
      personalisation: { name: { required: true }, more: { required: true } },
      // No name and no address of a colleague leaves the house: the sender of the system stands for its authors.
      created_by: 'no-reply@rasens-immi.moj.go.jp',
    });
    expect((await client(live).getTemplateByIdAndVersion(id, 1)).data.subject).toBe('一');
    expect((await failed(client(live).getTemplateByIdAndVersion(id, 9))).status).toBe(404);
  });

  it('are previewed with their text and HTML, and say what is missing', async () => {
    const { data } = await client(live).previewTemplateById(greeting, personalisation);
    expect(data).toMatchObject({ id: greeting, type: 'email', version: 1, subject: 'Hello LI MING', postage: null });
    expect(data.html).toContain('<h');
    expect(words(await failed(client(live).previewTemplateById(greeting)))).toEqual([
      400,
      'BadRequestError: Missing personalisation: name, number, late',
    ]);
  });

  it('are listed by name, without those of other systems', async () => {
    const { data } = await client(live).getAllTemplates('email');
    const names = data.templates.map((t: { name: string }) => t.name);
    expect(names).toEqual([...names].sort());
    expect(names).toContain('Greeting');
    expect(names).toContain('app-complete (plja)');
    expect(names.some((n: string) => n.startsWith('ens-'))).toBe(false);
    expect((await client(live).getAllTemplates('sms')).data.templates).toEqual([]);
    expect(words(await failed(client(live).getAllTemplates('x' as 'sms')))).toEqual([
      400,
      'ValidationError: type x is not one of [sms, email, letter]',
    ]);
  });
});

describe('Too many requests', () => {
  it('are told in the contract’s words, before anything else is looked at', async () => {
    const small = await testApp({ API_RATE_MINUTE: '2' });
    try {
      const system = await systemOf(small);
      const officials = new NotifyClient(small.url, system.key);
      const tries = [];
      for (let i = 0; i < 3; i++) tries.push(await failed(officials.sendEmail('x', 'y')));
      expect(tries.map((t) => t.status)).toEqual([400, 400, 429]);
      expect(words(tries[2]!)[1]).toBe(
        'RateLimitError: Exceeded rate limit for key type LIVE of 2 requests per 60 seconds',
      );
      expect((await officials.getNotifications()).status).toBe(200);
    } finally {
      await small.stop();
    }
  });
});
