/** PostgreSQL goes away in the middle of a bulletin, as in a crash: delivery stays up, loses nobody and doubles nobody. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PrivatePostgres, startPostgres } from '../../scripts/services.mjs';
import { expandBulletins, verifyCounts } from '../../server/delivery/expand.ts';
import { readTotals } from '../../server/store/bulletinCounts.ts';
import { addBulletin, addReaders, testTopic } from '../support/audience.ts';
import { type DeliveryGround, deliveryGround, until } from '../support/delivery.ts';
import { type Sink, startSink } from '../support/recordingSink.ts';

const READERS = 500;
let server: PrivatePostgres;
let g: DeliveryGround;
let sink: Sink;
beforeEach(async () => {
  server = await startPostgres();
  const folder = mkdtempSync(join(tmpdir(), 'fumibako-restart-'));
  const remove = async () => rmSync(folder, { recursive: true, force: true });
  g = await deliveryGround(undefined, { url: server.url, folder, remove });
  sink = await startSink();
});
afterEach(async () => {
  await g.end();
  await sink.close();
  await server.stop();
});

describe('a database server that crashes and comes back, twice', () => {
  it('costs nobody a mail and sends none twice, and what is posted meanwhile is either refused or sent', async () => {
    const topic = await testTopic(g.db);
    const people = Array.from({ length: READERS }, (_, i) => ({ email: `reader${i}@example.jp` }));
    await addReaders(g, topic, people);
    const bulletin = await addBulletin(g.db, { topic, now: g.clock.now(), revision: g.bundle.revision });
    await expandBulletins(g);
    sink.behaviour.delay = 15;
    await g.deliver({ smtpUrl: sink.url, connections: 4 });
    const posted: string[] = [];
    for (const share of [0.2, 0.5]) {
      expect(await until(() => sink.seen > READERS * share, 60_000)).toBe(true);
      const answers = [1, 2, 3].map((n) => g.post(`sample${share}${n}@example.jp`).catch(() => null));
      server.restart('immediate');
      for (const id of await Promise.all(answers)) if (id) posted.push(id);
    }
    sink.behaviour.delay = 0;
    // A claim whose commit was not answered is found within the minute by the worker itself.
    const done = async () => (await readTotals(g.db, bulletin).catch(() => ({ accepted: 0 }))).accepted === READERS;
    expect(await until(done, 100_000)).toBe(true);
    for (const id of posted)
      expect(await until(async () => (await g.letter(id)).state === 'accepted', 90_000)).toBe(true);
    const readers = sink.mails.filter((m) => m.to.startsWith('reader')).map((m) => m.to);
    expect({ mails: readers.length, people: new Set(readers).size }).toEqual({ mails: READERS, people: READERS });
    expect(await verifyCounts(g.db)).toEqual([]);
  }, 240_000);
});
