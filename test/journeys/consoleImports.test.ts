/** A bad Excel file on its way in: tried, mended, stored, and taken back again. */
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { personWith } from '../support/staff.ts';
import { lookUntil } from '../support/until.ts';
import { atBothWidths } from '../support/writingRoom.ts';

atBothWidths((room) => {
  test('an Excel file of an office is tried, its good rows are stored, its bad row comes back as a file, and all is taken back', async () => {
    const operator = await personWith(room, ['operator']);
    const page = await room.sit(operator);
    await room.go(page, '/imports');
    await page.getByRole('heading', { level: 1, name: '登録者の読み込み' }).waitFor();
    await room.shot(page, 'imports-empty');
    const file = fileURLToPath(new URL('../support/files/office.xlsx', import.meta.url));
    await page.locator('input[type=file]').setInputFiles(file);
    await page.getByRole('heading', { level: 1, name: 'office.xlsx' }).waitFor();
    await page.getByText('メールアドレスに@がありません').first().waitFor();
    await room.shot(page, 'import-read');
    await room.press(page, '試してみる(何も保存しません)');
    const work = async () => {
      await room.parts.importRuns.work();
      return (await room.db.knex('import_run').orderBy('id', 'desc').first()).state as string;
    };
    await lookUntil('the import was tried', work, (state) => state === 'tried');
    await room.press(page, '2人を登録する');
    await room.shot(page, 'import-tried');
    const ask = page.getByRole('dialog', { name: '2人を登録しますか' });
    expect(await ask.getByRole('button').allInnerTexts()).toEqual(['このままにする', '2人を登録する']);
    await ask.getByRole('button', { name: '2人を登録する' }).click();
    await lookUntil('the import was done', work, (state) => state === 'done');
    await page.getByText('読み込みました', { exact: true }).first().waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      room.press(page, '直す行をファイルで受け取る(1行)'),
    ]);
    expect(download.suggestedFilename()).toBe('office-直す行.csv');
    await room.press(page, 'この読み込みを取り消す');
    const undo = page.getByRole('dialog', { name: 'この読み込みを取り消しますか' });
    await undo.getByLabel(/理由/).fill('別の名簿でした');
    await undo.getByRole('button', { name: 'この読み込みを取り消す' }).click();
    await lookUntil('the import was taken back', work, (state) => state === 'undone');
    await page.getByText('取り消しました', { exact: true }).first().waitFor();
    await room.shot(page, 'import-undone');
    expect(await room.parts.audience.readerId('sheet1@example.jp')).toBeNull();
  });
});
