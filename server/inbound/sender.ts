/** Who speaks in a mail: a mail daemon, a programme, nobody (null sender) or a person; and whether it tells of a mail that came back. */
import { reasonOfReply } from '../lib/replies.ts';
import { firstAddress, type Headers } from './headers.ts';
import type { Part } from './mailTree.ts';
import type { Notice } from './notice.ts';
import { failureSubject, failureWords } from './phrases.ts';

const daemon =
  /^(?:mailer-?daemon|mdaemon|mail-?(?:er)?-?daemon|post_?master|postmast|mail-?system|mail-?delivery|mmdf|ndr|autoreply-?daemon)(?:[-+._=\\][^@]*)?@|^\W*(?:mailer-?daemon|postmaster)\b/i;
const daemonName =
  /mail ?(?:er)?[- ]?(?:delivery|daemon|administrator|system\b)|delivery (?:sub)?system|post ?master|system ?administrator|system attendant|microsoft exchange|internet mail|メール(?:配信|システム|デーモン)|配信システム/i;
/** Accounts that programmes write from; they also send newsletters and receipts. */
const servant =
  /^(?:no-?reply|do-?not-?reply|root|admin|uucp|system|smtp|bounces?|listserv|[^@]*(?:smtp|mail|server|service|gateway|antivirus|robot|notif|delivery))[^@]*@/i;

const forwarded = /^(?:re|fwd?|aw|wg|tr|rv|sv|vs|答复|转发|回复|転送|返信)\s*[:：]/i;

export type Sender = 'daemon' | 'servant' | 'nobody' | 'person';

export const senderOf = (headers: Headers): Sender => {
  const from = headers.get('from').trim();
  if (from === '<>' || daemon.test(firstAddress(from) ?? from) || daemonName.test(from)) return 'daemon';
  const path = headers.all('return-path')[0]?.trim();
  if (path === '<>' || /^<?(?:mailer-daemon|postmaster)\b/i.test(path ?? '')) return 'nobody';
  // A From without an address was written by no person.
  const address = firstAddress(from);
  return address === null || servant.test(address) ? 'servant' : 'person';
};

/** How sure it is that a mail daemon speaks of a mail it could not deliver. */
export const looksReturned = (mail: Part, notice: Notice): boolean => {
  const { headers } = mail;
  if (headers.has('x-failed-recipients') || mail.params['report-type'] === 'delivery-status') return true;
  const subject = headers.get('subject');
  const inSubject = failureSubject.test(subject);
  const inWords = failureWords.test(notice.words);
  const sender = senderOf(headers);
  // A daemon's own sentences may be in any language; that the table of replies understands them is enough.
  if (sender === 'daemon')
    return inSubject || inWords || notice.returned !== null || reasonOfReply({ text: notice.words }) !== 'undefined';
  if (forwarded.test(subject) || headers.has('list-unsubscribe') || headers.has('list-id')) return false;
  if (sender === 'nobody')
    return (inSubject && (inWords || notice.returned !== null)) || (inWords && notice.returned !== null);
  return sender === 'servant' && inSubject && inWords;
};
