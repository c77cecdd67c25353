/** Several people at one text, in a real browser, on a desk and on a phone: comments from the chosen words to the approver and back, and knowing of each other. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { flawsOf, tooWide } from '../support/axe.ts';
import { toTop } from '../support/caret.ts';
import { sampleTexts } from '../support/newsroom.ts';
import { personWith } from '../support/staff.ts';
import { atBothWidths } from '../support/writingRoom.ts';

const ja = { subject: '窓口の案内', body: '## 時間\n窓口は**午前9時**から開きます。\n昼は休みます。' };

const chosen = (page: Page) => page.evaluate(() => document.getSelection()?.toString().trim());

atBothWidths((room) => {
  test('a comment at chosen words follows them, is answered at the page, closed, and named before the approval', async () => {
    const id = await room.stored({ texts: { ...sampleTexts, ja } });
    const page = await room.sit(room.author);
    await room.go(page, `/bulletins/${id}`);
    const field = page.getByRole('textbox', { name: '本文 (日本語)' });
    // What is chosen is what the keys ask about.
    await field.locator('p', { hasText: '午前9時' }).click({ clickCount: 3 });
    await expect.poll(() => chosen(page), { timeout: 40_000 }).toBe('窓口は午前9時から開きます。');
    await page.keyboard.press('Control+Alt+KeyM');
    const words = page.getByRole('textbox', { name: 'コメント', exact: true }).first();
    await words.waitFor();
    await words.fill('祝日も同じですか。');
    await page.getByRole('button', { name: '書き込む' }).first().press('Enter');
    const here = page.getByRole('region', { name: 'コメント' }).first();
    await here.getByText('日本語・本文 2行目').waitFor();
    expect(await here.getByText('祝日も同じですか。').count()).toBe(1);
    const list = (await room.author.get(`/bulletins/${id}/comments`)).body as { data: object[] };
    expect(list.data).toMatchObject([{ quote: '窓口は**午前9時**から開きます。', place: { line: 2, column: 1 } }]);
    // A line above moves it; the place is found again while one writes.
    await field.locator('h2').click();
    await toTop(page, '時間');
    await page.keyboard.type('お知らせです。');
    await page.keyboard.press('Enter');
    // Marked in the text: the mark goes with its words while one types, and a press on it opens the thread beside them.
    const mark = field.locator('mark');
    await expect.poll(() => mark.allInnerTexts(), { timeout: 40_000 }).toEqual(['窓口は', '午前9時', 'から開きます。']);
    await here.getByText('日本語・本文 3行目').waitFor();
    await mark.last().click();
    const thread = page.getByRole('dialog', { name: 'コメント' });
    await thread.getByText('祝日も同じですか。').waitFor();
    await room.shot(page, 'comments-mark', false);
    await thread.getByRole('button', { name: '文へ戻る' }).click();
    await thread.waitFor({ state: 'detached' });
    await page
      .getByText('ここにコメント「祝日も同じですか。」があります。Alt+Cで開きます。')
      .waitFor({ state: 'attached' });
    await page.keyboard.press('Alt+c');
    await thread.getByRole('button', { name: '答える' }).waitFor();
    await page.keyboard.press('Escape');
    await thread.waitFor({ state: 'detached' });
    // Words that are changed are not the words any more; taken back, they are found again.
    await page.keyboard.type('次');
    await here.getByText('コメントした言葉は、今の文にはありません。').waitFor();
    await expect.poll(() => mark.count(), { timeout: 40_000 }).toBe(0);
    await page.keyboard.press('Control+z');
    await here.getByText('日本語・本文 3行目').waitFor();
    await expect.poll(() => mark.count(), { timeout: 40_000 }).toBe(3);
    await here.getByRole('button', { name: 'その場所へ' }).click();
    await expect.poll(() => chosen(page), { timeout: 40_000 }).toBe('窓口は午前9時から開きます。');
    expect(await flawsOf(page)).toEqual([]);
    expect(await tooWide(page)).toBe(0);
    await room.shot(page, 'comments-editor');

    const other = await room.sit(room.approver);
    await room.go(other, `/bulletins/${id}/show`);
    const there = other.getByRole('region', { name: 'コメント' });
    await there.getByText('祝日も同じですか。').waitFor();
    await there.getByRole('button', { name: '答える' }).click();
    await there.getByRole('textbox', { name: '答え' }).fill('はい、同じです。');
    await there.getByRole('button', { name: '書き込む' }).click();
    await there.locator('p', { hasText: 'はい、同じです。' }).waitFor();
    await there.getByRole('button', { name: 'コメントする' }).click();
    await there
      .getByRole('combobox', { name: 'どこについて' })
      .selectOption({ label: '日本語の本文 4行目「昼は休みます。」' });
    await there.getByRole('textbox', { name: 'コメント', exact: true }).fill('何時から何時までですか。');
    await room.shot(other, 'comments-form');
    await there.getByRole('button', { name: '書き込む' }).click();
    await there.locator('p', { hasText: '何時から何時までですか。' }).waitFor();
    expect(await flawsOf(other)).toEqual([]);
    expect(await tooWide(other)).toBe(0);

    await page.getByRole('button', { name: '保存して確かめる', exact: true }).click();
    await page.getByText('閉じていないコメントが2件あります。読んでから進めてください。').first().waitFor();
    const own = page.getByRole('region', { name: 'コメント' });
    // By the key: what loads above a button moves it under the mouse.
    await own.getByRole('button', { name: '閉じる(済んだ)' }).first().press('Enter');
    await page.getByText('閉じていないコメントが1件あります。読んでから進めてください。').first().waitFor();
    await own.getByText('閉じたコメント 1').click();
    await own.getByRole('button', { name: 'また開く' }).waitFor();
    await room.shot(page, 'comments-page');
    // The words go; the comment stays and says so.
    await room.author.put(`/bulletins/${id}`, {
      ...{ topics: [room.topic], texts: sampleTexts },
      revision: ((await room.author.get(`/bulletins/${id}`)).body as { revision: number }).revision,
    });
    await page.reload();
    await own.getByText('コメントした言葉は、今の文にはありません。').first().waitFor();
  });

  test('two who have a draft open know of each other, and a save of the other takes nothing away', async () => {
    const id = await room.stored();
    const other = await personWith(room, ['author'], { name: '見本 花子' });
    const two = await room.sit(other);
    await room.go(two, `/bulletins/${id}`);
    await two.getByLabel('件名 (日本語)').waitFor();
    const page = await room.sit(room.author);
    await room.go(page, `/bulletins/${id}`);
    await page.getByText(/^見本 花子\(日本語\) も、この下書きを開いています。/).waitFor();
    const ja = { subject: '先に保存した件名', body: sampleTexts.ja.body };
    await other.put(`/bulletins/${id}`, { topics: [room.topic], texts: { ...sampleTexts, ja }, revision: 1 });
    // Writing in another language says so at once, and brings the news.
    await room.language(page, 'English');
    await page.getByLabel('件名 (English)').focus();
    await page.getByText('見本 花子 がこの下書きを保存しました。あなたが書いた文は、そのまま残っています。').waitFor();
    expect(await flawsOf(page)).toEqual([]);
    expect(await tooWide(page)).toBe(0);
    await room.shot(page, 'presence');
    await page.getByRole('button', { name: '保存された文を見る' }).click();
    await room.language(page, '日本語');
    await expect
      .poll(() => page.getByLabel('件名 (日本語)').inputValue(), { timeout: 40_000 })
      .toBe('先に保存した件名');
    await page.getByText(/がこの下書きを保存しました/).waitFor({ state: 'detached' });
    // The next save goes over what was taken over, without a question.
    await page.getByLabel('件名 (日本語)').fill('続きの件名');
    await room.saved(page);
    expect((await other.get(`/bulletins/${id}`)).body).toMatchObject({
      revision: 3,
      texts: { ja: { subject: '続きの件名' } },
    });
    // The other page is closed; whoever only reads sees who is left.
    await two.goto('about:blank');
    const reads = await room.sit(room.approver);
    await room.go(reads, `/bulletins/${id}/show`);
    await reads.getByText(/^今、この下書きを開いている人: /).waitFor();
  });
});
