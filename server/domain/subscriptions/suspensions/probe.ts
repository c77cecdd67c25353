/** The end of a rest: the next bulletin is its probe; accepted and no report within three days brings the reader back. */

import { isFinal, type LetterState } from '../../../contract/codes.ts';
import { type Clock, DAY } from '../../../lib/clock.ts';
import type { Db, Trx } from '../../../store/db.ts';
import { activeAgain, findReader, updateReader } from '../../../store/readers.ts';
import { listProbes, type ProbeRow, updateSuspension } from '../../../store/suspensions.ts';

/** Reports of a dead address come within this. */
const QUIET = 3 * DAY;
const AT_ONCE = 200;

const over = (trx: Trx, id: number, now: number) =>
  updateSuspension(trx, id, { state: 'over', closed_at: now, closed_by: 'clock' });

const settle = async (trx: Trx, probe: ProbeRow, now: number): Promise<void> => {
  if (!probe.stands) return over(trx, probe.id, now);
  const state = probe.state as LetterState | null;
  // It never left, or was refused for what says nothing of the address: the next bulletin is the probe.
  const toldNothing = state === null || (isFinal(state) && state !== 'accepted');
  if (toldNothing || probe.soft) return updateSuspension(trx, probe.id, { probe_bulletin: null });
  if (state !== 'accepted' || probe.sent_at === null || probe.sent_at + QUIET > now) return;
  const reader = await findReader(trx, probe.reader_id);
  if (!reader) return;
  await updateReader(trx, reader.id, activeAgain(now));
  await over(trx, probe.id, now);
};

/** Looks at every rest whose probe is out; a few hundred in a transaction. */
export const settleProbes = async (p: { db: Db; clock: Clock }): Promise<void> => {
  for (let after = 0; ; ) {
    const page = { after, limit: AT_ONCE };
    const rows = await p.db.write(async (trx) => {
      const probes = await listProbes(trx, page);
      for (const probe of probes) await settle(trx, probe, p.clock.now());
      return probes;
    });
    if (rows.length < AT_ONCE) return;
    after = rows.at(-1)!.id;
  }
};
