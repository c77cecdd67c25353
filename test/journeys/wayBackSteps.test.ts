/**
 * The way back on every step after the entry: change, another address, new links, leaving, and what one-time links lead to. Back, reload,
 * a page beside it, another language, a second tab: never the browser's question whether to send again, and nothing typed is lost.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Language } from '../../server/contract/codes.ts';
import { paths } from '../../server/contract/paths.ts';
import { type TestApp, testApp } from '../support/app.ts';
import { openBrowser } from '../support/browser.ts';
import {
  done,
  forget,
  goBack,
  type Holds,
  has,
  lookAround,
  onPhone,
  openPhone,
  otherThan,
  type Phone,
  press,
  shows,
  value,
} from '../support/phone.ts';
import { pathOf, register } from '../support/visitor.ts';

let app: TestApp;
let browser: Browser;
beforeAll(async () => {
  app = await testApp({ LIMIT_FORMS_NETWORK_HOUR: '0', LIMIT_FORMS_BROWSER_HOUR: '0', LIMIT_MAILS_ADDRESS_DAY: '0' });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await app.stop();
});

/** One after another: the walks go side by side, and each reads its mails when all of them are decided. */
let settled = Promise.resolve();
const settle = () => {
  settled = settled.then(app.settle);
  return settled;
};
/** A link out of the newest mail to somebody. */
const linkTo = async (email: string, variable: string): Promise<string> => {
  await settle();
  const letters = (await app.letters()).filter((l) => l.to === email && l.variables[variable] !== undefined);
  return app.url + pathOf(letters.at(-1)!.variables[variable]);
};
const reader = async (email: string, language: Language): Promise<string> => {
  await register(app.url, { email, language, topics: ['law'] });
  return linkTo(email, 'change_url');
};
const heading = (page: Page) => page.locator('h1').first().innerText();
const inTurn = { concurrent: false };
/** Every language, with and without scripts; the pages are made of the same code. */
const ways = [
  { language: 'ja', scripts: true },
  { language: 'plja', scripts: false },
  { language: 'en', scripts: true },
] as const;

// The languages go side by side, for a walk mostly waits; the steps of one go one after another on one phone.
describe.concurrent.each(ways)('Somebody who reads $language, scripts $scripts', ({ language, scripts }) => {
  const own = (name: string) => `${name}-${language}-${scripts}@example.jp`;
  const other = otherThan(language);
  let phone: Phone;
  beforeAll(async () => {
    phone = await openPhone(browser, { scripts });
  });
  afterAll(() => phone.context.close());
  const walk = async (does: (phone: Phone) => Promise<void>) => {
    await forget(phone);
    await does(phone);
    expect(phone.drawn).toEqual([]);
    expect(phone.shownAt.filter((url) => /@|%40/.test(url))).toEqual([]);
    expect(phone.shownAt.length).toBeGreaterThan(5);
  };

  it('changes topics: what was ticked, chosen and typed stays on every way', inTurn, () =>
    walk(async (phone) => {
      const { page } = phone;
      const link = await reader(own('changes'), language);
      await page.goto(link);
      await page.locator('#g-residence summary').click();
      await page.locator('label[for=t-permanent]').click();
      await page.locator('label[for=rhythm-weekly]').click();
      await page.locator('#other summary').click();
      await page.locator('#email').fill(own('typed'));
      const filled: Holds = [
        { at: '#t-permanent', checked: true },
        { at: '#rhythm-weekly', checked: true },
        ...value('#email', own('typed')),
      ];
      await lookAround(phone, other, filled);
      // A mistake is a page that can be opened again, too.
      await page.locator('#email').fill('no at sign');
      await press(page, 'address');
      await lookAround(phone, other, value('#email', 'no at sign'));
      await page.locator('#email').fill(own('typed'));
      await press(page, 'save');
      await lookAround(phone, other, done);
      await goBack(page);
      await shows(page, filled, 'Back from what was saved');
      // Only the address is not asked for yet; "begin anew" forgets it, and what is saved stays.
      await press(page, 'anew');
      expect(await page.locator('#email').inputValue()).toBe('');
      expect(await page.locator('#t-permanent').isChecked()).toBe(true);
      await goBack(page);
      expect(await page.content()).not.toContain(own('typed'));
    }),
  );

  it('moves to another address, and takes it back', inTurn, () =>
    walk(async (phone) => {
      const { page } = phone;
      const [old, next] = [own('old'), own('next')];
      const link = await reader(old, language);
      await page.goto(link);
      await page.locator('#g-residence summary').click();
      await page.locator('label[for=t-permanent]').click();
      await page.locator('#other summary').click();
      await page.locator('#email').fill(next);
      // Enter in the field asks for the address.
      await page.locator('#email').press('Enter');
      await page.locator('.done').waitFor();
      expect(await page.content()).toContain(next);
      await lookAround(phone, other, done);
      expect(await page.content()).not.toContain(next);
      await goBack(page);
      expect(await page.content()).not.toContain(next);
      // Opened anew, for a browser fills in by itself what it goes back to: what was ticked and not saved stays.
      await page.goto(link);
      expect(await page.locator('#email').inputValue()).toBe('');
      expect(await page.locator('#t-permanent').isChecked()).toBe(true);
      await page.goto(await linkTo(next, 'confirm_url'));
      await lookAround(phone, other, has('button[value=address]'));
      await press(page, 'address');
      await lookAround(phone, other, done);
      await goBack(page);
      await shows(page, done, 'Back after the address was confirmed');
      await page.goto(await linkTo(old, 'undo_url'));
      await lookAround(phone, other, has('button[value=undo]'));
      await press(page, 'undo');
      await lookAround(phone, other, done);
    }),
  );

  it('asks for new links: the address stays until it was sent, then nothing of it', inTurn, () =>
    walk(async (phone) => {
      const { page } = phone;
      await page.goto(app.url + paths.reissue(language));
      await page.locator('#email').fill(own('lost'));
      await lookAround(phone, other, value('#email', own('lost')));
      await press(page, 'anew');
      await shows(page, value('#email', ''), 'begun anew');
      await page.locator('#email').fill('lost.example.jp');
      await press(page, 'reissue');
      await shows(page, has('#errors'), 'a mistake');
      await lookAround(phone, other, value('#email', 'lost.example.jp'));
      await page.locator('#email').fill(own('lost'));
      await press(page, 'reissue');
      await shows(page, done, 'sent');
      await lookAround(phone, other, done);
      expect(await page.content()).not.toContain(own('lost'));
      await goBack(page);
      expect(await page.content()).not.toContain(own('lost'));
    }),
  );

  it('leaves, by the page and by what a mail program opens', inTurn, () =>
    walk(async (phone) => {
      const { page } = phone;
      await reader(own('leaves'), language);
      const link = await linkTo(own('leaves'), 'unsubscribe_url');
      await page.goto(link.replace('/unsubscribe/', '/one-click/'));
      await lookAround(phone, other, has('button[value=unsubscribe]'));
      await press(page, 'unsubscribe');
      await lookAround(phone, other, done);
      const title = await heading(page);
      await goBack(page);
      await shows(page, done, 'Back after leaving');
      expect(await heading(page)).not.toBe(title);
      await page.goto(link);
      await shows(page, done, 'the link opened again');
    }),
  );

  it('uses new choices, sees what is stored, and has it erased', inTurn, () =>
    walk(async (phone) => {
      const { page } = phone;
      const link = await reader(own('stored'), language);
      await register(app.url, { email: own('stored'), language, topics: ['permanent'] });
      await page.goto(await linkTo(own('stored'), 'choices_url'));
      await lookAround(phone, other, has('button[value=choices]'));
      await press(page, 'choices');
      await lookAround(phone, other, done);
      await page.goto(link.replace('/change/', '/mine/'));
      await lookAround(phone, other, has('button[value=send]'));
      await press(page, 'send');
      await lookAround(phone, other, done);
      await page.goto(link.replace('/change/', '/mine/'));
      await press(page, 'ask');
      await lookAround(phone, other, has('button[value=erase]'));
      await press(page, 'erase');
      await lookAround(phone, other, done);
      await goBack(page);
      expect(await page.content()).not.toContain(own('stored'));
    }),
  );

  it('compares a reference', inTurn, () =>
    walk(async (phone) => {
      const { page } = phone;
      const typed = '2000-000C-0000-002X-X8JC-KTG6-J8M5-D5A6';
      await page.goto(app.url + paths.info(language, 'real-mail'));
      await page.locator('#reference').fill(typed);
      await lookAround(phone, other, value('#reference', typed));
      await press(page, 'check');
      await lookAround(phone, other, has('button[value=again]'));
      await goBack(page);
      await shows(page, value('#reference', typed), 'Back from the answer');
    }),
  );
});

describe.concurrent('Who refuses the cookie', () => {
  it.each([
    ['ja', false],
    ['plja', true],
    ['en', false],
  ] as const)('walks the same ways to their end: %s, scripts %s', inTurn, (language, scripts) =>
    onPhone(browser, { scripts, cookies: false }, async ({ page, context }) => {
      const email = `none-${language}-${scripts}@example.jp`;
      await page.goto(app.url + paths.entry(language));
      await press(page, 'accept');
      await page.locator('#email').fill(email);
      await page.locator('#g-life summary').click();
      await page.locator('label[for=t-japanese]').click();
      await page.locator(`.langs li:nth-child(${otherThan(language)}) button`).click();
      await shows(page, value('#email', email), 'another language');
      await press(page, 'check');
      await press(page, 'register');
      await shows(page, done, 'registered');
      await page.goto(await linkTo(email, 'change_url'));
      await page.locator('#g-residence summary').click();
      await page.locator('label[for=t-permanent]').click();
      await press(page, 'save');
      await shows(page, done, 'saved');
      await page.goto(app.url + paths.reissue(language));
      await page.locator('#email').fill(email);
      await press(page, 'reissue');
      await shows(page, done, 'new links');
      await page.goto(await linkTo(email, 'unsubscribe_url'));
      await press(page, 'unsubscribe');
      await shows(page, done, 'left');
      expect(await context.cookies()).toEqual([]);
    }),
  );
});
