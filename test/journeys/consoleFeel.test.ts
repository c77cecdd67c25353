/**
 * How the console feels, where a machine can tell: what is loaded first, empty lists that say what to do, errors that say how to mend them,
 * and the main paths without a mouse.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { places } from '../../admin/frame/places.ts';
import packageFacts from '../../package.json' with { type: 'json' };
import { staffRoles } from '../../server/contract/rights.ts';
import { flawsOf, settled } from '../support/axe.ts';
import { openBrowser } from '../support/browser.ts';
import { type Newsroom, newsroom } from '../support/newsroom.ts';
import { sitDown } from '../support/sitting.ts';
import { firstPerson, PASSWORD, personWith } from '../support/staff.ts';

type Person = Awaited<ReturnType<typeof personWith>>;
let browser: Browser;
let room: Newsroom;
let all: Person;
beforeAll(async () => {
  [browser, room] = await Promise.all([openBrowser(), newsroom({ SECOND_FACTOR: 'off' })]);
  await firstPerson(room);
  all = await personWith(room, staffRoles);
  await personWith(room, ['approver']);
  await room.readers(room.topics[0]!.code, 3);
});
afterAll(async () => {
  await browser?.close();
  await room?.stop();
});
const at = (path: string) => `${room.url}/console/#${path}`;

describe('what is loaded', () => {
  /** Bytes over the wire, as Chromium counts them. */
  const weigh = async (page: Page) => {
    const session = await page.context().newCDPSession(page);
    await session.send('Network.enable');
    let bytes = 0;
    const names: string[] = [];
    session.on('Network.loadingFinished', (event) => {
      bytes += event.encodedDataLength;
    });
    session.on('Network.responseReceived', (event) => names.push(event.response.url));
    return { bytes: () => bytes, names };
  };

  test('the first load is under 400 kB, screens come when they are opened', async () => {
    const page = await sitDown(browser, room.url, null);
    const load = await weigh(page);
    await page.goto(at('/login'));
    await page.getByLabel('パスワード').waitFor();
    await page.waitForLoadState('networkidle');
    const door = load.bytes();
    await page.getByLabel('メールアドレス').fill(all.email);
    await page.getByLabel('パスワード').fill(PASSWORD);
    await page.getByRole('button', { name: 'サインインする', exact: true }).click();
    await page.getByRole('textbox', { name: /探す/ }).waitFor();
    await settled(page);
    const home = load.bytes();
    process.stdout.write(
      `First load of the console: sign-in ${Math.round(door / 1000)} kB, with the landing page ${Math.round(home / 1000)} kB over the wire\n`,
    );
    expect(home).toBeGreaterThan(50_000);
    expect(home).toBeLessThan(400_000);
    const screens = load.names.filter((url) => /BulletinShow|Editor|AuditList|TopicList|Delivery|PeopleList/.test(url));
    expect(screens).toEqual([]);
    await page.goto(at('/audit'));
    await page.getByRole('heading', { level: 1 }).waitFor();
    await expect.poll(() => load.names.some((url) => url.includes('AuditList')), { timeout: 30_000 }).toBe(true);
    // The engine of the rich editor comes where one writes, and not before.
    const engines = async () => {
      const scripts = [...new Set(load.names)].filter((url) => url.endsWith('.js'));
      const texts = await Promise.all(scripts.map(async (url) => (await fetch(url)).text()));
      return scripts.filter((_, i) => texts[i]!.includes('ProseMirror'));
    };
    await page.goto(at('/bulletins'));
    await settled(page);
    expect(await engines()).toEqual([]);
    await page.goto(at('/bulletins/create'));
    await page.locator('.ProseMirror').first().waitFor();
    expect((await engines()).length).toBe(1);
    await page.context().close();
  }, 120_000);
});

describe('nothing there, or something wrong', () => {
  test('every place of an empty hub is whole, and an empty list says what to do or what comes here', async () => {
    const page = await sitDown(browser, room.url, all, { viewport: { width: 360, height: 800 } });
    const wrong: string[] = [];
    for (const { name } of places) {
      await page.goto(at(`/${name}`));
      await settled(page);
      for (const empty of await page.locator('main .empty').all())
        if ((await empty.locator(':scope > *').count()) < 2)
          wrong.push(`${name}: “${await empty.innerText()}” and no more`);
      wrong.push(...(await flawsOf(page)).map((flaw) => `${name}: ${flaw}`));
    }
    expect(wrong).toEqual([]);
    await page.context().close();
  }, 240_000);

  test('an answer that does not come is told with what to do, on every place', async () => {
    const page = await sitDown(browser, room.url, all);
    await page.goto(at('/account'));
    await settled(page);
    await page.route(/\/console\/api\/(?!session)/, (route) => route.abort());
    const silent: string[] = [];
    // These two begin with a question to the person, not to the server.
    for (const { name } of places.filter((place) => !['letters', 'readers'].includes(place.name))) {
      await page.goto(at(`/${name}`));
      const told = page.getByText(/少し待ってから、もう一度お試しください|もう一度/).first();
      await told.waitFor({ timeout: 30_000 }).catch(() => silent.push(name));
    }
    expect(silent).toEqual([]);
    await page.context().close();
  }, 240_000);

  test('without a relay every screen says where mail stays, with one it says nothing; the menu tells the version', async () => {
    const page = await sitDown(browser, room.url, all);
    await page.goto(at('/topics'));
    const bar = page.getByRole('link', { name: '送ったメールは内蔵メールボックスで見られます' });
    expect(await bar.getAttribute('href')).toBe('/mailbox');
    expect((await fetch(`${room.url}/mailbox`)).status).toBe(200);
    await page.getByText(`Fumibako ${packageFacts.version}`).waitFor();
    await page.route('**/console/api/session', async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, json: { ...(await answer.json()), mailbox: false } });
    });
    await page.reload();
    await page.getByText(`Fumibako ${packageFacts.version}`).waitFor();
    expect(await bar.count()).toBe(0);
    await page.context().close();
  }, 120_000);

  test('a link to what is not there, or not for this person, says who may and leads on', async () => {
    const helper = await personWith(room, ['helpdesk']);
    const page = await sitDown(browser, room.url, helper);
    await page.goto(at('/audit'));
    await page.getByText('開けるのは、監査、管理者の役割がある人です。').waitFor();
    await page.goto(at('/letters/unknown-letter'));
    await page.getByText(/見つかりません/).waitFor();
    await page.goto(at('/nowhere'));
    await page.getByRole('link', { name: 'ホームへ' }).click();
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.context().close();
  }, 120_000);
});

describe('without a mouse', () => {
  /**
   * What has the focus: its name, and whether a person sees that it has. Inside a mail's frame the browser shows it, and the page as a
   * whole has it once the browser's own bar was led through.
   */
  const focused = (page: Page) =>
    page.evaluate(() => {
      const e = document.activeElement as HTMLElement;
      const look = getComputedStyle(e);
      return {
        text: e.innerText?.trim() ?? '',
        id: e.id,
        what: e.outerHTML.slice(0, 160),
        seen:
          e.tagName === 'IFRAME' || e === document.body || look.outlineStyle !== 'none' || look.boxShadow !== 'none',
      };
    });
  /** Presses Tab until something has the focus that fits; everything on the way shows that it has it. */
  const tabTo = async (page: Page, wanted: string | RegExp, most = 80) => {
    const unseen: string[] = [];
    for (let n = 0; n < most; n++) {
      await page.keyboard.press('Tab');
      const it = await focused(page);
      if (!it.seen) unseen.push(it.what);
      const name = await page.evaluate(() => {
        const e = document.activeElement as HTMLInputElement;
        return e.getAttribute('aria-label') ?? e.labels?.[0]?.innerText ?? e.innerText ?? '';
      });
      if (typeof wanted === 'string' ? name.trim() === wanted : wanted.test(name)) {
        expect(unseen).toEqual([]);
        return;
      }
    }
    throw new Error(`Tab never led to ${wanted}`);
  };

  test('a bulletin is written, saved with Ctrl+S and brought to the check', async () => {
    const page = await sitDown(browser, room.url, all);
    await page.goto(at('/'));
    await settled(page);
    await page.keyboard.press('Tab');
    expect((await focused(page)).text).toMatch(/本文|内容|コンテンツ|飛ばす|移動/);
    await page.keyboard.press('Enter');
    await page.keyboard.press('g');
    await page.keyboard.press('b');
    await page.getByRole('heading', { name: 'お知らせ', level: 1 }).waitFor();
    await settled(page);
    await tabTo(page, 'お知らせを書く');
    await page.keyboard.press('Enter');
    await page.getByLabel('件名 (日本語)').waitFor();
    await page.getByLabel('本文 (日本語)').waitFor();
    await tabTo(page, /件名 \(日本語\)/);
    await page.keyboard.type('手で書いた件名');
    await tabTo(page, /本文 \(日本語\)/);
    await page.keyboard.type('窓口は午前9時から開きます。');
    await page.keyboard.press('Control+s');
    await page.getByText(/に保存しました/).waitFor();
    await tabTo(page, '保存して確かめる', 160);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '送る前に確かめること' }).waitFor();
    await page.context().close();
  }, 180_000);

  test('a dialog keeps the focus inside, Esc closes it, and the focus is back where it was', async () => {
    const id = await room.db.knex('reader').first('public_id');
    const page = await sitDown(browser, room.url, all);
    await page.goto(at(`/readers/${id.public_id}`));
    await settled(page);
    await tabTo(page, '配信を停止する');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    for (let n = 0; n < 8; n++) {
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement?.closest('[role=dialog]') !== null)).toBe(true);
    }
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await expect.poll(async () => (await focused(page)).text, { timeout: 30_000 }).toBe('配信を停止する');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'キーボードの操作' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.keyboard.press('/');
    await expect.poll(async () => (await focused(page)).id, { timeout: 30_000 }).toBe('fb-search');
    await page.keyboard.type(all.email);
    await page.keyboard.press('Enter');
    await page.getByText('管理画面への招待').first().waitFor();
    expect(page.url()).not.toContain(all.email);
    await page.locator('h1').click();
    await page.keyboard.press('g');
    await page.keyboard.press('a');
    await page.getByRole('heading', { name: '監査記録' }).waitFor();
    await page.context().close();
  }, 120_000);

  test('who asked the machine for less motion gets none', async () => {
    const page = await sitDown(browser, room.url, all);
    await page.goto(at('/'));
    await settled(page);
    const longest = await page.evaluate(() =>
      Math.max(
        ...[...document.querySelectorAll('*')].flatMap((e) => {
          const { transitionDuration, animationDuration } = getComputedStyle(e);
          return `${transitionDuration},${animationDuration}`.split(',').map(Number.parseFloat);
        }),
      ),
    );
    expect(longest).toBeLessThan(0.05);
    await page.context().close();
  }, 120_000);
});
