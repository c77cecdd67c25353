/** What each role may know: every readable route × every role, with real people behind it. No content of a mail, no address without the right. */
import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RouteContract } from '../../../../../server/contract/console/route.ts';
import { hasRight, type Right, type StaffRole, staffRoles } from '../../../../../server/contract/rights.ts';
import { publicId } from '../../../../../server/lib/token.ts';
import { type TestApp, testApp } from '../../../../support/app.ts';
import { addReaders } from '../../../../support/audience.ts';
import { firstPerson, personWith } from '../../../../support/staff.ts';

const folder = new URL('../../../../../server/contract/console/', import.meta.url);
const routes: [string, RouteContract][] = [];
for (const file of readdirSync(folder))
  for (const [name, value] of Object.entries((await import(new URL(file, folder).href)) as Record<string, unknown>))
    if (name.endsWith('Routes'))
      for (const [verb, c] of Object.entries(value as Record<string, RouteContract>))
        routes.push([`${name.replace(/Routes$/, '')}.${verb}`, c]);

const READER = 'marker-of-a-reader@example.jp';
const FILER = 'marker-of-a-filer@example.jp';
const CONTENT = 'marker-of-content';
const REFERENCE = 'MARKER-2025-1';

let app: TestApp;
const people = new Map<StaffRole, Awaited<ReturnType<typeof personWith>>>();
/** Real ids for `:id`, by the beginning of the path. */
const ids: Record<string, string> = {};

beforeAll(async () => {
  app = await testApp();
  const first = await firstPerson(app);
  for (const role of staffRoles) people.set(role, await personWith(app, [role], { email: `staff-${role}@example.jp` }));
  const topic = ((await app.ground.db.knex('topic').first('id')) as { id: number }).id;
  await addReaders(app.ground, topic, [{ email: READER }, { email: `b-${READER}`, state: 'suspended' }]);
  const operator = people.get('operator')!;
  const author = people.get('author')!;
  ids.readers = ((await operator.post('/readers/find', { email: READER })).body.reader as { id: string }).id;
  for (const to of [READER, FILER])
    await app.ground.db.write((trx) =>
      app.ground.outbox.post(trx, {
        type: 'staff-contact',
        system: 'ras2',
        languages: ['ja'],
        role: 'filer',
        to,
        variables: { text: [CONTENT] },
        lane: 'transactional',
        dedupeKey: publicId(),
        actor: 'test',
        cause: 'test',
        reference: REFERENCE,
      }),
    );
  ids.letters = ((await operator.post('/find', { text: FILER })).body.letters as { id: string }[])[0]!.id;
  ids.people = author.id;
  ids['mail-types'] = 'staff-contact';
  const key = (await first.post('/keys', { name: 'marker', type: 'test', system: 'ras2' })).body as { id: string };
  ids.keys = key.id;
});
afterAll(() => app.stop());

const allowed = (role: StaffRole, c: RouteContract) =>
  c.right === 'self' || c.right === 'open' || hasRight([role], c.right as Right);
const pathOf = (c: RouteContract) => c.path.replace(':id', ids[c.path.split('/')[1]!] ?? 'nobody');

/** Who sees an address in full, and where. */
const knowsReader = new Set(['reader.show', 'reader.find']);
const knowsStaff = new Set(['people.list', 'people.show']);

test.each(routes.filter(([, c]) => c.method === 'GET'))('%s tells no role what it may not know', async (name, c) => {
  for (const [role, one] of people) {
    if (!allowed(role, c)) continue;
    const reply = await one.get(pathOf(c));
    expect(reply.status, `${role}: ${JSON.stringify(reply.body)}`).toBeLessThan(500);
    const text = JSON.stringify(reply.body);
    expect(text, role).not.toContain(CONTENT);
    expect(text, role).not.toContain(FILER);
    if (!knowsReader.has(name)) expect(text, role).not.toContain(READER);
    const own = name === 'session.whoAmI' ? one.email : null;
    if (!knowsStaff.has(name))
      for (const other of people.values()) if (other.email !== own) expect(text, role).not.toContain(other.email);
  }
});

test('the desk finds by address and by reference, and tells neither content nor an address that was not typed', async () => {
  for (const [role, one] of people) {
    for (const text of [READER, FILER, REFERENCE, ids.letters!]) {
      const reply = await one.post('/find', { text });
      if (!hasRight([role], 'letter.find')) {
        expect(reply.body.code, role).toBe('right.missing');
        continue;
      }
      expect(reply.status).toBe(200);
      expect((reply.body.letters as unknown[]).length, `${role} ${text}`).toBeGreaterThan(0);
      const told = JSON.stringify(reply.body);
      for (const secret of [CONTENT, READER, FILER]) expect(told, `${role} ${text}`).not.toContain(secret);
    }
  }
});

test('a reader in full is only for those who may look readers up, and looking stands in the audit log', async () => {
  const look = async () =>
    ((await app.ground.db.knex('audit').where({ action: 'reader.see', object: `reader:${ids.readers}` })) as unknown[])
      .length;
  for (const [role, one] of people) {
    const before = await look();
    const reply = await one.get(`/readers/${ids.readers}`);
    const may = hasRight([role], 'reader.find');
    expect(reply.status, role).toBe(may ? 200 : 403);
    expect((await look()) - before, role).toBe(may ? 1 : 0);
  }
});

test('what a server on the way answered names no address to the desk', async () => {
  const reply = `550 5.1.1 <${FILER}>: no such user`;
  await app.ground.db.write((trx) => trx.knex('letter').where({ public_id: ids.letters }).update({ reply }));
  const shown = await people.get('helpdesk')!.get(`/letters/${ids.letters}`);
  expect(shown.status).toBe(200);
  expect(JSON.stringify(shown.body)).not.toContain(FILER);
  expect(shown.body.reply).toContain('550 5.1.1');
});
