/** Single readers of an audience: the next one from a chance place, and those with an outcome, page by page. Never a walk over all. */
import type { Language, LetterState } from '../contract/codes.ts';
import { isInAudience, type StoredAudience } from './audiences.ts';
import type { Source } from './db.ts';
import { rawRows } from './dialect.ts';

/** Looked at from one place before another is tried. */
const NEAR = 40;

type Candidate = { id: number };

/** Ids of active readers of these languages from `from` on, of one topic or of the recipients of one bulletin. */
const near = async (
  source: Source,
  p: { topic: string | null; bulletin: string | null; from: number; languages: readonly Language[] },
): Promise<Candidate[]> => {
  const [table, which, name] = p.bulletin
    ? ['bulletin_recipient', 't.bulletin_id = (select id from bulletin where public_id = ?)', p.bulletin]
    : ['reader_topic', 't.topic_id = (select id from topic where code = ?)', p.topic ?? ''];
  return rawRows<Candidate>(
    source,
    `select r.id from (select t.reader_id from ${table} t where ${which} and t.reader_id >= ? order by t.reader_id limit ?) as nearby
     join reader r on r.id = nearby.reader_id where r.state = 'active' and r.language in (${p.languages.map(() => '?').join()})
     order by r.id`,
    [name, p.from, NEAR, ...p.languages],
  );
};

/**
 * Some active reader that the audience reaches, by chance; `not`: another one than this when there is one. Null when none was
 * found in a few tries. `chance`: 0 to below 1, asked as often as a place is needed.
 */
export const findSomeReader = async (
  source: Source,
  p: {
    audience: StoredAudience;
    languages: readonly Language[];
    last: number;
    not: number | null;
    chance: () => number;
  },
): Promise<number | null> => {
  const bulletin = p.audience.only?.bulletin ?? null;
  const topics = bulletin ? [null] : p.audience.topics;
  if (topics.length === 0 || p.languages.length === 0) return null;
  let same: number | null = null;
  // The last tries begin at the first reader, so that a small audience is always found.
  for (let attempt = 0; attempt < 4 + topics.length; attempt += 1) {
    const topic = attempt < 4 ? topics[Math.floor(p.chance() * topics.length)]! : topics[attempt - 4]!;
    const from = attempt < 4 ? Math.floor(p.chance() * (p.last + 1)) : 0;
    for (const { id } of await near(source, { topic, bulletin, from, languages: p.languages })) {
      if (!(await isInAudience(source, p.audience, id))) continue;
      if (id !== p.not) return id;
      same = id;
    }
  }
  return same;
};

export type RecipientLine = {
  reader_id: number;
  email: Buffer;
  public_id: number;
  language: Language;
  state: LetterState;
  sent_at: number | null;
  reason: string | null;
  reply: string | null;
  attempts: number;
};

/** Recipients of a bulletin in one of the states, by internal id after `after`. */
export const listRecipients = async (
  source: Source,
  p: { bulletinId: number; states: readonly LetterState[]; after: number; limit: number },
): Promise<RecipientLine[]> =>
  source
    .knex('bulletin_recipient as b')
    .join('reader as r', 'r.id', 'b.reader_id')
    .where('b.bulletin_id', p.bulletinId)
    .where('b.reader_id', '>', p.after)
    .whereIn('b.state', [...p.states])
    .orderBy('b.reader_id')
    .limit(p.limit)
    .select(
      'b.reader_id',
      'r.email',
      'r.public_id',
      'b.language',
      'b.state',
      'b.sent_at',
      'b.reason',
      'b.reply',
      'b.attempts',
    );
