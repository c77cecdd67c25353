/** The reader's own page: topics, language, period of stay, and another address (which its owner confirms first). */
import type { Language, Rhythm } from '../../contract/codes.ts';
import { storedAddress } from '../../lib/address.ts';
import { endOfDay, linkLastDay } from '../../lib/clock.ts';
import { HubError, invalid } from '../../lib/errors.ts';
import { moveConsents } from '../../store/consents.ts';
import type { Source, Trx } from '../../store/db.ts';
import { inheritItems } from '../../store/digestItems.ts';
import { besideMeetings, deleteReader, findReader, meetAlone, type ReaderRow } from '../../store/readers.ts';
import { listReaderTopics } from '../../store/readerTopics.ts';
import { closeTerms } from '../../store/terms.ts';
import type { Forms } from './forms.ts';
import type { LimitDesk } from './limits.ts';
import type { LinkDesk } from './links.ts';
import type { MailDesk } from './mails.ts';
import type { Origin, Parts } from './parts.ts';
import type { ReaderRows } from './rows.ts';
import { openStay } from './stay.ts';
import type { Waiting } from './waiting.ts';
import { addressErrors, checkChoice } from './wishes.ts';

export type OwnData = {
  email: string;
  language: Language;
  topics: string[];
  rhythm: Rhythm;
  stay: string | null;
  state: 'active' | 'suspended';
  /** Token of the page that asks before it unsubscribes. */
  unsubscribeToken: string;
  /** Token of the page about new terms while they are asked about; null when nothing is. */
  termsToken: string | null;
};
/** `rhythm` absent: as it is. */
export type Choice = { language: Language; topics: string[]; stay: string | null; rhythm?: Rhythm };
/** `merged`: what both registrations have chosen, when they become one. */
export type Moving = { email: string; language: Language; merged: string[] | null };
/** What taking a change of address back restores. */
type Undo = Choice & { from: string };
export type AddressWish = { readerId: number; email: string };

const sameSet = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((code) => b.includes(code));

export const changing = (
  p: Parts & { links: LinkDesk; limits: LimitDesk; waiting: Waiting; mails: MailDesk; rows: ReaderRows; forms: Forms },
  accept: (trx: Trx, wish: AddressWish) => Promise<void>,
) => {
  const open = async (source: Source, token: string): Promise<ReaderRow> => {
    const reader = await p.links.openDerived(source, ['change'], token);
    if (reader.state === 'left' || reader.state === 'pending')
      throw new HubError('link.left', { language: reader.language });
    return reader;
  };
  const dataOf = async (
    source: Source,
    reader: ReaderRow,
  ): Promise<Omit<OwnData, 'unsubscribeToken' | 'termsToken'>> => ({
    email: p.mails.addressOf(reader),
    language: reader.language,
    topics: await listReaderTopics(source, reader.id),
    rhythm: reader.rhythm,
    stay: openStay(p.ring, reader),
    state: reader.state as 'active' | 'suspended',
  });

  const choiceOf = async (source: Source, reader: ReaderRow): Promise<Choice> => ({
    language: reader.language,
    topics: await listReaderTopics(source, reader.id),
    stay: openStay(p.ring, reader),
  });
  const topicsOfBoth = async (source: Source, one: ReaderRow, other: ReaderRow): Promise<string[]> => [
    ...new Set([...(await listReaderTopics(source, one.id)), ...(await listReaderTopics(source, other.id))]),
  ];
  /** Another active registration of this address. */
  const otherAt = async (source: Source, reader: ReaderRow, email: string): Promise<ReaderRow | undefined> => {
    const other = await p.rows.find(source, email);
    return other?.state === 'active' && other.id !== reader.id ? other : undefined;
  };
  const stillThere = async (source: Source, row: { reader_id: number | null }): Promise<ReaderRow> => {
    const reader = await findReader(source, row.reader_id ?? -1);
    if (!reader || reader.state === 'left') throw new HubError('link.left', { language: reader?.language });
    return reader;
  };
  const movingOf = async (source: Source, email: string, reader: ReaderRow): Promise<Moving> => {
    const other = await otherAt(source, reader, email);
    return { email, language: reader.language, merged: other ? await topicsOfBoth(source, reader, other) : null };
  };
  /** The row that lives on gets the topics of both, and the date of the one that has one. */
  const joinChoices = async (trx: Trx, reader: ReaderRow, other: ReaderRow): Promise<void> => {
    const stay = openStay(p.ring, reader) ?? openStay(p.ring, other);
    await p.rows.change(trx, reader, {
      language: reader.language,
      topics: await topicsOfBoth(trx, reader, other),
      stay,
    });
  };

  return {
    /** What the change page shows. Errors: `link.broken`, `link.purpose`, `link.expired`, `link.left`. */
    async view(token: string): Promise<OwnData> {
      const reader = await open(p.db, token);
      return {
        ...(await dataOf(p.db, reader)),
        unsubscribeToken: p.links.sibling(token, reader, 'unsubscribe'),
        termsToken: reader.terms_by === null ? null : p.links.sibling(token, reader, 'terms'),
      };
    },

    /** Saves topics, language and date; `change.nothing` when all is as before. The same form again does nothing. */
    async save(token: string, wanted: Choice, origin: Origin): Promise<void> {
      const choice = await checkChoice(p.db, p.clock, wanted);
      const take = async (trx: Trx) => {
        await besideMeetings(trx);
        const reader = await open(trx, token);
        if (!(await p.forms.first(trx, origin.nonce))) return;
        const now = await dataOf(trx, reader);
        const same = now.language === choice.language && now.rhythm === (choice.rhythm ?? now.rhythm);
        if (same && now.stay === choice.stay && sameSet(now.topics, choice.topics))
          throw new HubError('change.nothing');
        const passed = await p.waiting.passes(trx, origin);
        await p.limits.take(trx, { network: origin.network, browser: origin.browser, passed });
        await p.rows.change(trx, reader, choice);
        const { language, topics } = choice;
        const cause = `change:${reader.public_id}:${origin.nonce}`;
        await p.mails.changed(trx, { reader, to: now.email, language, topics, cause });
      };
      await p.waiting.orTicket(origin, undefined, () => p.db.write(take));
    },

    /**
     * Asks for another address; a link goes there, and whether somebody already has it is decided after the answer.
     * Errors: those of the link, `input.invalid` (also `address.same`), `limit.reached`.
     */
    async askAddress(token: string, email: string, origin: Origin): Promise<void> {
      const errors = addressErrors(email, p.ownDomains);
      if (errors.length > 0) throw invalid(errors);
      const { canonical } = storedAddress(email);
      const take = async (trx: Trx) => {
        const reader = await open(trx, token);
        if (storedAddress(p.mails.addressOf(reader)).canonical === canonical)
          throw invalid([{ field: 'email', code: 'address.same' }]);
        if (!(await p.forms.first(trx, origin.nonce))) return;
        const passed = await p.waiting.passes(trx, origin, canonical);
        await p.limits.take(trx, { network: origin.network, browser: origin.browser, address: canonical, passed });
        await accept(trx, { readerId: reader.id, email });
      };
      await p.waiting.orTicket(origin, canonical, () => p.db.write(take));
    },

    async decideAddress(trx: Trx, wish: AddressWish, cause: string): Promise<string> {
      const reader = await findReader(trx, wish.readerId);
      if (!reader || reader.state === 'left') return 'gone';
      const other = await otherAt(trx, reader, wish.email);
      const { language } = reader;
      const spoken = [...new Set([language, ...(other ? [other.language] : [])])];
      const merged = other && (await topicsOfBoth(trx, reader, other));
      const payload = { email: wish.email };
      const mail = { reader, to: wish.email, language, languages: spoken, cause, payload, merged };
      await p.mails.askNewAddress(trx, mail);
      return other ? 'asked-to-merge' : 'asked-to-confirm';
    },

    /** What an address link would do; changes nothing. `merged`: topics of both, when that address has a registration. Errors as `links.openStored`. */
    async viewAddress(token: string): Promise<Moving> {
      const { row, payload } = await p.links.openStored<{ email: string }>(p.db, 'addressChange', token);
      return movingOf(p.db, payload.email, await stillThere(p.db, row));
    },

    /**
     * The owner of the new address confirms. `merging`: the page said that two registrations become one. Errors as above, and
     * `address.merge` when they would and the page did not say so.
     */
    async confirmAddress(token: string, merging: boolean): Promise<{ email: string; language: Language }> {
      return p.db.write(async (trx) => {
        await meetAlone(trx);
        const { row, payload, first } = await p.links.redeem<{ email: string }>(trx, 'addressChange', token);
        const reader = await stillThere(trx, row);
        const { language } = reader;
        if (!first) return { email: payload.email, language };
        const other = await p.rows.find(trx, payload.email);
        const stranger = other && other.id !== reader.id ? other : undefined;
        const active = stranger?.state === 'active';
        if (active && !merging) throw new HubError('address.merge', { language });
        const from = p.mails.addressOf(reader);
        const undo: Undo = { from, ...(await choiceOf(trx, reader)) };
        if (stranger && active) await joinChoices(trx, reader, stranger);
        if (stranger) {
          // One person, two rows: what was agreed to earlier stays with the row that lives on.
          await moveConsents(trx, stranger.id, reader.id);
          if (active && stranger.terms_by === null) await closeTerms(trx, reader.id);
          await inheritItems(trx, stranger.id, reader.id);
          await deleteReader(trx, stranger.id, endOfDay(linkLastDay(p.clock.now())));
        }
        const moved = await p.rows.move(trx, reader, payload.email);
        const cause = `address:${row.public_id}`;
        await p.mails.addressChanged(trx, { reader: moved, to: payload.email, from, language, cause, undo });
        return { email: payload.email, language };
      });
    },

    /** What "this was not me" would do; changes nothing. The address is masked, for the old mailbox knows it anyway. Errors as above. */
    async viewUndo(token: string): Promise<{ email: string; language: Language }> {
      const { payload } = await p.links.openStored<Undo>(p.db, 'undoAddress', token);
      return { email: payload.from, language: payload.language };
    },

    /** Takes a change of address back, with the choices of that time, whatever was done since. Errors as above. */
    async undoAddress(token: string): Promise<{ email: string; language: Language }> {
      return p.db.write(async (trx) => {
        await meetAlone(trx);
        const { row, payload, first } = await p.links.redeem<Undo>(trx, 'undoAddress', token);
        const { from: email, language } = payload;
        const reader = await findReader(trx, row.reader_id ?? -1);
        if (!reader) throw new HubError('link.left', { language });
        if (!first) return { email, language };
        const other = await p.rows.find(trx, email);
        if (other && other.id !== reader.id) {
          await moveConsents(trx, other.id, reader.id);
          if (other.state === 'active' && other.terms_by === null) await closeTerms(trx, reader.id);
          await inheritItems(trx, other.id, reader.id);
          await deleteReader(trx, other.id, endOfDay(linkLastDay(p.clock.now())));
        }
        const wrong = p.mails.addressOf(reader);
        const moved = await p.rows.move(trx, reader, email);
        await p.rows.bringBack(trx, moved, payload);
        const cause = `undo:${row.public_id}`;
        await p.mails.addressChanged(trx, { reader: moved, to: email, from: wrong, language, cause });
        return { email, language };
      });
    },
  };
};
