/** Signing in through a real OpenID Connect provider in a real browser: who is invited comes in, nobody else; asked again; second factor. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type TestApp, testApp } from '../support/app.ts';
import { openBrowser } from '../support/browser.ts';
import { type SignInProvider, signInProvider } from '../support/signInProvider.ts';
import { codeNow, firstPerson, PASSWORD, personWith } from '../support/staff.ts';

let browser: Browser;
let provider: SignInProvider;
let app: TestApp;
/** The name under which the provider sends people back. */
let home = '';
beforeAll(async () => {
  browser = await openBrowser();
  provider = await signInProvider(() => [`${home}/console/oidc/back`]);
  app = await testApp({
    ...provider.settings,
    SECOND_FACTOR: 'required',
    OIDC_SECOND_FACTOR: 'claimed',
    OIDC_LABEL: '見本市アカウント',
  });
  home = app.url.replace('127.0.0.1', 'localhost');
  provider.open();
  await firstPerson(app);
});
afterAll(async () => {
  await browser.close();
  await app.stop();
  await provider.stop();
});
beforeEach(() => provider.is(null));

const open = async (): Promise<Page> => {
  const context = await browser.newContext({ locale: 'ja-JP', reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.setDefaultTimeout(40_000);
  await page.goto(`${app.url}/console/`);
  return page;
};
const press = (page: Page) => page.getByRole('link', { name: '見本市アカウントでサインインする' }).click();
const inside = (page: Page) => page.getByRole('textbox', { name: /探す/ }).waitFor();
const invite = (email: string, roles: ('author' | 'operator' | 'administrator')[]) =>
  app.running.parts.operators.people.invite(
    { actor: 'test' },
    { name: '見本 職員', email, language: 'ja', roles, bureaus: [] },
  );
const actions = async () =>
  ((await app.ground.db.knex('audit').orderBy('seq')) as { action: string; actor: string; after: string | null }[]).map(
    (line) => `${line.action} ${line.actor}`,
  );
const states = async (email: string) =>
  (await app.running.parts.operators.people.list()).find((p) => p.email === email)?.state;

test('who is invited comes in by the verified address, and the invitation is taken; later by the subject alone', async () => {
  const { id } = await invite('invited@example.jp', ['author']);
  provider.is({ subject: 'subject-1', email: 'invited@example.jp', methods: ['pwd', 'mfa'] });
  const page = await open();
  await press(page);
  await inside(page);
  expect(await states('invited@example.jp')).toBe('active');
  expect(provider.seen.at(-1)).toMatchObject({ code_challenge_method: 'S256', response_type: 'code' });
  expect(provider.seen.at(-1)?.state).toBeTruthy();
  expect(provider.seen.at(-1)?.nonce).toBeTruthy();
  expect((await actions()).slice(-3)).toEqual([
    `operator.accept-invitation operator:${id}`,
    `operator.tie-provider operator:${id}`,
    `session.start operator:${id}`,
  ]);
  await page.context().close();
  provider.is({ subject: 'subject-1', email: 'renamed@example.jp', verified: false, methods: ['pwd', 'mfa'] });
  const again = await open();
  await press(again);
  await inside(again);
  await again.context().close();
}, 180_000);

test.each([
  ['who was not invited', { subject: 'stranger', email: 'stranger@example.jp' }, 'このアカウントは招待されていません'],
  [
    'an address that the provider does not vouch for',
    { subject: 'unsure', email: 'first@example.jp', verified: false },
    'このメールアドレスを確認済みとしていません',
  ],
  [
    'an address that belongs to another account by now',
    { subject: 'newcomer', email: 'invited@example.jp' },
    '別のアカウントと結ばれています',
  ],
  ['who the provider refuses', null, '組織のサインインから答えを受け取れませんでした'],
])(
  '%s stays outside and is told why',
  async (_name, account, words) => {
    provider.is(account);
    const people = (await app.running.parts.operators.people.list()).length;
    const page = await open();
    await press(page);
    await page.getByText(words).waitFor();
    expect(page.url()).not.toContain('wrong=');
    expect((await app.running.parts.operators.people.list()).length).toBe(people);
    if (account) expect((await actions()).at(-1)).toBe('session.refuse sign-in');
    await page.context().close();
  },
  180_000,
);

test('who retired stays outside', async () => {
  const one = await personWith(app, ['author'], { email: 'retired@example.jp' });
  await app.running.parts.operators.people.retire({ actor: 'test' }, one.id, '異動');
  provider.is({ subject: 'retired', email: 'retired@example.jp' });
  const page = await open();
  await press(page);
  await page.getByText('このアカウントは招待されていません').waitFor();
  await page.context().close();
}, 180_000);

test('without a second factor at the provider ours is asked; with one it counts', async () => {
  const one = await personWith(app, ['operator'], { email: 'factor@example.jp' });
  const begun = (await one.post('/session/factor')).body as { secret: string; state: string };
  await one.put('/session/factor', { state: begun.state, code: codeNow(app, begun.secret) });
  app.clock.advance(60_000);
  provider.is({ subject: 'factor', email: 'factor@example.jp' });
  const page = await open();
  await press(page);
  await page.getByLabel('確認コード').fill('000000');
  expect(page.url()).not.toContain('half=');
  await page.getByRole('button', { name: 'サインインする', exact: true }).click();
  await page.getByText('確認コードが違うか').waitFor();
  await page.getByLabel('確認コード').fill(codeNow(app, begun.secret));
  await page.getByRole('button', { name: 'サインインする', exact: true }).click();
  await inside(page);
  await page.context().close();

  await invite('trusted@example.jp', ['operator']);
  provider.is({ subject: 'trusted', email: 'trusted@example.jp', methods: ['pwd', 'mfa'] });
  const trusted = await open();
  await press(trusted);
  await inside(trusted);
  await trusted.goto(`${home}/console/#/account`);
  await trusted.getByText('組織のサインインで確認済み').waitFor();
  await trusted.context().close();

  await invite('plain@example.jp', ['operator']);
  provider.is({ subject: 'plain', email: 'plain@example.jp' });
  const plain = await open();
  await press(plain);
  await plain.getByRole('heading', { name: '2段階の確認を設定する' }).waitFor();
  await plain.context().close();
}, 120_000);

test('a passkey takes the place of the app, and is asked after the password, with the keyboard alone', async () => {
  const one = await personWith(app, ['author'], { email: 'passkey@example.jp' });
  const context = await browser.newContext({ locale: 'ja-JP', reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.setDefaultTimeout(40_000);
  const line = await context.newCDPSession(page);
  await line.send('WebAuthn.enable');
  await line.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await page.goto(`${home}/console/`);
  const signIn = async () => {
    await page.getByLabel('メールアドレス').fill(one.email);
    await page.getByLabel('パスワード').fill(PASSWORD);
    await page.keyboard.press('Enter');
  };
  await signIn();
  // The hub leads there by itself; a way of our own would race with it.
  await page.waitForURL(/#\/factor$/);
  await page.getByLabel('パスキーの名前').fill('窓口のパソコン');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: '保管しました。進む' }).press('Enter');
  await inside(page);
  await context.clearCookies();
  await page.goto(`${home}/console/#/login`);
  await page.reload();
  await signIn();
  const step = page.getByRole('button', { name: 'パスキーで確かめる' });
  await step.waitFor();
  await expect.poll(() => step.evaluate((button) => button === document.activeElement)).toBe(true);
  await page.keyboard.press('Enter');
  await inside(page);
  await page.goto(`${home}/console/#/account`);
  await page.getByRole('cell', { name: '窓口のパソコン' }).waitFor();
  // Before an act that weighs, too, once ten minutes have passed.
  app.clock.advance(11 * 60_000);
  const renew = page.getByRole('button', { name: '予備コードを作り直す' });
  await renew.click();
  await page.getByRole('dialog').getByRole('button', { name: '予備コードを作り直す' }).click();
  const dialog = page.getByRole('dialog', { name: 'もう一度確かめます' });
  await dialog.getByLabel('パスワード').waitFor();
  const again = dialog.getByRole('button', { name: 'パスキーで確かめる' });
  await expect.poll(() => again.evaluate((button) => button === document.activeElement)).toBe(true);
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/ask-again-passkey.png` });
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: '保管しました。進む' }).waitFor();
  await context.close();
}, 120_000);

test('asked again, somebody without a password confirms through the provider, and only as the same person', async () => {
  await invite('keeper@example.jp', ['administrator']);
  provider.is({ subject: 'keeper', email: 'keeper@example.jp', methods: ['mfa'] });
  const page = await open();
  await press(page);
  await inside(page);
  app.clock.advance(11 * 60_000);
  await page.goto(`${home}/console/#/keys`);
  await page.getByLabel('名前').fill('見本');
  await page.getByRole('button', { name: '鍵を作る' }).click();
  const dialog = page.getByRole('dialog', { name: 'もう一度確かめます' });
  await dialog.waitFor();
  expect(await dialog.getByLabel('パスワード').count()).toBe(0);
  provider.is({ subject: 'subject-1', email: 'invited@example.jp' });
  const [wrong] = await Promise.all([
    page.waitForEvent('popup'),
    dialog.getByRole('button', { name: '組織のサインインで確かめる' }).click(),
  ]);
  await wrong.getByText('パスワードか確認コードが違います').waitFor();
  await wrong.close();
  provider.is({ subject: 'keeper', email: 'keeper@example.jp', methods: ['mfa'] });
  await dialog.getByRole('button', { name: '組織のサインインで確かめる' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await page.getByText('見本').first().waitFor();
  expect(((await app.ground.db.knex('api_key')) as unknown[]).length).toBe(1);
  await page.context().close();
}, 120_000);

test('a way back that nobody began, or with another state, opens nothing', async () => {
  const context = await browser.newContext({ locale: 'ja-JP' });
  const page = await context.newPage();
  await page.goto(`${home}/console/oidc/back?code=made-up&state=made-up`);
  await page.getByText('もう一度はじめてください').waitFor();
  expect((await context.cookies()).filter((c) => c.name === 'fumibako')).toEqual([]);
  const start = await fetch(`${home}/console/oidc/start`, { redirect: 'manual' });
  const cookie = start.headers.getSetCookie()[0]!.split(';')[0]!;
  const back = await fetch(`${home}/console/oidc/back?code=made-up&state=another&iss=${provider.issuer}`, {
    redirect: 'manual',
    headers: { cookie },
  });
  expect(back.headers.get('location')).toContain('wrong=oidc.failed');
  expect(back.headers.getSetCookie().some((c) => c.startsWith('fumibako='))).toBe(false);
  await context.close();
}, 180_000);

test('without settings there is no button and no way', async () => {
  const plain = await testApp();
  const page = await browser.newPage({ locale: 'ja-JP' });
  await page.goto(`${plain.url}/console/`);
  await page.getByLabel('パスワード').waitFor();
  await page.waitForLoadState('networkidle');
  expect(await page.getByRole('link', { name: /でサインインする/ }).count()).toBe(0);
  expect((await fetch(`${plain.url}/console/oidc/start`)).status).toBe(404);
  await page.close();
  await plain.stop();
}, 180_000);
