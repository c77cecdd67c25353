/** The console in a real browser: first link, second factor, invitation, being asked again, the idle warning. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestApp, testApp } from '../support/app.ts';
import { openBrowser } from '../support/browser.ts';
import { codeNow, PASSWORD, personWith } from '../support/staff.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const shots = process.env.SHOTS;
const shot = async (page: Page, name: string) => {
  if (shots) await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
};

/** Sets up the authenticator app on the page that asks for it; answers the secret. */
const enrol = async (page: Page, app: TestApp): Promise<string> => {
  await page.getByRole('heading', { name: '2段階の確認を設定する' }).waitFor();
  await shot(page, 'debug');
  const secret = await page.locator('code').innerText();
  await page.getByRole('img', { name: '認証アプリの登録用QRコード' }).waitFor();
  await page.getByLabel('6けたの数字').fill(codeNow(app, secret));
  return secret;
};

/** `home`: it ends on the landing page's frame. */
const signInAs = async (page: Page, email: string, home = true) => {
  await page.getByLabel('メールアドレス').fill(email);
  await page.getByLabel('パスワード').fill(PASSWORD);
  await page.getByRole('button', { name: 'サインインする', exact: true }).click();
  if (home) await page.getByRole('textbox', { name: /探す/ }).waitFor();
};

describe.each([
  { width: 1280, height: 800 },
  { width: 360, height: 740 },
])('at $width px', ({ width, height }) => {
  let app: TestApp;
  /** Where the password is enough: for what is only about time. */
  let easy: TestApp;
  beforeAll(async () => {
    app = await testApp({ SECOND_FACTOR: 'required' });
    easy = await testApp({ SECOND_FACTOR: 'off' });
  });
  afterAll(() => Promise.all([app.stop(), easy.stop()]));
  const open = async () => {
    const context = await browser.newContext({ viewport: { width, height }, locale: 'ja-JP', reducedMotion: 'reduce' });
    const page = await context.newPage();
    page.setDefaultTimeout(40_000);
    return page;
  };

  test('the first administrator sets up the app, invites an author, and the author starts', async () => {
    const page = await open();
    await page.goto(`${app.url}/console/#/first/${await app.running.parts.operators.firstLink()}`);
    await page.getByLabel('名前').fill('見本 管理');
    await page.getByLabel('メールアドレス').fill('first@example.jp');
    await page.getByLabel('パスワード').fill('password1234');
    await page.getByRole('button', { name: '管理者になる' }).click();
    await page.getByText('推測されやすいパスワードです').waitFor();
    await shot(page, `first-${width}`);
    await page.getByLabel('パスワード').fill(PASSWORD);
    await page.getByRole('button', { name: '管理者になる' }).click();
    await enrol(page, app);
    await shot(page, `factor-${width}`);
    await page.getByRole('button', { name: '登録する', exact: true }).click();
    await page.getByRole('heading', { name: '予備コード' }).waitFor();
    await shot(page, `recovery-${width}`);
    await page.getByRole('button', { name: '保管しました。進む' }).click();
    await page
      .getByRole('searchbox')
      .or(page.getByRole('textbox', { name: /探す/ }))
      .first()
      .waitFor();
    await shot(page, `home-${width}`);

    await page.goto(`${app.url}/console/#/people`);
    await page.getByRole('heading', { name: '役割と権限の表' }).waitFor();
    await shot(page, `people-${width}`);
    await page.getByRole('link', { name: '職員を招待する' }).click();
    await page.getByLabel('名前').fill('見本 起案');
    await page.getByLabel('メールアドレス').fill(`author${width}@example.jp`);
    await shot(page, `invite-${width}`);
    await page.getByRole('button', { name: '招待メールを送る' }).click();
    await page.getByText('招待中').waitFor();

    const mail = (await app.letters()).filter((l) => l.type === 'staff-invitation').at(-1)!;
    const author = await open();
    await author.goto((mail.variables.invitation_url as string).replace(/^.*\/console/, `${app.url}/console`));
    await author.getByText('お知らせを書き、承認へ出します。').waitFor();
    await shot(author, `invitation-${width}`);
    await author.getByLabel('パスワード').fill(PASSWORD);
    await author.getByRole('button', { name: 'はじめる' }).click();
    await enrol(author, app);
    await author.getByRole('button', { name: '登録する', exact: true }).click();
    await author.getByRole('button', { name: '保管しました。進む' }).click();
    await author.getByRole('textbox', { name: /探す/ }).waitFor();
    expect((await app.running.parts.operators.people.list()).map((p) => p.state)).toEqual(['active', 'active']);
    await page.context().close();
    await author.context().close();
  }, 180_000);

  test('signing in asks for the code, and an act that weighs asks again and goes on', async () => {
    const one = await personWith(app, ['operator']);
    const begun = (await one.post('/session/factor')).body as { secret: string; state: string };
    await one.put('/session/factor', { state: begun.state, code: codeNow(app, begun.secret) });
    app.clock.advance(60_000);
    const page = await open();
    await page.goto(`${app.url}/console/`);
    await page.getByLabel('メールアドレス').fill(one.email);
    await page.getByLabel('パスワード').fill(PASSWORD);
    await page.waitForLoadState('networkidle');
    expect(await page.getByText('サインインし直してください').count()).toBe(0);
    await shot(page, `signin-${width}`);
    await page.getByRole('button', { name: 'サインインする', exact: true }).click();
    await page.getByLabel('確認コード').fill(codeNow(app, begun.secret));
    await page.getByRole('button', { name: 'サインインする', exact: true }).click();
    await page.getByRole('textbox', { name: /探す/ }).waitFor();
    await page.goto(`${app.url}/console/#/account`);
    await page.getByRole('button', { name: '予備コードを作り直す' }).waitFor();
    await shot(page, `account-${width}`);
    app.clock.advance(11 * 60_000);
    await page.getByRole('button', { name: '予備コードを作り直す' }).click();
    const first = page.getByRole('dialog', { name: '予備コードを作り直す' });
    await first.getByText('今の予備コード10個は使えなくなり').waitFor();
    await first.getByRole('button', { name: '予備コードを作り直す' }).click();
    const dialog = page.getByRole('dialog', { name: 'もう一度確かめます' });
    await dialog.getByLabel('パスワード').fill('not this one at all');
    await dialog.getByRole('button', { name: '確かめて続ける' }).click();
    await dialog.getByText('パスワードか確認コードが違います').waitFor();
    await shot(page, `again-${width}`);
    await dialog.getByLabel('パスワード').fill(PASSWORD);
    await dialog.getByRole('button', { name: '確かめて続ける' }).click();
    await page.getByRole('button', { name: '保管しました。進む' }).waitFor();
    await page.context().close();
  }, 180_000);

  test('before the idle time ends somebody is warned and can stay; after it the session is gone', async () => {
    const one = await personWith(easy, ['author']);
    const page = await open();
    await page.clock.install();
    await page.goto(`${easy.url}/console/`);
    await page.getByLabel('メールアドレス').fill(one.email);
    await page.getByLabel('パスワード').fill(PASSWORD);
    await page.getByRole('button', { name: 'サインインする', exact: true }).click();
    await page.getByRole('textbox', { name: /探す/ }).waitFor();
    easy.clock.advance(28.5 * 60_000);
    await page.clock.fastForward(28.5 * 60_000);
    await page.getByText('まもなくサインアウトします').waitFor();
    await shot(page, `idle-${width}`);
    await page.getByRole('button', { name: '続ける' }).click();
    await page.getByText('まもなくサインアウトします').waitFor({ state: 'hidden' });
    easy.clock.advance(31 * 60_000);
    await page.clock.fastForward(31 * 60_000);
    const ended = page.getByRole('dialog', { name: 'サインインが切れました' });
    await ended.getByText(one.email).waitFor();
    // Whoever would rather come in as somebody else is led to the door.
    await ended.getByRole('button', { name: 'サインイン画面へ' }).click();
    await signInAs(page, one.email);
    await page.context().close();
  }, 180_000);

  test('what was being typed when the time was over stays on the screen, and goes on when the password was given in place', async () => {
    const one = await personWith(easy, ['author']);
    const page = await open();
    await page.clock.install();
    await page.goto(`${easy.url}/console/`);
    await signInAs(page, one.email);
    await page.goto(`${easy.url}/console/#/bulletins/create`);
    await page.getByLabel('件名 (日本語)').fill('席を外す前に書いた件名');
    // The session ends before the text could be stored.
    easy.clock.advance(31 * 60_000);
    await page.clock.fastForward(31 * 60_000);
    const ended = page.getByRole('dialog', { name: 'サインインが切れました' });
    await ended.getByLabel('パスワード').fill('not this one at all');
    await ended.getByRole('button', { name: 'サインインして続ける' }).click();
    await ended.getByRole('alert').waitFor();
    await shot(page, `ended-${width}`);
    expect(await easy.ground.db.knex('bulletin')).toEqual([]);
    await ended.getByLabel('パスワード').fill(PASSWORD);
    await ended.getByRole('button', { name: 'サインインして続ける' }).click();
    await ended.waitFor({ state: 'hidden' });
    expect(await page.getByLabel('件名 (日本語)').inputValue()).toBe('席を外す前に書いた件名');
    await shot(page, `idle-back-${width}`);
    await page.clock.fastForward(5000);
    await expect.poll(async () => (await easy.ground.db.knex('bulletin')).length, { timeout: 20_000 }).toBe(1);
    await easy.ground.db.write((trx) => trx.knex('bulletin').delete());
    await page.context().close();
  }, 180_000);
});
