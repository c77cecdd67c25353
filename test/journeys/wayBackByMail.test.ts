/**
 * The way back from pages that a mail alone leads to: new terms, and a file that waits for who it was sent to. Back, reload, a second tab, another
 * language, and every link on every step; in three languages, with and without scripts.
 */
import { randomUUID } from 'node:crypto';
import { NotifyClient } from 'notifications-node-client';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { workKinds } from '../../server/app.ts';
import { type Language, languages } from '../../server/contract/codes.ts';
import { openRunner } from '../../server/domain/works/runner.ts';
import { openLog } from '../../server/lib/log.ts';
import { type TestApp, testApp } from '../support/app.ts';
import { openBrowser } from '../support/browser.ts';
import {
  done,
  forget,
  type Holds,
  has,
  lookAround,
  openPhone,
  otherThan,
  type Phone,
  press,
  sendAlong,
  shows,
  value,
} from '../support/phone.ts';
import { type System, systemOf } from '../support/systems.ts';
import { pathOf, register } from '../support/visitor.ts';

let app: TestApp;
let browser: Browser;
let ras2: System;
/** A mail with a link to a file in it. */
let template: string;
const termsReader = (language: Language, scripts: boolean) => `terms-${language}-${scripts}@example.jp`;
/** Readers who accepted older terms, two of each language, are told of the new ones. */
const announceTerms = async () => {
  for (const { language, scripts } of ways)
    await register(app.url, { email: termsReader(language, scripts), language });
  await app.settle();
  const { db, clock } = app.ground;
  const { parts } = app.running;
  await db.write((trx) => trx.knex('consent').update({ terms_version: '000000000000' }));
  await parts.terms.announce('cli', '2025-12-31');
  const ground = { db, clock, log: openLog('silent', 'test'), works: parts.works, worker: randomUUID() };
  await openRunner(ground, workKinds(parts)).run();
};
beforeAll(async () => {
  app = await testApp({ LIMIT_FORMS_NETWORK_HOUR: '0', LIMIT_FORMS_BROWSER_HOUR: '0', LIMIT_MAILS_ADDRESS_DAY: '0' });
  ras2 = await systemOf(app);
  ({ id: template } = await app.running.parts.templates.create({
    ...{ system: 'ras2', language: 'en', actor: 'test', publish: true },
    ...{ name: 'File', subject: 'Your file', body: 'Download it: ((link))' },
  }));
  await announceTerms();
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
/**
 * Every link and every way of the form to another page leads somewhere, with all that is typed, and the step is as it was. `seen`: links that this
 * phone has followed on an earlier step; what a form sends along is tried on each.
 */
const followWays = async (phone: Phone, seen: Set<string>, holds: Holds): Promise<void> => {
  const { page } = phone;
  const here = page.url();
  const ways = page.locator('a[href^="/"]:not([href^="/assets"]):visible, button[value^="to:"]:visible');
  const goals = await ways.evaluateAll((all) =>
    all.map((one) => (one instanceof HTMLAnchorElement ? one.href : (one as HTMLButtonElement).value)),
  );
  expect(goals.length).toBeGreaterThan(5);
  for (const [n, goal] of goals.entries()) {
    if (seen.has(goal) || goals.indexOf(goal) < n) continue;
    if (!goal.startsWith('to:')) seen.add(goal);
    await sendAlong(phone, ways.nth(n));
  }
  await page.goto(here);
  await shows(page, holds, 'the step again');
};

const inTurn = { concurrent: false };

const ways = languages.flatMap((language) => [true, false].map((scripts) => ({ language, scripts })));
// The languages go side by side, for a walk mostly waits.
describe.concurrent.each(ways)('Somebody who reads $language, scripts $scripts', ({ language, scripts }) => {
  const own = (name: string) => `${name}-${language}-${scripts}@example.jp`;
  const other = otherThan(language);
  const seen = new Set<string>();
  let phone: Phone;
  beforeAll(async () => {
    phone = await openPhone(browser, { scripts });
  });
  afterAll(() => phone.context.close());
  const walk = async (does: (phone: Phone) => Promise<void>) => {
    await forget(phone);
    await does(phone);
    expect(phone.shownAt.filter((url) => /@|%40/.test(url))).toEqual([]);
  };

  it('reads new terms, and accepts them', inTurn, () =>
    walk(async (phone) => {
      const { page } = phone;
      await page.goto(await linkTo(termsReader(language, scripts), 'terms_url'));
      await lookAround(phone, other, has('button[value=accept]'));
      await followWays(phone, seen, has('button[value=accept]'));
      await press(page, 'accept');
      await lookAround(phone, other, done);
      await followWays(phone, seen, done);
      expect(phone.drawn).toEqual([]);
    }),
  );

  it('gets a file: the address stays over a mistake, and the page over the file', inTurn, () =>
    walk(async (phone) => {
      const { page } = phone;
      const client = new NotifyClient(app.url, ras2.key);
      const file = client.prepareUpload(Buffer.from('%PDF-1.7\nSAMPLE TARO\n%%EOF\n'), { filename: 'sample.pdf' });
      const { data } = await client.sendEmail(template, own('file'), { personalisation: { link: file } as object });
      const path = /\/m\/file\/[a-z2-7]{72}/.exec(data.content.body)![0];
      await page.goto(`${app.url}${path}?lang=${language}`);
      await page.locator('#email').fill(own('other'));
      await lookAround(phone, other, value('#email', own('other')));
      await press(page, 'download');
      await shows(page, has('#errors'), 'another address');
      await lookAround(phone, other, value('#email', own('other')));
      await followWays(phone, seen, value('#email', own('other')));
      expect(phone.drawn).toEqual([]);
      await page.locator('#email').fill(own('file'));
      const given = page.waitForEvent('download');
      await page.locator('main button[value=download]').click();
      expect((await given).suggestedFilename()).toBe('sample.pdf');
      await shows(page, has('button[value=download]'), 'the file was given');
    }),
  );
});
