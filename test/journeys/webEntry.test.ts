/** A resident subscribes in a real browser, in each language, with and without scripts, and finds the mail in the mailbox. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestApp, testApp } from '../support/app.ts';
import { flawsOf } from '../support/axe.ts';
import { openBrowser } from '../support/browser.ts';
import { lookUntil } from '../support/until.ts';

/** axe takes seconds a page on a busy machine. */
const SLOW = 240_000;

let app: TestApp;
let browser: Browser;
beforeAll(async () => {
  app = await testApp({ ROLES: 'web,delivery', LIMIT_FORMS_NETWORK_HOUR: '0' });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await app.stop();
});

type Mail = { subject: string; text: string; html: string };
/** The newest mail to an address, as soon as there is one. */
const mailTo = async (email: string): Promise<Mail> => {
  const look = async () => {
    const answer = await fetch(`${app.url}/mailbox/api/messages?to=${encodeURIComponent(email)}&limit=1`);
    return (await answer.json()) as Mail[];
  };
  return (await lookUntil(`a mail to ${email}`, look, (mails) => mails.length > 0))[0]!;
};

const open = async (p: { width: number; javaScriptEnabled: boolean }): Promise<Page> => {
  const context = await browser.newContext({
    viewport: { width: p.width, height: 800 },
    javaScriptEnabled: p.javaScriptEnabled,
  });
  return context.newPage();
};

const tooWide = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);

const languages = [
  { language: 'ja', entry: '日本語で登録する', subject: '登録', done: '登録の申込みを受け付けました' },
  { language: 'plja', entry: 'やさしい', subject: '登録', done: '申' },
  { language: 'en', entry: 'Register in English', subject: 'registration', done: 'We have received your request' },
] as const;

describe.each(languages)('A resident who reads $language', ({ language, entry, subject, done }) => {
  it('goes from the front page to the done page on a phone without scripts, and gets the mail', async () => {
    const page = await open({ width: 360, javaScriptEnabled: false });
    const email = `journey-${language}@example.jp`;
    await page.goto(`${app.url}/`);
    await page.locator('.card .button', { hasText: entry }).click();
    await page.locator('button[value=accept]').click();
    await page.locator('#email').fill(email);
    await page.locator('#g-life summary').click();
    await page.locator('label[for=t-japanese]').click();
    await page.locator('main button[value=check]').click();
    expect(await page.locator('.facts').innerText()).toContain(email);
    await page.locator('button[value=edit]').first().click();
    expect(await page.locator('#email').inputValue()).toBe(email);
    expect(await page.locator('#t-japanese').isChecked()).toBe(true);
    await page.locator('main button[value=check]').click();
    await page.locator('button[value=register]').click();
    await page.locator('h1', { hasText: done }).waitFor();
    const mail = await mailTo(email);
    expect(mail.subject).toContain(subject);
    const link = /http\S+\/m\/change\/\w+/.exec(mail.text)![0];
    await page.goto(app.url + new URL(link).pathname);
    expect(await page.locator('.address').first().innerText()).toBe(email);
    await page.context().close();
  });

  it.each([360, 1280])(
    'meets no page that a screen reader or a screen %i wide would stumble over',
    async (width) => {
      const page = await open({ width, javaScriptEnabled: true });
      const look = async (where: string) => {
        await page.waitForLoadState();
        // What a screen reader meets does not depend on the width; the sizes are looked at in both. In plain Japanese see everyPage.test.ts.
        if (width === 360 && language !== 'plja') expect(await flawsOf(page), where).toEqual([]);
        expect(await tooWide(page), where).toBe(false);
      };
      await page.goto(`${app.url}/?lang=${language}&size=largest`);
      await look('start');
      await page.goto(`${app.url}/m/${language}_entry?size=largest`);
      await look('terms');
      await page.locator('button[value=accept]').click();
      await page.locator('main button[value=check]').click();
      // The focus is set when the page is drawn for the first time.
      await page.waitForFunction(() => document.activeElement?.id === 'errors');
      await look('errors');
      await page.locator('#email').fill(`look-${language}-${width}@example.jp`);
      await page.locator('#g-stay summary').click();
      await page.locator('#t-stay-expiry').check();
      await page.locator('#stay-year').fill('2027');
      await page.locator('#stay-month').fill('4');
      await page.locator('#stay-day').fill('10');
      await page.locator('#g-stay .count').waitFor();
      await page.locator('main button[value=check]').click();
      await page.waitForSelector('button[value=register]');
      await look('check');
      await page.locator('button[value=register]').click();
      await page.waitForSelector('.done');
      await look('done');
      for (const path of ['not-arriving', 'contact']) {
        await page.goto(`${app.url}/m/${language}/${path}?size=largest`);
        await look(path);
      }
      for (const path of [`/m/reissue/${language}`, `/m/change/x?lang=${language}`]) {
        await page.goto(app.url + path);
        await look(path);
      }
      await page.context().close();
    },
    SLOW,
  );
});

describe('The pages', () => {
  it.each([
    ['standard', 'light'],
    ['standard', 'dark'],
    ['blue', 'light'],
    ['yellow', 'dark'],
    ['black', 'light'],
  ] as const)(
    'can be read in the colours %s on a device set to %s',
    async (scheme, colorScheme) => {
      const context = await browser.newContext({ viewport: { width: 360, height: 800 }, colorScheme });
      const page = await context.newPage();
      await page.goto(`${app.url}/m/en_entry?scheme=${scheme}`);
      await page.locator('button[value=accept]').click();
      await page.locator('main button[value=check]').click();
      await page.locator('#g-residence summary').click();
      await page.locator('#t-permanent').check();
      expect(await flawsOf(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.dataset.scheme)).toBe(scheme);
      await context.close();
    },
    SLOW,
  );

  it('keep what was typed when colours, size or readings are changed', async () => {
    const page = await open({ width: 360, javaScriptEnabled: false });
    await page.goto(`${app.url}/m/plja_entry`);
    await page.locator('button[value=accept]').click();
    await page.locator('#email').fill('keeps@example.jp');
    await page.locator('.display summary').click();
    await page.locator('.panel .pill').nth(3).click();
    await page.locator('html[data-scheme=black]').waitFor({ state: 'attached' });
    await page.locator('.display summary').click();
    await page.locator('.panel .pill').last().click();
    await page.locator('html[data-ruby=off]').waitFor({ state: 'attached' });
    expect(await page.locator('html').getAttribute('data-scheme')).toBe('black');
    expect(await page.locator('rt').first().isVisible()).toBe(false);
    expect(await page.locator('#email').inputValue()).toBe('keeps@example.jp');
    await page.context().close();
  });

  it('go on to the check page by Enter, and never register by it', async () => {
    const page = await open({ width: 360, javaScriptEnabled: false });
    await page.goto(`${app.url}/m/en_entry?topic=law`);
    await page.locator('button[value=accept]').click();
    await page.locator('#email').fill('enter@example.jp');
    await page.locator('#email').press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Check your answers', exact: true }).waitFor();
    await page.context().close();
  });

  it('print the done page on one sheet', async () => {
    const page = await open({ width: 1280, javaScriptEnabled: true });
    await page.goto(`${app.url}/m/plja_entry?topic=law`);
    await page.locator('button[value=accept]').click();
    await page.locator('#email').fill('print@example.jp');
    await page.locator('main button[value=check]').click();
    await page.locator('button[value=register]').click();
    await page.waitForSelector('.done');
    await page.waitForLoadState('networkidle');
    const pdf = (await page.pdf({ format: 'A4' })).toString('latin1');
    expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
    await page.context().close();
  });
});
