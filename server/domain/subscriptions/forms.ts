/** A form counts once: pressed twice, or sent again after a lost answer, it does nothing twice. */
import { DAY } from '../../lib/clock.ts';
import { tokenHash } from '../../lib/seal.ts';
import type { Trx } from '../../store/db.ts';
import { claimForm } from '../../store/usedForms.ts';
import { type Parts, REMEMBER_DAYS } from './parts.ts';

export const formDesk = (p: Pick<Parts, 'ring' | 'clock'>) => ({
  /** True the first time. */
  async first(trx: Trx, nonce: string): Promise<boolean> {
    const now = p.clock.now();
    const hash = tokenHash(p.ring, 'form', nonce);
    return (await claimForm(trx, { hash, answer: 'done', now, purgeAfter: now + REMEMBER_DAYS * DAY })) === null;
  },
});
export type Forms = ReturnType<typeof formDesk>;
