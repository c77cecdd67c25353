/**
 * New terms: readers whose last consent was to older ones are told once by mail, and have until a day to accept. Without an answer
 * bulletins stop after that day, the registration stays, and accepting later brings bulletins back.
 */
import type { Language } from '../../contract/codes.ts';
import { paths } from '../../contract/paths.ts';
import { addDays, type Clock, endOfDay, isDate, jstDate } from '../../lib/clock.ts';
import { HubError, invalid } from '../../lib/errors.ts';
import { allowedAt, type QuietHours } from '../../lib/quiet.ts';
import { type KeyRing, unseal } from '../../lib/seal.ts';
import type { NewLetter, Outbox } from '../../outbox/outbox.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db, Source, Trx } from '../../store/db.ts';
import type { ReaderRow } from '../../store/readers.ts';
import {
  askTerms,
  closeTerms,
  countReaders,
  countTerms,
  freeAccepted,
  hasAccepted,
  listToAsk,
  lockReaders,
  pieceOfReaders,
  type TermsNow,
} from '../../store/terms.ts';
import { findTextFirst } from '../../store/texts.ts';
import type { WorkKind, Works } from '../works/works.ts';
import type { LinkDesk } from './links.ts';
import { readerGuard } from './mails.ts';
import type { Consent } from './parts.ts';
import { readerRows } from './rows.ts';
import type { TermsInForceDesk } from './termsInForce.ts';

const KIND = 'terms.announce';
/** Readers looked at in a piece: their mails are sealed and written in well under a second. */
const PIECE = 200;
/** Days that a reader has at least: mail is read late, and some are away. */
export const LEAST_DAYS = 14;
export const MOST_DAYS = 365;

type Parts = {
  db: Db;
  clock: Clock;
  ring: KeyRing;
  outbox: Outbox;
  links: LinkDesk;
  works: Works;
  quiet: QuietHours;
  publicUrl: () => string;
  /** The terms that hold now. */
  terms: () => TermsNow;
  termsInForce: TermsInForceDesk;
};
type Given = { by: string; terms: string };
type At = { after: number; mails: number };
type Piece = { n: number; upTo: number };

/** What the page about new terms says of whoever holds its link. `by`: end of the last day with news; null: nothing is asked. */
export type TermsView = { language: Language; accepted: boolean; by: number | null; stopped: boolean; wayOut: string };

export const openTerms = (p: Parts) => {
  const rows = readerRows(p);
  const open = async (source: Source, token: string): Promise<ReaderRow> => {
    const reader = await p.links.openDerived(source, ['terms'], token);
    if (reader.state === 'left' || reader.state === 'pending')
      throw new HubError('link.left', { language: reader.language });
    return reader;
  };

  const letterFor = (reader: ReaderRow, by: string, terms: TermsNow): NewLetter => {
    const links = p.links.forMail(reader, reader.language);
    return {
      type: 'nl-new-terms',
      system: 'nl',
      languages: [reader.language],
      role: 'reader',
      to: unseal(p.ring, `reader|email|${reader.public_id}`, reader.email),
      variables: {
        accept_by: by,
        terms_url: p.publicUrl() + paths.newTerms(p.links.ofTerms(reader)),
        reissue_url: p.publicUrl() + paths.reissue(reader.language),
        unsubscribe_url: links.unsubscribe_url,
      },
      lane: 'bulletin',
      dedupeKey: `nl-new-terms:${terms.name}:${by}:${reader.public_id}:${reader.link_epoch}`,
      actor: 'clock',
      cause: `terms:${terms.name}`,
      readerId: reader.id,
      guardKey: readerGuard(reader.public_id),
      notBefore: allowedAt(p.clock.now(), p.quiet),
    };
  };

  /** One piece of telling: the mark on the reader and the mail go together, so nobody is told twice or marked without a mail. */
  const tell = async (trx: Trx, piece: { after: number; upTo: number }, given: Given): Promise<number> => {
    const terms = p.terms();
    // A process with other texts than the one that was asked must not tell of them.
    if (terms.name !== given.terms) throw new HubError('terms.changed');
    await lockReaders(trx, piece);
    // Whose last consent is to these very terms (they held before) is asked nothing any more.
    await freeAccepted(trx, { ...piece, terms });
    const found = await listToAsk(trx, { ...piece, terms, now: p.clock.now() });
    await p.outbox.postAll(
      trx,
      found.map((reader) => letterFor(reader, given.by, terms)),
    );
    const by = endOfDay(given.by);
    await askTerms(
      trx,
      found.map((reader) => reader.id),
      { by, terms },
    );
    if (found.length > 0) trx.afterCommit(() => p.db.wake());
    return found.length;
  };

  const kind: WorkKind<Given, At, Piece> = {
    kind: KIND,
    async next(work) {
      await p.termsInForce.renew();
      return pieceOfReaders(p.db, work.at?.after ?? 0, PIECE);
    },
    async write(trx, { n, upTo }, work) {
      const { after, mails } = work.at ?? { after: 0, mails: 0 };
      const told = await tell(trx, { after, upTo }, work.given);
      return { at: { after: upTo, mails: mails + told }, done: work.done + n };
    },
    finish: async (_trx, work) => ({ mails: work.at?.mails ?? 0 }),
  };

  const beginAsking = async (trx: Trx, actor: string, by: string, total: number): Promise<string> => {
    const given: Given = { by, terms: p.terms().name };
    const id = await p.works.begin(trx, { kind: KIND, actor, given, total });
    await appendAudit(trx, {
      at: p.clock.now(),
      actor,
      action: 'terms.announce',
      object: `work:${id}`,
      after: given,
    });
    return id;
  };

  /** The terms of now, and since when (epoch ms). */
  const held = async () => {
    await p.termsInForce.renew();
    const terms = p.terms();
    const since = p.termsInForce.now()?.fromAt ?? (await findTextFirst(p.db, 'terms', terms.revisions));
    return { ...terms, since };
  };

  return {
    kind: kind as unknown as WorkKind,
    /** The terms that hold now. */
    now: p.terms,

    held,
    /** The same, and how readers answered: looks at every reader. */
    async show() {
      const now = await held();
      return { ...now, ...(await countTerms(p.db, now, p.clock.now())) };
    },

    /**
     * Tells every reader whose last consent was to older terms; `by`: 'YYYY-MM-DD', the last day with news for who does not accept. Asked
     * again it tells those who were not told. Answers the work. Errors: `input.invalid` with `terms.by {from, to}`.
     */
    async announce(actor: string, by: string): Promise<string> {
      const today = jstDate(p.clock.now());
      const [from, to] = [addDays(today, LEAST_DAYS), addDays(today, MOST_DAYS)];
      if (!isDate(by) || by < from || by > to)
        throw invalid([{ field: 'by', code: 'terms.by', details: { from, to } }]);
      await p.termsInForce.renew();
      const total = await countReaders(p.db);
      return p.db.write((trx) => beginAsking(trx, actor, by, total));
    },
    /** The same in the caller's transaction, without a look at the day. */
    beginAsking,

    /** Errors of a derived link, and `link.left`. */
    async view(token: string): Promise<TermsView> {
      const reader = await open(p.db, token);
      return {
        language: reader.language,
        accepted: await hasAccepted(p.db, reader.id, p.terms()),
        by: reader.terms_by,
        stopped: reader.terms_by !== null && reader.terms_by <= p.clock.now(),
        wayOut: p.links.sibling(token, reader, 'unsubscribe'),
      };
    },

    /** The reader accepts; again it does nothing. Errors as above. */
    async accept(token: string, language: Language, consent: Consent, network: string): Promise<void> {
      await p.db.write(async (trx) => {
        const reader = await open(trx, token);
        // The row first: of two presses at the same time the second waits here and finds the consent of the first.
        await closeTerms(trx, reader.id);
        if (await hasAccepted(trx, reader.id, p.terms())) return;
        await rows.recordConsent(trx, reader.id, language, { ...consent, source: 'terms', network });
      });
    },
  };
};
export type Terms = ReturnType<typeof openTerms>;
