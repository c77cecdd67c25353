/** What the counters of a bulletin say, in the words that staff and scripts use. */
import type { BulletinState, LetterState } from '../../contract/codes.ts';
import type { BulletinRow, CountRow } from '../../store/bulletins.ts';

export type BulletinFigures = {
  total: number;
  accepted: number;
  failed: number;
  withdrawn: number;
  cancelled: number;
  unknown: number;
  waiting: number;
  /** Of readers who want one mail a day or a week, until their digest ends. */
  digest: number;
};
export type BulletinStatus = BulletinFigures & {
  id: string;
  state: BulletinState;
  reason: string | null;
  complete: boolean;
};

/** Which figure a recipient's state belongs to: every state has exactly one, so the figures always add up to the total. */
export const figureOf: Readonly<Record<LetterState, Exclude<keyof BulletinFigures, 'total'>>> = {
  planned: 'waiting',
  held: 'waiting',
  waiting: 'waiting',
  sending: 'waiting',
  deferred: 'waiting',
  digest: 'digest',
  accepted: 'accepted',
  refused: 'failed',
  bounced: 'failed',
  expired: 'failed',
  failed: 'failed',
  suppressed: 'withdrawn',
  withdrawn: 'withdrawn',
  cancelled: 'cancelled',
  unknown: 'unknown',
};

export const addUp = (counts: readonly Pick<CountRow, 'state' | 'n'>[]): BulletinFigures => {
  const figures = { total: 0, accepted: 0, failed: 0, withdrawn: 0, cancelled: 0, unknown: 0, waiting: 0, digest: 0 };
  for (const { state, n } of counts) {
    figures[figureOf[state]] += n;
    figures.total += n;
  }
  return figures;
};

export const statusOf = (bulletin: BulletinRow, counts: readonly CountRow[]): BulletinStatus => ({
  id: bulletin.public_id,
  state: bulletin.state,
  reason: bulletin.reason,
  /** False while the audience is still being written out: the total may grow. */
  complete: bulletin.expanded === 1,
  ...addUp(counts),
});
