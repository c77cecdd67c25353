/** Topics in a real browser, on a desk and on a phone: made, worded, ordered, ended with the numbers told, taken back. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../support/browser.ts';
import { type Newsroom, newsroom } from '../support/newsroom.ts';
import { personWith, type Staff } from '../support/staff.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
const shots = process.env.SHOTS;

describe.each([
  { width: 1280, height: 900 },
  { width: 360, height: 740 },
])('at $width px', ({ width, height }) => {
  let room: Newsroom;
  let operator: Staff;
  let context: BrowserContext;
  let page: Page;
  beforeAll(async () => {
    room = await newsroom({ SECOND_FACTOR: 'off' });
    operator = await personWith(room, ['operator']);
    context = await browser.newContext({ viewport: { width, height }, locale: 'ja-JP', reducedMotion: 'reduce' });
    const [name = '', value = ''] = operator.cookie().split('=');
    await context.addCookies([{ name, value, url: room.url }]);
    page = await context.newPage();
    page.setDefaultTimeout(40_000);
  });
  afterAll(async () => {
    await context.close();
    await room?.stop();
  });
  const shot = async (name: string) => {
    if (shots) await page.screenshot({ path: `${shots}/${name}-${width}.png`, fullPage: true });
  };
  const press = (name: string | RegExp) => page.getByRole('button', { name }).first().click();
  /** On a phone the topics of a group are folded. */
  const unfold = async () => {
    if (width >= 900) return;
    const folded = page.locator('main details:not([open]) > summary');
    await folded.first().waitFor();
    while ((await folded.count()) > 0) await folded.first().click();
  };
  const fill = async (label: string, text: string) => page.getByLabel(label).fill(text);

  test('a topic is made in three languages, with every mistake named at its field', async () => {
    await page.goto(`${room.url}/console/#/topics`);
    await page.getByRole('heading', { level: 1, name: '配信情報' }).waitFor();
    await shot('topics');
    await press('配信情報を作る');
    await fill('記号', 'Library');
    await fill('名前 (日本語)', '図書館だより');
    await fill('名前 (やさしいにほんご)', '図書館だより');
    await fill('名前 (English)', 'Library news');
    await fill('説明(何が、どのくらい届くか) (日本語)', '月に1回お送りします。');
    await fill('説明(何が、どのくらい届くか) (やさしいにほんご)', '1か月(げつ)に1回(かい)送(おく)ります。');
    await fill('説明(何が、どのくらい届くか) (English)', 'Once a month.');
    await press('保存する');
    await page.getByText(/半角の英小文字で始め/).waitFor();
    await page.getByText(/やさしい日本語の決まりに合いません/).waitFor();
    await shot('topic-form');
    await fill('記号', 'library');
    await fill('名前 (やさしいにほんご)', '図書館(としょかん)のお知(し)らせ');
    await press('保存する');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await unfold();
    await page.getByText('図書館だより', { exact: true }).waitFor();
  });

  test('its words and its place are changed, and the place is taken back', async () => {
    await press('「図書館だより」の言葉を直す');
    await fill('名前 (日本語)', '図書館の案内');
    await press('保存する');
    await page.getByText('図書館の案内', { exact: true }).waitFor();
    const order = async () =>
      ((await operator.get('/topics')).body as { data: { code: string }[] }).data.map((t) => t.code);
    const before = await order();
    await press('「図書館の案内」を上へ');
    await expect.poll(order, { timeout: 40_000 }).not.toEqual(before);
    await press('元に戻す');
    await expect.poll(order, { timeout: 40_000 }).toEqual(before);
  });

  test('it ends with the numbers told before, and is taken back with nobody told', async () => {
    await room.readers('library', 3);
    await page.reload();
    await unfold();
    await press('「図書館の案内」を終わりにする');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('combobox').click();
    await page.getByRole('option').first().click();
    await dialog.getByText('登録者 3 人のうち 3 人が新しく移ります。').waitFor();
    await dialog.getByText(/3 通のメールで知らせます/).waitFor();
    await shot('topic-end');
    await dialog.getByLabel(/理由/).fill('利用が少ないため');
    await dialog.getByRole('button', { name: '3人を移して終わりにする' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await room.parts.topicEnding.jobs[0]!.run();
    await page.getByText(/3 人を移しました/).waitFor();
    await page.getByText('終わった配信情報(1)').waitFor();
    await shot('topics-ended');
    await page
      .getByRole('alert')
      .or(page.getByRole('status'))
      .getByRole('button', { name: '元に戻す' })
      .first()
      .click();
    await page.getByText(/だれにも知らせていません/).waitFor();
    expect((await room.letters()).filter((l) => l.type === 'nl-topic-ended')).toEqual([]);
    await page.getByText('登録者 3 人', { exact: true }).waitFor();
  });
});
