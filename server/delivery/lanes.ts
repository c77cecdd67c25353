/**
 * Which mail a connection sends next. A quarter of the connections is kept for letters; the others are the bulletins' and help with letters
 * while no bulletin is under way. A single connection takes letters first, yet every tenth mail is a bulletin's. So neither starves the other.
 */
import type { LetterWork, RecipientWork, Work } from './work.ts';

/** A bulletin keeps at least one mail in ten on a shared connection, under any load of letters. */
export const BULLETIN_SHARE = 10;

export type Preference = 'letters' | 'bulletins' | 'shared';

/** What each of `n` connections is for. */
export const preferences = (n: number): Preference[] =>
  n === 1 ? ['shared'] : Array.from({ length: n }, (_, i) => (i < Math.ceil(n / 4) ? 'letters' : 'bulletins'));

export type Buffers = { letters: LetterWork[]; recipients: RecipientWork[] };

/** Picks from the buffers for connections of one process; counts the letters in between per connection. */
export const openPicker = (buffers: Buffers) => {
  const since = new Map<number, number>();
  const letter = (slot: number): Work | undefined => {
    const work = buffers.letters.shift();
    if (work) since.set(slot, (since.get(slot) ?? 0) + 1);
    return work;
  };
  const recipient = (slot: number): Work | undefined => {
    const work = buffers.recipients.shift();
    if (work) since.set(slot, 0);
    return work;
  };
  return (slot: number, preference: Preference): Work | undefined => {
    if (preference === 'letters') return letter(slot);
    if (preference === 'bulletins') return recipient(slot) ?? letter(slot);
    const turn = (since.get(slot) ?? 0) >= BULLETIN_SHARE - 1;
    return turn ? (recipient(slot) ?? letter(slot)) : (letter(slot) ?? recipient(slot));
  };
};
