/** The way back, on a phone: Back, reload, other pages, another language, a second tab. Nothing typed is lost, and nothing stays for the next person. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestApp, testApp } from '../support/app.ts';
import { openBrowser } from '../support/browser.ts';
import { lookUntil } from '../support/until.ts';

let app: TestApp;
let browser: Browser;
beforeAll(async () => {
  app = await testApp({ LIMIT_FORMS_NETWORK_HOUR: '0' });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await app.stop();
});

const typed = async (page: Page) => ({
  email: await page.locator('#email').inputValue(),
  japanese: await page.locator('#t-japanese').isChecked(),
});
const step = (page: Page) => new URL(page.url()).searchParams.get('step');
/** From the terms to the filled form. */
const fill = async (page: Page, language: string, email: string) => {
  await page.goto(`${app.url}/m/${language}_entry`);
  await page.locator('button[value=accept]').click();
  await page.locator('#email').fill(email);
  await page.locator('#g-life summary').click();
  await page.locator('label[for=t-japanese]').click();
};

describe.each([
  ['ja', false],
  ['plja', false],
  ['en', false],
  ['en', true],
] as const)('Somebody who reads %s, scripts %s', (language, javaScriptEnabled) => {
  const email = `back-${language}-${javaScriptEnabled}@example.jp`;
  const walk = async (does: (page: Page, context: BrowserContext) => Promise<void>) => {
    const context = await browser.newContext({ viewport: { width: 360, height: 800 }, javaScriptEnabled });
    try {
      await does(await context.newPage(), context);
    } finally {
      await context.close();
    }
  };

  it('comes back from every page that the form leads to, and finds it filled in', () =>
    walk(async (page) => {
      await fill(page, language, email);
      const goals = await page
        .locator('button[value^="to:"]')
        .evaluateAll((all) => all.map((b) => (b as HTMLButtonElement).value));
      expect(goals.length).toBeGreaterThan(8);
      for (const goal of [...new Set(goals)]) {
        await page.locator(`button[value="${goal}"]`).first().click();
        expect(page.url(), goal).not.toContain('step=input');
        await page.locator('h1').first().waitFor();
        expect(page.url()).not.toContain('%40');
        await page.goBack();
        expect(await typed(page), goal).toEqual({ email, japanese: true });
      }
    }));

  it('keeps it over reload, another language, a second tab, and Back from the check page', () =>
    walk(async (page, context) => {
      await fill(page, language, email);
      await page.locator('main button[value=check]').click();
      await page.locator('button[value=register]').waitFor();
      expect(step(page)).toBe('check');
      await page.reload();
      expect(await page.locator('.facts').innerText()).toContain(email);
      await page.goBack();
      expect(await typed(page)).toEqual({ email, japanese: true });
      await page.reload();
      expect(await typed(page)).toEqual({ email, japanese: true });
      const second = await context.newPage();
      await second.goto(page.url());
      expect(await typed(second)).toEqual({ email, japanese: true });
      const other = language === 'en' ? 2 : 3;
      await page.locator(`.langs li:nth-child(${other}) button`).click();
      expect(await typed(page)).toEqual({ email, japanese: true });
      await page.goBack();
      await page.locator('#email').waitFor();
      expect(await typed(page)).toEqual({ email, japanese: true });
      // Back to the terms and in again.
      await page.goto(`${app.url}/m/${language}_entry`);
      await page.locator('button[value=accept]').click();
      expect(await typed(page)).toEqual({ email, japanese: true });
    }));

  it('leaves nothing behind after the end, and after beginning anew', () =>
    walk(async (page, context) => {
      await fill(page, language, email);
      await page.locator('main button[value=check]').click();
      await page.locator('button[value=register]').click();
      await page.locator('.done').waitFor();
      expect(step(page)).toBe('done');
      expect(await page.content()).toContain(email);
      await page.reload();
      expect(await page.locator('.done').count()).toBe(1);
      expect(await page.content()).not.toContain(email);
      await page.goBack();
      await page.locator('h1').first().waitFor();
      expect(await page.content()).not.toContain(email);
      await fill(page, language, email);
      await page.locator('button[value=anew]').click();
      await page.locator('button[value=accept]').waitFor();
      await page.goBack();
      expect(await page.content()).not.toContain(email);
      expect((await context.cookies()).every((c) => !c.value.includes('@'))).toBe(true);
    }));

  it('is back at the group after choosing all of it, with the focus there', () =>
    walk(async (page) => {
      await fill(page, language, email);
      await page.locator('#g-residence summary').click();
      await page.locator('#all-residence').click();
      await page.locator('#t-permanent:checked').waitFor();
      // The browser may still be scrolling there.
      const seen = (top: number) => top >= 0 && top < 800;
      const top = async () => (await page.locator('#all-residence').boundingBox())!.y;
      await lookUntil('the group', top, seen);
      expect(await page.locator(':focus').getAttribute('id')).toBe('all-residence');
    }));
});

describe.each(['ja', 'plja', 'en'])('The largest text on the smallest phone, in %s', (language) => {
  it('cuts nothing off, and rows of check boxes are high enough for a thumb', async () => {
    const context = await browser.newContext({ viewport: { width: 320, height: 700 }, javaScriptEnabled: true });
    try {
      const page = await context.newPage();
      await page.goto(`${app.url}/m/${language}_entry?size=largest`);
      await page.locator('button[value=accept]').click();
      await page.locator('#email').waitFor();
      const seen = await page.evaluate(() => {
        for (const details of document.querySelectorAll('details')) details.open = true;
        const there = (e: Element) => e.getBoundingClientRect().width > 0 && !e.closest('.unseen, .trap, .enter, svg');
        const all = [...document.querySelectorAll('body *')].filter(there);
        const rows = [...document.querySelectorAll('.choices > input')].map((box) => {
          const [top, end] = [box.getBoundingClientRect(), box.nextElementSibling!.getBoundingClientRect()];
          return Math.max(top.height, end.height);
        });
        return {
          rows: rows.length,
          lowest: Math.min(...rows.filter((height) => height > 0)),
          beyond: all
            .filter((e) => e.getBoundingClientRect().right > innerWidth + 1)
            .map((e) => `${e.tagName} ${(e.textContent ?? '').slice(0, 30)}`),
        };
      });
      expect(seen.beyond).toEqual([]);
      expect(seen.rows).toBeGreaterThan(20);
      expect(seen.lowest).toBeGreaterThanOrEqual(44);
    } finally {
      await context.close();
    }
  });
});
