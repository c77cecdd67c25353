/** A page with large text on a small phone: what is beyond the screen, beside its place or cut off, and how high its rows with a check box are. */
import type { Page } from 'playwright-core';
import { onPageWithoutPhrases, wrongStarts } from './lineStarts.ts';

/** The usual size, the pages' own largest, and a browser whose text is twice as large. */
const sizes = [
  { size: 'normal', root: '' },
  { size: 'largest', root: '' },
  { size: 'normal', root: '200%' },
] as const;
export type Large = { flaws: string[]; rows: number[] };

const measured = (page: Page, sized: { size: string; root: string }): Promise<Large> =>
  page.evaluate(({ size, root }) => {
    document.documentElement.dataset.size = size;
    document.documentElement.style.fontSize = root;
    for (const details of document.querySelectorAll<HTMLDetailsElement>('details:not([open])')) {
      details.open = true;
      details.dataset.wasShut = '';
    }
    const wide = innerWidth + 1;
    const box = (e: Element) => e.getBoundingClientRect();
    const told = (e: Element) =>
      `${e.tagName.toLowerCase()}.${e.className} ${(e.textContent ?? '').trim().slice(0, 24)}`;
    const seen = (e: Element) => box(e).width > 1 && !e.closest('.unseen, .trap, .enter, .skip, svg, rt');
    const all = [...document.querySelectorAll('body *')].filter(seen);
    const beyond = all.filter((e) => box(e).right > wide || box(e).left < -1);
    const cut = all.filter(
      (e) => getComputedStyle(e).overflowX !== 'visible' && e.tagName !== 'INPUT' && e.scrollWidth > e.clientWidth + 1,
    );
    // A word may be wider than its place without being wider than the screen: then it lies over what stands beside it.
    const place = (e: Element): Element =>
      getComputedStyle(e).display.startsWith('inline') || e.matches('ruby') ? place(e.parentElement!) : e;
    const over = all.filter(
      (e) => e.matches('ruby, .k, a, b, code, .address') && box(e).right > box(place(e)).right + 1,
    );
    const whole = document.documentElement.scrollWidth;
    return {
      flaws: [
        ...(whole > wide ? [`${whole} px wide`] : []),
        ...beyond.slice(0, 3).map((e) => `beyond the screen: ${told(e)}`),
        ...over.slice(0, 3).map((e) => `over its place: ${told(e)}`),
        ...cut.slice(0, 3).map((e) => {
          const out = [...e.querySelectorAll('*')].find((one) => seen(one) && box(one).right > box(e).right + 1);
          return `cut off: ${told(out ?? e)} in ${told(e)}`;
        }),
      ],
      rows: [...document.querySelectorAll('.choices > input, .radio > input')]
        .filter(seen)
        .map((e) => Math.max(box(e).height, box(e.nextElementSibling!).height)),
    };
  }, sized);

/** Every size after the other, in this browser and as one lays it out that knows no phrases; the page is as it was afterwards. */
export const largeText = async (page: Page, name: string): Promise<Large> => {
  const found: Large = { flaws: [], rows: [] };
  const inEverySize = async (how: string) => {
    for (const sized of sizes) {
      const one = await measured(page, sized);
      one.flaws.push(...(await wrongStarts(page)));
      found.flaws.push(...one.flaws.map((flaw) => `${name}, text ${sized.root || sized.size}${how}: ${flaw}`));
      found.rows.push(...one.rows);
    }
  };
  await inEverySize('');
  await onPageWithoutPhrases(page, () => inEverySize(' without phrases'));
  await page.evaluate(() => {
    document.documentElement.dataset.size = 'normal';
    document.documentElement.style.fontSize = '';
    for (const details of document.querySelectorAll<HTMLDetailsElement>('details[data-was-shut]')) {
      details.open = false;
      delete details.dataset.wasShut;
    }
  });
  return found;
};

/** Words in katakana that the page breaks inside at its usual size, though a line has place for them. */
export const brokenWords = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const broken: string[] = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      if (text.parentElement!.closest('rt, rp, script, style, .unseen, .trap')) continue;
      for (const { 0: word, index } of text.textContent!.matchAll(/[ァ-ヶー]{2,}/g)) {
        const range = document.createRange();
        range.setStart(text, index);
        range.setEnd(text, index + word.length);
        const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
        if (lines.size > 1) broken.push(`broken inside: ${word} in ${text.textContent!.trim().slice(0, 40)}`);
      }
    }
    return broken;
  });
