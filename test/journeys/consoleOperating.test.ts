/** The desk at work: what failed today is sent again over a filter, 500 held letters are released, somebody asks what is stored about them. */
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { workKinds } from '../../server/app.ts';
import { openRunner } from '../../server/domain/works/runner.ts';
import { openLog } from '../../server/lib/log.ts';
import { flawsOf, settled, tooWide } from '../support/axe.ts';
import { carry } from '../support/postman.ts';
import { firstPerson, personWith } from '../support/staff.ts';
import { event, people, systemOf } from '../support/systems.ts';
import { atBothWidths } from '../support/writingRoom.ts';

atBothWidths((room) => {
  /** Letters to one domain, as a program's events make them. */
  const letters = (n: number, domain: string, change: object) =>
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
      await trx.knex('letter').where({ domain }).update(change);
    });
  /** A process with a clock, which these rooms do not have. */
  const work = () =>
    openRunner(
      {
        db: room.db,
        clock: room.clock,
        log: openLog('silent', 'test'),
        works: room.running.parts.works,
        worker: randomUUID(),
      },
      workKinds(room.running.parts),
    ).run();
  const states = async (domain: string) => {
    const rows = (await room.db.knex('letter').where({ domain }).groupBy('state').select('state').count('* as n')) as {
      state: string;
      n: number;
    }[];
    return Object.fromEntries(rows.map((row) => [row.state, Number(row.n)]));
  };

  test('what failed today is looked at and sent again over the filter; 500 held letters are released', async () => {
    const now = room.clock.now();
    await letters(2, 'failed.example', { state: 'refused', reason: 'greylisted', final_at: now });
    await letters(500, 'held.example', { state: 'held', reason: 'by-staff' });
    const page = await room.sit(await personWith(room, ['operator']));
    await room.go(page, '/letters?group=lost&domain=failed.example');
    await page.getByRole('link', { name: /解除/ }).first().click();
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    await page.goBack();
    await room.press(page, 'この絞り込みの全部に行う…');
    await page.getByText(/状態: 届けられなかった・不明 · 宛先のドメイン: failed\.example/).waitFor();
    await page.getByLabel('理由').fill('中継サーバーの障害');
    await room.shot(page, 'many-meant');
    await room.press(page, '対象を確定して数える');
    await page.getByRole('heading', { name: '2件を対象に「送り直す」を行いますか' }).waitFor();
    await page.getByLabel(/件数/).fill('3');
    expect(await page.getByRole('button', { name: '2件に行う' }).isDisabled()).toBe(true);
    await page.getByLabel(/件数/).fill('２');
    await settled(page);
    expect(await flawsOf(page)).toEqual([]);
    await room.shot(page, 'many-number');
    await room.press(page, '2件に行う');
    await page.getByText(/秒後に始めます/).waitFor();
    await work();
    expect(await states('failed.example')).toEqual({ refused: 2 });
    await room.press(page, '待たずに始める');
    await page.getByText(/続きを待っています/).waitFor();
    await work();
    await page.getByText('2件に行いました。').waitFor();
    await room.shot(page, 'many-done');
    expect(await states('failed.example')).toEqual({ refused: 2, waiting: 2 });
    await room.press(page, '閉じる');

    await room.go(page, '/letters?group=held&domain=held.example');
    await room.press(page, 'この絞り込みの全部に行う…');
    await page.getByLabel('行うこと').click();
    await page.getByRole('option', { name: '保留をやめて送る' }).click();
    await page.getByLabel('理由').fill('確認が済んだ');
    await room.press(page, '対象を確定して数える');
    await page.getByLabel(/件数/).fill('500');
    await room.press(page, '500件に行う');
    await room.press(page, '待たずに始める');
    await page.getByText(/続きを待っています/).waitFor();
    await work();
    await page.getByText('500件に行いました。').waitFor();
    expect(await states('held.example')).toEqual({ waiting: 500 });
  });

  test('somebody asks what is stored: the request is a task with its day, the export settles it', async () => {
    const [id] = await room.readers(room.topic, 1, { domain: 'asks.example' });
    const { public_id } = await room.db.knex('reader').where({ id }).first();
    const page = await room.sit(await personWith(room, ['helpdesk']));
    await room.go(page, `/readers/${public_id}`);
    await room.press(page, '本人からの請求を受け付ける');
    await page.getByLabel('請求のあった日').fill('2026-03-31');
    await page.getByLabel('理由').fill('窓口で請求書を受け取った');
    await page.getByRole('dialog').getByRole('button', { name: '本人からの請求を受け付ける' }).click();
    await page.getByText(/期限は 2026\/04\/30/).waitFor();
    await page.getByText('理由: 窓口で請求書を受け取った').waitFor();
    await settled(page);
    expect(await flawsOf(page)).toEqual([]);
    expect(await tooWide(page)).toBe(0);
    await room.shot(page, 'reader');

    const tasks = await room.sit(await personWith(room, ['operator']));
    await room.go(tasks, '/tasks');
    await tasks.getByText('2026-03-31に、開示の請求がありました。').waitFor();
    await tasks.getByText('2026年4月30日木曜日').waitFor();
    await room.shot(tasks, 'tasks-due');

    const office = await room.sit(await firstPerson(room));
    await room.go(office, `/readers/${public_id}`);
    await room.press(office, '本人の情報を書き出す');
    await office.getByLabel('理由').fill('請求への回答');
    const download = office.waitForEvent('download');
    await office.getByRole('dialog').getByRole('button', { name: '本人の情報を書き出す' }).click();
    expect((await download).suggestedFilename()).toBe(`reader-${public_id}.json`);
    await tasks.reload();
    await tasks.getByText('作業はありません').waitFor();
  });

  test('a letter bounced: its task leads to it, it says why it went, the address is corrected, and it goes again', async () => {
    const ras2 = await systemOf(room);
    await ras2.report(event('ras2.application.submitted', { subject: 'bounce' }));
    const filer = people.filer!.email;
    await carry(room, (to) => (to === filer ? { state: 'refused', reason: 'userunknown' } : { state: 'accepted' }));
    const page = await room.sit(await personWith(room, ['operator']));
    await room.go(page, '/find');
    await page.getByRole('main').getByRole('textbox').fill('届きませんでした');
    await page.getByRole('main').getByRole('button', { name: '探す' }).click();
    await page.getByRole('link', { name: 'メールが届きませんでした' }).first().waitFor();
    await room.go(page, '/tasks');
    const bounced = page.getByRole('region').or(page.locator('section')).filter({ hasText: '届きませんでした' });
    await bounced.getByRole('link').first().click();
    await page.getByRole('heading', { name: 'このメールの理由' }).waitFor();
    await page.getByText(/「.*」という知らせ\(.+\)を受けました/).waitFor();
    await room.press(page, '文を見る');
    await settled(page);
    expect(await flawsOf(page)).toEqual([]);
    expect(await tooWide(page)).toBe(0);
    await room.shot(page, 'letter-why');
    await page.getByRole('link', { name: /案件/ }).last().click();
    await room.press(page, 'アドレスを直す');
    await page.getByLabel('新しいメールアドレス').fill('right@desk.example');
    await page.getByLabel('理由').fill('電話で聞いた');
    await page.getByRole('dialog').getByRole('button', { name: 'アドレスを直す' }).click();
    await page.getByText(/直しました。/).waitFor();
    await room.shot(page, 'case-acts');
    const again = (await carry(room)).filter((one) => one.to === 'right@desk.example');
    expect(again.map((one) => one.state)).toContain('accepted');
    await room.go(page, '/tasks');
    await page.getByText('作業はありません').waitFor();
  });

  test('an event of the rulebook is played: its mails stand there, marked as simulated, and nothing is stored', async () => {
    const count = async () => (await room.db.knex('letter').where({ system: 'ras2' }).count('* as n').first())!.n;
    const before = await count();
    const page = await room.sit(await personWith(room, ['operator']));
    await room.go(page, '/rulebook');
    await page.getByRole('combobox', { name: '出来事' }).click();
    await page.getByRole('option', { name: '申請・申出・報告が申し込まれた', exact: true }).first().click();
    await room.press(page, 'メールを見る');
    await page.getByText('次のサーバーが受け取った(試しの結果)').first().waitFor();
    await settled(page);
    expect(await flawsOf(page)).toEqual([]);
    expect(await tooWide(page)).toBe(0);
    await room.shot(page, 'event-play');
    expect(await count()).toEqual(before);
  });
});
