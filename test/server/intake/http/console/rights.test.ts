/** Every route of the console × every role: refused without the right, and nothing in an answer that its contract does not name. */
import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RouteContract } from '../../../../../server/contract/console/route.ts';
import { hasRight, rights, type StaffRole, staffRoles } from '../../../../../server/contract/rights.ts';
import { type TestApp, testApp } from '../../../../support/app.ts';
import { addReaders } from '../../../../support/audience.ts';
import { PASSWORD, personWith, type Staff, staff } from '../../../../support/staff.ts';

const folder = new URL('../../../../../server/contract/console/', import.meta.url);
const collect = async (): Promise<[string, RouteContract][]> => {
  const found: [string, RouteContract][] = [];
  for (const file of readdirSync(folder)) {
    const module = (await import(new URL(file, folder).href)) as Record<string, unknown>;
    for (const [name, value] of Object.entries(module))
      if (name.endsWith('Routes'))
        for (const [verb, contract] of Object.entries(value as Record<string, RouteContract>))
          found.push([`${name.replace(/Routes$/, '')}.${verb}`, contract]);
  }
  return found;
};
const routes = await collect();

/** The address of a reader: no list of the console shows one in full, whoever asks. */
const MARKER = 'marker-of-a-reader@example.jp';

let app: TestApp;
const people = new Map<StaffRole, Staff>();
beforeAll(async () => {
  app = await testApp();
  const topic = ((await app.ground.db.knex('topic').first('id')) as { id: number }).id;
  await addReaders(app.ground, topic, [{ email: MARKER, state: 'suspended' }, { email: `other-${MARKER}` }]);
  for (const role of staffRoles) people.set(role, await personWith(app, [role]));
});
afterAll(() => app.stop());

const address = (contract: RouteContract) => contract.path.replace(':id', 'nobody');

test('There are routes, and each is found in one contract only', () => {
  const places = routes.map(([, c]) => `${c.method} ${c.path}`);
  expect(places.length).toBeGreaterThan(30);
  expect(new Set(places).size).toBe(places.length);
});

test('Every right is one that some route asks for or some role has', () => {
  const asked = new Set(routes.map(([, c]) => c.right));
  for (const [name, c] of routes) expect(['open', 'self', ...rights], `${name} asks for ${c.right}`).toContain(c.right);
  expect(asked.size).toBeGreaterThan(10);
});

test('Every route says whether it can be undone, asks first, or neither', () => {
  for (const [name, c] of routes) {
    expect(['undo', 'asks', 'none'], name).toContain(c.reversal.kind);
    if (c.reversal.kind === 'undo') expect(c.reversal.by, name).not.toBe('');
    if (c.reversal.kind === 'asks') expect(c.reversal.tells, name).not.toBe('');
    if (c.method === 'GET') expect(c.reversal.kind, name).toBe('none');
  }
});

describe.each(routes)('%s', (_name, contract) => {
  test('answers nobody who is not signed in', async () => {
    const reply = await staff(app).call(contract.method, address(contract), {});
    if (contract.right === 'open') expect(reply.status).not.toBe(401);
    else expect(reply.body).toMatchObject({ status: 401, code: 'session.none' });
  });

  test('refuses every role without the right', async () => {
    for (const [role, one] of people) {
      if (contract.right === 'open' || contract.right === 'self' || hasRight([role], contract.right)) continue;
      const reply = await one.call(contract.method, address(contract), {});
      expect(reply.body, role).toMatchObject({
        status: 403,
        code: 'right.missing',
        details: { right: contract.right },
      });
    }
  });
});

/** What weighs: sent to all, exported, or made to open doors. */
const weighty = [
  'bulletinWay.release',
  'bulletinWay.sendRest',
  'bulletinWay.breakGlass',
  'bulletinWay.record',
  'audit.export',
  'key.create',
];
test('Sending to all, exports and keys ask again; so does every route that says so, before it looks at anything else', async () => {
  const asking = routes.filter(([, c]) => c.fresh);
  expect(asking.map(([name]) => name)).toEqual(expect.arrayContaining(weighty));
  const all = await personWith(app, staffRoles);
  app.clock.advance(11 * 60_000);
  for (const [name, c] of asking) {
    const reply = await all.call(c.method, address(c), {});
    expect(reply.body, name).toMatchObject({ status: 403, code: 'fresh.needed', details: { password: true } });
  }
  expect((await all.post('/session/confirm', { password: PASSWORD })).status).toBe(200);
  for (const [name, c] of asking) {
    const reply = await all.call(c.method, address(c), {});
    expect(reply.body.code, name).not.toBe('fresh.needed');
  }
});

test('what an address asks beside what the route knows stops every write, and is told by every read', async () => {
  const all = await personWith(app, staffRoles);
  for (const [name, c] of routes.filter(([, c]) => c.right !== 'open')) {
    const reply = await all.call(c.method, `${address(c)}?dryrun=true`, {});
    const warnings = [{ field: 'dryrun', code: 'query.unknown' }];
    if (c.method !== 'GET')
      expect(reply.body, name).toMatchObject({ status: 400, code: 'query.unknown', fields: warnings });
    else if (reply.status === 200) expect(reply.body.warnings, name).toEqual(warnings);
  }
});

/** What may be read without naming anything. */
const readable = routes.filter(([, c]) => c.method === 'GET' && !c.path.includes(':id') && c.right !== 'open');
test.each(readable)(
  '%s answers those with the right, with what its contract names and nothing more',
  async (_name, c) => {
    for (const [role, one] of people) {
      if (c.right !== 'self' && c.right !== 'open' && !hasRight([role], c.right)) continue;
      const reply = await one.get(c.path);
      expect(reply.status, `${role}: ${JSON.stringify(reply.body)}`).toBe(200);
      expect(c.answer.parse(reply.body)).toEqual(reply.body);
      expect(JSON.stringify(reply.body)).not.toContain('marker-of-a-reader');
    }
  },
);
