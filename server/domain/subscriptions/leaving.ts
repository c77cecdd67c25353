/** Leaving by a link, and new links for those whose links have ended. What a mail asks for stands in mailRequests.ts. */
import type { Language } from '../../contract/codes.ts';
import { maskAddress, storedAddress } from '../../lib/address.ts';
import { MINUTE } from '../../lib/clock.ts';
import { invalid } from '../../lib/errors.ts';
import type { Trx } from '../../store/db.ts';
import { besideMeetings, type ReaderRow } from '../../store/readers.ts';
import { listReaderTopics, listTopicsOfReaderIn, type TopicOfReader } from '../../store/readerTopics.ts';
import type { Forms } from './forms.ts';
import type { LimitDesk } from './limits.ts';
import type { LinkDesk } from './links.ts';
import type { MailDesk } from './mails.ts';
import { type Origin, type Parts, SAME_PRESS_MINUTES } from './parts.ts';
import type { ReaderRows } from './rows.ts';
import type { Waiting } from './waiting.ts';
import { addressErrors } from './wishes.ts';

type Room = Parts & {
  links: LinkDesk;
  limits: LimitDesk;
  waiting: Waiting;
  mails: MailDesk;
  rows: ReaderRows;
  forms: Forms;
};

/** Who has topics, also while nothing is sent to them. */
const registered: readonly ReaderRow['state'][] = ['active', 'suspended'];
/** `was-left`: nothing to do any more; said plainly, for the holder of the link knows. */
export type Left = 'left' | 'was-left';

export const leaving = (p: Room) => {
  /** Ends the registration and says goodbye; what is over already stays as it is. */
  const end = async (trx: Trx, reader: ReaderRow | undefined, how: string): Promise<Left> => {
    if (!reader) return 'was-left';
    if (reader.state === 'left') {
      const pressedTwice = p.clock.now() - (reader.left_at ?? 0) < SAME_PRESS_MINUTES * MINUTE;
      return pressedTwice ? 'left' : 'was-left';
    }
    const cause = `leave-${how}:${reader.public_id}:${p.clock.now()}`;
    const to = p.mails.addressOf(reader);
    await p.rows.leave(trx, reader, cause);
    await p.mails.goodbye(trx, { reader, to, language: reader.language, cause });
    return 'left';
  };
  return {
    end,
    /**
     * What the page that asks shows; the address masked, for a bulletin may have been forwarded. Null when the address that got the
     * link has no registration any more. Errors of the link.
     */
    async view(token: string): Promise<{ masked: string; language: Language; state: ReaderRow['state'] } | null> {
      const reader = await p.links.openWayOut(p.db, token);
      if (!reader) return null;
      return { masked: maskAddress(p.mails.addressOf(reader)), language: reader.language, state: reader.state };
    },
    /**
     * Of the topics of a bulletin (public id) those that the holder of a genuine way out has now, by code and name, and whether they are all
     * that is left. A topic that has ended stands for the one its readers were led to. Errors of the link.
     */
    async viewTopics(token: string, bulletin: string): Promise<{ topics: TopicOfReader[]; last: boolean }> {
      const reader = await p.links.openWayOut(p.db, token);
      if (!reader || !registered.includes(reader.state)) return { topics: [], last: false };
      const topics = await listTopicsOfReaderIn(p.db, reader.id, bulletin);
      return { topics, last: (await listReaderTopics(p.db, reader.id)).length === 1 };
    },
    /**
     * Leaves one topic; the last one ends the registration. Again, or by somebody who does not have it, is no error.
     * Errors of the link.
     */
    async leaveTopic(token: string, code: string): Promise<{ left: Left | 'topic'; language?: Language }> {
      return p.db.write(async (trx) => {
        await besideMeetings(trx);
        const reader = await p.links.openWayOut(trx, token);
        const given = reader ? { language: reader.language } : {};
        if (!reader || !registered.includes(reader.state)) return { left: await end(trx, reader, 'page'), ...given };
        const had = await listReaderTopics(trx, reader.id);
        if (had.length === 1 && had[0] === code) return { left: await end(trx, reader, 'page'), ...given };
        await p.rows.leaveTopic(trx, reader, code);
        return { left: 'topic', ...given };
      });
    },
    /**
     * Ends the present registration of the address that a genuine unsubscribe, one-click or mailto token went to; again, or with none
     * left, is no error. `language` is the reader's, where there is one. Errors of the link.
     */
    async unsubscribe(token: string, how: 'page' | 'one-click' | 'mail'): Promise<{ left: Left; language?: Language }> {
      return p.db.write(async (trx) => {
        await besideMeetings(trx);
        const reader = await p.links.openWayOut(trx, token);
        return { left: await end(trx, reader, how), ...(reader ? { language: reader.language } : {}) };
      });
    },
  };
};
export type Leaving = ReturnType<typeof leaving>;

export type ReissueWish = { email: string };

export const reissuing = (p: Room, accept: (trx: Trx, wish: ReissueWish) => Promise<void>) => ({
  /** Takes a request for new links; who is unknown gets nothing, and the answer is the same. Errors: `input.invalid`, `limit.reached`. */
  async reissue(email: string, origin: Origin): Promise<void> {
    const errors = addressErrors(email, []);
    if (errors.length > 0) throw invalid(errors);
    const address = storedAddress(email).canonical;
    const { network, browser, nonce } = origin;
    const take = async (trx: Trx) => {
      if (!(await p.forms.first(trx, nonce))) return;
      const passed = await p.waiting.passes(trx, origin, address);
      await p.limits.take(trx, { network, browser, address, passed });
      await accept(trx, { email });
    };
    await p.waiting.orTicket(origin, address, () => p.db.write(take));
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
