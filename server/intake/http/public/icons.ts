/** Our own small pictures beside the main actions; always next to words, so they say nothing to a screen reader. */
import { type Html, trusted } from './html.ts';

const shapes = {
  letter: '<path d="M3 6h18v12H3z"/><path d="m3 7 9 7 9-7"/>',
  check: '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
  pencil: '<path d="m5 19 1-4L16.5 4.5l3 3L9 18z"/><path d="m14.5 6.5 3 3"/>',
  stop: '<circle cx="12" cy="12" r="8.5"/><path d="m6 6 12 12"/>',
  again: '<path d="M19 12a7 7 0 1 1-2.2-5.1"/><path d="M19.5 3.5V8H15"/>',
  alert: '<path d="M12 4 2.8 20h18.4z"/><path d="M12 10v4.5M12 17v.5"/>',
  shield: '<path d="M12 3.5 5 6v5.5c0 4.3 2.9 7.3 7 9 4.1-1.7 7-4.7 7-9V6z"/><path d="m8.8 12 2.3 2.3 4.2-4.4"/>',
  clock: '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5.2l3.4 2"/>',
  back: '<path d="M19 12H6"/><path d="m11 7-5 5 5 5"/>',
  next: '<path d="M5 12h13"/><path d="m13 7 5 5-5 5"/>',
  eye: '<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z"/><circle cx="12" cy="12" r="2.8"/>',
} as const;
export type Icon = keyof typeof shapes;

export const icon = (name: Icon): Html =>
  trusted(
    `<svg class="icon" viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">${shapes[name]}</svg>`,
  );
