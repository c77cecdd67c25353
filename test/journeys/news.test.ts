/** News found again, on a phone, without scripts but for one of the languages (axe needs them): from the mail to its page, the archive, the search, a feed; how often is chosen, one topic is left. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { flawsOf } from '../support/axe.ts';
import { openBrowser } from '../support/browser.ts';
import { type Newsroom, newsroom, sampleTexts } from '../support/newsroom.ts';
import { lookUntil } from '../support/until.ts';
import { pathOf, register } from '../support/visitor.ts';

let room: Newsroom;
let browser: Browser;
beforeAll(async () => {
  room = await newsroom({ ROLES: 'web,delivery', LIMIT_FORMS_NETWORK_HOUR: '0' });
  browser = await openBrowser();
}, 120_000);
afterAll(async () => {
  await browser.close();
  await room.stop();
});

type Mail = { subject: string; text: string };
const mailTo = async (email: string, has: string): Promise<Mail> => {
  const look = async () =>
    (await (await fetch(`${room.url}/mailbox/api/messages?to=${encodeURIComponent(email)}`)).json()) as Mail[];
  const found = await lookUntil(`a mail to ${email}`, look, (mails) => mails.some((m) => m.text.includes(has)));
  return found.find((m) => m.text.includes(has))!;
};
/** The first link of a mail that has these signs in it, in this hub. */
const linkIn = (mail: Mail, has: string): string => {
  const { pathname, search } = new URL(
    mail.text.split(/\s+/).find((word) => /^http/.test(word) && word.includes(has))!,
  );
  return room.url + pathname + search;
};
const stumbles = async (page: Page, scripts: boolean) => {
  if (!scripts) return [];
  const tooWide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  return [...(await flawsOf(page)), ...(tooWide ? ['too wide'] : [])];
};

const languages = [
  { language: 'ja', words: '午前9時', weekly: '1週間分をまとめて受け取る' },
  { language: 'plja', words: 'まどぐち', weekly: '1週間' },
  { language: 'en', words: 'counter opens', weekly: 'One email a week' },
] as const;

describe.each(languages)('Somebody who reads $language', ({ language, words, weekly }) => {
  it('finds again what was sent, leaves one topic, and chooses one mail a week', async () => {
    const scripts = language === 'en';
    const email = `again-${language}@example.jp`;
    const topics: string[] = await room.db.knex('topic').where({ needs_date: 0 }).orderBy('id').limit(2).pluck('code');
    await register(room.url, { email, language, topics });
    await room.settle();
    const { id } = await room.parts.bulletins.create('cli', { topics: [topics[0]!], texts: sampleTexts }, 'cli');
    await room.parts.bulletins.send('cli', id);
    await room.tick();
    const mail = await mailTo(email, `/news/${id}`);

    const context = await browser.newContext({ viewport: { width: 360, height: 800 }, javaScriptEnabled: scripts });
    const page = await context.newPage();
    await page.goto(linkIn(mail, '/news/'));
    await page.locator('h1').waitFor();
    expect(await stumbles(page, scripts)).toEqual([]);
    await page.locator(`a[href^="/m/${language}/news"]`).last().click();
    expect(await stumbles(page, scripts)).toEqual([]);
    await page.locator('#words').fill(words);
    await page.locator('form[role=search] button').click();
    await page.locator(`.news-list a[href*="${id}"]`).click();
    await page.locator('h1').waitFor();
    expect(page.url()).toContain(`/m/${language}/news/${id}`);
    await page.goto(`${room.url}/m/${language}/news?words=${encodeURIComponent('zzzz')}`);
    expect(await page.locator('.news-list').count()).toBe(0);
    const feed = await page.request.get(
      new URL((await page.locator('a[href*="news.atom"]').getAttribute('href'))!, room.url).href,
    );
    expect([feed.status(), (await feed.text()).includes(id)]).toEqual([200, true]);

    await page.goto(linkIn(mail, '?of='));
    await page.locator('button[value^="topic:"]').first().click();
    await page.locator('.done').waitFor();
    const [letter] = (await room.letters()).filter((l) => l.to === email);
    await page.goto(room.url + pathOf(letter!.variables.change_url));
    expect(await page.locator('input[name=topic]:checked').count()).toBe(1);
    expect(await stumbles(page, scripts)).toEqual([]);
    await page.locator('label[for=rhythm-weekly]').click();
    await page.locator('button[value=save]').last().click();
    await page.locator('.done').waitFor();
    expect(await page.locator('.facts').innerText()).toContain(weekly);
    expect(await room.db.knex('reader').orderBy('id', 'desc').first('rhythm')).toEqual({ rhythm: 'weekly' });
    await context.close();
  }, 240_000);
});
