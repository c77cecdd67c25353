/** Somebody at the console in a real browser, signed in already: a page at a width, and where its screens are. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { Staff } from './staff.ts';

export const sitDown = async (
  browser: Browser,
  url: string,
  who: Pick<Staff, 'cookie'> | null,
  over: BrowserContextOptions = {},
): Promise<Page> => {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: 'ja-JP',
    reducedMotion: 'reduce',
    colorScheme: 'light',
    ...over,
  });
  if (who) {
    const [name = '', value = ''] = who.cookie().split('=');
    await context.addCookies([{ name, value, url }]);
  }
  const page = await context.newPage();
  // The machine may be busy; what never comes is still told before the test itself ends.
  page.setDefaultTimeout(40_000);
  return page;
};
