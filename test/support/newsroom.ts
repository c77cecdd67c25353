/** A newsroom: the hub in this process with staff, topics and readers, and the clock's jobs turned by hand. */
import type { StaffRole } from '../../server/contract/rights.ts';
import { expandBulletins, settleBulletins } from '../../server/delivery/expand.ts';
import type { Actor } from '../../server/domain/policy/policy.ts';
import { blindIndex, seal } from '../../server/lib/seal.ts';
import { publicId, randomId48 } from '../../server/lib/token.ts';
import { moveCounts } from '../../server/store/bulletinCounts.ts';
import { findBulletin } from '../../server/store/bulletins.ts';
import { insertOperator } from '../../server/store/people.ts';
import { testApp } from './app.ts';

export const sampleTexts = {
  ja: { subject: '窓口の案内', body: '窓口は午前9時から開きます。' },
  plja: { subject: '窓口(まどぐち)の案内(あんない)', body: '窓口(まどぐち)は 午前(ごぜん)9時(じ)から 開(あ)きます。' },
  en: { subject: 'Counter hours', body: 'The counter opens at 9:00 a.m.' },
};

export const newsroom = async (over: Record<string, string> = {}, at = '2026-04-01T10:00:00+09:00') => {
  const app = await testApp(over, at);
  const { db, ring } = app.ground;
  const { clock } = app;
  const { parts } = app.running;
  const topics: { id: number; code: string; group_code: string }[] = await db
    .knex('topic')
    .join('topic_group', 'topic_group.id', 'topic.group_id')
    .orderBy('topic.id')
    .select('topic.id', 'topic.code', 'topic_group.code as group_code');

  const run = async (name: string) => parts.release.jobs.find((job) => job.name === name)!.run();
  return {
    ...app,
    db,
    parts,
    topics,
    /** A person of the console without a password: only the rules look at them. */
    async person(roles: StaffRole[], bureaus: string[] = []): Promise<Actor> {
      const id = publicId();
      const email = `staff-${id.toLowerCase()}@example.jp`;
      await db.write((trx) =>
        insertOperator(trx, {
          public_id: id,
          email: seal(ring, `operator|email|${id}`, email),
          email_index: blindIndex(ring, 'email', email),
          name: seal(ring, `operator|name|${id}`, `見本 ${roles[0]}`),
          language: 'ja',
          roles: JSON.stringify(roles),
          bureaus: JSON.stringify(bureaus),
          state: 'active',
          password_hash: null,
          created_at: clock.now(),
          changed_at: clock.now(),
          actor: 'test',
        }),
      );
      return { actor: `operator:${id}`, roles, bureaus };
    },
    /** Active readers of one topic, named by their number. */
    async readers(topic: string, n: number, over: { language?: string; domain?: string; first?: number } = {}) {
      const { language = 'ja', domain = 'example.jp', first = 1 } = over;
      const topicId = ((await db.knex('topic').where({ code: topic }).first('id')) as { id: number }).id;
      const ids: number[] = [];
      for (let i = first; i < first + n; i += 1) {
        const id = randomId48();
        const email = `${topic}-${language}-${i}@${domain}`;
        await db.write(async (trx) => {
          const [row] = await trx
            .knex('reader')
            .insert({
              public_id: id,
              email: seal(ring, `reader|email|${id}`, email),
              email_index: blindIndex(ring, 'email', email),
              domain,
              language,
              state: 'active',
              created_at: 1,
              changed_at: 1,
              actor: 'test',
              cause: 'test',
            })
            .returning('id');
          await trx.knex('reader_topic').insert({ topic_id: topicId, reader_id: row.id });
          ids.push(row.id);
        });
      }
      return ids;
    },
    row: async (id: string) => (await findBulletin(db, id))!,
    /** Lets the clock's jobs of bulletins run once, in their order. */
    async tick(ms = 0) {
      clock.advance(ms);
      for (const name of ['holdBulletins', 'startBulletins', 'judgeFirstWaves', 'keepQuietHours', 'sampleBulletins'])
        await run(name);
      await expandBulletins(app.ground);
      await settleBulletins(app.ground);
    },
    /** Ends waiting recipients of a bulletin as if a relay had answered; `readers`: only these. Answers how many. */
    async answer(id: string, state: 'accepted' | 'refused' | 'unknown', readers?: number[]) {
      const row = (await findBulletin(db, id))!;
      return db.write(async (trx) => {
        const query = trx.knex('bulletin_recipient').where({ bulletin_id: row.id, state: 'waiting' });
        if (readers) query.whereIn('reader_id', readers);
        const ended: { language: string; queue_id: number }[] = await query
          .update({ state, sent_at: clock.now() })
          .returning(['language', 'queue_id']);
        const moved = ended.map((r) => ({
          language: r.language,
          queueId: r.queue_id,
          from: 'waiting' as const,
          to: state,
          n: 1,
        }));
        await moveCounts(trx, row.id, moved);
        return ended.length;
      });
    },
  };
};
export type Newsroom = Awaited<ReturnType<typeof newsroom>>;
