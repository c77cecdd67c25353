/** What a page in a real browser must be: settled, whole, and without anything that axe finds. */
import axe from 'axe-core';
import type { Page } from 'playwright-core';

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Screens load by themselves: no skeleton or wheel left, a heading there, nothing moving. */
export const settled = async (page: Page): Promise<void> => {
  await page.locator('h1').first().waitFor();
  const busy = '[aria-busy="true"], .MuiSkeleton-root, .RaLoading-root, [role=progressbar]:not([aria-valuenow])';
  await page.waitForFunction((selector) => !document.querySelector(selector), busy);
  await page.evaluate(async () => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    for (let n = 0; n < 3; n++) await frame();
    // Ripples and the like never end on a page in the background; half a second is more than any move lasts.
    const moves = document.getAnimations().map((move) => move.finished.catch(() => undefined));
    await Promise.race([Promise.all(moves), new Promise((done) => setTimeout(done, 500))]);
  });
};

/** What can change with the colours alone. */
const colours = ['color-contrast', 'link-in-text-block'];

/** What is asked of a page and not of a mail, which is a part of a mail program's page. */
const pageRules = ['region', 'landmark-one-main', 'page-has-heading-one'];

type Asked = Pick<axe.RunOptions, 'runOnly' | 'rules'>;
const asked: Readonly<Record<'all' | 'colours' | 'mail', Asked>> = {
  all: { runOnly: { type: 'tag', values: rules } },
  colours: { runOnly: { type: 'rule', values: colours } },
  mail: {
    runOnly: { type: 'tag', values: rules },
    rules: Object.fromEntries(pageRules.map((rule) => [rule, { enabled: false }])),
  },
};

/** axe stays in a page until it is loaded anew, and works out nothing but what is wrong: half the time of its own runner. */
const look = async (page: Page, options: Asked): Promise<string[]> => {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  return page.evaluate(async (only) => {
    const tool = (globalThis as unknown as { axe: typeof axe }).axe;
    const { violations } = await tool.run(
      { exclude: [['iframe']] },
      { ...only, resultTypes: ['violations'], iframes: false },
    );
    return violations.flatMap((v) => v.nodes.map((node) => `${v.id}: ${node.html.slice(0, 200)}`));
  }, options);
};

/** One line for each thing that axe finds; a mail inside a frame is not part of the page. `colours`: the same page was looked at whole in others. `mail`: the page is a mail alone. */
export const flawsOf = async (page: Page, what: keyof typeof asked = 'all'): Promise<string[]> => {
  // What lies under the bar at the window's edge comes out from it by scrolling: sizes are measured with the bar at its place in the page.
  const bar = page.locator('#fb-sending');
  const pinned = (position: string) =>
    bar.evaluateAll((all, to) => {
      for (const one of all as HTMLElement[]) one.style.position = to;
    }, position);
  await pinned('static');
  const violations = await look(page, asked[what]);
  await pinned('');
  return violations;
};

/** How many pixels the page is wider than its window. */
export const tooWide = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
