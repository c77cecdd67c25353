/** What was typed and is not yet on the server: kept on this device, so that a reload or a lost connection loses nothing. */
import type { Form } from './form.ts';

export type Kept = { form: Form; revision: number; at: number };

/** Whose and of which bulletin: on a device of a counter the next person gets nothing of the one before. */
export type Shelf = { person: string; bulletin: string };

const name = ({ person, bulletin }: Shelf) => `fumibako.draft.${person}.${bulletin}`;

export const keep = (shelf: Shelf, kept: Kept): void => {
  // A full or forbidden store must not stop the writing; the server still gets it.
  try {
    localStorage.setItem(name(shelf), JSON.stringify(kept));
  } catch {}
};

export const readKept = (shelf: Shelf): Kept | null => {
  try {
    const text = localStorage.getItem(name(shelf));
    return text ? (JSON.parse(text) as Kept) : null;
  } catch {
    return null;
  }
};

export const forgetKept = (shelf: Shelf): void => {
  try {
    localStorage.removeItem(name(shelf));
  } catch {}
};
