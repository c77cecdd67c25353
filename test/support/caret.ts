/** Putting the caret of the rich editor to a place. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** Puts the caret to the beginning of the line; just after the first click the editor still puts it where the click was. */
export const toBegin = (page: Page) =>
  expect
    .poll(
      async () => {
        await page.keyboard.press('Home');
        return page.evaluate(async () => {
          const frame = () => new Promise((done) => requestAnimationFrame(done));
          for (let n = 0; n < 4; n++) await frame();
          return document.getSelection()?.anchorOffset;
        });
      },
      { timeout: 40_000 },
    )
    .toBe(0);

/** Puts the caret to the first sign of a text that begins with this heading; just after a click the editor still puts it where the click was. */
export const toTop = (page: Page, words: string) =>
  expect
    .poll(
      async () => {
        await page.keyboard.press('Control+Home');
        return page.evaluate(async () => {
          const frame = () => new Promise((done) => requestAnimationFrame(done));
          for (let n = 0; n < 4; n++) await frame();
          const at = document.getSelection();
          return `${at?.anchorNode?.parentElement?.closest('h2')?.textContent} ${at?.anchorOffset}`;
        });
      },
      { timeout: 40_000 },
    )
    .toBe(`${words} 0`);
