/**
 * The four accidents that Japanese agencies reported, acted out in a real browser, on a desk and on a phone: the list of another bulletin,
 * a drill sent as the real thing, the wrong channel, and every address in one mail. Each ends with nobody having got it.
 */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { MINUTE } from '../../server/lib/clock.ts';
import { sampleTexts } from '../support/newsroom.ts';
import { PASSWORD } from '../support/staff.ts';
import { askForApproval, atBothWidths } from '../support/writingRoom.ts';

atBothWidths((room) => {
  /** The approver sees it in time. */
  const giveBack = async (page: Page, reason: string) => {
    await room.press(page, '差し戻す');
    const dialog = page.getByRole('dialog', { name: '書いた人に差し戻しますか' });
    await dialog.getByLabel('理由').fill(reason);
    await dialog.getByRole('button', { name: '差し戻す' }).click();
    await page.getByText(`差し戻されました: ${reason}`).waitFor();
  };
  const nobodyHas = async (id: string) => {
    await room.tick(3 * MINUTE);
    expect(await room.readersOf(id)).toEqual([]);
    // So that the next act that weighs asks nothing.
    await room.approver.post('/session/confirm', { password: PASSWORD, code: '' });
  };
  const nameOf = async (code: string): Promise<string> => {
    const { data } = (await room.author.get('/topics')).body as { data: { code: string; names: { ja: string } }[] };
    return data.find((t) => t.code === code)!.names.ja;
  };

  test('the wrong list: a bulletin for few, copied by somebody new, goes to the many only past three warnings and a typed number', async () => {
    const [few, many] = [room.topics[1]!.code, room.topics[2]!.code];
    await room.readers(few, 3);
    await room.readers(many, 120);
    const texts = (subject: string) => ({ ...sampleTexts, ja: { subject, body: '健診の案内です。' } });
    const last = await room.stored({ topics: [few], texts: texts('健康だより4月号') });
    await room.parts.bulletins.send('cli', last);
    await room.tick();
    await room.answer(last, 'accepted');
    await room.tick();

    const desk = await room.sit(room.author);
    await room.go(desk, `/bulletins/${last}/show`);
    await room.press(desk, '写して新しく書く');
    await desk.getByRole('heading', { name: '書き直す' }).waitFor();
    await desk.waitForURL((url) => !url.hash.includes(last));
    await desk.getByLabel('件名 (日本語)').fill('健康だより5月号');
    await desk.getByRole('checkbox', { name: new RegExp(`^${await nameOf(few)} `) }).uncheck();
    await desk.getByRole('checkbox', { name: new RegExp(`^${await nameOf(many)} `) }).check();
    await desk.getByText(/120 人に届きます/).waitFor();
    const id = room.idOf(desk);
    await room.saved(desk);
    await askForApproval(desk);
    await desk.getByText('人数: 3 → 120(+3900 %)').waitFor();

    const boss = await room.sit(room.approver);
    await room.go(boss, `/bulletins/${id}/show`);
    await boss.getByText('人数が前の号と大きく違います。宛先をもう一度確かめてください。').waitFor();
    await boss.getByText(`増えた配信情報: ${await nameOf(many)}`).waitFor();
    await boss.getByText(`減った配信情報: ${await nameOf(few)}`).waitFor();
    await room.shot(boss, 'accident-list');
    await room.press(boss, '承認する');
    const send = boss.getByRole('button', { name: '120人へ送る' });
    await send.waitFor();
    expect(await send.isDisabled()).toBe(true);
    await boss.getByLabel('人数', { exact: true }).fill('3');
    expect(await send.isDisabled()).toBe(true);
    await boss.getByLabel('人数', { exact: true }).fill('120');
    await boss.getByRole('button', { name: '120人へ送る', disabled: false }).waitFor();
    // The door asks as well, whatever a page does.
    const { body: page } = await room.approver.get(`/bulletins/${id}/last-page`);
    for (const people of [null, 3])
      expect((await room.approver.post(`/bulletins/${id}/release`, { hash: page.hash, people })).body).toMatchObject({
        code: 'audience.number',
      });
    await room.shot(boss, 'accident-number');
    await giveBack(boss, '宛先が違います');
    await nobodyHas(id);
  });

  test('a drill as the real thing: what is copied from a drill, mended or corrected stays a drill, and says so to everybody', async () => {
    const drill = await room.stored({
      kind: 'drill',
      texts: { ja: { subject: '避難所の開設', body: '避難所を開きました。' } },
    });
    await room.parts.bulletins.send('cli', drill);
    await room.tick();
    await room.answer(drill, 'accepted');
    await room.tick();
    const desk = await room.sit(room.author);
    await room.go(desk, `/bulletins/${drill}/show`);
    await room.press(desk, '写して新しい訓練を書く');
    await desk.getByRole('heading', { name: '書き直す' }).waitFor();
    await desk.waitForURL((url) => !url.hash.includes(drill));
    const id = room.idOf(desk);
    await desk.getByLabel('種類').and(desk.locator('[aria-disabled=true]')).waitFor();
    await desk
      .getByText(/【訓練】/)
      .first()
      .waitFor();
    await desk.getByLabel('件名 (日本語)').fill('避難所の開設(本番)');
    await room.saved(desk);
    await askForApproval(desk);
    await room.shot(desk, 'accident-drill');
    // Neither does the door make a real one of it, nor its correction.
    await room.author.post(`/bulletins/${id}/reopen`);
    const { revision } = (await room.author.get(`/bulletins/${id}`)).body;
    for (const kind of ['normal', 'emergency'])
      await room.author.put(`/bulletins/${id}`, { kind, topics: [room.topic], texts: sampleTexts, revision });
    expect(await room.row(id)).toMatchObject({ kind: 'drill' });
    expect((await room.author.post(`/bulletins/${drill}/correct`)).body).toMatchObject({ kind: 'drill' });
    await room.approved(id);
    const boss = await room.sit(room.approver);
    await room.go(boss, `/bulletins/${id}/show`);
    await boss.getByRole('button', { name: '15人へ訓練を送る' }).waitFor();
    await giveBack(boss, '本物はあらためて書いてください');
    await nobodyHas(id);
  });

  test('the wrong channel: an ordinary text that was marked as an emergency is seen as one before it can leave', async () => {
    const desk = await room.sit(room.author);
    await room.go(desk, '/bulletins/create');
    await desk.getByLabel('件名 (日本語)').fill('配信設定の変更');
    await desk.getByLabel('本文 (日本語)').fill('委託先への連絡です。');
    await desk.locator('fieldset summary').first().click();
    await desk.getByRole('checkbox').first().check();
    await desk.getByLabel('種類').click();
    await desk.getByRole('option', { name: '緊急' }).click();
    await desk.getByText('緊急は先に送られ、夜も待ちません。送る前に人数を打ち込みます。').waitFor();
    await room.saved(desk);
    await askForApproval(desk);
    const id = room.idOf(desk);
    // Who wrote it can neither approve nor send it, nor break the glass.
    for (const act of ['approve', 'release', 'break-glass'])
      expect(
        (
          await room.author.post(`/bulletins/${id}/${act}`, {
            hash: 'x'.repeat(64),
            people: 15,
            revision: 1,
            reason: 'x',
          })
        ).body,
      ).toMatchObject({ code: 'right.missing' });
    expect(await desk.getByRole('button', { name: /人へ送る|承認する/ }).count()).toBe(0);

    const boss = await room.sit(room.approver);
    await room.go(boss, `/bulletins/${id}/show`);
    await boss.getByText('緊急', { exact: true }).first().waitFor();
    await boss.getByText('送るボタンのあと、すぐ').waitFor();
    await room.press(boss, '承認する');
    const send = boss.getByRole('button', { name: '15人へ送る' });
    await send.waitFor();
    expect(await send.isDisabled()).toBe(true);
    await boss.getByText(/緊急のお知らせです。人数を数字で打ち込んでください/).waitFor();
    await room.shot(boss, 'accident-channel');
    await giveBack(boss, '緊急ではありません');
    await nobodyHas(id);
    // An ordinary bulletin has no way round the approval.
    const other = await room.stored();
    const glass = { revision: 1, people: 15, reason: '急ぎ' };
    expect((await room.approver.post(`/bulletins/${other}/break-glass`, glass)).body).toMatchObject({
      code: 'emergency.only',
    });
  });

  test('every address in one mail: no screen of a bulletin knows an address, and every recipient is a row of the own', async () => {
    const id = await room.stored();
    await room.approved(id);
    await room.parts.bulletins.send('cli', id);
    await room.tick();
    await room.answer(id, 'accepted');
    await room.tick();
    expect(new Set(await room.readersOf(id)).size).toBe(15);
    const boss = await room.sit(room.approver);
    const answers: string[] = [];
    boss.on('response', async (r) => r.url().includes('/console/api/bulletins') && answers.push(await r.text()));
    for (const place of ['/show', '/record']) {
      await room.go(boss, `/bulletins/${id}${place}`);
      await boss
        .getByText(/承認を頼んだ/)
        .first()
        .waitFor();
      expect(await boss.locator('body').innerText()).not.toMatch(/@(example|docomo\.ne)\.jp/);
    }
    await room.go(boss, `/bulletins/${id}/show`);
    // On a phone the mails of a bulletin that began are folded.
    const folded = boss.locator('summary', { hasText: '届くメールの見た目' });
    await folded
      .or(boss.getByRole('button', { name: '宛先のだれかとして見る', exact: true }))
      .first()
      .waitFor();
    if (await folded.isVisible()) await folded.click();
    await room.press(boss, '宛先のだれかとして見る');
    await boss
      .getByText(/.\*\*\*@/)
      .first()
      .waitFor();
    const mail = boss.locator('iframe').last().contentFrame().locator('body');
    await expect.poll(() => mail.innerText(), { timeout: 40_000 }).not.toBe('');
    const inMail = await mail.innerText();
    expect(inMail).not.toMatch(/@(example|docomo\.ne)\.jp/);
    await expect.poll(() => answers.length, { timeout: 40_000 }).toBeGreaterThan(5);
    for (const answer of answers) expect(answer).not.toMatch(/[a-z0-9-]+@(example|docomo\.ne)\.jp/);
  });
});
