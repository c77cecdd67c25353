/**
 * The way back from "too many requests": a form that a limit holds says so with the form still in it, over Back, reload, another page, another
 * language and a second tab, and the place in the line is kept; in three languages, with and without scripts.
 */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { languages } from '../../server/contract/codes.ts';
import { paths } from '../../server/contract/paths.ts';
import { type TestApp, testApp } from '../support/app.ts';
import { openBrowser } from '../support/browser.ts';
import {
  done,
  goBack,
  has,
  lookAround,
  onPhone,
  otherThan,
  type Phone,
  press,
  shows,
  value,
} from '../support/phone.ts';
import { pathOf, visitor } from '../support/visitor.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const inTurn = { concurrent: false };
const limits = { LIMIT_FORMS_NETWORK_HOUR: '0', LIMIT_FORMS_BROWSER_HOUR: '1', LIMIT_MAILS_ADDRESS_DAY: '2' };

describe.concurrent.each([...languages])('Whom a limit holds, reading %s', (language) => {
  const own = (name: string) => `${name}-${language}@example.jp`;
  const other = otherThan(language);
  const held = has('#held');
  let tight: TestApp;
  beforeAll(async () => {
    tight = await testApp(limits);
  });
  afterAll(() => tight.stop());
  const walk = (scripts: boolean, does: (phone: Phone) => Promise<void>) =>
    onPhone(browser, { scripts }, async (phone) => {
      await does(phone);
      expect(phone.drawn).toEqual([]);
      expect(phone.shownAt.filter((url) => /@|%40/.test(url))).toEqual([]);
    });
  const ask = async ({ page }: Phone, email: string) => {
    await page.goto(tight.url + paths.reissue(language));
    await page.locator('#email').fill(email);
    await press(page, 'reissue');
  };

  it('waits for a turn without scripts, keeps it over every way, and then gets through', inTurn, () =>
    walk(false, async (phone) => {
      const { page } = phone;
      await ask(phone, own('first'));
      await shows(page, done, 'the first form');
      await ask(phone, own('second'));
      await lookAround(phone, other, [...held, ...has('#turn'), ...value('#email', own('second'))]);
      // Nobody who looked around gets a new place at the end of the line.
      tight.clock.advance(10_000);
      await press(page, 'reissue');
      await shows(page, done, 'its turn has come');
      await goBack(page);
      expect(await page.content()).not.toContain(own('second'));
      await page.goto(tight.url + paths.entry(language));
      await press(page, 'accept');
      await page.locator('#email').fill(own('enters'));
      await page.locator('#g-life summary').click();
      await page.locator('label[for=t-japanese]').click();
      await press(page, 'check');
      await press(page, 'register');
      await lookAround(phone, other, [...held, ...has('#turn'), { at: '.facts' }]);
      expect(await page.locator('.facts').innerText()).toContain(own('enters'));
      tight.clock.advance(10_000);
      await press(page, 'register');
      await shows(page, done, 'registered');
      await goBack(page);
      expect(await page.content()).not.toContain(own('enters'));
      await tight.settle();
      const links = (await tight.letters()).filter((l) => l.to === own('enters')).at(-1)!.variables;
      await page.goto(tight.url + pathOf(links.change_url));
      await page.locator('#g-residence summary').click();
      await page.locator('label[for=t-permanent]').click();
      await press(page, 'save');
      await lookAround(phone, other, [...held, ...has('#turn'), { at: '#t-permanent', checked: true }]);
      tight.clock.advance(10_000);
      await press(page, 'save');
      await shows(page, done, 'saved');
      await page.goto(tight.url + pathOf(links.change_url).replace('/change/', '/mine/'));
      await press(page, 'send');
      await lookAround(phone, other, held);
    }),
  );

  it('is told when to come back, and works off a turn with scripts', inTurn, () =>
    walk(true, async (phone) => {
      const { page } = phone;
      const often = visitor(tight.url);
      for (let n = 0; n < 2; n++) {
        await often.open(paths.reissue(language));
        await often.press('reissue', { email: own('often') });
      }
      await ask(phone, own('often'));
      await lookAround(phone, other, [...held, ...has('#held time'), ...value('#email', own('often'))]);
      await page.locator('#email').fill(own('third'));
      await press(page, 'reissue');
      await shows(page, done, 'another address');
      await ask(phone, own('fourth'));
      // The page works, and presses the button itself.
      await page.locator('.done').waitFor();
      expect(await page.content()).toContain(own('fourth'));
      await page.reload();
      await shows(page, done, 'reload');
      await goBack(page);
      expect(await page.content()).not.toContain(own('fourth'));
    }),
  );
});
