/** Bulletins by words, topic, author, day and shelf: the list of the console. A hub has hundreds of them, so their texts are read, not indexed. */
import type { BulletinState } from '../contract/codes.ts';
import type { BulletinRow } from './bulletins.ts';
import type { Source } from './db.ts';

export type BulletinSearch = {
  state?: BulletinState | undefined;
  /** All of them stand in subject or body of one language, upper and lower case alike. */
  words?: readonly string[];
  topic?: string | undefined;
  /** Who began it or wrote a line of it, as actors. */
  authors?: readonly string[];
  /** Epoch milliseconds of the day it began to leave, or else was changed last. */
  from?: number;
  until?: number;
  shelved: boolean;
  /** Internal id to go on below. */
  before?: number;
  limit: number;
};

const escaped = (word: string) => `%${word.toLowerCase().replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;

/** Newest first. */
export const searchBulletins = async (source: Source, p: BulletinSearch): Promise<BulletinRow[]> => {
  const { knex } = source;
  const query = knex('bulletin').select('bulletin.*').orderBy('bulletin.id', 'desc').limit(p.limit);
  if (p.shelved) query.whereNotNull('shelved_at');
  else query.whereNull('shelved_at');
  if (p.state) query.where('state', p.state);
  if (p.before !== undefined) query.where('bulletin.id', '<', p.before);
  if (p.from !== undefined) query.whereRaw('coalesce(started_at, changed_at) >= ?', [p.from]);
  if (p.until !== undefined) query.whereRaw('coalesce(started_at, changed_at) < ?', [p.until]);
  if (p.topic !== undefined)
    query.whereExists(
      knex('bulletin_topic as bt')
        .join('topic as tp', 'tp.id', 'bt.topic_id')
        .whereRaw('bt.bulletin_id = bulletin.id')
        .where('tp.code', p.topic),
    );
  const text = () => knex('bulletin_text as t').whereRaw('t.bulletin_id = bulletin.id');
  const { authors } = p;
  if (authors)
    query.where((one) => one.whereIn('bulletin.actor', authors).orWhereExists(text().whereIn('t.actor', authors)));
  if (p.words?.length) {
    const found = text().whereRaw('t.revision = bulletin.revision');
    for (const word of p.words)
      found.whereRaw(
        `(lower(t.subject) like ? escape '\\' or lower(coalesce(t.sent_body, t.body)) like ? escape '\\')`,
        [escaped(word), escaped(word)],
      );
    query.whereExists(found);
  }
  return query;
};
