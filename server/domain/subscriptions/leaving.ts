/** Leaving, new links for those whose links have ended, and what an empty mail asks for. */
import { type Language, languages } from '../../contract/codes.ts';
import { maskAddress, storedAddress } from '../../lib/address.ts';
import { MINUTE } from '../../lib/clock.ts';
import { invalid, isHubError } from '../../lib/errors.ts';
import type { Source, Trx } from '../../store/open.ts';
import type { ReaderRow } from '../../store/readers.ts';
import type { Forms } from './forms.ts';
import type { LimitDesk } from './limits.ts';
import type { LinkDesk } from './links.ts';
import type { MailDesk } from './mails.ts';
import { type Origin, type Parts, SAME_PRESS_MINUTES } from './parts.ts';
import type { ReaderRows } from './rows.ts';
import { addressErrors } from './wishes.ts';

type Room = Parts & { links: LinkDesk; limits: LimitDesk; mails: MailDesk; rows: ReaderRows; forms: Forms };

/** `was-left`: nothing to do any more; said plainly, for the holder of the link knows. */
export type Left = 'left' | 'was-left';

export const leaving = (p: Room) => {
  const open = (source: Source, token: string): Promise<ReaderRow> =>
    p.links.openDerived(source, ['unsubscribe', 'oneClick', 'mailto'], token);
  return {
    /** What the page that asks shows; the address masked, for a bulletin may have been forwarded. Errors of the link. */
    async view(token: string): Promise<{ masked: string; language: Language; state: ReaderRow['state'] }> {
      const reader = await open(p.db, token);
      return { masked: maskAddress(p.mails.addressOf(reader)), language: reader.language, state: reader.state };
    },
    /** Unsubscribes the reader of an unsubscribe, one-click or mailto token; again is no error. Errors of the link. */
    async unsubscribe(token: string, how: 'page' | 'one-click' | 'mail'): Promise<{ left: Left; language: Language }> {
      return p.db.write(async (trx) => {
        const reader = await open(trx, token);
        if (reader.state === 'left') {
          const pressedTwice = p.clock.now() - (reader.left_at ?? 0) < SAME_PRESS_MINUTES * MINUTE;
          return { left: pressedTwice ? 'left' : 'was-left', language: reader.language };
        }
        const cause = `leave-${how}:${reader.public_id}:${p.clock.now()}`;
        const to = p.mails.addressOf(reader);
        await p.rows.leave(trx, reader, cause);
        await p.mails.goodbye(trx, { reader, to, language: reader.language, cause });
        return { left: 'left', language: reader.language };
      });
    },
  };
};

export type ReissueWish = { email: string };

export const reissuing = (p: Room, accept: (trx: Trx, wish: ReissueWish) => Promise<void>) => ({
  /** Takes a request for new links; who is unknown gets nothing, and the answer is the same. Errors: `input.invalid`, `limit.reached`. */
  async reissue(email: string, origin: Origin): Promise<void> {
    const errors = addressErrors(email);
    if (errors.length > 0) throw invalid(errors);
    await p.db.write(async (trx) => {
      if (!(await p.forms.first(trx, origin.nonce))) return;
      await p.limits.take(trx, { network: origin.network, address: storedAddress(email).canonical });
      await accept(trx, { email });
    });
  },
  /** Only an active reader gets links: a suspended address may belong to somebody else by now (decision 19). */
  async decide(trx: Trx, wish: ReissueWish, cause: string): Promise<string> {
    const reader = await p.rows.find(trx, wish.email);
    if (reader?.state !== 'active') return 'nothing';
    const to = p.mails.addressOf(reader);
    await p.mails.newLinks(trx, { reader, to, language: reader.language, cause });
    return 'sent';
  },
});

export type EntryWish = { email: string; languages: readonly Language[] };
export type LeaveWish = { email: string };
/** What the mail door may count: the request was taken, or a limit kept it back (then nothing is answered). */
export type Taken = { taken: true } | { taken: false; scope: string; retryAt: number };

export const mailRequests = (
  p: Room,
  accept: {
    entry: (trx: Trx, wish: EntryWish) => Promise<void>;
    leave: (trx: Trx, wish: LeaveWish) => Promise<void>;
  },
) => {
  const take = async (email: string, write: (trx: Trx) => Promise<void>): Promise<Taken> => {
    const address = storedAddress(email).canonical;
    try {
      await p.db.write(async (trx) => {
        await p.limits.take(trx, { address, answer: true });
        await write(trx);
      });
      return { taken: true };
    } catch (error) {
      if (!isHubError(error) || error.code !== 'limit.reached') throw error;
      return { taken: false, scope: String(error.details.scope), retryAt: Number(error.details.retryAt) };
    }
  };
  return {
    /** An empty mail came: on disk when this resolves, answered soon after. `email`: one checked address, the envelope sender. */
    requestEntry: (email: string, wish: { languages: readonly Language[] | 'all' }): Promise<Taken> =>
      take(email, (trx) =>
        accept.entry(trx, { email, languages: wish.languages === 'all' ? languages : wish.languages }),
      ),
    /** A mail asked for the way out. */
    requestLeave: (email: string): Promise<Taken> => take(email, (trx) => accept.leave(trx, { email })),

    async decideEntry(trx: Trx, wish: EntryWish, cause: string): Promise<string> {
      const reader = await p.rows.find(trx, wish.email);
      if (reader?.state !== 'active') {
        await p.mails.entryReply(trx, { to: wish.email, languages: wish.languages, cause });
        return 'replied';
      }
      const to = p.mails.addressOf(reader);
      await p.mails.alreadyThere(trx, { reader, to, language: reader.language, cause });
      return 'already-active';
    },
    async decideLeave(trx: Trx, wish: LeaveWish, cause: string): Promise<string> {
      const reader = await p.rows.find(trx, wish.email);
      if (reader?.state !== 'active') return 'nothing';
      const to = p.mails.addressOf(reader);
      await p.mails.newLinks(trx, { reader, to, language: reader.language, cause });
      return 'sent';
    },
  };
};
