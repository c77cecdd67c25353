/** A bulletin's way: written out, sent once to everybody, stopped, resumed and counted, over real sockets. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Language } from '../../../server/contract/codes.ts';
import { expandBulletins, settleBulletins, verifyCounts } from '../../../server/delivery/expand.ts';
import { textLanguage } from '../../../server/languages/languages.ts';
import { HOUR } from '../../../server/lib/clock.ts';
import { readLink } from '../../../server/lib/token.ts';
import { readTotals } from '../../../server/store/bulletinCounts.ts';
import { expandChunk } from '../../../server/store/expansion.ts';
import { listOpenOutcomes } from '../../../server/store/outcomes.ts';
import { addBulletin, addReaders, type Person, testTopic } from '../../support/audience.ts';
import { type DeliveryGround, deliveryGround, until } from '../../support/delivery.ts';
import { type Sink, startSink } from '../../support/recordingSink.ts';

let g: DeliveryGround;
let sink: Sink;
let topic: number;
beforeEach(async () => {
  g = await deliveryGround();
  sink = await startSink();
  topic = await testTopic(g.db);
});
afterEach(async () => {
  await g.end();
  await sink.close();
});

const people = (n: number, over: Partial<Person> = {}): Person[] =>
  Array.from({ length: n }, (_, i) => ({ email: `reader${i}@example.jp`, ...over }));
const bulletin = (over: { languages?: Language[]; kind?: 'normal' | 'emergency'; priority?: number } = {}) =>
  addBulletin(g.db, { topic, now: g.clock.now(), revision: g.bundle.revision, ...over });
const stateOf = async (id: number): Promise<string> => (await g.db.knex('bulletin').where({ id }).first()).state;
const move = (id: number, state: string) =>
  g.db.write(async (trx) => trx.knex('bulletin').where({ id }).update({ state }));
const settled = (id: number, state: string) =>
  until(async () => {
    await settleBulletins(g);
    return (await stateOf(id)) === state;
  });
const reached = () => sink.mails.map((m) => m.to).sort();

describe('a bulletin', () => {
  it('reaches every active reader once, each with links of their own, and is finished then', async () => {
    const ids = await addReaders(g, topic, people(230));
    await addReaders(g, topic, [
      { email: 'left@example.jp', state: 'left' },
      { email: 'new@example.jp', state: 'pending' },
    ]);
    const id = await bulletin();
    await expandBulletins(g);
    await g.deliver({ smtpUrl: sink.url });
    expect(await until(async () => (await readTotals(g.db, id)).accepted === 230)).toBe(true);
    expect(await settled(id, 'finished')).toBe(true);
    expect(reached()).toEqual(
      people(230)
        .map((p) => p.email)
        .sort(),
    );
    expect(new Set(sink.mails.map((m) => m.messageId)).size).toBe(230);
    expect(new Set(sink.mails.map((m) => m.from)).size).toBe(230);
    const reader = await g.db.knex('reader').where({ id: ids[7] }).first();
    const mail = sink.mails.find((m) => m.to === 'reader7@example.jp')!;
    const header = mail.data.replace(/\r\n[ \t]+/g, ' ');
    const token =
      /^List-Unsubscribe: <https:\/\/mail\.example\.jp\/m\/one-click\/([a-z2-7]{40})>, <mailto:unsubscribe\+[a-z2-7]{40}@mail\.example\.jp>/m.exec(
        header,
      )![1]!;
    const link = readLink(g.ring, token)!;
    expect(link).toMatchObject({ purpose: 'oneClick', id: reader.public_id, day: 20_000 });
    expect(link.genuine(0)).toBe(true);
    expect(header).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click');
    expect(header).toMatch(/^List-Id: <newsletter\.mail\.example\.jp>/im);
    expect(await verifyCounts(g.db)).toEqual([]);
  });

  it('leaves out who left after it was written out, and counts them', async () => {
    const ids = await addReaders(g, topic, people(4));
    const id = await bulletin();
    await expandBulletins(g);
    await g.db.write(async (trx) => {
      await trx.knex('reader').where({ id: ids[0] }).update({ state: 'left' });
      await trx.knex('reader').where({ id: ids[1] }).update({ state: 'suspended' });
    });
    await g.deliver({ smtpUrl: sink.url });
    expect(await settled(id, 'finished')).toBe(true);
    expect(await readTotals(g.db, id)).toEqual({ accepted: 2, withdrawn: 1, suppressed: 1 });
    expect(reached()).toEqual(['reader2@example.jp', 'reader3@example.jp']);
  });

  it('whose writing out breaks off, or is done by two clocks at once, still has everybody once', async () => {
    await addReaders(g, topic, people(90));
    const id = await bulletin();
    const chunk = { bulletinId: id, languages: ['ja'], chunk: 40, now: g.clock.now() };
    await g.db.write((trx) => expandChunk(trx, chunk));
    // The process dies before the commit of the next piece; then two take over at the same time.
    const dies = g.db.write(async (trx) => {
      await expandChunk(trx, chunk);
      throw new Error('died');
    });
    await expect(dies).rejects.toThrow('died');
    expect(await readTotals(g.db, id)).toEqual({ waiting: 40 });
    await Promise.all([1, 2, 3].map(() => g.db.write((trx) => expandChunk(trx, chunk))));
    await Promise.all([expandBulletins(g), expandBulletins(g)]);
    expect(await readTotals(g.db, id)).toEqual({ waiting: 90 });
    expect(await verifyCounts(g.db)).toEqual([]);
  });

  it('to a few of many readers is a few pieces, however far apart they are, and leaves nobody out', async () => {
    const other = await testTopic(g.db);
    const wanted: number[] = [];
    for (const part of [0, 1, 2, 3, 4]) {
      const some = Array.from({ length: 6 }, (_, i) => ({
        email: `few${part}-${i}@${i % 2 ? 'docomo.ne.jp' : 'example.jp'}`,
      }));
      const many = Array.from({ length: 200 }, (_, i) => ({ email: `many${part}-${i}@example.jp` }));
      wanted.push(...(await addReaders(g, topic, some)));
      await addReaders(g, other, many);
    }
    const id = await bulletin();
    const chunk = { bulletinId: id, languages: ['ja'], chunk: 20, now: g.clock.now() };
    let pieces = 0;
    for (let more = true; more; pieces++) ({ more } = await g.db.write((trx) => expandChunk(trx, chunk)));
    // 30 readers in pieces of 20, and the empty rest of the list; by the readers of all topics they would be 52.
    expect(pieces).toBeLessThanOrEqual(3);
    const rows = await g.db.knex('bulletin_recipient').where({ bulletin_id: id }).orderBy('reader_id');
    expect(rows.map((row: { reader_id: number }) => row.reader_id)).toEqual(wanted);
    expect(await verifyCounts(g.db)).toEqual([]);
  });

  it('to several topics that share readers gives each one row, in pieces of any size', async () => {
    const topics = [topic, await testTopic(g.db), await testTopic(g.db)];
    const nobody = await testTopic(g.db);
    await addReaders(g, nobody, people(40));
    const lists = await Promise.all(
      topics.map((one, t) =>
        addReaders(
          g,
          one,
          Array.from({ length: 25 }, (_, i) => ({ email: `t${t}-${i}@example.jp` })),
        ),
      ),
    );
    const [first = []] = lists;
    // Every second reader of the first topic has the others too.
    const shared = first.filter((_, i) => i % 2 === 0);
    await g.db.write(async (trx) => {
      for (const one of topics.slice(1))
        await trx.knex('reader_topic').insert(shared.map((reader_id) => ({ topic_id: one, reader_id })));
    });
    for (const size of [1, 2, 7, 500]) {
      const id = await bulletin();
      await g.db.write(async (trx) => {
        for (const one of topics.slice(1)) await trx.knex('bulletin_topic').insert({ bulletin_id: id, topic_id: one });
      });
      const chunk = { bulletinId: id, languages: ['ja'], chunk: size, now: g.clock.now() };
      for (let more = true; more; ) ({ more } = await g.db.write((trx) => expandChunk(trx, chunk)));
      const rows = await g.db.knex('bulletin_recipient').where({ bulletin_id: id }).orderBy('reader_id');
      const all = [...new Set(lists.flat())].sort((a, b) => a - b);
      expect(
        rows.map((row: { reader_id: number }) => row.reader_id),
        String(size),
      ).toEqual(all);
    }
  });

  it('begun while the relay was away, paused and resumed, leaves nobody out', async () => {
    const { port } = sink;
    await sink.close();
    await addReaders(g, topic, people(120));
    const id = await bulletin();
    await expandBulletins(g);
    await g.deliver({ smtpUrl: `smtp://127.0.0.1:${port}` });
    const tried = () => g.db.knex('bulletin_recipient').whereNotNull('reason').first();
    expect(await until(async () => (await tried()) !== undefined, 20_000)).toBe(true);
    await move(id, 'paused');
    sink = await startSink({ port });
    await move(id, 'sending');
    const moving = setInterval(() => g.clock.advance(5000), 200);
    const done = await until(async () => (await readTotals(g.db, id)).accepted === 120, 40_000);
    clearInterval(moving);
    expect(done).toBe(true);
    expect(new Set(reached()).size).toBe(120);
    expect(sink.seen).toBe(120);
  });

  it('does not include who registers after its audience was closed', async () => {
    await addReaders(g, topic, people(2));
    const id = await bulletin();
    await expandBulletins(g);
    await addReaders(g, topic, [{ email: 'late@example.jp' }]);
    await expandBulletins(g);
    expect(await readTotals(g.db, id)).toEqual({ waiting: 2 });
  });

  it('falls back from plain Japanese and English to Japanese and says so, never the other way', async () => {
    expect(textLanguage('plja', ['ja', 'en'])).toBe('ja');
    expect(textLanguage('en', ['ja', 'plja'])).toBe('ja');
    expect(textLanguage('ja', ['plja', 'en'])).toBeNull();
    expect(textLanguage('plja', ['en'])).toBeNull();
    await addReaders(g, topic, [
      { email: 'ja@example.jp', language: 'ja' },
      { email: 'plja@example.jp', language: 'plja' },
      { email: 'en@example.jp', language: 'en' },
    ]);
    await bulletin({ languages: ['en'] });
    const fallback = await bulletin({ languages: ['ja'] });
    await expandBulletins(g);
    const { mailbox } = await g.deliver();
    expect(await settled(fallback, 'finished')).toBe(true);
    const mails = await mailbox!.listWhole({ limit: 10 });
    expect(mails.map((m) => m.to).sort()).toEqual([
      'en@example.jp',
      'en@example.jp',
      'ja@example.jp',
      'plja@example.jp',
    ]);
    const english = mails.filter((m) => m.to === 'en@example.jp').map((m) => m.text.split('\n')[0]);
    expect(english.some((line) => /Japanese/.test(line!))).toBe(true);
  });

  it('stops between two batches when it is paused, and goes on without a double', async () => {
    sink.behaviour.delay = 50;
    await addReaders(g, topic, people(300));
    const id = await bulletin();
    await expandBulletins(g);
    await g.deliver({ smtpUrl: sink.url });
    expect(await until(() => sink.seen > 20)).toBe(true);
    await move(id, 'paused');
    const sending = () => g.db.knex('bulletin_recipient').where({ state: 'sending' });
    expect(await until(async () => (await sending()).length === 0)).toBe(true);
    const seen = sink.seen;
    expect(seen).toBeLessThan(300);
    await new Promise((r) => setTimeout(r, 500));
    expect(sink.seen).toBe(seen);
    expect(await sending()).toEqual([]);
    sink.behaviour.delay = 0;
    await move(id, 'sending');
    expect(await settled(id, 'finished')).toBe(true);
    expect(new Set(reached()).size).toBe(300);
    expect(sink.seen).toBe(300);
    expect(await verifyCounts(g.db)).toEqual([]);
  });

  it('that is cancelled ends what was not sent, and the figures still add up', async () => {
    sink.behaviour.delay = 50;
    await addReaders(g, topic, people(300));
    const id = await bulletin();
    await expandBulletins(g);
    await g.deliver({ smtpUrl: sink.url });
    expect(await until(() => sink.seen > 20)).toBe(true);
    await move(id, 'cancelled');
    expect(
      await until(async () => {
        await settleBulletins(g);
        return !('waiting' in (await readTotals(g.db, id)));
      }),
    ).toBe(true);
    const totals = await readTotals(g.db, id);
    expect(totals.cancelled).toBeGreaterThan(0);
    expect(totals.accepted).toBe(sink.seen);
    expect((totals.accepted ?? 0) + (totals.cancelled ?? 0)).toBe(300);
    expect(await verifyCounts(g.db)).toEqual([]);
  });

  it('expires for those whom nobody took within 72 hours', async () => {
    sink.behaviour.defer = 1;
    await addReaders(g, topic, people(5));
    const id = await bulletin();
    await expandBulletins(g);
    await g.deliver({ smtpUrl: sink.url });
    const deferred = () => g.db.knex('bulletin_recipient').where({ state: 'deferred' });
    expect(await until(async () => (await deferred()).length === 5)).toBe(true);
    g.clock.advance(73 * HOUR);
    expect(await settled(id, 'finished')).toBe(true);
    expect(await readTotals(g.db, id)).toEqual({ expired: 5 });
  });

  it('tells about refusals with the reason, and about nothing that was accepted', async () => {
    sink.behaviour.refuse = 3;
    await addReaders(g, topic, people(9));
    const id = await bulletin();
    await expandBulletins(g);
    await g.deliver({ smtpUrl: sink.url });
    expect(await settled(id, 'finished')).toBe(true);
    expect(await readTotals(g.db, id)).toEqual({ accepted: 6, refused: 3 });
    const outcomes = await listOpenOutcomes(g.db, 100);
    expect(outcomes.map((o) => [o.bulletin_id, o.kind, o.reason])).toEqual(
      Array(3).fill([id, 'refused', 'userunknown']),
    );
  });

  it('to a carrier keeps to 10 mails a second and 4 at a time, over two processes', async () => {
    await addReaders(
      g,
      topic,
      people(35, {}).map((p) => ({ email: p.email.replace('example.jp', 'docomo.ne.jp') })),
    );
    sink.behaviour.delay = 20;
    const id = await bulletin();
    await expandBulletins(g);
    const began = Date.now();
    await g.deliver({ smtpUrl: sink.url });
    await g.deliver({ smtpUrl: sink.url });
    expect(await settled(id, 'finished')).toBe(true);
    // Ten are given out for each second: 35 need four of them, however late in the first the sending began.
    expect(Date.now() - began).toBeGreaterThan(2000);
    // In no stretch more than its seconds' tokens; a busy machine may use four, one a connection, a little late.
    const times = sink.mails.map((mail) => mail.at).sort((x, y) => x - y);
    const tooMany = times.flatMap((from, i) =>
      times
        .slice(i)
        .map((to, n) => ({ count: n + 1, seconds: Math.floor((to - from) / 1000) + 2 }))
        .filter(({ count, seconds }) => count > 10 * seconds + 4),
    );
    expect(tooMany).toEqual([]);
  });

  it('does not keep letters waiting, and letters do not stop it', async () => {
    sink.behaviour.delay = 60;
    await addReaders(g, topic, people(400));
    const id = await bulletin();
    await expandBulletins(g);
    await g.deliver({ smtpUrl: sink.url });
    expect(await until(() => sink.seen > 10)).toBe(true);
    const posted: string[] = [];
    for (let i = 0; i < 60; i++) posted.push(await g.post(`sample${i}@example.jp`));
    for (const letter of posted)
      expect(await until(async () => (await g.letter(letter)).state === 'accepted')).toBe(true);
    // In the order of arrival, which no busy machine changes: letters between mails of the bulletin, long before its end.
    const order = sink.mails.map((m) => m.to.startsWith('reader'));
    const [first, last] = [order.indexOf(false), order.lastIndexOf(false)];
    expect(first).toBeLessThan(300);
    expect(order.slice(first, last).filter(Boolean).length).toBeGreaterThan(0);
    sink.behaviour.delay = 0;
    expect(await settled(id, 'finished')).toBe(true);
  });

  it('of two workers is sent once', async () => {
    await addReaders(g, topic, people(500));
    const id = await bulletin();
    await expandBulletins(g);
    await Promise.all([g.deliver({ smtpUrl: sink.url }), g.deliver({ smtpUrl: sink.url })]);
    expect(await settled(id, 'finished')).toBe(true);
    expect(sink.seen).toBe(500);
    expect(new Set(reached()).size).toBe(500);
  });
});
