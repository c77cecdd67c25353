/** Real Chromium for journeys: the machine's own, headless. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** The shell without windows first: three times less processor time for the same pages. */
const places = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** CHROMIUM names another place. */
export const chromiumAt = (): string => {
  const executablePath = process.env.CHROMIUM ?? places.find((path) => existsSync(path));
  if (!executablePath) throw new Error('Chromium is missing; npm test installs it');
  return executablePath;
};

const refused = new WeakMap<Browser, string[]>();

/** What the content security policy of a page of ours refused in this browser. Empty it where a test tries what must be refused. */
export const refusedIn = (browser: Browser): string[] => refused.get(browser)!;

/** Chromium tells each refusal in the console of the page, also of what stands in a frame. */
const isRefusal = (text: string) => /content security policy|requires? 'Trusted/i.test(text);

/**
 * Close it afterwards: that fails when the policy of a page refused anything, so every journey proves that its pages keep to theirs.
 */
export const openBrowser = async (): Promise<Browser> => {
  // The sandbox needs rights that containers do not have; the only pages are our own.
  // Nor does each mail that is shown in its own sandbox need a process of its own, which costs as much as the page around it.
  const args = ['--no-sandbox', '--disable-features=IsolateSandboxedIframes'];
  const browser = await chromium.launch({ executablePath: chromiumAt(), args });
  const told: string[] = [];
  refused.set(browser, told);
  const [openContext, close] = [browser.newContext.bind(browser), browser.close.bind(browser)];
  browser.newContext = async (options) => {
    const context = await openContext(options);
    context.on('console', (m) => {
      if (isRefusal(m.text())) told.push(`${m.location().url}: ${m.text()}`);
    });
    return context;
  };
  browser.newPage = async (options) => {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    page.once('close', () => void context.close().catch(() => undefined));
    return page;
  };
  browser.close = async (options) => {
    await close(options);
    if (told.length > 0) throw new Error(`refused by a content security policy:\n${[...new Set(told)].join('\n')}`);
  };
  return browser;
};
