/** A screen whose code does not come is tried again and says why; who is not signed in is led to the door (cases C7, C8); first steps of an empty hub. */
import { expect, test } from 'vitest';
import { flawsOf, settled } from '../support/axe.ts';
import { firstPerson } from '../support/staff.ts';
import { atBothWidths } from '../support/writingRoom.ts';

atBothWidths((room) => {
  test('a script that fails to load once does no harm; one that stays away is told, and comes when the network does', async () => {
    const page = await room.sit(room.author);
    await room.go(page, '/');
    await page.getByRole('heading', { level: 1 }).waitFor();
    let asked = 0;
    let away = true;
    await page.route('**/MailTypeList-*.js', (route) => {
      asked += 1;
      return away ? route.abort() : route.continue();
    });
    await room.go(page, '/mail-types');
    await page.getByText('画面を読み込めませんでした').waitFor();
    expect(asked).toBeGreaterThan(2);
    away = false;
    await page.getByRole('button', { name: 'もう一度読み込む' }).click();
    await page.getByRole('heading', { level: 1, name: 'メールの種類' }).waitFor();
  });

  test('a deep link of somebody who is not signed in leads to the door and never says that something is not allowed', async () => {
    const page = await room.sit(null);
    await room.go(page, '/audit');
    await page.getByLabel(/パスワード|Password/).waitFor();
    expect(await page.getByText('この画面を開く権限がありません').count()).toBe(0);
  });

  test('an empty hub shows its first steps, each with its door', async () => {
    const first = await firstPerson(room, `first-${Date.now()}@example.jp`).catch(() => null);
    if (!first) throw new Error('the first administrator could not be made');
    const page = await room.sit(first);
    await room.go(page, '/');
    await page.getByRole('heading', { level: 2, name: 'はじめにすること' }).waitFor();
    expect(await page.getByRole('link', { name: '配信情報を自分の役所のものにする' }).getAttribute('href')).toBe(
      '#/topics',
    );
    await room.shot(page, 'home-checklist');
    await settled(page);
    expect(await flawsOf(page)).toEqual([]);
  });
});
