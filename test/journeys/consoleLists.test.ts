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
