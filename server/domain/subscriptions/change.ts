/** The reader's own page: topics, language, period of stay, and another address (which its owner confirms first). */
import type { Language } from '../../contract/codes.ts';
import { storedAddress } from '../../lib/address.ts';
import { endOfDay, linkLastDay } from '../../lib/clock.ts';
import { HubError, invalid } from '../../lib/errors.ts';
import { moveConsents } from '../../store/consents.ts';
import type { Source, Trx } from '../../store/db.ts';
import { deleteReader, findReader, type ReaderRow } from '../../store/readers.ts';
import { listReaderTopics } from '../../store/readerTopics.ts';
import type { Forms } from './forms.ts';
import type { LimitDesk } from './limits.ts';
import type { LinkDesk } from './links.ts';
import type { MailDesk } from './mails.ts';
import type { Origin, Parts } from './parts.ts';
import type { ReaderRows } from './rows.ts';
import { openStay } from './stay.ts';
import { addressErrors, checkChoice } from './wishes.ts';

export type OwnData = {
  email: string;
  language: Language;
  topics: string[];
  stay: string | null;
  state: 'active' | 'suspended';
  /** Token of the page that asks before it unsubscribes. */
  unsubscribeToken: string;
};
export type Choice = { language: Language; topics: string[]; stay: string | null };
export type AddressWish = { readerId: number; email: string };

const sameSet = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((code) => b.includes(code));

export const changing = (
  p: Parts & { links: LinkDesk; limits: LimitDesk; mails: MailDesk; rows: ReaderRows; forms: Forms },
  accept: (trx: Trx, wish: AddressWish) => Promise<void>,
) => {
  const open = async (source: Source, token: string): Promise<ReaderRow> => {
    const reader = await p.links.openDerived(source, ['change'], token);
    if (reader.state === 'left' || reader.state === 'pending')
      throw new HubError('link.left', { language: reader.language });
    return reader;
  };
  const dataOf = async (source: Source, reader: ReaderRow): Promise<Omit<OwnData, 'unsubscribeToken'>> => ({
    email: p.mails.addressOf(reader),
    language: reader.language,
    topics: await listReaderTopics(source, reader.id),
    stay: openStay(p.ring, reader),
    state: reader.state as 'active' | 'suspended',
  });

  return {
    /** What the change page shows. Errors: `link.broken`, `link.purpose`, `link.expired`, `link.left`. */
    async view(token: string): Promise<OwnData> {
      const reader = await open(p.db, token);
      return { ...(await dataOf(p.db, reader)), unsubscribeToken: p.links.sibling(token, reader, 'unsubscribe') };
    },

    /** Saves topics, language and date; `change.nothing` when all is as before. The same form again does nothing. */
    async save(token: string, wanted: Choice, origin: Origin): Promise<void> {
      const choice = await checkChoice(p.db, p.clock, wanted);
      await p.db.write(async (trx) => {
        const reader = await open(trx, token);
        if (!(await p.forms.first(trx, origin.nonce))) return;
        const now = await dataOf(trx, reader);
        if (now.language === choice.language && now.stay === choice.stay && sameSet(now.topics, choice.topics))
          throw new HubError('change.nothing');
        await p.limits.take(trx, { network: origin.network });
        await p.rows.change(trx, reader, choice);
        const { language, topics } = choice;
        const cause = `change:${reader.public_id}:${origin.nonce}`;
        await p.mails.changed(trx, { reader, to: now.email, language, topics, cause });
      });
    },

    /**
     * Asks for another address; a link goes there, and whether somebody already has it is decided after the answer.
     * Errors: those of the link, `input.invalid` (also `address.same`), `limit.reached`.
     */
    async askAddress(token: string, email: string, origin: Origin): Promise<void> {
      const errors = addressErrors(email, p.ownDomains);
      if (errors.length > 0) throw invalid(errors);
      await p.db.write(async (trx) => {
        const reader = await open(trx, token);
        const { canonical } = storedAddress(email);
        if (storedAddress(p.mails.addressOf(reader)).canonical === canonical)
          throw invalid([{ field: 'email', code: 'address.same' }]);
        if (!(await p.forms.first(trx, origin.nonce))) return;
        await p.limits.take(trx, { network: origin.network, address: canonical });
        await accept(trx, { readerId: reader.id, email });
      });
    },

    async decideAddress(trx: Trx, wish: AddressWish, cause: string): Promise<string> {
      const reader = await findReader(trx, wish.readerId);
      if (!reader || reader.state === 'left') return 'gone';
      const other = await p.rows.find(trx, wish.email);
      if (other?.state === 'active' && other.id !== reader.id) {
        const to = p.mails.addressOf(other);
        await p.mails.alreadyThere(trx, { reader: other, to, language: other.language, cause });
        return 'taken';
      }
      const { language } = reader;
      const payload = { email: wish.email };
      await p.mails.askNewAddress(trx, { reader, to: wish.email, language, cause, payload });
      return 'asked-to-confirm';
    },

    /** What an address link would do; changes nothing. Errors as `links.openStored`. */
    async viewAddress(token: string): Promise<{ email: string; language: Language }> {
      const { row, payload } = await p.links.openStored<{ email: string }>(p.db, 'addressChange', token);
      const reader = await findReader(p.db, row.reader_id ?? -1);
      if (!reader || reader.state === 'left') throw new HubError('link.left', { language: reader?.language });
      return { email: payload.email, language: reader.language };
    },

    /** The owner of the new address confirms. Errors as above, and `address.taken` when somebody registered it meanwhile. */
    async confirmAddress(token: string): Promise<{ email: string; language: Language }> {
      return p.db.write(async (trx) => {
        const { row, payload, first } = await p.links.redeem<{ email: string }>(trx, 'addressChange', token);
        const reader = await findReader(trx, row.reader_id ?? -1);
        if (!reader || reader.state === 'left') throw new HubError('link.left', { language: reader?.language });
        if (!first) return { email: payload.email, language: reader.language };
        const other = await p.rows.find(trx, payload.email);
        if (other && other.id !== reader.id) {
          if (other.state === 'active') throw new HubError('address.taken', { language: reader.language });
          // One person, two rows: what was agreed to earlier stays with the row that lives on.
          await moveConsents(trx, other.id, reader.id);
          await deleteReader(trx, other.id, endOfDay(linkLastDay(p.clock.now())));
        }
        const from = p.mails.addressOf(reader);
        const moved = await p.rows.move(trx, reader, payload.email);
        const { language } = reader;
        const cause = `address:${row.public_id}`;
        await p.mails.addressChanged(trx, { reader: moved, to: payload.email, from, language, cause });
        return { email: payload.email, language };
      });
    },
  };
};
