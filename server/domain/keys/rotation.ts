/**
 * Changing the key that personal data is sealed with, while everything runs: a long work walks all sealed columns and seals anew what an older
 * key had sealed. At its end the derived keys that indexes, hashes and links need are kept; then the older key can go.
 */
import type { Clock } from '../../lib/clock.ts';
import { refused } from '../../lib/errors.ts';
import { type KeyPurpose, type KeyRing, seal, unseal } from '../../lib/seal.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db } from '../../store/db.ts';
import { keepKeys } from '../../store/keptKeys.ts';
import { countOlder, listOlder, replaceSealed, resealable, type SealedRow } from '../../store/reseal.ts';
import type { WorkKind, Works } from '../works/works.ts';

const KIND = 'keys.rotate';
/** Rows of a piece: some tens of milliseconds. */
const MOST = 200;

type Given = { to: number };
type At = { table: number; after: number };
type Change = { table: string; column: string; id: number; from: Buffer; to: Buffer };
type Prepared = { at: At; changes: Change[]; rows: number };

/** A secret that was replaced keeps the seal of the column it came from. */
const columnOf = (table: string, column: string): string =>
  table === 'callback' && column === 'previous_secret' ? 'secret' : column;

const purposes: Readonly<Record<number, KeyPurpose>> = { 1: 'row', 7: 'secret' };

const reseal = (ring: KeyRing, table: string, column: string, row: SealedRow): Change | null => {
  const from = row[column];
  if (!Buffer.isBuffer(from) || from[1] === ring.current) return null;
  const place = `${table}|${columnOf(table, column)}|${row.public_id}`;
  const purpose = purposes[from[2]!] ?? 'row';
  return { table, column, id: row.id, from, to: seal(ring, place, unseal(ring, place, from, purpose), purpose) };
};

export const openRotation = (p: { db: Db; ring: KeyRing; clock: Clock; works: Works }) => {
  const tables = resealable();
  const kind: WorkKind<Given, At, Prepared> = {
    kind: KIND,
    async next(work) {
      // A process that was not restarted with the new key must not seal with the old one.
      if (p.ring.current !== work.given.to) throw new Error(`this process does not have key ${work.given.to} yet`);
      for (
        let at = work.at ?? { table: 0, after: 0 };
        at.table < tables.length;
        at = { table: at.table + 1, after: 0 }
      ) {
        const { table, columns } = tables[at.table]!;
        const rows = await listOlder(p.db, { table, columns, current: p.ring.current, after: at.after, most: MOST });
        if (rows.length === 0) continue;
        const changes = rows.flatMap((row) => columns.flatMap((column) => reseal(p.ring, table, column, row) ?? []));
        return { at: { table: at.table, after: rows.at(-1)!.id }, changes, rows: rows.length };
      }
      return null;
    },
    async write(trx, { at, changes, rows }, work) {
      for (const change of changes) await replaceSealed(trx, change);
      return { at, done: work.done + rows };
    },
    async finish(trx, work) {
      await keepKeys(trx, p.ring);
      const after = { key: p.ring.current, rows: work.done };
      await appendAudit(trx, { at: p.clock.now(), actor: work.actor, action: 'key.rotate', object: 'key', after });
      return { rows: work.done };
    },
  };
  return {
    kind: kind as unknown as WorkKind,
    /** Puts the work in line; answers its id. Errors: `key.only-one`. */
    async begin(actor: string): Promise<string> {
      if (p.ring.ids.length < 2) throw refused('key.only-one');
      const total = (await countOlder(p.db, p.ring.current)).reduce((n, c) => n + (c.endsByItself ? 0 : c.rows), 0);
      return p.db.write((trx) => p.works.begin(trx, { kind: KIND, actor, given: { to: p.ring.current }, total }));
    },
    /** What still needs an older key; `kept`: ids whose derived keys are kept, so that the key itself may go. */
    async status() {
      return {
        current: p.ring.current,
        ids: p.ring.ids,
        kept: p.ring.keptIds,
        needs: await countOlder(p.db, p.ring.current),
      };
    },
  };
};
export type Rotation = ReturnType<typeof openRotation>;
