/** What people and fate did on one bad day, as the invariants ask for it. */
import type { Proc } from './world.ts';

/** Letters that were acknowledged, and when whatever ends them was. Instants of the world. */
export type Deeds = {
  letters: Map<string, { to: string; type: string }>;
  bulletins: Map<
    number,
    { publicId: string; messageIds: RegExp; stopped: { from: number; to: number }[]; cancelled: number | null }
  >;
  /** Cases by subject: when their end was acknowledged. */
  closed: Map<string, number>;
  cases: string[];
  held: { target: string; from: number; to: number }[];
  /** Instants at which a process died, stood still or could not write: what was in its hands may leave twice. */
  blows: { proc: Proc | null; from: number; to: number }[];
};
