/** Nobody learns from a page, or from how long it takes, whether an address is registered (domain.md, trap 13). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestApp, testApp } from '../../../../support/app.ts';
import { fillIn, register, visitor } from '../../../../support/visitor.ts';

const ROUNDS = 100;
let app: TestApp;

beforeAll(async () => {
  app = await testApp({ LIMIT_FORMS_NETWORK_HOUR: '0', LIMIT_MAILS_HOUR: '0', LIMIT_MAILS_ADDRESS_DAY: '0' });
  for (let n = 0; n < ROUNDS; n++) await register(app.url, { email: `known-${String(n).padStart(3, '0')}@example.jp` });
  await app.settle();
});
afterAll(() => app.stop());

const median = (times: number[]) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)]!;
const email = (kind: 'known' | 'other', n: number) => `${kind}-${String(n).padStart(3, '0')}@example.jp`;
const bare = (html: string) => html.replace(/(known|other)-\d{3}@/g, 'x@');

/** Sends the last request of a form for known and unknown addresses in turn and compares bodies and medians. */
const compare = async (prepare: (address: string) => Promise<() => Promise<{ html: string; status: number }>>) => {
  const times = { known: [] as number[], other: [] as number[] };
  const bodies = new Set<string>();
  for (let n = 0; n < ROUNDS; n++)
    for (const kind of n % 2 === 0 ? (['known', 'other'] as const) : (['other', 'known'] as const)) {
      const send = await prepare(email(kind, n));
      const began = performance.now();
      const page = await send();
      times[kind].push(performance.now() - began);
      expect(page.status).toBe(200);
      bodies.add(bare(page.html));
    }
  return { bodies: bodies.size, apart: Math.abs(median(times.known) - median(times.other)) };
};

describe('A registration', () => {
  it('answers 200 known and unknown addresses in turn with equal bytes and medians less than 3 ms apart', async () => {
    const { bodies, apart } = await compare(async (address) => {
      const v = visitor(app.url);
      await fillIn(v, { email: address, topics: ['permanent'] });
      return () => v.press('register');
    });
    expect(bodies).toBe(1);
    expect(apart).toBeLessThan(3);
  });
});

describe('A request for new links', () => {
  it('answers 200 known and unknown addresses in turn with equal bytes and medians less than 3 ms apart', async () => {
    const { bodies, apart } = await compare(async (address) => {
      const v = visitor(app.url);
      await v.open('/m/reissue/ja');
      return () => v.press('reissue', { email: address });
    });
    expect(bodies).toBe(1);
    expect(apart).toBeLessThan(3);
  });
});
