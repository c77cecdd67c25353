/** A bulletin is cancelled after a tenth of it, while it is still being written out: every screen and the record name the same people, and the rest is reached. */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { ja } from '../../admin/texts/ja.ts';
import { MINUTE } from '../../server/lib/clock.ts';
import { expandChunk } from '../../server/store/expansion.ts';
import { tooWide } from '../support/axe.ts';
import { lookUntil } from '../support/until.ts';
import { atBothWidths } from '../support/writingRoom.ts';

const READERS = 300;
/** Words of the screen for the figures of a bulletin. */
const words = ja.fb.figure;
type Figures = Record<keyof typeof words, number>;

atBothWidths((room) => {
  /** What stands under these words on the page. */
  const seen = async (page: Page): Promise<Figures> => {
    const pairs = await page
      .locator('main dl > div')
      .evaluateAll((all) => all.map((one) => [...one.children].map((c) => (c as HTMLElement).innerText.trim())));
    const at = (word: string) => pairs.find(([name]) => name === word)?.[1]?.replaceAll(',', '') ?? `no ${word}`;
    return Object.fromEntries(Object.entries(words).map(([name, word]) => [name, Number(at(word))])) as Figures;
  };
  const sum = (figures: Figures) => Object.values(figures).reduce((all, n) => all + n, 0);

  /** Under way: the first rows are written, a tenth is accepted, some failed and are unknown, two people left before their turn. */
  const begun = async (): Promise<string> => {
    await room.readers(room.topic, READERS - 15, { domain: 'town.example' });
    const id = await room.stored();
    const { reach, hash } = await room.approved(id);
    expect(reach.total).toBe(READERS);
    await room.approver.post(`/bulletins/${id}/release`, { hash, people: READERS });
    const last: { id: number }[] = await room.db.knex('reader').orderBy('id', 'desc').limit(2).select('id');
    await room.tick();
    room.clock.advance(3 * MINUTE);
    await room.parts.release.jobs.find((job) => job.name === 'startBulletins')!.run();
    const { id: row } = await room.row(id);
    await room.db.write((trx) =>
      expandChunk(trx, { bulletinId: row, languages: ['ja', 'plja', 'en'], chunk: 150, now: room.clock.now() }),
    );
    await room.db.write((trx) =>
      trx
        .knex('reader')
        .update({ state: 'left' })
        .whereIn(
          'id',
          last.map((r) => r.id),
        ),
    );
    const written = await room.readersOf(id);
    expect(written.length).toBe(150);
    await room.answer(id, 'accepted', written.slice(0, 30));
    await room.answer(id, 'refused', written.slice(30, 36));
    await room.answer(id, 'unknown', written.slice(36, 39));
    return id;
  };

  test('cancelled after a tenth, and sent again to all it did not reach', async () => {
    const id = await begun();
    const page = await room.sit(room.approver);
    await room.go(page, `/bulletins/${id}/show`);
    const bar = page.getByRole('complementary', { name: '送信中と送信直前のお知らせ' });
    await bar.getByText('300人のうち39人が済みました').waitFor();
    expect(await seen(page)).toEqual({
      accepted: 30,
      waiting: 261,
      digest: 0,
      failed: 6,
      withdrawn: 0,
      cancelled: 0,
      unknown: 3,
    });
    await room.press(page, '取りやめる');
    const question = page.getByRole('dialog', { name: 'このお知らせを取りやめますか' });
    await question.getByText('30人にはもう送りました。残りの261人には送られなくなります').waitFor();
    await question.getByRole('button', { name: '取りやめる' }).click();
    await bar.waitFor({ state: 'hidden' });
    await lookUntil(
      'everybody is in a figure',
      () => seen(page),
      (f) => sum(f) === READERS && f.cancelled > 0,
    );
    await room.shot(page, 'cancelled-at-once');

    await room.tick();
    const after = { accepted: 30, waiting: 0, digest: 0, failed: 6, withdrawn: 2, cancelled: 259, unknown: 3 };
    // Without a touch: the page follows until everybody is where they end.
    await lookUntil(
      'the rows of those who left',
      () => seen(page),
      (f) => f.withdrawn === 2,
    );
    expect(await seen(page)).toEqual(after);
    expect(sum(after)).toBe(READERS);
    await page.getByText('300人のうち41人が済んだところで取りやめました。259人には送りません。').waitFor();
    expect(await tooWide(page)).toBe(0);
    await room.shot(page, 'cancelled-closed');

    await room.go(page, '/bulletins?text=窓口');
    await page.getByText('30 / 300').waitFor();
    await room.go(page, `/bulletins/${id}/record`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await seen(page)).toEqual(after);
    await page.locator('main').getByText('300', { exact: true }).waitFor();
    const [download] = await Promise.all([page.waitForEvent('download'), room.press(page, 'データで保存する (JSON)')]);
    expect(JSON.parse(readFileSync((await download.path())!, 'utf8'))).toMatchObject({
      state: 'cancelled',
      figures: { total: READERS, ...after },
    });
    await room.shot(page, 'cancelled-record');

    const writer = await room.sit(room.author);
    await room.go(writer, `/bulletins/${id}/show`);
    await room.press(writer, '届かなかった人へ再配信する(265人まで)');
    await writer.getByRole('heading', { name: '書き直す' }).waitFor();
    await writer.waitForURL((url) => !url.hash.includes(id));
    const again = room.idOf(writer);
    const { reach } = await room.approved(again);
    expect(reach.total).toBe(265);
    await room.go(page, `/bulletins/${again}/show`);
    await room.press(page, '265人へ送る');
    await lookUntil(
      'it is on its way',
      async () => (await room.row(again)).state,
      (state) => state === 'scheduled',
    );
    await room.tick();
    await page
      .getByText(/あと \d+:\d\d で送り始めます/)
      .first()
      .waitFor();
    await room.tick(3 * MINUTE);
    await page.getByText('265人のうち0人が済みました').first().waitFor();
    await room.answer(again, 'accepted');
    await room.tick();
    await lookUntil(
      'all of the rest were reached',
      () => seen(page),
      (f) => f.accepted === 265 && sum(f) === 265,
    );
    await room.shot(page, 'cancelled-rest');
    const [first, second] = [await room.readersOf(id), await room.readersOf(again)];
    // Nobody twice, nobody forgotten: whom the first reached or may have reached, whom the second did, and the two who left.
    const reached = (await room.db
      .knex('bulletin_recipient')
      .where({ bulletin_id: (await room.row(id)).id })
      .whereIn('state', ['accepted', 'unknown'])
      .pluck('reader_id')) as number[];
    expect(reached.filter((one) => second.includes(one))).toEqual([]);
    expect(new Set([...first, ...second]).size).toBe(READERS - 2);
    expect(reached.length + second.length).toBe(READERS - 2);
  });
});
