/** The session ends in the middle of everything: in the editor, in a dialog, in an import, in an act over a filter. The password is asked for in place, and nothing is lost. */
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { flawsOf, settled, tooWide } from '../support/axe.ts';
import { PASSWORD, personWith } from '../support/staff.ts';
import { lookUntil } from '../support/until.ts';
import { atBothWidths } from '../support/writingRoom.ts';

atBothWidths((room) => {
  /** The hub forgets who this is; the screen does not know before the next act, for what it asks by itself is answered here. */
  const lose = async (page: Page, { id }: { id: string }) => {
    await page.route('**/console/api/under-way', (route) => route.fulfill({ json: { now: Date.now(), data: [] } }));
    await room.db.write(async (trx) => {
      const one = (await trx.knex('operator').where({ public_id: id }).first('id')) as { id: number };
      await trx.knex('operator_session').where({ operator_id: one.id }).delete();
    });
  };
  const inPlace = (page: Page) => page.getByRole('dialog', { name: 'サインインが切れました' });
  const comeBack = async (page: Page) => {
    const ended = inPlace(page);
    await ended.getByLabel('パスワード').fill(PASSWORD);
    await ended.getByRole('button', { name: 'サインインして続ける' }).click();
    await ended.waitFor({ state: 'hidden' });
  };
  const letters = (n: number, domain: string) =>
    room.db.write(async (trx) => {
      for (let i = 0; i < n; i++)
        await room.ground.outbox.post(trx, {
          type: 'nl-unsubscribe-complete',
          system: 'nl',
          languages: ['ja'],
          role: 'reader',
          to: `a${i}@${domain}`,
          variables: { entry_url: 'https://mail.example.jp/m/', left_on: '2026-04-01' },
          lane: 'transactional',
          dedupeKey: `${domain}:${i}`,
          actor: 'test',
          cause: 'test',
        });
    });

  test('in the editor: what is typed stays and is saved when the password was given', async () => {
    const author = await personWith(room, ['author']);
    const page = await room.sit(author);
    await room.go(page, '/bulletins/create');
    await page.getByLabel('件名 (日本語)').fill('はじめの件名');
    await room.saved(page);
    await lose(page, author);
    await page.getByLabel('件名 (日本語)').fill('サインインが切れてから書いた件名');
    await inPlace(page).waitFor();
    expect(await tooWide(page)).toBe(0);
    await room.shot(page, 'lost-editor');
    await comeBack(page);
    expect(await page.getByLabel('件名 (日本語)').inputValue()).toBe('サインインが切れてから書いた件名');
    const id = room.idOf(page);
    const subject = async () => JSON.stringify((await room.author.get(`/bulletins/${id}`)).body);
    await lookUntil('the text is stored', subject, (text) => text.includes('サインインが切れてから書いた件名'));
  });

  test('in a dialog: the reason that was typed stays, and the act goes on', async () => {
    await letters(1, 'dialog.example');
    const desk = await personWith(room, ['operator']);
    const page = await room.sit(desk);
    const { public_id: id } = (await room.db.knex('letter').where({ domain: 'dialog.example' }).first()) as {
      public_id: string;
    };
    await room.go(page, `/letters/${id}`);
    await room.press(page, '保留する');
    const dialog = page.getByRole('dialog').filter({ hasText: '保留' });
    await dialog.getByLabel('理由').fill('宛先を確かめている');
    await lose(page, desk);
    await dialog.getByRole('button', { name: '保留する' }).click();
    await inPlace(page).waitFor();
    await settled(page);
    expect(await flawsOf(page)).toEqual([]);
    await room.shot(page, 'lost-dialog');
    await inPlace(page).getByLabel('パスワード').fill('not this one at all');
    await inPlace(page).getByRole('button', { name: 'サインインして続ける' }).click();
    await inPlace(page).getByRole('alert').waitFor();
    await comeBack(page);
    await lookUntil(
      'the letter is held',
      async () => (await room.db.knex('letter').where({ public_id: id }).first()).state as string,
      (state) => state === 'held',
    );
    const held = await room.db.knex('audit').where({ object: `letter:${id}` });
    expect(JSON.stringify(held)).toContain('宛先を確かめている');
  });

  test('in an import: the file is taken after the password, and its run goes on', async () => {
    const desk = await personWith(room, ['operator']);
    const page = await room.sit(desk);
    await room.go(page, '/imports');
    await page.getByRole('heading', { level: 1, name: '登録者の読み込み' }).waitFor();
    await lose(page, desk);
    const file = fileURLToPath(new URL('../support/files/office.xlsx', import.meta.url));
    await page.locator('input[type=file]').setInputFiles(file);
    await inPlace(page).waitFor();
    await comeBack(page);
    await page.getByRole('heading', { level: 1, name: 'office.xlsx' }).waitFor();
    await page.getByText('メールアドレスに@がありません').first().waitFor();
    await lose(page, desk);
    await room.press(page, '試してみる(何も保存しません)');
    await inPlace(page).waitFor();
    await room.shot(page, 'lost-import');
    await comeBack(page);
    const work = async () => {
      await room.parts.importRuns.work();
      return (await room.db.knex('import_run').orderBy('id', 'desc').first()).state as string;
    };
    await lookUntil('the import was tried', work, (state) => state === 'tried');
    await page.getByRole('button', { name: '2人を登録する' }).waitFor();
  });

  test('in an act over a filter: the frozen set and the typed number stay, and it begins once', async () => {
    await letters(3, 'filter.example');
    const desk = await personWith(room, ['operator']);
    const page = await room.sit(desk);
    await room.go(page, '/letters?domain=filter.example');
    await room.press(page, 'この絞り込みの全部に行う…');
    await page.getByLabel('行うこと').click();
    await page.getByRole('option', { name: '保留にする' }).click();
    await page.getByLabel('理由').fill('文面を確かめる');
    await lose(page, desk);
    await room.press(page, '対象を確定して数える');
    await inPlace(page).waitFor();
    await comeBack(page);
    await page.getByLabel(/件数/).fill('3');
    await lose(page, desk);
    await room.press(page, '3件に行う');
    await inPlace(page).waitFor();
    await room.shot(page, 'lost-filter');
    await comeBack(page);
    await page.getByText(/秒後に始めます/).waitFor();
    expect(await room.db.knex('work').whereNotIn('state', ['cancelled', 'failed'])).toHaveLength(1);
  });
});
