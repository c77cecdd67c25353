/** Rules of the house and the audit log in a real browser: the consequence is told, the change is written down, the log leaves as a file. */
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestApp, testApp } from '../support/app.ts';
import { openBrowser } from '../support/browser.ts';
import { PASSWORD, personWith } from '../support/staff.ts';

let browser: Browser;
let app: TestApp;
beforeAll(async () => {
  browser = await openBrowser();
  app = await testApp();
});
afterAll(async () => {
  await browser.close();
  await app.stop();
});

const signedIn = async (email: string): Promise<Page> => {
  const context = await browser.newContext({ locale: 'ja-JP', reducedMotion: 'reduce', acceptDownloads: true });
  const page = await context.newPage();
  page.setDefaultTimeout(40_000);
  await page.goto(`${app.url}/console/`);
  await page.getByLabel('メールアドレス').fill(email);
  await page.getByLabel('パスワード').fill(PASSWORD);
  await page.getByRole('button', { name: 'サインインする', exact: true }).click();
  await page.getByRole('textbox', { name: /探す/ }).waitFor();
  return page;
};

test('an administrator switches four eyes off after being told what follows and asked again; the log says so and leaves as a file', async () => {
  const admin = await personWith(app, ['administrator']);
  const page = await signedIn(admin.email);
  await page.goto(`${app.url}/console/#/settings`);
  await page.getByRole('combobox', { name: '起案者と承認者を分ける' }).click();
  await page.getByRole('option', { name: '分けない' }).click();
  const told = page.getByRole('dialog', { name: '「起案者と承認者を分ける」を変えますか' });
  await told.getByText('間違いに気づく2人目がいなくなります').waitFor();
  expect((await app.running.parts.policy.house()).fourEyes).toBe(true);
  app.clock.advance(11 * 60_000);
  await told.getByRole('button', { name: '「分けない」に変える' }).click();
  const again = page.getByRole('dialog', { name: 'もう一度確かめます' });
  await again.getByLabel('パスワード').fill(PASSWORD);
  await again.getByRole('button', { name: '確かめて続ける' }).click();
  await page.getByText('決まりを変えました').waitFor();
  expect((await app.running.parts.policy.house()).fourEyes).toBe(false);

  await page.goto(`${app.url}/console/#/audit`);
  await page.getByRole('textbox', { name: '操作' }).fill('house.rule');
  await page.getByText('値: on → off').first().waitFor();
  await page.getByText('見本 職員').nth(1).waitFor();
  await page.getByRole('button', { name: '鎖を確かめる' }).click();
  await page.getByText('すべてがつながっています').waitFor();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'CSVで書き出す' }).click(),
  ]);
  expect(file.suggestedFilename()).toMatch(/^audit-.*\.csv$/);
  const text = await readFile((await file.path())!, 'utf8');
  expect(text.trimEnd().split('\r\n')).toHaveLength(2);
  expect(text).toContain('rule:fourEyes');
  await page.context().close();
}, 120_000);

test('an auditor reads the rules and changes nothing', async () => {
  const auditor = await personWith(app, ['auditor']);
  const page = await signedIn(auditor.email);
  await page.goto(`${app.url}/console/#/settings`);
  await page.getByRole('heading', { name: '起案者と承認者を分ける' }).waitFor();
  expect(await page.getByRole('combobox', { name: '起案者と承認者を分ける' }).count()).toBe(0);
  await page.context().close();
}, 180_000);
