/** PostgreSQL goes away in the middle of a bulletin, as in a crash: delivery stays up, loses nobody and doubles nobody. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NotifyClient } from 'notifications-node-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PrivatePostgres, startPostgres } from '../../scripts/services.mjs';
import { expandBulletins, verifyCounts } from '../../server/delivery/expand.ts';
import { oncePerMinute } from '../../server/lib/log.ts';
import { readTotals } from '../../server/store/bulletinCounts.ts';
import { testApp } from '../support/app.ts';
import { addBulletin, addReaders, testTopic } from '../support/audience.ts';
import { type DeliveryGround, deliveryGround, until } from '../support/delivery.ts';
import { refusalOf } from '../support/mailClient.ts';
import { type Sink, startSink } from '../support/recordingSink.ts';
import { event, systemOf } from '../support/systems.ts';

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

describe('a database server that is away', () => {
  it('is told to systems (503, when to come again), to browsers and to who sends a mail (451) as trouble that passes, and is one line in the log for all jobs', async () => {
    const other = await startPostgres();
    const app = await testApp({ DATABASE_URL: other.url, ROLES: 'web,intake,clock' });
    const failed: string[] = [];
    const lines: string[] = [];
    const written = oncePerMinute(
      (_facts, words) => void lines.push(words),
      () => 0,
    );
    app.ground.log.error = (facts, words) => {
      if (/^tick failed/.test(words)) failed.push(words);
      written(facts, words);
    };
    try {
      const system = await systemOf(app);
      const registered = () => system.report(event('ras2.account.registered'));
      expect((await registered()).status).toBe(202);
      await other.stop();
      // The first call finds connections that have just been cut, the second finds nobody.
      for (const one of [await registered(), await registered()])
        expect([one.status, one.body.code, one.headers.get('retry-after')]).toEqual([503, 'store.unavailable', '5']);
      const sent = await new NotifyClient(app.url, system.key).sendEmail(randomUUID(), 'sample@example.jp').then(
        () => null,
        (error: { response: { status: number; headers: Record<string, string> } }) => error.response,
      );
      expect([sent?.status, sent?.headers['retry-after']]).toEqual([503, '5']);
      const page = await fetch(`${app.url}/console/api/session`, { headers: { cookie: 'fumibako=x' } });
      expect([page.status, page.headers.get('retry-after')]).toEqual([503, '5']);
      const mail = { from: 'sample@example.jp', to: 'entry@mail.example.jp' };
      expect(await refusalOf(app.running.smtpPort!, mail)).toMatch(/^451 4\.3\.0 /);
      expect(await until(() => failed.length > 60, 60_000)).toBe(true);
      expect(lines.filter((words) => /^tick failed/.test(words))).toEqual([failed[0]]);
    } finally {
      await app.stop();
      await other.stop();
    }
  }, 120_000);
});
