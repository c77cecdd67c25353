/** The disk under the database is full in the middle of a bulletin: what was acknowledged is stored, nothing is lost, no restart is needed. */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expandBulletins, verifyCounts } from '../../server/delivery/expand.ts';
import { GROUP } from '../../server/delivery/recorder.ts';
import { WIRE_DEPTH } from '../../server/delivery/wire/wire.ts';
import { readTotals } from '../../server/store/bulletinCounts.ts';
import { rawRows } from '../../server/store/dialect.ts';
import { testApp } from '../support/app.ts';
import { addBulletin, addReaders, testTopic } from '../support/audience.ts';
import { type DeliveryGround, deliveryGround, until } from '../support/delivery.ts';
import { refusalOf } from '../support/mailClient.ts';
import { type Sink, startSink } from '../support/recordingSink.ts';
import { event, systemOf } from '../support/systems.ts';

const READERS = 600;
const CONNECTIONS = 4;

type Ground = Pick<DeliveryGround, 'db'>;

/** A file system of 16 MB in memory; where nobody may mount one, SQLite itself is told to grow no further. */
const smallDisk = () => {
  const folder = mkdtempSync(join(tmpdir(), 'fumibako-disk-'));
  const ballast = join(folder, 'ballast');
  let mounted = true;
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'fumibako', folder], { stdio: 'ignore' });
  } catch {
    mounted = false;
  }
  const limitPages = (g: Ground, most: string) =>
    g.db.write(async (trx) => {
      const [row] = await rawRows<{ page_count: number }>(trx, 'pragma page_count');
      await trx.knex.raw(`pragma max_page_count = ${most === 'now' ? row!.page_count : most}`);
    });
  return {
    place: {
      url: `sqlite:${folder}/test.db`,
      folder,
      async remove() {
        if (mounted) execFileSync('umount', ['-l', folder]);
        rmSync(folder, { recursive: true, force: true });
      },
    },
    async fill(g: Ground) {
      if (!mounted) return limitPages(g, 'now');
      const file = openSync(ballast, 'w');
      for (const size of [1 << 20, 4096])
        try {
          for (;;) writeSync(file, Buffer.alloc(size, 1));
        } catch (error) {
          if ((error as { code?: string }).code !== 'ENOSPC') throw error;
        }
      closeSync(file);
    },
    async free(g: Ground) {
      if (mounted) rmSync(ballast);
      else await limitPages(g, '1000000');
    },
  };
};

let disk: ReturnType<typeof smallDisk>;
let g: DeliveryGround;
let sink: Sink;
beforeEach(async () => {
  disk = smallDisk();
  g = await deliveryGround(undefined, disk.place);
  sink = await startSink();
});
afterEach(async () => {
  await g.end();
  await sink.close();
});

describe('a full disk', () => {
  it('refuses new mail, keeps what was acknowledged, and delivery goes on when there is room again', async () => {
    const topic = await testTopic(g.db);
    const people = Array.from({ length: READERS }, (_, i) => ({ email: `reader${i}@example.jp` }));
    await addReaders(g, topic, people);
    const bulletin = await addBulletin(g.db, { topic, now: g.clock.now(), revision: g.bundle.revision });
    await expandBulletins(g);
    sink.behaviour.delay = 50;
    await g.deliver({ smtpUrl: sink.url, connections: CONNECTIONS });
    expect(await until(() => sink.seen > 30)).toBe(true);

    await disk.fill(g);
    const kept: string[] = [];
    let refused: unknown;
    for (let n = 0; n < 5000 && !refused; n++)
      await g.post(`sample${n}@example.jp`).then(
        (id) => kept.push(id),
        (error: unknown) => {
          refused = error;
        },
      );
    expect(refused).toMatchObject({ code: expect.stringMatching(/^SQLITE_(FULL|IOERR)/) });
    const stored = () => g.db.knex('letter').count('* as n').first();
    expect(Number((await stored())?.n)).toBe(kept.length);
    // Nothing more leaves than can be remembered in the end: what is in flight and two groups of outcomes.
    const remembered = async () => (await readTotals(g.db, bulletin)).accepted ?? 0;
    await new Promise((r) => setTimeout(r, 1500));
    const written = await remembered();
    const during = sink.seen;
    expect(during).toBeLessThan(READERS);
    expect(during - written).toBeLessThanOrEqual(CONNECTIONS * WIRE_DEPTH + 2 * GROUP);

    sink.behaviour.delay = 0;
    await disk.free(g);
    expect(await until(async () => (await remembered()) === READERS, 60_000)).toBe(true);
    for (const id of kept)
      expect(await until(async () => (await g.letter(id)).state === 'accepted', 90_000)).toBe(true);
    const copies = sink.mails.length - new Set(sink.mails.map((m) => m.to)).size;
    console.log(
      `disk full: ${during} had left and ${written} were written, ${kept.length} letters taken, doubles ${copies}`,
    );
    expect({ people: new Set(sink.mails.map((m) => m.to)).size, copies }).toEqual({
      people: READERS + kept.length,
      copies: 0,
    });
    expect(await verifyCounts(g.db)).toEqual([]);
    expect(await rawRows(g.db, 'pragma integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  });

  it('is told to who posts (503) and to who sends a mail (452) as trouble that passes; the process is not ready, somebody outside is told at once and staff by a task', async () => {
    const app = await testApp({ DATABASE_URL: disk.place.url.replace('test.db', 'app.db'), ROLES: 'web,intake' });
    try {
      const system = await systemOf(app);
      const mail = (n: number) =>
        refusalOf(app.running.smtpPort!, { from: `sample${n}@example.jp`, to: 'entry@mail.example.jp' });
      expect((await system.report(event('ras2.account.registered'))).status).toBe(202);
      await disk.fill(app.ground);
      // What still finds room in the log of the database is acknowledged and kept.
      let taken = 1;
      let posted = await system.report(event('ras2.account.registered'));
      for (; posted.status === 202 && taken < 5000; taken++)
        posted = await system.report(event('ras2.account.registered'));
      expect([posted.status, posted.body.code, posted.headers.get('retry-after')]).toEqual([
        503,
        'store.unavailable',
        '5',
      ]);
      let mails = 0;
      let said = await mail(mails);
      while (said === null && mails < 500) said = await mail(++mails);
      expect(said).toMatch(/^452 4\.3\.1 /);
      const { health } = app.running;
      const ready = async () => (await fetch(`${app.url}/readyz`)).status;
      expect(await ready()).toBe(503);
      expect(await app.ground.db.knex('task').where({ kind: 'hub-trouble' })).toEqual([]);

      await disk.free(app.ground);
      expect(await mail(1000)).toBeNull();
      // Nothing was refused between the two looks.
      for (let n = 0; n < 2; n++) await health.look();
      expect(await ready()).toBe(200);
      const [task] = await app.ground.db.knex('task').where({ kind: 'hub-trouble' });
      expect(task).toMatchObject({ object: 'trouble:database-refuses:database', state: 'open' });
      expect((await system.report(event('ras2.account.registered'))).status).toBe(202);
      expect((await app.letters()).filter((l) => l.type !== 'nl-entry-reply')).toHaveLength(taken + 1);
    } finally {
      await app.stop();
    }
  }, 120_000);
});
