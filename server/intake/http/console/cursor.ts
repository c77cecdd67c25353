/** Cursors of lists: what the next page goes on below, sealed so that nobody makes one up. */
import { refused } from '../../../lib/errors.ts';
import { type KeyRing, openState, sealState } from '../../../lib/seal.ts';

export const cursors = (ring: KeyRing) => ({
  /** Null when the page was not full: there is nothing more. */
  next: (name: string, last: unknown, full: boolean): string | null =>
    full && last !== undefined ? sealState(ring, `cursor|${name}`, last) : null,
  read: <T>(name: string, text: string | undefined): T | undefined => {
    if (text === undefined || text === '') return undefined;
    const value = openState<T>(ring, `cursor|${name}`, text);
    if (value === null) throw refused('cursor.invalid');
    return value;
  },
});
export type Cursors = ReturnType<typeof cursors>;
