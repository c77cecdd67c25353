/** Pages that are the same for everybody: made once for each language and view, and packed once. */

import { lasting } from '../packing.ts';

/** Whoever asks for ever new views makes pages anew; nobody else notices. */
const MOST = 500;

export const madeOnce = () => {
  const known = new Map<string, Buffer>();
  /** `key`: everything that the page depends on. */
  return (key: string, make: () => string): Buffer => {
    const before = known.get(key);
    if (before) return before;
    if (known.size >= MOST) known.clear();
    const made = lasting(make());
    known.set(key, made);
    return made;
  };
};
export type MadeOnce = ReturnType<typeof madeOnce>;
