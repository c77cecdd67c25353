/** The main paths of those who do not write: operator, help desk, auditor and administrator, at a desk and on a phone. Bulletins' own path stands in consoleBulletin. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../support/browser.ts';
import { type Furnished, furnished } from '../support/furnished.ts';
import { sitDown } from '../support/sitting.ts';
import { personWith, type Staff } from '../support/staff.ts';
import { people } from '../support/systems.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

describe.each([{ width: 1280 }, { width: 360 }])('at $width px', ({ width }) => {
  let hub: Furnished;
  beforeAll(async () => {
    hub = await furnished();
  });
  afterAll(() => hub?.room.stop());
  const sit = async (who: Staff, path: string): Promise<Page> => {
    const page = await sitDown(browser, hub.room.url, who, { viewport: { width, height: 800 } });
    await page.goto(`${hub.room.url}/console/#${path}`);
    return page;
  };
  const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true }).click();
  /** Presses what a dialog asks about, with a reason where it wants one. */
  const agree = async (page: Page, go: string, reason?: string) => {
    const dialog = page.getByRole('dialog');
    if (reason) await dialog.getByLabel(/理由/).fill(reason);
    await dialog.getByRole('button', { name: go, exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
  };

  test('operator: pauses and resumes a bulletin, releases a hold, lifts a suspension', async () => {
    const { operator } = hub.staff;
    const page = await sit(operator, `/bulletins/${hub.bulletins.sending}/show`);
    await press(page, '一時停止する');
    await expect
      .poll(async () => (await hub.room.row(hub.bulletins.sending)).state, { timeout: 30_000 })
      .toBe('paused');
    await page.getByRole('button', { name: '再開する', exact: true }).first().click();
    await expect
      .poll(async () => (await hub.room.row(hub.bulletins.sending)).state, { timeout: 30_000 })
      .toBe('sending');

    await page.goto(`${hub.room.url}/console/#/delivery`);
    await page.getByText('点検のため').waitFor();
    await press(page, '再開する');
    await page.getByText('何も止めていません').waitFor();

    await page.goto(`${hub.room.url}/console/#/suspended`);
    await page.locator(`a[href="#/readers/${hub.reader}"]`).click();
    await press(page, '配信を再開する');
    await agree(page, '配信を再開する', '本人から電話があった');
    await page.getByText('配信中', { exact: true }).waitFor();

    await page.context().close();
  }, 180_000);

  test('operator: reads what happened and what to do, takes a task, puts it back, and closes all with what was done', async () => {
    const page = await sit(hub.staff.operator, '/tasks');
    const colleague = await personWith(hub.room, ['operator']);
    const task = page.locator('section').filter({ hasText: 'メールが届きませんでした' });
    await task.getByText('在留申請オンラインから申請した人への「申請受付仮番号のお知らせ」です。').waitFor();
    await task.getByText('相手のサーバーの答え: アドレスがない').waitFor();
    await task.getByText(/別の方法で本人に連絡し/).waitFor();
    await task.locator(`a[href="#/letters/${hub.letter}"]`).waitFor();
    const stopped = page.locator('section').filter({ hasText: 'お知らせが自動で止まりました' });
    await stopped.getByText(/200通のうち41通が断られました/).waitFor();
    await stopped.getByRole('link', { name: '窓口の案内(paused)' }).waitFor();

    await task.getByRole('button', { name: '引き受ける' }).click();
    await task.getByText(/あなた\(/).waitFor();
    const rows = (await colleague.get('/tasks?state=open')).body.data as { id: string; kind: string }[];
    const own = rows.find((row) => row.kind === 'letter-bounced')!;
    expect((await colleague.post(`/tasks/${own.id}/take`)).body.code).toBe('task.taken');
    await task.getByRole('button', { name: '手放す' }).click();
    await task.getByText('まだいません').waitFor();
    expect((await colleague.post(`/tasks/${own.id}/take`)).status).toBe(200);
    // Somebody else was faster: it is said, and who it is is shown.
    await task.getByRole('button', { name: '引き受ける' }).click();
    await page.getByText('この作業は別の人が引き受けています').waitFor();
    await task.getByText(/見本 職員\(/).waitFor();

    for (const one of [task, stopped]) {
      await one.getByRole('button', { name: '完了にする' }).click();
      await agree(page, '完了にする', '電話で確かめた');
      await one.waitFor({ state: 'hidden' });
    }
    await page.getByText('作業はありません').waitFor();
    await press(page, '完了');
    await page.getByText('電話で確かめた').first().waitFor();
    await page.getByText('またつながりました').waitFor();
    await page.context().close();
  }, 180_000);

  test('operator: sets the limit of a carrier with a reason, is told what is wrong, and sets it back', async () => {
    const page = await sit(hub.staff.operator, '/delivery');
    const limits = page.locator('section').filter({ hasText: '宛先ごとの速さの上限' });
    const line = limits
      .locator(width < 900 ? 'li' : 'tr')
      .filter({ hasText: 'docomo' })
      .first();
    await line.getByText('同時に4接続、1秒に10通').waitFor();
    const resting = limits.locator(width < 900 ? 'li' : 'tr').filter({ hasText: '休んでいます' });
    await resting.getByText('存在しないアドレスが続いたためです').waitFor();
    await line.getByRole('button', { name: '変える' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('今は、同時に4接続、1秒に10通です。').waitFor();
    await dialog.getByLabel('1秒に送る数').fill('はやく');
    await dialog.getByLabel(/理由/).fill('携帯会社との取り決め');
    await dialog.getByRole('button', { name: 'この上限にする' }).click();
    await dialog.getByText('1から100000までの数か、空(上限なし)にしてください。').waitFor();
    expect(await dialog.getByLabel('1秒に送る数').getAttribute('aria-invalid')).toBe('true');
    await dialog.getByLabel('1秒に送る数').fill('');
    await dialog.getByText(/速さの上限をなくすと/).waitFor();
    await dialog.getByLabel('1秒に送る数').fill('50');
    await dialog.getByRole('button', { name: 'この上限にする' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await line.getByText('同時に4接続、1秒に50通').waitFor();
    await line.getByText(/見本 職員が.*に変更/).waitFor();
    await line.getByRole('button', { name: 'はじめの値に戻す' }).click();
    await page
      .getByRole('dialog')
      .getByText('今の「同時に4接続、1秒に50通」から「同時に4接続、1秒に10通」に戻しますか')
      .waitFor();
    await agree(page, 'はじめの値に戻す');
    await line.getByText('同時に4接続、1秒に10通').waitFor();
    const { data } = (await hub.staff.auditor.get('/audit?action=limit.set')).body as { data: { reason: string }[] };
    expect(data.map((one) => one.reason)).toEqual(['携帯会社との取り決め']);
    await page.context().close();
  }, 180_000);

  test('help desk: finds by the exact address, sees state and no content, sends again', async () => {
    await hub.room.db.write((trx) =>
      trx.knex('letter').where({ public_id: hub.letter }).update({ state: 'bounced', final_at: hub.room.clock.now() }),
    );
    const page = await sit(hub.staff.helpdesk, '/');
    await page.getByRole('textbox', { name: /探す/ }).fill(people.filer!.email);
    await page.keyboard.press('Enter');
    await page.locator(`a[href="#/letters/${hub.letter}"]`).click();
    await page
      .getByText('送信の記録')
      .or(page.getByRole('heading', { level: 2 }))
      .first()
      .waitFor();
    expect(await page.locator('main').innerText()).not.toContain('SAMPLE TARO');
    await press(page, '送り直す');
    await agree(page, '送り直す');
    await page.waitForURL((url) => !url.hash.includes(hub.letter));
    await page.getByText('ras2-application-submitted').or(page.locator('main h1')).first().waitFor();
    await page.context().close();
  }, 120_000);

  test('auditor: reads who did what, saves it as a file, and has the chain checked; changes nothing', async () => {
    const page = await sit(hub.staff.auditor, '/audit');
    await page.getByRole('textbox', { name: '操作' }).fill('bulletin.approve');
    await page.keyboard.press('Enter');
    await page
      .getByRole('listitem')
      .or(page.getByRole('row'))
      .filter({ hasText: 'bulletin.approve' })
      .first()
      .waitFor();
    const saving = page.waitForEvent('download');
    await press(page, 'CSVで書き出す');
    expect((await saving).suggestedFilename()).toMatch(/^audit-.*\.csv$/);
    await press(page, '鎖を確かめる');
    await page.getByText(/行すべてがつながっています/).waitFor();
    await page.goto(`${hub.room.url}/console/#/people`);
    await page.getByRole('heading', { name: '役割と権限の表' }).waitFor();
    expect(await page.getByRole('link', { name: '職員を招待する' }).count()).toBe(0);
    await page.context().close();
  }, 120_000);

  test('administrator: ends a session, changes a rule with its consequence told, makes a key that is shown once', async () => {
    const boss = await personWith(hub.room, ['administrator']);
    const other = await personWith(hub.room, ['author']);
    const page = await sit(boss, `/people/${other.id}`);
    await press(page, 'すべての端末をサインアウトさせる');
    await agree(page, 'すべての端末をサインアウトさせる');
    await expect.poll(async () => (await other.get('/session')).status, { timeout: 30_000 }).toBe(401);

    await page.goto(`${hub.room.url}/console/#/settings`);
    await page.getByRole('combobox').first().click();
    await page.getByRole('option', { selected: false }).first().click();
    const dialog = page.getByRole('dialog');
    const consequence = await dialog.innerText();
    expect(consequence.length).toBeGreaterThan(40);
    await dialog.locator('button[type=submit]').click();
    await dialog.waitFor({ state: 'hidden' });
    await expect
      .poll(async () => JSON.stringify((await boss.get('/audit?limit=5')).body), { timeout: 30_000 })
      .toContain('rule');

    await page.goto(`${hub.room.url}/console/#/keys`);
    await page.getByLabel('名前').fill('見本の鍵');
    await press(page, '鍵を作る');
    await page.getByText(/今だけ表示します/).waitFor();
    await page.reload();
    await page.getByText('見本の鍵').first().waitFor();
    expect(await page.getByText(/今だけ表示します/).count()).toBe(0);
    await page.context().close();
  }, 120_000);
});
