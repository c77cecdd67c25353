/** The editor of bulletins in a real browser, on a desk and on a phone: two who write, lost connections, undo, previews, checks. The whole way stands in consoleMainPath.test.ts. */
import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { MINUTE } from '../../server/lib/clock.ts';
import { flawsOf } from '../support/axe.ts';
import { sampleTexts } from '../support/newsroom.ts';
import { PASSWORD, personWith } from '../support/staff.ts';
import { atBothWidths } from '../support/writingRoom.ts';

/** The text as it is stored, instead of as it will look. */
const plainly = async (page: Page) => {
  await page.getByLabel('記号のまま書く').first().check();
  await page.locator('textarea').first().waitFor();
};

atBothWidths((room, width) => {
  test('two editors: both texts are shown and each language is chosen', async () => {
    const id = await room.stored();
    const [one, two] = [await room.sit(room.author), await room.sit(room.author)];
    await room.go(one, `/bulletins/${id}`);
    await room.go(two, `/bulletins/${id}`);
    // Both have the text in front of them before either saves.
    await two.getByLabel('件名 (日本語)').waitFor();
    await one.getByLabel('件名 (日本語)').fill('先に保存した件名');
    await room.saved(one);
    await two.getByLabel('件名 (日本語)').fill('あとから書いた件名');
    await two.getByRole('dialog').waitFor();
    await room.shot(two, 'bulletin-conflict');
    expect(await two.getByRole('dialog').innerText()).toContain('先に保存した件名');
    expect(await two.getByRole('dialog').innerText()).toContain('あとから書いた件名');
    await two.getByRole('radio', { name: '保存されている文' }).check();
    await room.press(two, '選んだほうで保存する');
    await two.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(await two.getByLabel('件名 (日本語)').inputValue()).toBe('先に保存した件名');
  });

  test('two texts are put together by hand, and an earlier version is compared and brought back', async () => {
    const id = await room.stored();
    const page = await room.sit(room.author);
    await room.go(page, `/bulletins/${id}`);
    await page.getByLabel('件名 (日本語)').waitFor();
    const ja = { subject: sampleTexts.ja.subject, body: `${sampleTexts.ja.body}\n昼は休みます。` };
    await room.author.put(`/bulletins/${id}`, { topics: [room.topic], texts: { ...sampleTexts, ja }, revision: 1 });
    await page.getByLabel('件名 (日本語)').fill('あとから書いた件名');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: '2つを見ながら自分で書く' }).check();
    await dialog.getByRole('button', { name: '違うところ2を取り入れる' }).click();
    const body = dialog.getByLabel('本文 (日本語)');
    await expect.poll(() => body.inputValue()).toBe(ja.body);
    await body.fill(`${ja.body}\n駐車場はありません。`);
    await room.shot(page, 'conflict-by-hand');
    expect(await flawsOf(page)).toEqual([]);
    await room.press(page, '選んだほうで保存する');
    await room.saved(page);
    expect((await room.author.get(`/bulletins/${id}`)).body).toMatchObject({
      revision: 3,
      texts: { ja: { subject: 'あとから書いた件名', body: `${ja.body}\n駐車場はありません。` } },
    });
    await room.go(page, `/bulletins/${id}/show`);
    await page.getByText('前の版を見る・戻す').click();
    await page.getByLabel('保存ごとに全部見る').check();
    await page.getByRole('button', { name: '版1を今と見比べる' }).click();
    const compared = page.getByRole('region', { name: '2つの版を見比べる' });
    await compared.getByText('駐車場はありません。').waitFor();
    expect(await compared.getByRole('img', { name: 'あとの版だけ' }).count()).toBeGreaterThan(0);
    await room.shot(page, 'bulletin-revisions');
    expect(await flawsOf(page)).toEqual([]);
    await page.getByRole('button', { name: '版1に戻す' }).click();
    await page.getByText('版1の文に戻しました。前の文も残っています。').waitFor();
    await page.getByText('版4', { exact: true }).waitFor();
    expect((await room.author.get(`/bulletins/${id}`)).body).toMatchObject({ revision: 4, texts: sampleTexts });
  });

  test('a lost connection and a reload lose nothing that was typed', async () => {
    const id = await room.stored();
    const page = await room.sit(room.author);
    await room.go(page, `/bulletins/${id}`);
    await page.getByLabel('件名 (日本語)').waitFor();
    await page.context().setOffline(true);
    await page.getByLabel('件名 (日本語)').fill('電車の中で書いた件名');
    await page.getByText(/この端末に残してあり/).waitFor();
    await room.shot(page, 'bulletin-offline');
    await page.context().setOffline(false);
    await room.saved(page);
    expect((await room.author.get(`/bulletins/${id}`)).body).toMatchObject({ title: '電車の中で書いた件名' });
    // However long the reload takes to begin: nothing is saved before it.
    const saves = /\/console\/api\/bulletins\//;
    await page.route(saves, (route) => (route.request().method() === 'PUT' ? route.abort() : route.continue()));
    await page.getByLabel('件名 (日本語)').fill('保存の前に読み込み直した件名');
    await page.reload();
    await page.getByText(/続きを戻しました/).waitFor();
    await page.unroute(saves);
    expect(await page.getByLabel('件名 (日本語)').inputValue()).toBe('保存の前に読み込み直した件名');
    await room.saved(page);
  });

  test('Ctrl+S saves at once, and undo takes back what was typed and what a button did', async () => {
    const id = await room.stored();
    const page = await room.sit(room.author);
    await room.go(page, `/bulletins/${id}`);
    const subject = page.getByLabel('件名 (日本語)');
    const shows = (field: Locator, text: string) =>
      expect.poll(() => field.inputValue(), { timeout: 40_000 }).toBe(text);
    await subject.fill('急いで保存する件名');
    await page.keyboard.press('Control+s');
    await room.saved(page);
    expect((await room.author.get(`/bulletins/${id}`)).body).toMatchObject({ title: '急いで保存する件名' });
    await plainly(page);
    const body = page.getByLabel('本文 (日本語)');
    const before = await body.inputValue();
    await body.selectText();
    await page.getByRole('button', { name: /太字/ }).first().click();
    await shows(body, `**${before}**`);
    await page.keyboard.press('Control+z');
    await shows(body, before);
    await page.keyboard.press('Control+y');
    await shows(body, `**${before}**`);
    await room.press(page, '元に戻す');
    await room.press(page, '元に戻す');
    await shows(subject, sampleTexts.ja.subject);
  });

  test('what could not be saved asks before one leaves, and a stay keeps it', async () => {
    const id = await room.stored();
    const page = await room.sit(room.author);
    await room.go(page, `/bulletins/${id}`);
    await page.getByLabel('件名 (日本語)').waitFor();
    await page.context().setOffline(true);
    await page.getByLabel('件名 (日本語)').fill('まだ保存していない件名');
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.press('g');
    await page.keyboard.press('t');
    const question = page.getByRole('dialog', { name: '保存していない変更があります' });
    await question.getByRole('button', { name: 'この画面に残る' }).click();
    await question.waitFor({ state: 'hidden' });
    expect(await page.getByLabel('件名 (日本語)').inputValue()).toBe('まだ保存していない件名');
    await page.context().setOffline(false);
    await room.saved(page);
    expect((await room.author.get(`/bulletins/${id}`)).body).toMatchObject({ title: 'まだ保存していない件名' });
  });

  test('a link that is opened in another tab loses nothing in the first, nor does going back directly after a key', async () => {
    const id = await room.stored();
    const page = await room.sit(room.author);
    await room.go(page, '/topics');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await room.go(page, `/bulletins/${id}`);
    await page.getByLabel('件名 (日本語)').fill('最初のタブの件名');
    const other = await page.context().newPage();
    other.setDefaultTimeout(40_000);
    await room.go(other, '/topics');
    await other.getByRole('heading', { level: 1 }).waitFor();
    await other.close();
    expect(await page.getByLabel('件名 (日本語)').inputValue()).toBe('最初のタブの件名');
    await room.saved(page);
    expect((await room.author.get(`/bulletins/${id}`)).body).toMatchObject({ title: '最初のタブの件名' });
    await page.getByRole('textbox', { name: '本文 (日本語)' }).click();
    await page.keyboard.press('Control+End');
    await page.keyboard.type('戻る直前');
    await page.evaluate(() => history.back());
    await page.waitForURL(/topics/);
    const body = `${sampleTexts.ja.body}戻る直前`;
    const there = async () => (await room.author.get(`/bulletins/${id}`)).body;
    await expect.poll(there, { timeout: 40_000 }).toMatchObject({ texts: { ja: { body } } });
    // A draft that is stored for the first time behind somebody's back does not change the address of the screen they went to.
    const drafts = async () => ((await room.author.get('/bulletins')).body as { data: object[] }).data.length;
    const before = await drafts();
    await room.go(page, '/bulletins/create');
    await page.getByRole('textbox', { name: '本文 (日本語)' }).click();
    const stored = page.waitForResponse((r) => r.request().method() === 'POST' && r.url().endsWith('/bulletins'));
    await page.keyboard.type('始めてすぐ戻る');
    await page.evaluate(() => history.back());
    await page.waitForURL(/topics/);
    await (await stored).finished();
    // What the page does with the answer, it does before its next frames.
    await page.evaluate(() => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go))));
    expect(await drafts()).toBe(before + 1);
    expect(page.url()).toContain('topics');
  });

  test('the mail is seen as the next reader, on a phone first, dark and as text, and Markdown comes back as it was', async () => {
    const markdown =
      '## 見出し\n\n- 一つ目\n- **太字**の二つ目\n\n[窓口](https://www.moj.go.jp/isa/)\n\n| これは表ではない |\n\n\\* 記号';
    const id = await room.stored({ texts: { ...sampleTexts, ja: { subject: '見本', body: markdown } } });
    const page = await room.sit(room.author);
    await room.go(page, `/bulletins/${id}`);
    await page.getByLabel('本文 (日本語)').locator('h2', { hasText: '見出し' }).waitFor();
    await plainly(page);
    expect(await page.getByLabel('本文 (日本語)').inputValue()).toBe(markdown);
    if (width < 900) await page.locator('summary', { hasText: '登録者のひとりとして見る' }).click();
    await room.press(page, '宛先のだれかとして見る');
    await page.getByText(/このとおり届きます/).waitFor();
    expect(await page.getByText(/このとおり届きます/).innerText()).toMatch(/.\*\*\*@/);
    await room.press(page, '次の人として見る');
    const frame = page.locator('iframe').last();
    expect((await frame.boundingBox())!.width).toBeLessThanOrEqual(360);
    await page.getByRole('button', { name: '暗い' }).last().click();
    const paper = () =>
      frame
        .contentFrame()
        .locator('body')
        .evaluate((b) => getComputedStyle(b).backgroundColor);
    await expect.poll(paper).not.toBe('rgb(255, 255, 255)');
    expect(await paper()).not.toBe('rgba(0, 0, 0, 0)');
    await room.shot(page, 'bulletin-sample');
    await page.getByRole('button', { name: 'テキスト' }).last().click();
    await page.locator('pre').last().waitFor();
    expect((await room.author.get(`/bulletins/${id}`)).body).toMatchObject({ texts: { ja: { body: markdown } } });
  });

  test('a check stands at its text, and one press on the check page leads to the place', async () => {
    const body = '窓口の案内です。\n手数料は口座番号あてに送ってください。';
    const id = await room.stored({ texts: { ja: { subject: '窓口の案内', body } } });
    const page = await room.sit(room.author);
    await room.go(page, `/bulletins/${id}`);
    await room.language(page, 'English');
    await page
      .getByText(/この言語の文がありません/)
      .locator('visible=true')
      .first()
      .waitFor();
    await room.press(page, '保存して確かめる');
    const facts = page.locator('section', { has: page.getByRole('heading', { name: '送る前に確かめること' }) });
    await facts.getByText('Englishの文がありません').waitFor();
    const finding = facts.getByRole('listitem').getByRole('button').first();
    await finding.waitFor();
    await room.shot(page, 'bulletin-checks');
    await finding.click();
    await page.getByRole('heading', { name: '書き直す' }).waitFor();
    const chosen = () =>
      page.evaluate(() =>
        document.activeElement?.getAttribute('role') === 'textbox' ? String(document.getSelection()) : '',
      );
    await expect.poll(chosen, { timeout: 20_000 }).toBe('口座番号');
  });

  test('would this person get it, and why: by topic, by language, by what was left out', async () => {
    const first = await room.stored();
    await room.parts.bulletins.send('cli', first);
    await room.tick();
    const readers = await room.readersOf(first);
    await room.answer(first, 'accepted', readers.slice(0, 1));
    const id = await room.stored({ exclude: first, texts: { ja: sampleTexts.ja } });
    const page = await room.sit(room.author);
    await room.go(page, `/bulletins/${id}/show`);
    const part = page.locator('section', { has: page.getByRole('heading', { name: 'この人に届くか' }) });
    const ask = async (email: string) => {
      await part.getByRole('textbox').fill(email);
      await part.getByRole('button', { name: '調べる' }).click();
    };
    await ask(`${room.topic}-ja-2@example.jp`);
    await part.getByText(/^届きます: 配信情報 .+ を選んでいます$/).waitFor();
    await room.shot(page, 'bulletin-why');
    await ask(`${room.topic}-ja-1@example.jp`);
    await part.getByText('届きません: 除くことにしたお知らせを受け取っています').waitFor();
    await ask('nobody@example.jp');
    await part.getByText('届きません: このアドレスの登録はありません').waitFor();
    // All but the one who got the first edition.
    await page.getByText('14', { exact: true }).first().waitFor();
    await room.parts.bulletins.cancel('test', first);
  });

  test('a first wave that goes wrong stops by its rule, says so in figures, and goes on only when somebody says so', async () => {
    const id = await room.stored({ waveSize: 5 });
    await room.approved(id);
    const boss = await room.sit(room.approver);
    await room.go(boss, `/bulletins/${id}/show`);
    await boss.getByText(/はじめに5人へ送り、10分待ちます。失敗が2%を超えたら止めて/).waitFor();
    await room.press(boss, '15人へ送る');
    await boss.getByRole('button', { name: '止める(承認は残ります)' }).waitFor();
    await room.tick();
    await room.tick(2 * MINUTE);
    await boss.getByText(/先に送った5人の結果を .+ まで待っています/).waitFor();
    expect(await room.readersOf(id)).toHaveLength(5);
    await room.answer(id, 'refused');
    await room.tick(11 * MINUTE);
    await boss.getByText(/先に送った5人のうち5人に届けられませんでした/).waitFor();
    await room.shot(boss, 'bulletin-wave');
    await room.tick(5 * MINUTE);
    expect(await room.readersOf(id)).toHaveLength(5);
    await room.press(boss, '残りの約10人へ送る');
    await boss.getByRole('dialog').getByRole('button', { name: '残りの約10人へ送る' }).click();
    const again = boss.getByRole('dialog', { name: 'もう一度確かめます' });
    await again.getByLabel('パスワード').fill(PASSWORD);
    await again.getByRole('button', { name: '確かめて続ける' }).click();
    await boss.getByText('送信中', { exact: true }).first().waitFor();
    await expect.poll(async () => (await room.row(id)).state, { timeout: 40_000 }).toBe('sending');
    await room.tick();
    expect(await room.readersOf(id)).toHaveLength(15);
    await boss.getByRole('button', { name: '取りやめる' }).click();
    const asked = boss.getByRole('dialog', { name: 'このお知らせを取りやめますか' });
    await asked.getByText(/残りの10人には送られなくなります/).waitFor();
    await asked.getByRole('button', { name: '取りやめる' }).click();
    await boss.getByText('取りやめ', { exact: true }).first().waitFor();
  });

  test('a redelivery goes to those it missed, its body stands still and its subject does not', async () => {
    const first = await room.stored();
    await room.parts.bulletins.send('cli', first);
    await room.tick();
    const readers = await room.readersOf(first);
    await room.answer(first, 'accepted', readers.slice(0, 11));
    await room.answer(first, 'refused');
    await room.tick();
    const page = await room.sit(room.author);
    await room.go(page, `/bulletins/${first}/show`);
    await room.press(page, '届かなかった人へ再配信する(4人まで)');
    await page.getByRole('heading', { name: '書き直す' }).waitFor();
    await page.waitForURL((url) => !url.hash.includes(first));
    expect(await page.getByLabel('本文 (日本語)').isDisabled()).toBe(true);
    expect(await page.getByRole('toolbar').count()).toBe(0);
    await page.getByLabel('件名 (日本語)').fill('もう一度: 窓口の案内');
    await room.saved(page);
    await room.shot(page, 'bulletin-redelivery');
    const id = room.idOf(page);
    await room.press(page, '保存して確かめる');
    await page
      .getByText('「窓口の案内」が届かなかった人だけに送ります。解除した人と使えないアドレスは除きます。')
      .waitFor();
    await room.approved(id);
    await room.parts.bulletins.send('cli', id);
    await room.tick();
    expect(await room.readersOf(id)).toEqual(readers.slice(11));
    await room.parts.bulletins.cancel('test', id);
  });

  test('the glass is broken with a reason and the number, and somebody else approves afterwards', async () => {
    const alone = await personWith(room, ['author', 'approver']);
    const made = await alone.post('/bulletins', { kind: 'emergency', topics: [room.topic], texts: sampleTexts });
    const id = String(made.body.id);
    const page = await room.sit(alone);
    await room.go(page, `/bulletins/${id}/show`);
    await room.press(page, '承認を待たずに送る(緊急)');
    const dialog = page.getByRole('dialog', { name: '承認を待たずに15人へ送りますか' });
    const send = dialog.getByRole('button', { name: '15人へ送る' });
    await dialog.getByLabel('人数').fill('15');
    expect(await send.isDisabled()).toBe(true);
    await dialog.getByLabel('理由').fill('夜間で当番が1人のため');
    await dialog.getByLabel('人数').fill('14');
    expect(await send.isDisabled()).toBe(true);
    await dialog.getByLabel('人数').fill('15');
    await room.shot(page, 'bulletin-glass');
    await send.click();
    await page.getByText('送信中', { exact: true }).first().waitFor();
    await page
      .getByText(/夜間で当番が1人のため/)
      .first()
      .waitFor();
    await room.tick();
    expect(await room.readersOf(id)).toHaveLength(15);
    // Who sent it may not approve it afterwards either: it is not offered.
    expect(await page.getByRole('button', { name: 'あとから承認する' }).count()).toBe(0);
    const boss = await room.sit(room.approver);
    await room.go(boss, `/bulletins/${id}/show`);
    await boss.getByLabel(/コメント/).fill('あとから確かめました');
    await room.press(boss, 'あとから承認する');
    await boss.getByText('「あとから確かめました」').waitFor();
    expect(await room.row(id)).toMatchObject({ approval_due: 0 });
    await room.parts.bulletins.cancel('test', id);
  });

  test('a bulletin that is not there, and an answer that does not come, say so and lead on', async () => {
    const id = await room.stored();
    await room.submitted(id);
    const boss = await room.sit(room.approver);
    await room.go(boss, '/bulletins/unknown/show');
    await boss.getByText('見つかりません。').waitFor();
    await boss.route('**/last-page', (route) => route.abort());
    await room.go(boss, `/bulletins/${id}/show`);
    await boss.getByText(/サーバーにつながりません/).waitFor();
    expect(await boss.getByRole('button', { name: '承認する' }).isDisabled()).toBe(true);
    await boss.unroute('**/last-page');
    await room.press(boss, '最新にする');
    await boss.getByRole('heading', { name: '送る前に確かめること' }).waitFor();
    await boss.getByRole('button', { name: '承認する' }).click({ trial: true });
  });
});
