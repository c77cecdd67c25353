/** `npm run screens`: starts the product on data of its own, walks every page in every language, and takes its picture in two widths and two colours. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import type { Language } from '../server/contract/codes.ts';
import { openBrowser } from '../test/support/browser.ts';
import { type Hub, startHub } from '../test/support/hub.ts';
import { type Asked, readAsked, usage } from './screens/asked.ts';
import { type Camera, camera } from './screens/camera.ts';
import { chosen } from './screens/chosen.ts';
import { consoleScreens, doors, unvisited } from './screens/console.ts';
import { letters } from './screens/letters.ts';
import { emptyMailbox, mails } from './screens/mails.ts';
import { newTerms } from './screens/newTerms.ts';
import { residents } from './screens/residents.ts';
import { double, ended, limits, network } from './screens/troubles.ts';
import type { Part, Stop } from './screens/walk.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
/** In this order: doors needs the first link unused, letters somebody who is signed in. Parts with settings have a hub of their own. */
const parts: readonly Part[] = [
  doors,
  residents,
  mails,
  consoleScreens,
  letters,
  emptyMailbox,
  double,
  limits,
  newTerms,
  network,
  ended,
];
const names = parts.map((part) => part.name);

const firstLine = (error: unknown) => (error instanceof Error ? error.message : String(error)).split('\n')[0]!;

type Ground = { hub: Hub; browser: Browser; asked: Asked; lens: Camera; missing: string[] };

/** Stops of a part that is loaded anew stand alone; the others lead one to the next, up to the last that is wanted. */
const stopsOnTheWay = (part: Part, wanted: (stop: Stop) => boolean): readonly Stop[] =>
  part.anew ? part.stops.filter(wanted) : part.stops.slice(0, part.stops.findLastIndex(wanted) + 1);

/** One part in one language, from its first stop to its last. A stop that is not there does not keep the next one back. */
const walkPart = async ({ hub, browser, asked, lens, missing }: Ground, part: Part, language: Language) => {
  if (!part.stops.some((stop) => lens.wants(stop, language))) return;
  const context = await browser.newContext({
    locale: language === 'en' ? 'en-GB' : 'ja-JP',
    timezoneId: 'Asia/Tokyo',
    viewport: { width: asked.widths[0]!, height: 740 },
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const walk = { page, hub, language };
  try {
    await part.prepare?.(walk);
    for (const stop of stopsOnTheWay(part, (one) => lens.wants(one, language)))
      try {
        await stop.go(walk);
        await lens.take(walk, part, stop);
      } catch (error) {
        missing.push(`${stop.name}-${language}: ${firstLine(error)}`);
        process.stderr.write(`${missing.at(-1)}\n`);
      }
  } catch (error) {
    missing.push(`all of ${part.name} in ${language}: ${firstLine(error)}`);
  } finally {
    await context.close();
  }
};

const report = ({ asked, lens, missing }: Ground, folder: string): void => {
  const say = (text: string) => process.stdout.write(`${text}\n`);
  for (const flaw of lens.flaws) say(`does not fit  ${flaw}`);
  for (const one of missing) say(`missing       ${one}`);
  say(`${lens.taken.length} pictures in ${folder}${asked.docs ? '' : ' (not committed)'}`);
  say(`${lens.flaws.length} texts do not fit, ${missing.length} pages are missing`);
};

const usual = {
  LIMIT_FORMS_NETWORK_HOUR: '0',
  LIMIT_FORMS_BROWSER_HOUR: '0',
  LIMIT_MAILS_ADDRESS_DAY: '0',
  SECOND_FACTOR: 'off',
};
const newHub = (settings: Readonly<Record<string, string>> = {}) =>
  startHub({ settings: { ...usual, ...settings }, at: new Date().toISOString() });

const walkLanguages = async (ground: Ground, part: Part) => {
  for (const language of part.languages.filter((one) => ground.asked.languages.includes(one)))
    await walkPart(ground, part, language);
};

const walkAll = async (ground: Ground) => {
  for (const part of parts.filter((one) => ground.asked.parts.includes(one.name))) {
    if (!part.settings) {
      await walkLanguages(ground, part);
      continue;
    }
    const hub = await newHub(part.settings);
    try {
      await walkLanguages({ ...ground, hub }, part);
    } finally {
      await hub.stop();
    }
  }
};

const run = async (asked: Asked): Promise<number> => {
  const folder = join(root, 'docs', asked.docs ? 'pictures' : 'screens/all');
  const hub = await newHub();
  const browser = await openBrowser();
  const ground: Ground = { hub, browser, asked, lens: camera(asked, folder), missing: [] };
  try {
    await walkAll(ground);
  } finally {
    await browser.close();
    await hub.stop();
  }
  if (asked.parts.includes('console'))
    ground.missing.push(
      ...unvisited().map((path) => `#/${path} of the console stands in no table of scripts/screens/console.ts`),
    );
  if (asked.docs && asked.parts.length === names.length)
    ground.missing.push(
      ...chosen.filter((name) => !ground.lens.taken.includes(name)).map((name) => `${name}: not taken`),
    );
  report(ground, folder);
  return ground.missing.length > 0 ? 1 : 0;
};

const words = process.argv.slice(2);
if (words.includes('--help')) process.stdout.write(usage(names));
else
  try {
    process.exitCode = await run(readAsked(words, names));
  } catch (error) {
    process.stderr.write(`${firstLine(error)}\n\n${usage(names)}`);
    process.exitCode = 2;
  }
