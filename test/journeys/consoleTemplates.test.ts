/** Templates in a real browser, on a desk and on a phone: written with its preview, published, changed, looked at as a difference, put away and back. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../support/browser.ts';
import { type Newsroom, newsroom } from '../support/newsroom.ts';
import { sitDown } from '../support/sitting.ts';
import { personWith } from '../support/staff.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser?.close());
const shots = process.env.SHOTS;

describe.each([1280, 360])('at %i px', (width) => {
  let room: Newsroom;
  let page: Page;
  beforeAll(async () => {
    room = await newsroom({ SECOND_FACTOR: 'off' });
    const operator = await personWith(room, ['operator']);
    page = await sitDown(browser, room.url, operator, { viewport: { width, height: 800 } });
  });
  afterAll(async () => {
    await page?.context().close();
    await room?.stop();
  });
  const press = (name: string | RegExp) => page.getByRole('button', { name }).first().click();
  const shot = async (name: string) => {
    if (shots) await page.screenshot({ path: `${shots}/${name}-${width}.png`, fullPage: true });
  };
  const sent = async () => {
    const [line] = await room.parts.templates.list();
    return line?.published ? line.body : null;
  };

  test('a template is written, seen as its recipient sees it, published, changed and put away', async () => {
    await page.goto(`${room.url}/console/#/templates`);
    await page.getByText('定型文はまだありません').waitFor();
    await shot('templates-empty');
    await page.getByRole('link', { name: '定型文を作る' }).first().click();
    await page.getByLabel('件名').fill('((氏名))様 予約の確認');
    await page.getByLabel('本文', { exact: true }).fill('予約の日: ((日))');
    await press('下書きとして保存する');
    await page.getByText('名前を1行、200文字以下で書いてください。').waitFor();
    await page.getByLabel('名前', { exact: true }).fill('窓口の予約');
    await page.getByText(/値がまだない項目: \(\(氏名\)\) \(\(日\)\)/).waitFor();
    await page.getByLabel('((氏名))').fill('見本');
    await page.getByText('見本様 予約の確認').waitFor();
    await shot('template-create');
    await press('下書きとして保存する');
    await page.getByRole('heading', { level: 1, name: '窓口の予約' }).waitFor();
    expect(await sent()).toBeNull();
    await press('版1を使う');
    await page.getByText('送信に使う版: 1').waitFor();
    expect(await sent()).toBe('予約の日: ((日))');

    await page.getByLabel('本文', { exact: true }).fill('予約の日は ((日)) です。');
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.press('g');
    await page.keyboard.press('n');
    const question = page.getByRole('dialog', { name: '保存していない変更があります' });
    await question.getByRole('button', { name: 'この画面に残る' }).click();
    await question.waitFor({ state: 'hidden' });
    expect(await page.getByLabel('本文', { exact: true }).inputValue()).toBe('予約の日は ((日)) です。');
    await press('下書き 版2 として保存する');
    await page.getByText('下書き: 版2').waitFor();
    expect(await sent()).toBe('予約の日: ((日))');
    await page.getByText('前の版との違い').click();
    await page.getByText('予約の日: ((日))').first().waitFor();
    await shot('template-show');
    await press('版2を使う');
    await page.getByText('送信に使う版: 2').waitFor();
    expect(await sent()).toBe('予約の日は ((日)) です。');

    await press('使うのをやめる');
    await page.getByText('使っていません。この定型文を使う依頼にはエラーを返します。').waitFor();
    await press('また使う');
    await page.getByText('送信に使う版: 2').waitFor();
  });
});
