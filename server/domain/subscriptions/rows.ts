/** Writing a reader's row: what registration, confirmation, change and leaving have in common. */
import type { Language, Rhythm } from '../../contract/codes.ts';
import { storedAddress } from '../../lib/address.ts';
import { DAY, endOfDay, linkLastDay } from '../../lib/clock.ts';
import { blindIndex, seal } from '../../lib/seal.ts';
import { publicId, randomId48 } from '../../lib/token.ts';
import { insertConsent, setConsentsPurge } from '../../store/consents.ts';
import type { Source, Trx } from '../../store/db.ts';
import { leaveItems, leaveTopicItems } from '../../store/digestItems.ts';
import { addFigures } from '../../store/figures.ts';
import { insertFormerAddress } from '../../store/formerAddresses.ts';
import {
  findReader,
  findReaderByEmail,
  insertReader,
  type ReaderRow,
  raiseLinkEpoch,
  updateReader,
} from '../../store/readers.ts';
import { deleteReaderTopic, listReaderTopicIds, replaceReaderTopics } from '../../store/readerTopics.ts';
import { closeTerms } from '../../store/terms.ts';
import { type Consent, KEEP_LEFT_DAYS, ONE_TIME_HOURS, type Parts, type Wish } from './parts.ts';
import { firstReminder, sealStay } from './stay.ts';

export type ConsentFacts = Consent & { source: string; network: string | null };

/** Registrations that took effect are counted for good; the readers of today tell neither who came nor how many left. */
const countSignUp = (trx: Trx, language: Language, now: number): Promise<void> =>
  addFigures(trx, [{ name: 'signUps', labels: language, n: 1 }], now);

export const readerRows = (p: Pick<Parts, 'ring' | 'clock'>) => {
  const stayColumns = (publicId48: number, stay: string | null) => ({
    stay_expires_on: stay === null ? null : sealStay(p.ring, publicId48, stay),
    stay_next_at: firstReminder(stay, p.clock.now()),
  });
  const index = (email: string) => blindIndex(p.ring, 'email', storedAddress(email).canonical);
  return {
    find: (source: Source, email: string) => findReaderByEmail(source, index(email)),

    /** A new row: active, or pending until its owner confirms (then it goes again after a few days). */
    async create(trx: Trx, wish: Wish, state: 'active' | 'pending', cause: string): Promise<ReaderRow> {
      const address = storedAddress(wish.email);
      const id = randomId48();
      const now = p.clock.now();
      const active = state === 'active';
      const rowId = await insertReader(trx, {
        public_id: id,
        email: seal(p.ring, `reader|email|${id}`, address.text),
        email_index: index(wish.email),
        domain: address.domain,
        language: wish.language,
        state,
        created_at: now,
        confirmed_at: active ? now : null,
        changed_at: now,
        ...stayColumns(id, active ? wish.stay : null),
        actor: 'reader',
        cause,
        purge_after: active ? null : now + 2 * ONE_TIME_HOURS * 3_600_000,
      });
      if (active) {
        await replaceReaderTopics(trx, rowId, wish.topics);
        await countSignUp(trx, wish.language, now);
      }
      return (await findReader(trx, rowId))!;
    },

    /**
     * Makes a pending, suspended or left row active with what was asked for now. Links of an earlier life end: a carrier may have
     * given the address to somebody else meanwhile.
     */
    async activate(trx: Trx, reader: ReaderRow, wish: Wish, cause: string): Promise<ReaderRow> {
      const now = p.clock.now();
      if (reader.state !== 'pending') await raiseLinkEpoch(trx, reader.id);
      await updateReader(trx, reader.id, {
        // The address as it was typed this time: it may differ in capitals.
        email: seal(p.ring, `reader|email|${reader.public_id}`, storedAddress(wish.email).text),
        language: wish.language,
        // What an earlier life wanted is not what this one asks for; the page of change offers it.
        rhythm: 'atOnce',
        state: 'active',
        soft_bounces: 0,
        first_soft_at: null,
        suspended_reason: null,
        suspended_at: null,
        left_at: null,
        confirmed_at: now,
        changed_at: now,
        ...stayColumns(reader.public_id, wish.stay),
        cause,
        purge_after: null,
      });
      await setConsentsPurge(trx, reader.id, null);
      await replaceReaderTopics(trx, reader.id, wish.topics);
      await countSignUp(trx, wish.language, now);
      return (await findReader(trx, reader.id))!;
    },

    /** New choices. What waits for a digest only because of a topic that is gone goes with it; another rhythm counts from the next digest on. */
    async change(
      trx: Trx,
      reader: ReaderRow,
      to: { language: Language; topics: string[]; stay: string | null; rhythm?: Rhythm },
    ) {
      const before = await listReaderTopicIds(trx, reader.id);
      await updateReader(trx, reader.id, {
        language: to.language,
        ...(to.rhythm ? { rhythm: to.rhythm } : {}),
        ...stayColumns(reader.public_id, to.stay),
        changed_at: p.clock.now(),
      });
      await replaceReaderTopics(trx, reader.id, to.topics);
      const after = await listReaderTopicIds(trx, reader.id);
      await leaveTopicItems(
        trx,
        reader.id,
        before.filter((id) => !after.includes(id)),
      );
    },

    /** Takes one topic away; with the one that asks for a date, the date goes too. */
    async leaveTopic(trx: Trx, reader: ReaderRow, code: string): Promise<void> {
      const left = await deleteReaderTopic(trx, reader.id, code);
      if (left === null) return;
      await leaveTopicItems(trx, reader.id, [left.id]);
      await updateReader(trx, reader.id, {
        ...(left.needs_date === 1 ? stayColumns(reader.public_id, null) : {}),
        changed_at: p.clock.now(),
      });
    },

    /** Gives the row another address. Every earlier link ends, for they lie in the old mailbox; they can still end what that address has. */
    async move(trx: Trx, reader: ReaderRow, email: string): Promise<ReaderRow> {
      const address = storedAddress(email);
      await raiseLinkEpoch(trx, reader.id);
      await insertFormerAddress(trx, {
        public_id: reader.public_id,
        through_epoch: reader.link_epoch,
        email_index: reader.email_index,
        purge_after: endOfDay(linkLastDay(p.clock.now())),
      });
      await updateReader(trx, reader.id, {
        email: seal(p.ring, `reader|email|${reader.public_id}`, address.text),
        email_index: index(email),
        domain: address.domain,
        state: 'active',
        soft_bounces: 0,
        first_soft_at: null,
        suspended_reason: null,
        suspended_at: null,
        changed_at: p.clock.now(),
      });
      return (await findReader(trx, reader.id))!;
    },

    /** Active again with these choices, whatever was done meanwhile. */
    async bringBack(
      trx: Trx,
      reader: ReaderRow,
      to: { language: Language; topics: string[]; stay: string | null },
    ): Promise<void> {
      await this.change(trx, reader, to);
      await updateReader(trx, reader.id, { state: 'active', left_at: null, purge_after: null });
      await setConsentsPurge(trx, reader.id, null);
    },

    /** Ends the subscription. The row and its consents stay a year as evidence, then they go. */
    async leave(trx: Trx, reader: ReaderRow, cause: string): Promise<void> {
      const now = p.clock.now();
      const purgeAfter = now + KEEP_LEFT_DAYS * DAY;
      await updateReader(trx, reader.id, {
        state: 'left',
        left_at: now,
        changed_at: now,
        ...stayColumns(reader.public_id, null),
        suspended_reason: null,
        suspended_at: null,
        cause,
        purge_after: purgeAfter,
      });
      await replaceReaderTopics(trx, reader.id, []);
      await leaveItems(trx, reader.id);
      await setConsentsPurge(trx, reader.id, purgeAfter);
    },

    /** Decision 25: time, source, language, terms, screen, network (sealed). */
    async recordConsent(trx: Trx, readerId: number, language: Language, consent: ConsentFacts): Promise<void> {
      const id = publicId();
      // Whoever consents anew is asked nothing more.
      await closeTerms(trx, readerId);
      await insertConsent(trx, {
        public_id: id,
        reader_id: readerId,
        consented_at: consent.at,
        source: consent.source,
        language,
        terms_version: consent.terms,
        screen_version: consent.screen,
        network: consent.network === null ? null : seal(p.ring, `consent|network|${id}`, consent.network),
      });
    },
  };
};
export type ReaderRows = ReturnType<typeof readerRows>;
