/** Maintenance at every door: a page in three languages, 503 for programs, 451 for mail, nothing sent; it outlives a restart and ends by itself. */
import nodemailer from 'nodemailer';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openMaintenance } from '../../../../server/domain/maintenance/maintenance.ts';
import { HOUR, MINUTE } from '../../../../server/lib/clock.ts';
import { listHolds, setHold } from '../../../../server/store/holds.ts';
import { type TestApp, testApp } from '../../../support/app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await testApp({ ROLES: 'web,intake' });
});
afterAll(() => app.stop());

const maintenance = () => app.running.parts.maintenance;
const until = () => app.clock.now() + HOUR;
const everything = async () => (await listHolds(app.ground.db)).filter((hold) => hold.kind === 'everything');
const mail = async () => {
  const transport = nodemailer.createTransport({ host: '127.0.0.1', port: app.running.smtpPort!, ignoreTLS: true });
  const envelope = { from: 'x@example.org', to: ['entry@mail.example.jp'] };
  return transport
    .sendMail({ envelope, from: 'x@example.org', to: 'entry@mail.example.jp', subject: '', text: '' })
    .then(
      () => 250,
      (error: { responseCode: number }) => error.responseCode,
    )
    .finally(() => transport.close());
};

it('is refused without a reason, in the past, and for weeks', async () => {
  await expect(maintenance().on('test', { until: until(), reason: ' ' })).rejects.toThrow('reason.missing');
  for (const wrong of [app.clock.now(), app.clock.now() + 8 * 24 * HOUR])
    await expect(maintenance().on('test', { until: wrong, reason: 'x' })).rejects.toThrow('maintenance.until');
  await expect(maintenance().off('test')).rejects.toThrow('maintenance.not-on');
});

it('tells people in three languages, programs with Retry-After, and mail to come again; the console and health stay', async () => {
  expect(await mail()).toBe(250);
  await maintenance().on('test', { until: until(), reason: 'a new disk' });
  for (const path of ['/m/ja_entry', '/m/en_entry', '/']) {
    const answer = await fetch(app.url + path);
    const text = await answer.text();
    expect([path, answer.status, answer.headers.get('retry-after')]).toEqual([path, 503, '3600']);
    for (const words of ['ただいまメンテナンス中です', '使(つか)えません', 'We expect to be back by', '11:00'])
      expect(text).toContain(words);
  }
  const api = await fetch(`${app.url}/api/v1/events`, { method: 'POST', body: '{}' });
  expect([api.status, api.headers.get('retry-after'), await api.json()]).toEqual([
    503,
    '3600',
    expect.objectContaining({ code: 'maintenance', status: 503 }),
  ]);
  const notify = await fetch(`${app.url}/v2/notifications/email`, { method: 'POST', body: '{}' });
  expect([notify.status, await notify.json()]).toEqual([503, expect.objectContaining({ status_code: 503 })]);
  expect(await mail()).toBe(451);
  for (const path of ['/healthz', '/readyz']) expect((await fetch(app.url + path)).status).toBe(200);
  expect((await fetch(`${app.url}/console/api/session`)).status).not.toBe(503);
  expect(await everything()).toMatchObject([{ actor: 'maintenance', reason: 'a new disk' }]);
  // Another process, or this one after a restart, knows it from the database.
  expect(await openMaintenance(app.ground).state()).toMatchObject({ until: until(), actor: 'test' });
  await maintenance().off('test');
  expect((await fetch(`${app.url}/m/ja_entry`)).status).toBe(200);
  expect(await mail()).toBe(250);
  expect(await everything()).toEqual([]);
  const lines = await app.ground.db.knex('audit').where('action', 'like', 'maintenance.%').orderBy('seq');
  expect(lines.map((line) => [line.action, line.actor])).toEqual([
    ['maintenance.on', 'test'],
    ['maintenance.off', 'test'],
  ]);
});

it('ends by itself at the time that was said, and what staff hold stays held', async () => {
  const held = {
    kind: 'everything',
    target: '*',
    reason: 'wrong text',
    actor: 'staff',
    held_at: app.clock.now(),
  } as const;
  await app.ground.db.write((trx) => setHold(trx, held));
  await maintenance().on('test', { until: until(), reason: 'a new disk' });
  await maintenance().endDue();
  expect(await maintenance().state()).not.toBeNull();
  app.clock.advance(HOUR + MINUTE);
  // Even before the clock has come to it, nobody is turned away any more.
  expect(await openMaintenance(app.ground).state()).toBeNull();
  await maintenance().endDue();
  expect((await fetch(`${app.url}/m/ja_entry`)).status).toBe(200);
  expect(await everything()).toMatchObject([{ actor: 'staff' }]);
});
