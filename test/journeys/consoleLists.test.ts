/** From "what failed today?" to the letter, and readers by filters that stay in the address: at both widths, without a fault for whoever cannot see. */
import { expect, test } from 'vitest';
import { flawsOf, settled, tooWide } from '../support/axe.ts';
import { personWith } from '../support/staff.ts';
import { atBothWidths } from '../support/writingRoom.ts';

atBothWidths((room) => {
  test('filters are kept in the address, come back with it, and lead to one reader and one letter', async () => {
    const desk = await personWith(room, ['operator']);
    const page = await room.sit(desk);
    await room.go(page, '/readers?language=en');
    await page.getByRole('heading', { level: 2, name: '登録者の一覧' }).waitFor();
    const rows = page.getByRole('link', { name: /\*\*\*@/ });
    await rows.first().waitFor();
    expect(await rows.count()).toBe(3);
    await room.shot(page, 'readers-list');
    await page.getByLabel('宛先のドメイン').fill('example.jp');
    await page.keyboard.press('Enter');
    await page.getByText('当てはまるものはありません').waitFor();
    expect(page.url()).toContain('language=en&domain=example.jp');
    await page.goBack();
    await rows.first().waitFor();
    await rows.first().click();
    await page.getByText('docomo.ne.jp').first().waitFor();

    await room.db.write(async (trx) =>
      trx.knex('letter').where({ type: 'staff-security-notice' }).update({ state: 'bounced', reason: 'userunknown' }),
    );
    await room.go(page, '/letters?group=lost');
    await page.getByRole('heading', { level: 1, name: 'メール' }).waitFor();
    await page.getByLabel('状態').first().waitFor();
    await room.shot(page, 'letters-list');
    await settled(page);
    expect(await flawsOf(page)).toEqual([]);
    expect(await tooWide(page)).toBe(0);
  });
});
