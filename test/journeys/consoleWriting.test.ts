/** Writing in the rich editor, in a real browser, on a desk and on a phone: what is seen is what is stored, with the keyboard alone and for a screen reader. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { flawsOf, settled, tooWide } from '../support/axe.ts';
import { sampleTexts } from '../support/newsroom.ts';
import { atBothWidths } from '../support/writingRoom.ts';

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

atBothWidths((room) => {
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

  test('the toolbar is one stop with arrow keys inside, and axe finds nothing', async () => {
    const { page } = await open();
    await page.getByRole('textbox', { name: '本文 (日本語)' }).waitFor();
    const bar = page.getByRole('toolbar').first();
    await bar.getByRole('button').first().focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    expect(await bar.locator('button:focus').getAttribute('aria-label')).toBe('大見出し');
    await page.keyboard.press('End');
    expect(await bar.locator('button:focus').getAttribute('aria-label')).toBe('区切り線');
    expect(await bar.locator('button[tabindex="0"]').count()).toBe(1);
    // Leaves no button's own words over the page.
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await expect.poll(() => page.getByRole('tooltip').count(), { timeout: 20_000 }).toBe(0);
    await settled(page);
    expect(await flawsOf(page)).toEqual([]);
    expect(await tooWide(page)).toBe(0);
    await room.shot(page, 'writing-editor');
  });
});
