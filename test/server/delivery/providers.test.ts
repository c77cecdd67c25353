/** A provider that puts mail off, by words or by hanging up, makes nobody wait but itself. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expandBulletins } from '../../../server/delivery/expand.ts';
import { MINUTE } from '../../../server/lib/clock.ts';
import { readTotals } from '../../../server/store/bulletinCounts.ts';
import { listBlockedQueues } from '../../../server/store/queues.ts';
import { addBulletin, addReaders, testTopic } from '../../support/audience.ts';
import { type DeliveryGround, deliveryGround, until } from '../../support/delivery.ts';
import { type Answer, type ScriptedRelay, scriptedRelay } from './scriptedRelay.ts';

let g: DeliveryGround;
let relay: ScriptedRelay;
let busy: boolean;
let asked: number;
let say: (n: number) => Answer;
beforeEach(async () => {
  g = await deliveryGround();
  busy = true;
  asked = 0;
  relay = await scriptedRelay({
    answer: ({ verb, line }) => (busy && verb === 'RCPT' && line.includes('@gmail.com') ? say(asked++) : undefined),
  });
});
afterEach(async () => {
  await g.end();
  await relay.close();
});

const readers = (topic: number, domain: string) =>
  addReaders(
    g,
    topic,
    Array.from({ length: 150 }, (_, i) => ({ email: `reader${i}@${domain}` })),
  );
const done = (id: number, n: number) => until(async () => (await readTotals(g.db, id)).accepted === n, 60_000);

describe('a provider that puts mail off', () => {
  const answers = {
    'says 421 and 450 in turn': (n: number): Answer =>
      n % 2 === 0 ? '421 4.7.28 unusual rate' : '450 4.2.1 too many to this user',
    'resets the connection': (): Answer => 'drop',
  };
  it.each(Object.entries(answers))(
    'and %s rests alone: nobody else is held up, and it is left in peace',
    async (_name, how) => {
      say = how;
      const topic = await testTopic(g.db);
      await readers(topic, 'gmail.com');
      await readers(topic, 'example.jp');
      const id = await addBulletin(g.db, { topic, now: g.clock.now(), revision: g.bundle.revision });
      await expandBulletins(g);
      await g.deliver({ smtpUrl: `smtp://127.0.0.1:${relay.port}` });
      const resting = () => listBlockedQueues(g.db, g.clock.now());
      // The clock stands: whoever is made to wait waits for ever.
      expect(await done(id, 150)).toBe(true);
      expect(await until(async () => (await resting()).length > 0)).toBe(true);
      expect(await resting()).toMatchObject([{ domain_class: 'gmail', blocked_reason: 'deferred' }]);
      expect(relay.mails.filter((m) => m.to.endsWith('@gmail.com'))).toEqual([]);
      const recipients = () => g.db.knex('bulletin_recipient').where({ bulletin_id: id });
      expect(await until(async () => !(await recipients().where({ state: 'sending' }).first()))).toBe(true);
      const before = asked;
      expect(before).toBeLessThan(150);
      const put = await recipients().where({ state: 'deferred' });
      expect(put.length).toBeGreaterThanOrEqual(50);
      for (const row of put) expect(row.next_at).toBeGreaterThan(g.clock.now() + MINUTE / 2);
      await new Promise((look) => setTimeout(look, 600));
      expect(asked).toBe(before);
      busy = false;
      // A rest may begin anew with what was answered last.
      expect(
        await until(async () => {
          g.clock.advance(MINUTE);
          return (await readTotals(g.db, id)).accepted === 300;
        }, 60_000),
      ).toBe(true);
      expect(new Set(relay.mails.map((m) => m.to)).size).toBe(300);
    },
  );
});
