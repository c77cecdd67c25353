/** Bulletins in a real browser, on a desk and on a phone: written, returned, approved, held, sent, watched, corrected; two editors; lost connections. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MINUTE } from '../../server/lib/clock.ts';
import { openBrowser } from '../support/browser.ts';
import { type Newsroom, newsroom, sampleTexts } from '../support/newsroom.ts';
import { personWith, type Staff } from '../support/staff.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const shots = process.env.SHOTS;

describe.each([
  { width: 1280, height: 900 },
  { width: 360, height: 740 },
])('at $width px', ({ width, height }) => {
  let room: Newsroom;
  let topic: string;
  let author: Staff;
  let approver: Staff;
  beforeAll(async () => {
    room = await newsroom({ SECOND_FACTOR: 'off' });
    topic = room.topics[0]!.code;
    author = await personWith(room, ['author']);
    approver = await personWith(room, ['approver']);
    await room.readers(topic, 12);
    await room.readers(topic, 3, { language: 'en', domain: 'docomo.ne.jp' });
  });

  const shot = async (page: Page, name: string) => {
    if (shots) await page.screenshot({ path: `${shots}/${name}-${width}.png`, fullPage: true });
  };
  const opened: BrowserContext[] = [];
  const sit = async (who: Staff): Promise<Page> => {
    const context = await browser.newContext({ viewport: { width, height }, locale: 'ja-JP', reducedMotion: 'reduce' });
    opened.push(context);
    const [name = '', value = ''] = who.cookie().split('=');
    await context.addCookies([{ name, value, url: room.url }]);
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    return page;
  };
  afterAll(async () => {
    for (const context of opened) await context.close();
    await room?.stop();
  });
  const go = (page: Page, path: string) => page.goto(`${room.url}/console/#${path}`);
  const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).click();
  /** On a phone one language is shown at a time. */
  const language = async (page: Page, name: string) => {
    if (width < 1200) await page.getByRole('tab', { name }).first().click();
  };
  const chooseTopic = async (page: Page) => {
    await page.locator('fieldset summary').first().click();
    await page.getByRole('checkbox').first().check();
  };
  const saved = (page: Page) => page.getByText(/に保存しました/).waitFor();
  const idOf = (page: Page) => /bulletins\/([^/]+)/.exec(page.url())![1]!;
  const stored = async (body: object = {}) => {
    const made = await author.post('/bulletins', { topics: [topic], texts: sampleTexts, ...body });
    return String(made.body.id);
  };
  const approved = async (id: string) => {
    const { body } = await author.get(`/bulletins/${id}`);
    const sent = await author.post(`/bulletins/${id}/submit`, { revision: body.revision, warningsTicked: true });
    expect(sent.body).toMatchObject({ asked: ['見本 職員'] });
    const page = await approver.get(`/bulletins/${id}/last-page`);
    expect((await approver.post(`/bulletins/${id}/approve`, { hash: page.body.hash })).status).toBe(200);
    return page.body;
  };

  test('written, returned, mended, approved by somebody else, held, sent, watched and corrected', async () => {
    const desk = await sit(author);
    await go(desk, '/bulletins');
    await shot(desk, 'bulletin-empty');
    await desk.getByRole('link', { name: 'お知らせを書く' }).first().click();
    await desk.getByLabel('件名 (日本語)').fill('窓口の案内');
    await desk.getByLabel('本文 (日本語)').fill('窓口は午前9時から開きます。');
    await desk.getByLabel('本文 (日本語)').selectText();
    await desk.getByRole('button', { name: /太字/ }).first().click();
    expect(await desk.getByLabel('本文 (日本語)').inputValue()).toBe('**窓口は午前9時から開きます。**');
    await language(desk, 'やさしいにほんご');
    await desk.getByLabel('件名 (やさしいにほんご)').fill('窓口の案内');
    await desk.getByLabel('本文 (やさしいにほんご)').fill('窓口は 午前9時に 開きます。');
    await press(desk, '読みを提案する');
    await desk.getByText(/読みを付けました/).waitFor();
    expect(await desk.getByLabel('本文 (やさしいにほんご)').inputValue()).toContain('窓口(まどぐち)');
    await language(desk, 'English');
    await desk.getByLabel('件名 (English)').fill('Counter hours');
    await desk.getByLabel('本文 (English)').fill('The counter opens at 9:00 a.m.');
    await chooseTopic(desk);
    await desk.getByText(/15 人に届きます/).waitFor();
    await saved(desk);
    await shot(desk, 'bulletin-editor');
    const id = idOf(desk);
    await press(desk, '保存して確かめる');
    const tick = desk.getByRole('checkbox', { name: /確かめるところ/ });
    await desk.getByRole('button', { name: '承認を頼む' }).waitFor();
    await desk.getByRole('heading', { name: '送る前に確かめること' }).waitFor();
    if (await tick.isVisible()) await tick.check();
    await shot(desk, 'bulletin-submit');
    await press(desk, '承認を頼む');
    await desk
      .getByText(/承認を待っています/)
      .first()
      .waitFor();

    const boss = await sit(approver);
    await go(boss, `/bulletins/${id}/show`);
    await boss
      .getByLabel(/コメント/)
      .first()
      .fill('終わりの時間も書いてください');
    await shot(boss, 'bulletin-approve');
    await press(boss, '差し戻す');
    await boss.getByText(/差し戻されました/).waitFor();

    await go(desk, `/bulletins/${id}`);
    await desk.getByRole('heading', { name: '書き直す' }).waitFor();
    await desk
      .getByText(/終わりの時間も書いてください/)
      .first()
      .waitFor();
    await language(desk, '日本語');
    await desk.getByLabel('本文 (日本語)').fill('窓口は午前9時から午後4時までです。');
    await saved(desk);
    await press(desk, '保存して確かめる');
    await desk.getByRole('heading', { name: '送る前に確かめること' }).waitFor();
    if (await tick.isVisible()) await tick.check();
    await press(desk, '承認を頼む');
    await desk
      .getByText(/承認を待っています/)
      .first()
      .waitFor();

    await go(boss, '/bulletins');
    await boss.getByText('窓口の案内').first().click();
    await press(boss, '承認する');
    const send = boss.getByRole('button', { name: '15人へ送る' });
    await send.waitFor();
    await shot(boss, 'bulletin-release');
    await send.click();
    await boss.getByRole('button', { name: '止める(承認は残ります)' }).waitFor();
    await room.tick();
    await boss.getByRole('timer').waitFor();
    await boss.getByText(/あと 2:00|あと 1:5/).waitFor();
    await shot(boss, 'bulletin-held');
    expect((await room.parts.bulletins.status(id)).total).toBe(0);
    await room.tick(2 * MINUTE);
    await boss.getByText('送信の様子').waitFor();
    await shot(boss, 'bulletin-sending');
    await room.answer(id, 'accepted', (await readersOf(id)).slice(0, 10));
    await room.answer(id, 'refused');
    await room.tick();
    await boss.getByText('終了', { exact: true }).first().waitFor();
    await shot(boss, 'bulletin-finished');

    await go(desk, `/bulletins/${id}/show`);
    await press(desk, /訂正を出す\(受け取った10人へ\)/);
    await desk.getByRole('heading', { name: '書き直す' }).waitFor();
    await desk.waitForURL((url) => !url.hash.includes(id));
    const correction = idOf(desk);
    expect(await room.row(correction)).toMatchObject({ kind: 'correction', priority: 5 });
    const page = await approved(correction);
    expect(page).toMatchObject({ reach: { total: 10 } });
    await go(boss, `/bulletins/${id}/record`);
    await boss.getByRole('heading', { name: '承認と配信の記録' }).waitFor();
    await shot(boss, 'bulletin-record');
  });

  const readersOf = async (id: string): Promise<number[]> => {
    const { id: row } = await room.row(id);
    const rows: { reader_id: number }[] = await room.db
      .knex('bulletin_recipient')
      .where({ bulletin_id: row })
      .orderBy('reader_id');
    return rows.map((r) => r.reader_id);
  };

  test('two editors: both texts are shown and each language is chosen', async () => {
    const id = await stored();
    const [one, two] = [await sit(author), await sit(author)];
    await go(one, `/bulletins/${id}`);
    await go(two, `/bulletins/${id}`);
    await one.getByLabel('件名 (日本語)').fill('先に保存した件名');
    await saved(one);
    await two.getByLabel('件名 (日本語)').fill('あとから書いた件名');
    await two.getByRole('dialog').waitFor();
    await shot(two, 'bulletin-conflict');
    expect(await two.getByRole('dialog').innerText()).toContain('先に保存した件名');
    expect(await two.getByRole('dialog').innerText()).toContain('あとから書いた件名');
    await two.getByRole('radio', { name: '保存されている文' }).check();
    await press(two, '選んだ文で保存する');
    await two.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(await two.getByLabel('件名 (日本語)').inputValue()).toBe('先に保存した件名');
  });

  test('a lost connection and a reload lose nothing that was typed', async () => {
    const id = await stored();
    const page = await sit(author);
    await go(page, `/bulletins/${id}`);
    await page.getByLabel('件名 (日本語)').waitFor();
    await page.context().setOffline(true);
    await page.getByLabel('件名 (日本語)').fill('電車の中で書いた件名');
    await page.getByText(/この端末に残してあり/).waitFor();
    await shot(page, 'bulletin-offline');
    await page.context().setOffline(false);
    await saved(page);
    expect((await author.get(`/bulletins/${id}`)).body).toMatchObject({ title: '電車の中で書いた件名' });
    await page.getByLabel('件名 (日本語)').fill('保存の前に読み込み直した件名');
    await page.reload();
    await page.getByText(/続きを戻しました/).waitFor();
    expect(await page.getByLabel('件名 (日本語)').inputValue()).toBe('保存の前に読み込み直した件名');
    await saved(page);
  });

  test('Ctrl+S saves at once, and undo takes back what was typed and what a button did', async () => {
    const id = await stored();
    const page = await sit(author);
    await go(page, `/bulletins/${id}`);
    const subject = page.getByLabel('件名 (日本語)');
    await subject.fill('急いで保存する件名');
    await page.keyboard.press('Control+s');
    await saved(page);
    expect((await author.get(`/bulletins/${id}`)).body).toMatchObject({ title: '急いで保存する件名' });
    const body = page.getByLabel('本文 (日本語)');
    const before = await body.inputValue();
    await body.selectText();
    await page.getByRole('button', { name: /太字/ }).first().click();
    expect(await body.inputValue()).toBe(`**${before}**`);
    await page.keyboard.press('Control+z');
    expect(await body.inputValue()).toBe(before);
    await page.keyboard.press('Control+y');
    expect(await body.inputValue()).toBe(`**${before}**`);
    await press(page, '元に戻す');
    await press(page, '元に戻す');
    expect(await subject.inputValue()).toBe(sampleTexts.ja.subject);
  });

  test('what could not be saved asks before one leaves, and a stay keeps it', async () => {
    const id = await stored();
    const page = await sit(author);
    await go(page, `/bulletins/${id}`);
    await page.getByLabel('件名 (日本語)').waitFor();
    await page.context().setOffline(true);
    await page.getByLabel('件名 (日本語)').fill('まだ保存していない件名');
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.press('g');
    await page.keyboard.press('t');
    const question = page.getByRole('dialog', { name: '保存していない変更があります' });
    await question.getByRole('button', { name: 'やめる' }).click();
    await question.waitFor({ state: 'hidden' });
    expect(await page.getByLabel('件名 (日本語)').inputValue()).toBe('まだ保存していない件名');
    await page.context().setOffline(false);
    await saved(page);
    expect((await author.get(`/bulletins/${id}`)).body).toMatchObject({ title: 'まだ保存していない件名' });
  });

  test('a link that is opened in another tab loses nothing in the first', async () => {
    const id = await stored();
    const page = await sit(author);
    await go(page, `/bulletins/${id}`);
    await page.getByLabel('件名 (日本語)').fill('最初のタブの件名');
    const other = await page.context().newPage();
    other.setDefaultTimeout(15_000);
    await go(other, '/topics');
    await other.getByRole('heading', { level: 1 }).waitFor();
    await other.close();
    expect(await page.getByLabel('件名 (日本語)').inputValue()).toBe('最初のタブの件名');
    await saved(page);
    expect((await author.get(`/bulletins/${id}`)).body).toMatchObject({ title: '最初のタブの件名' });
  });

  test('the mail is seen as the next reader, on a phone first, dark and as text, and Markdown comes back as it was', async () => {
    const markdown =
      '## 見出し\n\n- 一つ目\n- **太字**の二つ目\n\n[窓口](https://www.moj.go.jp/isa/)\n\n| これは表ではない |\n\n\\* 記号';
    const id = await stored({ texts: { ...sampleTexts, ja: { subject: '見本', body: markdown } } });
    const page = await sit(author);
    await go(page, `/bulletins/${id}`);
    expect(await page.getByLabel('本文 (日本語)').inputValue()).toBe(markdown);
    await press(page, '宛先のだれかとして見る');
    await page.getByText(/このとおり届きます/).waitFor();
    expect(await page.getByText(/このとおり届きます/).innerText()).toMatch(/.\*\*\*@/);
    await press(page, '次の人として見る');
    const frame = page.locator('iframe').last();
    expect((await frame.boundingBox())!.width).toBeLessThanOrEqual(360);
    await page.getByRole('button', { name: '暗い' }).last().click();
    const dark = await frame
      .contentFrame()
      .locator('body')
      .evaluate((b) => getComputedStyle(b).backgroundColor);
    expect(dark).not.toBe('rgb(255, 255, 255)');
    await shot(page, 'bulletin-sample');
    await page.getByRole('button', { name: 'テキスト' }).last().click();
    await page.locator('pre').last().waitFor();
    expect((await author.get(`/bulletins/${id}`)).body).toMatchObject({ texts: { ja: { body: markdown } } });
  });

  test('accident: a bulletin for few goes to the list of many only when its number is typed in', async () => {
    const [small, big] = [room.topics[1]!.code, room.topics[2]!.code];
    await room.readers(small, 3);
    await room.readers(big, 120);
    const first = await stored({
      topics: [small],
      texts: { ...sampleTexts, ja: { subject: '健康だより4月号', body: '健診の案内です。' } },
    });
    await room.parts.bulletins.send('cli', first);
    await room.tick();
    const second = await stored({
      topics: [big],
      texts: { ...sampleTexts, ja: { subject: '健康だより5月号', body: '健診の案内です。' } },
    });
    const page = await approved(second);
    expect(page).toMatchObject({ typed: true, edition: { id: first, likeness: 'subject' } });
    const refusal = await approver.post(`/bulletins/${second}/release`, { hash: page.hash, people: null });
    expect(refusal.body).toMatchObject({ code: 'audience.number' });
    const boss = await sit(approver);
    await go(boss, `/bulletins/${second}/show`);
    await boss.getByText(/人数が前の号と大きく違います/).waitFor();
    const send = boss.getByRole('button', { name: '120人へ送る' });
    expect(await send.isDisabled()).toBe(true);
    await shot(boss, 'bulletin-differs');
    await boss.getByLabel('人数', { exact: true }).fill('120');
    await send.click();
    await boss
      .getByText(/待機|送ります/)
      .first()
      .waitFor();
    await room.parts.bulletins.cancel('test', second);
  });

  test('accident: a drill never becomes the real thing, not by copying and not by editing', async () => {
    const drill = await stored({ kind: 'drill' });
    const { body: copy } = await author.post(`/bulletins/${drill}/copy`);
    expect(copy).toMatchObject({ kind: 'drill' });
    await author.put(`/bulletins/${copy.id}`, { kind: 'normal', topics: [topic], texts: sampleTexts, revision: 1 });
    expect(await room.row(String(copy.id))).toMatchObject({ kind: 'drill' });
    const page = await sit(author);
    await go(page, `/bulletins/${copy.id}`);
    await page.getByLabel('件名 (日本語)').waitFor();
    expect(await page.getByLabel('種類').getAttribute('aria-disabled')).toBe('true');
    await page
      .getByText(/【訓練】/)
      .first()
      .waitFor();
    await shot(page, 'bulletin-drill');
  });

  test('accident: an ordinary text does not leave as an emergency without a number and a second person', async () => {
    const id = await stored({ kind: 'emergency' });
    const page = await approved(id);
    expect(page).toMatchObject({ typed: true });
    expect((await author.post(`/bulletins/${id}/release`, { hash: page.hash, people: 15 })).body).toMatchObject({
      code: 'right.missing',
    });
    expect((await approver.post(`/bulletins/${id}/release`, { hash: page.hash, people: null })).body).toMatchObject({
      code: 'audience.number',
    });
    const other = await stored();
    const glass = await approver.post(`/bulletins/${other}/break-glass`, { revision: 1, people: 15, reason: 'x' });
    expect(glass.body).toMatchObject({ code: 'emergency.only' });
  });

  test('accident: no answer of a bulletin carries an address, and every recipient is a row of their own', async () => {
    const id = await stored();
    await approved(id);
    for (const path of ['', '/last-page', '/watch', '/history', '/record']) {
      const answer = await approver.get(`/bulletins/${id}${path}`);
      expect(answer.status).toBe(200);
      expect(JSON.stringify(answer.body)).not.toMatch(/@(example|docomo\.ne)\.jp/);
    }
    await room.parts.bulletins.send('cli', id);
    await room.tick();
    expect(new Set(await readersOf(id)).size).toBe(15);
  });
});
