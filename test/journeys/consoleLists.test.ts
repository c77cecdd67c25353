/** From "what failed today?" to the letter, and readers by filters that stay in the address: at both widths, without a fault for whoever cannot see. */
import { expect, test } from 'vitest';
import { staffRoles } from '../../server/contract/rights.ts';
import { flawsOf, settled, tooWide } from '../support/axe.ts';
import { personWith } from '../support/staff.ts';
import { lookUntil } from '../support/until.ts';
import { atBothWidths } from '../support/writingRoom.ts';

atBothWidths((room, width) => {
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

  test('the page of a list stands in its address: it comes back with a reload and the way back, and a colleague sees the same rows', async () => {
    await room.readers(room.topic, 130, { domain: 'pages.example' });
    const desk = await personWith(room, ['operator']);
    const page = await room.sit(desk);
    await room.go(page, '/readers?domain=pages.example');
    /** The first row, once it is another than before: the rows of the last page stay until those of the next are there. */
    const shown = (of: typeof page, before: string | null = null) =>
      lookUntil(
        'the first row of another page',
        async () =>
          of
            .getByRole('link', { name: /\*\*\*@pages/ })
            .first()
            .getAttribute('href'),
        (href) => href !== null && href !== before,
      );
    const hrefs = [await shown(page)];
    for (const n of [2, 3, 4, 5, 6]) {
      await room.press(page, '古いもの');
      await page.waitForURL(new RegExp(`page=${n}`));
      hrefs.push(await shown(page, hrefs.at(-1)));
    }
    expect(new Set(hrefs).size).toBe(6);
    expect(await page.getByRole('button', { name: '古いもの' }).isDisabled()).toBe(true);
    await room.shot(page, 'readers-page-6');
    await page.reload();
    expect(await shown(page)).toBe(hrefs[5]);
    await page.goBack();
    await page.waitForURL(/page=5/);
    expect(await shown(page, hrefs[5])).toBe(hrefs[4]);
    const colleague = await room.sit(await personWith(room, ['operator']));
    await colleague.goto(page.url());
    expect(await shown(colleague)).toBe(hrefs[4]);
    // Other rows have other pages.
    await colleague.getByLabel('宛先のドメイン').fill('docomo.ne.jp');
    await colleague.keyboard.press('Enter');
    await colleague.getByText('docomo.ne.jp').first().waitFor();
    expect(colleague.url()).not.toContain('page=');
  });

  test('what is chosen on a screen is chosen after a reload', async () => {
    const page = await room.sit(await personWith(room, staffRoles));
    const choices = [
      ['/tasks', 'button', '完了', 'state=closed'],
      ['/bulletins', 'button', '下書き', 'state=draft'],
      ['/suppressions', 'checkbox', /外したもの/, 'lifted=true'],
      ['/arrivals', 'checkbox', /閉じたもの/, 'over=true'],
      ['/templates', 'switch', '使わなくなったものも見る', 'archived=yes'],
    ] as const;
    for (const [path, role, name, address] of choices) {
      await room.go(page, path);
      const choice = page.getByRole(role, { name, exact: typeof name === 'string' });
      await choice.click();
      await page.waitForURL((url) => url.hash === `#${path}?${address}`);
      await page.reload();
      const state = role === 'button' ? { pressed: true } : { checked: true };
      await page.getByRole(role, { name, exact: typeof name === 'string', ...state }).waitFor();
    }
    await room.go(page, '/mail-types');
    const names = page.locator('code');
    await names.first().waitFor();
    // On a phone there are cards, which have no heads to press.
    if (width < 900) return;
    const given = await names.allInnerTexts();
    const sorted = [...given].sort((a, b) => a.localeCompare(b, 'ja'));
    expect(given).not.toEqual(sorted);
    await page.getByRole('columnheader').getByText('APIでの名前').click();
    await page.waitForURL(/sort=id/);
    await page.reload();
    await names.first().waitFor();
    expect(await names.allInnerTexts()).toEqual(sorted);
  });

  test('a bulletin is found by its words, put away, and found where it was put', async () => {
    const id = await room.stored({ texts: { ja: { subject: '花火大会の日の窓口', body: '窓口は15時までです。' } } });
    await room.stored();
    await room.author.post(`/bulletins/${id}/discard`);
    const page = await room.sit(room.author);
    await room.go(page, '/bulletins');
    const line = page.getByRole('link', { name: /花火大会/ });
    await line.waitFor();
    await page.getByLabel('件名・本文のことば').fill('花火 15時');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: '窓口の案内' }).waitFor({ state: 'detached' });
    await room.shot(page, 'bulletins-found');
    await line.click();
    await room.press(page, '一覧から片付ける');
    await page.getByText('片付けました。').waitFor();
    await room.go(page, '/bulletins?text=花火');
    await page.getByText('当てはまるお知らせはありません').waitFor();
    await room.go(page, '/bulletins?shelved=yes');
    await line.waitFor();
    await settled(page);
    expect(await flawsOf(page)).toEqual([]);
    expect(await tooWide(page)).toBe(0);
  });

  test('a domain is put on the list that gets no mail and lifted with a reason; a past end is refused beside its field', async () => {
    const desk = await personWith(room, ['operator']);
    const page = await room.sit(desk);
    await room.go(page, '/suppressions');
    await page.getByText('送らない宛先はありません').waitFor();
    await page.getByLabel('アドレスまたはドメイン').fill('blocked.example');
    await page.getByLabel('理由').fill('断られた');
    await page.getByLabel('終わりの日時').fill('2001-01-01T00:00');
    await page.getByLabel('手続のメールも止める').check();
    await page.getByText(/1通ごとに作業ができ/).waitFor();
    await room.press(page, '送らない宛先に加える');
    await page.getByText('過去の日時は使えません。').waitFor();
    const standing = () => room.db.knex('suppression').whereNull('lifted_at').where({ domain: 'blocked.example' });
    expect(await standing()).toEqual([]);
    await page.getByLabel('終わりの日時').fill('');
    await room.press(page, '送らない宛先に加える');
    await page.getByText('お知らせと手続のメール', { exact: true }).waitFor();
    expect(await standing()).toMatchObject([{ letters: 1, until_at: null, reason: '断られた' }]);
    await room.shot(page, 'suppressions');
    await settled(page);
    expect(await flawsOf(page)).toEqual([]);
    expect(await tooWide(page)).toBe(0);

    await room.press(page, '外す');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('理由').fill('頼まれた');
    await dialog.getByRole('button', { name: '外す', exact: true }).click();
    await page.getByText('送らない宛先はありません').waitFor();
    expect(await standing()).toEqual([]);
    await page.getByLabel(/外したもの/).check();
    await page.getByText('頼まれた').waitFor();
  });

  test('one letter is held with a reason and let go again on its page', async () => {
    const desk = await personWith(room, ['operator']);
    const far = Date.now() + 86_400_000;
    const { public_id: id } = await room.db.knex('letter').orderBy('id').first('public_id');
    await room.db.write(async (trx) =>
      trx
        .knex('letter')
        .where({ public_id: id })
        .update({ state: 'planned', reason: null, final_at: null, next_at: far, deadline_at: far + 1000 }),
    );
    const letter = () => room.db.knex('letter').where({ public_id: id }).first('state', 'reason', 'next_at');
    const page = await room.sit(desk);
    await room.go(page, `/letters/${id}`);
    await room.press(page, '保留する');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('理由').fill('確かめる');
    await dialog.getByRole('button', { name: '保留する', exact: true }).click();
    await page.getByText('職員の操作').waitFor();
    expect(await letter()).toMatchObject({ state: 'held', reason: 'by-staff' });
    await room.shot(page, 'letter-held');
    await room.press(page, '保留をやめる');
    await dialog.getByRole('button', { name: '保留をやめる', exact: true }).click();
    await page.getByRole('button', { name: '保留する', exact: true }).waitFor();
    expect(await letter()).toMatchObject({ state: 'planned', reason: null });
  });
});
