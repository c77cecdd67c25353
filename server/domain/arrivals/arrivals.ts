/**
 * Letters of people to us: to postmaster@ and abuse@, and answers to no-reply@ and to return paths. What the mail door answers with 250
 * stands here until staff close it, or until it was forwarded to the agency's mailbox. Attachments are kept and never opened.
 */
import { createHash } from 'node:crypto';
import { isAddress, maskAddress, readAddress } from '../../lib/address.ts';
import { type Clock, DAY, HOUR } from '../../lib/clock.ts';
import { HubError, notFound, refused } from '../../lib/errors.ts';
import { blindIndex, type KeyRing, seal, unseal } from '../../lib/seal.ts';
import { publicId } from '../../lib/token.ts';
import {
  type ArrivalBox,
  type ArrivalLine,
  countArrivals,
  findArrival,
  insertArrival,
  listArrivals,
  moveArrival,
} from '../../store/arrivals.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db } from '../../store/db.ts';
import { closeTaskOf, openTask } from '../../store/tasks.ts';

/** Letters that nobody closes end after a year, closed and forwarded ones after 90 days (decision 36). */
const KEEP_OPEN = 365 * DAY;
export const KEEP_CLOSED = 90 * DAY;
/** More than this is refused in the dialogue: somebody floods, and the disk is for what matters. */
const MOST_HOUR = 500;
const MOST_OF_SENDER = 20;
const LONGEST_TEXT = 100_000;
const OBJECT = 'arrivals';

export type NewArrival = {
  box: ArrivalBox;
  /** The envelope's sender, undressed; empty for the null sender. */
  sender: string;
  subject: string;
  text: string;
  attachments: number;
  machine: boolean;
  raw: Buffer;
};

export const openArrivals = (p: { db: Db; ring: KeyRing; clock: Clock }) => {
  const open = (column: 'sender' | 'subject' | 'text' | 'raw', row: { public_id: string }, sealed: Buffer) =>
    unseal(p.ring, `arrival|${column}|${row.public_id}`, sealed);
  const line = (row: ArrivalLine) => ({
    id: row.public_id,
    box: row.box,
    from: row.sender === null ? null : maskAddress(open('sender', row, row.sender)),
    subject: open('subject', row, row.subject),
    attachments: row.attachments,
    machine: row.machine === 1,
    state: row.state,
    receivedAt: row.received_at,
    forwardedAt: row.forwarded_at,
    closedAt: row.closed_at,
    closedBy: row.closed_by,
  });

  const move = async (actor: string, id: string, to: 'open' | 'closed') => {
    const now = p.clock.now();
    await p.db.write(async (trx) => {
      const row = await findArrival(trx, id);
      if (!row) throw notFound('arrival');
      const closed = to === 'closed';
      const moved = await moveArrival(trx, row.id, {
        state: to,
        closed_at: closed ? now : null,
        closed_by: closed ? actor : null,
        purge_after: now + (closed ? KEEP_CLOSED : KEEP_OPEN),
      });
      if (!moved) throw new HubError(closed ? 'arrival.closed' : 'arrival.open');
      const action = closed ? 'arrival.close' : 'arrival.reopen';
      await appendAudit(trx, { at: now, actor, action, object: `arrival:${id}` });
      const left = await listArrivals(trx, { open: true, limit: 1 });
      const done = { kind: 'letters-arrived', object: OBJECT, by: actor, reason: 'all closed', now } as const;
      if (left.length === 0) await closeTaskOf(trx, done);
    });
  };

  return {
    /**
     * Keeps a letter; on disk when it resolves. The same letter again is 'known'. Errors: `arrival.flood` (too many in an hour, of one
     * sender or of all).
     */
    async take(letter: NewArrival): Promise<'kept' | 'known'> {
      const now = p.clock.now();
      const sender = readAddress(letter.sender, 320);
      const index = isAddress(sender) ? blindIndex(p.ring, 'email', sender.canonical) : null;
      const hash = createHash('sha256').update(`${letter.box}|${letter.sender}|`).update(letter.raw).digest();
      const since = now - HOUR;
      const crowded =
        (await countArrivals(p.db, since)) >= MOST_HOUR ||
        (index !== null && (await countArrivals(p.db, since, index)) >= MOST_OF_SENDER);
      if (crowded) throw refused('arrival.flood');
      const id = publicId();
      const sealed = (column: string, text: string) => seal(p.ring, `arrival|${column}|${id}`, text);
      return p.db.write(async (trx) => {
        const fresh = await insertArrival(trx, {
          public_id: id,
          hash,
          box: letter.box,
          sender: letter.sender === '' ? null : sealed('sender', letter.sender),
          sender_index: index,
          subject: sealed('subject', letter.subject.slice(0, 500)),
          text: sealed('text', letter.text.slice(0, LONGEST_TEXT)),
          raw: sealed('raw', letter.raw.toString('latin1')),
          attachments: letter.attachments,
          machine: letter.machine ? 1 : 0,
          state: 'open',
          received_at: now,
          purge_after: now + KEEP_OPEN,
        });
        if (!fresh) return 'known';
        const task = { publicId: publicId(), kind: 'letters-arrived', object: OBJECT, facts: '{}' } as const;
        await openTask(trx, { ...task, now, again: true });
        trx.nudge('forwardArrivals');
        return 'kept';
      });
    },

    /** Open ones, or those that are over, newest first. `last`: where the next page goes on below. */
    async list(filter: { open: boolean }, page: { before?: number | undefined; limit: number }) {
      const rows = await listArrivals(p.db, { ...filter, ...page });
      return { data: rows.map(line), last: rows.at(-1)?.id };
    },

    /** One letter in full; looking stands in the audit log. Errors: `not.found`. */
    async show(actor: string, id: string) {
      const row = await findArrival(p.db, id);
      if (!row) throw notFound('arrival');
      await p.db.write((trx) =>
        appendAudit(trx, { at: p.clock.now(), actor, action: 'arrival.see', object: `arrival:${id}` }),
      );
      const sender = row.sender === null ? null : open('sender', row, row.sender);
      return { ...line(row), sender, text: open('text', row, row.text) };
    },

    /** Errors: `not.found`, `arrival.closed`. */
    close: (actor: string, id: string) => move(actor, id, 'closed'),
    /** Errors: `not.found`, `arrival.open`. */
    reopen: (actor: string, id: string) => move(actor, id, 'open'),
  };
};
export type Arrivals = ReturnType<typeof openArrivals>;
