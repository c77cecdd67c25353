/**
 * Every page of the residents, in the states that `npm run screens` walks through: axe finds nothing, nothing is wider than a small phone or cut off
 * however large the text, no line begins with a sign that belongs to the one before, and no route of the pages is without a visit. In the language with readings above its words; `npm run screens -- --axe` looks at all of them.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newTerms } from '../../scripts/screens/newTerms.ts';
import { residents } from '../../scripts/screens/residents.ts';
import { double, limits, network } from '../../scripts/screens/troubles.ts';
import type { Part } from '../../scripts/screens/walk.ts';
import { languages } from '../../server/contract/codes.ts';
import type { PublicParts } from '../../server/intake/http/public/parts.ts';
import { publicRoutes } from '../../server/intake/http/public/routes.ts';
import { schemes } from '../../server/intake/http/public/view.ts';
import { flawsOf, tooWide } from '../support/axe.ts';
import { openBrowser } from '../support/browser.ts';
import { startHub } from '../support/hub.ts';
import { brokenWords, largeText } from '../support/largeText.ts';

const NARROW = 320;
/** What programs ask for: not read on a screen, or only as a file. */
const NO_PAGES =
  /^\/(?:assets\/|robots\.txt|(?:\.well-known\/)?security\.txt|favicon\.ico|m\/\w+\/news\.(?:atom|json)$|m\/calendar\/|m\/file\/|m\/my-data\/:token\/json|m\{)/;
/** All carriers have one page with other steps; one of them stands for all. */
const carrier = (pattern: string) => pattern.replace(/(?<=\/not-arriving\/)(?!docomo$)\w+$/, 'docomo');
/** Nothing is asked of them: only which addresses there are. */
const router = publicRoutes({} as PublicParts);
const patterns = (path: string) => router.match(path, 'GET').pathAndMethod.map((layer) => String(layer.path));
const pages = [
  ...new Set(router.stack.filter((layer) => layer.methods.includes('GET')).map((layer) => carrier(String(layer.path)))),
].filter((pattern) => !NO_PAGES.test(pattern));
/** The others are made of the same code. */
const language = 'plja';
const ofLanguage = (pattern: string) =>
  !languages.some((one) => one !== language && new RegExp(`^/m/${one}(?:_entry|/)|/${one}$`).test(pattern));

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

/** Each page is looked at in the next of the colours. */
const looks = [...schemes, ...schemes].map(
  (scheme, n) => ({ scheme, device: n < schemes.length ? 'light' : 'dark' }) as const,
);
const dress = async (page: Page, { scheme, device }: (typeof looks)[number]) => {
  await page.emulateMedia({ colorScheme: device, reducedMotion: 'reduce' });
  await page.evaluate((name) => {
    document.documentElement.dataset.scheme = name;
  }, scheme);
};

const settings = {
  LIMIT_FORMS_NETWORK_HOUR: '0',
  LIMIT_FORMS_BROWSER_HOUR: '0',
  LIMIT_MAILS_ADDRESS_DAY: '0',
  LOG_LEVEL: 'warn',
};

it('no page keeps anybody out, and none was forgotten', async () => {
  const seen = new Set<string>();
  const flaws: string[] = [];
  const rows: number[] = [];
  let turn = 0;
  const look = async (page: Page, name: string) => {
    await page.waitForLoadState('load');
    for (const pattern of patterns(new URL(page.url()).pathname)) seen.add(carrier(pattern));
    if ((await tooWide(page)) > 0) flaws.push(`${name}: wider than ${NARROW} px`);
    flaws.push(...(await brokenWords(page)).map((flaw) => `${name}: ${flaw}`));
    const large = await largeText(page, name);
    flaws.push(...large.flaws);
    rows.push(...large.rows);
    const own = looks[turn++ % looks.length]!;
    await dress(page, own);
    flaws.push(...(await flawsOf(page)).map((flaw) => `${name} (${own.scheme}, ${own.device}): ${flaw}`));
  };
  const walk = async (part: Part) => {
    const hub = await startHub({ settings: { ...settings, ...part.settings }, at: new Date().toISOString() });
    const context = await browser.newContext({
      viewport: { width: NARROW, height: 740 },
      locale: 'ja-JP',
    });
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    try {
      await part.prepare?.({ page, hub, language });
      for (const stop of part.stops) {
        // A state that is not there does not keep the next one back.
        const missing = await stop.go({ page, hub, language }).then(
          () => null,
          (error: Error) => error.message.split('\n')[0],
        );
        if (missing === null) await look(page, stop.name);
        else flaws.push(`${stop.name} is not there: ${missing}`);
      }
    } finally {
      await context.close();
      await hub.stop();
    }
  };
  // Each part has a hub of its own, and mostly waits.
  await Promise.all([residents, newTerms, double, limits, network].map(walk));
  expect(flaws).toEqual([]);
  expect(rows.length).toBeGreaterThan(80);
  expect(Math.min(...rows)).toBeGreaterThanOrEqual(44);
  expect(pages.filter((pattern) => ofLanguage(pattern) && !seen.has(pattern))).toEqual([]);
}, 480_000);
