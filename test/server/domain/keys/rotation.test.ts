/** Changing the key: everything is sealed anew while the hub runs, the old key goes, and links, look-ups and the audit log go on. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readConfig } from '../../../../server/config.ts';
import { openRunner } from '../../../../server/domain/works/runner.ts';
import { failureOf } from '../../../../server/failures.ts';
import { closeGround, openGround, prepare } from '../../../../server/ground.ts';
import { newMasterKey, seal, unseal } from '../../../../server/lib/seal.ts';
import { makeLink, readLink } from '../../../../server/lib/token.ts';
import { type Running, startRoles } from '../../../../server/roles.ts';
import { sealedColumns } from '../../../../server/store/register.ts';
import { resealable } from '../../../../server/store/reseal.ts';
import { type TestApp, testApp } from '../../../support/app.ts';
import { commandLine } from '../../../support/hub.ts';
import { event, systemOf } from '../../../support/systems.ts';
import { register } from '../../../support/visitor.ts';

const address = 'applicant@example.org';
const [first, second] = [newMasterKey(), newMasterKey()];
let app: TestApp;
let places: Parameters<typeof readConfig>[0];
let link: string;
beforeAll(async () => {
  app = await testApp({ MASTER_KEY: first, ROLES: 'web,intake', LIMIT_FORMS_NETWORK_HOUR: '0' });
  await register(app.url, { email: address, topics: ['permanent'] });
  await app.settle();
  const [reader] = (await app.ground.db.knex('reader')) as { public_id: number; link_epoch: number }[];
  link = makeLink(app.ground.ring, { purpose: 'unsubscribe', id: reader!.public_id, day: 20_500 }, reader!.link_epoch);
  const system = await systemOf(app);
  expect(
    (
      await system.post(
        '/api/v1/events',
        event('ras2.application.submitted', {
          subject: 'R-1',
          data: { recipients: { filer: { email: address, name: 'SAMPLE TARO' } } },
        }),
      )
    ).status,
  ).toBeLessThan(300);
  const { DATABASE_URL, DATA_DIR } = app.ground.config;
  places = {
    NODE_ENV: 'test',
    DATABASE_URL,
    DATA_DIR,
    HTTP_PORT: '0',
    SMTP_PORT: '0',
    SECOND_FACTOR: 'off',
    ROLES: 'web',
  };
});
afterAll(() => app.stop().catch(() => {}));

/** The hub on the same database with other keys, as after a restart. */
const restarted = async <T>(
  keys: string,
  run: (hub: { ground: Awaited<ReturnType<typeof openGround>>; running: Running }) => Promise<T>,
) => {
  const ground = await openGround(readConfig({ ...places, MASTER_KEY: keys }), {
    clock: app.clock,
    log: app.ground.log,
  });
  try {
    await prepare(ground);
    const running = await startRoles(ground);
    return await run({ ground, running }).finally(() => running.stop());
  } finally {
    await closeGround(ground).catch(() => {});
  }
};

it('every sealed column is sealed anew, or ends by itself within days', () => {
  const anew = resealable().flatMap(({ table, columns }) => columns.map((column) => `${table}.${column}`));
  const rest = sealedColumns()
    .map(({ table, column }) => `${table}.${column}`)
    .filter((name) => !anew.includes(name));
  expect(rest.sort()).toEqual([
    'import_piece.body',
    'page_draft.payload',
    'request_key.answer',
    'work.at',
    'work.given',
    'work.result',
    'work_part.body',
  ]);
});

it('with one key there is nothing to change to, and a sentence says what to do', async () => {
  const error = await app.running.parts.rotation.begin('test').catch((e: Error) => e);
  expect(failureOf(error as Error)).toContain('Write a new one behind it (1:OLD,2:NEW');
});

it('seals all while the hub runs, goes on after a death, reports what is left, and then the old key can go', async () => {
  // A secret of callbacks that was replaced keeps the seal of the column it came from.
  const { ring, db } = app.ground;
  const sealed = (secret: string) => seal(ring, 'callback|secret|sample', secret, 'secret');
  await db.write((trx) =>
    trx.knex('callback').insert({
      public_id: 'sample',
      system: 'ras2',
      url: 'https://example.jp/callback',
      secret: sealed('now'),
      previous_secret: sealed('before'),
      previous_until: app.clock.now(),
      created_at: app.clock.now(),
      state: 'on',
      actor: 'test',
    }),
  );
  await restarted(`1:${first},2:${second}`, async ({ ground, running }) => {
    const before = await running.parts.rotation.status();
    expect(before).toMatchObject({ current: 2, kept: [] });
    expect(before.needs.map(({ table, column }) => `${table}.${column}`)).toEqual(
      expect.arrayContaining(['reader.email', 'letter.recipient', 'letter.variables', 'consent.network']),
    );
    const work = await running.parts.rotation.begin('test');
    // The first worker dies at its second piece.
    let pieces = 0;
    const dying = {
      ...running.parts.rotation.kind,
      next: async (w: never) => {
        pieces += 1;
        if (pieces === 2) throw new Error('killed');
        return running.parts.rotation.kind.next(w);
      },
    };
    const parts = { db: ground.db, clock: app.clock, log: ground.log, works: running.parts.works, worker: 'one' };
    let real = Date.now();
    await openRunner({ ...parts, real: () => real }, [dying]).run();
    real += 120_000;
    await openRunner({ ...parts, worker: 'two', real: () => real }, [running.parts.rotation.kind]).run();
    expect(await running.parts.works.find(work)).toMatchObject({ state: 'done' });
    const after = await running.parts.rotation.status();
    expect(after.needs.filter((need) => !need.endsByItself)).toEqual([]);
    expect((await running.parts.persons.show('test', address)).known).toBe(true);
  });

  // The old key has gone: look-ups by keyed index, links of old mails and the audit log go on.
  await restarted(`2:${second}`, async ({ ground, running }) => {
    const shown = await running.parts.persons.show('test', address);
    expect(shown).toMatchObject({ known: true, reader: { state: 'active', topics: ['permanent'] } });
    const reader = await ground.db.knex('reader').first();
    expect(unseal(ground.ring, `reader|email|${reader.public_id}`, reader.email)).toBe(address);
    const callback = await ground.db.knex('callback').where({ public_id: 'sample' }).first();
    const secret = (column: string) => unseal(ground.ring, 'callback|secret|sample', callback[column], 'secret');
    expect([secret('secret'), secret('previous_secret')]).toEqual(['now', 'before']);
    const opened = readLink(ground.ring, link);
    expect([opened?.id, opened?.genuine(reader.link_epoch)]).toEqual([reader.public_id, true]);
    expect(await running.parts.audit.verify()).toMatchObject({ broken: null });
    expect(await running.parts.rotation.status()).toMatchObject({ current: 2, ids: [2], kept: [1] });
  });
  // Neither the old key alone nor a foreign one opens it any more.
  const hub = (keys: string) => commandLine({ ...(places as Record<string, string>), MASTER_KEY: keys });
  const old = await hub(first)('key', 'status');
  expect([old.code, old.stderr]).toEqual([1, expect.stringContaining('This key did not seal this database')]);
  const foreign = await hub(`2:${newMasterKey()}`)('key', 'status');
  expect([foreign.code, foreign.stderr]).toEqual([1, expect.stringContaining('This key did not seal this database')]);
  const right = await hub(`2:${second}`)('key', 'status');
  expect([right.code, right.stdout]).toEqual([0, expect.stringContaining('Key 2 seals.')]);
}, 120_000);
