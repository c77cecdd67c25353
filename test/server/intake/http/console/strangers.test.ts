/** Strangers at the doors: what they try costs little, tells them nothing, keeps nobody out and stands in the audit log. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BudgetName } from '../../../../../server/domain/budgets/budgets.ts';
import { hashDesk } from '../../../../../server/domain/people/hashing.ts';
import { turnedAway } from '../../../../../server/intake/http/budgets.ts';
import { MINUTE, SECOND } from '../../../../../server/lib/clock.ts';
import { strangerBudget } from '../../../../../server/lib/strangers.ts';
import { openDb } from '../../../../../server/store/open.ts';
import { type TestApp, testApp, testAppAt } from '../../../../support/app.ts';
import { engine, freshDatabase } from '../../../../support/database.ts';
import { firstPerson, PASSWORD, personWith, type Reply, staff } from '../../../../support/staff.ts';
import { statementsOf } from '../../../../support/statements.ts';
import { pathOf, register } from '../../../../support/visitor.ts';

let app: TestApp;
beforeAll(async () => {
  app = await testApp({ TRUST_PROXY: '1' });
  await firstPerson(app);
});
afterAll(() => app.stop());

const WRONG = 'something else entirely';
/** A browser in another network, as the proxy in front names it; `cookie` is what it has kept. */
const from = async (network: string, email: string, password: string, cookie = '', at = app) => {
  const answer = await fetch(`${at.url}/console/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': network, ...(cookie ? { cookie } : {}) },
    body: JSON.stringify({ email, password }),
  });
  const mark = answer.headers.getSetCookie().find((c) => c.startsWith('fumibako-device='));
  return {
    status: answer.status,
    retryAfter: answer.headers.get('retry-after'),
    body: (await answer.json()) as Reply['body'],
    mark: mark?.split(';')[0] ?? '',
  };
};
const madeUpLink = (network: string, n: number) =>
  fetch(`${app.url}/console/api/first-administrator`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': network },
    body: JSON.stringify({
      token: `made-up-${n}`,
      name: 'x',
      email: 'x@example.jp',
      password: PASSWORD,
      language: 'en',
    }),
  });
const refusals = () => app.ground.db.knex('audit').where({ action: 'session.refuse' });

/** Lower limits than the first ones, so that few requests reach them. */
const lower = async (values: Partial<Record<BudgetName, number>>) => {
  const { budgets } = app.running.parts;
  for (const [name, value] of Object.entries(values)) await budgets.set('test', name, value, 'few requests reach it');
  return async () => {
    for (const name of Object.keys(values)) await budgets.reset('test', name);
  };
};

describe('an address that is known and one that is not', () => {
  it('get the same answers, wrong try after wrong try', async () => {
    const one = await personWith(app, ['author']);
    const tries = async (network: string, email: string) => {
      const said: unknown[] = [];
      for (let n = 0; n < 8; n++) said.push(await from(network, email, WRONG));
      return said;
    };
    const known = await tries('192.0.2.10', one.email);
    expect(known).toEqual(await tries('192.0.2.11', 'nobody-at-all@example.jp'));
    expect(known).toEqual(await tries('192.0.2.12', 'this is no address'));
    expect(known.slice(0, 5)).toEqual(known.slice(0, 5).map(() => expect.objectContaining({ status: 403 })));
    expect(known[5]).toMatchObject({ status: 429, retryAfter: '5', body: { code: 'sign-in.wait' } });
  });

  it('cost the same statements, and a reset the same and no mail before the answer', async () => {
    const one = await personWith(app, ['author']);
    const signIn = await statementsOf(app, () => from('192.0.2.20', one.email, WRONG));
    expect(signIn.length).toBeGreaterThan(4);
    expect(await statementsOf(app, () => from('192.0.2.21', 'nobody-here@example.jp', WRONG))).toEqual(signIn);
    const reset = (email: string) => staff(app).post('/password-reset', { email });
    // What is decided a moment later must not fall into what is counted here; who gets the mail stands in session.test.ts.
    await app.running.parts.operators.stop();
    const asked = await statementsOf(app, () => reset(one.email));
    expect(asked.filter((sql) => /letter|token|operator/.test(sql))).toEqual([]);
    expect(await statementsOf(app, () => reset('nobody-here@example.jp'))).toEqual(asked);
  });
});

it('a stranger who guesses keeps nobody out: not at a known device, and at a new one only for a minute', async () => {
  const one = await personWith(app, ['author']);
  const { mark } = await from('198.51.100.1', one.email, PASSWORD);
  expect(mark).not.toBe('');
  for (let network = 1; network <= 26; network++) await from(`203.0.113.${network}`, one.email, WRONG);
  const stranger = await from('203.0.113.99', one.email, PASSWORD);
  expect(stranger.body.code).toBe('sign-in.wait');
  expect(Number(stranger.body.details && (stranger.body.details as { until: number }).until)).toBeLessThanOrEqual(
    app.clock.now() + MINUTE,
  );
  expect((await from('203.0.113.99', one.email, PASSWORD, mark)).status).toBe(200);
  app.clock.advance(MINUTE);
  expect((await from('198.51.100.7', one.email, PASSWORD)).status).toBe(200);
  // The mark is good for this account alone.
  const other = await personWith(app, ['author']);
  for (let n = 0; n < 5; n++) await from('203.0.113.200', other.email, WRONG, mark);
  expect((await from('203.0.113.200', other.email, WRONG)).body.code).toBe('sign-in.wait');
});

it('each wait is longer than the one before, up to a quarter of an hour', async () => {
  const email = 'guessed@example.jp';
  const waits: number[] = [];
  for (let n = 0; n < 16; n++) {
    const { body } = await from('192.0.2.77', email, WRONG);
    const until = (body.details as { until?: number }).until;
    if (until === undefined) continue;
    waits.push((until - app.clock.now()) / SECOND);
    app.clock.advance(until - app.clock.now());
    await from('192.0.2.77', email, WRONG);
  }
  expect(waits.slice(0, 4)).toEqual([5, 10, 20, 40]);
  expect(Math.max(...waits)).toBe(900);
});

it('every wrong try is a line of the audit log, and what is turned away unheard a line with its number', async () => {
  app.clock.advance(60 * MINUTE);
  const usual = await lower({ 'sign-in-network': 20 });
  const before = (await refusals()).length;
  for (let n = 0; n < 8; n++) await from('192.0.2.200', `someone${n}@example.jp`, WRONG);
  expect((await refusals()).length - before).toBe(8);
  for (let n = 8; n < 20; n++) expect((await madeUpLink('192.0.2.200', n)).status).toBe(403);
  for (let n = 0; n < 5; n++)
    expect(await from('192.0.2.200', `someone${n}@example.jp`, WRONG)).toMatchObject({ status: 429 });
  expect((await refusals()).length - before).toBe(8);
  // A neighbour is heard, and so is the network when its time is over.
  expect((await from('192.0.2.201', 'x@example.jp', WRONG)).status).toBe(403);
  await app.running.parts.operators.noteTurnedAway({ network: '192.0.2.200', tries: 5 });
  const line = await app.ground.db.knex('audit').where({ action: 'session.turn-away' }).first();
  expect(JSON.parse(line.after)).toMatchObject({ tries: 5 });
  app.clock.advance(10 * MINUTE);
  expect((await from('192.0.2.200', 'y@example.jp', WRONG)).status).toBe(403);
  await usual();
});

it('a link that somebody made up costs no hash, and a network has a budget of them', async () => {
  const usual = await lower({ 'sign-in-network': 10, 'links-network': 50 });
  const said: number[] = [];
  for (let n = 0; n < 12; n++) said.push((await madeUpLink('192.0.2.150', n)).status);
  expect([said[0], said[9], said[10], said[11]]).toEqual([403, 403, 429, 429]);
  const page = (n: number) =>
    fetch(`${app.url}/m/change/${String(n).padStart(40, 'a')}`, { headers: { 'x-forwarded-for': '192.0.2.151' } });
  const pages: number[] = [];
  for (let n = 0; n < 52; n++) pages.push((await page(n)).status);
  expect([pages[0], pages[49], pages[50]]).toEqual([404, 404, 429]);
  await usual();
});

it('a reader who shares the network of somebody who guesses links still changes and leaves', async () => {
  const usual = await lower({ 'links-network': 50 });
  const email = 'shares@example.jp';
  await register(app.url, { email });
  await app.settle();
  const own = (await app.letters()).find((letter) => letter.to === email)!.variables;
  const [change, unsubscribe] = [pathOf(own.change_url), pathOf(own.unsubscribe_url)];
  const open = (path: string) =>
    fetch(new URL(path, app.url), { headers: { 'x-forwarded-for': '192.0.2.152' } }).then((answer) => answer.status);
  for (let n = 0; n < 50; n++) await open(`/m/unsubscribe/${String(n).padStart(40, 'b')}`);
  expect(await open(`/m/unsubscribe/${'c'.repeat(40)}`)).toBe(429);
  const many = Array.from({ length: 60 }, () => unsubscribe);
  expect(new Set(await Promise.all(many.map(open)))).toEqual(new Set([200]));
  expect(await open(change)).toBe(200);
  await usual();
});

it('wrong keys of the API have a budget by network, and do not keep out a key that was right', async () => {
  const { key } = await app.running.parts.keys.create({ name: 'x', type: 'test', system: 'ras2', actor: 'test' });
  const ask = (bearer: string, network: string) =>
    fetch(`${app.url}/api/v1/letters/none`, {
      headers: { authorization: `Bearer ${bearer}`, 'x-forwarded-for': network },
    }).then((answer) => answer.status);
  expect(await ask(key, '192.0.2.160')).toBe(404);
  const said: number[] = [];
  for (let n = 0; n < 101; n++) said.push(await ask(`wrong-${n}`, '192.0.2.160'));
  expect([said[0], said[99], said[100]]).toEqual([401, 401, 429]);
  const turned = await fetch(`${app.url}/api/v1/letters/none`, {
    headers: { authorization: 'Bearer wrong', 'x-forwarded-for': '192.0.2.160' },
  });
  expect(turned.headers.get('retry-after')).toBe('600');
  expect(await turned.json()).toMatchObject({ code: 'key.misses' });
  expect(await ask(key, '192.0.2.160')).toBe(404);
  expect(await ask('wrong', '192.0.2.161')).toBe(401);
});

describe('the hashing thread', () => {
  it('takes so many and no more, those who are known first, and keeps nobody else waiting', async () => {
    const stuck = new URL(
      `data:text/javascript,import{parentPort}from'node:worker_threads';parentPort.on('message',()=>{})`,
    );
    const desk = hashDesk(stuck);
    const task = { password: 'x', salt: new Uint8Array(16), cost: 2 };
    const silent = Array.from({ length: 25 }, () => desk.hash(task, 'stranger').catch(() => 'ended'));
    await expect(desk.hash(task, 'stranger')).rejects.toMatchObject({ code: 'sign-in.busy' });
    const known = Array.from({ length: 24 }, () => desk.hash(task, 'known').catch(() => 'ended'));
    await expect(desk.hash(task, 'known')).rejects.toMatchObject({ code: 'sign-in.busy' });
    // The thread never answers; pages and the database do.
    expect((await fetch(`${app.url}/m/ja_entry`)).status).toBe(200);
    expect(await app.ground.db.knex('operator').first('id')).toBeDefined();
    await desk.close();
    expect([silent.length, known.length]).toEqual([25, 24]);
  });

  it('of a crowd at once only those in line are counted and judged, one after another; of the others one line each tells, at the latest when the hub stops', async () => {
    const place = await freshDatabase(engine, { migrated: true });
    const hub = await testAppAt({ ...place, remove: async () => {} }, { TRUST_PROXY: '1' });
    try {
      const { db } = hub.ground;
      const { write } = db;
      let writes = 0;
      let most = 0;
      const first = Promise.withResolvers<void>();
      db.write = async (run) => {
        most = Math.max(most, ++writes);
        await first.promise;
        return write(run).finally(() => writes--);
      };
      const away: unknown[] = [];
      const crowd = Array.from({ length: 60 }, async (_, n) => {
        const said = await from(`198.18.0.${n}`, `crowd${n}@example.jp`, WRONG, '', hub);
        // Nobody is judged before all are there.
        if (said.status === 429 && away.push(said.body.code) === 35) first.resolve();
        return said.status;
      });
      expect((await Promise.all(crowd)).filter((status) => status === 403)).toHaveLength(25);
      expect(away).toEqual(Array(35).fill('sign-in.busy'));
      expect(most).toBe(1);
      // A network and all strangers for that account together: two counts for each that was heard, and a line.
      expect(await db.knex('rate_use').where({ scope: 'sign-in' })).toHaveLength(50);
      expect(await db.knex('audit').where({ action: 'session.refuse' })).toHaveLength(25);
    } finally {
      await hub.stop();
    }
    const db = await openDb(place.url);
    const lines = (await db.knex('audit').where({ action: 'session.turn-away' })) as { after: string }[];
    expect(lines.map((line) => JSON.parse(line.after).tries)).toEqual(Array(35).fill(1));
    await db.close();
    await place.remove();
  });
});

it('of a flood from many networks a hundred are told apart, and the rest is one line with its number', async () => {
  const told: { network: string | null; tries: number }[] = [];
  const turned = turnedAway(async (line) => void told.push(line));
  for (let n = 0; n < 300; n++) turned.note(`192.0.2.${n % 150}`);
  await turned.flush();
  expect(told).toHaveLength(101);
  expect(told.find((line) => line.network === '192.0.2.7')).toEqual({ network: '192.0.2.7', tries: 2 });
  expect(told.find((line) => line.network === null)).toEqual({ network: null, tries: 100 });
});

it('a network of IPv6 counts by /64 and by /48', () => {
  let now = 0;
  const budget = strangerBudget({ most: () => 2, period: 1000, now: () => now });
  const took = (address: string) => !('until' in budget.take(address));
  expect([took('2001:db8:1:1::1'), took('2001:db8:1:1::2'), took('2001:db8:1:1::3')]).toEqual([true, true, false]);
  expect(['2', '3', '4'].flatMap((n) => [took(`2001:db8:1:${n}::1`), took(`2001:db8:1:${n}::2`)])).toEqual(
    Array(6).fill(true),
  );
  expect(took('2001:db8:1:5::1')).toBe(false);
  expect(took('2001:db8:2:1::1')).toBe(true);
  now = 1000;
  expect(took('2001:db8:1:1::1')).toBe(true);
});
