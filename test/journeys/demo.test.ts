/** From the demo to one's own hub, in a real browser: a role's door, the sentence on the landing page, one press, the first administrator. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../support/browser.ts';
import { commandLine, type Hub, startHub } from '../support/hub.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'fumibako-demo-'));
let hub: Hub;
let browser: Browser;
beforeAll(async () => {
  const filled = await commandLine({ DATA_DIR: dataDir })('demo', 'fill', '--readers', '200', '--days', '20', '--json');
  expect(JSON.parse(filled.stdout)).toMatchObject({ database: expect.any(String), bulletins: expect.any(Number) });
  hub = await startHub({ dataDir });
  browser = await openBrowser();
}, 200_000);
afterAll(async () => {
  await browser?.close();
  await hub?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

test('demo, one press, checklist, own hub', async () => {
  await expect.poll(hub.output, { timeout: 60_000 }).toContain('This is a demo');
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  page.setDefaultTimeout(90_000);
  const url = hub.url.replace('127.0.0.1', 'localhost');
  // The browser speaks English, so the sign-in page does.
  await page.goto(`${url}/console/`);
  await page.getByRole('link', { name: 'Enter as Administrator' }).click();
  // The made-up people speak Japanese.
  await page.getByRole('status', { name: '今の様子' }).waitFor();
  await page.getByRole('button', { name: 'デモを空にする' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'デモを空にする' }).click();
  await page.getByRole('textbox', { name: /名前/ }).fill('見本 管理');
  await page.getByRole('textbox', { name: /メールアドレス/ }).fill('admin@example.jp');
  await page.getByLabel(/パスワード/).fill('correct horse battery staple');
  await page.getByRole('button', { name: '管理者になる' }).click();
  await page.waitForURL(/#\/factor/);
  expect(await page.getByText('これはデモです').count()).toBe(0);
  await context.close();
}, 280_000);
