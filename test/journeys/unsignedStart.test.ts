/** A sender domain without a key, through the real start of a production hub: a warning, a task that doctor's advice closes, and aligned mail (A29). */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newMasterKey } from '../../server/lib/seal.ts';
import { type Hub, startHub } from '../support/hub.ts';
import { startSink } from '../support/recordingSink.ts';
import { event } from '../support/systems.ts';
import { lookUntil } from '../support/until.ts';

const DOMAIN = 'rasens-immi.moj.go.jp';

let hub: Hub;
let sink: Awaited<ReturnType<typeof startSink>>;
beforeAll(async () => {
  sink = await startSink();
  const settings = { NODE_ENV: 'production', MASTER_KEY: newMasterKey(), SMTP_URL: sink.url, HTTP_HOST: '127.0.0.1' };
  hub = await startHub({ settings });
}, 180_000);
afterAll(async () => {
  await hub.stop();
  await sink.close();
});

const say = async <T>(...words: string[]): Promise<T> => {
  const { code, stdout, stderr } = await hub.hub(...words, '--json');
  expect([words.join(' '), code, stderr]).toEqual([words.join(' '), 0, '']);
  return JSON.parse(stdout) as T;
};
const tasks = async () =>
  (await say<{ kind: string; object: string }[]>('tasks', 'list'))
    .filter(({ kind }) => kind === 'sender-unsigned')
    .map(({ object }) => object);
const warnings = () =>
  hub
    .output()
    .split('\n')
    .filter((line) => line.includes('no key signs for this sender domain') && line.includes(`"domain":"${DOMAIN}"`));

it('is a warning at each start and one task; with a key signature and return path align, and the task closes by itself', async () => {
  expect(warnings()).toHaveLength(1);
  expect(await tasks()).toContain(`sender:${DOMAIN}`);
  const { key } = await say<{ key: string }>('keys', 'create', '--name', 'k', '--type', 'live', '--system', 'ras2');
  const send = async (count: number) => {
    const answer = await fetch(`${hub.url}/api/v1/events`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/cloudevents+json' },
      body: JSON.stringify(event('ras2.account.id-requested', { time: new Date().toISOString() })),
    });
    expect(answer.status).toBe(202);
    const mails = await lookUntil(
      `${count} mails`,
      async () => sink.mails,
      (seen) => seen.length >= count,
    );
    return mails.at(-1)!;
  };
  const bare = await send(1);
  expect(bare.data).not.toMatch(/^DKIM-Signature:/im);
  expect(bare.from).not.toContain(DOMAIN);

  const file = join(hub.dataDir, 'dkim', `s1._domainkey.${DOMAIN}.pem`);
  await say('dkim', 'create', '--domain', DOMAIN, '--selector', 's1', '--out', file);
  await hub.restart();
  expect(warnings()).toHaveLength(1);
  const left = await tasks();
  expect([left.includes(`sender:${DOMAIN}`), left.length > 0]).toEqual([false, true]);
  const aligned = await send(2);
  const unfolded = aligned.data.replace(/\r\n[ \t]+/g, ' ');
  expect(unfolded).toMatch(new RegExp(`^From: .*@${DOMAIN}>`, 'im'));
  expect(unfolded).toMatch(new RegExp(`^DKIM-Signature: .*d=${DOMAIN};`, 'im'));
  expect(aligned.from).toMatch(new RegExp(`^bounce\\+[a-z2-7]+@${DOMAIN}$`));
}, 300_000);
