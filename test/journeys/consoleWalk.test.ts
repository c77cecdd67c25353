/**
 * Every address of the console's own list, as every role, at 360 px and in light and dark: axe finds nothing, nothing is wider than the
 * window, one heading says where one is, times name their zone. The hub has something to show on every screen. Every role opens all of its
 * addresses; what is the same to the last word as a page that was looked at is not looked at twice.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { resources } from '../../admin/resources/index.ts';
import { doors, pathsOf, screens } from '../../admin/routes.ts';
import { hasRight, type Right, type StaffRole, staffRoles } from '../../server/contract/rights.ts';
import { flawsOf, settled, tooWide } from '../support/axe.ts';
import { openBrowser, refusedIn } from '../support/browser.ts';
import { type Furnished, furnished, samplesOf } from '../support/furnished.ts';
import { sitDown } from '../support/sitting.ts';
import type { Staff } from '../support/staff.ts';

let browser: Browser;
let hub: Furnished;
beforeAll(async () => {
  [browser, hub] = await Promise.all([openBrowser(), furnished()]);
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await hub?.room.stop();
});

type Address = { path: string; rights: readonly Right[] };
const inFrame: readonly Address[] = [
  { path: '/', rights: [] },
  { path: '/no-such-screen', rights: [] },
  ...resources.flatMap((resource) => pathsOf(resource).map((path) => ({ path, rights: resource.rights }))),
  ...screens,
];

/** What these roles may open, and one address that they may not. Samples stand for parameters. */
const addressesOf = (paths: readonly Address[], roles: readonly StaffRole[], every: boolean): string[] => {
  const open = ({ rights }: Address) => rights.length === 0 || rights.some((right) => hasRight(roles, right));
  const refused = paths.find((address) => !open(address) && !address.path.includes(':'));
  return [...new Set([...paths.filter(open), ...(refused ? [refused] : [])].map(({ path }) => path))].flatMap(
    (path) => {
      if (!path.includes(':')) return [path];
      const samples = samplesOf(hub)[path];
      if (!samples) throw new Error(`${path} has no sample in test/support/furnished.ts, so nobody visits it`);
      return (every ? samples : samples.slice(0, 1)).map((sample) => path.replace(/:\w+/, sample));
    },
  );
};

/** Times of day that do not say in which zone they are; what is left to go, and what authors write, need not. */
const zoneless = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const text = document.querySelector('main')?.innerText ?? '';
    return [...text.matchAll(/\b\d{1,2}:\d{2}(?::\d{2})?\b(?! ?(?:JST|a\.m\.|p\.m\.))/g)]
      .filter((m) => !/あと|in |後/.test(text.slice(Math.max(0, m.index - 12), m.index)))
      .map((m) => text.slice(Math.max(0, m.index - 25), m.index + 12).replaceAll('\n', ' '));
  });

type Sitting = {
  who: Staff | null;
  roles: readonly StaffRole[];
  width: number;
  language: 'ja' | 'en';
  /** Every sample of an address, or the first. */
  every: boolean;
  colours: readonly ('light' | 'dark')[];
  /** For pictures. */
  name: string;
};
const both = ['light', 'dark'] as const;
const sit = ({ who, width, language }: Sitting): Promise<Page> =>
  sitDown(browser, hub.room.url, who, {
    viewport: { width, height: 800 },
    locale: language === 'en' ? 'en-GB' : 'ja-JP',
  });

const failuresOf = (page: Page): string[] => {
  const failures: string[] = [];
  page.on('response', (r) => r.status() >= 500 && failures.push(`${r.status()} ${r.url()}`));
  page.on('pageerror', (error) => failures.push(String(error)));
  page.on('console', (m) => {
    if (m.type() === 'error' && !/status of 4\d\d/.test(m.text())) failures.push(m.text());
  });
  return failures;
};

const shots = process.env.SHOTS;

/** What stands on the page without the numbers that React gives out anew: the same again, at the same width, was looked at already. */
const picture = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const html = document.querySelector('main')?.outerHTML ?? '';
    return html.replace(/ (?:id|for|name|aria-labelledby|aria-describedby|aria-controls)="[^"]*"/g, '');
  });
const seen = new Set<string>();

/** Looks at one address in these colours, unless the very same was seen; answers what is wrong. */
const look = async (page: Page, address: string, { name, width, colours }: Sitting): Promise<string[]> => {
  const wrong: string[] = [];
  if (colours.length > 1) await page.emulateMedia({ colorScheme: 'light' });
  await page.goto(`${hub.room.url}/console/#${address}`);
  try {
    await settled(page);
  } catch (error) {
    const shown = await page.locator('body').innerText();
    return [`${address} never came to rest (${String(error).split('\n')[0]}): ${shown.slice(-300)}`];
  }
  const shown = `${width} ${await picture(page)}`;
  if (seen.has(shown)) return [];
  seen.add(shown);
  const headings = await page.locator('h1:visible').count();
  if (headings !== 1) wrong.push(`${headings} first headings`);
  const wide = await tooWide(page);
  if (wide > 0) wrong.push(`${wide} px wider than the window`);
  wrong.push(...(await zoneless(page)).map((text) => `a time without its zone: ${text}`));
  for (const colour of colours) {
    if (colour !== 'light') {
      await page.emulateMedia({ colorScheme: colour });
      await settled(page);
    }
    if (shots)
      await page.screenshot({ path: `${shots}/${name}${address.replaceAll('/', '-')}-${colour}.png`, fullPage: true });
    wrong.push(...(await flawsOf(page, colour === 'light' ? 'all' : 'colours')).map((flaw) => `${colour}: ${flaw}`));
  }
  return wrong.map((text) => `${address} ${text}`);
};

/** Two pages at a time: the machine has two cores. */
const walk = async (sitting: Sitting, paths: readonly Address[]): Promise<string[]> => {
  const waiting = addressesOf(paths, sitting.roles, sitting.every);
  const wrong: string[] = [];
  const lane = async () => {
    const page = await sit(sitting);
    const failures = failuresOf(page);
    for (let address = waiting.shift(); address; address = waiting.shift())
      wrong.push(...(await look(page, address, sitting)));
    wrong.push(...failures);
    await page.context().close();
  };
  await Promise.all([lane(), lane()]);
  return [...new Set(wrong)].sort();
};

describe('every address is whole and clean', () => {
  // First: what a role sees as those with every role do need not be looked at again.
  test.each([360, 1280])(
    'with every role and a bulletin in every state, at %i px',
    async (width) => {
      const sitting = { who: hub.all, every: true, roles: staffRoles, language: 'ja' } as const;
      // Colours do not depend on the width.
      const colours = width === 360 ? both : (['light'] as const);
      expect(await walk({ ...sitting, colours, width, name: `all-${width}` }, inFrame)).toEqual([]);
    },
    900_000,
  );

  test.each(staffRoles)(
    'as %s, at 360 px',
    async (role: StaffRole) => {
      const sitting = {
        who: hub.staff[role],
        every: false,
        roles: [role],
        language: 'ja',
        colours: ['light'],
      } as const;
      expect(await walk({ ...sitting, width: 360, name: role }, inFrame)).toEqual([]);
    },
    900_000,
  );

  test('in English, at 360 px', async () => {
    await hub.all.put('/session/choices', { language: 'en', colour: 'auto' });
    const sitting = { who: hub.all, every: false, roles: staffRoles, language: 'en', colours: ['light'] } as const;
    const wrong = await walk({ ...sitting, width: 360, name: 'english' }, inFrame);
    await hub.all.put('/session/choices', { language: 'ja', colour: 'auto' });
    expect(wrong).toEqual([]);
  }, 900_000);

  test('before anybody is signed in, at 360 px', async () => {
    const paths = ['/login', ...doors.map(({ path }) => path)].map((path) => ({ path, rights: [] }));
    const sitting = { who: null, every: true, roles: [], language: 'ja', colours: both } as const;
    expect(await walk({ ...sitting, width: 360, name: 'nobody' }, paths)).toEqual([]);
  }, 900_000);
});

/** What an attacker who can write into the page would try, in the page itself; answers what came of it. */
const tryInline = (page: Page) =>
  page.evaluate(async () => {
    const seen = globalThis as typeof globalThis & { ran?: string[] };
    seen.ran = [];
    const root = document.getElementById('root')!;
    const attempts: [string, () => unknown][] = [
      ['markup', () => root.insertAdjacentHTML('beforeend', '<p>taken over</p>')],
      ['a handler', () => root.setAttribute('onclick', "ran.push('handler')")],
      ['a script’s text', () => Object.assign(document.createElement('script'), { text: "ran.push('text')" })],
      [
        'a script’s address',
        () => document.createElement('script').setAttribute('src', 'data:text/javascript,ran.push(1)'),
      ],
      ['a way with another name', () => void trustedTypes?.createPolicy('mine', { createHTML: (html) => html })],
    ];
    const thrown = attempts.flatMap(([name, attempt]) => {
      try {
        attempt();
        return [];
      } catch {
        return [name];
      }
    });
    root.click();
    const script = document.createElement('script');
    // Child nodes are text of a script, too.
    script.append("ran.push('inline')");
    const style = document.createElement('style');
    style.append('body { opacity: 0.25 !important }');
    document.body.append(script, style);
    document.body.setAttribute('style', 'opacity: 0.5');
    await new Promise((done) => setTimeout(done));
    return { thrown, ran: seen.ran, opacity: getComputedStyle(document.body).opacity };
  });

const MAIL = `<html><head><style>p { color: rgb(1, 2, 3) }</style><meta http-equiv="refresh" content="0;url=/console/"></head><body>
<p style="margin: 7px">読める</p><script>top.ran.push('mail')</script><img src="x" onerror="document.body.append('ran')"><a href="javascript:document.body.append('ran')">押す</a>
</body></html>`;

describe('what somebody puts into the page', () => {
  test('inline script, style, handler and markup do nothing in the console; in the frame of a mail styles are drawn and nothing runs', async () => {
    const page = await sitDown(browser, hub.room.url, null);
    await page.goto(`${hub.room.url}/console/#/login`);
    await settled(page);
    expect(refusedIn(browser)).toEqual([]);
    const { thrown, ran, opacity } = await tryInline(page);
    expect(thrown).toEqual(['markup', 'a handler', 'a script’s text', 'a script’s address', 'a way with another name']);
    expect([ran, opacity]).toEqual([[], '1']);
    await page.evaluate(async (mail) => {
      const frame = document.createElement('iframe');
      frame.sandbox.add('allow-scripts');
      frame.src = '/console/mail';
      const loaded = new Promise((done) => frame.addEventListener('load', done));
      document.body.append(frame);
      await loaded;
      frame.contentWindow!.postMessage(mail, '*');
    }, MAIL);
    const shown = page.locator('iframe').contentFrame();
    await shown.getByText('読める').waitFor();
    await shown.getByText('押す').click();
    const drawn = await shown.locator('p').evaluate((p) => [getComputedStyle(p).color, getComputedStyle(p).margin]);
    expect(drawn).toEqual(['rgb(1, 2, 3)', '7px']);
    expect(await shown.locator('body').innerText()).toBe('読める\n\n押す');
    expect(await page.evaluate(() => (globalThis as typeof globalThis & { ran?: string[] }).ran)).toEqual([]);
    // Every one of them was told by the browser; that openBrowser listens to that is what all journeys build on.
    const told = refusedIn(browser).splice(0).join('\n');
    for (const kind of ['TrustedHTML', 'TrustedScriptURL', 'inline style', 'inline event handler', 'JavaScript URL'])
      expect(told).toContain(kind);
    await page.context().close();
  });
});
