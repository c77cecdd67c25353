/**
 * What a shared place meets instead of a refusal: a ticket that is good for one form. It opens at once when the browser has worked for it,
 * and else when its time has come: tickets of one network come due one after another, so that n forms wait n times. Single-use, and bound to
 * the address (or, without one, to the form).
 */
import { MINUTE, SECOND } from '../../lib/clock.ts';
import { HubError, isHubError } from '../../lib/errors.ts';
import { limitKey, openState, sealState, tokenHash } from '../../lib/seal.ts';
import { networkOf } from '../../lib/strangers.ts';
import { publicId } from '../../lib/token.ts';
import { isWorked, WORK_BITS } from '../../lib/work.ts';
import type { Trx } from '../../store/db.ts';
import { addUse, listUses, lockUses } from '../../store/rateUses.ts';
import { claimForm } from '../../store/usedForms.ts';
import type { Origin, Parts } from './parts.ts';

/** 360 forms an hour of one network. */
const STEP = 10 * SECOND;
/** Whoever only takes tickets makes a line of this length for the own network, and not more. */
const LONGEST = 10 * MINUTE;
const LIVES = 60 * MINUTE;
/** Beats in the table of uses. */
const LINE = 'line';

/** What the page holds: `ticket` goes back with the form, with `work` solved or after `ripeAt`. `challenge` and `bits`: what is solved. */
export type Wait = { ticket: string; challenge: string; bits: number; ripeAt: number };
type Ticket = { id: string; who: string; ripeAt: number };

export const waitingRoom = (p: Pick<Parts, 'db' | 'ring' | 'clock'>) => {
  const whoOf = (origin: Origin, address?: string) =>
    limitKey(p.ring, 'ticket', address ?? `form:${origin.nonce}`).toString('hex');
  const usedHash = (ticket: Ticket) => tokenHash(p.ring, 'form', `ticket:${ticket.id}`);

  /** The ticket that came with the form, if it is for this address and not too old. */
  const ticketOf = (origin: Origin, address?: string): Ticket | null => {
    const ticket = origin.ticket ? openState<Ticket>(p.ring, 'ticket', origin.ticket) : null;
    if (!ticket || ticket.who !== whoOf(origin, address) || ticket.ripeAt + LIVES < p.clock.now()) return null;
    return ticket;
  };
  const asWait = (ticket: Ticket): Wait => ({
    ticket: sealState(p.ring, 'ticket', ticket),
    challenge: ticket.id,
    bits: WORK_BITS,
    ripeAt: ticket.ripeAt,
  });

  /** The next place in the line of a network; null when the line is too long. */
  const nextPlace = (network: string): Promise<number | null> =>
    p.db.write(async (trx) => {
      const now = p.clock.now();
      const who = limitKey(p.ring, LINE, networkOf(network));
      await lockUses(trx, who);
      const last = (await listUses(trx, LINE, who, now)).at(-1)?.window ?? now;
      if (last - now > LONGEST) return null;
      const ripeAt = last + STEP;
      await addUse(trx, { scope: LINE, who, window: ripeAt, purgeAfter: ripeAt });
      return ripeAt;
    });

  const hand = async (origin: Origin, address?: string): Promise<Wait | null> => {
    const before = ticketOf(origin, address);
    // Pressed before its time: the place in the line is kept.
    if (before && before.ripeAt > p.clock.now()) return asWait(before);
    const ripeAt = await nextPlace(origin.network);
    return ripeAt === null ? null : asWait({ id: publicId(), who: whoOf(origin, address), ripeAt });
  };

  return {
    /** What a page shows of the ticket that its form brings; null for none of ours, and when it is too old. */
    waitOf(text: string): Wait | null {
      const ticket = openState<Ticket>(p.ring, 'ticket', text);
      return ticket && ticket.ripeAt + LIVES >= p.clock.now() ? asWait(ticket) : null;
    },
    /** Whether the form brings a ticket that opens. It is used up with the transaction. */
    async passes(trx: Trx, origin: Origin, address?: string): Promise<boolean> {
      const now = p.clock.now();
      const ticket = ticketOf(origin, address);
      if (!ticket || (now < ticket.ripeAt && !isWorked(ticket.id, origin.work ?? ''))) return false;
      const purgeAfter = ticket.ripeAt + LIVES;
      return (await claimForm(trx, { hash: usedHash(ticket), answer: 'ticket', now, purgeAfter })) === null;
    },
    /** Runs what a limit may refuse; where a ticket helps, the refusal carries one (`details` of `Wait`). */
    async orTicket<T>(origin: Origin, address: string | undefined, run: () => Promise<T>): Promise<T> {
      try {
        return await run();
      } catch (error) {
        if (!isHubError(error) || error.code !== 'limit.reached') throw error;
        if (error.details.scope !== 'network' && error.details.scope !== 'browser') throw error;
        const wait = await hand(origin, address);
        throw new HubError('limit.reached', { ...error.details, ...wait });
      }
    },
  };
};
export type Waiting = ReturnType<typeof waitingRoom>;
