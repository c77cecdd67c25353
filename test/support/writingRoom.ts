/** A newsroom with an author, an approver and a browser at one width: what the journeys of bulletins share. */
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe } from 'vitest';
import { openBrowser } from './browser.ts';
import { newsroom, sampleTexts } from './newsroom.ts';
import { sitDown } from './sitting.ts';
import { personWith, type Reply, type Staff } from './staff.ts';
import { lookUntil } from './until.ts';

const shots = process.env.SHOTS;

/** What loads above a button moves it, also between the pressing and the letting go of the mouse: then nothing was pressed. */
const standsStill = async (button: Locator): Promise<void> => {
  let last = '';
  let times = 0;
  const place = async () => JSON.stringify(await button.boundingBox());
  await lookUntil('a button that stands still', place, (now) => {
    times = now === last ? times + 1 : 0;
    last = now;
    return times === 3;
  });
};

/** From the editor to the approver: stored, checked, with the tick where something was found, and asked for. */
export const askForApproval = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: '保存して確かめる', exact: true }).click();
  await page.getByRole('heading', { name: '送る前に確かめること' }).waitFor();
  const tick = page.getByRole('checkbox', { name: /確かめるところ/ });
  const ask = page.getByRole('button', { name: '承認を頼む', exact: true, disabled: false });
  // One of the two is there as soon as the checks have run, never both.
  await tick.or(ask).first().waitFor();
  if (await tick.isVisible()) await tick.check();
  await ask.click();
  await page
    .getByText(/承認を待っています/)
    .first()
    .waitFor();
};

export const writingRoom = async (browser: Browser, width: number) => {
  const room = await newsroom({ SECOND_FACTOR: 'off' });
  const topic = room.topics[0]!.code;
  const author = await personWith(room, ['author']);
  const approver = await personWith(room, ['approver']);
  await room.readers(topic, 12);
  await room.readers(topic, 3, { language: 'en', domain: 'docomo.ne.jp' });
  let pages: Page[] = [];
  /** Everybody leaves: pages that refresh themselves cost the next test its time. */
  const standUp = async () => {
    for (const page of pages) await page.context().close();
    pages = [];
  };
  const must = async (reply: Promise<Reply>) => {
    const { status, body } = await reply;
    if (status !== 200) throw new Error(JSON.stringify(body));
    return body;
  };
  return {
    ...room,
    topic,
    author,
    approver,
    async sit(who: Pick<Staff, 'cookie'> | null): Promise<Page> {
      const page = await sitDown(browser, room.url, who, { viewport: { width, height: width < 600 ? 740 : 900 } });
      pages.push(page);
      return page;
    },
    standUp,
    async close() {
      await standUp();
      await room.stop();
    },
    go: (page: Page, path: string) => page.goto(`${room.url}/console/#${path}`),
    async press(page: Page, name: string | RegExp) {
      const button = page.getByRole('button', { name, exact: true });
      await standsStill(button);
      await button.click();
    },
    /** On a phone one language is shown at a time. */
    async language(page: Page, name: string) {
      if (width < 1200) await page.getByRole('tab', { name }).first().click();
    },
    saved: (page: Page) => page.getByText(/に保存しました/).waitFor(),
    idOf: (page: Page) => /bulletins\/([^/]+)/.exec(page.url())![1]!,
    /** `fullPage` false: what lies over the page stays open, for the window keeps its size. */
    async shot(page: Page, name: string, fullPage = true) {
      if (shots) await page.screenshot({ path: `${shots}/${name}-${width}.png`, fullPage });
    },
    /** A draft of the author; answers its id. */
    stored: async (body: object = {}): Promise<string> =>
      String((await must(author.post('/bulletins', { topics: [topic], texts: sampleTexts, ...body }))).id),
    async submitted(id: string): Promise<void> {
      const { revision } = await must(author.get(`/bulletins/${id}`));
      await must(author.post(`/bulletins/${id}/submit`, { revision, warningsTicked: true }));
    },
    /** Submitted by the author, approved by the approver; answers the last page. */
    async approved(id: string) {
      await this.submitted(id);
      const page = (await must(approver.get(`/bulletins/${id}/last-page`))) as {
        hash: string;
        reach: { total: number };
        typed: boolean;
        edition: { id: string; likeness: string } | null;
      };
      await must(approver.post(`/bulletins/${id}/approve`, { hash: page.hash }));
      return page;
    },
    /** Row ids of its recipients. */
    async readersOf(id: string): Promise<number[]> {
      const { id: row } = await room.row(id);
      return room.db.knex('bulletin_recipient').where({ bulletin_id: row }).orderBy('reader_id').pluck('reader_id');
    },
  };
};
export type WritingRoom = Awaited<ReturnType<typeof writingRoom>>;

/** Declares the tests once for a desk and once for a phone, each with a room of its own; a test leaves no page behind. */
export const atBothWidths = (tests: (room: WritingRoom, width: number) => void): void => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());
  describe.each([1280, 360])('at %i px', (width) => {
    const room = {} as WritingRoom;
    beforeAll(async () => void Object.assign(room, await writingRoom(browser, width)));
    afterEach(() => room.standUp?.());
    afterAll(() => room.close?.());
    tests(room, width);
  });
};
