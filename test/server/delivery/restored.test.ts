/** A database that was restored from a backup must not send again what was sent after the backup. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lanes } from '../../../server/contract/codes.ts';
import { growOlder } from '../../../server/store/age.ts';
import { liftHold, listHolds } from '../../../server/store/holds.ts';
import { engine } from '../../support/database.ts';
import { type DeliveryGround, deliveryGround, until } from '../../support/delivery.ts';
import { type Sink, startSink } from '../../support/recordingSink.ts';

let g: DeliveryGround;
let sink: Sink;
beforeEach(async () => {
  g = await deliveryGround();
  sink = await startSink();
});
afterEach(async () => {
  await g.end();
  await sink.close();
});

const accepted = (id: string) => until(async () => (await g.letter(id)).state === 'accepted');
/** Puts a row back to what an older copy of the database says of it. */
const restore = (id: string, backup: object, age: string) =>
  g.db.write(async (trx) => {
    await trx.knex('letter').where({ public_id: id }).update(backup);
    await trx.knex('meta').where({ name: 'age' }).update({ value: age });
  });
const age = async () => (await g.db.knex('meta').where({ name: 'age' }).first()).value as string;

describe('a restored database', () => {
  it('starts with all lanes held, says why, sends nothing again, and goes on when staff lifts the holds', async () => {
    const id = await g.post('sample@example.jp');
    const backup = await g.letter(id);
    const first = await g.deliver({ smtpUrl: sink.url });
    const young = await age();
    expect(await accepted(id)).toBe(true);
    await first.stop();
    const again = await g.deliver({ smtpUrl: sink.url });
    await again.stop();
    expect(await listHolds(g.db)).toEqual([]);

    const { state, attempts, final_at, sent_at } = backup;
    await restore(id, { state, attempts, final_at, sent_at }, young);
    const { stop, looked } = await g.deliver({ smtpUrl: sink.url });
    const holds = await listHolds(g.db);
    expect(holds.map((h) => [h.kind, h.target, h.actor])).toEqual(
      [...lanes].sort().map((l) => ['lane', l, 'delivery']),
    );
    for (const { reason } of holds) expect(reason).toMatch(/復元.*restored from a backup/);
    expect(await g.db.knex('task').where({ kind: 'database-restored', state: 'open' })).toHaveLength(1);
    expect(await g.db.knex('audit').where({ action: 'database.restored' })).toHaveLength(1);
    expect((await g.db.knex('meta').where({ name: 'restore_epoch' }).first()).value).toBe('2');
    await looked();
    expect(await g.letter(id)).toMatchObject({ state: 'waiting' });
    expect(sink.seen).toBe(1);

    await stop();
    await g.deliver({ smtpUrl: sink.url });
    await g.db.write(async (trx) => {
      for (const lane of lanes) await liftHold(trx, { kind: 'lane', target: lane });
    });
    expect(await accepted(id)).toBe(true);
    expect(await listHolds(g.db)).toEqual([]);
  });

  it('on a machine that never saw it is held too where only one machine can use it; another machine of many just joins', async () => {
    await g.db.write(async (trx) => growOlder(trx, 500));
    const dataDir = mkdtempSync(join(tmpdir(), 'fumibako-other-'));
    await g.deliver({ smtpUrl: sink.url, dataDir });
    expect(await listHolds(g.db)).toHaveLength(engine === 'sqlite' ? lanes.length : 0);
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('is not suspected when several processes start at once on a new one', async () => {
    await Promise.all([1, 2, 3].map(() => g.deliver({ smtpUrl: sink.url })));
    expect(await listHolds(g.db)).toEqual([]);
  });
});
