/** Letters that came through the Notify face, as its lists read them: newest first, by system and key type. */
import type { LetterState, SystemCode } from '../contract/codes.ts';
import type { Source } from './db.ts';
import type { LetterRow } from './letters.ts';

export type NotificationPage = {
  system: SystemCode;
  keyType: string;
  states?: readonly LetterState[];
  reference?: string;
  /** Goes on below this row. */
  below?: { createdAt: number; id: number };
  limit: number;
};

export const listNotifications = async (source: Source, page: NotificationPage): Promise<LetterRow[]> => {
  const query = source
    .knex('letter')
    .where({ system: page.system, key_type: page.keyType, cause: 'notify' })
    .orderBy([
      { column: 'created_at', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .limit(page.limit);
  if (page.states) query.whereIn('state', page.states as LetterState[]);
  if (page.reference !== undefined) query.where({ reference: page.reference });
  const { below } = page;
  if (below)
    query.where((q) =>
      q
        .where('created_at', '<', below.createdAt)
        .orWhere((same) => same.where('created_at', below.createdAt).where('id', '<', below.id)),
    );
  return query;
};
