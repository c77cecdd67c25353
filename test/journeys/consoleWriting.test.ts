/** Writing in the rich editor, in a real browser, on a desk and on a phone: what is seen is what is stored, with the keyboard alone and for a screen reader. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { flawsOf, settled, tooWide } from '../support/axe.ts';
import { sampleTexts } from '../support/newsroom.ts';
import { atBothWidths } from '../support/writingRoom.ts';

/** What programs put on the clipboard, what it is in the stored form, and what is said of it. */
const pastes: readonly (readonly [string, string, string, string])[] = [
  [
    'Word',
    `<html><head><style>p{color:red}</style></head><body lang=JA><!--StartFragment--><h1>窓口の
休業</h1><p class=MsoNormal>次の日は<b>休み<span lang=EN-US>ます</span></b>。<span style='color:red'>ご注意</span></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>·<span>&nbsp;</span></span><![endif]>8月13日</p>
<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>o </span>午後だけ</p><p><img src="x.png"></p><!--EndFragment--></body></html>`,
    '# 窓口の休業\n次の日は**休みます**。ご注意\n\n- 8月13日\n  - 午後だけ',
    '画像、文字や背景の色',
  ],
  [
    'Excel',
    `<table><tr><th>曜日</th><th>時間</th><th>場所</th></tr><tr><td>月曜日</td><td>9時から</td><td rowspan=2>1階</td></tr>
<tr><td>火曜日</td><td>10時から</td></tr></table>`,
    '- 月曜日\n  - 時間: 9時から\n  - 場所: 1階\n- 火曜日\n  - 時間: 10時から',
    '結合したセル、表(箇条書きにしました)',
  ],
  [
    'web page',
    `<div><h2>案内</h2><p>詳しくは<a href="https://www.moj.go.jp/isa/">この案内</a>と<a href="/local">ここ</a>。</p>
<ol><li>紙を出す</li><li><p>番号を待つ</p></li></ol><p><ruby>窓口<rp>(</rp><rt>まどぐち</rt><rp>)</rp></ruby>へ**どうぞ** [x](y)</p><hr></div>`,
    '## 案内\n詳しくは[この案内](https://www.moj.go.jp/isa/)とここ。\n\n1. 紙を出す\n1. 番号を待つ\n\n窓口(まどぐち)へ\\*\\*どうぞ\\*\\* \\[x](y)\n\n---\n',
    'ウェブページではないリンク',
  ],
  [
    'mail',
    '<div>お世話になります。</div><div><br></div><div>資料は <a href="https://www.moj.go.jp/isa/">https://www.moj.go.jp/isa/</a> です。<br>山田</div><blockquote>前のメール</blockquote>',
    'お世話になります。\n\n資料は https://www.moj.go.jp/isa/ です。\n山田\n\n前のメール',
    '引用(ふつうの文にしました)',
  ],
];

/** Puts the caret to the beginning of the line; just after the first click the editor still puts it where the click was. */
const toBegin = (page: Page) =>
  expect
    .poll(
      async () => {
        await page.keyboard.press('Home');
        return page.evaluate(async () => {
          const frame = () => new Promise((done) => requestAnimationFrame(done));
          for (let n = 0; n < 4; n++) await frame();
          return document.getSelection()?.anchorOffset;
        });
      },
      { timeout: 40_000 },
    )
    .toBe(0);

atBothWidths((room, width) => {
  const open = async (texts: object = sampleTexts): Promise<{ page: Page; id: string }> => {
    const id = await room.stored({ texts });
    const page = await room.sit(room.author);
    await room.go(page, `/bulletins/${id}`);
    return { page, id };
  };
  const bodyOf = async (id: string, language: string) =>
    ((await room.author.get(`/bulletins/${id}`)).body as { texts: Record<string, { body: string }> }).texts[language]!
      .body;
  const stored = (id: string, language: string, body: string) =>
    expect.poll(() => bodyOf(id, language), { timeout: 40_000 }).toBe(body);

  test('headings, lists and bold words are written as they look, and stored in the plain form', async () => {
    const { page, id } = await open();
    const field = page.getByRole('textbox', { name: '本文 (日本語)' });
    await field.click();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('## 持ち物');
    await page.keyboard.press('Enter');
    await page.keyboard.type('- 在留カード');
    await page.keyboard.press('Enter');
    await page.keyboard.type('パスポート');
    await field.getByText('持ち物').waitFor();
    expect(await field.locator('h2').innerText()).toBe('持ち物');
    expect(await field.locator('[data-kind=item]').allInnerTexts()).toEqual(['在留カード', 'パスポート']);
    await page.keyboard.press('Shift+Home');
    await page.keyboard.press('Control+b');
    expect(await field.locator('strong').innerText()).toBe('パスポート');
    await stored(id, 'ja', '## 持ち物\n- 在留カード\n- **パスポート**');
    await page.keyboard.press('Control+z');
    await stored(id, 'ja', '## 持ち物\n- 在留カード\n- パスポート');
  });

  test('a word gets its reading in place: the proposal with Enter, another one by typing, and it is heard', async () => {
    const texts = { ...sampleTexts, plja: { subject: '窓口(まどぐち)', body: '窓口で 待ちます。' } };
    const { page, id } = await open(texts);
    await room.language(page, 'やさしいにほんご');
    const field = page.getByRole('textbox', { name: '本文 (やさしいにほんご)' });
    await field.click();
    await toBegin(page);
    await page.keyboard.press('Alt+r');
    const reading = page.getByLabel('「窓口」の読みがな');
    await reading.waitFor();
    await expect.poll(() => reading.inputValue(), { timeout: 60_000 }).toBe('まどぐち');
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/writing-reading.png` });
    await page.keyboard.press('Enter');
    await field.locator('ruby').waitFor();
    await stored(id, 'plja', '窓口(まどぐち)で 待ちます。');
    // The word with its reading is one step of the arrow keys; it says itself, and Enter opens it.
    await page.keyboard.press('ArrowLeft');
    await page.getByText('窓口、読みがな まどぐち。Enterで直せます。').waitFor({ state: 'attached' });
    await page.keyboard.press('Enter');
    await reading.fill('マドクチ');
    await page.keyboard.press('Enter');
    await stored(id, 'plja', '窓口(まどくち)で 待ちます。');
  });

  test('words that are converted by a Japanese keyboard come whole, and saving meanwhile never disturbs the conversion', async () => {
    const { page, id } = await open({ ...sampleTexts, ja: { subject: '窓口', body: '' } });
    const field = page.getByRole('textbox', { name: '本文 (日本語)' });
    await field.click();
    const keyboard = await page.context().newCDPSession(page);
    const composes = (text: string) =>
      keyboard.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
    const takes = (text: string) => keyboard.send('Input.insertText', { text });
    await composes('m');
    await composes('まど');
    await composes('窓口');
    await takes('窓口');
    await stored(id, 'ja', '窓口');
    // Converted for longer than the pause of a save: what is not decided yet is stored as it stands, and goes on.
    await composes('h');
    await composes('ひらき');
    await stored(id, 'ja', '窓口ひらき');
    await composes('開き');
    await composes('開きます');
    await stored(id, 'ja', '窓口開きます');
    await takes('開きます');
    // Signs that act when they are typed wait for the end of the word.
    await composes('。**');
    await composes('。**9時');
    expect(await field.locator('strong').count()).toBe(0);
    await takes('。**9時**');
    await field.locator('strong', { hasText: '9時' }).waitFor();
    await stored(id, 'ja', '窓口開きます。**9時**');
    // A word that is given up leaves nothing.
    await composes('x');
    await composes('');
    expect(await field.innerText()).toBe('窓口開きます。9時');
    expect((await room.author.get(`/bulletins/${id}`)).body).toMatchObject({ texts: { ja: { subject: '窓口' } } });
  });

  test('the toolbar is one stop with arrow keys inside, and axe finds nothing', async () => {
    const texts = {
      ja: '午後4時まで受け付けます。',
      plja: '午後(ごご)4時(じ)まで 受(う)け付(つ)けます。',
      en: 'We are open until 4:00 p.m.',
    };
    const kept = { name: '受付の時間', note: '窓口のお知らせに', texts };
    expect((await room.author.post('/blocks', kept)).status).toBe(200);
    const { page, id } = await open();
    await page.getByRole('textbox', { name: '本文 (日本語)' }).waitFor();
    const bar = page.getByRole('toolbar').first();
    await bar.getByRole('button').first().focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    expect(await bar.locator('button:focus').getAttribute('aria-label')).toBe('大見出し');
    await page.keyboard.press('End');
    expect(await bar.locator('button:focus').getAttribute('aria-label')).toBe('ブロックを入れる');
    expect(await bar.locator('button[tabindex="0"]').count()).toBe(1);
    // A block that staff keep, without the mouse; where it stands one reads what it says.
    await page.keyboard.press('Enter');
    const which = page.getByLabel('どのブロックを入れますか');
    await which.getByRole('option', { name: '受付の時間 – 窓口のお知らせに' }).waitFor({ state: 'attached' });
    await page.keyboard.press('Enter');
    await page.locator('[data-block="受付の時間"]', { hasText: '午後4時まで受け付けます。' }).waitFor();
    await stored(id, 'ja', `${sampleTexts.ja.body}\n[[受付の時間]]\n`);
    // Leaves no button's own words over the page.
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await expect.poll(() => page.getByRole('tooltip').count(), { timeout: 20_000 }).toBe(0);
    await settled(page);
    expect(await flawsOf(page)).toEqual([]);
    expect(await tooWide(page)).toBe(0);
    await room.shot(page, 'writing-editor');
  });

  // What the clipboard holds does not depend on the width.
  if (width > 1000)
    test('what is pasted from Word, Excel, a web page and mail comes in the form, and a line says what stayed out', async () => {
      const { page, id } = await open();
      const field = page.getByRole('textbox', { name: '本文 (日本語)' });
      for (const [name, html, body, left] of pastes) {
        await field.click();
        await page.keyboard.press('Control+a');
        await page.keyboard.press('Delete');
        await stored(id, 'ja', '');
        await field.evaluate((at, given) => {
          const clipboardData = new DataTransfer();
          clipboardData.setData('text/html', given);
          clipboardData.setData('text/plain', 'plain');
          at.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
        }, html);
        await stored(id, 'ja', body);
        expect([name, await page.getByText(/^貼り付けた文の中で/).allInnerTexts()]).toEqual([
          name,
          left ? [`貼り付けた文の中で、入れられなかったもの・変えたもの: ${left}`] : [],
        ]);
      }
      await room.shot(page, 'writing-pasted');
    });
});
