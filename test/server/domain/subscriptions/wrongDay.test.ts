/** Complaints through the mail door stop bulletins to that person at once, also while a brake holds; and the command line undoes a provider's wrong day. */
import { simpleParser } from 'mailparser';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readWords } from '../../../../server/cli/command.ts';
import { findCommand } from '../../../../server/cli/commands.ts';
import { deliverHere } from '../../../../server/deliver.ts';
import { expandBulletins } from '../../../../server/delivery/expand.ts';
import { handOver } from '../../../../server/delivery/handOver.ts';
import { DAY, HOUR } from '../../../../server/lib/clock.ts';
import { makeReturnPath } from '../../../../server/lib/token.ts';
import { type TestApp, testApp } from '../../../support/app.ts';
import { addBulletin, addReaders, testTopic } from '../../../support/audience.ts';
import { daemon, mail, report, returned } from '../../../support/eml/build.ts';
import { type Sink, startSink } from '../../../support/recordingSink.ts';
import { until } from '../../../support/until.ts';

let app: TestApp;
let topic: number;
let sink: Sink;
let stop: () => Promise<void>;
beforeEach(async () => {
  sink = await startSink();
  app = await testApp({ ROLES: 'web,intake', SMTP_URL: sink.url });
  topic = await testTopic(app.ground.db);
  stop = await deliverHere(app.ground, app.running.httpPort!);
});
afterEach(async () => {
  await stop();
  await app.stop();
  await sink.close();
});

const bulletin = async (): Promise<number> => {
  const { db, bundle } = app.ground;
  const id = await addBulletin(db, { topic, now: app.clock.now(), revision: bundle.revision });
  await expandBulletins({ ...app.ground, clock: app.clock });
  return id;
};
const recipients = (id: number): Promise<{ reader_id: number; state: string }[]> =>
  app.ground.db.knex('bulletin_recipient').where({ bulletin_id: id }).orderBy('reader_id').select('reader_id', 'state');
const accepted = async (id: number, most: number) =>
  until(async () => (await recipients(id)).filter((r) => r.state === 'accepted').length === most);
const comesBack = async (id: number, reader: number, raw: Buffer) => {
  const to = `bounce+${makeReturnPath(app.ground.ring, { bulletin: id, row: reader })}@mail.example.jp`;
  const door = { host: '127.0.0.1', port: app.running.smtpPort!, from: '', to };
  expect(await handOver({ ...door, data: raw.toString() })).toMatchObject({ code: 250 });
};
const apply = () => app.running.parts.applications.applyOutcomes();
const gone = (email: string) => report({ recipient: email, status: '5.1.1', diagnostic: '550 5.1.1 user unknown' });
/** A complaint as a feedback loop sends it (ARF, RFC 5965). */
const complaint = (email: string) =>
  mail(
    daemon(
      'feedback@fbl.example.com',
      'complaint',
      'Content-Type: multipart/report; report-type=feedback-report; boundary=f',
    ),
    '',
    '--f',
    'Content-Type: text/plain',
    '',
    'This is an abuse report for a message of yours.',
    '',
    '--f',
    'Content-Type: message/feedback-report',
    '',
    'Feedback-Type: abuse',
    'User-Agent: Loop/1',
    'Version: 1',
    `Original-Rcpt-To: ${email}`,
    '',
    '--f',
    'Content-Type: message/rfc822',
    '',
    returned(email),
    '',
    'x',
    '--f--',
    '',
  );
const stateOf = async (id: number) => (await app.ground.db.knex('reader').where({ id }).first()).state;
const suspended = async () =>
  Number((await app.ground.db.knex('reader').where({ state: 'suspended' }).count('* as n').first())!.n);

/** The command as it runs after the program has read its words, on the hub's clock. */
const hub = async (line: string) => {
  const { command, rest } = findCommand(line.split(' '))!;
  const said = { lines: [] as string[], answer: undefined as unknown };
  await command.run(readWords(command, rest), async () => app.ground, {
    json: false,
    line: (text) => said.lines.push(text),
    answer: (value) => {
      said.answer = value;
    },
    progress: () => {},
    fails: () => {},
  });
  return said;
};
const day = (at: number) => new Date(at).toISOString();
const audited = () => app.ground.db.knex('audit').where({ action: 'suspensions.lift' });

it('a complaint stops bulletins to that person at once, while the brake on "nobody is there" holds for all of the provider', async () => {
  const people = Array.from({ length: 24 }, (_, n) => ({ email: `p${n}@gmail.com` }));
  const ids = await addReaders(app.ground, topic, people);
  const first = await bulletin();
  expect(await accepted(first, 24)).toBe(true);
  const mailOfIt = await simpleParser(Buffer.from(sink.mails[0]!.data));
  expect(mailOfIt.headers.get('feedback-id')).toMatch(/^\w+:ja:bulletin:mail\.example\.jp$/);
  for (const [n, id] of ids.slice(0, 20).entries()) await comesBack(first, id, gone(people[n]!.email));
  await apply();
  const [brake] = await app.running.parts.subscriptions.returnsView.brakes();
  expect(brake).toMatchObject({ at: 'gmail', reason: 'userunknown', held: 20, state: 'on' });
  // One whose suspension is held back, and one of whom nothing was said.
  for (const n of [3, 22]) await comesBack(first, ids[n]!, complaint(people[n]!.email));
  await apply();
  expect([await stateOf(ids[3]!), await stateOf(ids[22]!)]).toEqual(['left', 'left']);
  expect(await suspended()).toBe(0);
  const second = await bulletin();
  await app.running.parts.subscriptions.lifting.release(brake!.id, { actor: 'test', note: 'their fault' });
  expect(await accepted(second, 22)).toBe(true);
  expect((await recipients(second)).map((r) => r.reader_id)).toEqual(ids.filter((_, n) => n !== 3 && n !== 22));
}, 120_000);

it('complaints beyond what is usual stop each person at once as well; only the lasting end waits for staff', async () => {
  const people = Array.from({ length: 24 }, (_, n) => ({ email: `q${n}@gmail.com` }));
  const ids = await addReaders(app.ground, topic, people);
  const first = await bulletin();
  expect(await accepted(first, 24)).toBe(true);
  for (const [n, id] of ids.slice(0, 21).entries()) await comesBack(first, id, complaint(people[n]!.email));
  await apply();
  expect(await suspended()).toBe(21);
  const second = await bulletin();
  expect((await recipients(second)).map((r) => r.reader_id)).toEqual(ids.slice(21));
  const [brake] = await app.running.parts.subscriptions.returnsView.brakes();
  expect(brake).toMatchObject({ reason: 'complaint', held: 21, state: 'on' });
  expect(await app.ground.db.knex('task').where({ kind: 'suspensions-held', state: 'open' })).toHaveLength(1);
  const { public_id } = await app.ground.db.knex('reader').where({ id: ids[0] }).first();
  const why = await app.running.parts.subscriptions.returnsView.why('test', String(public_id));
  expect(why).toMatchObject({ state: 'suspended', next: { what: 'staff-decide-end' } });
}, 120_000);

it('`hub suspensions lift` counts without changing anything, then undoes the day, is audited, and bulletins go there again', async () => {
  const people = Array.from({ length: 6 }, (_, n) => ({ email: `r${n}@reader.example.org` }));
  const ids = await addReaders(app.ground, topic, [...people, { email: 'other@second.example.org' }]);
  const first = await bulletin();
  expect(await accepted(first, 7)).toBe(true);
  app.clock.advance(HOUR);
  const since = day(app.clock.now());
  for (const [n, id] of ids.slice(0, 6).entries()) await comesBack(first, id, gone(people[n]!.email));
  await comesBack(first, ids[6]!, gone('other@second.example.org'));
  await apply();
  expect(await suspended()).toBe(7);
  app.clock.advance(HOUR);
  const words = `suspensions lift --since ${since} --class reader.example.org --reason userunknown`;
  const dry = await hub(`${words} --dry-run`);
  expect(dry.answer).toEqual({ found: 6, lifted: 6, tooOld: 0, dryRun: true });
  expect(dry.lines).toEqual(['6 of 6 suspensions would be undone.']);
  expect([await suspended(), await audited()]).toEqual([7, []]);
  // What came before, at another domain, or for another reason is left alone.
  expect((await hub(`${words.replace(since, day(app.clock.now()))} --dry-run`)).answer).toMatchObject({ found: 0 });
  expect((await hub(`${words.replace('userunknown', 'hostunknown')} --dry-run`)).answer).toMatchObject({ found: 0 });
  const real = await hub(`${words} --note fault`);
  expect(real.answer).toEqual({ found: 6, lifted: 6, tooOld: 0, dryRun: false });
  expect(await suspended()).toBe(1);
  expect(await audited()).toHaveLength(1);
  const [line] = await audited();
  expect([line.actor, JSON.stringify(line)]).toEqual(['cli', expect.stringContaining('reader.example.org')]);
  const second = await bulletin();
  expect(await accepted(second, 6)).toBe(true);
  expect((await hub(words)).answer).toMatchObject({ found: 0, lifted: 0 });
}, 120_000);

it('undoes a wrong day of a carrier up to thirty days after it, and not a day later', async () => {
  const people = Array.from({ length: 4 }, (_, n) => ({ email: `c${n}@docomo.ne.jp` }));
  const ids = await addReaders(app.ground, topic, people);
  const first = await bulletin();
  expect(await accepted(first, 4)).toBe(true);
  const since = day(app.clock.now() - HOUR);
  for (const n of [0, 1]) await comesBack(first, ids[n]!, gone(people[n]!.email));
  await apply();
  app.clock.advance(2 * DAY);
  for (const n of [2, 3]) await comesBack(first, ids[n]!, gone(people[n]!.email));
  await apply();
  expect(await suspended()).toBe(4);
  app.clock.advance(29 * DAY);
  const words = `suspensions lift --since ${since} --class docomo --reason userunknown`;
  const told = { found: 4, lifted: 2, tooOld: 2 };
  expect((await hub(`${words} --dry-run`)).answer).toEqual({ ...told, dryRun: true });
  const real = await hub(words);
  expect(real.answer).toEqual({ ...told, dryRun: false });
  expect(real.lines[0]).toContain('2 addresses of carriers are older than 30 days and stay');
  const states = await Promise.all(ids.map(stateOf));
  expect(states).toEqual(['suspended', 'suspended', 'active', 'active']);
  const second = await bulletin();
  expect(await accepted(second, 2)).toBe(true);
  expect((await recipients(second)).map((r) => r.reader_id)).toEqual(ids.slice(2));
}, 120_000);
