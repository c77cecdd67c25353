/** A resident's phone in real Chromium: it notes every page that was drawn as the answer to a form, and every address that it was shown at. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';

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

/** As a phone that has not been here yet, though its files are at hand already: no cookie, no page, nothing noted. */
export const forget = async ({ page, context, drawn, shownAt }: Phone): Promise<void> => {
  await page.goto('about:blank');
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

/** What the step shows afterwards must be what it showed before. */
export type Holds = (page: Page, after: string) => Promise<void>;
/**
 * Everything that takes a resident away from a step and back to it: reload, a second tab, the page on personal information and Back, another
 * language and Back. `other`: which of the languages in the header (1 to 3) is another one.
 */
export const lookAround = async ({ page, context }: Phone, other: number, holds: Holds): Promise<void> => {
  const here = page.url();
  await holds(page, 'arriving');
  // What is typed reaches the hub when the page is left by a button or a link of its own.
  await page.locator('footer [value="to:privacy"], footer a[href*="/privacy"]').first().click();
  await page.waitForURL('**/privacy**');
  await goBack(page);
  await holds(page, 'Back from personal information');
  await page.locator(`.langs li:nth-child(${other}) :is(a, button)`).click();
  await page.waitForURL((url) => url.href !== here);
  await holds(page, 'another language');
  await goBack(page);
  await holds(page, 'Back from another language');
  await page.reload();
  await holds(page, 'reload');
  // The same second tab each time: a new one costs a new process. Left at once, so that it keeps nothing of its own later.
  const second = context.pages()[1] ?? (await context.newPage());
  await second.goto(page.url());
  await holds(second, 'a second tab');
  await second.goto('about:blank');
  expect(await page.locator('.back').count(), `a Back link at ${here}`).toBe(1);
};
