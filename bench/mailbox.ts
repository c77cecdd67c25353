/**
 * `node bench/mailbox.ts [--n 10000]`: how quick the built-in mailbox is when it is full. Starts a hub of its own, lays N mails into its
 * mailbox file, asks each question 21 times over HTTP and prints median and slowest, and how long a new mail takes to be told.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openMailboxStore } from '../server/store/mailbox.ts';
import { startHub } from '../test/support/hub.ts';

const { values } = parseArgs({ options: { n: { type: 'string', default: '10000' } } });
const n = Number(values.n);
const ROUNDS = 21;

const paragraph = 'お知らせの本文です。在留の手続と、窓口の案内が書いてあります。\n'.repeat(40);
const mailOf = (i: number) => {
  const to = `sample.${String(i % (n / 2)).padStart(6, '0')}@example.jp`;
  const text = `${i}\n${paragraph}`;
  return {
    at: Date.now(),
    to,
    from: 'no-reply@mail.example.jp',
    returnPath: 'bounce+x@mail.example.jp',
    subject: `【入管庁メール】お知らせ ${i}`,
    text,
    html: `<html><head></head><body>${text}${'<p>x</p>'.repeat(500)}</body></html>`,
    raw: Buffer.from(
      `From: <no-reply@mail.example.jp>\r\nTo: <${to}>\r\nSubject: x\r\n\r\n${text.replaceAll('\n', '\r\n')}`,
    ),
    type: i % 10 === 0 ? 'nl-registration-complete' : 'bulletin',
    languages: ['ja', 'plja', 'en'][i % 3]!,
    cause: i % 10 === 0 ? 'form' : `bulletin:${Math.floor(i / 1000)}`,
    reference: null,
    letter: null,
    keyType: 'live',
  };
};

const hub = await startHub({ settings: { MAILBOX_KEEP: String(n) } });
const store = await openMailboxStore(join(hub.dataDir, 'mailbox.db'), n);
const say = (line: string) => void process.stdout.write(`${line}\n`);
try {
  const began = performance.now();
  for (let at = 0; at < n; at += 500) await store.put(Array.from({ length: 500 }, (_, i) => mailOf(at + i)));
  say(`${n} mails laid in ${Math.round(performance.now() - began)} ms`);
  const person = encodeURIComponent('sample.000100@example.jp');
  const questions: [string, string][] = [
    ['list, newest 100', '/list?limit=100'],
    ['list, a page below', `/list?limit=100&below=${Math.floor(n / 2)}`],
    ['search, a word in the text that few have', '/list?q=4242'],
    ['search, nothing found', '/list?q=nowhere'],
    ['search, to: and lang:', '/list?q=to%3A000100%20lang%3Aja'],
    ['people', '/people'],
    ['latest', '/messages/latest'],
    ['latest of one address', `/messages/latest?to=${person}`],
    ['API, to= and limit=', `/messages?to=${person}&limit=10`],
    ['API, newest 50', '/messages'],
    ['API, limit=1000', '/messages?limit=1000'],
    ['one in all languages', '/messages/latest/siblings'],
  ];
  for (const [name, path] of questions) {
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const asked = performance.now();
      const answer = await fetch(`${hub.url}/mailbox/api${path}`);
      await answer.arrayBuffer();
      if (!answer.ok) throw new Error(`${path} was answered with ${answer.status}`);
      times.push(performance.now() - asked);
    }
    times.sort((a, b) => a - b);
    say(
      `${name.padEnd(44)} median ${times[10]!.toFixed(1).padStart(7)} ms   slowest ${times.at(-1)!.toFixed(1).padStart(7)} ms`,
    );
  }
  const arrivals: number[] = [];
  const events = await fetch(`${hub.url}/mailbox/api/events`);
  const reader = events.body!.getReader();
  const told = async () => {
    for (;;) {
      const { value } = await reader.read();
      if (new TextDecoder().decode(value).includes('data:')) return;
    }
  };
  await told();
  for (let round = 0; round < 11; round++) {
    const put = performance.now();
    await store.put([mailOf(n + round)]);
    await told();
    arrivals.push(performance.now() - put);
  }
  await reader.cancel();
  arrivals.sort((a, b) => a - b);
  say(
    `${'a new mail is told to an open page'.padEnd(44)} median ${arrivals[5]!.toFixed(1).padStart(7)} ms   slowest ${arrivals.at(-1)!.toFixed(1).padStart(7)} ms`,
  );
} finally {
  await store.close();
  await hub.stop();
}
