/** Redis loses everything and dies in the middle of a bulletin: it holds wake-ups only, so nothing is lost, doubled or stuck. */
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PrivateRedis, startRedis } from '../../scripts/services.mjs';
import { verifyCounts } from '../../server/delivery/expand.ts';
import { type FaultGround, faultGround, finished, startBulletin, sure, tally } from './harness.ts';

const READERS = 600;
let g: FaultGround;
let redis: PrivateRedis;
beforeEach(async () => {
  redis = await startRedis();
  g = await faultGround('postgres');
});
afterEach(async () => {
  await g.close();
  await redis.stop();
});

const command = (words: string) =>
  new Promise<string>((resolve, reject) => {
    const socket = connect(redis.port, '127.0.0.1', () => socket.write(`${words}\r\n`));
    socket.on('error', reject);
    socket.once('data', (answer) => {
      socket.destroy();
      resolve(String(answer).trim());
    });
  });

describe('a hub with its queue on Redis', () => {
  it('finishes its bulletin through FLUSHALL and a kill of Redis, without loss or double', async () => {
    g.sink.behaviour.delay = 10;
    await g.startHub({ REDIS_URL: redis.url });
    const bulletin = await startBulletin(g, READERS);
    await sure('first mails', () => g.arrived.length > 30);
    expect(await command('FLUSHALL')).toBe('+OK');
    await sure('more after the flush', () => g.arrived.length > 150);
    await redis.restart();
    await sure('more after the kill', () => g.arrived.length > 300);
    expect(await command('FLUSHALL')).toBe('+OK');
    await finished(g, bulletin);
    const result = await tally(g, bulletin, READERS);
    expect(result).toMatchObject({ lost: 0, doubles: 0, totals: { accepted: READERS } });
    expect(await verifyCounts(g.db)).toEqual([]);
  }, 420_000);
});
