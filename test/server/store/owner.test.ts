/** PostgreSQL with a second role: the hub works, and what stands in the audit log can be changed by nobody who has only the hub's role. */
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY } from '../../../server/lib/clock.ts';
import { makePair } from '../../../server/store/backupFile.ts';
import { countTables } from '../../../server/store/copies.ts';
import type { Db } from '../../../server/store/db.ts';
import { openDb } from '../../../server/store/open.ts';
import { asOwner, auditHold } from '../../../server/store/owner.ts';
import { type TestApp, testAppAt } from '../../support/app.ts';
import { freshDatabase } from '../../support/database.ts';
import { commandLine } from '../../support/hub.ts';
import { firstPerson } from '../../support/staff.ts';
import { onServer } from '../../support/templates.ts';
import { register } from '../../support/visitor.ts';

const mark = randomUUID().slice(0, 8);
const roles = { owner: `owner_${mark}`, hub: `hub_${mark}` };
const as = (url: string, role: string): string => {
  const to = new URL(url);
  to.username = role;
  return to.href;
};

let place: Awaited<ReturnType<typeof freshDatabase>>;
let app: TestApp;
let urls: { owner: string; hub: string };
beforeAll(async () => {
  place = await freshDatabase('postgres');
  urls = { owner: as(place.url, roles.owner), hub: as(place.url, roles.hub) };
  const name = new URL(place.url).pathname.slice(1);
  // As docs/operate.md prints it.
  await onServer(async (client) => {
    await client.query(`create role ${roles.owner} login; create role ${roles.hub} login`);
    await client.query(`alter database ${name} owner to ${roles.owner}`);
  });
  app = await testAppAt({ ...place, url: urls.hub, remove: async () => {} }, { DATABASE_OWNER_URL: urls.owner });
  await firstPerson(app);
});
afterAll(async () => {
  await app?.stop();
  await place?.remove();
  await onServer((client) => client.query(`drop role ${roles.owner}; drop role ${roles.hub}`));
});

const asHub = async (sql: string): Promise<unknown> => {
  const client = new pg.Client({ connectionString: urls.hub });
  await client.connect();
  return client.query(sql).finally(() => client.end());
};
/** The service as it runs, without the owner's address. */
const hub = (...words: string[]) => {
  const { DATA_DIR, MASTER_KEY } = app.ground.config;
  return commandLine({ DATABASE_URL: urls.hub, DATA_DIR, MASTER_KEY })(...words);
};
const lines = async () => Number((await app.ground.db.knex('audit').count('* as n').first())!.n);

/** Every table with a fingerprint of all its rows. */
const rowsOf = async (db: Db): Promise<Record<string, string>> => {
  const prints: Record<string, string> = {};
  for (const table of Object.keys(await countTables(db))) {
    const { rows } = (await db.knex.raw(
      `select coalesce(md5(string_agg(line, '' order by line)), '') as print from (select t::text as line from "${table}" t) all_rows`,
    )) as { rows: [{ print: string }] };
    prints[table] = rows[0].print;
  }
  return prints;
};

describe('with a second role', () => {
  it('the hub migrates as the owner, then takes registrations and adds to the log as itself', async () => {
    const { current } = (await app.ground.db.knex.raw('select current_user as current')).rows[0];
    expect(current).toBe(roles.hub);
    expect((await register(app.url, { email: 'sample@example.jp' })).status).toBe(200);
    await app.settle();
    expect((await app.letters()).map((letter) => letter.to)).toContain('sample@example.jp');
    expect(await lines()).toBeGreaterThan(0);
    expect(await app.running.parts.audit.verify()).toMatchObject({ broken: null });
  });

  it.each([
    ['UPDATE', "update audit set actor = 'nobody'"],
    ['DELETE', 'delete from audit'],
    ['TRUNCATE', 'truncate audit'],
    ['DROP', 'drop table audit'],
    ['ALTER', 'alter table audit disable trigger all'],
    ['the owner’s clothes', `set role ${roles.owner}`],
    ['a migration undone', 'delete from knex_migrations'],
  ])('%s by the hub’s role is refused', async (_what, sql) => {
    const before = await lines();
    await expect(asHub(sql)).rejects.toMatchObject({ code: '42501' });
    expect(await lines()).toBe(before);
  });

  it('nor can it give itself the right', async () => {
    await asHub(`grant all on audit to ${roles.hub}`);
    expect(await auditHold(app.ground.db)).toBe('append-only');
    await expect(asHub('delete from audit')).rejects.toMatchObject({ code: '42501' });
  });

  it('the running hub purges nothing and says who can; the owner purges and leaves a sealed mark', async () => {
    const { db, ring } = app.ground;
    app.clock.advance(8 * 365 * DAY);
    const refused = await hub('audit', 'purge', '--yes');
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('DATABASE_OWNER_URL')]);
    expect(await app.running.parts.audit.purge()).toBeGreaterThan(0);
    expect((await db.knex('audit').select('action')).map((line) => line.action)).toEqual(['audit.purge']);
    expect(await app.running.parts.audit.verify()).toMatchObject({ broken: null });
    expect(await asOwner(urls.owner, ring, auditHold)).toBe('changeable');
  });

  it('the doctor says so', async () => {
    const said = await hub('doctor', '--only', 'database', '--json');
    expect(said.stdout).toContain('database.append-only');
  });

  it('a backup by the hub’s role is restored by the owner: every row is there again, and the hub can still only add to the log', async () => {
    const { DATA_DIR, MASTER_KEY } = app.ground.config;
    const { recipient, identity } = await makePair();
    const keyFile = join(place.folder, 'backup.key');
    writeFileSync(keyFile, identity);
    await onServer((client) => client.query(`alter role ${roles.hub} createdb`));
    const env = { DATABASE_URL: urls.hub, DATA_DIR, MASTER_KEY, BACKUP_RECIPIENT: recipient };
    const kept = (await app.ground.db.knex('audit').orderBy('seq').select('seq', 'hash')) as object[];
    expect(kept.length).toBeGreaterThan(0);
    const made = await commandLine(env)('backup', '--to', place.folder, '--json');
    expect(made.stderr).toBe('');
    const { file } = JSON.parse(made.stdout) as { file: string };
    // The drill restores beside, as the hub's role, and compares all tables row by row count.
    const drilled = await commandLine(env)('restore', file, '--drill', '--identity', keyFile, '--json');
    expect(drilled.stderr).toBe('');
    expect(JSON.parse(drilled.stdout)).toMatchObject({ differ: [], tables: expect.any(Number) });

    const empty = await freshDatabase('postgres');
    const name = new URL(empty.url).pathname.slice(1);
    await onServer((client) => client.query(`alter database ${name} owner to ${roles.owner}`));
    try {
      const there = { ...env, DATABASE_URL: as(empty.url, roles.hub), DATABASE_OWNER_URL: as(empty.url, roles.owner) };
      const restored = await commandLine(there)('restore', file, '--identity', keyFile, '--json');
      expect([restored.code, restored.stderr]).toEqual([0, '']);
      const db = await openDb(there.DATABASE_URL);
      try {
        expect(await auditHold(db)).toBe('append-only');
        const [before, after] = [await rowsOf(app.ground.db), await rowsOf(db)];
        expect(Object.keys(after)).toEqual(Object.keys(before));
        // The restore itself writes that it came: its lines, the holds, the task, and how old the database is.
        const touched = Object.keys(before).filter((table) => before[table] !== after[table]);
        expect(touched.sort()).toEqual(['audit', 'hold', 'meta', 'task']);
        expect(await db.knex('audit').orderBy('seq').limit(kept.length).select('seq', 'hash')).toEqual(kept);
      } finally {
        await db.close();
      }
    } finally {
      await empty.remove();
    }
  }, 120_000);
});

it('with one role everything works as before, and the doctor says that a change is found, not prevented', async () => {
  const { MASTER_KEY, DATA_DIR } = app.ground.config;
  const single = await freshDatabase('postgres', { migrated: true });
  const one = commandLine({ DATABASE_URL: single.url, DATA_DIR, MASTER_KEY });
  expect((await one('migrate')).code).toBe(0);
  const db = await openDb(single.url);
  expect(await auditHold(db).finally(() => db.close())).toBe('changeable');
  expect((await one('doctor', '--only', 'database', '--json')).stdout).toContain('database.changeable');
  await single.remove();
});

it('the owner’s address beside another engine, or the hub’s own role, is refused with a sentence', async () => {
  const { MASTER_KEY, DATA_DIR } = app.ground.config;
  const said = (url: string, owner: string) =>
    commandLine({ DATABASE_URL: url, DATABASE_OWNER_URL: owner, DATA_DIR, MASTER_KEY })('migrate');
  expect((await said('', urls.owner)).stderr).toContain('only PostgreSQL has a second role');
  expect((await said(urls.hub, urls.hub)).stderr).toContain('this is the role of DATABASE_URL');
});
