/** A letter's way from the outbox to the next server, over real sockets. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HOUR, MINUTE } from '../../../server/lib/clock.ts';
import { liftHold, setHold } from '../../../server/store/holds.ts';
import { listAttempts, listOpenOutcomes } from '../../../server/store/outcomes.ts';
import { type DeliveryGround, deliveryGround, until } from '../../support/delivery.ts';
import { type Sink, startSink } from '../../support/recordingSink.ts';

let g: DeliveryGround;
let sink: Sink;
beforeEach(async () => {
  g = await deliveryGround();
  sink = await startSink();
});
afterEach(async () => {
  await g.end();
  await sink.close();
});

const state = async (id: string) => (await g.letter(id)).state;
const reaches = (id: string, wanted: string, ms?: number) => until(async () => (await state(id)) === wanted, ms);

describe('a letter', () => {
  it('leaves with its own return path, message id and automatic mark, and is recorded as accepted', async () => {
    const id = await g.post('sample.taro@example.jp');
    await g.deliver({ smtpUrl: sink.url });
    expect(await reaches(id, 'accepted')).toBe(true);
    const row = await g.letter(id);
    expect(sink.mails).toHaveLength(1);
    const [mail] = sink.mails;
    expect(mail!.to).toBe('sample.taro@example.jp');
    expect(mail!.from).toMatch(/^bounce\+[a-z2-7]{44}@mail\.example\.jp$/);
    expect(mail!.messageId).toBe(row.message_id);
    expect(mail!.data).toContain('Auto-Submitted: auto-generated');
    expect(row.attempts).toBe(1);
    expect(await listAttempts(g.db, row.id)).toMatchObject([{ result: 'accepted', relay: `127.0.0.1:${sink.port}` }]);
    expect(await listOpenOutcomes(g.db, 10)).toMatchObject([{ letter_id: row.id, kind: 'accepted' }]);
  });

  it('goes to the built-in mailbox when there is no relay', async () => {
    const { mailbox } = await g.deliver();
    const id = await g.post('sample@example.jp', { languages: ['en'] });
    expect(await reaches(id, 'accepted')).toBe(true);
    const mail = await mailbox!.find('latest');
    expect(mail).toMatchObject({
      to: 'sample@example.jp',
      from: 'no-reply@mail.example.jp',
      languages: 'en',
      letter: id,
    });
    expect(mail!.text).toContain('https://');
    expect(mail!.raw.toString('latin1')).toContain(`Message-ID: ${(await g.letter(id)).message_id}`);
  });

  it('never leaves when a test key made it', async () => {
    await g.deliver({ smtpUrl: sink.url });
    const id = await g.post('sample@example.jp', { keyType: 'test' });
    expect(await reaches(id, 'accepted')).toBe(true);
    expect(sink.seen).toBe(0);
  });

  it('loses its secret in the moment it is accepted', async () => {
    const type = 'nl-confirm-registration';
    const id = await g.post('sample@example.jp', { type, expiresAt: g.clock.now() + 24 * HOUR });
    expect((await g.letter(id)).secrets).not.toBeNull();
    await g.deliver({ smtpUrl: sink.url });
    expect(await reaches(id, 'accepted')).toBe(true);
    const row = await g.letter(id);
    expect(row.secrets).toBeNull();
    expect(row.secrets_erased_at).toBe(g.clock.now());
  });

  it('is tried again after about 1, 5 and 15 minutes when the next server asks for it', async () => {
    sink.behaviour.defer = 1;
    const id = await g.post('sample@example.jp');
    await g.deliver({ smtpUrl: sink.url });
    for (const [n, minutes] of [
      [1, 1],
      [2, 5],
      [3, 15],
    ] as const) {
      expect(await until(async () => (await g.letter(id)).attempts === n)).toBe(true);
      const row = await g.letter(id);
      expect(row.state).toBe('deferred');
      expect(row.next_at - g.clock.now()).toBeGreaterThanOrEqual(minutes * MINUTE * 0.9);
      expect(row.next_at - g.clock.now()).toBeLessThanOrEqual(minutes * MINUTE * 1.1);
      g.clock.set(row.next_at);
    }
    sink.behaviour.defer = 0;
    expect(await reaches(id, 'accepted')).toBe(true);
    const attempts = await listAttempts(g.db, (await g.letter(id)).id);
    expect(attempts.map((a) => a.result)).toEqual(['deferred', 'deferred', 'deferred', 'accepted']);
    expect(attempts[0]!.reply).toBe('451 4.3.0 come again');
  });

  it('expires when its deadline has passed before anybody took it', async () => {
    sink.behaviour.defer = 1;
    const id = await g.post('sample@example.jp');
    await g.deliver({ smtpUrl: sink.url });
    expect(await reaches(id, 'deferred')).toBe(true);
    g.clock.advance(73 * HOUR);
    expect(await reaches(id, 'expired')).toBe(true);
    expect(sink.seen).toBe(0);
  });

  it('is refused for good by a 5xx, and the words are kept without the address', async () => {
    sink.behaviour.refuse = 1;
    const id = await g.post('sample@example.jp');
    await g.deliver({ smtpUrl: sink.url });
    expect(await reaches(id, 'refused')).toBe(true);
    expect(await g.letter(id)).toMatchObject({ reason: 'userunknown', reply: '550 5.1.1 User unknown' });
    expect((await listOpenOutcomes(g.db, 10)).map((o) => [o.kind, o.reason])).toEqual([['refused', 'userunknown']]);
  });

  it('waits without losing a try when the relay cannot be reached, and leaves when it can', async () => {
    const { port } = sink;
    await sink.close();
    const id = await g.post('sample@example.jp');
    await g.deliver({ smtpUrl: `smtp://127.0.0.1:${port}` });
    expect(await until(async () => (await g.letter(id)).reason?.startsWith('connect') ?? false)).toBe(true);
    expect(await g.letter(id)).toMatchObject({ state: 'waiting', attempts: 0 });
    sink = await startSink({ port });
    g.clock.advance(MINUTE);
    expect(await reaches(id, 'accepted', 20_000)).toBe(true);
    expect((await g.letter(id)).attempts).toBe(1);
  });

  it('is repeated under the same message id when the connection died after the final dot', async () => {
    sink.behaviour.drop = 1;
    const id = await g.post('sample@example.jp');
    await g.deliver({ smtpUrl: sink.url });
    expect(await reaches(id, 'deferred')).toBe(true);
    sink.behaviour.drop = 0;
    g.clock.advance(2 * MINUTE);
    expect(await reaches(id, 'accepted')).toBe(true);
    expect(sink.mails).toHaveLength(2);
    expect(sink.mails[0]!.messageId).toBe(sink.mails[1]!.messageId);
  });

  it('of a thread leaves only when the one before it is final', async () => {
    sink.behaviour.defer = 1;
    const first = await g.post('sample@example.jp', { threadKey: 'case:1' });
    const second = await g.post('sample@example.jp', { threadKey: 'case:1', languages: ['en'] });
    await g.deliver({ smtpUrl: sink.url });
    expect(await reaches(first, 'deferred')).toBe(true);
    sink.behaviour.defer = 0;
    expect(await state(second)).toBe('waiting');
    g.clock.advance(2 * MINUTE);
    expect(await reaches(second, 'accepted')).toBe(true);
    expect(sink.mails.map((m) => m.messageId)).toEqual([
      (await g.letter(first)).message_id,
      (await g.letter(second)).message_id,
    ]);
  });

  it('that is planned leaves when its time has come and not before', async () => {
    const { looked } = await g.deliver({ smtpUrl: sink.url });
    const id = await g.post('sample@example.jp', { notBefore: g.clock.now() + HOUR });
    await looked();
    expect(await state(id)).toBe('planned');
    g.clock.advance(HOUR);
    expect(await reaches(id, 'accepted')).toBe(true);
  });

  it.each([
    ['everything', '*'],
    ['lane', 'transactional'],
    ['type', 'nl-registration-complete'],
    ['system', 'nl'],
    ['relay', '127.0.0.1'],
  ] as const)('stays while the switch for %s is on, and leaves when it is off', async (kind, target) => {
    await g.db.write((trx) => setHold(trx, { kind, target, reason: 'test', actor: 'test', held_at: 1 }));
    const { looked } = await g.deliver({ smtpUrl: sink.url });
    const id = await g.post('sample@example.jp');
    await looked();
    expect(await g.letter(id)).toMatchObject({ state: 'waiting', attempts: 0 });
    expect(sink.seen).toBe(0);
    await g.db.write((trx) => liftHold(trx, { kind, target }));
    g.clock.advance(MINUTE);
    expect(await reaches(id, 'accepted')).toBe(true);
  });

  it('whose text cannot be made is put off and does not hold up the others', async () => {
    const broken = await g.post('sample.one@example.jp');
    await g.db.write((trx) => trx.knex('letter').where({ public_id: broken }).update({ revision: 'gone' }));
    const good = await g.post('sample.two@example.jp');
    await g.deliver({ smtpUrl: sink.url, connections: 1 });
    expect(await reaches(good, 'accepted')).toBe(true);
    expect(await reaches(broken, 'deferred')).toBe(true);
    expect(await g.letter(broken)).toMatchObject({ reason: 'templates.revision_missing' });
  });
});
