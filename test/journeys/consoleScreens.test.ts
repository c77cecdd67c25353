/** Every screen of people and operations in a real browser: axe finds nothing, nothing is wider than the window, in light and dark. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { staffRoles } from '../../server/contract/rights.ts';
import { publicId } from '../../server/lib/token.ts';
import { setHold } from '../../server/store/holds.ts';
import { openTask } from '../../server/store/tasks.ts';
import { type TestApp, testApp } from '../support/app.ts';
import { addReaders } from '../support/audience.ts';
import { openBrowser } from '../support/browser.ts';
import { firstPerson, PASSWORD, personWith } from '../support/staff.ts';

let browser: Browser;
let app: TestApp;
let letter = '';
let reader = '';
let email = '';
beforeAll(async () => {
  browser = await openBrowser();
  app = await testApp();
  await firstPerson(app);
  const all = await personWith(app, staffRoles);
  email = all.email;
  await personWith(app, ['author']);
  await addReaders(app.ground, ((await app.ground.db.knex('topic').first('id')) as { id: number }).id, [
    { email: 'sample-one@example.jp' },
    { email: 'sample-two@example.jp', language: 'en' },
  ]);
  reader = ((await all.post('/readers/find', { email: 'sample-one@example.jp' })).body.reader as { id: string }).id;
  await all.post(`/readers/${reader}/suspend`, { reason: '見本' });
  await all.post('/password-reset', { email });
  letter = ((await all.post('/find', { text: email })).body.letters as { id: string }[])[0]!.id;
  const now = app.clock.now();
  await app.ground.db.write(async (trx) => {
    await setHold(trx, { kind: 'lane', target: 'bulletin', reason: '点検のため', actor: 'test', held_at: now });
    await openTask(trx, { publicId: publicId(), kind: 'letter-bounced', object: `letter:${letter}`, facts: '{}', now });
  });
  await all.post('/keys', { name: '見本', type: 'test', system: 'ras2' });
});
afterAll(async () => {
  await browser.close();
  await app.stop();
});

const shots = process.env.SHOTS;
const screens = (): [string, string][] => [
  ['home', ''],
  ['account', 'account'],
  ['people', 'people'],
  ['invite', 'people/invite'],
  ['letters', 'letters'],
  ['letter', `letters/${letter}`],
  ['cases', 'cases'],
  ['suspended', 'suspended'],
  ['reader', `readers/${reader}`],
  ['tasks', 'tasks'],
  ['delivery', 'delivery'],
  ['keys', 'keys'],
  ['callbacks', 'callbacks'],
  ['audit', 'audit'],
  ['settings', 'settings'],
  ['mail-types', 'mail-types'],
  ['mail-type', 'mail-types/nl-registration-complete'],
  ['rulebook', 'rulebook'],
];

const signIn = async (page: Page) => {
  await page.goto(`${app.url}/console/`);
  await page.getByLabel('メールアドレス').fill(email);
  await page.getByLabel('パスワード').fill(PASSWORD);
  await page.getByRole('button', { name: 'サインインする', exact: true }).click();
  await page.getByRole('textbox', { name: /探す/ }).waitFor();
};

/** Screens load by themselves: no skeleton left, a heading there. */
const settled = async (page: Page) => {
  await page.locator('h1').first().waitFor();
  await page.locator('[aria-busy="true"]').waitFor({ state: 'detached' });
  await page.waitForTimeout(250);
};

const wider = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

describe.each([
  { width: 1280, colour: 'light' as const },
  { width: 360, colour: 'light' as const },
  { width: 1280, colour: 'dark' as const },
  { width: 360, colour: 'dark' as const },
])('$width px, $colour', ({ width, colour }) => {
  test('every screen is whole and clean', async () => {
    const context = await browser.newContext({
      viewport: { width, height: 800 },
      locale: 'ja-JP',
      colorScheme: colour,
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    const failures: string[] = [];
    page.on('response', (response) => {
      if (response.status() >= 500) failures.push(`${response.status()} ${response.url()}`);
    });
    page.on('pageerror', (error) => failures.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') failures.push(message.text());
    });
    await signIn(page);
    failures.length = 0;
    const found: string[] = [];
    for (const [name, path] of screens()) {
      await page.goto(`${app.url}/console/#/${path}`);
      await settled(page);
      if (shots) await page.screenshot({ path: `${shots}/${name}-${width}-${colour}.png`, fullPage: true });
      if ((await wider(page)) > 0) found.push(`${name}: wider than the window by ${await wider(page)} px`);
      const { violations } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
        .exclude('iframe')
        .analyze();
      found.push(...violations.map((v) => `${name}: ${v.id} ${v.nodes[0]?.html.slice(0, 160)}`));
    }
    expect(found).toEqual([]);
    expect(failures).toEqual([]);
    await context.close();
  }, 240_000);
});

test('the keyboard leads to the search box, to places, and to the table of keys', async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'ja-JP' });
  const page = await context.newPage();
  await signIn(page);
  await page.locator('h1').first().waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type(email);
  await page.keyboard.press('Enter');
  await page
    .getByRole('heading', { name: '登録者', exact: true })
    .or(page.getByRole('heading', { name: 'メール' }))
    .first()
    .waitFor();
  await page.getByText('staff-password-reset').first().waitFor();
  expect(page.url()).not.toContain(email);
  await page.locator('h1').click();
  await page.keyboard.press('g');
  await page.keyboard.press('a');
  await page.getByRole('heading', { name: '監査記録' }).waitFor();
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'キーボードの操作' }).waitFor();
  await context.close();
}, 60_000);
