/**
 * What staff do for a reader who asks for it (telephone, counter): the same acts as on the reader's own pages, with a reason that stands in
 * the audit log, and the same mails, so that nothing is done behind anybody's back. An address takes effect only when its mailbox confirms.
 */
import { type Language, languages } from '../../contract/codes.ts';
import { storedAddress } from '../../lib/address.ts';
import type { Clock } from '../../lib/clock.ts';
import { invalid, notFound, refused } from '../../lib/errors.ts';
import type { KeyRing } from '../../lib/seal.ts';
import { publicId } from '../../lib/token.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db, Trx } from '../../store/db.ts';
import { findReaderByPublicId, type ReaderRow, updateReader } from '../../store/readers.ts';
import { listReaderTopics } from '../../store/readerTopics.ts';
import type { AddressWish } from './change.ts';
import type { Leaving } from './leaving.ts';
import type { LimitDesk } from './limits.ts';
import type { MailDesk } from './mails.ts';
import type { ReaderRows } from './rows.ts';
import { openStay } from './stay.ts';
import { addressErrors, checkChoice } from './wishes.ts';

/** Who acts and why; `reason` is required. `paced`: one of many, which have a pace of their own beside the limits of forms. */
export type StaffBy = { actor: string; reason: string; paced?: boolean };
/** One act on one reader. `language`, `topic-add` and `topic-drop` change a single choice, `choices` sets both. */
export type StaffAct =
  | { act: 'unsubscribe' }
  | { act: 'links' }
  | { act: 'suspend' }
  | { act: 'lift' }
  | { act: 'language'; language: Language }
  | { act: 'topic-add' | 'topic-drop'; topic: string }
  | { act: 'choices'; language: Language; topics: string[] };

type Room = {
  db: Db;
  ring: KeyRing;
  clock: Clock;
  ownDomains: readonly string[];
  limits: LimitDesk;
  mails: MailDesk;
  rows: ReaderRows;
  leave: Pick<Leaving, 'end'>;
  liftOne: (trx: Trx, reader: ReaderRow, by: StaffBy) => Promise<void>;
};

const sameSet = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((code) => b.includes(code));

export const staffActs = (p: Room, accept: (trx: Trx, wish: AddressWish) => Promise<void>) => {
  const readerOf = async (trx: Trx, id: string): Promise<ReaderRow> => {
    const row = /^\d{1,15}$/.test(id) ? await findReaderByPublicId(trx, Number(id)) : undefined;
    if (!row) throw notFound('reader');
    return row;
  };
  const checkReason = ({ reason }: StaffBy): void => {
    if (reason.trim() === '') throw refused('reason.missing');
  };
  const note = (
    trx: Trx,
    reader: ReaderRow,
    by: StaffBy,
    action: string,
    facts: { before?: unknown; after?: unknown },
  ) =>
    appendAudit(trx, {
      at: p.clock.now(),
      actor: by.actor,
      action,
      object: `reader:${reader.public_id}`,
      ...facts,
      reason: by.reason,
    });
  const registered = (reader: ReaderRow): void => {
    if (reader.state !== 'active' && reader.state !== 'suspended') throw refused('reader.not-registered');
  };

  const unsubscribe = async (trx: Trx, reader: ReaderRow, by: StaffBy) => {
    registered(reader);
    await p.leave.end(trx, reader, 'staff');
    await note(trx, reader, by, 'reader.unsubscribe', { before: { state: reader.state }, after: { state: 'left' } });
  };

  /** Only an active reader gets links: a suspended address may belong to somebody else by now (decision 19). */
  const links = async (trx: Trx, reader: ReaderRow, by: StaffBy) => {
    if (reader.state !== 'active') throw refused('reader.not-active');
    const to = p.mails.addressOf(reader);
    if (!by.paced) await p.limits.take(trx, { address: storedAddress(to).canonical });
    await p.mails.newLinks(trx, { reader, to, language: reader.language, cause: `staff-links:${publicId()}` });
    await note(trx, reader, by, 'reader.send-links', {});
  };

  const suspend = async (trx: Trx, reader: ReaderRow, by: StaffBy) => {
    if (reader.state !== 'active') throw refused('reader.not-active');
    const now = p.clock.now();
    const rest = { state: 'suspended', suspended_reason: 'by-staff', suspended_at: now, changed_at: now } as const;
    await updateReader(trx, reader.id, rest);
    await note(trx, reader, by, 'reader.suspend', {});
  };

  /** The reader hears of it by the mail that follows every change. */
  const choose = async (
    trx: Trx,
    reader: ReaderRow,
    by: StaffBy,
    wanted: { language: Language; topics: readonly string[] },
  ) => {
    registered(reader);
    if (!languages.includes(wanted.language)) throw invalid([{ field: 'language', code: 'language.unknown' }]);
    const before = { language: reader.language, topics: await listReaderTopics(trx, reader.id) };
    if (before.language === wanted.language && sameSet(before.topics, wanted.topics)) throw refused('change.nothing');
    const { language, topics, stay } = await checkChoice(trx, p.clock, {
      language: wanted.language,
      topics: [...wanted.topics],
      stay: openStay(p.ring, reader),
    });
    await p.rows.change(trx, reader, { language, topics, stay });
    const cause = `staff-change:${publicId()}`;
    // Where nobody reads, nothing is told: the change is shown with the next link.
    if (reader.state === 'active')
      await p.mails.changed(trx, { reader, to: p.mails.addressOf(reader), language, topics, cause });
    await note(trx, reader, by, 'reader.change', { before, after: { language, topics } });
  };

  const run = async (trx: Trx, reader: ReaderRow, wish: StaffAct, by: StaffBy): Promise<void> => {
    const { language } = reader;
    switch (wish.act) {
      case 'unsubscribe':
        return unsubscribe(trx, reader, by);
      case 'links':
        return links(trx, reader, by);
      case 'suspend':
        return suspend(trx, reader, by);
      case 'lift':
        return p.liftOne(trx, reader, by);
      case 'choices':
        return choose(trx, reader, by, wish);
      case 'language':
        return choose(trx, reader, by, { language: wish.language, topics: await listReaderTopics(trx, reader.id) });
      default: {
        const now = await listReaderTopics(trx, reader.id);
        const without = now.filter((code) => code !== wish.topic);
        return choose(trx, reader, by, {
          language,
          topics: wish.act === 'topic-add' ? [...without, wish.topic] : without,
        });
      }
    }
  };

  return {
    /**
     * One act in the caller's transaction; whatever it refuses, it refuses before it writes. Errors: `not.found`, `reason.missing`,
     * `reader.not-registered`, `reader.not-active`, `reader.not-suspended`, `reader.reassigning-carrier`, `change.nothing`,
     * `input.invalid {topics, stay}`, `limit.reached`.
     */
    async act(trx: Trx, id: string, wish: StaffAct, by: StaffBy): Promise<void> {
      checkReason(by);
      await run(trx, await readerOf(trx, id), wish, by);
      trx.afterCommit(() => p.db.wake());
    },

    /**
     * Asks the owner of another address whether mail shall go there; nothing changes before the link in that mail is pressed, also for a
     * reader who is suspended. Errors: `not.found`, `reason.missing`, `reader.not-registered`, `input.invalid {email}`, `limit.reached`.
     */
    async askAddress(trx: Trx, id: string, email: string, by: StaffBy): Promise<void> {
      checkReason(by);
      const errors = addressErrors(email, p.ownDomains);
      if (errors.length > 0) throw invalid(errors);
      const { canonical } = storedAddress(email);
      const reader = await readerOf(trx, id);
      registered(reader);
      if (storedAddress(p.mails.addressOf(reader)).canonical === canonical)
        throw invalid([{ field: 'email', code: 'address.same' }]);
      await p.limits.take(trx, { address: canonical });
      await accept(trx, { readerId: reader.id, email });
      await note(trx, reader, by, 'reader.ask-address', {});
    },
  };
};
export type StaffActs = ReturnType<typeof staffActs>;
