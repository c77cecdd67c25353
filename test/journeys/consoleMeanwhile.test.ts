/** What happens while somebody writes or decides: a colleague saves, readers come, answers are lost, another person sits down. */
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { MINUTE } from '../../server/lib/clock.ts';
import { openBrowser } from '../support/browser.ts';
import { PASSWORD, personWith } from '../support/staff.ts';
import { type WritingRoom, writingRoom } from '../support/writingRoom.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser?.close());

describe.each([1280, 360])('at %i px', (width) => {
  let room: WritingRoom;
  beforeAll(async () => {
    room = await writingRoom(browser, width);
  });
  afterEach(() => room?.standUp());
  afterAll(() => room?.close());

  const subject = '件名 (日本語)';

  test('a reader who comes before the button is pressed: the page counts anew and asks for the new number', async () => {
    const id = await room.stored({ kind: 'emergency' });
    const { reach } = await room.approved(id);
    const boss = await room.sit(room.approver);
    await room.go(boss, `/bulletins/${id}/show`);
    await boss.getByLabel('人数', { exact: true }).fill(String(reach.total));
    await room.readers(room.topic, 1, { first: 500 });
    await room.press(boss, `${reach.total}人へ送る`);
    await boss
      .getByRole('alert')
      .getByText(`今は${reach.total + 1}人です`)
      .waitFor();
    const anew = boss.getByRole('button', { name: `${reach.total + 1}人へ送る` });
    await anew.waitFor();
    expect(await anew.isDisabled()).toBe(true);
    await boss.getByLabel('人数', { exact: true }).fill(String(reach.total + 1));
    await anew.click();
    await boss.getByText('今止めれば、1通も送られません。').waitFor();
  });

  test('a colleague who chose other recipients and another time: both are shown, and one is chosen', async () => {
    const id = await room.stored();
    const page = await room.sit(room.author);
    await room.go(page, `/bulletins/${id}`);
    await page.getByLabel(subject).waitFor();
    const { body } = await room.author.get(`/bulletins/${id}`);
    const other = room.topics[2]!.code;
    const plannedAt = room.clock.now() + 86_400_000;
    const theirs = { topics: [other], texts: body.texts, plannedAt, waveSize: 50, revision: 1 };
    expect((await room.author.put(`/bulletins/${id}`, theirs)).status).toBe(200);
    await page.getByLabel(subject).fill('あとから書いた件名');
    const choice = page.getByRole('dialog').getByRole('group', { name: '宛先と日時' });
    await choice.waitFor();
    await room.shot(page, 'conflict-plan');
    expect(await choice.innerText()).toContain('50');
    expect(await choice.innerText()).toContain('2026/04/02');
    await choice.getByRole('radio', { name: '保存されているもの' }).check();
    await room.press(page, '選んだほうで保存する');
    await room.saved(page);
    expect((await room.author.get(`/bulletins/${id}`)).body).toMatchObject({
      title: 'あとから書いた件名',
      topics: [other],
      plannedAt,
      waveSize: 50,
    });
  });

  test('an answer that is lost on the way is no conflict with oneself', async () => {
    const id = await room.stored();
    const page = await room.sit(room.author);
    await room.go(page, `/bulletins/${id}`);
    let lost = 0;
    await page.route(`**/console/api/bulletins/${id}`, async (route) => {
      if (route.request().method() !== 'PUT' || lost > 0) return route.continue();
      lost += 1;
      await route.fetch();
      await route.abort();
    });
    await page.getByLabel(subject).fill('一度で届いた件名');
    await page.getByText(/この端末に残してあり/).waitFor();
    await page.getByLabel(subject).fill('続けて書いた件名');
    await room.saved(page);
    expect(lost).toBe(1);
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect((await room.author.get(`/bulletins/${id}`)).body).toMatchObject({ title: '続けて書いた件名', revision: 3 });
  });

  test('what a colleague saved cannot be read at once: it is tried again, then asked', async () => {
    const id = await room.stored();
    const page = await room.sit(room.author);
    await room.go(page, `/bulletins/${id}`);
    await page.getByLabel(subject).waitFor();
    const { body } = await room.author.get(`/bulletins/${id}`);
    const texts = { ...(body.texts as object), ja: { subject: '先に保存した件名', body: '本文' } };
    await room.author.put(`/bulletins/${id}`, { topics: body.topics, texts, revision: 1 });
    let missed = 0;
    await page.route(`**/console/api/bulletins/${id}`, (route) => {
      if (route.request().method() !== 'GET' || missed > 0) return route.continue();
      missed += 1;
      return route.abort();
    });
    await page.getByLabel(subject).fill('あとから書いた件名');
    await page.getByText(/この端末に残してあり/).waitFor();
    await page.getByRole('dialog').getByText('先に保存した件名').waitFor();
    expect(missed).toBe(1);
  });

  test('the button beside the reason is there for who may mend it, and leads there', async () => {
    const id = await room.stored();
    await room.approved(id);
    await room.parts.bulletins.send('cli', id);
    await room.tick();
    await room.parts.delivery.hold('cli', { kind: 'everything', target: '*' }, '点検');
    const operator = await room.sit(await personWith(room, ['operator']));
    await room.go(operator, `/bulletins/${id}/show`);
    await operator.getByText('すべての送信が止められています').waitFor();
    const approver = await room.sit(room.approver);
    await room.go(approver, `/bulletins/${id}/show`);
    await approver.getByText('すべての送信が止められています').waitFor();
    expect(await approver.getByRole('button', { name: '送信の画面を開く' }).count()).toBe(0);
    await room.press(operator, '送信の画面を開く');
    await operator.waitForURL(/#\/delivery$/);
    await operator.getByRole('heading', { level: 1 }).waitFor();
    await room.parts.delivery.release('cli', { kind: 'everything', target: '*' });
    await room.parts.bulletins.pause('cli', id);
    const author = await room.sit(room.author);
    await room.go(author, `/bulletins/${id}/show`);
    await author.getByText('職員が一時停止しました').waitFor();
    expect(await author.getByRole('button', { name: '再開する' }).count()).toBe(0);
    await room.parts.bulletins.cancel('cli', id);
  });

  test('a first wave that went wrong: the rest is sent by number, and the password is asked for again', async () => {
    const id = await room.stored({ waveSize: 3 });
    const { hash, reach } = await room.approved(id);
    await room.approver.post(`/bulletins/${id}/release`, { hash, people: reach.total });
    await room.tick();
    await room.tick(3 * MINUTE);
    await room.answer(id, 'refused');
    await room.tick(12 * MINUTE);
    const boss = await room.sit(room.approver);
    await room.go(boss, `/bulletins/${id}/show`);
    const go = `残りの約${reach.total - 3}人へ送る`;
    await room.press(boss, go);
    const dialog = boss.getByRole('dialog', { name: `残りの約${reach.total - 3}人へ送りますか` });
    await dialog.getByText('先に送った3人のうち3人に届けられなかった').waitFor();
    await room.shot(boss, 'wave-rest');
    await dialog.getByRole('button', { name: go }).click();
    const again = boss.getByRole('dialog', { name: 'もう一度確かめます' });
    await again.getByLabel('パスワード').fill(PASSWORD);
    await again.getByRole('button', { name: '確かめて続ける' }).click();
    await boss.getByText('再開しました').waitFor();
    expect((await room.author.get(`/bulletins/${id}`)).body).toMatchObject({ state: 'sending' });
    await room.parts.bulletins.cancel('cli', id);
  });

  test('what a colleague changed about a draft is read in the audit log from its page', async () => {
    const id = await room.stored();
    const { body } = await room.author.get(`/bulletins/${id}`);
    const change = { topics: body.topics, texts: body.texts, kind: 'emergency', waveSize: 20, revision: 1 };
    expect((await room.author.put(`/bulletins/${id}`, change)).status).toBe(200);
    const auditor = await room.sit(await personWith(room, ['auditor']));
    await room.go(auditor, `/bulletins/${id}/show`);
    await auditor.getByRole('link', { name: '記録を見る' }).click();
    await auditor.getByText('種類: 通常 → 緊急').first().waitFor();
    await auditor.getByText('先に送る人数: 0 → 20').first().waitFor();
    await room.shot(auditor, 'audit-change');
    expect(await auditor.getByText('{"kind"').count()).toBe(0);
    const author = await room.sit(room.author);
    await room.go(author, `/bulletins/${id}/show`);
    await author.getByRole('heading', { name: '履歴' }).waitFor();
    expect(await author.getByRole('link', { name: '記録を見る' }).count()).toBe(0);
  });

  test('another person at the same device gets nothing of what the one before had begun', async () => {
    const page = await room.sit(room.author);
    await page.route('**/console/api/bulletins', (route) =>
      route.request().method() === 'POST' ? route.abort() : route.continue(),
    );
    await room.go(page, '/bulletins/create');
    await page.getByLabel(subject).fill('まだ保存していない件名');
    await page.getByText(/この端末に残してあり/).waitFor();
    const next = await personWith(room, ['author']);
    const sitAs = async (who: { cookie: () => string }) => {
      const [name = '', value = ''] = who.cookie().split('=');
      await page.goto('about:blank');
      await page.context().addCookies([{ name, value, url: room.url }]);
      await room.go(page, '/bulletins/create');
      await page.getByLabel(subject).waitFor();
      return page.getByLabel(subject).inputValue();
    };
    expect(await sitAs(next)).toBe('');
    expect(await sitAs(room.author)).toBe('まだ保存していない件名');
  });
});
