/** Where lines begin on a page: none may begin with a sign or a small kana that belongs to what stands before it (JIS X 4051, 行頭禁則). */
import type { Page } from 'playwright-core';

/** Closing brackets, stops, marks that end a sentence, middle dots, repetition marks, the long vowel and small kana. */
export const neverFirst =
  '。、，．,）)」』】〉》〕］]}｝’”？！?!・：；:;々ゝゞーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ％%℃';

/**
 * Each line that begins so, with what stands around it. A sign whose word before it stands in another block begins that block: it is wrong as
 * well, for it stands alone. Readings above words are no text of the line.
 */
export const wrongStarts = (page: Page): Promise<string[]> =>
  page.evaluate((signs) => {
    const block = (e: Element): Element =>
      /^(?:inline|ruby|contents)/.test(getComputedStyle(e).display) && e.parentElement ? block(e.parentElement) : e;
    const range = document.createRange();
    const rect = (text: Node, at: number) => {
      range.setStart(text, at);
      range.setEnd(text, at + 1);
      return range.getBoundingClientRect();
    };
    const wrong: string[] = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    let before = null as { block: Element; bottom: number; text: string } | null;
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      const holder = text.parentElement!;
      if (holder.closest('rt, rp, script, style, .unseen, .trap, .enter')) continue;
      const own = block(holder);
      const all = text.textContent!;
      for (let at = 0; at < all.length; at++) {
        const sign = all[at]!;
        if (/\s/.test(sign)) {
          before &&= { ...before, text: `${before.text} ` };
          continue;
        }
        if (!signs.includes(sign) && at < all.length - 1 && !signs.includes(all[at + 1]!)) {
          before = { block: own, bottom: -1, text: sign };
          continue;
        }
        const here = rect(text, at);
        if (here.width === 0) continue;
        const begins =
          before === null ||
          before.block !== own ||
          (before.bottom > 0 && here.top + here.height / 2 > before.bottom && !before.text.endsWith(' '));
        if (signs.includes(sign) && begins)
          wrong.push(`a line begins with ${all.slice(at, at + 8)} in ${(own.textContent ?? '').trim().slice(0, 40)}`);
        before = { block: own, bottom: here.bottom, text: sign };
      }
    }
    return wrong;
  }, neverFirst);

const KNOWN_BY_SOME = /word-break:\s*auto-phrase;?/g;
/** A style sheet as browsers read it that know no phrases: they leave the declaration out. */
export const withoutPhrases = (css: string): string => css.replaceAll(KNOWN_BY_SOME, '');

const sheets = new Map<string, string>();
const sheetOf = async (page: Page): Promise<string> => {
  const at = await page.locator('link[rel=stylesheet]').evaluate((link: HTMLLinkElement) => link.href);
  if (!sheets.has(at)) sheets.set(at, withoutPhrases(await (await fetch(at)).text()));
  return sheets.get(at)!;
};

/** Runs it on the page as such a browser lays it out. */
export const onPageWithoutPhrases = async <T>(page: Page, run: () => Promise<T>): Promise<T> => {
  const wear = (css: string | null) =>
    page.evaluate((text) => {
      const other = new CSSStyleSheet();
      other.replaceSync(text ?? '');
      document.adoptedStyleSheets = [other];
      document.querySelector<HTMLLinkElement>('link[rel=stylesheet]')!.disabled = text !== null;
    }, css);
  await wear(await sheetOf(page));
  try {
    return await run();
  } finally {
    await wear(null);
  }
};
