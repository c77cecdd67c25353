/** Readers of the demo, many at a time: made-up addresses under .example and .test, each with a language, topics and a consent. */
import { type Language, languages } from '../../contract/codes.ts';
import type { Ground } from '../../ground.ts';
import { allConsentTexts, wordsOf } from '../../intake/http/public/words/words.ts';
import { DAY } from '../../lib/clock.ts';
import { blindIndex, seal } from '../../lib/seal.ts';
import { publicId, randomId48 } from '../../lib/token.ts';
import type { Trx } from '../../store/db.ts';
import type { Chance } from './chance.ts';

/** SQLite takes 500 rows in one statement, and a reader has up to four topics. */
const AT_ONCE = 100;
const given = ['sakura', 'umi', 'sora', 'hana', 'yama', 'kawa', 'hoshi', 'tsuki', 'mori', 'kaze', 'yuki', 'niji'];
const domains = {
  'mail.example': 46,
  'post.example': 20,
  'mobile.example': 18,
  'school.test': 8,
  'company.example': 6,
  'old-mail.test': 2,
};
const spoken = { ja: 50, plja: 18, en: 32 } satisfies Partial<Record<Language, number>>;

export type DemoTopic = { id: number; code: string };

/** What the texts of consent are called that stand on the pages now, by language. */
export const versionsOf = (ground: Ground) => {
  const texts = allConsentTexts(wordsOf(ground.bundle));
  const revision = (kind: string, n: number) => texts.filter((t) => t.kind === kind)[n]?.revision ?? '';
  return (language: Language) => {
    const n = languages.indexOf(language);
    return { terms_version: revision('terms', n), screen_version: revision('screen', n) };
  };
};

/** Writes readers who joined between two moments; some of those of long ago have left since. */
export const openReaderMaker = (ground: Ground, chance: Chance, topics: readonly DemoTopic[]) => {
  const { ring } = ground;
  const versions = versionsOf(ground);
  // What needs a date is left to those who come through the pages.
  const common = topics.filter((topic) => topic.code !== 'stay-expiry');
  let number = 0;

  const readerRow = (joined: number, leaves: number) => {
    const id = randomId48();
    const domain = chance.weighed(domains);
    const email = `${chance.pick(given)}.${String(++number).padStart(5, '0')}@${domain}`;
    const left = leaves > 0 && chance.next() < 0.04 ? joined + Math.floor(chance.next() * leaves) : null;
    return {
      public_id: id,
      email: seal(ring, `reader|email|${id}`, email),
      email_index: blindIndex(ring, 'email', email),
      domain,
      language: chance.weighed(spoken),
      state: left === null ? 'active' : 'left',
      created_at: joined,
      confirmed_at: joined,
      changed_at: left ?? joined,
      left_at: left,
      actor: 'reader',
      cause: 'demo',
      purge_after: left === null ? null : left + 365 * DAY,
    };
  };

  const insertSome = async (trx: Trx, rows: ReturnType<typeof readerRow>[]) => {
    const ids = (await trx.knex('reader').insert(rows).returning('id')) as { id: number }[];
    const chosen = ids.flatMap(({ id }, n) => {
      if (rows[n]!.state !== 'active') return [];
      const some = new Set(Array.from({ length: 1 + chance.below(4) }, () => common[chance.below(common.length)]!.id));
      return [...some].map((topic_id) => ({ topic_id, reader_id: id }));
    });
    if (chosen.length > 0) await trx.knex('reader_topic').insert(chosen);
    await trx.knex('consent').insert(
      ids.map(({ id }, n) => ({
        public_id: publicId(),
        reader_id: id,
        consented_at: rows[n]!.created_at,
        source: chance.next() < 0.8 ? 'form' : 'mail',
        language: rows[n]!.language,
        ...versions(rows[n]!.language as Language),
        network: null,
        purge_after: rows[n]!.purge_after,
      })),
    );
  };

  return async (n: number, span: { from: number; to: number }, now: number): Promise<void> => {
    for (let made = 0; made < n; made += AT_ONCE) {
      const rows = Array.from({ length: Math.min(AT_ONCE, n - made) }, () =>
        readerRow(span.from + Math.floor(chance.next() * (span.to - span.from)), now - span.to),
      );
      await ground.db.write((trx) => insertSome(trx, rows));
    }
  };
};
