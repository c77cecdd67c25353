/** Two registrations of one person, pressed at once in two processes: one of them stays, whole, and nobody who leaves at that moment stays. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { closeGround, type Ground, openGround } from '../../../../server/ground.ts';
import { openLog } from '../../../../server/lib/log.ts';
import { type Running, startRoles } from '../../../../server/roles.ts';
import { type TestApp, testApp } from '../../../support/app.ts';
import { pathOf, register, type Seen, visitor } from '../../../support/visitor.ts';

const ROUNDS = 6;
let app: TestApp;
let ground: Ground;
let second: Running;
beforeAll(async () => {
  app = await testApp({ LIMIT_FORMS_NETWORK_HOUR: '0', LIMIT_MAILS_ADDRESS_DAY: '0' });
  ground = await openGround(app.ground.config, { clock: app.clock, log: openLog('silent', 'second') });
  second = await startRoles(ground);
});
afterAll(async () => {
  await second.stop();
  await closeGround(ground);
  await app.stop();
});

const places = () => [app.url, `http://127.0.0.1:${second.httpPort}`] as const;
const linkTo = async (email: string, variable: string): Promise<string> => {
  await app.settle();
  const letters = (await app.letters()).filter((l) => l.to === email && l.variables[variable] !== undefined);
  return pathOf(letters.at(-1)!.variables[variable]);
};
/** Asks for another address, and answers the link that its owner gets. */
const asked = async (from: string, to: string): Promise<string> => {
  const v = visitor(app.url);
  await v.open(await linkTo(from, 'change_url'));
  await v.press('address', { email: to });
  return linkTo(to, 'confirm_url');
};
/** Opens a page in one of the processes; the press waits to be let go. */
const ready = async (place: string, path: string, go: string): Promise<() => Promise<Seen>> => {
  const v = visitor(place);
  await v.open(path);
  return () => v.press(go);
};
type Row = { id: number; state: string };
const readers = async (): Promise<Row[]> => app.ground.db.knex('reader').select('id', 'state');
const topicsOf = async (id: number): Promise<string[]> =>
  (
    await app.ground.db
      .knex('reader_topic as r')
      .join('topic as t', 't.id', 'r.topic_id')
      .where('r.reader_id', id)
      .orderBy('t.code')
  ).map((row: { code: string }) => row.code);
const added = async (before: readonly Row[]): Promise<Row[]> =>
  (await readers()).filter((row) => !before.some((one) => one.id === row.id));

it('each to the other’s address: one stays, with the topics of both', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const before = await readers();
    const [a, b] = [`a${round}@example.jp`, `b${round}@example.jp`];
    await register(app.url, { email: a, topics: ['law'] });
    await register(app.url, { email: b, topics: ['japanese'] });
    const [toB, toA] = [await asked(a, b), await asked(b, a)];
    const [one, two] = places();
    const presses = await Promise.all([ready(one, toB, 'address'), ready(two, toA, 'address')]);
    const answers = await Promise.all(presses.map((press) => press()));
    // The one that came second finds that its registration has become the other one.
    expect(answers.map((answer) => answer.status).filter((status) => status === 200)).toHaveLength(1);
    expect(answers.every((answer) => answer.status < 500)).toBe(true);
    const [only, ...more] = await added(before);
    expect([only?.state, more]).toEqual(['active', []]);
    expect(await topicsOf(only!.id)).toEqual(['japanese', 'law']);
  }
});

it('one link pressed in both is one press', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const [a, b] = [`c${round}@example.jp`, `d${round}@example.jp`];
    await register(app.url, { email: a, topics: ['law'] });
    await register(app.url, { email: b, topics: ['japanese'] });
    const link = await asked(a, b);
    const presses = await Promise.all(places().map((place) => ready(place, link, 'address')));
    const answers = await Promise.all(presses.map((press) => press()));
    expect(answers.map((answer) => answer.status)).toEqual([200, 200]);
    const told = (await app.letters()).filter((l) => l.type === 'nl-address-changed' && [a, b].includes(l.to));
    expect(told.map((l) => l.to).sort()).toEqual([a, b]);
  }
});

it('two who want one free address: one has it, and the other is asked whether to become one', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const before = await readers();
    const [a, b, free] = [`e${round}@example.jp`, `f${round}@example.jp`, `free${round}@example.jp`];
    await register(app.url, { email: a, topics: ['law'] });
    await register(app.url, { email: b, topics: ['japanese'] });
    const links = [await asked(a, free), await asked(b, free)];
    const presses = await Promise.all(places().map((place, n) => ready(place, links[n]!, 'address')));
    const answers = await Promise.all(presses.map((press) => press()));
    expect(answers.map((answer) => answer.status)).toEqual([200, 200]);
    expect(answers.filter((answer) => answer.html.includes('name="merging"'))).toHaveLength(1);
    expect(await added(before)).toHaveLength(2);
  }
});

it('who leaves at the moment of a merging has left', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const before = await readers();
    const [a, b] = [`g${round}@example.jp`, `h${round}@example.jp`];
    await register(app.url, { email: a, topics: ['law'] });
    await register(app.url, { email: b, topics: ['japanese'] });
    const link = await asked(a, b);
    const leave = await linkTo(b, 'unsubscribe_url');
    const [one, two] = places();
    const presses = await Promise.all([ready(one, link, 'address'), ready(two, leave, 'unsubscribe')]);
    const [moved, left] = await Promise.all(presses.map((press) => press()));
    expect([moved!.status, left!.status]).toEqual([200, 200]);
    const [only, ...more] = await added(before);
    expect(more).toEqual([]);
    // Left before: the address starts anew with the one that moves there. Left after: the one that stays has left.
    expect(['active', 'left']).toContain(only!.state);
    expect(await topicsOf(only!.id)).toEqual(only!.state === 'left' ? [] : ['law']);
  }
});
