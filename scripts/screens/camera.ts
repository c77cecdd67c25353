/** Takes the pictures of a stop in every width and colour, and looks for text that does not fit; where asked, axe looks as well. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { schemes as colours } from '../../server/intake/http/public/view.ts';
import { flawsOf } from '../../test/support/axe.ts';
import type { Asked, Scheme } from './asked.ts';
import { chosen } from './chosen.ts';
import type { Part, Stop, Walk } from './walk.ts';

const HEIGHTS: Readonly<Record<number, number>> = { 360: 740, 1280: 860 };

/** Waits until nothing is being loaded: fonts are there, no circle turns, no move is under way. */
export const settle = async (page: Page): Promise<void> => {
  await page.waitForLoadState('load');
  await page.waitForFunction(
    () => !document.querySelector('[role=progressbar]:not([aria-valuenow]), .RaLoading-root, .MuiSkeleton-root'),
  );
  await page.evaluate(async () => {
    await document.fonts.ready;
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  });
};

/** For pages that scripts draw: waits until what they asked for is there and nothing has changed for a moment. */
export const drawn = async (page: Page): Promise<void> => {
  // A page that goes on asking (progress, live mailbox) never is idle.
  await page.waitForLoadState('networkidle', { timeout: 3000 }).catch(() => {});
  await settle(page);
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const started = performance.now();
        let changed = started;
        const watch = new MutationObserver(() => {
          changed = performance.now();
        });
        watch.observe(document.body, { childList: true, subtree: true, characterData: true });
        const look = setInterval(() => {
          const now = performance.now();
          if (now - changed < 300 && now - started < 4000) return;
          clearInterval(look);
          watch.disconnect();
          resolve();
        }, 50);
      }),
  );
  await settle(page);
};

/** What is wider than the screen, or cut by its own box without a sign that more follows. At most five of them. */
const misfits = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const told = (e: Element) =>
      `${e.tagName.toLowerCase()}${e.id && `#${e.id}`}${[...e.classList].slice(0, 2).map((c) => `.${c}`)} “${(e.textContent ?? '').trim().slice(0, 30)}”`;
    const found: string[] = [];
    const wide = document.documentElement.scrollWidth - window.innerWidth;
    if (wide > 0) found.push(`the page is ${wide} px wider than the screen`);
    for (const e of document.body.querySelectorAll<HTMLElement>('*')) {
      const look = getComputedStyle(e);
      const spills = e.clientWidth > 2 && e.scrollWidth > e.clientWidth + 1;
      const scrolls = /auto|scroll/.test(look.overflowX);
      const unseen = look.visibility === 'hidden' || look.clipPath !== 'none' || look.textOverflow === 'ellipsis';
      const ownText = [...e.childNodes].some((n) => n.nodeType === 3 && (n.textContent ?? '').trim() !== '');
      if (spills && !scrolls && !unseen && ownText && e.tagName !== 'INPUT') found.push(`does not fit: ${told(e)}`);
    }
    return found.slice(0, 5);
  });

/** What axe finds; a page that has colours of its own to choose is looked at in each of them. */
const stumbles = async (page: Page, stop: Stop): Promise<string[]> => {
  const own = await page.evaluate(() => document.documentElement.dataset.scheme);
  const found = await flawsOf(page, stop.mail ? 'mail' : 'all');
  if (own === undefined) return found;
  const wear = (scheme: string) =>
    page.evaluate((name) => {
      document.documentElement.dataset.scheme = name;
    }, scheme);
  for (const scheme of colours.filter((one) => one !== own)) {
    await wear(scheme);
    found.push(...(await flawsOf(page, 'colours')).map((flaw) => `${scheme}: ${flaw}`));
  }
  await wear(own);
  return found;
};

export type Camera = {
  /** Whether a picture of the stop is asked for in this language. */
  wants(stop: Stop, language: string): boolean;
  take(walk: Walk, part: Part, stop: Stop): Promise<void>;
  taken: string[];
  /** `<picture>: <what does not fit, or what axe finds>` */
  flaws: string[];
};

export const camera = (asked: Asked, folder: string): Camera => {
  mkdirSync(folder, { recursive: true });
  const taken: string[] = [];
  const flaws: string[] = [];
  const one = async (page: Page, p: { name: string; width: number; scheme: Scheme; anew: boolean; stop: Stop }) => {
    await page.setViewportSize({ width: p.width, height: HEIGHTS[p.width]! });
    await page.emulateMedia({ colorScheme: p.scheme, reducedMotion: 'reduce' });
    if (p.anew) await page.reload();
    await (p.anew ? drawn(page) : settle(page));
    const found = p.scheme === asked.schemes[0] ? await misfits(page) : [];
    flaws.push(...found.map((flaw) => `${p.name}: ${flaw}`));
    if (asked.axe) flaws.push(...(await stumbles(page, p.stop)).map((flaw) => `${p.name}: ${flaw}`));
    if (asked.docs) await page.evaluate(() => window.scrollTo(0, 0));
    // The pictures of the documentation show the first screen, all others the page to its end.
    await page.screenshot({ path: join(folder, `${p.name}.png`), fullPage: !asked.docs, animations: 'disabled' });
    taken.push(p.name);
  };
  const wanted = (stop: Stop, language: string) =>
    asked.widths
      .flatMap((width) =>
        asked.schemes.map((scheme) => ({ name: `${stop.name}-${language}-${width}-${scheme}`, width, scheme })),
      )
      .filter(({ name }) => name.startsWith(asked.only) && (!asked.docs || chosen.includes(name)));
  return {
    taken,
    flaws,
    wants: (stop, language) => wanted(stop, language).length > 0,
    async take({ page, language }, part, stop) {
      for (const picture of wanted(stop, language))
        await one(page, { ...picture, anew: part.anew && !stop.fleeting, stop });
    },
  };
};
