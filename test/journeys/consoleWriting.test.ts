/** Writing in the rich editor, in a real browser, on a desk and on a phone: what is seen is what is stored, with the keyboard alone and for a screen reader; and a bulletin's whole way. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { MINUTE } from '../../server/lib/clock.ts';
import { flawsOf, settled, tooWide } from '../support/axe.ts';
import { toBegin } from '../support/caret.ts';
import { fromWord, left, paste, pastes, word } from '../support/clips.ts';
import { sampleTexts } from '../support/newsroom.ts';
import { askForApproval, atBothWidths } from '../support/writingRoom.ts';

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
  /** It is saved by itself, after a pause. */
  const stored = (id: string, language: string, body: string) =>
    expect.poll(() => bodyOf(id, language), { timeout: 40_000 }).toBe(body);
  /** Saved with Ctrl+S directly after the last key: all that was typed is in it. */
  const kept = async (page: Page, id: string, language: string, body: string) => {
    await page.keyboard.press('Control+s');
    await stored(id, language, body);
  };

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
    await kept(page, id, 'ja', '## 持ち物\n- 在留カード\n- パスポート');
    // A step back that comes while the step is being saved is saved as well.
    let [go, taken] = [() => {}, () => {}];
    const free = new Promise<void>((done) => {
      go = done;
    });
    const asked = new Promise<void>((done) => {
      taken = done;
    });
    await page.route(`**/bulletins/${id}`, async (route) => {
      if (route.request().method() === 'PUT') {
        taken();
        await free;
      }
      await route.continue();
    });
    await room.saved(page);
    await page.keyboard.press('Shift+Home');
    await page.keyboard.press('Control+b');
    expect(await field.locator('strong').innerText()).toBe('パスポート');
    await asked;
    await page.keyboard.press('Control+z');
    await expect.poll(() => field.locator('strong').count(), { timeout: 40_000 }).toBe(0);
    go();
    await stored(id, 'ja', '## 持ち物\n- 在留カード\n- **パスポート**');
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
    await kept(page, id, 'plja', '窓口(まどぐち)で 待ちます。');
    // The word with its reading is one step of the arrow keys; it says itself, and Enter opens it.
    await page.keyboard.press('ArrowLeft');
    await page.getByText('窓口、読みがな まどぐち。Enterで直せます。').waitFor({ state: 'attached' });
    await page.keyboard.press('Enter');
    await reading.fill('マドクチ');
    await page.keyboard.press('Enter');
    await kept(page, id, 'plja', '窓口(まどくち)で 待ちます。');
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
    const block = { name: '受付の時間', note: '窓口のお知らせに', texts };
    expect((await room.author.post('/blocks', block)).status).toBe(200);
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
    await kept(page, id, 'ja', `${sampleTexts.ja.body}\n[[受付の時間]]\n`);
    // So is the toolbar of the plain view.
    await page.getByLabel('記号のまま書く').first().check();
    await bar.getByRole('button', { name: '太字' }).focus();
    await page.keyboard.press('End');
    expect(await bar.locator('button:focus').getAttribute('aria-label')).toBe('リンク');
    expect(await bar.locator('button[tabindex="0"]').count()).toBe(1);
    await page.getByLabel('記号のまま書く').first().uncheck();
    await page.locator('.ProseMirror').first().waitFor();
    // Leaves no button's own words over the page.
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await expect.poll(() => page.getByRole('tooltip').count(), { timeout: 20_000 }).toBe(0);
    await settled(page);
    expect(await flawsOf(page)).toEqual([]);
    expect(await tooWide(page)).toBe(0);
    await room.shot(page, 'writing-editor');
    await page.emulateMedia({ colorScheme: 'dark' });
    await settled(page);
    expect(await flawsOf(page, 'colours')).toEqual([]);
    await room.shot(page, 'writing-editor-dark');
  });

  // What the clipboard holds does not depend on the width.
  if (width > 1000)
    test('what is pasted from Excel, a web page and mail comes in the form, and a line says what stayed out', async () => {
      const { page, id } = await open();
      const field = page.getByRole('textbox', { name: '本文 (日本語)' });
      for (const [name, html, body, out] of pastes) {
        await field.click();
        await page.keyboard.press('Control+a');
        await page.keyboard.press('Delete');
        await kept(page, id, 'ja', '');
        await paste(field, html);
        await kept(page, id, 'ja', body);
        expect([name, await page.getByText(/^貼り付けた文の中で/).allInnerTexts()]).toEqual([
          name,
          out ? [left(out)] : [],
        ]);
      }
      await room.shot(page, 'writing-pasted');
    });

  // The whole way begins at a desk; its end is on a phone.
  if (width > 1000)
    test('a bulletin is pasted from Word, read, checked, spoken of and approved at a desk, and corrected on a phone', async () => {
      const page = await room.sit(room.author);
      const field = (name: string) => page.getByRole('textbox', { name: `本文 (${name})` });
      await room.go(page, '/bulletins/create');
      await page.getByLabel('件名 (日本語)').fill('8月の窓口の休み');
      await field('日本語').click();
      await paste(field('日本語'), word);
      await page.getByText(left('画像、文字や背景の色')).waitFor();
      await page.getByLabel('件名 (English)').fill('Counter closed in August');
      const english = 'The counter is **closed** on Thursday, 13 August. It is open on the 2nd Saturday, too.';
      await field('English').fill(`${english} See [this guide](https://www.moj.go.jp/isa/).`);
      await page.getByLabel('件名 (やさしいにほんご)').fill('8月の 窓口の 休み');
      const plain = ['8月13日(木)は、窓口を 休みます。', '第2土曜日も 開いています。', 'この案内を 参照してください。'];
      await field('やさしいにほんご').fill(plain.join('\n'));
      await page.locator('fieldset summary').first().click();
      await page.locator('fieldset').getByRole('checkbox').first().check();
      await page.getByText(/15 人に届きます/).waitFor();
      await room.saved(page);
      const id = room.idOf(page);
      await kept(page, id, 'ja', fromWord);

      // Read: one press, and the word that can be read in two ways is asked.
      await room.press(page, '読みがなを全部付ける');
      await room.press(page, 'あ');
      const said = ['8月(がつ)13日(にち)(木(もく))は、窓口(まどぐち)を 休(やす)みます。'];
      said.push(
        '第(だい)2土曜日(どようび)も 開(あ)いています。',
        'この案内(あんない)を 参照(さんしょう)してください。',
      );
      await kept(page, id, 'plja', said.join('\n'));

      // Checked, without the mouse: one proposal is refused, the other leads to its place and is followed.
      await page.getByRole('button', { name: 'やさしさを確かめる' }).press('Enter');
      const found = page.getByRole('region', { name: 'やさしさを確かめる' });
      await found
        .getByRole('listitem')
        .filter({ hasText: '木(もく)' })
        .getByRole('button', { name: 'このままにする' })
        .press('Enter');
      await found.getByText('「このままにする」とした提案 1件').waitFor();
      await found.getByRole('button', { name: /参照/ }).press('Enter');
      const chosen = () => page.evaluate(() => document.getSelection()?.toString());
      await expect.poll(chosen, { timeout: 40_000 }).toContain('参照');
      await page.keyboard.type('見(み)');
      await page.keyboard.press('Delete');
      said[2] = 'この案内(あんない)を 見(み)てください。';
      await kept(page, id, 'plja', said.join('\n'));
      await page.getByRole('button', { name: 'やさしさを確かめる' }).press('Enter');
      await found.getByRole('button', { name: /参照/ }).waitFor({ state: 'detached' });

      // Spoken of: the approver asks at a place, the author sees it in the text, mends it and closes it there.
      const boss = await room.sit(room.approver);
      await room.go(boss, `/bulletins/${id}/show`);
      const talk = boss.getByRole('region', { name: 'コメント' });
      // What is counted meanwhile comes in above the button: a mouse could press where it was.
      await talk.getByRole('button', { name: 'コメントする' }).press('Enter');
      const where = talk.getByRole('combobox', { name: 'どこについて' });
      await where.selectOption({ label: '日本語の本文 7行目「- 写しでもかまいません」' });
      await talk.getByRole('textbox', { name: 'コメント', exact: true }).fill('写しでは受け付けていません。');
      await room.press(boss, '書き込む');
      await talk.locator('p', { hasText: '写しでは受け付けていません。' }).waitFor();
      await page.reload();
      await field('日本語').locator('mark').click();
      const thread = page.getByRole('dialog', { name: 'コメント' });
      await thread.getByText('写しでは受け付けていません。').waitFor();
      await room.shot(page, 'writing-whole', false);
      await thread.getByRole('button', { name: '閉じる(済んだ)' }).press('Enter');
      await field('日本語').locator('mark').waitFor({ state: 'detached' });
      await field('日本語').locator('[data-inner]').selectText();
      await page.keyboard.type('写しは使えません');
      await kept(page, id, 'ja', fromWord.replace('写しでもかまいません', '写しは使えません'));
      await askForApproval(page);
      await boss.reload();
      await room.press(boss, '承認する');
      await boss.getByRole('button', { name: '15人へ送る' }).waitFor();

      const last = (await room.approver.get(`/bulletins/${id}/last-page`)).body as { hash: string };
      await room.approver.post(`/bulletins/${id}/release`, { hash: last.hash, people: 15 });
      await room.tick();
      await room.tick(2 * MINUTE);
      await room.answer(id, 'accepted');
      await room.tick();
      const phone = await room.sit(room.author);
      await phone.setViewportSize({ width: 360, height: 740 });
      await room.go(phone, `/bulletins/${id}/show`);
      await room.press(phone, '訂正を出す(受け取った15人へ)');
      await phone.waitForURL((url) => !url.hash.includes(id));
      const correction = room.idOf(phone);
      await phone.getByRole('tab', { name: '日本語' }).first().click();
      await phone.getByRole('textbox', { name: '本文 (日本語)' }).locator('strong').selectText();
      await phone.keyboard.type('開きます');
      await expect.poll(() => bodyOf(correction, 'ja'), { timeout: 40_000 }).toContain('窓口を**開きます**。');
      await settled(phone);
      expect(await flawsOf(phone)).toEqual([]);
      expect(await tooWide(phone)).toBe(0);
      if (process.env.SHOTS)
        await phone.screenshot({ path: `${process.env.SHOTS}/writing-whole-360.png`, fullPage: true });
      await askForApproval(phone);
      await room.go(boss, `/bulletins/${correction}/show`);
      await room.press(boss, '承認する');
      await boss.getByRole('button', { name: '15人へ送る' }).waitFor();
    }, 300_000);
});
