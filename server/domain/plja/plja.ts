/** Plain Japanese for staff: readings with one press, by the tokenizer and the agency's words. */
import { type Proposal, proposeReadings } from '../../letters/ruby/propose.ts';
import { openTokenDesk } from '../../letters/ruby/tokenDesk.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Db } from '../../store/db.ts';
import { openPljaWords } from './words.ts';

export const openPlja = (p: { db: Db; clock: Clock }) => {
  const desk = openTokenDesk();
  const words = openPljaWords(p);
  return {
    words,
    /** Errors: `plja.tokenizer`, `plja.busy`. */
    readings: async (text: string): Promise<Proposal> => proposeReadings(desk, text, await words.list()),
    stop: () => desk.close(),
  };
};
export type Plja = ReturnType<typeof openPlja>;
