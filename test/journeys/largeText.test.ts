/**
 * Large text on the smallest phone, in every language: the pages' own largest size, and a browser whose text is twice as large. Nothing is wider
 * than the screen, nothing is cut off or lies over its neighbour, no line begins with a sign that belongs to the one before it, and rows with a
 * check box are high enough for a thumb; also in a browser that knows no phrases. The mails too, where the mail program's text is twice as large.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Language, languages } from '../../server/contract/codes.ts';
import { infoPages, paths } from '../../server/contract/paths.ts';
import { readBundle } from '../../server/letters/bundle.ts';
import { mailTypes } from '../../server/letters/catalogue.ts';
import { sampleFacts } from '../../server/letters/check.ts';
import { renderLetter } from '../../server/letters/render.ts';
import { openBrowser } from '../support/browser.ts';
import { brokenWords, largeText } from '../support/largeText.ts';
import { withoutPhrases, wrongStarts } from '../support/lineStarts.ts';
import { type Newsroom, newsroom, sampleTexts } from '../support/newsroom.ts';
import { onPhone } from '../support/phone.ts';
import { pathOf, register } from '../support/visitor.ts';

let app: Newsroom;
/** A bulletin that was sent. */
let bulletin: string;
let browser: Browser;
beforeAll(async () => {
  app = await newsroom({
    ...{ LIMIT_FORMS_NETWORK_HOUR: '0', LIMIT_FORMS_BROWSER_HOUR: '0', LIMIT_MAILS_ADDRESS_DAY: '0' },
    ROLES: 'web,delivery',
  });
  const topic = app.topics[0]!.code;
  await app.readers(topic, 1);
  ({ id: bulletin } = await app.parts.bulletins.create('cli', { topics: [topic], texts: sampleTexts }, 'cli'));
  await app.parts.bulletins.send('cli', bulletin);
  await app.tick();
  browser = await openBrowser();
}, 120_000);
afterAll(async () => {
  await browser.close();
  await app.stop();
});

const press = async (page: Page, go: string) => {
  await page.locator(`main button[value=${go}]`).first().click();
  await page.waitForLoadState('load');
};
/** Pages to open, by their addresses. */
const addresses = async (language: Language): Promise<string[]> => {
  const email = `large-${language}@example.jp`;
  await register(app.url, { email, language });
  await app.settle();
  const links = Object.assign({}, ...(await app.letters()).filter((l) => l.to === email).map((l) => l.variables));
  const change = pathOf(links.change_url);
  return [
    `${paths.start}?lang=${language}`,
    ...infoPages.map((name) => paths.info(language, name)),
    ...[paths.carrier(language, 'docomo'), paths.news(language), paths.reissue(language)],
    paths.newsPage(language, bulletin),
    ...[change, change.replace('/change/', '/mine/'), pathOf(links.unsubscribe_url)],
    ...[`/m/nowhere?lang=${language}`, `${paths.change('x')}?lang=${language}`],
  ];
};

it.each([...languages])('nothing is cut off, however large the text: %s', (language) =>
  onPhone(browser, { scripts: true, width: 320 }, async ({ page }) => {
    const flaws: string[] = [];
    const rows: number[] = [];
    const look = async (name: string) => {
      flaws.push(...(await brokenWords(page)).map((flaw) => `${name}: ${flaw}`));
      const found = await largeText(page, name);
      flaws.push(...found.flaws);
      rows.push(...found.rows);
    };
    for (const path of await addresses(language)) {
      const answer = await page.goto(app.url + path);
      // Only what is meant to be an error is one.
      expect([path, answer!.status() < 400]).toEqual([path, !/nowhere|change\/x\?/.test(path)]);
      await look(path);
    }
    await page.goto(app.url + paths.entry(language));
    await look('terms');
    await press(page, 'accept');
    await press(page, 'check');
    await look('mistakes');
    await page.locator('#email').fill('a-rather-long-address-of-somebody@docomo.jp');
    await page.locator('#g-stay summary').click();
    await page.locator('label[for=t-stay-expiry]').click();
    for (const [part, value] of Object.entries({ year: '2030', month: '4', day: '10' }))
      await page.locator(`#stay-${part}`).fill(value);
    await press(page, 'check');
    await look('slip');
    await press(page, 'check-meant');
    await look('check');
    await press(page, 'register');
    await look('done');
    expect(flaws).toEqual([]);
    expect(rows.length).toBeGreaterThan(80);
    expect(Math.min(...rows)).toBeGreaterThanOrEqual(44);
  }),
);

/** Every kind of mail in one page, one below the other, for each has the same style sheet. A mail program enlarges every size it finds. */
const mailsIn = async (language: Language): Promise<string> => {
  const bundle = await readBundle('templates');
  const mails = mailTypes.flatMap((type) =>
    type.systems.flatMap((system) => {
      const facts = { bundle, type, system, languages: [language], variables: type.sample, ...sampleFacts };
      const { html } = renderLetter(facts);
      return html === null ? [] : [{ name: `${type.id} of ${system}`, html }];
    }),
  );
  expect(mails.length).toBeGreaterThan(60);
  const [head] = mails[0]!.html.split(/(?<=<body\b[^>]*>)/);
  const bodies = mails.map(
    ({ name, html }) => `<article title="${name}">${html.split(/<\/?body\b[^>]*>/)[1]}</article>`,
  );
  return [head, ...bodies].join('').replaceAll(/font-size:(\d+)px/g, (_all, size) => `font-size:${2 * size}px`);
};

it.each([...languages])('no mail is wider than the phone, however large its text: %s', (language) =>
  onPhone(browser, { scripts: true, width: 320 }, async ({ page }) => {
    const html = await mailsIn(language);
    await page.setContent(html);
    const wide = await page
      .locator('article')
      .evaluateAll((all) =>
        all.filter((one) => one.scrollWidth > innerWidth).map((one) => `${(one as HTMLElement).title}: too wide`),
      );
    const starts = await wrongStarts(page);
    // Most mail programs know no phrases.
    expect(html).toContain('auto-phrase');
    await page.setContent(withoutPhrases(html));
    expect([...wide, ...starts, ...(await wrongStarts(page))]).toEqual([]);
  }),
);
