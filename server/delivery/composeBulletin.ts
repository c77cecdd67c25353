/** A bulletin's mails: its text is compiled once per revision and language; what differs per reader is put in as the mail leaves. */
import { type BulletinKind, isLanguage, type Language } from '../contract/codes.ts';
import { paths } from '../contract/paths.ts';
import { textLanguage } from '../languages/languages.ts';
import { type CompiledBulletin, compileBulletin, type ReaderSpan, renderBulletin } from '../letters/bulletin.ts';
import { domainOf, storedAddress } from '../lib/address.ts';
import { rfc5322Date } from '../lib/clock.ts';
import { HubError } from '../lib/errors.ts';
import { mailReferenceWith } from '../lib/mailReference.ts';
import { nameIn } from '../lib/names.ts';
import { unseal } from '../lib/seal.ts';
import { pathTags } from '../lib/tags.ts';
import { makeWaysOut, returnPathWith } from '../lib/token.ts';
import { type BulletinRow, listSentTexts } from '../store/bulletins.ts';
import { findBulletinRow } from '../store/expansion.ts';
import { findNewsPage, listNewsTopics } from '../store/news.ts';
import { type ComposedMail, type ComposeParts, listId, listUnsubscribe } from './compose.ts';
import { digestShelf, digestText } from './composeDigest.ts';
import { keysFor } from './dkim.ts';
import { type CompiledMail, compileMail } from './mime.ts';
import type { RecipientWork } from './work.ts';

/** A compiled text with what every mail of it shares. */
export type Ready = {
  compiled: CompiledBulletin;
  /** Which of the texts it is. */
  written: Language;
  mail: CompiledMail<ReaderSpan>;
  signed: boolean;
  /** Last day on which its links work. */
  lastDay: number;
  from: string;
};

/** Bulletins that are under way at a time, in three languages each, with room. */
const KEEP = 24;

/** What the mail says of itself: its topics by name, and where it can be read again. */
const aboutIt = async (p: ComposeParts, row: BulletinRow, reader: Language, written: Language) => {
  const topics = await listNewsTopics(p.db, [row.id]);
  const page = await findNewsPage(p.db, row);
  return {
    topics: topics.map((topic) => nameIn(topic.names, written)),
    leaveBy: row.public_id,
    ...(page ? { newsUrl: p.publicUrl + paths.newsPage(reader, page) } : {}),
  };
};

/** Compiled texts, made at the first mail of each (bulletin, language). `onCompile` is told before and after the risky part. */
export const bulletinShelf = (p: ComposeParts) => {
  const shelf = new Map<string, Promise<Ready>>();

  const make = async (bulletinId: number, language: Language, items?: readonly number[]): Promise<Ready> => {
    const row = await findBulletinRow(p.db, bulletinId);
    if (!row?.template_revision || row.send_day === null)
      throw new HubError('bulletin.not_started', { id: bulletinId });
    const texts = await listSentTexts(p.db, row.id, row.revision);
    const written = textLanguage(
      language,
      texts.map((t) => t.language),
    );
    const text = texts.find((t) => t.language === written);
    if (!text || !written) throw new HubError('bulletin.text_missing', { language });
    const compiled = compileBulletin({
      bundle: await p.bundles(row.template_revision),
      language: written,
      subject: text.subject,
      body: text.body,
      ...(items ? await digestText(p, items, language) : await aboutIt(p, row, language, written)),
      reissueUrl: p.publicUrl + paths.reissue(language),
      fallbackFrom: written === language ? undefined : language,
      kind: row.kind as BulletinKind,
      // The footer names the domain that the mail really leaves from.
      senderDomain: domainOf(p.mailFrom),
      publicUrl: p.publicUrl,
    });
    const from = p.mailFrom;
    const keys = keysFor(p.dkim, domainOf(from));
    const mail = compileMail<ReaderSpan>(
      {
        from: { name: compiled.fromName, address: from },
        subject: compiled.subject,
        date: rfc5322Date(row.started_at ?? row.created_at),
        contentLanguage: compiled.contentLanguage,
        listId: listId(p.mailDomain),
        text: compiled.text,
        html: compiled.html,
        headers: [
          ['Auto-Submitted', 'auto-generated'],
          ['X-Auto-Response-Suppress', 'OOF, AutoReply'],
          // Complaints are counted by it at providers that show figures to senders: the edition, its language, what it is, who sends.
          ['Feedback-ID', `${row.public_id.slice(0, 20)}:${written}:bulletin:${domainOf(from)}`],
        ],
      },
      keys,
    );
    return { compiled, written, mail, signed: keys.length > 0, lastDay: row.send_day, from };
  };

  const compile = (name: string, onCompile: (making: boolean) => void, making: () => Promise<Ready>) => {
    const known = shelf.get(name);
    if (known) return known;
    onCompile(true);
    const ready = making()
      .catch((error: Error) => {
        shelf.delete(name);
        throw error;
      })
      .finally(() => onCompile(false));
    shelf.set(name, ready);
    if (shelf.size > KEEP) shelf.delete(shelf.keys().next().value!);
    return ready;
  };
  const digests = digestShelf(p.db, make);

  return (
    bulletinId: number,
    language: string,
    readerId: number,
    onCompile: (making: boolean) => void,
  ): Ready | Promise<Ready> => {
    const name = `${bulletinId}|${language}`;
    const known = shelf.get(name);
    if (known) return known;
    if (!isLanguage(language)) throw new HubError('bulletin.text_missing', { language });
    return digests(bulletinId, language, readerId, () => compile(name, onCompile, () => make(bulletinId, language)));
  };
};
export type BulletinShelf = ReturnType<typeof bulletinShelf>;

/** One reader's mail. The same row always gives the same bytes. Answers a promise only where it is signed. */
export const composeRecipient = (
  p: ComposeParts,
  ready: Ready,
  work: RecipientWork,
): ComposedMail | Promise<ComposedMail> => {
  const { row } = work;
  const to = storedAddress(unseal(p.ring, `reader|email|${row.public_id}`, row.email));
  const out = makeWaysOut(p.ring, { id: row.public_id, day: ready.lastDay }, row.link_epoch);
  const path = { bulletin: row.bulletin_id, row: row.reader_id };
  const tags = pathTags(p.ring, p.ring.current, path);
  const spans = {
    unsubscribeUrl: p.publicUrl + paths.unsubscribe(out.unsubscribe),
    reference: mailReferenceWith(p.ring, { ...path, language: ready.written }, tags),
  };
  const verp = returnPathWith(p.ring, path, tags);
  const reader = {
    to: to.wire,
    returnPath: `bounce+${verp}@${p.mailDomain}`,
    messageId: `<${work.bulletinPublicId}.${row.public_id.toString(36)}@${p.mailDomain}>`,
    listUnsubscribe: listUnsubscribe(p, out.oneClick, out.mailto),
    spans,
  };
  const shown = () => ({ to: to.text, from: ready.from, ...renderBulletin(ready.compiled, spans) });
  if (ready.signed) return ready.mail.assembleSigned(reader).then((mail) => ({ ...mail, shown }));
  return { ...ready.mail.assemble(reader), shown };
};
