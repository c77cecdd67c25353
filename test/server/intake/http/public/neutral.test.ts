/** Nobody learns from a page, or from how long it takes, whether an address is registered (domain.md, trap 13). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestApp, testApp } from '../../../../support/app.ts';
import { fillIn, register, visitor } from '../../../../support/visitor.ts';

/** Pairs of requests in one measurement: 200 requests, known and unknown in turn. */
const PAIRS = 100;
/** A busy machine may spoil a measurement, so it is repeated; a page that really tells something is slower in every one of them. */
const MEASUREMENTS = 5;
const MOST_APART = 3;
let app: TestApp;

type Kind = 'known' | 'other';
const known = (n: number) => `known-0-${String(n).padStart(3, '0')}@example.jp`;
/** An unknown address is known once it has been measured, so every measurement has its own. */
let measured = 0;
const other = (round: number, n: number) => `other-${round}-${String(n).padStart(3, '0')}@example.jp`;
const bare = (html: string) => html.replace(/(known|other)-\d-\d{3}@/g, 'x@');
const median = (times: number[]) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)]!;

beforeAll(async () => {
  app = await testApp({ LIMIT_FORMS_NETWORK_HOUR: '0', LIMIT_MAILS_HOUR: '0', LIMIT_MAILS_ADDRESS_DAY: '0' });
  for (let n = 0; n < PAIRS; n++) await register(app.url, { email: known(n) });
  await app.settle();
}, 120_000);
afterAll(() => app.stop());

type Page = { html: string; status: number };
/** Walks up to the last request of a form; what it answers sends that request. */
type Walk = (address: string) => Promise<() => Promise<Page>>;

const measure = async (walk: Walk) => {
  const times: Record<Kind, number[]> = { known: [], other: [] };
  const bodies = new Set<string>();
  const round = measured++ % 10;
  for (let n = 0; n < PAIRS; n++)
    for (const kind of n % 2 === 0 ? (['known', 'other'] as const) : (['other', 'known'] as const)) {
      const send = await walk(kind === 'known' ? known(n) : other(round, n));
      const began = performance.now();
      const page = await send();
      times[kind].push(performance.now() - began);
      expect(page.status).toBe(200);
      bodies.add(bare(page.html));
    }
  return { bodies: bodies.size, apart: Math.abs(median(times.known) - median(times.other)) };
};

/** The bodies must be equal in every measurement, the medians close in one of them. */
const compare = async (walk: Walk) => {
  const apart: number[] = [];
  while (apart.length < MEASUREMENTS && !apart.some((ms) => ms < MOST_APART)) {
    const found = await measure(walk);
    expect(found.bodies).toBe(1);
    apart.push(found.apart);
  }
  return Math.min(...apart);
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

describe('Known and unknown addresses, 200 in turn', () => {
  it('get equal bytes from a registration, with medians less than 3 ms apart', async () => {
    expect(await compare(registration)).toBeLessThan(MOST_APART);
  }, 240_000);

  it('get equal bytes from a request for new links, with medians less than 3 ms apart', async () => {
    expect(await compare(reissue)).toBeLessThan(MOST_APART);
  }, 240_000);

  it('would be told apart by this measurement if the known ones took 30 ms longer', async () => {
    const slower: Walk = async (address) => {
      const send = await reissue(address);
      return async () => {
        if (address.startsWith('known')) await new Promise((resolve) => setTimeout(resolve, 30));
        return send();
      };
    };
    expect((await measure(slower)).apart).toBeGreaterThan(MOST_APART);
  }, 240_000);
});
