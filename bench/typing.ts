/**
 * `npm run bench -- typing`: writing at a desk in a real browser, three texts of 5,000 signs beside each other with all that looks at them
 * (checks, comparison of the languages, comments, plain Japanese). For each key: from its press until the page is painted. Paints do not
 * wait for the screen's beat, which would hide what a key costs. Beside it the processor time of the page's thread, which a busy machine
 * changes little; and `bare`: the same keys in the same text on an empty page without a script of ours, which is what the browser itself
 * takes on this machine.
 */
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { chromiumAt } from '../test/support/browser.ts';
import { newsroom } from '../test/support/newsroom.ts';
import { sitDown } from '../test/support/sitting.ts';
import { personWith } from '../test/support/staff.ts';
import { pause } from './stage.ts';

/** Milliseconds that a key may take until it is painted. */
export const KEY_MS = 16;
const SIGNS = 5000;
/** Somebody who types fast; now and then a thought, in which the page hears of what was typed and asks the checks. */
const BETWEEN_MS = 90;
const THOUGHT_EVERY = 15;
const THOUGHT_MS = 700;

const bodies = {
  ja: '## 窓口の時間\n8月13日(木)は、午前9時から午後4時まで**受け付けます**。\n- 在留カードを持って来てください。\n- 手数料は3,000円です。\n詳しくは[案内](https://www.moj.go.jp/isa/)を見てください。\n\n',
  plja: '## 窓口(まどぐち)の時間(じかん)\n8月(がつ)13日(にち)は、午前(ごぜん)9時(じ)から 午後(ごご)4時(じ)まで 開(あ)いています。\n- 在留(ざいりゅう)カードを 持(も)って来(き)てください。\n\n',
  en: '## Counter hours\nOn 13 August the counter is open from 9:00 a.m. to 4:00 p.m.\n- Please bring your residence card.\n- The fee is 3,000 yen.\nSee [the guide](https://www.moj.go.jp/isa/).\n\n',
} as const;
type Language = keyof typeof bodies;
const labels: Record<Language, string> = { ja: '日本語', plja: 'やさしいにほんご', en: 'English' };
/** Signs that stand on keys: others would come as input without a press. */
const typed: Record<Language, string> = { ja: 'madoguchi 9ji ', plja: 'madoguchi 9ji ', en: 'the counter opens ' };

const long = (text: string) => text.repeat(Math.ceil(SIGNS / text.length)).slice(0, SIGNS);
const texts = Object.fromEntries(
  Object.entries(bodies).map(([language, body]) => [language, { subject: '窓口の案内', body: long(body) }]),
);

/** In the page: from the press of each key until what it did is painted. */
const watch = (page: Page) =>
  page.evaluate(() => {
    const taken: number[] = [];
    Object.assign(window, { taken });
    window.addEventListener(
      'keydown',
      ({ timeStamp }) =>
        requestAnimationFrame(() => {
          const painted = new MessageChannel();
          painted.port1.onmessage = () => taken.push(performance.now() - timeStamp);
          painted.port2.postMessage(null);
        }),
      true,
    );
  });
const takenIn = (page: Page) =>
  page.evaluate(() => (window as unknown as { taken: number[] }).taken.splice(0)) as Promise<number[]>;

const short = (ms: number) => Number(ms.toFixed(1));
const rank = (sorted: readonly number[], share: number) => short(sorted[Math.ceil(sorted.length * share) - 1]!);

const fieldOf = (page: Page, language: Language) => page.getByRole('textbox', { name: `本文 (${labels[language]})` });

const typeIn = async (page: Page, field: Locator, language: Language, keys: number) => {
  await field.locator('p').nth(20).click();
  await page.keyboard.press('End');
  // The first keys warm up what was just loaded.
  for (const sign of typed[language]) await page.keyboard.type(sign, { delay: 0 });
  await pause(2000);
  await takenIn(page);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const work = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return 1000 * metrics.find(({ name }) => name === 'TaskDuration')!.value;
  };
  const before = await work();
  for (let n = 0; n < keys; n++) {
    await page.keyboard.type(typed[language][n % typed[language].length]!);
    await pause(n % THOUGHT_EVERY === THOUGHT_EVERY - 1 ? THOUGHT_MS : BETWEEN_MS);
  }
  await pause(1000);
  const cpu = (await work()) - before;
  await session.detach();
  const sorted = (await takenIn(page)).sort((a, b) => a - b);
  return {
    keys: sorted.length,
    p50: rank(sorted, 0.5),
    p95: rank(sorted, 0.95),
    slowest: rank(sorted, 1),
    // With the saving, the checks and the drawing of the page between the keys.
    cpu_a_key: short(cpu / keys),
  };
};

/** The text as the editor lays it out, to be edited by the browser alone. */
const typeBare = async (page: Page, html: string, language: Language, keys: number) => {
  const bare = await page.context().newPage();
  try {
    await bare.setContent(`<div contenteditable role="textbox" style="width: 24rem">${html}</div>`);
    await watch(bare);
    const { p50, p95, slowest } = await typeIn(bare, bare.getByRole('textbox'), language, keys);
    return { p50, p95, slowest };
  } finally {
    await bare.close();
  }
};

const measure = async (browser: Browser, keys: number, say: (words: string) => void) => {
  const room = await newsroom({ SECOND_FACTOR: 'off' });
  try {
    const author = await personWith(room, ['author']);
    const made = await author.post('/bulletins', { topics: [room.topics[0]!.code], texts });
    const id = String((made.body as { id: string }).id);
    const quote = '手数料は3,000円です。';
    const place = { language: 'ja', field: 'body', line: 4, column: 3, quote };
    await author.post(`/bulletins/${id}/comments`, { ...place, words: '2027年も同じですか。' });
    const page = await sitDown(browser, room.url, author, { viewport: { width: 1280, height: 900 } });
    await page.goto(`${room.url}/console/#/bulletins/${id}`);
    await page.locator('.ProseMirror mark').first().waitFor();
    await page.locator('summary', { hasText: '言語を段落ごとに見比べる' }).click();
    await page.getByRole('button', { name: 'やさしさを確かめる' }).click();
    await page.getByRole('region', { name: 'やさしさを確かめる' }).waitFor();
    await watch(page);
    const figures: Record<string, unknown> = {};
    for (const language of ['ja', 'plja', 'en'] as const) {
      const field = fieldOf(page, language);
      const ours = await typeIn(page, field, language, keys);
      const bare = await typeBare(page, await field.innerHTML(), language, keys);
      await page.bringToFront();
      figures[language] = { ...ours, bare, times_bare: Number((ours.p50 / bare.p50).toFixed(2)) };
      say(`${language}: ${JSON.stringify(figures[language])}`);
    }
    return figures;
  } finally {
    await room.stop();
  }
};

export const measureTyping = async (p: { keys: number; say: (words: string) => void }): Promise<object> => {
  const browser = await chromium.launch({
    executablePath: chromiumAt(),
    args: ['--no-sandbox', '--disable-gpu-vsync', '--disable-frame-rate-limit'],
  });
  try {
    return { signs: SIGNS, bar_ms: KEY_MS, ...(await measure(browser, p.keys, p.say)) };
  } finally {
    await browser.close();
  }
};
