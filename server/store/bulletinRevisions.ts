/** Earlier revisions of a bulletin's texts: who saved each and when, and what it said. A revision without any text has no row. */
import type { BulletinTextRow } from './bulletins.ts';
import type { Source } from './db.ts';

/** `at`: epoch milliseconds. */
export type RevisionHead = { revision: number; actor: string; at: number };

/** Every revision with a text, oldest first; without the texts, for there may be hundreds. */
export const listRevisionHeads = async (source: Source, bulletinId: number): Promise<RevisionHead[]> =>
  (
    (await source
      .knex('bulletin_text')
      .where({ bulletin_id: bulletinId })
      .groupBy('revision')
      .orderBy('revision')
      .select('revision')
      .min({ actor: 'actor', at: 'created_at' })) as RevisionHead[]
  ).map((head) => ({ ...head, at: Number(head.at) }));

export const listRevisionTexts = async (
  source: Source,
  bulletinId: number,
  revisions: readonly number[],
): Promise<BulletinTextRow[]> =>
  source
    .knex('bulletin_text')
    .where({ bulletin_id: bulletinId })
    .whereIn('revision', [...revisions]);
