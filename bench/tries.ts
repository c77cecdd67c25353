/**
 * Strangers at the console's sign-in, in a process of their own: `node bench/tries.ts PORT pairs|storm N SECONDS FROM`. Each comes from a network
 * of its own (from number FROM on) with a wrong password; every other one for an account that there is. Says one line of JSON for each try.
 */
import { pathToFileURL } from 'node:url';
import { pause } from './stage.ts';

/** People with an account are numbered like this. */
export const emailOf = (n: number) => `person${n}@example.jp`;

/** `known`: there is such an account. */
export type Tried = { known: boolean; status: number; ms: number };

const networkOf = (n: number) => `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;

const tryOnce = async (port: number, person: number, known: boolean, network: number): Promise<Tried> => {
  const began = performance.now();
  const answer = await fetch(`http://127.0.0.1:${port}/console/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': networkOf(network) },
    body: JSON.stringify({
      email: known ? emailOf(person) : `nobody${person}@example.jp`,
      password: 'something else entirely',
    }),
  });
  await answer.arrayBuffer();
  return { known, status: answer.status, ms: performance.now() - began };
};

const say = (tried: Tried) => process.stdout.write(`${JSON.stringify(tried)}\n`);

type Asked = { port: number; n: number; until: number; from: number };

/** One after another, in pairs whose order is turned each time, so that what the machine does besides falls on both alike. */
const pairs = async ({ port, n, until, from }: Asked): Promise<void> => {
  for (let pair = 0; pair < n / 2 && Date.now() < until; pair++)
    for (const known of pair % 2 === 0 ? [true, false] : [false, true])
      say(await tryOnce(port, pair, known, from + 2 * pair + Number(known)));
};

/** So many at once, and again a second after the last of them was answered, until the time is over. */
const storm = async ({ port, n, until, from }: Asked): Promise<void> => {
  for (let round = 0; Date.now() < until; round++, await pause(1000))
    await Promise.all(
      Array.from({ length: n }, async (_, i) => say(await tryOnce(port, i >> 1, i % 2 === 0, from + round * n + i))),
    );
};

if (import.meta.url === pathToFileURL(process.argv[1]!).href) {
  const [port, n, seconds, from] = [2, 4, 5, 6].map((at) => Number(process.argv[at])) as [
    number,
    number,
    number,
    number,
  ];
  const asked = { port, n, until: Date.now() + seconds * 1000, from };
  await (process.argv[3] === 'storm' ? storm : pairs)(asked);
}
