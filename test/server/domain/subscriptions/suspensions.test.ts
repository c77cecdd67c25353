/** Judged slowly: the rest, its probe and the end; and a provider's wrong day through the real dialogue and the real mail door. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deliverHere } from '../../../../server/deliver.ts';
import { expandBulletins } from '../../../../server/delivery/expand.ts';
import { handOver } from '../../../../server/delivery/handOver.ts';
import { DAY, HOUR, MINUTE } from '../../../../server/lib/clock.ts';
import { makeReturnPath } from '../../../../server/lib/token.ts';
import { type TestApp, testApp } from '../../../support/app.ts';
import { addBulletin, addReaders, testTopic } from '../../../support/audience.ts';
import { report } from '../../../support/eml/build.ts';
import { commandLine } from '../../../support/hub.ts';
import { type Sink, startSink } from '../../../support/recordingSink.ts';
import { personWith } from '../../../support/staff.ts';
import { until } from '../../../support/until.ts';

let app: TestApp;
let topic: number;
let sink: Sink;
let stop: () => Promise<void>;
const open = async () => {
  sink = await startSink();
  app = await testApp({ ROLES: 'web,intake', SMTP_URL: sink.url });
  topic = await testTopic(app.ground.db);
  stop = await deliverHere(app.ground, app.running.httpPort!);
};
afterEach(async () => {
  await stop();
  await app.stop();
  await sink.close();
});

const bulletin = async (): Promise<number> => {
  const { db } = app.ground;
  const id = await addBulletin(db, { topic, now: app.clock.now(), revision: app.ground.bundle.revision });
  await expandBulletins({ ...app.ground, clock: app.clock });
  return id;
};
const comesBack = async (id: number, reader: number, email: string, diagnostic = '550 5.1.1 user unknown') => {
  const to = `bounce+${makeReturnPath(app.ground.ring, { bulletin: id, row: reader })}@mail.example.jp`;
  const data = report({ recipient: email, status: '5.1.1', diagnostic });
  const door = { host: '127.0.0.1', port: app.running.smtpPort!, from: '', to };
  expect(await handOver({ ...door, data: data.toString() })).toMatchObject({ code: 250 });
};
const apply = () => app.running.parts.applications.applyOutcomes();
const readerOf = (id: number) => app.ground.db.knex('reader').where({ id }).first();
const recipients = (id: number): Promise<{ reader_id: number; state: string }[]> =>
  app.ground.db.knex('bulletin_recipient').where({ bulletin_id: id }).orderBy('reader_id').select('reader_id', 'state');

const done = async (id: number, states: readonly string[] = ['accepted', 'refused']) =>
  until(async () => (await recipients(id)).every((r) => states.includes(r.state)));

describe('one reader', () => {
  const email = 'sample.taro@reader.example.org';
  let reader: number;
  beforeEach(async () => {
    await open();
    [reader] = (await addReaders(app.ground, topic, [{ email }])) as [number];
  });

  it('rests at the first answer, is tried after seven days, and comes back when three days bring no report', async () => {
    await comesBack(await bulletin(), reader, email);
    await apply();
    expect(await readerOf(reader)).toMatchObject({
      state: 'suspended',
      suspended_reason: 'hard-bounce',
      purge_after: null,
    });
    app.clock.advance(6 * DAY);
    expect(await recipients(await bulletin())).toEqual([]);
    app.clock.advance(DAY);
    const probe = await bulletin();
    expect(await done(probe, ['accepted'])).toBe(true);
    expect(await recipients(probe)).toEqual([{ reader_id: reader, state: 'accepted' }]);
    // Another bulletin does not go there while the probe is out.
    expect(await recipients(await bulletin())).toEqual([]);
    app.clock.advance(3 * DAY - HOUR);
    await app.running.parts.subscriptions.settleProbes();
    expect((await readerOf(reader)).state).toBe('suspended');
    app.clock.advance(HOUR);
    await app.running.parts.subscriptions.settleProbes();
    expect(await readerOf(reader)).toMatchObject({ state: 'active', suspended_reason: null });
    const helpdesk = await personWith(app, ['helpdesk']);
    const { public_id } = await readerOf(reader);
    const why = (await helpdesk.get(`/readers/${public_id}/why`)).body;
    expect(why).toMatchObject({
      state: 'active',
      next: { what: 'nothing' },
      suspensions: [{ state: 'over', reason: 'userunknown' }],
    });
    expect(JSON.stringify(why.reports)).toContain('user unknown');
  });

  it('ends when the probe is answered so too, and not by a second report of the same days', async () => {
    const [one, two] = [await bulletin(), await bulletin()];
    await comesBack(one, reader, email);
    await apply();
    app.clock.advance(2 * DAY);
    await comesBack(two, reader, email);
    await apply();
    const row = () => app.ground.db.knex('suspension').where({ reader_id: reader }).first();
    expect((await row()).state).toBe('resting');
    app.clock.advance(5 * DAY);
    const probe = await bulletin();
    expect(await done(probe, ['accepted'])).toBe(true);
    await comesBack(probe, reader, email);
    await apply();
    expect((await row()).state).toBe('ended');
    expect((await readerOf(reader)).state).toBe('suspended');
    expect((await readerOf(reader)).purge_after).toBeGreaterThan(app.clock.now());
  });

  it('of a carrier that assigns addresses anew ends at once when the recipient is named, and not for a missing host', async () => {
    const people = ['a@docomo.ne.jp', 'b@docomo.ne.jp'];
    const [named, host] = (await addReaders(
      app.ground,
      topic,
      people.map((e) => ({ email: e })),
    )) as [number, number];
    const id = await bulletin();
    await comesBack(id, named, people[0]!);
    await comesBack(id, host, people[1]!, '550 5.1.2 Host unknown');
    await apply();
    const states = await app.ground.db.knex('suspension').orderBy('reader_id').select('reader_id', 'state');
    expect(states).toEqual([
      { reader_id: named, state: 'ended' },
      { reader_id: host, state: 'resting' },
    ]);
  });
});

describe("a provider's wrong day", () => {
  const gmail = Array.from({ length: 48 }, (_, n) => ({ email: `p${n}@gmail.com` }));
  const others = Array.from({ length: 12 }, (_, n) => ({ email: `o${n}@reader.example.org` }));
  let readers: number[];
  beforeEach(async () => {
    await open();
    readers = await addReaders(app.ground, topic, [...gmail, ...others]);
  });
  const suspended = async () =>
    Number((await app.ground.db.knex('reader').where({ state: 'suspended' }).count('* as n').first())!.n);

  it('half in the dialogue, half by reports: nobody stays suspended, staff hear of it, the rest goes out, and the undo brings everybody the next one', async () => {
    const first = await bulletin();
    expect(await done(first)).toBe(true);
    // The reports of the first 15, then the next bulletin is refused at once.
    for (const [n, id] of readers.slice(0, 15).entries()) await comesBack(first, id, gmail[n]!.email);
    await apply();
    expect(await suspended()).toBe(15);
    sink.behaviour.unknown = '@gmail.com';
    app.clock.advance(HOUR);
    const second = await bulletin();
    expect(
      await until(async () => {
        await apply();
        // Before the twentieth answer nothing is unusual, and the others may be through by then.
        const pulled = (await app.ground.db.knex('brake')).length > 0;
        const rows = await recipients(second);
        return (
          pulled &&
          rows.every((r) => r.state !== 'sending' && (r.state !== 'waiting' || readers.indexOf(r.reader_id) < 48))
        );
      }),
    ).toBe(true);
    await apply();
    expect(await suspended()).toBe(0);
    // The others got theirs.
    expect((await recipients(second)).filter((r) => readers.indexOf(r.reader_id) >= 48).map((r) => r.state)).toEqual(
      others.map(() => 'accepted'),
    );
    const operator = await personWith(app, ['operator']);
    // Staff: a task, and a mail within a minute.
    const tasks = (await operator.get('/tasks?state=open')).body.data as { kind: string; facts: object }[];
    expect(tasks).toMatchObject([{ kind: 'suspensions-held', facts: { at: 'gmail', reason: 'userunknown' } }]);
    app.clock.advance(MINUTE);
    for (const job of app.running.parts.taskNotices.jobs) await job.run();
    expect((await app.letters()).filter((l) => l.type === 'staff-task')).toMatchObject([
      { variables: { task: '宛先不明の返答が急に増えたため、登録の停止を保留しています' } },
    ]);

    // A bulletin to them waits; one to the others does not.
    const third = await bulletin();
    expect(
      await until(async () => (await recipients(third)).filter((r) => r.state === 'accepted').length === others.length),
    ).toBe(true);

    // The provider is well again, and staff undo the day: first counted, then done.
    sink.behaviour.unknown = '';
    const { body } = await operator.get('/brakes');
    const [brake] = body.data as { id: string; held: number; state: string }[];
    expect(brake).toMatchObject({ state: 'on', at: 'gmail' });
    const filter = { since: app.clock.now() - DAY, at: 'gmail', reason: 'userunknown' };
    expect((await operator.post('/suspensions/count', filter)).body).toEqual({
      found: brake!.held,
      lifted: brake!.held,
      tooOld: 0,
    });
    const undone = await operator.post('/suspensions/lift', { ...filter, note: 'the provider had a fault' });
    expect(undone).toMatchObject({ status: 200, body: { lifted: brake!.held } });
    expect((await operator.get('/tasks?state=open')).body.data).toEqual([]);
    expect(await done(third, ['accepted'])).toBe(true);
    const last = await bulletin();
    expect(await done(last, ['accepted'])).toBe(true);
    expect(await recipients(last)).toHaveLength(60);
    const audit = await app.ground.db.knex('audit').where({ action: 'suspensions.lift' });
    expect(audit).toHaveLength(1);
  }, 120_000);

  it('of a carrier is undone as well, at most thirty days later, and the command line says how many', async () => {
    const carrier = Array.from({ length: 25 }, (_, n) => ({ email: `c${n}@docomo.ne.jp` }));
    const ids = await addReaders(app.ground, topic, carrier);
    const id = await bulletin();
    expect(await done(id)).toBe(true);
    for (const [n, reader] of ids.slice(0, 5).entries()) await comesBack(id, reader, carrier[n]!.email);
    await apply();
    expect(await suspended()).toBe(5);
    const { DATABASE_URL, DATA_DIR, MASTER_KEY } = app.ground.config;
    const hub = commandLine({ NODE_ENV: 'test', DATABASE_URL, DATA_DIR, MASTER_KEY });
    // The command line's clock is the machine's: in the hub's years these suspensions are older than thirty days.
    const words = ['suspensions', 'lift', '--since', '2025-11-20', '--class', 'docomo', '--reason', 'userunknown'];
    const told = await hub(...words, '--dry-run');
    expect(told).toMatchObject({ code: 0 });
    expect(told.stdout).toContain('0 of 5 suspensions would be undone. 5 addresses of carriers are older than 30 days');
    const { lifting } = app.running.parts.subscriptions;
    const filter = { since: app.clock.now() - DAY, at: 'docomo', reason: 'userunknown' };
    app.clock.advance(30 * DAY);
    expect(await lifting.liftAll({ ...filter }, { actor: 'test', note: 'x' })).toEqual({
      found: 5,
      lifted: 5,
      tooOld: 0,
    });
    expect(await suspended()).toBe(0);
  }, 120_000);

  it('of complaints: each stops bulletins at once, and only the lasting end waits for staff', async () => {
    const id = await bulletin();
    expect(await done(id)).toBe(true);
    const { db } = app.ground;
    const complain = (reader: number) =>
      db.write((trx) =>
        app.running.parts.subscriptions.suspend(trx, reader, 'complaint', {
          reason: 'complaint',
          bulletinId: id,
          letterId: null,
        }),
      );
    for (const reader of readers.slice(0, 22)) await complain(reader);
    const states = await db.knex('reader').whereIn('id', readers.slice(0, 22)).select('state');
    expect(states.map((r: { state: string }) => r.state)).toEqual(Array.from({ length: 22 }, () => 'suspended'));
    const [brake] = await app.running.parts.subscriptions.returnsView.brakes();
    expect(brake).toMatchObject({ reason: 'complaint', held: 22, state: 'on' });
    // Staff say that these were real: they have left.
    await app.running.parts.subscriptions.lifting.apply(brake!.id, { actor: 'test', note: 'asked them' });
    expect(await suspended()).toBe(0);
    expect(Number((await db.knex('reader').where({ state: 'left' }).count('* as n').first())!.n)).toBe(22);
  }, 60_000);
});
