/** Limits for people without an account: seen and changed by staff in the console and on the command line, in force in every process at once. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOUR, MINUTE } from '../../../../../server/lib/clock.ts';
import { type TestApp, testApp } from '../../../../support/app.ts';
import { commandLine } from '../../../../support/hub.ts';
import { firstPerson, personWith, type Staff } from '../../../../support/staff.ts';
import { until } from '../../../../support/until.ts';
import { register } from '../../../../support/visitor.ts';

type Row = { id: string; value: number; fallback: number; least: number; most: number; changedBy: string | null };

let app: TestApp;
let administrator: Staff;
let operator: Staff;
/** A busy machine takes its time for each program. */
const PATIENT = 400_000;

beforeAll(async () => {
  app = await testApp({ TRUST_PROXY: '1', LIMIT_FORMS_NETWORK_HOUR: '40' });
  await firstPerson(app);
  administrator = await personWith(app, ['administrator']);
  operator = await personWith(app, ['operator']);
});
afterAll(() => app.stop());

/** A program of its own on the same database. */
const hub = (...words: string[]) => {
  const { config } = app.ground;
  const { DATABASE_URL, DATA_DIR, MASTER_KEY } = config;
  return commandLine({ DATABASE_URL, DATA_DIR, MASTER_KEY })(...words);
};
const rows = async () => (await administrator.get('/budgets')).body.data as Row[];
const row = async (id: string) => (await rows()).find((one) => one.id === id);
const lines = (object: string) => app.ground.db.knex('audit').where({ object }).orderBy('seq');

const signIn = async (network: string) => {
  const answer = await fetch(`${app.url}/console/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': network },
    body: JSON.stringify({ email: 'nobody@example.jp', password: 'something else entirely' }),
  });
  return answer.status;
};
/** Empty mails that a server of this network brought: how many of `n` were taken. Each from a domain of its own. */
const emptyMails = async (network: (n: number) => string, n: number) => {
  let taken = 0;
  for (let i = 0; i < n; i++) {
    const from = `someone@d${app.clock.now()}-${i}.example`;
    const asked = { languages: 'all' as const };
    if ((await app.running.parts.subscriptions.requestEntry(from, asked, network(i))).taken) taken++;
  }
  app.clock.advance(HOUR + MINUTE);
  return taken;
};

it('staff see every limit with what it was at first and its bounds; an administrator changes it, nobody else', async () => {
  expect(await row('forms-network-hour')).toMatchObject({ value: 40, fallback: 40, least: 5, most: 100_000 });
  expect((await rows()).map((one) => one.id)).toEqual(
    expect.arrayContaining(['mails-address-day', 'empty-domain-hour', 'empty-network-hour', 'sign-in-network']),
  );
  const wish = { value: 6, reason: '試しに下げる' };
  expect((await operator.put('/budgets/forms-network-hour', wish)).body).toMatchObject({ code: 'right.missing' });
  const set = (id: string, body: object) => administrator.put(`/budgets/${id}`, { ...wish, ...body });
  for (const value of [4, 0, -1, 5.5, 100_001])
    expect((await set('forms-network-hour', { value })).body).toMatchObject({
      fields: [{ field: 'value', code: 'budget.value', details: { least: 5, most: 100_000 } }],
    });
  expect((await set('forms-network-hour', { reason: ' ' })).body).toMatchObject({ code: 'reason.missing' });
  expect((await set('constructor', {})).body).toMatchObject({ fields: [{ code: 'budget.unknown' }] });
  expect((await administrator.post('/budgets/forms-network-hour/reset')).body).toMatchObject({
    code: 'budget.not-set',
  });
  expect(await lines('budget:forms-network-hour')).toEqual([]);
});

it(
  'a limit of forms set by another process holds for the next form, and is audited; set back, the first value holds',
  async () => {
    const set = await hub('limits', 'set', 'forms-network-hour', '--to', '5', '--reason', 'a flood', '--json');
    expect([set.code, JSON.parse(set.stdout)]).toEqual([
      0,
      expect.objectContaining({ name: 'forms-network-hour', value: 5 }),
    ]);
    const said: number[] = [];
    for (let n = 0; n < 6; n++) said.push((await register(app.url, { email: `form${n}@example.jp` })).status);
    expect(said).toEqual([200, 200, 200, 200, 200, 429]);
    expect(await row('forms-network-hour')).toMatchObject({ value: 5, fallback: 40, changedBy: 'cli' });
    expect((await administrator.post('/budgets/forms-network-hour/reset')).status).toBe(200);
    expect((await register(app.url, { email: 'after@example.jp' })).status).toBe(200);
    const audited = await lines('budget:forms-network-hour');
    expect(audited.map((line) => [line.action, line.reason])).toEqual([
      ['budget.set', 'a flood'],
      ['budget.reset', null],
    ]);
    expect(JSON.parse(audited[0].after)).toEqual({ value: 5 });
  },
  PATIENT,
);

it('the command line shows them, and tells wrong words with the bounds', async () => {
  await app.running.parts.budgets.set('test', 'mails-address-day', 9, 'x');
  expect((await hub('limits', 'show')).stdout).toMatch(
    /mails-address-day +9 {2}at first 3, from 1 to 100, set by test/,
  );
  const wrong = await hub('limits', 'set', 'mails-address-day', '--to', '101', '--reason', 'x');
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('from 1 to 100')]);
});

it('a crowd at a door is one look at the limits', async () => {
  const { budgets } = app.running.parts;
  await budgets.set('test', 'links-network', 51, 'what was known is forgotten');
  let looks = 0;
  const note = ({ sql }: { sql: string }) => void (/house_rule/.test(sql) && looks++);
  app.ground.db.knex.on('query', note);
  const said = await Promise.all(Array.from({ length: 200 }, () => budgets.lately()));
  app.ground.db.knex.off('query', note);
  expect([looks, new Set(said.map((values) => values['links-network']))]).toEqual([1, new Set([51])]);
  await budgets.reset('test', 'links-network');
});

describe('wrong sign-ins', () => {
  it('of one network are turned away from the number on that staff have set', async () => {
    await administrator.put('/budgets/sign-in-network', { value: 10, reason: '攻撃' });
    const said: number[] = [];
    for (let n = 0; n < 5; n++) said.push(await signIn('192.0.2.5'));
    expect(said).toEqual([403, 403, 403, 403, 403]);
    for (let n = 0; n < 5; n++) await signIn('192.0.2.5');
    const turned = await app.ground.db.knex('audit').where({ action: 'session.refuse' }).count('* as n');
    expect(await signIn('192.0.2.5')).toBe(429);
    expect(await app.ground.db.knex('audit').where({ action: 'session.refuse' }).count('* as n')).toEqual(turned);
  });

  it('for one account wait from the number on that was set; wrong keys at the API, too, once another process has set it', async () => {
    app.clock.advance(25 * HOUR);
    await app.running.parts.budgets.set('test', 'sign-in-free', 3, 'an attack');
    const said: number[] = [];
    for (let n = 0; n < 4; n++) said.push(await signIn('198.51.100.1'));
    expect(said).toEqual([403, 403, 403, 429]);
    await hub('limits', 'set', 'keys-network', '--to', '10', '--reason', 'an attack');
    const wrongKey = async () =>
      (await fetch(`${app.url}/api/v1/events/x`, { headers: { authorization: 'Bearer made-up' } })).status;
    await until(async () => (await app.running.parts.budgets.lately())['keys-network'] === 10);
    const keys: number[] = [];
    for (let n = 0; n < 11; n++) keys.push(await wrongKey());
    expect([keys[9], keys[10]]).toEqual([401, 429]);
  });
});

describe('empty mails', () => {
  it(
    'that the servers of one network bring count by address and /24, by /64 and /48',
    async () => {
      await app.running.parts.budgets.set('test', 'empty-network-hour', 5, 'an attack');
      expect(await emptyMails(() => '203.0.113.7', 7)).toBe(5);
      expect(await emptyMails((n) => `203.0.113.${n + 1}`, 22)).toBe(20);
      expect(await emptyMails((n) => `203.0.${n + 1}.1`, 7)).toBe(7);
      expect(await emptyMails((n) => `2001:db8:1:1::${n + 1}`, 7)).toBe(5);
      expect(await emptyMails((n) => `2001:db8:1:${n + 1}::1`, 22)).toBe(20);
      expect(await emptyMails((n) => `2001:db8:${n + 1}::1`, 7)).toBe(7);
    },
    PATIENT,
  );
});
