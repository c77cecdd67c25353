/** Walks through the states that `npm run screens` shows, on a hub of its own for each part, and looks at each of them. */
import type { Browser, Page } from 'playwright-core';
import type { Part } from '../../scripts/screens/walk.ts';
import type { Language } from '../../server/contract/codes.ts';
import { startHub } from './hub.ts';

/** Nobody is held back by a limit. */
const settings = {
  LIMIT_FORMS_NETWORK_HOUR: '0',
  LIMIT_FORMS_BROWSER_HOUR: '0',
  LIMIT_MAILS_ADDRESS_DAY: '0',
  LOG_LEVEL: 'warn',
};

export type PartWalk = {
  browser: Browser;
  part: Part;
  language: Language;
  /** CSS pixels. */
  width: number;
  look: (page: Page, name: string) => Promise<void>;
};

/** Answers the states that could not be reached; the next one is looked at all the same. */
export const walkPart = async ({ browser, part, language, width, look }: PartWalk): Promise<string[]> => {
  const hub = await startHub({ settings: { ...settings, ...part.settings }, at: new Date().toISOString() });
  const context = await browser.newContext({ viewport: { width, height: 740 }, locale: 'ja-JP' });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const missing: string[] = [];
  try {
    await part.prepare?.({ page, hub, language });
    for (const stop of part.stops) {
      const flaw = await stop.go({ page, hub, language }).then(
        () => null,
        (error: Error) => error.message.split('\n')[0],
      );
      if (flaw !== null) missing.push(`${stop.name} is not there: ${flaw}`);
      else await look(page, stop.name);
    }
    return missing;
  } finally {
    await context.close();
    await hub.stop();
  }
};
