/** A sending stands at the edge of every screen, with the way to stop it where the eye is; its dialogs cannot be misread. */
import { expect, test } from 'vitest';
import { MINUTE } from '../../server/lib/clock.ts';
import { atBothWidths } from '../support/writingRoom.ts';

atBothWidths((room) => {
  const title = '窓口の案内';

  test('the answer to the button at the foot of the page is where the eye is, and on every other screen', async () => {
    const id = await room.stored();
    const { reach } = await room.approved(id);
    const page = await room.sit(room.approver);
    await room.go(page, `/bulletins/${id}/show`);
    await room.press(page, `${reach.total}人へ送る`);
    const bar = page.getByRole('complementary', { name: '送信中と送信直前のお知らせ' });
    const stop = bar.getByRole('button', { name: `${title}: 止める` });
    await stop.waitFor();
    const seen = async () => {
      const box = (await stop.boundingBox())!;
      return box.y >= 0 && box.y + box.height <= page.viewportSize()!.height;
    };
    expect(await seen()).toBe(true);
    await room.tick();
    await bar.getByText(/あと \d+:\d\d で送り始めます/).waitFor();
    await room.shot(page, 'sending-bar-held');
    await room.go(page, '/topics');
    await page.getByRole('heading', { level: 1, name: '配信情報' }).waitFor();
    await stop.waitFor();
    expect(await seen()).toBe(true);
    await stop.click();
    await bar.waitFor({ state: 'hidden' });
    expect(await room.row(id)).toMatchObject({ state: 'approved', started_at: null });
  });

  test('while it is sent the bar counts from all it was decided to go to, and cancelling says what goes on instead', async () => {
    const id = await room.stored();
    const { reach, hash } = await room.approved(id);
    await room.approver.post(`/bulletins/${id}/release`, { hash, people: reach.total });
    await room.tick();
    await room.tick(3 * MINUTE);
    await room.answer(id, 'accepted', (await room.readersOf(id)).slice(0, 4));
    const page = await room.sit(room.approver);
    await room.go(page, `/bulletins/${id}/show`);
    const bar = page.getByRole('complementary', { name: '送信中と送信直前のお知らせ' });
    await bar.getByText(`${reach.total}人のうち4人が済みました`).waitFor();
    await room.shot(page, 'sending-bar-sending');
    await room.press(page, '取りやめる');
    const question = page.getByRole('dialog', { name: 'このお知らせを取りやめますか' });
    await question.getByText(`4人にはもう送りました。残りの${reach.total - 4}人には送られなくなります`).waitFor();
    expect(await question.getByRole('button').allInnerTexts()).toEqual(['送信を続ける', '取りやめる']);
    await question.getByRole('button', { name: '送信を続ける' }).click();
    await question.waitFor({ state: 'hidden' });
    expect(await room.row(id)).toMatchObject({ state: 'sending' });
    await room.press(page, '取りやめる');
    await question.getByRole('button', { name: '取りやめる' }).click();
    await bar.waitFor({ state: 'hidden' });
    await room.tick();
    const { body } = await room.author.get(`/bulletins/${id}`);
    expect(body.figures).toMatchObject({ total: reach.total, accepted: 4, cancelled: reach.total - 4, waiting: 0 });
  });
});
