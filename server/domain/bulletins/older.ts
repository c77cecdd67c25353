/** A newer warning and the older ones: whoever sends one is asked about those to the same readers that wait, are held or are on their way. */
import type { BulletinState } from '../../contract/codes.ts';
import { readAudience } from '../../store/audiences.ts';
import { type BulletinRow, isUrgent, listBulletins } from '../../store/bulletins.ts';
import type { Source } from '../../store/db.ts';
import { textsOf } from './bulletins.ts';
import { titleOf } from './editions.ts';

const underWay: readonly BulletinState[] = ['approved', 'scheduled', 'held', 'sending', 'paused'];
const LOOKED_AT = 50;

export type Older = { id: string; title: string; state: BulletinState };

/** Other emergencies with one of its topics that could still reach somebody after it. None for what is no emergency, or has begun. */
export const olderWarnings = async (source: Source, row: BulletinRow): Promise<Older[]> => {
  if (row.kind !== 'emergency' || row.started_at !== null) return [];
  const { topics } = readAudience(row.audience);
  const found = (await listBulletins(source, { states: underWay, limit: LOOKED_AT })).filter(
    (one) =>
      one.id !== row.id &&
      one.kind !== 'drill' &&
      isUrgent(one) &&
      readAudience(one.audience).topics.some((topic) => topics.includes(topic)),
  );
  return Promise.all(
    found.map(async (one) => ({ id: one.public_id, title: titleOf(await textsOf(source, one)), state: one.state })),
  );
};
