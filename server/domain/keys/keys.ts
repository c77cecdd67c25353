/**
 * Keys of the API: made once and shown once, one key for both faces. The whole is found by its hash (v1, Bearer); the secret is sealed as
 * well, because v2 proves it by a signature (notify-api.md 1.1).
 */
import { createHmac, randomUUID } from 'node:crypto';
import { type KeyType, keyTypes, type SystemCode } from '../../contract/codes.ts';
import { isEventSystem } from '../../contract/events.ts';
import { isAddress, readAddress, SYSTEM_LIMIT } from '../../lib/address.ts';
import { type Clock, HOUR, isoJst } from '../../lib/clock.ts';
import { type FieldError, HubError, invalid, notFound } from '../../lib/errors.ts';
import { blindIndex, equalBytes, type KeyRing, seal, sealJson, tokenHash, unseal, unsealJson } from '../../lib/seal.ts';
import { publicId } from '../../lib/token.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db, Trx } from '../../store/db.ts';
import { findKey, findKeyByHash, insertKey, type KeyRow, listKeys, revokeKeyRow, touchKey } from '../../store/keys.ts';
import { findOperatorByEmail } from '../../store/people.ts';
import { findSystemByUuid, listSystems } from '../../store/systems.ts';
import type { Settings } from '../rulebook/settings.ts';

/** Whoever calls the API. `actor` is written on every row that the call makes. */
export type Caller = { keyId: string; row: number; system: SystemCode; type: KeyType; name: string; actor: string };

export type NewKey = {
  name: string;
  type: string;
  system: string;
  /** Who a team key may write to, beside active operators. */
  allow?: readonly string[];
  actor: string;
};

const SECRET = 36;

/** What stands before the secret of every key of this name: it tells whose a key is that was found somewhere, and opens nothing. */
const prefixOf = (name: string, service: string) => `${name.replace(/[^A-Za-z0-9._-]+/g, '_')}-${service}`;

const shown = (row: KeyRow, service: string) => ({
  id: row.public_id,
  name: row.name,
  prefix: prefixOf(row.name, service),
  type: row.type,
  system: row.system,
  created_at: isoJst(row.created_at),
  actor: row.actor,
  /** After a rotation: until when it is still taken. */
  expires_at: row.expires_at === null ? null : isoJst(row.expires_at),
  revoked_at: row.revoked_at === null ? null : isoJst(row.revoked_at),
  last_used_at: row.last_used_at === null ? null : isoJst(row.last_used_at),
});
export type ShownKey = ReturnType<typeof shown>;

/** Why a v2 token is refused; the door has the exact words. */
export type TokenFault =
  | 'undecodable'
  | 'algorithm'
  | 'no-iss'
  | 'iss-type'
  | 'no-service'
  | 'no-keys'
  | 'not-found'
  | 'revoked'
  | 'clock';

const decode = (part: string): Record<string, unknown> | null => {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
};

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** A token is good for 30 seconds in both directions of its `iat`. */
const SKEW = 30;

type Token = { signed: string; signature: Buffer; iss: string; iat: unknown };

/** Reads a JWT without trusting it. */
const readToken = (text: string): Token | TokenFault => {
  const [head, body, sign, ...rest] = text.split('.');
  const header = head && decode(head);
  const claims = body && decode(body);
  if (!header || !claims || sign === undefined || rest.length > 0) return 'undecodable';
  if (header.alg !== 'HS256') return 'algorithm';
  if (claims.aud !== undefined) return 'undecodable';
  if (claims.iss === undefined || claims.iss === null || claims.iss === '') return 'no-iss';
  if (typeof claims.iss !== 'string' || !uuid.test(claims.iss)) return 'iss-type';
  return { signed: `${head}.${body}`, signature: Buffer.from(sign, 'base64url'), iss: claims.iss, iat: claims.iat };
};

/** Who asks while the same question is being answered hears that answer; nothing is kept beyond it. */
const shared = <T>(ask: (about: string) => Promise<T>) => {
  const open = new Map<string, Promise<T>>();
  return {
    ask(about: string): Promise<T> {
      const asked = open.get(about);
      if (asked) return asked;
      const asking = ask(about).finally(() => {
        if (open.get(about) === asking) open.delete(about);
      });
      open.set(about, asking);
      return asking;
    },
    /** Whoever asks from now on does not hear an answer that was on its way before. */
    forget: () => open.clear(),
  };
};

export const openKeys = (p: { db: Db; ring: KeyRing; clock: Clock; settings: Settings }) => {
  const hashOf = (key: string) => tokenHash(p.ring, 'api-key', key);
  const callerOf = (row: KeyRow): Caller => ({
    keyId: row.public_id,
    row: row.id,
    system: row.system,
    type: row.type,
    name: row.name,
    actor: `key:${row.public_id}`,
  });
  const byHash = shared((hash) => findKeyByHash(p.db, Buffer.from(hash, 'hex')));
  const services = shared(async (uuid) => {
    const system = await findSystemByUuid(p.db, uuid);
    return system && { system, rows: await listKeys(p.db, system.code) };
  });
  const dead = (row: KeyRow) => row.revoked_at !== null || (row.expires_at !== null && row.expires_at <= p.clock.now());
  /** Noted once an hour at the most: a busy key would otherwise write with every question. */
  const noteUse = async (row: KeyRow) => {
    const now = p.clock.now();
    if (row.last_used_at !== null && now - row.last_used_at < HOUR) return;
    await p.db.write((trx) => touchKey(trx, row.id, now));
  };
  const secretOf = (row: KeyRow) => unseal(p.ring, `api_key|secret|${row.public_id}`, row.secret, 'secret');
  const checkNew = (key: NewKey): FieldError[] => {
    const errors: FieldError[] = [];
    if (key.name.trim() === '' || key.name.length > 100 || /[\u0000-\u001f\u007f]/.test(key.name))
      errors.push({ field: 'name', code: 'key.name' });
    if (!keyTypes.includes(key.type as KeyType)) errors.push({ field: 'type', code: 'key.type' });
    if (!isEventSystem(key.system)) errors.push({ field: 'system', code: 'system.unknown' });
    for (const [i, one] of (key.allow ?? []).entries()) {
      const address = readAddress(one, SYSTEM_LIMIT);
      if (!isAddress(address)) errors.push({ field: `allow.${i}`, code: address });
    }
    return errors;
  };

  return {
    /** Makes a key, and what else belongs to it. `key` is shown now and never again. Errors: `input.invalid` with the fields. */
    async create(given: NewKey, also?: (trx: Trx) => Promise<void>): Promise<{ id: string; key: string }> {
      const errors = checkNew(given);
      const { system } = given;
      if (errors.length > 0 || !isEventSystem(system)) throw invalid(errors);
      const id = publicId();
      const secret = randomUUID();
      const now = p.clock.now();
      return p.db.write(async (trx) => {
        const service = await p.settings.uuid(trx, system);
        const key = `${prefixOf(given.name.trim(), service)}-${secret}`;
        await insertKey(trx, {
          public_id: id,
          system,
          name: given.name.trim(),
          type: given.type as KeyType,
          hash: hashOf(key),
          secret: seal(p.ring, `api_key|secret|${id}`, secret, 'secret'),
          allow_list: given.allow?.length ? sealJson(p.ring, `api_key|allow_list|${id}`, given.allow) : null,
          actor: given.actor,
          created_at: now,
          expires_at: null,
          revoked_at: null,
          last_used_at: null,
        });
        await appendAudit(trx, {
          at: now,
          actor: given.actor,
          action: 'key.create',
          object: `key:${id}`,
          after: { system: given.system, type: given.type, name: given.name },
        });
        await also?.(trx);
        return { id, key };
      });
    },

    async list(system?: string): Promise<ShownKey[]> {
      const uuids = new Map((await listSystems(p.db)).map((one) => [one.code, one.uuid]));
      return (await listKeys(p.db, system)).map((row) => shown(row, uuids.get(row.system) ?? ''));
    },

    /** Ends a key at once. Errors: `not.found`, `key.revoked`. */
    async revoke(id: string, actor: string): Promise<void> {
      if (!(await findKey(p.db, id))) throw notFound('key');
      const now = p.clock.now();
      await p.db.write(async (trx) => {
        if (!(await revokeKeyRow(trx, id, now))) throw new HubError('key.revoked');
        await appendAudit(trx, { at: now, actor, action: 'key.revoke', object: `key:${id}` });
      });
      byHash.forget();
      services.forget();
    },

    /** v1: the whole key. Null for one that is unknown, revoked or expired. */
    async byWhole(key: string): Promise<Caller | null> {
      if (key.length < 2 * SECRET || key.length > 200) return null;
      const row = await byHash.ask(hashOf(key).toString('hex'));
      if (!row || dead(row)) return null;
      await noteUse(row);
      return callerOf(row);
    },

    /** v2: a JWT signed by the secret. `real`: the machine's time in seconds, for `iat`. */
    async byToken(text: string, real: number): Promise<(Caller & { service: string }) | TokenFault> {
      const token = readToken(text);
      if (typeof token === 'string') return token;
      const service = await services.ask(token.iss.toLowerCase());
      if (!service) return 'no-service';
      const { system, rows } = service;
      if (rows.length === 0) return 'no-keys';
      const row = rows.find((one) =>
        equalBytes(createHmac('sha256', secretOf(one)).update(token.signed).digest(), token.signature),
      );
      if (!row || typeof token.iat !== 'number') return 'not-found';
      if (Math.abs(real - token.iat) > SKEW) return 'clock';
      if (dead(row)) return 'revoked';
      await noteUse(row);
      return { ...callerOf(row), service: system.uuid };
    },

    /** May this key write to the address? Team keys only to their list and to active operators. */
    async mayWriteTo(caller: Pick<Caller, 'keyId' | 'type'>, email: string): Promise<boolean> {
      if (caller.type !== 'team') return true;
      const address = readAddress(email, 320);
      if (!isAddress(address)) return false;
      const row = await findKey(p.db, caller.keyId);
      const list = row?.allow_list
        ? unsealJson<string[]>(p.ring, `api_key|allow_list|${row.public_id}`, row.allow_list)
        : [];
      const listed = list.some((one) => {
        const allowed = readAddress(one, 320);
        return isAddress(allowed) && allowed.canonical === address.canonical;
      });
      if (listed) return true;
      const operator = await findOperatorByEmail(p.db, blindIndex(p.ring, 'email', address.canonical));
      return operator?.state === 'active';
    },
  };
};
export type Keys = ReturnType<typeof openKeys>;
