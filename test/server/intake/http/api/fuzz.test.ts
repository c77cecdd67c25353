/** Whatever an application system or a stranger sends as an event or a body: an answer that names what is wrong, never a fault of ours. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventShapes } from '../../../../../server/contract/events.ts';
import { checkEvent } from '../../../../../server/domain/cases/checkEvent.ts';
import { type TestApp, testApp } from '../../../../support/app.ts';
import { findBreak, holdsForAll } from '../../../../support/fuzz.ts';
import { event, type Json, type System, sampleData, systemOf } from '../../../../support/systems.ts';

let app: TestApp;
let ras2: System;
beforeAll(async () => {
  app = await testApp({ API_RATE_MINUTE: '0' });
  ras2 = await systemOf(app);
});
afterAll(() => app.stop());

const types = Object.keys(eventShapes).filter((type) => type.startsWith('ras2.'));
const odd = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom('2025-02-30', '9999-12-31T23:59:60Z', 'https://xn--/', 'a@b', -0, 1e308, '\0', '__proto__', []),
);
/** An event that could be real, with some fields of it turned into something else. */
const spoilt = fc
  .record({
    type: fc.constantFrom(...types),
    id: fc.uuid(),
    subject: fc.string({ maxLength: 30 }),
    put: fc.dictionary(fc.constantFrom('recipients', 'procedure', 'url', 'kind', 'items', 'number', 'zzz'), odd),
    envelope: fc.dictionary(fc.constantFrom('time', 'id', 'source', 'specversion', 'datacontenttype'), odd, {
      maxKeys: 2,
    }),
  })
  .map(({ type, id, subject, put, envelope }) => ({
    ...event(type, { id, subject, data: { ...sampleData[type], ...put } as Json }),
    ...envelope,
  }));
const context = () => ({ system: 'ras2' as const, strict: false, now: app.clock.now(), linkHosts: [] });

it('an event in any state is taken, or refused with fields and codes', async () => {
  await holdsForAll(
    fc.asyncProperty(fc.oneof(spoilt, odd), async (input) => {
      const { event: taken, errors } = checkEvent(input, context());
      expect(taken === null).toBe(errors.length > 0);
      for (const { field, code } of errors) {
        expect(typeof field).toBe('string');
        expect(code).toMatch(/^[a-z0-9-]+\.[a-z0-9-]+$/);
      }
    }),
    500,
  );
});

it('over HTTP it gets 2xx or 4xx with a code, and the hub lives on', async () => {
  await holdsForAll(
    fc.asyncProperty(fc.oneof(spoilt, odd), async (input) => {
      const { status, body } = await ras2.post('/api/v1/events', input as Json);
      expect(status).toBeLessThan(500);
      if (status >= 400) expect(body.code).toMatch(/^[a-z0-9-]+\.[a-z0-9-]+$/);
    }),
    150,
  );
  expect((await fetch(`${app.url}/healthz`)).status).toBe(200);
});

it('a body of any bytes under any type is answered below 500 at every door that takes bodies', async () => {
  const doors = ['/api/v1/events', '/v2/notifications/email', '/console/api/session', '/console/api/csp', '/en/entry'];
  const kinds = [
    'application/json',
    'application/cloudevents+json',
    'application/x-www-form-urlencoded',
    'text/plain',
    'x',
  ];
  await holdsForAll(
    fc.asyncProperty(
      fc.constantFrom(...doors),
      fc.constantFrom(...kinds),
      fc.oneof(
        fc.uint8Array({ maxLength: 200 }),
        fc.json().map((json) => Buffer.from(json)),
      ),
      async (door, kind, body) => {
        const headers = { 'content-type': kind, authorization: `Bearer ${ras2.key}` };
        const answer = await fetch(`${app.url}${door}`, {
          method: 'POST',
          headers,
          body: Buffer.from(body),
          redirect: 'manual',
        });
        await answer.arrayBuffer();
        expect(answer.status).toBeLessThan(500);
      },
    ),
    150,
  );
});

it('a reader of events that trips over an empty field would be found', async () => {
  const faulty = (input: unknown) => {
    const { url } = (input as { data?: { url?: unknown } }).data ?? {};
    if (url === '') throw new Error('tripped');
    return checkEvent(input, context());
  };
  const property = fc.asyncProperty(spoilt, async (input) => void faulty(input));
  const found = await findBreak(property, 5000);
  expect((found?.error as Error).message).toContain('tripped');
  expect((await findBreak(property, 1, found!.replay))?.counterexample).toEqual(found!.counterexample);
});
