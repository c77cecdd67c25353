/** A resident's phone in real Chromium: it notes every page that was drawn as the answer to a form, and every address that it was shown at. */
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Language } from '../../server/contract/codes.ts';

export type Phone = {
  page: Page;
  context: BrowserContext;
  /** Forms that were answered by a page, which Back and reload would ask to send again: 'POST /m/… 200'. */
  drawn: string[];
  /** Addresses of the pages that were shown, with their queries. */
  shownAt: string[];
};
/** `cookies`: false for who refuses them. `width`: CSS pixels. */
export type PhoneWish = { scripts: boolean; cookies?: boolean; width?: number };

/** The answers lose their cookies, as in a browser that takes none. */
const refuseCookies = (context: BrowserContext) =>
  context.route('**/m/**', async (route) => {
    const asked = route.request();
    const body = asked.postDataBuffer() ?? undefined;
    const answer = await fetch(asked.url(), {
      ...{ method: asked.method(), headers: asked.headers(), redirect: 'manual' },
      ...(body && { body: new Uint8Array(body) }),
    });
    const headers = Object.fromEntries(answer.headers);
    for (const name of ['set-cookie', 'content-encoding', 'content-length', 'transfer-encoding']) delete headers[name];
    await route.fulfill({ status: answer.status, headers, body: Buffer.from(await answer.arrayBuffer()) });
  });

/** One that several walks share; each begins with `forget`. Close its context afterwards. */
export const openPhone = async (
  browser: Browser,
  { scripts, cookies = true, width = 360 }: PhoneWish,
): Promise<Phone> => {
  const context = await browser.newContext({ viewport: { width, height: 800 }, javaScriptEnabled: scripts });
  const drawn: string[] = [];
  const shownAt: string[] = [];
  context.on('response', (answer) => {
    const asked = answer.request();
    if (asked.resourceType() !== 'document') return;
    const path = new URL(answer.url()).pathname;
    if (asked.method() === 'POST' && answer.status() !== 303) drawn.push(`POST ${path} ${answer.status()}`);
    if (asked.method() === 'GET') shownAt.push(answer.url());
  });
  if (!cookies) await refuseCookies(context);
  return { page: await context.newPage(), context, drawn, shownAt };
};

/** As a phone that has not been here yet, though its files are at hand already: no cookie, nothing noted. */
export const forget = async ({ context, drawn, shownAt }: Phone): Promise<void> => {
  await context.clearCookies();
  drawn.length = 0;
  shownAt.length = 0;
};

/** Opens it, walks, and closes it. */
export const onPhone = async (
  browser: Browser,
  wish: PhoneWish,
  walk: (phone: Phone) => Promise<void>,
): Promise<void> => {
  const phone = await openPhone(browser, wish);
  try {
    await walk(phone);
  } finally {
    await phone.context.close();
  }
};

/** Goes back, and says so when the browser would rather ask than show. */
export const goBack = async (page: Page): Promise<void> => {
  await page.goBack();
  await page.locator('h1').first().waitFor();
};

/** Presses a button of the page's content, by its value. */
export const press = async (page: Page, go: string): Promise<void> => {
  await page.locator(`main button[value="${go}"]`).first().click();
  await page.waitForLoadState('load');
};

/** What the first element of a selector must be; with nothing else said, there. */
type Shown = { at: string; count?: number; value?: string; checked?: boolean };
/** What the step shows afterwards must be what it showed before. */
export type Holds = readonly Shown[];
/** The page of this step again, in whatever language. */
export const done: Holds = [{ at: '.done', count: 1 }];
export const has = (at: string): Holds => [{ at }];
export const value = (at: string, is: string): Holds => [{ at, value: is }];

/** Of the page, or of a document that was fetched: that one is read in a page whose policy allows it. */
const seenOf = (page: Page, holds: Holds, html?: string) =>
  page.evaluate(
    ({ wanted, text }) => {
      const root = text === undefined ? document : new DOMParser().parseFromString(text, 'text/html');
      return wanted.map(({ at, count, value, checked }) => {
        const found = [...root.querySelectorAll<HTMLInputElement>(at)];
        return {
          at,
          ...(count === undefined ? { there: found.length > 0 } : { count: found.length }),
          ...(value !== undefined && { value: found[0]?.value }),
          ...(checked !== undefined && { checked: found[0]?.checked }),
        };
      });
    },
    { wanted: [...holds], text: html },
  );
const asSeen = (holds: Holds) =>
  holds.map(({ at, ...wants }) => ({ at, ...(wants.count === undefined && { there: true }), ...wants }));
export const shows = async (page: Page, holds: Holds, after: string): Promise<void> =>
  expect({ after, seen: await seenOf(page, holds) }).toEqual({ after, seen: asSeen(holds) });

/** Which of the languages in the header is another one, counted from 1. */
export const otherThan = (language: Language): number => (language === 'en' ? 1 : 3);

/** The same address once more with this phone's cookie, as a second tab asks for it; the tab itself is a new process and draws the same bytes. */
const inSecondTab = async ({ page, context }: Phone, at: string, holds: Holds, after: string): Promise<void> => {
  const tab = context.pages()[1] ?? (await context.newPage());
  const html = await (await page.request.get(at)).text();
  expect({ after, seen: await seenOf(tab, holds, html) }).toEqual({ after, seen: asSeen(holds) });
};

/** Where a link or a button of a form leads, with all that the browser would send along, without leaving the page. Answers the address. */
export const sendAlong = async ({ page, shownAt }: Phone, way: Locator): Promise<string> => {
  const { to, body } = await way.evaluate((one: HTMLAnchorElement | HTMLButtonElement) => {
    if (one instanceof HTMLAnchorElement) return { to: one.href, body: null };
    const fields = [...new FormData(one.form!, one)].map(([name, text]) => [name, String(text)]);
    return { to: one.formAction, body: new URLSearchParams(fields).toString() };
  });
  let at = to;
  if (body !== null) {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await page.request.post(to, { data: body, headers, maxRedirects: 0 });
    expect([to, answer.status()]).toEqual([to, 303]);
    at = new URL(answer.headers().location!, to).href;
  }
  const shown = await page.request.get(at);
  // A step that is held is told so on its own page, in another language too.
  expect(shown.status() < 400 || shown.status() === 429 || shown.status() === 422, `${at} ${shown.status()}`).toBe(
    true,
  );
  shownAt.push(at);
  return at;
};

/** The browser itself goes there, and back. */
const goAndBack = async ({ page }: Phone, way: Locator, there: Holds | null, holds: Holds, name: string) => {
  const here = page.url();
  await way.click();
  await page.waitForURL((url) => url.href !== here);
  if (there) await shows(page, there, name);
  await goBack(page);
  await shows(page, holds, `Back from ${name}`);
};

const turns = new WeakMap<Phone, number>();
/**
 * Everything that takes a resident away from a step and back to it: the page on personal information and Back, another language and Back, reload,
 * a second tab. The browser goes both ways in turn, this step one and the next the other; the way that is not its turn is sent from the page as
 * the browser would, and the step is asked for again. `other`: which of the languages in the header (1 to 3) is another one.
 */
export const lookAround = async (phone: Phone, other: number, holds: Holds): Promise<void> => {
  const { page } = phone;
  const here = page.url();
  await shows(page, holds, 'arriving');
  // What is typed reaches the hub when the page is left by a button or a link of its own.
  const privacy = page.locator('footer [value="to:privacy"], footer a[href*="/privacy"]').first();
  const language = page.locator(`.langs li:nth-child(${other}) :is(a, button)`);
  const turn = turns.get(phone) ?? 0;
  turns.set(phone, turn + 1);
  if (turn % 2 === 0) {
    await inSecondTab(phone, await sendAlong(phone, language), holds, 'another language');
    await inSecondTab(phone, here, holds, 'Back from another language');
    await goAndBack(phone, privacy, null, holds, 'personal information');
  } else {
    expect(await sendAlong(phone, privacy)).toContain('/privacy');
    await inSecondTab(phone, here, holds, 'Back from personal information');
    await goAndBack(phone, language, holds, holds, 'another language');
  }
  await page.reload();
  await shows(page, holds, 'reload');
  await inSecondTab(phone, page.url(), holds, 'a second tab');
  expect(await page.locator('.back').count(), `a Back link at ${here}`).toBe(1);
};
