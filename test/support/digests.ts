/** Digests in a test: a hub whose hours are turned by hand, and a delivery of which each mail's items are known. */
import { expect } from 'vitest';
import type { BulletinKind, LetterState, Rhythm } from '../../server/contract/codes.ts';
import { expandBulletins, settleBulletins } from '../../server/delivery/expand.ts';
import { openDigests } from '../../server/domain/bulletins/digests.ts';
import type { Policy } from '../../server/domain/policy/policy.ts';
import { atTime, DAY, HOUR, jstDate, MINUTE } from '../../server/lib/clock.ts';
import { listItemsOf } from '../../server/store/digests.ts';
import {
  type ClaimedRecipient,
  claimRecipients,
  findDueBulletinQueues,
  recordRecipients,
  releaseRecipients,
} from '../../server/store/recipients.ts';
import { addBulletin } from './audience.ts';
import { deliveryGround } from './delivery.ts';

/** What the other side says to a mail; `lost`: its worker dies before it is on its way. */
export type Answered = Extract<LetterState, 'accepted' | 'bounced' | 'deferred' | 'unknown'> | 'lost';
type Over = { kind?: BulletinKind; priority?: number; only?: { of: number; reached: boolean } };

/** Begins on a Wednesday. */
export const digestGround = async () => {
  const g = await deliveryGround('2026-04-01T10:00:00+09:00');
  const policy = { house: async () => ({ lateMs: 15 * MINUTE }) } as Policy;
  const quiet = { from: '21:00', to: '08:00' };
  const digests = openDigests({ ...g, policy, quiet, revision: () => g.bundle.revision });
  let lease = 0;

  const answered = async (row: ClaimedRecipient, state: Answered, leaseToken: number) => {
    if (state === 'lost')
      return g.db.write((trx) => releaseRecipients(trx, row.bulletin_id, [row.reader_id], leaseToken));
    const result = { bulletinId: row.bulletin_id, readerId: row.reader_id, leaseToken, state };
    const nextAt = state === 'deferred' ? g.clock.now() + HOUR : null;
    await g.db.write((trx) =>
      recordRecipients(
        trx,
        [{ ...result, nextAt, counts: true, reason: null, reply: null, attempt: null }],
        g.clock.now(),
      ),
    );
  };

  return {
    ...g,
    digests,
    async tick() {
      const job = digests.jobs[0]!;
      if (await job.pending()) await job.run();
    },
    /** To the next time of day. */
    goTo(time: string) {
      const at = atTime(jstDate(g.clock.now()), time);
      g.clock.set(at > g.clock.now() ? at : at + DAY);
    },
    rhythm: (ids: readonly number[], to: Rhythm) =>
      g.db.write(async (trx) => trx.knex('reader').whereIn('id', ids).update({ rhythm: to })),
    /** Sends to the readers of topics, or (`only`) to those whom another bulletin reached or did not reach. */
    async send(topics: readonly number[], { only, ...over }: Over = {}) {
      const id = await addBulletin(g.db, {
        topic: topics[0]!,
        now: g.clock.now(),
        revision: g.bundle.revision,
        ...over,
      });
      await g.db.write(async (trx) => {
        for (const topic_id of topics.slice(1)) await trx.knex('bulletin_topic').insert({ bulletin_id: id, topic_id });
        if (!only) return;
        const { public_id } = await trx.knex('bulletin').where({ id: only.of }).first('public_id');
        const audience = JSON.stringify({ topics: [], only: { bulletin: public_id, reached: only.reached } });
        await trx.knex('bulletin').where({ id }).update({ parent_id: only.of, audience });
      });
      return id;
    },
    cancel: (id: number) =>
      g.db.write(async (trx) => trx.knex('bulletin').where({ id }).update({ state: 'cancelled' })),
    isOver: async (id: number): Promise<boolean> => {
      await settleBulletins(g);
      return (await g.db.knex('bulletin').where({ id }).first('state')).state === 'finished';
    },
    begun: async (): Promise<number[]> =>
      g.db.knex('digest').whereNotNull('bulletin_id').orderBy('day').pluck('bulletin_id'),
    async settle() {
      await expandBulletins(g);
      await settleBulletins(g);
    },
    /**
     * Every mail that is due leaves, at most `most` a queue: what a digest's mail holds is asked for when it is made, as delivery does.
     * `answers` are taken in turn; `sent` gets the items of each mail that is in somebody's inbox or may be.
     */
    async deliverDue(sent: Map<string, number[]>, most = 1000, answers: readonly Answered[] = ['accepted']) {
      let turn = 0;
      for (const queue of await findDueBulletinQueues(g.db, g.clock.now())) {
        const token = ++lease;
        const claim = {
          ...{ bulletinId: queue.bulletin_id, queueId: queue.id, limit: most, now: g.clock.now() },
          lease: { token, until: g.clock.now() + HOUR, worker: 'test' },
        };
        const rows = await g.db.write((trx) => claimRecipients(trx, claim));
        const { kind } = await g.db.knex('bulletin').where({ id: queue.bulletin_id }).first('kind');
        for (const row of rows) {
          const items = kind === 'digest' ? await listItemsOf(g.db, row.bulletin_id, row.reader_id) : [row.bulletin_id];
          const name = `${row.bulletin_id}|${row.reader_id}`;
          expect(items, 'a mail with nothing in it').not.toEqual([]);
          expect(sent.has(name), 'the same mail twice').toBe(false);
          const state = answers[turn++ % answers.length]!;
          if (state === 'accepted' || state === 'unknown') sent.set(name, items);
          await answered(row, state, token);
        }
      }
    },
  };
};
export type DigestGround = Awaited<ReturnType<typeof digestGround>>;
