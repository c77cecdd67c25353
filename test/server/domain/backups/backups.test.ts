/** Backups: made while mail goes out, opened before they count, restored with nothing able to leave; nothing is lost, and what may be doubled is told. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lanes } from '../../../../server/contract/codes.ts';
import { expandBulletins } from '../../../../server/delivery/expand.ts';
import { openHealth } from '../../../../server/domain/health/health.ts';
import { closeGround, openGround, prepare } from '../../../../server/ground.ts';
import { DAY, HOUR, MINUTE } from '../../../../server/lib/clock.ts';
import { openLog } from '../../../../server/lib/log.ts';
import { openMetrics } from '../../../../server/metrics/metrics.ts';
import { startRoles } from '../../../../server/roles.ts';
import { makePair } from '../../../../server/store/backupFile.ts';
import { readTotals } from '../../../../server/store/bulletinCounts.ts';
import { liftHold, listHolds } from '../../../../server/store/holds.ts';
import { type TestApp, testApp } from '../../../support/app.ts';
import { addBulletin, addReaders, testTopic } from '../../../support/audience.ts';
import { engine } from '../../../support/database.ts';
import { commandLine } from '../../../support/hub.ts';
import { type Sink, startSink } from '../../../support/recordingSink.ts';
import { until } from '../../../support/until.ts';

const READERS = 120;
const emails = Array.from({ length: READERS }, (_, i) => `reader${i}@example.jp`);
let app: TestApp;
let sink: Sink;
let folder: string;
let key: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fumibako-backups-'));
  const pair = await makePair();
  key = join(folder, 'key');
  writeFileSync(key, `# a remark\n${pair.identity}\n`);
  sink = await startSink();
  app = await testApp({
    ROLES: 'web,delivery',
    SMTP_URL: sink.url,
    BACKUP_DIR: join(folder, 'backups'),
    BACKUP_RECIPIENT: pair.recipient,
    BACKUP_IDENTITY_FILE: key,
  });
});
afterAll(async () => {
  await app.stop().catch(() => {});
  await sink.close();
  rmSync(folder, { recursive: true, force: true });
});

const backups = () => app.running.parts.backups;
const settingsOf = () => {
  const { DATABASE_URL, DATA_DIR, MASTER_KEY, BACKUP_DIR, BACKUP_RECIPIENT } = app.ground.config;
  return { NODE_ENV: 'test', DATABASE_URL, DATA_DIR, MASTER_KEY, BACKUP_DIR, BACKUP_RECIPIENT };
};
const troubles = async () => {
  let real = 0;
  const { db } = app.ground;
  const log = openLog('silent', 'test');
  const health = openHealth({ db, clock: app.clock, log, alert: null, real: () => real });
  await health.look();
  real += 2 * MINUTE;
  await health.look();
  return (await health.state()).troubles;
};

it('the schedule makes one a day, ends those past their days but never the newest, drills once a week, and says when it is late', async () => {
  await backups().nightly();
  const [first] = await backups().files();
  expect(first!.at).toBe(app.clock.now());
  // Nothing that was open for a moment is left, and neither keys nor addresses stand in the file in clear.
  expect(readdirSync(join(folder, 'backups'))).toHaveLength(1);
  expect(readFileSync(first!.file).includes('SQLite format')).toBe(false);
  expect(readFileSync(first!.file, 'latin1').startsWith('age-encryption.org/v1')).toBe(true);
  await backups().weekly();
  const { drill } = await backups().state();
  expect(drill).toMatchObject({ at: app.clock.now(), file: first!.file, failed: null });
  app.clock.advance(6 * DAY);
  await backups().weekly();
  expect((await backups().state()).drill!.at).toBe(drill!.at);
  expect(await troubles()).toContain('backup-late');
  await backups().nightly();
  expect(await troubles()).not.toContain('backup-late');
  const metrics = openMetrics({
    db: app.ground.db,
    clock: app.clock,
    dataDir: app.ground.config.DATA_DIR,
    version: '0',
  });
  app.clock.advance(HOUR);
  expect(await metrics.text()).toMatch(/^fumibako_backup_age_seconds 3600$/m);
  app.clock.advance(36 * DAY);
  await backups().nightly();
  expect((await backups().files()).map(({ at }) => at)).toEqual([app.clock.now()]);
});

it('a damaged backup, another key and a missing folder end in a sentence with what to do; a failed drill is a trouble', async () => {
  const [newest] = await backups().files();
  const damaged = join(folder, 'damaged.age');
  const bytes = readFileSync(newest!.file);
  bytes[bytes.length - 100]! ^= 1;
  writeFileSync(damaged, bytes);
  await expect(backups().drill('test', { file: damaged })).rejects.toMatchObject({ code: 'backup.damaged' });
  expect(await troubles()).toContain('drill-failed');
  writeFileSync(damaged, bytes.subarray(0, bytes.length / 2));
  await expect(backups().drill('test', { file: damaged })).rejects.toMatchObject({ code: 'backup.damaged' });
  const other = join(folder, 'other-key');
  writeFileSync(other, `${(await makePair()).identity}\n`);
  await expect(backups().drill('test', { identityFile: other })).rejects.toMatchObject({ code: 'backup.key-wrong' });
  writeFileSync(other, 'nothing of a key\n');
  await expect(backups().drill('test', { identityFile: other })).rejects.toMatchObject({
    code: 'backup.key-malformed',
  });
  expect(await backups().drill('test')).toMatchObject({ file: newest!.file, differ: [] });
  expect(await troubles()).not.toContain('drill-failed');
  const said = await commandLine({ ...settingsOf(), BACKUP_RECIPIENT: '' })('backup', '--to', folder);
  expect([said.code, said.stderr]).toEqual([1, expect.stringContaining('hub backup key --out FILE')]);
}, 60_000);

it('backup during a bulletin, destroy, restore, go on: nobody is left out, the doubles are those that were told, and the erased stay erased', async () => {
  const { db, ring, bundle } = app.ground;
  const topic = await testTopic(db);
  await addReaders(
    { db, ring },
    topic,
    emails.map((email) => ({ email })),
  );
  const id = await addBulletin(db, { topic, now: app.clock.now(), revision: bundle.revision });
  sink.behaviour.delay = 10;
  await expandBulletins(app.ground);
  expect(await until(() => sink.seen >= READERS / 4)).toBe(true);
  const { file } = await backups().make('test', null);
  expect(await until(async () => (await readTotals(db, id)).accepted === READERS)).toBe(true);
  expect(sink.seen).toBe(READERS);
  await app.running.parts.persons.erase('test', emails[0]!, 'asked');
  const hub = commandLine(settingsOf());
  // A hub that runs is not touched.
  const running = await hub('restore', file, '--identity', key, '--replace');
  expect([running.code, running.stderr]).toEqual([1, expect.stringContaining('Stop all of its processes first')]);
  await app.running.stop();
  const taken = await hub('restore', file, '--identity', key);
  expect([taken.code, taken.stderr]).toEqual([1, expect.stringContaining('There is a database already')]);
  if (engine === 'sqlite') rmSync(app.ground.config.DATABASE_URL.slice('sqlite:'.length));
  const said = await hub('restore', file, '--identity', key, '--json', ...(engine === 'sqlite' ? [] : ['--replace']));
  expect([said.code, said.stderr]).toEqual([0, '']);
  const told = JSON.parse(said.stdout) as { recipients: number; replayed: number };
  expect(told).toMatchObject({ replayed: 1, database: expect.any(String) });

  const ground = await openGround(app.ground.config, { clock: app.clock, log: app.ground.log });
  await prepare(ground);
  const again = await startRoles(ground);
  try {
    expect((await listHolds(ground.db)).map((h) => h.target)).toEqual([...lanes].sort());
    expect(await again.parts.audit.verify()).toMatchObject({ broken: null });
    expect((await again.parts.persons.show('test', emails[0]!)).reader).toBeNull();
    expect(sink.seen).toBe(READERS);
    await ground.db.write(async (trx) => {
      for (const lane of lanes) await liftHold(trx, { kind: 'lane', target: lane });
    });
    const open = async () => (await readTotals(ground.db, id)).accepted! >= READERS - 1;
    expect(await until(open)).toBe(true);
    expect(new Set(sink.mails.map((mail) => mail.to))).toEqual(new Set(emails));
    // Every double is one of those that the restore had told of.
    expect(sink.seen - READERS).toBeLessThanOrEqual(told.recipients);
  } finally {
    await again.stop();
    await closeGround(ground).catch(() => {});
  }
}, 120_000);
