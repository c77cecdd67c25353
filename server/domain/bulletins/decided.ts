/** The audience of a bulletin is frozen when it begins: who registers later is not part of it, and its number stands from then on. */
import { type Language, languages } from '../../contract/codes.ts';
import { refused } from '../../lib/errors.ts';
import { countExactly, lastReaderId, type StoredAudience } from '../../store/audiences.ts';
import { type BulletinRow, findBulletin, needsTerms } from '../../store/bulletins.ts';
import type { Source } from '../../store/db.ts';

type Deciding = { row: BulletinRow; audience: StoredAudience; readable: readonly Language[] };

/** A cancelled bulletin whose last readers are still being written down: until then nobody can say whom it missed. */
export const isClosing = async (source: Source, audience: StoredAudience): Promise<boolean> => {
  const parent = audience.only && (await findBulletin(source, audience.only.bulletin));
  return parent !== undefined && parent.state === 'cancelled' && parent.started_at !== null && parent.expanded === 0;
};

/** Throws `audience.closing` while the bulletin whose readers it goes to is being closed. */
export const demandClosed = async (source: Source, audience: StoredAudience): Promise<void> => {
  if (await isClosing(source, audience)) throw refused('audience.closing');
};

/**
 * Counts the audience and says which reader is the last of it. Before the transaction that begins the bulletin: a million readers must
 * not hold the write lock. Who leaves between the two is found when the rows are written out.
 */
export const decide = async (
  source: Source,
  { row, audience, readable }: Deciding,
  now: number,
): Promise<Pick<BulletinRow, 'decided' | 'cut_id'>> => {
  const last = await lastReaderId(source);
  const shares = (await countExactly(source, audience, { upTo: last, now, answered: needsTerms(row) })).filter((s) =>
    readable.includes(s.language),
  );
  // In one order, so that what lacks is always told of the same languages.
  shares.sort(
    (a, b) => languages.indexOf(a.language) - languages.indexOf(b.language) || (a.domainClass < b.domainClass ? -1 : 1),
  );
  return { decided: row.decided ?? JSON.stringify(shares), cut_id: row.cut_id || last };
};
