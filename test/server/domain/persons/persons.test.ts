/** Whoever stands behind one address: shown, handed over and erased over all tables; and what ends by itself when its time has come. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { expandBulletins, verifyCounts } from '../../../../server/delivery/expand.ts';
import { handOver } from '../../../../server/delivery/handOver.ts';
import { DAY } from '../../../../server/lib/clock.ts';
import { makeReturnPath } from '../../../../server/lib/token.ts';
import { registerFaults, register as registerOfData } from '../../../../server/store/register.ts';
import { listTables } from '../../../../server/store/schema.ts';
import { type TestApp, testApp } from '../../../support/app.ts';
import { addBulletin } from '../../../support/audience.ts';
import { report } from '../../../support/eml/build.ts';
import { commandLine } from '../../../support/hub.ts';
import { carry } from '../../../support/postman.ts';
import { event, systemOf } from '../../../support/systems.ts';
import { register } from '../../../support/visitor.ts';

const address = 'applicant@example.org';
const other = 'somebody-else@example.org';
let app: TestApp;
beforeEach(async () => {
  app = await testApp({ ROLES: 'web,intake', LIMIT_FORMS_NETWORK_HOUR: '0' });
});
afterEach(() => app.stop());

const count = async (table: string) => (await app.ground.db.knex(table)).length;

/** A reader who got a bulletin that came back, a case with its letters, and a person of another address with the same. */
const lived = async () => {
  const { db } = app.ground;
  for (const email of [address, other]) {
    await register(app.url, { email, topics: ['permanent'] });
    await app.settle();
  }
  const topic = (await db.knex('topic').where({ code: 'permanent' }).first('id')).id;
  const bulletin = await addBulletin(db, { topic, now: app.clock.now(), revision: app.ground.bundle.revision });
  await expandBulletins({ ...app.ground, clock: app.clock });
  const readers = (await db.knex('reader').orderBy('id')) as { id: number }[];
  for (const { id } of readers) {
    const to = `bounce+${makeReturnPath(app.ground.ring, { bulletin, row: id })}@mail.example.jp`;
    const data = report({ recipient: address, status: '4.2.2', diagnostic: '452 4.2.2 mailbox full' }).toString();
    const door = { host: '127.0.0.1', port: app.running.smtpPort!, from: '', to };
    expect(await handOver({ ...door, data })).toMatchObject({ code: 250 });
  }
  await app.running.parts.applications.applyOutcomes();
  const system = await systemOf(app);
  const submitted = event('ras2.application.submitted', {
    subject: 'R-1',
    data: { recipients: { filer: { email: address, name: 'SAMPLE TARO' } } },
  });
  expect((await system.report(submitted)).status).toBeLessThan(300);
  await carry(app);
  return { system, bulletin };
};

it('is shown by kind and number, and handed over opened, without codes; nothing of others', async () => {
  await lived();
  const { persons } = app.running.parts;
  const shown = await persons.show('test', 'Applicant@Example.org');
  expect(shown).toMatchObject({ known: true, reader: { state: 'active', topics: ['permanent'] } });
  expect(shown.counts).toMatchObject({ consents: 1, returned: 1, bulletins: 1, cases: 1 });
  expect(shown.open.cases).toHaveLength(1);
  const text = JSON.stringify(await persons.export('test', address));
  expect(text).toContain(address);
  expect(text).toContain('mailbox full');
  expect(text).not.toContain(other);
  expect(text).not.toContain('xK7-pQ2');
  expect(await persons.show('test', 'nobody@example.org')).toMatchObject({ known: false, reader: null });
  await expect(persons.show('test', 'no address')).rejects.toMatchObject({ code: 'input.invalid' });
  const lines = await app.ground.db.knex('audit').where('action', 'like', 'person.%');
  expect(lines).toHaveLength(3);
  expect(JSON.stringify(lines)).not.toContain('example.org');
});

it('is erased over all tables but for an open case, which is named; the list outside has the index and no address', async () => {
  await lived();
  const { persons } = app.running.parts;
  await expect(persons.erase('test', address, ' ')).rejects.toMatchObject({ code: 'reason.missing' });
  const erased = await persons.erase('test', address, 'asked by letter');
  expect(erased.gone).toMatchObject({ reader: 1, consents: 1, returned: 1 });
  expect(erased.kept.map((k) => k.what)).toEqual(expect.arrayContaining(['case', 'letter']));
  const left = await persons.show('test', address);
  expect(left).toMatchObject({ reader: null, counts: { consents: 0, returned: 0, bulletins: 0, requestsAndLinks: 0 } });
  const file = join(app.ground.config.DATA_DIR, 'erasures.jsonl');
  expect(readFileSync(file, 'utf8')).toMatch(/"index":"[0-9a-f]{36}"/);
  expect(readFileSync(file, 'utf8')).not.toContain('example');
  // Somebody else is whole, and again changes nothing.
  expect(await persons.show('test', other)).toMatchObject({
    reader: { state: 'active' },
    counts: { consents: 1, returned: 1 },
  });
  expect((await persons.erase('test', address, 'again')).gone).toMatchObject({ reader: 0, letters: 0 });
  // The case has closed: nothing is left.
  await app.ground.db.write(async (trx) => {
    await trx.knex('case_file').update({ state: 'closed', closed_at: app.clock.now() });
  });
  expect((await persons.erase('test', address, 'the case is over')).kept).toEqual([]);
  expect((await persons.show('test', address)).counts).toMatchObject({
    letters: 0,
    cases: 0,
    attempts: 0,
    outcomes: 0,
  });
});

it('stays erased when an older state comes back: the list is played over it, and lines end with the backups', async () => {
  await lived();
  const { persons } = app.running.parts;
  const backupAt = app.clock.now();
  app.clock.advance(DAY);
  await persons.erase('test', address, 'asked');
  // What a backup would bring back.
  await register(app.url, { email: address, topics: ['permanent'] });
  await app.settle();
  expect(await persons.replay(backupAt + 2 * DAY)).toBe(0);
  expect(await persons.replay(backupAt)).toBe(1);
  expect(await persons.show('test', address)).toMatchObject({ reader: null });
  expect(await persons.show('test', other)).toMatchObject({ reader: { state: 'active' } });
  app.clock.advance(36 * DAY);
  await persons.erase('test', other, 'asked');
  const lines = readFileSync(join(app.ground.config.DATA_DIR, 'erasures.jsonl'), 'utf8').trim().split('\n');
  expect(lines).toHaveLength(1);
});

it('the command line is a door to all three', async () => {
  await lived();
  const { DATABASE_URL, DATA_DIR, MASTER_KEY } = app.ground.config;
  const hub = commandLine({ NODE_ENV: 'test', DATABASE_URL, DATA_DIR, MASTER_KEY });
  expect((await hub('person', 'show', address)).stdout).toContain('active, topics permanent');
  const out = join(DATA_DIR, 'person.json');
  expect((await hub('person', 'export', address, '--out', out)).code).toBe(0);
  expect(JSON.parse(readFileSync(out, 'utf8'))).toMatchObject({ address });
  expect((await hub('person', 'erase', address)).code).toBe(2);
  const before = new Date(app.clock.now() - 1000).toISOString();
  const erased = await hub('person', 'erase', address, '--reason', 'asked', '--json');
  expect(JSON.parse(erased.stdout)).toMatchObject({ gone: { reader: 1 }, database: expect.any(String) });
  expect(existsSync(join(DATA_DIR, 'erasures.jsonl'))).toBe(true);
  // The command line has no turned clock: its erasure stands at the machine's time.
  expect(JSON.parse((await hub('person', 'replay', '--since', before, '--json')).stdout)).toMatchObject({
    replayed: 1,
  });
  expect((await hub('person', 'replay', '--since', 'yesterday')).code).toBe(2);
}, 60_000);

it('the text of a letter ends after 90 days, and past every end nothing of anybody is left', async () => {
  const { system } = await lived();
  for (const email of [address, other]) {
    const reader = await app.running.parts.persons.show('test', email);
    expect(reader.known).toBe(true);
  }
  const letters = () => app.ground.db.knex('letter').where({ type: 'nl-registration-complete' });
  expect((await letters()).map((l) => l.text_gone)).toEqual([0, 0]);
  app.clock.advance(91 * DAY);
  await app.running.parts.subscriptions.purge();
  expect((await letters()).map((l) => l.text_gone)).toEqual([1, 1]);
  expect((await app.letters()).filter((l) => l.type === 'nl-registration-complete').map((l) => l.variables)).toEqual([
    {},
    {},
  ]);
  expect(await count('returned_mail')).toBe(0);
  expect((await system.get('/api/v1/letters?limit=10')).status).toBeLessThan(500);

  // Everybody has left, every bulletin and task is over; then eight years go by.
  await app.ground.db.write(async (trx) => {
    await trx.knex('bulletin').update({ state: 'finished', finished_at: app.clock.now() });
    await trx.knex('task').update({ state: 'closed', closed_at: app.clock.now() });
    const purge_after = app.clock.now() + 365 * DAY;
    await trx.knex('reader').update({ state: 'left', purge_after });
  });
  app.clock.advance(8 * 365 * DAY);
  await app.running.parts.subscriptions.purge();
  const living = ['operator', 'api_key', 'audit'];
  const left: string[] = [];
  for (const [table, { holds }] of Object.entries(registerOfData))
    if (holds !== null && !living.includes(table) && table !== 'bulletin_event' && (await count(table)) > 0)
      left.push(table);
  expect(left).toEqual([]);
  expect(await count('bulletin_count')).toBeGreaterThan(0);
  expect(await verifyCounts(app.ground.db)).toEqual([]);
});

it('every table and every column of bytes stands in the register', async () => {
  const schema = await listTables(app.ground.db);
  expect(schema.size).toBeGreaterThan(40);
  expect(registerFaults(schema)).toEqual([]);
  expect(registerFaults(new Map([...schema, ['new_table', ['sealed_name']], ['reader', ['email', 'more']]]))).toEqual(
    expect.arrayContaining([
      'table new_table does not stand in the register of personal data (server/store/register.ts)',
      'column reader.more does not stand in the register of personal data (server/store/register.ts)',
      'the register of personal data names a column reader.email_index that is not there',
    ]),
  );
});
