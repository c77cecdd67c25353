/** A mail of an application system: aligned with From when the domain has a key, else told to staff. Reports to its domain find their letter. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundleShelf } from '../../../server/delivery/bundles.ts';
import { composeLetter } from '../../../server/delivery/compose.ts';
import { createDkimKey } from '../../../server/delivery/dkim.ts';
import { loadDkimKeys } from '../../../server/delivery/dkimKeys.ts';
import { tellUnsigned } from '../../../server/delivery/unsigned.ts';
import { recipientOf } from '../../../server/intake/smtp/address.ts';
import type { Log } from '../../../server/lib/log.ts';
import { type TestApp, testApp } from '../../support/app.ts';
import { event, systemOf } from '../../support/systems.ts';

let app: TestApp;
beforeAll(async () => {
  app = await testApp();
});
afterAll(() => app.stop());

const domain = 'rasens-immi.moj.go.jp';
const compose = async () => {
  const { report } = await systemOf(app);
  const { body } = await report(event('ras2.account.id-requested'));
  const { id } = (body.letters as { id: string }[])[0]!;
  const { db, clock, ring, mailDomain, mailFrom, config } = app.ground;
  const row = await db.knex('letter').where({ public_id: id }).first();
  const parts = { db, clock, ring, mailDomain, mailFrom, bundles: bundleShelf(db), publicUrl: app.url };
  return composeLetter({ ...parts, dkim: loadDkimKeys(config.DATA_DIR) }, row);
};
const tell = async (production: boolean) => {
  const warned: unknown[] = [];
  const log = { warn: (facts: { domain: string }) => warned.push(facts.domain) } as unknown as Log;
  await tellUnsigned({ ...app.ground, log, dataDir: app.ground.config.DATA_DIR, production });
  const tasks = await app.ground.db.knex('task').where({ kind: 'sender-unsigned', state: 'open' }).orderBy('id');
  return { warned, tasks: tasks.map((task) => task.object) };
};

it('A29: without a key it leaves unsigned from our own return path: a warning, in production a task for each domain', async () => {
  const mail = await compose();
  expect(mail.content.toString()).not.toContain('DKIM-Signature');
  expect(mail.envelope.from).toMatch(new RegExp(`@${app.ground.mailDomain}$`));
  expect(await tell(false)).toEqual({ warned: expect.arrayContaining([domain]), tasks: [] });
  const { warned, tasks } = await tell(true);
  expect(tasks).toEqual(warned.map((one) => `sender:${one}`));
  expect((await tell(true)).tasks, 'again').toEqual(tasks);
});

it('A29: with a key signature and return path align with From, and the task closes by itself', async () => {
  const folder = join(app.ground.config.DATA_DIR, 'dkim');
  mkdirSync(folder, { recursive: true });
  const { name, privateKey } = createDkimKey({ domain, selector: 's1', algorithm: 'rsa' });
  writeFileSync(join(folder, `${name}.pem`), privateKey);
  const mail = await compose();
  expect(mail.content.toString()).toContain(`d=${domain};`);
  expect(mail.envelope.from).toMatch(new RegExp(`^bounce\\+[a-z2-7]+@${domain}$`));
  const { warned, tasks } = await tell(true);
  expect([warned.includes(domain), tasks.includes(`sender:${domain}`), tasks.length > 0]).toEqual([false, false, true]);
});

it('what comes back to a sender domain is taken; everything else there is refused in the dialogue', async () => {
  const domains = { mail: 'mail.example.jp', entry: 'mail.example.jp', senders: [domain] };
  const { envelope } = await compose();
  expect(recipientOf(envelope.from, domains)).toMatchObject({ kind: 'bounce' });
  expect(recipientOf(`no-reply@${domain}`, domains)).toEqual({ kind: 'noReply' });
  expect(recipientOf(`postmaster@${domain}`, domains)).toEqual({ kind: 'postmaster' });
  for (const local of ['entry', 'unsubscribe', 'someone', `unsubscribe+${'a'.repeat(32)}`])
    expect(recipientOf(`${local}@${domain}`, domains), local).toBeNull();
});
