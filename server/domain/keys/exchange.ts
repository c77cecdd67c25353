/** Keys that are there already: whose they are, who a team key may write to, and one that takes the place of another while both are taken. */
import { isAddress, maskAddress, readAddress, SYSTEM_LIMIT } from '../../lib/address.ts';
import { type Clock, HOUR } from '../../lib/clock.ts';
import { type FieldError, HubError, invalid, notFound } from '../../lib/errors.ts';
import { type KeyRing, sealJson, unsealJson } from '../../lib/seal.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db, Trx } from '../../store/db.ts';
import { findKey, type KeyRow, updateKey } from '../../store/keys.ts';
import type { Keys } from './keys.ts';

/** Hours in which the key before a rotation is still taken. */
export const KEY_OVERLAP = { usual: 24, most: 30 * 24 } as const;
const MOST_GUESTS = 50;

export const openKeyExchange = (p: { db: Db; ring: KeyRing; clock: Clock; keys: Pick<Keys, 'create' | 'list'> }) => {
  const guestsOf = (row: KeyRow): string[] =>
    row.allow_list ? unsealJson<string[]>(p.ring, `api_key|allow_list|${row.public_id}`, row.allow_list) : [];
  const must = async (id: string): Promise<KeyRow> => {
    const row = await findKey(p.db, id);
    if (!row) throw notFound('key');
    if (row.revoked_at !== null) throw new HubError('key.revoked');
    return row;
  };

  return {
    /** Keys as `keys.list`, with the guests of team keys, masked. */
    async list() {
      const all = await p.keys.list();
      const rows = await Promise.all(all.map(({ id }) => findKey(p.db, id)));
      return all.map((key, i) => ({ ...key, guests: rows[i] ? guestsOf(rows[i]).map(maskAddress) : [] }));
    },

    /** Who a team key may write to, as they were typed; for whoever may change them. Errors: `not.found`, `key.revoked`. */
    guests: async (id: string): Promise<string[]> => guestsOf(await must(id)),

    /** Errors: `not.found`, `key.revoked`, `key.not-team`, `input.invalid {guests.N}`. */
    async setGuests(id: string, guests: readonly string[], actor: string): Promise<void> {
      const row = await must(id);
      if (row.type !== 'team') throw new HubError('key.not-team');
      const errors: FieldError[] = guests.flatMap((one, i) => {
        const address = readAddress(one, SYSTEM_LIMIT);
        return isAddress(address) ? [] : [{ field: `guests.${i}`, code: address, details: { value: one } }];
      });
      if (guests.length > MOST_GUESTS)
        errors.push({ field: 'guests', code: 'key.guests', details: { value: String(MOST_GUESTS) } });
      if (errors.length > 0) throw invalid(errors);
      const allow_list = guests.length === 0 ? null : sealJson(p.ring, `api_key|allow_list|${id}`, guests);
      await p.db.write(async (trx) => {
        await updateKey(trx, row.id, { allow_list });
        const after = { count: guests.length };
        await appendAudit(trx, { at: p.clock.now(), actor, action: 'key.guests', object: `key:${id}`, after });
      });
    },

    /**
     * A new key in the place of one, shown once; the one before is taken for `hours` more (0: it ends at once). Errors: `not.found`,
     * `key.revoked`, `key.overlap`.
     */
    async rotate(id: string, hours: number, actor: string): Promise<{ id: string; key: string }> {
      if (!Number.isInteger(hours) || hours < 0 || hours > KEY_OVERLAP.most)
        throw new HubError('key.overlap', { most: KEY_OVERLAP.most });
      const { id: row, name, type, system, ...old } = await must(id);
      const now = p.clock.now();
      const end = async (trx: Trx) => {
        const until = now + hours * HOUR;
        const sooner = old.expires_at !== null && Number(old.expires_at) < until ? Number(old.expires_at) : until;
        await updateKey(trx, row, { expires_at: sooner });
        const after = { overlap_hours: hours };
        await appendAudit(trx, { at: now, actor, action: 'key.exchange', object: `key:${id}`, after });
      };
      const allow = guestsOf({ ...old, id: row, name, type, system });
      return p.keys.create({ name, type, system, actor, ...(allow.length > 0 ? { allow } : {}) }, end);
    },
  };
};
export type KeyExchange = ReturnType<typeof openKeyExchange>;
