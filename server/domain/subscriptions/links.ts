/** Personal links: derived ones for change and unsubscribe, stored one-time tokens for the rest. */
import type { Language, LinkPurpose, TokenPurpose } from '../../contract/codes.ts';
import { paths } from '../../contract/paths.ts';
import { DAY, dayNumber, HOUR, jstDate, linkLastDay, MINUTE } from '../../lib/clock.ts';
import { HubError } from '../../lib/errors.ts';
import { sealJson, tokenHash, unsealJson } from '../../lib/seal.ts';
import { makeLink, publicId, randomToken, readLink } from '../../lib/token.ts';
import type { Source, Trx } from '../../store/db.ts';
import { findFormerAddress } from '../../store/formerAddresses.ts';
import { findReader, findReaderByEmail, findReaderByPublicId, type ReaderRow } from '../../store/readers.ts';
import { findToken, insertToken, type TokenRow, useToken } from '../../store/tokens.ts';
import { ONE_TIME_HOURS, type Parts, REMEMBER_DAYS, SAME_PRESS_MINUTES } from './parts.ts';

export type MailLinks = { change_url: string; unsubscribe_url: string; expires_on: string; reissue_url: string };

const waysOut: readonly LinkPurpose[] = ['unsubscribe', 'oneClick', 'mailto'];
/** Epochs tried for a reader whose row is gone; nobody comes and goes so often within 90 days. */
const EPOCHS_TRIED = 64;
/** The epoch in which a link was made, the present one first; null when it is none of ours. */
const epochOf = (genuine: (epoch: number) => boolean, now: number): number | null => {
  for (let epoch = now; epoch >= 0; epoch--) if (genuine(epoch)) return epoch;
  for (let epoch = now + 1; epoch < EPOCHS_TRIED; epoch++) if (genuine(epoch)) return epoch;
  return null;
};

const tokenPlace = (id: string) => `token|payload|${id}`;

export const openLinks = (p: Pick<Parts, 'ring' | 'clock' | 'publicUrl'>) => {
  const derived = (reader: Pick<ReaderRow, 'public_id' | 'link_epoch'>, purpose: LinkPurpose, day: number) =>
    makeLink(p.ring, { purpose, id: reader.public_id, day }, reader.link_epoch);
  const payloadOf = <T>(row: TokenRow): T => unsealJson<T>(p.ring, tokenPlace(row.public_id), row.payload, 'secret');
  /** Of the reader whose link has ended; nothing else of them is told, and only to who holds the whole token. */
  const languageOf = async (source: Source, row: TokenRow): Promise<Language | undefined> =>
    payloadOf<{ language?: Language }>(row).language ?? (await findReader(source, row.reader_id ?? -1))?.language;
  const openStored = async <T>(source: Source, purpose: TokenPurpose, token: string, pressed = false) => {
    const row = await findToken(source, tokenHash(p.ring, purpose, token.toLowerCase()));
    if (!row || row.purpose !== purpose) throw new HubError('link.unknown');
    const justNow = pressed && row.used_at !== null && p.clock.now() - row.used_at < SAME_PRESS_MINUTES * MINUTE;
    const ended =
      row.used_at !== null && !justNow ? 'link.used' : row.expires_at <= p.clock.now() ? 'link.expired' : null;
    if (ended) throw new HubError(ended, { language: await languageOf(source, row) });
    return { row, payload: payloadOf<T>(row) };
  };
  return {
    /** The three links of a mail that leaves now, and the last day they work. */
    forMail(reader: Pick<ReaderRow, 'public_id' | 'link_epoch'>, language: Language): MailLinks {
      const lastDay = linkLastDay(p.clock.now());
      const day = dayNumber(lastDay);
      return {
        change_url: p.publicUrl() + paths.change(derived(reader, 'change', day)),
        unsubscribe_url: p.publicUrl() + paths.unsubscribe(derived(reader, 'unsubscribe', day)),
        expires_on: lastDay,
        reissue_url: p.publicUrl() + paths.reissue(language),
      };
    },
    /** Opens the page about new terms and nothing of the reader: it stands in a mail that nobody asked for. */
    ofTerms: (reader: Pick<ReaderRow, 'public_id' | 'link_epoch'>): string =>
      derived(reader, 'terms', dayNumber(linkLastDay(p.clock.now()))),
    /** A link for another purpose of the same reader, ending the same day: the way from one page to the next. */
    sibling: (token: string, reader: ReaderRow, purpose: LinkPurpose): string =>
      derived(reader, purpose, readLink(p.ring, token)?.day ?? 0),
    /**
     * The reader behind a derived link of one of these purposes. Errors: `link.broken` (not one of ours, or revoked),
     * `link.purpose` (ours, for something else), `link.expired`; the last two say `language`, the reader's.
     */
    async openDerived(source: Source, purposes: readonly LinkPurpose[], token: string): Promise<ReaderRow> {
      const link = readLink(p.ring, token);
      const reader = link ? await findReaderByPublicId(source, link.id) : undefined;
      if (!link || !reader?.public_id || !link.genuine(reader.link_epoch)) throw new HubError('link.broken');
      const { language } = reader;
      if (!purposes.includes(link.purpose)) throw new HubError('link.purpose', { purpose: link.purpose, language });
      if (dayNumber(jstDate(p.clock.now())) > link.day) throw new HubError('link.expired', { language });
      return reader;
    },
    /**
     * Whose registration a way out ends: that of the address the link was mailed to, as it is now, whatever happened in between.
     * Undefined when that address has none any more. Errors: `link.broken`, `link.purpose`, `link.expired`, as above.
     */
    async openWayOut(source: Source, token: string): Promise<ReaderRow | undefined> {
      const link = readLink(p.ring, token);
      if (!link) throw new HubError('link.broken');
      const reader = await findReaderByPublicId(source, link.id);
      const epoch = epochOf(link.genuine, reader?.link_epoch ?? 0);
      if (epoch === null) throw new HubError('link.broken');
      const language = reader?.language;
      if (!waysOut.includes(link.purpose)) throw new HubError('link.purpose', { purpose: link.purpose, language });
      if (dayNumber(jstDate(p.clock.now())) > link.day) throw new HubError('link.expired', { language });
      const former = await findFormerAddress(source, link.id, epoch);
      return former ? findReaderByEmail(source, former.email_index) : reader;
    },
    /** Makes a one-time token; only its hash and the sealed payload are kept. */
    async issue(trx: Trx, token: { purpose: TokenPurpose; readerId: number | null; payload: unknown; hours?: number }) {
      const text = randomToken();
      const id = publicId();
      const now = p.clock.now();
      const expiresAt = now + (token.hours ?? ONE_TIME_HOURS) * HOUR;
      await insertToken(trx, {
        public_id: id,
        purpose: token.purpose,
        hash: tokenHash(p.ring, token.purpose, text),
        reader_id: token.readerId,
        payload: sealJson(p.ring, tokenPlace(id), token.payload, 'secret'),
        created_at: now,
        expires_at: expiresAt,
        // Kept for a while after its end, so that an old link is called old and not unknown.
        purge_after: expiresAt + REMEMBER_DAYS * DAY,
      });
      return { token: text, expiresAt };
    },
    /** What a one-time token allows, without using it up. Errors: `link.unknown`, and `link.used`, `link.expired` with `language` where it is known. */
    openStored,
    /**
     * The same, and used up in this transaction. `first` is false when the button was pressed twice: the caller answers the same
     * and does nothing. Errors as above.
     */
    async redeem<T>(
      trx: Trx,
      purpose: TokenPurpose,
      token: string,
    ): Promise<{ row: TokenRow; payload: T; first: boolean }> {
      const opened = await openStored<T>(trx, purpose, token, true);
      return { ...opened, first: await useToken(trx, opened.row.id, p.clock.now()) };
    },
  };
};
export type LinkDesk = ReturnType<typeof openLinks>;
