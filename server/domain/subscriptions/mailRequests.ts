/** What a mail to us asks for: the way in, or the way out. On disk when the mail is answered 250, decided soon after. */
import { type Language, languages } from '../../contract/codes.ts';
import { storedAddress } from '../../lib/address.ts';
import { DAY } from '../../lib/clock.ts';
import { isHubError } from '../../lib/errors.ts';
import { tokenHash } from '../../lib/seal.ts';
import { publicId } from '../../lib/token.ts';
import type { Trx } from '../../store/db.ts';
import { besideMeetings } from '../../store/readers.ts';
import { claimForm } from '../../store/usedForms.ts';
import type { Leaving } from './leaving.ts';
import type { LimitDesk } from './limits.ts';
import type { MailDesk } from './mails.ts';
import { type Parts, REMEMBER_DAYS } from './parts.ts';
import type { ReaderRows } from './rows.ts';

type Room = Parts & { limits: LimitDesk; mails: MailDesk; rows: ReaderRows; leave: Pick<Leaving, 'end'> };

/** `inReplyTo`: the Message-ID of what is answered. */
export type EntryWish = { email: string; languages: readonly Language[]; inReplyTo?: string | null };
/** `languages`: those of the answer to somebody who is not registered; requests of earlier versions have none. */
export type LeaveWish = { email: string; languages?: readonly Language[]; inReplyTo?: string | null };
/** What the mail door may count: the request was taken, or a limit kept it back (then nothing is answered). */
export type Taken = { taken: true } | { taken: false; scope: string; retryAt: number };

type Asked = { languages: readonly Language[] | 'all'; inReplyTo?: string | null };
const inWhich = (asked: Asked): readonly Language[] => (asked.languages === 'all' ? languages : asked.languages);

export const mailRequests = (
  p: Room,
  accept: {
    entry: (trx: Trx, wish: EntryWish) => Promise<void>;
    leave: (trx: Trx, wish: LeaveWish) => Promise<void>;
  },
) => {
  /** A stranger is told once in a while: a program that writes every minute must not get a mail every minute. */
  const firstTold = async (trx: Trx, what: 'not-registered' | 'send-only', email: string): Promise<boolean> => {
    const now = p.clock.now();
    const hash = tokenHash(p.ring, 'form', `${what}:${storedAddress(email).canonical}`);
    return (await claimForm(trx, { hash, answer: 'told', now, purgeAfter: now + REMEMBER_DAYS * DAY })) === null;
  };
  return {
    /** An empty mail came: on disk when this resolves, answered soon after. `email`: one checked address, the envelope sender; `network`: of the server that brought it. */
    async requestEntry(email: string, asked: Asked, network: string): Promise<Taken> {
      try {
        await p.db.write(async (trx) => {
          await p.limits.take(trx, { address: storedAddress(email).canonical, answer: { network } });
          await accept.entry(trx, { email, languages: inWhich(asked), inReplyTo: asked.inReplyTo ?? null });
        });
        return { taken: true };
      } catch (error) {
        if (!isHubError(error) || error.code !== 'limit.reached') throw error;
        return { taken: false, scope: String(error.details.scope), retryAt: Number(error.details.retryAt) };
      }
    },
    /** A mail asked for the way out: no limit keeps anybody from leaving. */
    async requestLeave(email: string, asked: Asked): Promise<void> {
      const wish = { email, languages: inWhich(asked), inReplyTo: asked.inReplyTo ?? null };
      await p.db.write((trx) => accept.leave(trx, wish));
    },
    /**
     * Tells a person who wrote to an address that only sends where the help desk is: once in a while, within the limits of all answers.
     * False when this person was told lately or a limit keeps it back.
     */
    async tellSendOnly(email: string, asked: Asked, network: string): Promise<boolean> {
      const { inReplyTo } = asked;
      try {
        return await p.db.write(async (trx) => {
          if (!(await firstTold(trx, 'send-only', email))) return false;
          await p.limits.take(trx, { address: storedAddress(email).canonical, answer: { network } });
          const cause = `mail:${publicId()}`;
          await p.mails.sendOnly(trx, { to: email, languages: inWhich(asked), cause, inReplyTo });
          trx.afterCommit(() => p.db.wake());
          return true;
        });
      } catch (error) {
        if (!isHubError(error) || error.code !== 'limit.reached') throw error;
        return false;
      }
    },

    async decideEntry(trx: Trx, wish: EntryWish, cause: string): Promise<string> {
      const reader = await p.rows.find(trx, wish.email);
      if (reader?.state !== 'active') {
        const { email: to, inReplyTo } = wish;
        await p.mails.entryReply(trx, { to, languages: wish.languages, cause, inReplyTo });
        return 'replied';
      }
      const to = p.mails.addressOf(reader);
      await p.mails.alreadyThere(trx, { reader, to, language: reader.language, cause });
      return 'already-active';
    },
    async decideLeave(trx: Trx, wish: LeaveWish, cause: string): Promise<string> {
      await besideMeetings(trx);
      const reader = await p.rows.find(trx, wish.email);
      if (reader?.state === 'active' || reader?.state === 'suspended') return p.leave.end(trx, reader, 'mail');
      if (!(await firstTold(trx, 'not-registered', wish.email))) return 'nothing';
      const { email: to, inReplyTo } = wish;
      await p.mails.notRegistered(trx, { to, languages: wish.languages ?? languages, cause, inReplyTo });
      return 'not-registered';
    },
  };
};
