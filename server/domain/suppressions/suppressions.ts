/**
 * The list of addresses and domains that get no mail. Staff fill it and lift it; an entry blocks bulletins, and letters of procedures only when
 * it says so. A blocked letter ends as `suppressed`: its system is called back, and a task tells staff.
 */
import type { SuppressionKind } from '../../contract/codes.ts';
import { isAddress, maskAddress, readAddress, storedAddress, tidyTyped } from '../../lib/address.ts';
import { type Clock, DAY } from '../../lib/clock.ts';
import { type FieldError, invalid, notFound, refused } from '../../lib/errors.ts';
import { blindIndex, type KeyRing, seal, unseal } from '../../lib/seal.ts';
import { publicId } from '../../lib/token.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db } from '../../store/db.ts';
import {
  findSuppression,
  findSuppressionOf,
  insertSuppression,
  liftSuppression,
  listSuppressions,
  type SuppressionRow,
} from '../../store/suppressions.ts';

/** An entry that was lifted is kept this long, for who asks why mail stayed away. */
const KEEP_LIFTED = 365 * DAY;
const LONGEST_REASON = 500;

export type NewSuppression = {
  /** 'taro@example.jp', or a domain: 'example.jp' or '@example.jp' (only itself, not what is below it). */
  target: string;
  /** Blocks letters of procedures as well. */
  letters: boolean;
  reason: string;
  /** Milliseconds of the hub's clock; null: until somebody lifts it. */
  until: number | null;
};

export type SuppressionView = {
  id: string;
  kind: SuppressionKind;
  /** Masked for an address; the domain as it is. */
  target: string;
  letters: boolean;
  reason: string;
  actor: string;
  createdAt: number;
  until: number | null;
  liftedAt: number | null;
  liftedBy: string | null;
  liftedReason: string | null;
};

/** What was typed as a target: an address, a domain, or the code of what is wrong. */
const readTarget = (
  typed: string,
): { email: string; canonical: string; domain: string } | { domain: string } | string => {
  const text = tidyTyped(typed);
  if (text.includes('@') && !text.startsWith('@')) {
    const address = readAddress(text, 320);
    return isAddress(address) ? { email: address.text, canonical: address.canonical, domain: address.domain } : address;
  }
  // A domain is right when an address in it would be.
  const address = readAddress(`x@${text.replace(/^@/, '')}`, 320);
  return isAddress(address) ? { domain: address.domain } : text === '' ? 'address.empty' : 'address.domain';
};

export const openSuppressions = (p: { db: Db; ring: KeyRing; clock: Clock }) => {
  const view = (row: SuppressionRow): SuppressionView => ({
    id: row.public_id,
    kind: row.kind,
    target:
      row.email === null ? row.domain : maskAddress(unseal(p.ring, `suppression|email|${row.public_id}`, row.email)),
    letters: row.letters === 1,
    reason: row.reason,
    actor: row.actor,
    createdAt: row.created_at,
    until: row.until_at,
    liftedAt: row.lifted_at,
    liftedBy: row.lifted_by,
    liftedReason: row.lifted_reason,
  });

  /** Throws `input.invalid` with every field that is wrong. */
  const check = (entry: NewSuppression) => {
    const target = readTarget(entry.target);
    const errors: FieldError[] = [];
    if (typeof target === 'string') errors.push({ field: 'target', code: target });
    if (entry.reason.trim() === '') errors.push({ field: 'reason', code: 'reason.missing' });
    else if (entry.reason.length > LONGEST_REASON)
      errors.push({ field: 'reason', code: 'field.too-long', details: { limit: LONGEST_REASON } });
    if (entry.until !== null && entry.until <= p.clock.now()) errors.push({ field: 'until', code: 'instant.past' });
    if (errors.length > 0 || typeof target === 'string') throw invalid(errors);
    return target;
  };

  return {
    /** Enters an address or a domain; one that stands already is replaced. Answers its id. Throws `input.invalid`. */
    async add(actor: string, entry: NewSuppression): Promise<string> {
      const target = check(entry);
      const now = p.clock.now();
      const id = publicId();
      const address = 'email' in target ? target : null;
      await p.db.write(async (trx) => {
        await insertSuppression(
          trx,
          {
            public_id: id,
            kind: address ? 'address' : 'domain',
            email: address && seal(p.ring, `suppression|email|${id}`, address.email),
            email_index: address && blindIndex(p.ring, 'email', address.canonical),
            domain: target.domain,
            letters: entry.letters ? 1 : 0,
            reason: entry.reason.trim(),
            actor,
            created_at: now,
            until_at: entry.until,
          },
          now + KEEP_LIFTED,
        );
        const after = {
          target: address ? maskAddress(address.email) : target.domain,
          letters: entry.letters,
          until: entry.until,
        };
        const object = `suppression:${id}`;
        await appendAudit(trx, {
          at: now,
          actor,
          action: 'suppression.add',
          object,
          after,
          reason: entry.reason.trim(),
        });
      });
      return id;
    },

    /** Mail goes there again, from the next one on. Throws `not.found`, `reason.missing`, `suppression.lifted`. */
    async lift(actor: string, id: string, reason: string): Promise<void> {
      if (reason.trim() === '') throw refused('reason.missing');
      const now = p.clock.now();
      await p.db.write(async (trx) => {
        if (!(await findSuppression(trx, id))) throw notFound('suppression');
        const lifting = { publicId: id, by: actor, reason: reason.trim(), now, purgeAfter: now + KEEP_LIFTED };
        if (!(await liftSuppression(trx, lifting))) throw refused('suppression.lifted', { id });
        await appendAudit(trx, { at: now, actor, action: 'suppression.lift', object: `suppression:${id}`, reason });
      });
    },

    /** Throws `not.found`. */
    async find(id: string): Promise<SuppressionView> {
      const row = await findSuppression(p.db, id);
      if (!row) throw notFound('suppression');
      return view(row);
    },

    /** What stands, newest first; `lifted`: also what does not any more. */
    list: async (wanted: { lifted?: boolean; limit?: number } = {}): Promise<SuppressionView[]> =>
      (
        await listSuppressions(p.db, {
          now: p.clock.now(),
          limit: wanted.limit ?? 100,
          ...(wanted.lifted ? { lifted: true } : {}),
        })
      ).map(view),

    /** The entry that keeps mail from this checked address, or null. */
    async of(email: string): Promise<SuppressionView | null> {
      const { canonical, domain } = storedAddress(email);
      const index = blindIndex(p.ring, 'email', canonical);
      const row = await findSuppressionOf(p.db, { email_index: index, domain }, p.clock.now());
      return row ? view(row) : null;
    },
  };
};
export type Suppressions = ReturnType<typeof openSuppressions>;
