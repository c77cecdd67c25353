/** Digests: what waits for a reader goes once, in one mail; late, with nothing in it, and for two registrations that become one. */
import { simpleParser } from 'mailparser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settleBulletins, verifyCounts } from '../../../server/delivery/expand.ts';
import { isWeekly, lastDue } from '../../../server/domain/bulletins/digests.ts';
import { atTime } from '../../../server/lib/clock.ts';
import { readTotals } from '../../../server/store/bulletinCounts.ts';
import { inheritItems } from '../../../server/store/digestItems.ts';
import { addReaders, testTopic } from '../../support/audience.ts';
import { until } from '../../support/delivery.ts';
import { type DigestGround, digestGround } from '../../support/digests.ts';
import { type Sink, startSink } from '../../support/recordingSink.ts';

let g: DigestGround;
let sink: Sink;
beforeAll(async () => {
  g = await digestGround();
  sink = await startSink();
});
afterAll(async () => {
  await g.end();
  await sink.close();
});

describe('the hour of a digest', () => {
  it('is 18:00, and Friday has the week’s as well; a Friday that was missed is made up for once', () => {
    expect(lastDue(atTime('2026-04-03', '17:59'))).toBe('2026-04-02');
    expect(lastDue(atTime('2026-04-03', '18:00'))).toBe('2026-04-03');
    expect(isWeekly('2026-04-03', { first: null, weekly: null })).toBe(true);
    expect(isWeekly('2026-04-02', { first: null, weekly: null })).toBe(false);
    expect(isWeekly('2026-04-04', { first: '2026-04-01', weekly: '2026-03-27' })).toBe(true);
    expect(isWeekly('2026-04-05', { first: '2026-04-01', weekly: '2026-04-04' })).toBe(false);
    expect(isWeekly('2026-04-05', { first: '2026-04-04', weekly: null })).toBe(false);
  });
});

describe('a digest', () => {
  it('is one mail with title, first words and page of what waited; the bulletin counts its readers until then', async () => {
    const topic = await testTopic(g.db);
    const [first, second] = await addReaders(g, topic, [
      { email: 'daily@example.jp' },
      { email: 'daily-en@example.jp', language: 'en' },
      { email: 'now@example.jp' },
    ]);
    await g.rhythm([first!, second!], 'daily');
    const [a, b] = [await g.send([topic]), await g.send([topic])];
    const alarm = await g.send([topic], { kind: 'emergency', priority: 10 });
    await g.settle();
    expect(await readTotals(g.db, a)).toEqual({ digest: 2, waiting: 1 });
    expect(await readTotals(g.db, alarm)).toEqual({ waiting: 3 });
    const { stop } = await g.deliver({ smtpUrl: sink.url });
    expect(await until(async () => sink.mails.length === 5)).toBe(true);
    expect(await until(() => g.isOver(a))).toBe(true);
    expect(await readTotals(g.db, a)).toEqual({ digest: 2, accepted: 1 });

    await g.tick();
    expect(await g.begun()).toEqual([]);
    g.goTo('18:00');
    await g.tick();
    await g.tick();
    const [digest, ...more] = await g.begun();
    expect(more).toEqual([]);
    await g.settle();
    g.db.wake();
    expect(await until(async () => sink.mails.length === 7)).toBe(true);
    expect(await until(() => g.isOver(digest!))).toBe(true);
    await settleBulletins(g);
    for (const id of [a, b]) expect(await readTotals(g.db, id)).toEqual({ accepted: 3 });
    expect(await readTotals(g.db, digest!)).toEqual({ accepted: 2 });
    const mails = await Promise.all(
      sink.mails.filter((m) => m.to === 'daily-en@example.jp').map((m) => simpleParser(m.data)),
    );
    const { text } = mails.find((m) => m.subject?.includes('one message'))!;
    const { public_id } = await g.db.knex('bulletin').where({ id: a }).first('public_id');
    expect(text!.match(/A sample text\./g)!.length).toBeGreaterThanOrEqual(2);
    expect(text).toContain(`/m/en/news/${public_id}`);
    expect((await g.digests.list(5))[0]).toMatchObject({ day: '2026-04-01', weekly: false, total: 2, accepted: 2 });
    expect(await verifyCounts(g.db)).toEqual([]);
    await stop();
  });

  it('that is late goes within the time of the house, and else what waits goes with the next; nothing waits: no digest', async () => {
    const topic = await testTopic(g.db);
    const [reader] = await addReaders(g, topic, [{ email: 'late@example.jp' }]);
    await g.rhythm([reader!], 'daily');
    await g.send([topic]);
    await g.settle();
    const before = (await g.begun()).length;
    g.goTo('18:16');
    await g.tick();
    expect((await g.begun()).length).toBe(before);
    g.goTo('18:10');
    await g.tick();
    expect((await g.begun()).length).toBe(before + 1);
    const sent = new Map<string, number[]>();
    await g.settle();
    await g.deliverDue(sent);
    await g.settle();
    g.goTo('18:00');
    await g.tick();
    expect((await g.begun()).length).toBe(before + 1);
    expect(await g.db.knex('digest').orderBy('day', 'desc').first()).toMatchObject({ bulletin_id: null });
  });
});

describe('two registrations of one person', () => {
  it('that become one lose nothing and double nothing', async () => {
    const topic = await testTopic(g.db);
    const [lives, goes] = await addReaders(g, topic, [{ email: 'lives@example.jp' }, { email: 'goes@example.jp' }]);
    await g.rhythm([goes!], 'daily');
    const both = await g.send([topic]);
    await g.settle();
    await g.db.write(async (trx) => trx.knex('reader_topic').where({ reader_id: lives }).delete());
    const one = await g.send([topic]);
    await g.settle();
    await g.db.write((trx) => inheritItems(trx, goes!, lives!));
    const rows = await g.db
      .knex('bulletin_recipient')
      .whereIn('bulletin_id', [both, one])
      .where({ state: 'digest' })
      .orderBy('bulletin_id');
    expect(rows.map((row) => [row.bulletin_id, row.reader_id])).toEqual([
      [both, goes],
      [one, lives],
    ]);
    // Its row is gone: the next digest ends what it had.
    await g.db.write(async (trx) => trx.knex('reader').where({ id: goes }).delete());
    const sent = new Map<string, number[]>();
    await g.deliverDue(sent);
    g.goTo('18:00');
    await g.tick();
    await g.settle();
    await g.deliverDue(sent);
    await g.settle();
    expect([...sent.values()]).toEqual([[both], [one]]);
    expect(await readTotals(g.db, both)).toEqual({ accepted: 1, withdrawn: 1 });
    expect(await verifyCounts(g.db)).toEqual([]);
  });

  it('while a bulletin and a digest are under way: what has not left for the one that goes leaves for the other', async () => {
    const topic = await testTopic(g.db);
    const people = ['stays', 'stays-daily', 'at-once', 'mail-waits', 'mail-gone'].map((name) => ({
      email: `${name}@example.jp`,
    }));
    const [stays, staysDaily, atOnce, mailWaits, mailGone] = await addReaders(g, topic, people);
    await g.rhythm([staysDaily!, mailWaits!, mailGone!], 'daily');
    const leaveTopic = (ids: number[]) =>
      g.db.write(async (trx) => trx.knex('reader_topic').whereIn('reader_id', ids).delete());
    await leaveTopic([stays!, staysDaily!]);
    const one = await g.send([topic]);
    await g.settle();
    g.goTo('18:00');
    // Another bulletin for the one whose digest's mail leaves first.
    const own = await testTopic(g.db);
    await g.db.write(async (trx) => trx.knex('reader_topic').insert({ reader_id: staysDaily, topic_id: own }));
    const other = await g.send([own]);
    await g.settle();
    await g.tick();
    await g.settle();
    const digest = (await g.begun()).at(-1)!;
    const become = (goes: number, lives: number) =>
      g.db.write(async (trx) => {
        await inheritItems(trx, goes, lives);
        await trx.knex('reader').where({ id: goes }).delete();
      });
    const sent = new Map<string, number[]>();
    await become(atOnce!, stays!);
    await become(mailWaits!, staysDaily!);
    await g.deliverDue(sent);
    expect(sent.get(`${one}|${stays}`)).toEqual([one]);
    expect(sent.get(`${digest}|${staysDaily}`)).toEqual([one, other]);
    expect(await readTotals(g.db, one)).toMatchObject({ accepted: 1 });
    await g.settle();
    expect(await readTotals(g.db, one)).toEqual({ accepted: 3 });
    expect(await verifyCounts(g.db)).toEqual([]);
  });
});
