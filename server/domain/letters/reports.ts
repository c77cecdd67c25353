/**
 * The report that came back for a letter, as text: what the other server wrote, without the copy of our own mail that it carries, and with
 * addresses and links masked. The look stands in the audit log.
 */
import { maskWithin } from '../../lib/address.ts';
import type { Clock } from '../../lib/clock.ts';
import { notFound } from '../../lib/errors.ts';
import { type KeyRing, unseal } from '../../lib/seal.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db } from '../../store/db.ts';
import { findLetter } from '../../store/letters.ts';
import { listReturned } from '../../store/returns.ts';
import { maskLinks } from './reading.ts';

const MOST = 10;
const LONGEST = 20_000;

/** Where the copy of our mail begins: a part of its own (RFC 3462), or a line that announces it. */
const copies = [
  /^content-type:\s*(?:message\/(?:global-)?rfc822|text\/rfc822-headers|message\/global-headers)/im,
  /^-{2,} ?(?:below this line is a copy|this is a copy of|original message|the (?:body|header)|transcript of the original)/im,
];
/** Lines that nobody can read: attachments, and parts in base64. */
const ENCODED = /(?:^[A-Za-z0-9+/=]{60,}\r?\n?)+/gm;

const decode = (raw: string): string => {
  const bytes = Buffer.from(raw, 'latin1');
  return raw.includes('\u001b$') ? new TextDecoder('iso-2022-jp').decode(bytes) : bytes.toString('utf8');
};

/** The block of headers that our own Message-ID stands in begins our mail, wherever a server has put it. */
const copyBegins = (text: string, messageId: string): number => {
  const places = copies.map((copy) => text.search(copy)).filter((at) => at >= 0);
  const own = text.search(new RegExp(`^message-id:\\s*<?${messageId.replace(/\W/g, '\\$&')}`, 'im'));
  if (own >= 0) places.push(Math.max(0, text.lastIndexOf('\n\n', own)));
  return places.length === 0 ? text.length : Math.min(...places);
};

/** `raw`: bytes as signs. `messageId`: of the letter, without angle brackets. */
export const reportText = (raw: string, messageId: string): string => {
  const text = decode(raw).replaceAll('\r\n', '\n');
  const own = text.slice(0, copyBegins(text, messageId)).replace(ENCODED, '[…]\n');
  return maskWithin(maskLinks(own))
    .replace(/[^\P{C}\n\t]/gu, '')
    .trim()
    .slice(0, LONGEST);
};

export const openLetterReports = (p: { db: Db; ring: KeyRing; clock: Clock }) => ({
  /** Newest first. Errors: `not.found`. */
  async read(actor: string, id: string): Promise<{ at: number; text: string }[]> {
    const row = await findLetter(p.db, id);
    if (!row) throw notFound('letter');
    const reports = await listReturned(p.db, { letterId: row.id, limit: MOST });
    await p.db.write((trx) =>
      appendAudit(trx, { at: p.clock.now(), actor, action: 'letter.read', object: `letter:${id}` }),
    );
    return reports.map((report) => ({
      at: report.received_at,
      text: reportText(
        unseal(p.ring, `returned_mail|raw|${report.public_id}`, report.raw),
        row.message_id.replace(/^<|>$/g, ''),
      ),
    }));
  },
});
export type LetterReports = ReturnType<typeof openLetterReports>;
