/**
 * Addresses that a system may ask answers to. Each is proven first: a mail brings a code there, and staff enter it. Letters of the Notify face
 * name one by its id (`email_reply_to_id`).
 */
import { randomBytes, randomUUID } from 'node:crypto';
import type { ReplyAddressState, SystemCode } from '../../contract/codes.ts';
import type { Bundle } from '../../letters/bundle.ts';
import { senderOf } from '../../letters/sender.ts';
import { isAddress, maskAddress, readAddress } from '../../lib/address.ts';
import { type Clock, DAY } from '../../lib/clock.ts';
import { HubError, invalid, notFound, refused } from '../../lib/errors.ts';
import { type KeyRing, seal, tokenHash, unseal } from '../../lib/seal.ts';
import { base32 } from '../../lib/token.ts';
import type { Outbox } from '../../outbox/outbox.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db } from '../../store/db.ts';
import {
  findReplyAddress,
  insertReplyAddress,
  listReplyAddresses,
  type ReplyAddressRow,
  spendReplyTry,
  updateReplyAddress,
} from '../../store/replyAddresses.ts';
import { findRulebook } from '../rulebook/index.ts';

const CODE_LIFE = DAY;
/** A code of ten letters and digits, and so many wrong ones: guessing is hopeless. */
const CODE_LETTERS = 10;
const TRIES = 5;
const MOST_OF_A_SYSTEM = 50;
/** One that was removed, or never confirmed, is kept this long for who asks. */
const KEEP = 30 * DAY;

export type ReplyAddressView = {
  id: string;
  system: string;
  email: string;
  state: ReplyAddressState;
  createdAt: number;
  confirmedAt: number | null;
};

const tidy = (code: string) => code.toLowerCase().replace(/[^a-z2-7]/g, '');

export const openReplyAddresses = (p: { db: Db; ring: KeyRing; clock: Clock; outbox: Outbox; bundle: Bundle }) => {
  const emailOf = (row: ReplyAddressRow) => unseal(p.ring, `reply_address|email|${row.public_id}`, row.email);
  const view = (row: ReplyAddressRow): ReplyAddressView => ({
    id: row.public_id,
    system: row.system,
    email: emailOf(row),
    state: row.state,
    createdAt: row.created_at,
    confirmedAt: row.confirmed_at,
  });
  const hashOf = (code: string) => tokenHash(p.ring, 'reply-address', tidy(code));
  const need = async (id: string): Promise<ReplyAddressRow> => {
    const row = await findReplyAddress(p.db, id.toLowerCase());
    if (!row || row.state === 'removed') throw notFound('reply-address');
    return row;
  };
  const codeMail = (row: Pick<ReplyAddressRow, 'public_id' | 'code_until'>, system: SystemCode, to: string) => ({
    type: 'staff-reply-address',
    system: 'staff' as const,
    languages: ['ja', 'en'] as const,
    role: 'operator' as const,
    to,
    variables: { system: senderOf(p.bundle).systems[system].name, expires_at: row.code_until },
    lane: 'transactional' as const,
    dedupeKey: `reply-address:${row.public_id}`,
    cause: 'form',
    expiresAt: row.code_until,
  });

  return {
    /** Enters an address and sends a code there. Answers its id. Throws `system.unknown`, `input.invalid {email}`, `reply-address.many`. */
    async add(system: string, email: string, actor: string): Promise<string> {
      if (!findRulebook(system)?.reports) throw new HubError('system.unknown', { system });
      const address = readAddress(email);
      if (!isAddress(address)) throw invalid([{ field: 'email', code: address }]);
      const now = p.clock.now();
      const id = randomUUID();
      const code = base32(randomBytes(7)).slice(0, CODE_LETTERS);
      await p.db.write(async (trx) => {
        const there = await listReplyAddresses(trx, system);
        if (there.length >= MOST_OF_A_SYSTEM) throw refused('reply-address.many', { limit: MOST_OF_A_SYSTEM });
        const row = {
          public_id: id,
          system,
          email: seal(p.ring, `reply_address|email|${id}`, address.text),
          state: 'pending' as const,
          code: hashOf(code),
          code_until: now + CODE_LIFE,
          created_at: now,
          confirmed_at: null,
          purge_after: now + KEEP,
        };
        await insertReplyAddress(trx, row);
        const mail = codeMail(row, system as SystemCode, address.text);
        await p.outbox.post(trx, {
          ...mail,
          actor,
          variables: { ...mail.variables, code: `${code.slice(0, 5)}-${code.slice(5)}` },
        });
        await appendAudit(trx, {
          at: now,
          actor,
          action: 'replyAddress.add',
          object: `system:${system}`,
          after: { id, email: maskAddress(address.text) },
        });
      });
      return id;
    },

    /**
     * Proves an address by the code of its mail. Again with the same code: nothing changes. Throws `not.found`, `reply-address.code-wrong
     * {left}`, `reply-address.code-ended` (too late, or too many wrong ones: remove it and add it again).
     */
    async confirm(id: string, code: string, actor: string): Promise<void> {
      const row = await need(id);
      if (row.state === 'confirmed') return;
      const now = p.clock.now();
      // The try is spent in a transaction of its own: what is refused below must not give it back.
      const spent = now < row.code_until && (await p.db.write((trx) => spendReplyTry(trx, row.id, TRIES)));
      if (!spent) throw refused('reply-address.code-ended');
      if (!row.code || !hashOf(code).equals(row.code))
        throw refused('reply-address.code-wrong', { left: Math.max(0, TRIES - row.tries - 1) });
      await p.db.write(async (trx) => {
        await updateReplyAddress(trx, row.id, { state: 'confirmed', code: null, confirmed_at: now, purge_after: null });
        await appendAudit(trx, {
          at: now,
          actor,
          action: 'replyAddress.confirm',
          object: `system:${row.system}`,
          after: { id },
        });
      });
    },

    /** No letter names it any more; letters that were taken keep it. Throws `not.found`. */
    async remove(id: string, actor: string): Promise<void> {
      const row = await need(id);
      const now = p.clock.now();
      await p.db.write(async (trx) => {
        await updateReplyAddress(trx, row.id, { state: 'removed', code: null, purge_after: now + KEEP });
        await appendAudit(trx, {
          at: now,
          actor,
          action: 'replyAddress.remove',
          object: `system:${row.system}`,
          after: { id },
        });
      });
    },

    list: async (system: string): Promise<ReplyAddressView[]> => (await listReplyAddresses(p.db, system)).map(view),

    /** The address behind an id that a letter names, or null when it is not this system's or not proven. */
    async of(system: string, id: string): Promise<string | null> {
      const row = await findReplyAddress(p.db, id.toLowerCase());
      return row && row.system === system && row.state === 'confirmed' ? emailOf(row) : null;
    },
  };
};
export type ReplyAddresses = ReturnType<typeof openReplyAddresses>;
