/** Nobody learns from a page whether an address is registered (domain.md, trap 13); how long it takes is measured by `npm run bench -- neutral`. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestApp, testApp } from '../../../../support/app.ts';
import { statementsOf } from '../../../../support/statements.ts';
import { fillIn, register, visitor } from '../../../../support/visitor.ts';

const PAIRS = 5;
let app: TestApp;

const known = (n: number) => `known-${n}@example.jp`;
const other = (n: number) => `other-${n}@example.jp`;
const bare = (html: string) => html.replace(/(known|other)-\d@/g, 'x@');

beforeAll(async () => {
  app = await testApp({ LIMIT_FORMS_NETWORK_HOUR: '0', LIMIT_MAILS_HOUR: '0', LIMIT_MAILS_ADDRESS_DAY: '0' });
  for (let n = 0; n < PAIRS; n++) await register(app.url, { email: known(n) });
  await app.settle();
  // What is decided a moment after an answer must not fall into what is counted.
  await app.running.parts.subscriptions.stop();
}, 120_000);
afterAll(() => app.stop());

/** Walks up to the last request of a form; what it answers sends that request. */
type Walk = (address: string) => Promise<() => Promise<{ html: string; status: number }>>;

/** What residents see, and what the hub asks of its database before it answers. */
const told = async (walk: Walk, address: string) => {
  const send = await walk(address);
  let page = { html: '', status: 0 };
  const statements = await statementsOf(app, async () => {
    page = await send();
  });
  expect(page.status).toBe(200);
  // Topics are read anew from time to time, whoever asks.
  return { page: bare(page.html), statements: statements.filter((sql) => !/from .topic/.test(sql)) };
};

const registration: Walk = async (address) => {
  const v = visitor(app.url);
  await fillIn(v, { email: address, topics: ['permanent'] });
  return () => v.press('register');
};
const reissue: Walk = async (address) => {
  const v = visitor(app.url);
  await v.open('/m/reissue/ja');
  return () => v.press('reissue', { email: address });
};

describe('known and unknown addresses in turn', () => {
  it.each([
    ['a registration', registration],
    ['a request for new links', reissue],
  ])('get equal bytes from %s, for the same statements', async (_name, walk) => {
    const first = await told(walk, known(0));
    expect(first.statements.length).toBeGreaterThan(0);
    for (let n = 1; n < PAIRS; n++) {
      expect(await told(walk, other(n))).toEqual(first);
      expect(await told(walk, known(n))).toEqual(first);
    }
  });

  it('would be told apart if one more thing were looked up for the known ones', async () => {
    const curious: Walk = async (address) => {
      const send = await reissue(address);
      return async () => {
        if (address.startsWith('known')) await app.ground.db.knex('reader').first();
        return send();
      };
    };
    expect((await told(curious, known(1))).statements).not.toEqual((await told(curious, other(1))).statements);
  });
});
