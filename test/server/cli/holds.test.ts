/** `hub holds …`: a switch for what does not exist is refused, with what there is; one that exists holds. */

import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mayGoOn } from '../../../server/cli/place.ts';
import { weightOf } from '../../../server/cli/weight.ts';
import { domainClasses } from '../../../server/lib/domainClasses.ts';
import type { Db } from '../../../server/store/db.ts';
import { listHolds } from '../../../server/store/holds.ts';
import { openDb } from '../../../server/store/open.ts';
import { addBulletin, testTopic } from '../../support/audience.ts';
import { freshDatabase } from '../../support/database.ts';
import { commandLine } from '../../support/hub.ts';

let place: Awaited<ReturnType<typeof freshDatabase>>;
let db: Db;
let hub: ReturnType<typeof commandLine>;
beforeAll(async () => {
  place = await freshDatabase();
  hub = commandLine({
    NODE_ENV: 'development',
    DATABASE_URL: place.url,
    DATA_DIR: place.folder,
    SMTP_URL: 'smtp://relay.example.jp:25',
  });
  expect((await hub('migrate')).code).toBe(0);
  expect((await hub('holds', 'list')).stdout).toBe('Nothing is held.\n');
  db = await openDb(place.url);
}, 60_000);
afterAll(async () => {
  await db.close();
  await place.remove();
});

const set = (...target: string[]) => hub('holds', 'set', ...target, '--reason', 'maintenance');

it('refuses what nothing is held by, names the targets there are, and the class of a domain', async () => {
  const bulletin = await addBulletin(db, { topic: await testTopic(db), now: Date.now(), revision: 'r' });
  const { public_id } = await db.knex('bulletin').where({ id: bulletin }).first('public_id');
  const wrong: [string[], string][] = [
    [['domain', 'docomo.ne.jp'], `class docomo, targets ${domainClasses.join(' ')}`],
    [['domain', 'Mail.EZweb.ne.jp'], 'class au, targets'],
    [['domain', 'dokomo'], `(targets ${domainClasses.join(' ')}`],
    [['lane', 'transactinal'], 'targets transactional confirmation emergency bulletin'],
    [['type', 'nl-entry-replay'], 'targets nl-entry-reply '],
    [['relay', 'relay.example.jp'], 'targets relay.example.jp:25'],
    [['bulletin', 'no-such-bulletin'], `targets ${public_id}`],
    [['everything', 'mail'], 'targets *'],
    [['system', 'rasens'], 'targets ras2 ras1 ens'],
    [['system', 'staff'], 'targets ras2 ras1 ens'],
  ];
  const refuse = async ([target, told]: [string[], string]) => {
    const { code, stdout, stderr } = await set(...target);
    expect([target, code, stdout]).toEqual([target, 1, '']);
    expect(stderr).toContain('target: switch.target (');
    expect(stderr).toContain(told);
  };
  await Promise.all(wrong.map(refuse));
  expect((await set('domain', 'docomo', 'au')).code).toBe(2);
  expect((await set('domain')).code).toBe(2);
  expect((await hub('holds', 'set', 'everything', '--reason', '  ')).stderr).toContain('reason.missing');
  expect(await listHolds(db)).toEqual([]);
}, 180_000);

it('holds and lets go what exists; the audit log knows one act for staff and the command line', async () => {
  const { public_id } = await db.knex('bulletin').first('public_id');
  const right = [
    ['everything'],
    ['lane', 'bulletin'],
    ['relay', 'relay.example.jp:25'],
    ['bulletin', public_id],
    ['type', 'nl-entry-reply'],
    ['domain', 'docomo'],
    ['system', 'ens'],
  ];
  const done = { code: 0, stderr: '' };
  await Promise.all(right.map(async (target) => expect(await set(...target)).toMatchObject(done)));
  expect((await listHolds(db)).map((h) => `${h.kind} ${h.target}`).sort()).toEqual(
    right.map(([kind, target = '*']) => `${kind} ${target}`).sort(),
  );
  const mistyped = await hub('holds', 'lift', 'domain', 'docomo.ne.jp');
  expect([mistyped.code, mistyped.stderr]).toEqual([
    1,
    'refused: switch.not-on (kind domain, target docomo.ne.jp, on docomo)\n',
  ]);
  await Promise.all(right.map(async (target) => expect(await hub('holds', 'lift', ...target)).toMatchObject(done)));
  expect(await listHolds(db)).toEqual([]);
  const lines = await db.knex('audit').where('action', 'like', '%hold%').orWhere('action', 'like', 'delivery.%');
  expect(new Set(lines.map((l) => `${l.actor} ${l.action}`))).toEqual(
    new Set(['cli delivery.hold', 'cli delivery.release']),
  );
  expect(lines).toHaveLength(2 * right.length);
}, 180_000);

describe('an act that cannot be undone', () => {
  const terminal = (answer: string, isTTY = true) => {
    const input = Object.assign(new PassThrough(), { isTTY });
    const output = Object.assign(new PassThrough(), { isTTY });
    input.end(`${answer}\n`);
    return { input, output, asked: () => String(output.read() ?? '') };
  };
  const config = { production: true, DATABASE_URL: 'postgres://hub:secret@db.example.jp/hub' };
  const act = { weight: weightOf('person erase'), words: ['person erase', 'a@example.jp'], yes: false };

  it('asks once in production on a terminal, and names the database without its password', async () => {
    const [no, yes] = [terminal('y'), terminal('Yes')];
    expect([await mayGoOn(config, act, no), await mayGoOn(config, act, yes)]).toEqual([false, true]);
    const asked = no.asked();
    expect(asked).toContain('On postgres://hub@db.example.jp/hub: person erase a@example.jp\nThis cannot be undone.');
    expect(asked).not.toContain('secret');
  });

  it('asks nothing with --yes, without a terminal, outside production, and never for the brake', async () => {
    const silent = [
      [config, { ...act, yes: true }, terminal('no')],
      [config, act, terminal('no', false)],
      [{ ...config, production: false }, act, terminal('no')],
      [config, { ...act, weight: weightOf('holds set') }, terminal('no')],
    ] as const;
    for (const [where, what, at] of silent) {
      expect(await mayGoOn(where, what, at)).toBe(true);
      expect(at.asked()).toBe('');
    }
  });
});
