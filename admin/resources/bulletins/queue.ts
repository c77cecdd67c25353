/** What was typed and is not yet on the server: kept on this device under the bulletin's id, so that a reload or a lost connection loses nothing. */
import type { Form } from './form.ts';

export type Kept = { form: Form; revision: number; at: number };

const name = (id: string) => `fumibako.draft.${id}`;

export const keep = (id: string, kept: Kept): void => {
  // A full or forbidden store must not stop the writing; the server still gets it.
  try {
    localStorage.setItem(name(id), JSON.stringify(kept));
  } catch {}
};

export const readKept = (id: string): Kept | null => {
  try {
    const text = localStorage.getItem(name(id));
    return text ? (JSON.parse(text) as Kept) : null;
  } catch {
    return null;
  }
};

export const forgetKept = (id: string): void => {
  try {
    localStorage.removeItem(name(id));
  } catch {}
};
