/**
 * Large text on the smallest phone: the pages' own largest size, and a browser whose text is twice as large, in every language and in every
 * state of the residents' pages. Nothing is wider than the screen, nothing is cut off, no word of Japanese breaks where a phrase would not,
 * and rows with a check box are high enough for a thumb.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newTerms } from '../../scripts/screens/newTerms.ts';
import { residents } from '../../scripts/screens/residents.ts';
import { double, ended, limits, network } from '../../scripts/screens/troubles.ts';
import { languages } from '../../server/contract/codes.ts';
import { openBrowser } from '../support/browser.ts';
import { walkPart } from '../support/pagesWalk.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

type Sized = { size: string; root: string };
const sizes: readonly Sized[] = [
  { size: 'largest', root: '' },
  { size: 'normal', root: '200%' },
];

/** What is beyond the screen, what is cut off, and the lowest row with a check box. */
const measured = (page: Page, { size, root }: Sized) =>
  page.evaluate(
    ({ size, root }) => {
      document.documentElement.dataset.size = size;
      document.documentElement.style.fontSize = root;
      for (const details of document.querySelectorAll('details')) details.open = true;
      const wide = innerWidth + 1;
      const told = (e: Element) =>
        `${e.tagName.toLowerCase()}.${e.className} ${(e.textContent ?? '').trim().slice(0, 24)}`;
      const seen = (e: Element) =>
        e.getBoundingClientRect().width > 1 && !e.closest('.unseen, .trap, .enter, .skip, svg, rt');
      const all = [...document.querySelectorAll('body *')].filter(seen);
      const beyond = all.filter((e) => e.getBoundingClientRect().right > wide || e.getBoundingClientRect().left < -1);
      const cut = all.filter((e) => {
        const { overflowX } = getComputedStyle(e);
        return overflowX !== 'visible' && e.tagName !== 'INPUT' && e.scrollWidth > e.clientWidth + 1;
      });
      const rows = [...document.querySelectorAll<HTMLElement>('.choices > input, .radio > input')]
        .filter(seen)
        .map((box) =>
          Math.max(box.getBoundingClientRect().height, box.nextElementSibling!.getBoundingClientRect().height),
        );
      return {
        flaws: [
          ...(document.documentElement.scrollWidth > wide ? [`wider: ${document.documentElement.scrollWidth}`] : []),
          ...beyond.slice(0, 3).map((e) => `beyond: ${told(e)}`),
          ...cut.slice(0, 3).map((e) => `cut off: ${told(e)}`),
        ],
        rows,
      };
    },
    { size, root },
  );

describe.each([...languages])('In %s', (language) => {
  it('nothing is cut off, however large the text', async () => {
    const flaws: string[] = [];
    const rows: number[] = [];
    let looked = 0;
    const look = async (page: Page, name: string) => {
      for (const sized of sizes) {
        const seen = await measured(page, sized);
        flaws.push(...seen.flaws.map((flaw) => `${name} (${sized.root || sized.size}): ${flaw}`));
        rows.push(...seen.rows);
        looked++;
      }
      await measured(page, { size: 'normal', root: '' });
    };
    for (const part of [residents, newTerms, double, limits, network, ended])
      flaws.push(...(await walkPart({ browser, part, language, width: 320, look })));
    expect(flaws).toEqual([]);
    expect(looked).toBeGreaterThan(100);
    expect(rows.length).toBeGreaterThan(100);
    expect(Math.min(...rows)).toBeGreaterThanOrEqual(44);
  }, 300_000);
});
