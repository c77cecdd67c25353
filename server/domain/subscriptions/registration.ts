/** Registration: taken on the page, decided after the answer, confirmed by mail where the mode or the past asks for it. */
import type { Language } from '../../contract/codes.ts';
import { storedAddress } from '../../lib/address.ts';
import { DAY } from '../../lib/clock.ts';
import { HubError } from '../../lib/errors.ts';
import type { Source, Trx } from '../../store/db.ts';
import { besideMeetings, findReader, type ReaderRow, updateReader } from '../../store/readers.ts';
import type { Forms } from './forms.ts';
import type { LimitDesk } from './limits.ts';
import type { LinkDesk } from './links.ts';
import type { MailDesk } from './mails.ts';
import { type Consent, ONE_TIME_HOURS, type Origin, type Parts, type Wish } from './parts.ts';
import type { ReaderRows } from './rows.ts';
import type { Waiting } from './waiting.ts';
import { checkWish } from './wishes.ts';

export type RegistrationWish = Wish & {
  consent: Consent;
  network: string;
  /** The address is the reader's own: they came through a link that was mailed to it. */
  proven: boolean;
};

/** What a confirmation link allows: the wish as it was at its time, so that a later one does not change it. */
type ToConfirm = Omit<RegistrationWish, 'proven'>;

export const registration = (
  p: Parts & { links: LinkDesk; limits: LimitDesk; waiting: Waiting; mails: MailDesk; rows: ReaderRows; forms: Forms },
  accept: (trx: Trx, wish: RegistrationWish) => Promise<void>,
) => {
  const consentOf = (wish: ToConfirm, proven: boolean) => ({
    ...wish.consent,
    source: proven ? 'mail' : 'form',
    network: wish.network,
  });

  /** The row that a confirmation link will make active. */
  const awaitConfirmation = async (trx: Trx, found: ReaderRow | undefined, wish: RegistrationWish, cause: string) => {
    const { proven: _, ...payload } = wish;
    const reader = found ?? (await p.rows.create(trx, wish, 'pending', cause));
    if (found?.state === 'pending')
      await updateReader(trx, found.id, { purge_after: p.clock.now() + (2 * ONE_TIME_HOURS * DAY) / 24 });
    const { email: to, language, topics } = wish;
    await p.mails.askToConfirm(trx, { reader, to, language, topics, cause, payload });
    return 'asked-to-confirm';
  };

  const complete = async (trx: Trx, found: ReaderRow | undefined, wish: RegistrationWish, cause: string) => {
    const reader = found
      ? await p.rows.activate(trx, found, wish, cause)
      : await p.rows.create(trx, wish, 'active', cause);
    await p.rows.recordConsent(trx, reader.id, wish.language, consentOf(wish, wish.proven));
    const { email: to, language, topics } = wish;
    await p.mails.complete(trx, { reader, to, language, topics, stay: wish.stay, cause });
    return 'registered';
  };

  /** The row made active by its confirmed owner, whatever it was. */
  const enter = async (trx: Trx, found: ReaderRow | undefined, wish: ToConfirm, cause: string): Promise<ReaderRow> => {
    if (!found) return p.rows.create(trx, wish, 'active', cause);
    if (found.state !== 'active') return p.rows.activate(trx, found, wish, cause);
    // Confirmed by another link meanwhile: this one's choice is the newest, so it stands.
    await p.rows.change(trx, found, wish);
    return found;
  };

  return {
    /** What the check page needs: the wish with known topics in order. Throws `input.invalid`. */
    check: (wish: Wish): Promise<Wish> => checkWish(p.db, p.clock, wish, p.ownDomains),

    /**
     * Takes a registration; it is decided after the commit (decisions 1 and 19). The same form again does nothing.
     * Errors: `input.invalid`, `limit.reached`, and for an entry link `link.unknown`, `link.used`, `link.expired`.
     */
    async register(input: { wish: Wish; consent: Consent; origin: Origin; entryToken?: string }): Promise<void> {
      const wish = await checkWish(p.db, p.clock, input.wish, p.ownDomains);
      const { nonce, network, browser } = input.origin;
      const address = storedAddress(wish.email).canonical;
      const take = async (trx: Trx) => {
        if (!(await p.forms.first(trx, nonce))) return;
        const passed = await p.waiting.passes(trx, input.origin, address);
        await p.limits.take(trx, { network, browser, address, passed });
        if (input.entryToken && !(await p.links.redeem(trx, 'entry', input.entryToken)).first)
          throw new HubError('link.used');
        await accept(trx, { ...wish, consent: input.consent, network, proven: input.entryToken !== undefined });
      };
      await p.waiting.orTicket(input.origin, address, () => p.db.write(take));
    },

    /** Decides a registration: what its address already is decides what is sent (decision 19). */
    async decide(trx: Trx, wish: RegistrationWish, cause: string): Promise<string> {
      await besideMeetings(trx);
      const found = await p.rows.find(trx, wish.email);
      if (found?.state === 'active') {
        const { proven: _, ...payload } = wish;
        const to = p.mails.addressOf(found);
        const spoken = [...new Set([wish.language, found.language])];
        const { language, topics } = wish;
        await p.mails.alreadyWith(trx, { reader: found, to, language, languages: spoken, topics, cause, payload });
        return 'already-active';
      }
      const unconfirmed = !wish.proven && (p.settings.optIn === 'double' || found?.state === 'suspended');
      return unconfirmed ? awaitConfirmation(trx, found, wish, cause) : complete(trx, found, wish, cause);
    },

    /** What a confirmation link would do; changes nothing. Errors as `links.openStored`. */
    async view(token: string): Promise<{ email: string; language: Language; topics: string[] }> {
      const { payload } = await p.links.openStored<ToConfirm>(p.db, 'confirmRegistration', token);
      return { email: payload.email, language: payload.language, topics: payload.topics };
    },

    /** The owner confirms. Errors as `links.openStored`. */
    async confirm(token: string): Promise<{ email: string; language: Language; topics: string[] }> {
      return p.db.write(async (trx) => {
        await besideMeetings(trx);
        const { row, payload, first } = await p.links.redeem<ToConfirm>(trx, 'confirmRegistration', token);
        const { email: to, language, topics } = payload;
        if (!first) return { email: to, language, topics };
        const found = await findReader(trx, row.reader_id ?? -1);
        const cause = `confirmation:${row.public_id}`;
        const reader = await enter(trx, found, payload, cause);
        await p.rows.recordConsent(trx, reader.id, payload.language, { ...consentOf(payload, true), source: 'form' });
        await p.mails.complete(trx, { reader, to, language, topics, stay: payload.stay, cause });
        return { email: to, language, topics };
      });
    },

    /** What a "use these new choices" link would do; changes nothing. Errors as `links.openStored`. */
    async viewChoices(token: string): Promise<{ email: string; language: Language; topics: string[] }> {
      const { payload } = await p.links.openStored<ToConfirm>(p.db, 'newChoices', token);
      return { email: payload.email, language: payload.language, topics: payload.topics };
    },

    /** Uses the choices of a second registration. Errors as above, and `link.left` when the first has ended meanwhile. */
    async useChoices(token: string): Promise<{ email: string; language: Language; topics: string[] }> {
      return p.db.write(async (trx) => {
        await besideMeetings(trx);
        const { row, payload, first } = await p.links.redeem<ToConfirm>(trx, 'newChoices', token);
        const { email, language, topics } = payload;
        if (!first) return { email, language, topics };
        const reader = await findReader(trx, row.reader_id ?? -1);
        if (reader?.state !== 'active') throw new HubError('link.left', { language });
        await p.rows.change(trx, reader, payload);
        await p.rows.recordConsent(trx, reader.id, language, { ...consentOf(payload, true), source: 'form' });
        const to = p.mails.addressOf(reader);
        await p.mails.changed(trx, { reader, to, language, topics, cause: `choices:${row.public_id}` });
        return { email: to, language, topics };
      });
    },

    /** The address that an entry link is bound to; changes nothing. Errors as `links.openStored`. */
    async viewEntry(token: string, source: Source = p.db): Promise<{ email: string }> {
      return (await p.links.openStored<{ email: string }>(source, 'entry', token)).payload;
    },
  };
};
