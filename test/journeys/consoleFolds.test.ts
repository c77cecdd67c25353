/** On a phone long screens fold: their length has a bound, names and numbers stay in sight, the keyboard opens them, and what must be seen is never inside. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { flawsOf, settled, tooWide } from '../support/axe.ts';
import { openBrowser } from '../support/browser.ts';
import { type Furnished, furnished } from '../support/furnished.ts';
import { sitDown } from '../support/sitting.ts';

/** Pixels at 360 px: less than six screens of a phone. */
const LONGEST = 4000;
const shots = process.env.SHOTS;

let browser: Browser;
let hub: Furnished;
let page: Page;
beforeAll(async () => {
  [browser, hub] = await Promise.all([openBrowser(), furnished()]);
  page = await sitDown(browser, hub.room.url, hub.all, { viewport: { width: 360, height: 740 } });
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await hub?.room.stop();
});

const open = async (address: string) => {
  await page.goto(`${hub.room.url}/console/#${address}`);
  await settled(page);
};
const height = () => page.evaluate(() => document.documentElement.scrollHeight);

test('no screen that was long is longer than its bound', async () => {
  const { finished, sending, paused, cancelled } = hub.bulletins;
  const addresses = [
    ...[finished, sending, paused, cancelled].map((id) => `/bulletins/${id}/show`),
    `/bulletins/${hub.bulletins.draft}`,
    ...['/topics', '/letters', '/readers', '/audit', '/rulebook', '/delivery'],
  ];
  const tall: string[] = [];
  for (const address of addresses) {
    await open(address);
    if (shots) await page.screenshot({ path: `${shots}/fold${address.replaceAll('/', '-')}.png`, fullPage: true });
    const px = await height();
    if (px > LONGEST) tall.push(`${address} ${px} px`);
    expect(await tooWide(page)).toBe(0);
  }
  expect(tall).toEqual([]);
});

test('a folded part tells its number and opens by the keyboard; figures, controls and the reason stay outside', async () => {
  await open(`/bulletins/${hub.bulletins.paused}/show`);
  const byLanguage = page.locator('details').filter({ hasText: '言語ごとの結果' });
  const summary = byLanguage.locator('summary');
  expect(await summary.innerText()).toMatch(/^言語ごとの結果 \(\d+\)$/);
  const inside = byLanguage.getByRole('list');
  expect(await inside.isVisible()).toBe(false);
  await summary.focus();
  await page.keyboard.press('Enter');
  await inside.waitFor();
  expect(await flawsOf(page)).toEqual([]);
  // Why it stands still, what can be done, and how it went need no press.
  for (const seen of ['一時停止', '再開する', '取りやめる', '送れなかった'])
    expect([seen, await page.getByText(seen, { exact: true }).first().isVisible()]).toEqual([seen, true]);
});
