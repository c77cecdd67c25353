/** New terms in a real browser, on a desk and on a phone: written with a mistake named, looked at, approved by somebody else, in force, cancelled. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { flawsOf, settled, tooWide } from '../support/axe.ts';
import { openBrowser } from '../support/browser.ts';
import { type Newsroom, newsroom } from '../support/newsroom.ts';
import { personWith, type Staff } from '../support/staff.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
const shots = process.env.SHOTS;

const inJapan = (days: number) => new Date(Date.now() + (9 + days * 24) * 3_600_000).toISOString().slice(0, 10);

describe.each([
  { width: 1280, height: 900 },
  { width: 360, height: 740 },
])('at $width px', ({ width, height }) => {
  let room: Newsroom;
  let author: Staff;
  let approver: Staff;
  const contexts: BrowserContext[] = [];
  let page: Page;
  const sit = async (who: Staff) => {
    const context = await browser.newContext({ viewport: { width, height }, locale: 'ja-JP', reducedMotion: 'reduce' });
    contexts.push(context);
    const [name = '', value = ''] = who.cookie().split('=');
    await context.addCookies([{ name, value, url: room.url }]);
    const one = await context.newPage();
    one.setDefaultTimeout(40_000);
    return one;
  };
  beforeAll(async () => {
    // The form offers days from the clock of the browser.
    room = await newsroom({ SECOND_FACTOR: 'off' }, new Date().toISOString());
    author = await personWith(room, ['author']);
    approver = await personWith(room, ['approver'], { name: '見本 承認' });
    await room.readers(room.topics[0]!.code, 3);
    page = await sit(author);
  });
  afterAll(async () => {
    for (const context of contexts) await context.close();
    await room?.stop();
  });
  const look = async (on: Page, name: string) => {
    await settled(on);
    if (shots) await on.screenshot({ path: `${shots}/${name}-${width}.png`, fullPage: true });
    expect([name, await tooWide(on), await flawsOf(on, 'all')]).toEqual([name, 0, []]);
  };
  /** A phone shows one language at a time. */
  const tab = async (name: string) => {
    if (width < 900) await page.getByRole('tab', { name, exact: true }).first().click();
  };

  test('they are written in three languages, with a mistake named, counted and shown', async () => {
    await page.goto(`${room.url}/console/#/terms`);
    await page.getByRole('heading', { level: 1, name: '利用規約' }).waitFor();
    await page.getByRole('button', { name: '人数を数える' }).click();
    await page.getByText('これから承諾をお願いする人').waitFor();
    await look(page, 'terms');
    await page.getByRole('link', { name: '新しい規約を提案する' }).click();
    const add = async (language: string, line: string) => {
      await tab(language);
      const field = page.getByLabel(`本文 (${language})`);
      await field.fill(`${await field.inputValue()}\n${line}`);
    };
    await add('日本語', '見本の一文です。');
    await add('やさしいにほんご', '規約を読みます。');
    await add('English', 'A sample sentence.');
    await page.getByRole('button', { name: '確認する' }).click();
    await tab('やさしいにほんご');
    await page.getByText(/^「規約を読みます。」: /).waitFor();
    await look(page, 'terms-mistake');
    const field = page.getByLabel('本文 (やさしいにほんご)');
    await field.fill((await field.inputValue()).replace('規約を読みます。', '見本(みほん)の文(ぶん)です。'));
    await page.getByLabel('有効になる日').fill(inJapan(0));
    await page.getByRole('button', { name: '確認する' }).click();
    await page.getByText(/3人のお知らせが止まります/).waitFor();
    const mail = page.getByRole('heading', { level: 2, name: '届くメール' });
    await mail.waitFor();
    await look(page, 'terms-looked');
    await page.getByRole('button', { name: '承認を求める' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/3人に承諾をお願いするメール/).waitFor();
    await dialog.getByRole('button', { name: '承認を求める' }).click();
    await page.getByText('承認を待っています。提案した人は承認できません。').waitFor();
    await expect(page.getByRole('button', { name: '承認する' }).count()).resolves.toBe(0);
  });

  test('somebody else reads what changes and approves; they hold, and the readers are asked', async () => {
    const desk = await sit(approver);
    await desk.goto(`${room.url}/console/#/terms`);
    await desk.getByRole('link', { name: inJapan(0) }).click();
    await desk.getByText('見本の一文です。').first().waitFor();
    await look(desk, 'terms-proposal');
    const [mail, own] = [desk.locator('iframe:visible').nth(0), desk.locator('iframe:visible').nth(1)];
    await mail.scrollIntoViewIfNeeded();
    await mail.contentFrame().getByText('後で承諾するとき').waitFor();
    if (shots) await desk.screenshot({ path: `${shots}/terms-mail-${width}.png` });
    await own.scrollIntoViewIfNeeded();
    await own.contentFrame().getByText('見本の一文です。').waitFor();
    if (shots) await desk.screenshot({ path: `${shots}/terms-page-${width}.png` });
    await desk.getByRole('button', { name: '承認する' }).click();
    await desk.getByRole('dialog').getByRole('button', { name: '承認する' }).click();
    await desk.getByText('承認済み(まだ有効ではない)').waitFor();
    room.clock.advance(61_000);
    for (const job of room.parts.termsProposals.jobs) await job.run();
    // Renewed by itself.
    await desk.getByText(/3人のうち0人を確認/).waitFor();
    await desk.getByRole('button', { name: '承諾のお願いを止める' }).click();
    const dialog = desk.getByRole('dialog');
    await dialog.getByLabel(/理由/).fill('見直すため');
    await dialog.getByRole('button', { name: '承諾のお願いを止める' }).click();
    await desk
      .getByText(/^中止|取りやめ/)
      .first()
      .waitFor();
    await look(desk, 'terms-stopped');
    const open = await fetch(`${room.url}/m/ja/terms`);
    expect(await open.text()).toContain('見本の一文です。');
    expect((await room.letters()).filter((l) => l.type === 'nl-new-terms')).toEqual([]);
  });
});
