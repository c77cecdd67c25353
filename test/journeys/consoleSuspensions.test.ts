/** Suspensions that are held back, in the console: who looks at them decides with a reason, undoes many at once after a count, and reads why a reader gets nothing. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { staffRoles } from '../../server/contract/rights.ts';
import { insertBrake } from '../../server/store/brakes.ts';
import { insertSuspension } from '../../server/store/suspensions.ts';
import { flawsOf, settled } from '../support/axe.ts';
import { openBrowser } from '../support/browser.ts';
import { type Newsroom, newsroom } from '../support/newsroom.ts';
import { sitDown } from '../support/sitting.ts';
import { firstPerson, personWith } from '../support/staff.ts';

let browser: Browser;
let room: Newsroom;
beforeAll(async () => {
  [browser, room] = await Promise.all([openBrowser(), newsroom({ SECOND_FACTOR: 'off' })]);
  await firstPerson(room);
  await room.readers(room.topics[0]!.code, 1);
});
afterAll(async () => {
  await browser?.close();
  await room?.stop();
});

test('a brake is looked at and released with a reason; many are counted before they are undone; a reader says why', async () => {
  const { db, clock } = room;
  const now = clock.now();
  const reader = (await db.knex('reader').first()) as { id: number; public_id: number };
  await db.write(async (trx) => {
    const id = await insertBrake(trx, {
      ...{ public_id: 'brk1', domain_class: 'gmail', domain: null, reason: 'userunknown', state: 'on' },
      ...{ since: now, pulled_at: now, hards: 22, tried: 40 },
    });
    await insertSuspension(trx, {
      ...{ public_id: 'sus1', reader_id: reader.id, domain_class: 'gmail', domain: 'gmail.com', kind: 'hard-bounce' },
      ...{ reason: 'userunknown', state: 'held', began_at: now - 60_000, rests_until: null, ended_at: null },
      ...{ topics: null, brake_id: id, purge_after: now * 2 },
    });
  });
  const page = await sitDown(browser, room.url, await personWith(room, staffRoles), {
    viewport: { width: 360, height: 800 },
  });
  await page.goto(`${room.url}/console/#/suspensions`);
  await page.locator('a[href="#/suspensions?brake=brk1"]').first().click();
  await page.locator(`a[href="#/readers/${reader.public_id}"]`).waitFor();
  await settled(page);
  expect(await flawsOf(page)).toEqual([]);

  await page.getByLabel(/この日時から後/).fill('2020-01-01T00:00');
  await page.getByLabel(/宛先\(ドメインか/).fill('GMAIL');
  await page.getByRole('button', { name: '人数を確かめる' }).click();
  await page.getByText('当てはまる停止は1件です。このうち1件を取り消せます。').waitFor();
  expect((await db.knex('suspension').where({ public_id: 'sus1' }).first()).state).toBe('held');

  await page.locator(`a[href="#/readers/${reader.public_id}"]`).click();
  await page.getByRole('button', { name: '停止の理由を見る' }).click();
  await page.getByText(/停止を保留しています。取り消すか停止するかは、職員が決めます/).waitFor();
  await settled(page);
  expect(await flawsOf(page)).toEqual([]);

  await page.goto(`${room.url}/console/#/suspensions?brake=brk1`);
  await page.getByRole('button', { name: '保留を取り消す' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(/Gmailの1人の停止を取り消します/).waitFor();
  await dialog.getByLabel(/理由/).fill('相手の障害');
  await dialog.getByRole('button', { name: '保留を取り消す' }).click();
  await page.getByText('決めた理由').waitFor();
  expect((await db.knex('brake').where({ public_id: 'brk1' }).first()).state).toBe('lifted');
  expect((await db.knex('suspension').where({ public_id: 'sus1' }).first()).state).toBe('lifted');
  await page.context().close();
}, 120_000);
