/** Readers and a started bulletin for delivery's tests, written straight into the tables so that thousands cost little. */
import type { BulletinKind } from '../../server/contract/codes.ts';
import { blindIndex, type KeyRing, seal } from '../../server/lib/seal.ts';
import { publicId, randomId48 } from '../../server/lib/token.ts';
import type { Db } from '../../server/store/db.ts';

export const testTopic = async (db: Db): Promise<number> => {
  const [group] = await db.write(async (trx) =>
    trx
      .knex('topic_group')
      .insert({ public_id: publicId(), code: publicId(), names: '{}', sort: 1, created_at: 1 })
      .returning('id'),
  );
  const [topic] = await db.write(async (trx) =>
    trx
      .knex('topic')
      .insert({
        public_id: publicId(),
        group_id: group.id,
        code: publicId(),
        names: '{}',
        descriptions: '{}',
        sort: 1,
        created_at: 1,
      })
      .returning('id'),
  );
  return topic.id;
};

export type Person = { email: string; language?: string; state?: string };

/** Inserts readers with one topic; answers their row ids in order. */
export const addReaders = async (
  p: { db: Db; ring: KeyRing },
  topic: number,
  people: readonly Person[],
): Promise<number[]> => {
  const ids: number[] = [];
  for (let i = 0; i < people.length; i += 40) {
    const rows = people.slice(i, i + 40).map(({ email, language = 'ja', state = 'active' }) => {
      const id = randomId48();
      return {
        public_id: id,
        email: seal(p.ring, `reader|email|${id}`, email),
        email_index: blindIndex(p.ring, 'email', email),
        domain: email.split('@')[1],
        language,
        state,
        created_at: 1,
        changed_at: 1,
        actor: 'test',
        cause: 'test',
      };
    });
    await p.db.write(async (trx) => {
      const made: { id: number }[] = await trx.knex('reader').insert(rows).returning('id');
      const sorted = made.map((r) => r.id).sort((a, b) => a - b);
      await trx.knex('reader_topic').insert(sorted.map((reader_id) => ({ topic_id: topic, reader_id })));
      ids.push(...sorted);
    });
  }
  return ids;
};

/** A bulletin that is being sent and not yet written out. */
export const addBulletin = async (
  db: Db,
  p: {
    topic: number;
    now: number;
    revision: string;
    languages?: readonly string[];
    kind?: BulletinKind;
    priority?: number;
  },
): Promise<number> =>
  db.write(async (trx) => {
    const [row] = await trx
      .knex('bulletin')
      .insert({
        public_id: publicId(),
        kind: p.kind ?? 'normal',
        state: 'sending',
        template_revision: p.revision,
        audience: '{}',
        priority: p.priority ?? 0,
        actor: 'test',
        cause: 'test',
        system: 'nl',
        created_at: p.now,
        changed_at: p.now,
        started_at: p.now,
        send_day: 20_000,
        deadline_at: p.now + 72 * 3_600_000,
      })
      .returning('id');
    await trx.knex('bulletin_topic').insert({ bulletin_id: row.id, topic_id: p.topic });
    for (const language of p.languages ?? ['ja', 'plja', 'en'])
      await trx.knex('bulletin_text').insert({
        bulletin_id: row.id,
        revision: 1,
        language,
        subject: { ja: '見本', plja: '見本(みほん)', en: 'Sample' }[language],
        body: { ja: '見本の本文です。', plja: '見本(みほん)の本文(ほんぶん)です。', en: 'A sample text.' }[language],
        actor: 'test',
        created_at: p.now,
      });
    return row.id;
  });
