/**
 * The whole way in a real browser, on a desk and on a phone: the first administrator invites an author and an approver, both come in
 * (the approver with the authenticator app), a bulletin is written, returned, mended, approved, held, sent, watched and corrected.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MINUTE } from '../../server/lib/clock.ts';
import { openBrowser } from '../support/browser.ts';
import { type Newsroom, newsroom } from '../support/newsroom.ts';
import { sitDown } from '../support/sitting.ts';
import { codeNow, PASSWORD } from '../support/staff.ts';
import { askForApproval } from '../support/writingRoom.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser?.close());

const shots = process.env.SHOTS;

describe.each([1280, 360])('at %i px', (width) => {
  let room: Newsroom;
  const pages: Page[] = [];
  beforeAll(async () => {
    room = await newsroom({ SECOND_FACTOR: 'required' });
    const topic = room.topics[0]!.code;
    await room.readers(topic, 12);
    await room.readers(topic, 3, { language: 'en', domain: 'docomo.ne.jp' });
  });
  afterAll(async () => {
    for (const page of pages) await page.context().close();
    await room?.stop();
  });

  const sit = async (): Promise<Page> => {
    const page = await sitDown(browser, room.url, null, { viewport: { width, height: 780 } });
    pages.push(page);
    return page;
  };
  const shot = async (page: Page, name: string) => {
    if (shots) await page.screenshot({ path: `${shots}/${name}-${width}.png`, fullPage: true });
  };
  const go = (page: Page, path: string) => page.goto(`${room.url}/console/#${path}`);
  const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true }).click();
  const inside = (page: Page) => page.getByRole('textbox', { name: /探す/ }).waitFor();
  const idOf = (page: Page) => /bulletins\/([^/]+)/.exec(page.url())![1]!;
  /** On a phone one language is shown at a time. */
  const language = async (page: Page, name: string) => {
    if (width < 1200) await page.getByRole('tab', { name }).first().click();
  };
  const write = async (page: Page, name: string, subject: string, body: string) => {
    await language(page, name);
    await page.getByLabel(`件名 (${name})`).fill(subject);
    await page.getByLabel(`本文 (${name})`).fill(body);
  };

  /** Sets up the authenticator app where the console asks for it; answers the secret. */
  const enrol = async (page: Page): Promise<string> => {
    await page.getByRole('heading', { name: '2段階の確認を設定する' }).waitFor();
    const secret = await page.locator('code').innerText();
    await page.getByLabel('6けたの数字').fill(codeNow(room, secret));
    await press(page, '登録する');
    await press(page, '保管しました。進む');
    await inside(page);
    return secret;
  };
  const signIn = async (page: Page, email: string, secret: string | null) => {
    // A code of the app counts once.
    room.clock.advance(MINUTE);
    await page.goto(`${room.url}/console/`);
    await page.getByLabel('メールアドレス').fill(email);
    await page.getByLabel('パスワード').fill(PASSWORD);
    await press(page, 'サインインする');
    if (secret) {
      await page.getByLabel('確認コード').fill(codeNow(room, secret));
      await press(page, 'サインインする');
    }
    await inside(page);
  };
  /** Follows the link of the newest invitation mail and chooses a password. */
  const accept = async (): Promise<Page> => {
    const mail = (await room.letters()).filter((l) => l.type === 'staff-invitation').at(-1)!;
    const page = await sit();
    await page.goto(String(mail.variables.invitation_url).replace(/^.*\/console/, `${room.url}/console`));
    await page.getByLabel('パスワード').fill(PASSWORD);
    await press(page, 'はじめる');
    return page;
  };
  const invite = async (page: Page, name: string, email: string, role: RegExp) => {
    await go(page, '/people/invite');
    await page.getByLabel('名前').fill(name);
    await page.getByLabel('メールアドレス').fill(email);
    // 起案 is what most people are invited for, so it is ticked already.
    await page.getByRole('checkbox', { name: /^起案/ }).uncheck();
    await page.getByRole('checkbox', { name: role }).check();
    await press(page, '招待メールを送る');
    await page.getByText('招待中').first().waitFor();
  };

  test('from the first link to the correction', async () => {
    const head = await sit();
    await go(head, `/first/${await room.running.parts.operators.firstLink()}`);
    await head.getByLabel('名前').fill('見本 管理');
    await head.getByLabel('メールアドレス').fill('first@example.jp');
    await head.getByLabel('パスワード').fill(PASSWORD);
    await press(head, '管理者になる');
    await enrol(head);
    await invite(head, '見本 起案', 'author@example.jp', /^起案/);
    const authorSecret = await enrol(await accept());
    await invite(head, '見本 承認', 'approver@example.jp', /^承認/);
    const secret = await enrol(await accept());

    // Both come back on another day's machine, with the password and the app.
    const desk = await sit();
    await signIn(desk, 'author@example.jp', authorSecret);
    await go(desk, '/bulletins');
    await desk.getByRole('link', { name: 'お知らせを書く' }).first().click();
    await write(desk, '日本語', '窓口の案内', '窓口は午前9時から開きます。');
    await desk.getByLabel('本文 (日本語)').selectText();
    await desk.getByRole('button', { name: /太字/ }).first().click();
    expect(await desk.getByLabel('本文 (日本語)').locator('strong').innerText()).toBe('窓口は午前9時から開きます。');
    await write(desk, 'やさしいにほんご', '窓口の案内', '窓口は 午前9時に 開きます。');
    await press(desk, '読みがなを全部付ける');
    await desk.getByText(/読みがなを付けました/).waitFor();
    expect(await desk.getByLabel('本文 (やさしいにほんご)').locator('rt').first().innerText()).toBe('まどぐち');
    await write(desk, 'English', 'Counter hours', 'The counter opens at 9:00 a.m.');
    await desk.locator('fieldset summary').first().click();
    await desk.getByRole('checkbox').first().check();
    await desk.getByText(/15 人に届きます/).waitFor();
    await desk.getByText(/日本語 12 · English 3/).waitFor();
    await desk.getByText(/JST に保存しました/).waitFor();
    await shot(desk, 'main-editor');
    const id = idOf(desk);
    await askForApproval(desk);

    const boss = await sit();
    await signIn(boss, 'approver@example.jp', secret);
    await boss
      .getByRole('link', { name: /窓口の案内/ })
      .first()
      .waitFor();
    await go(boss, `/bulletins/${id}/show`);
    await boss
      .getByLabel(/コメント/)
      .first()
      .fill('終わりの時間も書いてください');
    await shot(boss, 'main-approve');
    await press(boss, '差し戻す');
    await boss
      .getByText(/差し戻されました/)
      .first()
      .waitFor();

    await go(desk, `/bulletins/${id}`);
    await desk.getByRole('heading', { name: '書き直す' }).waitFor();
    await desk
      .getByText(/終わりの時間も書いてください/)
      .first()
      .waitFor();
    await language(desk, '日本語');
    await desk.getByLabel('本文 (日本語)').fill('窓口は午前9時から午後4時までです。');
    await desk.getByText(/JST に保存しました/).waitFor();
    await askForApproval(desk);

    await go(boss, '/bulletins');
    await boss.getByText('窓口の案内').first().click();
    const mended = boss.locator('section', { has: boss.getByRole('heading', { name: '差し戻してからの違い' }) });
    await mended.getByText('終わりの時間も書いてください', { exact: false }).waitFor();
    expect(await mended.locator('pre').innerText()).toContain('午後4時まで');
    await shot(boss, 'main-approve-again');
    await press(boss, '承認する');
    const send = boss.getByRole('button', { name: '15人へ送る' });
    await send.waitFor();
    await shot(boss, 'main-release');
    // Too long since the approver was last asked: sending to all asks again.
    room.clock.advance(11 * MINUTE);
    await send.click();
    const again = boss.getByRole('dialog', { name: 'もう一度確かめます' });
    await again.getByLabel('パスワード').fill(PASSWORD);
    await press(boss, '確かめて続ける');
    await boss.getByRole('button', { name: '止める(承認は残ります)' }).waitFor();
    await room.tick();
    await boss.getByRole('timer').waitFor();
    // The bar at the window's edge says it, too, as soon as it has looked.
    await boss
      .getByText(/あと (2:00|1:\d\d)/)
      .first()
      .waitFor();
    await shot(boss, 'main-held');
    expect((await room.parts.bulletins.status(id)).total).toBe(0);
    await room.tick(2 * MINUTE);
    await boss.getByText('送信の様子').waitFor();
    await boss.getByText('15人のうち0人が済みました。').waitFor();
    await shot(boss, 'main-sending');
    const { id: row } = await room.row(id);
    const readers: number[] = await room.db.knex('bulletin_recipient').where({ bulletin_id: row }).pluck('reader_id');
    await room.answer(id, 'accepted', readers.slice(0, 10));
    await room.answer(id, 'refused');
    await room.tick();
    await boss.getByText('終了', { exact: true }).first().waitFor();
    await boss.getByText('15人のうち15人が済みました。').waitFor();
    expect(await boss.locator('main').innerText()).not.toMatch(/配達|届けました/);
    await shot(boss, 'main-finished');

    await go(desk, `/bulletins/${id}/show`);
    await press(desk, '訂正を出す(受け取った10人へ)');
    await desk.waitForURL((url) => !url.hash.includes(id));
    await desk.getByRole('heading', { name: '書き直す' }).waitFor();
    await desk
      .getByText(/【訂正】/)
      .first()
      .waitFor();
    const correction = idOf(desk);
    expect(await room.row(correction)).toMatchObject({ kind: 'correction', priority: 5 });
    await language(desk, '日本語');
    await desk.getByLabel('本文 (日本語)').fill('窓口は午前9時から午後5時までです。');
    await desk.getByText(/JST に保存しました/).waitFor();
    await askForApproval(desk);
    await go(boss, `/bulletins/${correction}/show`);
    await boss.getByText('「窓口の案内」を受け取った人だけに送ります。').waitFor();
    await press(boss, '承認する');
    await press(boss, '10人へ送る');
    await boss.getByRole('button', { name: '止める(承認は残ります)' }).waitFor();
    await room.tick();
    await room.tick(2 * MINUTE);
    const { id: second } = await room.row(correction);
    const told: number[] = await room.db.knex('bulletin_recipient').where({ bulletin_id: second }).pluck('reader_id');
    expect(told.sort()).toEqual(readers.slice(0, 10).sort());

    await go(boss, `/bulletins/${id}/record`);
    await boss.getByRole('heading', { name: '承認と配信の記録' }).waitFor();
    await shot(boss, 'main-record');
    await boss.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await boss.getByRole('textbox', { name: /探す/ }).isVisible()).toBe(false);
    const look = await boss
      .locator('main h2')
      .first()
      .evaluate((h) => [getComputedStyle(h).color, getComputedStyle(document.body).backgroundColor]);
    expect(look).toEqual(['rgb(0, 0, 0)', 'rgb(255, 255, 255)']);
    await shot(boss, 'main-record-print');
  }, 300_000);
});
