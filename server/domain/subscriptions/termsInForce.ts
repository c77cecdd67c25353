/** Which terms hold now: those that staff proposed and approved, from their instant on; null while the files of the agency do. */
import { readTerms, type TermsTexts } from '../../letters/termsText.ts';
import { type Clock, SECOND } from '../../lib/clock.ts';
import type { Db } from '../../store/db.ts';
import { listDecided } from '../../store/termsProposals.ts';

export type TermsInForce = { id: string; texts: TermsTexts; fromAt: number };

/** How long another process may not know of an approval: terms never hold sooner than a minute after theirs. */
const KEPT = 10 * SECOND;
/** The last ones: those that hold, and one that waits for its day. */
const FEW = 3;

export const openTermsInForce = (p: { db: Db; clock: Clock; real?: () => number }) => {
  const real = p.real ?? Date.now;
  let known: TermsInForce[] = [];
  let readAt = Number.NEGATIVE_INFINITY;
  const read = async (): Promise<void> => {
    readAt = real();
    known = (await listDecided(p.db, FEW)).map((row) => ({
      id: row.public_id,
      texts: readTerms(row.texts),
      fromAt: row.from_at ?? 0,
    }));
  };
  return {
    now: (): TermsInForce | null => known.find((one) => one.fromAt <= p.clock.now()) ?? null,
    /** Reads them again at once: this process has decided something. */
    read,
    /** Reads them again when the last look is older than ten seconds. */
    renew: (): Promise<void> => (real() - readAt < KEPT ? Promise.resolve() : read()),
  };
};
export type TermsInForceDesk = ReturnType<typeof openTermsInForce>;
