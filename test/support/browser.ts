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

/** Close it afterwards. CHROMIUM names another place. */
export const openBrowser = (): Promise<Browser> => {
  const executablePath = process.env.CHROMIUM ?? places.find((path) => existsSync(path));
  if (!executablePath) throw new Error('Chromium is missing; npm test installs it');
  // The sandbox needs rights that containers do not have; the only pages are our own.
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
};
