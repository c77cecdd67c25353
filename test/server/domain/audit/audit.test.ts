/** The audit log: what somebody with the database but without a key changes, adds, takes out or cuts off is found; old lines end after seven years. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openHealth } from '../../../../server/domain/health/health.ts';
import { DAY, MINUTE } from '../../../../server/lib/clock.ts';
import { openLog } from '../../../../server/lib/log.ts';
import { newMasterKey, openKeyRing } from '../../../../server/lib/seal.ts';
import { appendAudit } from '../../../../server/store/audit.ts';
import { type AuditRow, checkAudit, digest, HEAD } from '../../../../server/store/auditChain.ts';
import type { Trx } from '../../../../server/store/db.ts';
import { findKept, keep } from '../../../../server/store/keptFacts.ts';
import { type TestApp, testApp } from '../../../support/app.ts';
import { commandLine } from '../../../support/hub.ts';
import { startSink } from '../../../support/recordingSink.ts';

let app: TestApp;
const heads = () => join(app.ground.config.DATA_DIR, 'audit-heads.jsonl');
const audit = () => app.running.parts.audit;
beforeAll(async () => {
  app = await testApp();
});
afterAll(() => app.stop());

const write = (work: (trx: Trx) => Promise<unknown>) => app.ground.db.write(work);
const entry = (action: string, at = app.clock.now()) => ({ at, actor: 'test', action, object: 'thing:1' });
const say = (...actions: string[]) =>
  write(async (trx) => {
    for (const action of actions) await appendAudit(trx, entry(action));
  });
/** As somebody who can write to the database and knows how lines are hashed, but has no key. */
const forge = (work: (trx: Trx) => Promise<unknown>) => write((trx) => work({ ...trx, ring: null }));
const rechain = async (trx: Trx, from: number): Promise<void> => {
  const rows = (await trx.knex('audit').where('seq', '>=', from).orderBy('seq')) as AuditRow[];
  let prev = (
    (await trx
      .knex('audit')
      .where({ seq: from - 1 })
      .first()) as AuditRow
  ).hash;
  for (const row of rows) {
    const { hash: _old, seal: _seal, ...rest } = { ...row, prev_hash: prev };
    prev = digest(rest);
    await trx.knex('audit').where({ seq: row.seq }).update({ prev_hash: rest.prev_hash, hash: prev });
  }
};

beforeEach(async () => {
  await write(async (trx) => {
    await trx.knex('audit').delete();
    await trx.knex('meta').where('name', 'like', 'audit_%').delete();
  });
  writeFileSync(heads(), '');
  await say('one', 'two', 'three', 'four', 'five');
});

describe('found at once', () => {
  it('holds when nobody touched it', async () => {
    expect(await audit().verify()).toMatchObject({ lines: 5, broken: null, sealed: 5 });
  });

  it('piece by piece as in one go: what holds so far, and at the end what does not', async () => {
    const first = await audit().verifyOn(undefined, 2);
    expect(first).toMatchObject({ lines: 2, broken: null, on: { last: 2 } });
    expect(await audit().verifyOn(first.on!, 2)).toMatchObject({ lines: 4, broken: null, on: { last: 4 } });
    expect(await audit().verifyOn(first.on!)).toMatchObject({ lines: 5, broken: null, sealed: 5, on: null });
    await forge((trx) => trx.knex('audit').where('seq', '>', 3).delete());
    expect(await audit().verifyOn(first.on!)).toMatchObject({ broken: 4, fault: 'cut', on: null });
  });

  it('the last lines deleted', async () => {
    await forge((trx) => trx.knex('audit').where('seq', '>', 2).delete());
    expect(await audit().verify()).toMatchObject({ broken: 3, fault: 'cut' });
    // The next line does not hide the gap.
    await say('six');
    expect(await audit().verify()).toMatchObject({ fault: 'line' });
  });

  it('all lines deleted', async () => {
    await forge((trx) => trx.knex('audit').delete());
    expect(await audit().verify()).toMatchObject({ lines: 0, broken: 1, fault: 'cut' });
    await say('after');
    expect(await audit().verify()).toMatchObject({ broken: 1, fault: 'line' });
  });

  it('a line rewritten and the chain made anew, with or without its seal', async () => {
    await forge(async (trx) => {
      await trx.knex('audit').where({ seq: 3 }).update({ actor: 'somebody-else' });
      await rechain(trx, 3);
    });
    expect(await audit().verify()).toMatchObject({ broken: 3, fault: 'seal' });
    await forge((trx) => trx.knex('audit').where('seq', '>=', 3).update({ seal: null }));
    expect(await audit().verify()).toMatchObject({ broken: 3, fault: 'seal' });
    // Even all seals away: the sealed head knows another end.
    await forge((trx) => trx.knex('audit').update({ seal: null }));
    expect(await audit().verify()).toMatchObject({ fault: 'cut' });
  });

  it('a line put in at the end, and the first lines taken away', async () => {
    const last = (await app.ground.db.knex('audit').where({ seq: 5 }).first()) as AuditRow;
    const { hash: _hash, seal: _seal, ...rest } = { ...last, seq: 6, prev_hash: last.hash };
    await forge((trx) => trx.knex('audit').insert({ ...rest, hash: digest(rest), seal: null }));
    expect(await audit().verify()).toMatchObject({ broken: 6, fault: 'seal' });
    await forge((trx) => trx.knex('audit').whereIn('seq', [1, 2, 6]).delete());
    expect(await audit().verify()).toMatchObject({ broken: 1, fault: 'line' });
  });

  it('a program without the key cannot go on with a sealed log', async () => {
    await expect(forge((trx) => appendAudit(trx, entry('slip')))).rejects.toThrow('audit.no-key');
    // And another key has not made these seals.
    expect((await checkAudit(app.ground.db, openKeyRing(newMasterKey()))).broken).toBe(1);
  });
});

it('an older state put back is found by the head that was kept outside, and told as a task', async () => {
  const before = await findKept(app.ground.db, HEAD);
  await say('six', 'seven');
  await audit().watch();
  expect(readFileSync(heads(), 'utf8').trim().split('\n')).toHaveLength(1);
  await forge(async (trx) => {
    await trx.knex('audit').where('seq', '>', 5).delete();
    await keep(trx, HEAD, before);
  });
  expect(await audit().verify()).toMatchObject({ broken: 7, fault: 'outside', heads: 1 });
  await audit().watch();
  // What is broken is not signed.
  expect(readFileSync(heads(), 'utf8').trim().split('\n')).toHaveLength(1);
  let real = 0;
  const health = openHealth({
    db: app.ground.db,
    clock: app.clock,
    log: openLog('silent', 'test'),
    alert: null,
    real: () => real,
  });
  await health.look();
  real += 2 * MINUTE;
  await health.look();
  const [task] = (await app.ground.db.knex('task').where({ object: 'trouble:audit-broken:audit' })) as {
    facts: string;
  }[];
  expect(JSON.parse(task!.facts)).toEqual({ code: 'audit-broken', line: 7 });
  // A restore that was asked for says so in the file, signed; then older heads of lines that are gone mean nothing.
  await audit().goOnFromHere(5);
  expect(await audit().verify()).toMatchObject({ broken: null });
  await audit().watch();
  await health.look();
  expect(await app.ground.db.knex('trouble').where({ code: 'audit-broken' })).toEqual([]);
});

it('a head that was forged in the file is found, and one that came by mail is compared by the command line', async () => {
  await audit().watch();
  const line = readFileSync(heads(), 'utf8').trim();
  writeFileSync(heads(), `${line.replace(/"hash":"../, '"hash":"00')}\n`);
  expect(await audit().verify()).toMatchObject({ fault: 'outside' });
  writeFileSync(heads(), '');
  const mailed = join(app.ground.config.DATA_DIR, 'mailed');
  writeFileSync(mailed, `${line}\n`);
  const { DATABASE_URL, DATA_DIR, MASTER_KEY } = app.ground.config;
  const hub = commandLine({ NODE_ENV: 'test', DATABASE_URL, DATA_DIR, MASTER_KEY });
  expect(await hub('audit', 'verify', '--head', mailed)).toMatchObject({ code: 0 });
  writeFileSync(mailed, `${line.replace(/"seq":\d+/, '"seq":4')}\n`);
  const found = await hub('audit', 'verify', '--head', mailed);
  expect([found.code, found.stderr]).toEqual([1, expect.stringContaining('audit.broken (line 4, fault outside)')]);
}, 60_000);

it('lines from before the key stay as they were: the change-over seals the place where they end', async () => {
  await write(async (trx) => {
    await trx.knex('audit').delete();
    await trx.knex('meta').where('name', 'like', 'audit_%').delete();
  });
  await forge(async (trx) => {
    for (const action of ['old one', 'old two']) await appendAudit(trx, entry(action));
  });
  expect(await audit().verify()).toMatchObject({ lines: 2, broken: null, sealed: 0 });
  await say('new');
  const rows = (await app.ground.db.knex('audit').orderBy('seq')) as AuditRow[];
  expect(rows.map((row) => [row.action, row.seal === null])).toEqual([
    ['old one', true],
    ['old two', true],
    ['audit.keyed', false],
    ['new', false],
  ]);
  expect(JSON.parse(rows[2]!.after!)).toEqual({ lines: 2, head: rows[1]!.hash });
  expect(await audit().verify()).toMatchObject({ lines: 4, broken: null, sealed: 2 });
  await forge(async (trx) => {
    await trx.knex('audit').where({ seq: 1 }).update({ actor: 'x' });
    await rechain(trx, 2).catch(() => {});
  });
  expect((await audit().verify()).broken).toBe(1);
});

it('ends after seven years, with a sealed mark where it goes on; a forged mark is found', async () => {
  const from = app.clock.now();
  app.clock.advance(4 * 365 * DAY);
  await say('six', 'seven');
  app.clock.advance(3 * 365 * DAY + DAY);
  await audit().watch();
  const left = (await app.ground.db.knex('audit').orderBy('seq')) as AuditRow[];
  expect(left.map((row) => [row.seq, row.action])).toEqual([
    [6, 'six'],
    [7, 'seven'],
    [8, 'audit.purge'],
  ]);
  expect(await audit().verify()).toMatchObject({ lines: 3, broken: null });
  await audit().watch();
  expect(await app.ground.db.knex('audit')).toHaveLength(3);
  // Whoever takes more away than the purge did has no seal for it.
  await forge(async (trx) => {
    const mark = { seq: 6, hash: left[0]!.hash, seal: left[0]!.seal! };
    await trx.knex('audit').where({ seq: 6 }).delete();
    await keep(trx, 'audit_purged', mark);
  });
  expect(await audit().verify()).toMatchObject({ broken: 1, fault: 'start' });
  app.clock.set(from);
});

describe('the head by mail', () => {
  it('goes to everybody who is named, once a day, and finds a log that was put back to an older state', async () => {
    const sink = await startSink();
    const mailed = await testApp({
      SMTP_URL: sink.url,
      AUDIT_MAIL: 'keeper@kansa.example second@kansa.example',
    });
    try {
      const { db, clock } = mailed.ground;
      const add = () => db.write((trx) => appendAudit(trx, { ...entry('one'), at: clock.now() }));
      for (let n = 0; n < 3; n++) await add();
      await mailed.running.parts.audit.watch();
      expect(sink.mails.map((mail) => mail.to).sort()).toEqual(['keeper@kansa.example', 'second@kansa.example']);
      const line = /^\{"at":.*\}$/m.exec((await simpleParser(sink.mails[0]!.data)).text!)![0];
      const kept = join(mailed.ground.config.DATA_DIR, 'kept-elsewhere');
      writeFileSync(kept, `${line}\n`);
      const { DATABASE_URL, DATA_DIR, MASTER_KEY } = mailed.ground.config;
      const hub = commandLine({ DATABASE_URL, DATA_DIR, MASTER_KEY });
      expect((await hub('audit', 'verify', '--head', kept)).code).toBe(0);
      // Emptied and written anew with the key, and the file of heads gone with it: only the mail is left.
      await db.write(async (trx) => {
        await trx.knex('audit').delete();
        await trx.knex('meta').where('name', 'like', 'audit_%').delete();
      });
      writeFileSync(join(DATA_DIR, 'audit-heads.jsonl'), '');
      for (let n = 0; n < 4; n++) await db.write((trx) => appendAudit(trx, { ...entry('two'), at: clock.now() }));
      expect((await hub('audit', 'verify')).code).toBe(0);
      expect((await hub('audit', 'verify', '--head', kept)).code).toBe(1);
    } finally {
      await mailed.stop();
      await sink.close();
    }
  }, 300_000);
});
