/** From a letter's row to the finished mail: opens what is sealed, renders the revision that the row names, sets the headers. */
import type { BulletinKind, Language } from '../contract/codes.ts';
import { paths, unsubscribeMailbox } from '../contract/paths.ts';
import { compileBulletin, renderBulletin } from '../letters/bulletin.ts';
import type { Bundle } from '../letters/bundle.ts';
import { customType, mailType } from '../letters/catalogue.ts';
import { renderCustom } from '../letters/custom.ts';
import { type RenderedLetter, renderLetter } from '../letters/render.ts';
import type { OwnFacts } from '../letters/sender.ts';
import { domainOf, storedAddress } from '../lib/address.ts';
import { type Clock, dayNumber, linkLastDay, rfc5322Date } from '../lib/clock.ts';
import { makeMailReference } from '../lib/mailReference.ts';
import { type KeyRing, unseal, unsealJson } from '../lib/seal.ts';
import { makeLink, makeReturnPath } from '../lib/token.ts';
import type { Db } from '../store/db.ts';
import type { LetterRow } from '../store/letters.ts';
import { findReader } from '../store/readers.ts';
import type { BundleShelf } from './bundles.ts';
import { type DkimKey, keysFor, returnDomain, signMessage } from './dkim.ts';
import { assembleLetter, type Header } from './mime.ts';
import type { SenderNames } from './senderNames.ts';

/** A mail ready to leave, and what of it the built-in mailbox shows. */
export type ComposedMail = {
  /** Return path (VERP) and the one recipient as written on the wire. */
  envelope: { from: string; to: string };
  /** A string holds one byte a sign. */
  content: Buffer | string;
  shown(): { to: string; from: string; subject: string; text: string; html: string | null };
};

export type ComposeParts = {
  db: Db;
  clock: Clock;
  ring: KeyRing;
  bundles: BundleShelf;
  /** Names that staff chose; absent: those of sender.json. */
  senderNames?: SenderNames;
  mailDomain: string;
  mailFrom: string;
  publicUrl: string;
  dkim: readonly DkimKey[];
};

/** The way out that mail programs show as a button (RFC 2369, RFC 8058). */
export const listUnsubscribe = (
  p: Pick<ComposeParts, 'publicUrl' | 'mailDomain'>,
  oneClick: string,
  mailto: string,
): string => `<${p.publicUrl}${paths.oneClick(oneClick)}>, <mailto:${unsubscribeMailbox(mailto)}@${p.mailDomain}>`;
export const listId = (mailDomain: string): string => `<newsletter.${mailDomain}>`;

const listHeaders = async (p: ComposeParts, row: LetterRow): Promise<Header[]> => {
  if (mailType(row.type).category !== 'subscription' || row.reader_id === null) return [];
  const reader = await findReader(p.db, row.reader_id);
  if (!reader) return [];
  const day = dayNumber(linkLastDay(row.created_at));
  const token = (purpose: 'oneClick' | 'mailto') =>
    makeLink(p.ring, { purpose, id: reader.public_id, day }, reader.link_epoch);
  return [
    ['List-Unsubscribe', listUnsubscribe(p, token('oneClick'), token('mailto'))],
    ['List-Unsubscribe-Post', 'List-Unsubscribe=One-Click'],
    ['List-Id', listId(p.mailDomain)],
  ];
};

const variablesOf = (ring: KeyRing, row: LetterRow): Record<string, unknown> => ({
  ...unsealJson<Record<string, unknown>>(ring, `letter|variables|${row.public_id}`, row.variables),
  ...(row.secrets
    ? unsealJson<Record<string, unknown>>(ring, `letter|secrets|${row.public_id}`, row.secrets, 'secret')
    : {}),
});

/** A test copy of a bulletin is a letter whose text is the bulletin's own: by the renderer that sends bulletins. */
const renderTestCopy = (
  bundle: Bundle,
  row: LetterRow,
  variables: Record<string, unknown>,
  about: Required<OwnFacts>,
) => {
  const text = variables as {
    subject: string;
    body: string;
    reissue_url: string;
    unsubscribe_url: string;
    topics?: string[];
    news_url?: string;
    _leave_by?: string;
    _kind?: BulletinKind;
    _for?: Language;
  };
  const language = row.languages as Language;
  const compiled = compileBulletin({
    bundle,
    language,
    subject: text.subject,
    body: text.body,
    reissueUrl: text.reissue_url,
    publicUrl: about.publicUrl,
    ...(text.topics ? { topics: text.topics } : {}),
    ...(text._leave_by ? { leaveBy: text._leave_by } : {}),
    ...(text.news_url ? { newsUrl: text.news_url } : {}),
    ...(text._kind ? { kind: text._kind } : {}),
    ...(text._for && text._for !== language ? { fallbackFrom: text._for } : {}),
  });
  return {
    ...compiled,
    ...renderBulletin(compiled, { unsubscribeUrl: text.unsubscribe_url, reference: about.reference }),
  };
};

const renderRow = (
  bundle: Bundle,
  row: LetterRow,
  variables: Record<string, unknown>,
  own: { mailFrom: string; fromName?: string | undefined; about: Required<OwnFacts> },
): Omit<RenderedLetter, 'preheader'> => {
  if (row.type === 'nl-issue') return renderTestCopy(bundle, row, variables, own.about);
  const languages = row.languages.split(',') as Language[];
  const { system } = row;
  const named = { ...own.about, ...(own.fromName === undefined ? {} : { fromName: own.fromName }) };
  if (row.type === customType.id) {
    const { subject, body } = variables as { subject: string; body: string };
    return renderCustom({ bundle, system, language: languages[0]!, subject, body, ...named });
  }
  // The newsletter leaves from MAIL_FROM, and its footer must name that domain.
  const domain = system === 'nl' ? { senderDomain: domainOf(own.mailFrom) } : {};
  return renderLetter({ bundle, type: mailType(row.type), system, languages, variables, ...domain, ...named });
};

/** What a caller of the Notify face asked for beside the text. */
const askedHeaders = (variables: Record<string, unknown>): Record<string, string> => ({
  ...(typeof variables._one_click === 'string'
    ? { 'List-Unsubscribe': `<${variables._one_click}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }
    : {}),
  ...(typeof variables._reply_to === 'string' ? { 'Reply-To': variables._reply_to } : {}),
});

/** What tells machines how this mail came about (RFC 3834), so that theirs stay silent. */
const machineHeaders = (variables: Record<string, unknown>): Header[] => {
  const answered = variables._in_reply_to;
  const quiet: Header = ['X-Auto-Response-Suppress', 'OOF, AutoReply'];
  if (typeof answered !== 'string') return [['Auto-Submitted', 'auto-generated'], quiet];
  return [['Auto-Submitted', 'auto-replied'], ['In-Reply-To', answered], ['References', answered], quiet];
};

/** Throws HubError `letter.…`, `templates.…`, `seal.broken` when the row cannot become a mail. */
export const composeLetter = async (p: ComposeParts, row: LetterRow): Promise<ComposedMail> => {
  const to = storedAddress(unseal(p.ring, `letter|recipient|${row.public_id}`, row.recipient));
  const bundle = await p.bundles(row.revision);
  const variables = variablesOf(p.ring, row);
  const fromName = await p.senderNames?.(row.system, row.languages.split(',')[0] as Language);
  const reference = makeMailReference(p.ring, { bulletin: 0, row: row.id, language: 'ja' });
  const about = { reference, publicUrl: p.publicUrl };
  const letter = renderRow(bundle, row, variables, { mailFrom: p.mailFrom, fromName, about });
  const from = row.system === 'nl' ? p.mailFrom : letter.from;
  const headers = new Map<string, string>([
    ...machineHeaders(variables),
    ...(await listHeaders(p, row)),
    ...Object.entries(askedHeaders(variables)),
  ]);
  const mail = assembleLetter({
    from: { name: letter.fromName, address: from },
    to: to.wire,
    subject: letter.subject,
    text: letter.text,
    html: letter.html,
    messageId: row.message_id,
    date: rfc5322Date(p.clock.now()),
    contentLanguage: letter.contentLanguage,
    headers: [...headers],
  });
  const { subject, text, html } = letter;
  const fromDomain = from.slice(from.lastIndexOf('@') + 1);
  const returns = returnDomain(p.dkim, fromDomain, p.mailDomain);
  return {
    envelope: { from: `bounce+${makeReturnPath(p.ring, { bulletin: 0, row: row.id })}@${returns}`, to: to.wire },
    content: await signMessage(keysFor(p.dkim, fromDomain), mail),
    shown: () => ({ to: to.text, from, subject, text, html }),
  };
};
