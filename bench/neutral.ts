/** Whether the time of a residents' page tells who is registered: the last request of a form for known and unknown addresses in turn, on a hub of its own. */
import { startHub } from '../test/support/hub.ts';
import { fillIn, register, visitor } from '../test/support/visitor.ts';
import { median } from './stage.ts';

const GOAL_MS = 3;
const known = (n: number) => `known-${n}@example.jp`;

/** Walks up to the last request of a form; what it answers sends that request. */
type Walk = (url: string, address: string) => Promise<() => Promise<{ status: number }>>;

const walks: Readonly<Record<'registration' | 'reissue', Walk>> = {
  registration: async (url, address) => {
    const v = visitor(url);
    await fillIn(v, { email: address, topics: ['permanent'] });
    return () => v.press('register');
  },
  reissue: async (url, address) => {
    const v = visitor(url);
    await v.open('/m/reissue/ja');
    return () => v.press('reissue', { email: address });
  },
};

const measureWalk = async (url: string, walk: Walk, name: string, pairs: number) => {
  const times: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] };
  for (let n = 0; n < pairs; n++)
    for (const kind of n % 2 === 0 ? (['known', 'unknown'] as const) : (['unknown', 'known'] as const)) {
      const send = await walk(url, kind === 'known' ? known(n) : `${name}-${n}@example.jp`);
      const began = performance.now();
      const { status } = await send();
      times[kind].push(performance.now() - began);
      if (status !== 200) throw new Error(`${name} answered ${status}`);
    }
  const [one, other] = [median(times.known), median(times.unknown)].map((ms) => Number(ms.toFixed(2)));
  const apart = Number(Math.abs(one! - other!).toFixed(2));
  return { known_ms: one!, unknown_ms: other!, apart_ms: apart, within: apart < GOAL_MS };
};

/** `pairs`: requests for a known and for an unknown address, in turn. */
export const measureNeutral = async (p: { pairs: number; say(words: string): void }) => {
  const settings = { LIMIT_FORMS_NETWORK_HOUR: '0', LIMIT_MAILS_HOUR: '0', LIMIT_MAILS_ADDRESS_DAY: '0' };
  const hub = await startHub({ settings });
  try {
    for (let n = 0; n < p.pairs; n++) await register(hub.url, { email: known(n) });
    await hub.mails(known(p.pairs - 1));
    p.say(`${p.pairs} addresses are known`);
    return {
      pairs: p.pairs,
      goal_ms: GOAL_MS,
      registration: await measureWalk(hub.url, walks.registration, 'registration', p.pairs),
      reissue: await measureWalk(hub.url, walks.reissue, 'reissue', p.pairs),
    };
  } finally {
    await hub.stop();
  }
};
