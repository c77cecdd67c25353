/** Whether a mail to entry@ is answered, and with what: the loop and backscatter rules of RFC 3834 and domain.md 3.6. */
import { type Address, isAddress, readAddress } from '../lib/address.ts';
import { readAutoReply } from './autoReply.ts';
import { isDressed, undress } from './dressed.ts';
import { firstAddress, type Headers } from './headers.ts';
import { saysNoOtherwise, wantsToLeave } from './leaveWords.ts';
import { ownParts, readTree } from './mailTree.ts';

/** `box`: what the mailbox it came to is for; 'entry' unless said. */
export type EmptyMail = { from: string; raw: Uint8Array; box?: 'entry' | 'leave' };
/** `to`: the one address that gets the answer, as given in the envelope. */
/** `messageId`: what an answer names in In-Reply-To, with its angle brackets. */
export type EmptyMailDecision =
  | { answer: 'entry' | 'leave'; to: string; messageId?: string }
  | { silent: SilentReason };
export type SilentReason =
  | 'null-sender'
  | 'malformed-sender'
  | 'own-domain'
  | 'machine-sender'
  | 'auto-submitted'
  | 'list'
  | 'report'
  | 'loop'
  | 'auto-reply';

const MOST_HOPS = 50;
const machines =
  /^(?:(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?|abuse|root|daemon|nobody|listserv|majordomo)(?:[+-].*)?|owner-.+|.+-(?:owner|request|bounces?|admin|confirm\+.*)(?:\+.*)?)$/i;
const bulk = /\b(?:bulk|list|junk|auto_reply)\b/i;
const listMarks = [
  'list-id',
  'list-unsubscribe',
  'list-post',
  'list-help',
  'mailing-list',
  'x-mailing-list',
  'x-loop',
  'feedback-id',
];
/** Journals and bounces of machines that say so in no standard field. */
const machineMarks = ['x-failed-recipients', 'x-ms-journal-report', 'x-journal-report'];

const headerReason = (headers: Headers): SilentReason | null => {
  const submitted = headers.get('auto-submitted').trim().toLowerCase();
  if (submitted !== '' && !/^no\b/.test(submitted)) return 'auto-submitted';
  if (bulk.test(headers.get('precedence')) || listMarks.some((name) => headers.has(name))) return 'list';
  if (machineMarks.some((name) => headers.has(name))) return 'report';
  if (headers.all('received').length > MOST_HOPS) return 'loop';
  return null;
};

/**
 * Who is answered and stored: the sender undressed. A tag that is unknown here gives way to the From of the same domain, when there is one:
 * the tag dies, the address lives.
 */
const answeredAt = (envelope: string, sender: Address, headers: Headers): string => {
  const written = readAddress(firstAddress(headers.get('from')) ?? '');
  const tagged = isDressed(envelope) || sender.local.includes('=');
  return tagged && isAddress(written) && written.domain === sender.domain ? written.text : sender.text;
};

/** Null when it could not stand in a header of ours as it is. */
export const messageIdIn = (headers: Headers): string | null =>
  /^<[!-;=?-~]{1,150}@[!-;=?-~]{1,100}>$/.exec((headers.all('message-id')[0] ?? '').trim())?.[0] ?? null;

/**
 * `ownDomains`: mail from these is ours, and answering it would begin a loop. Attachments do not matter.
 * `written`: the text as mailparser read it; without it the mail is read here.
 */
export const decideEmptyMail = (
  mail: EmptyMail,
  ownDomains: readonly string[],
  written: string | null = null,
): EmptyMailDecision => {
  if (mail.from === '') return { silent: 'null-sender' };
  const sender = readAddress(undress(mail.from));
  if (!isAddress(sender)) return { silent: 'malformed-sender' };
  if (ownDomains.some((own) => sender.domain === own || sender.domain.endsWith(`.${own}`)))
    return { silent: 'own-domain' };
  if (machines.test(sender.local)) return { silent: 'machine-sender' };
  const tree = readTree(mail.raw);
  if (tree.type === 'multipart/report') return { silent: 'report' };
  const reason = headerReason(tree.headers);
  if (reason) return { silent: reason };
  const ours = ownParts(tree).find((part) => part.text.trim() !== '')?.text ?? '';
  // mailparser reads more kinds of mail; this room's own reader guesses unlabelled Japanese, which mailparser takes for Latin.
  const texts = written?.trim() ? [written, ours] : [ours];
  if (readAutoReply(tree.headers, texts[0]!)) return { silent: 'auto-reply' };
  const subject = tree.headers.get('subject');
  const leaves =
    mail.box === 'leave'
      ? texts.every((text) => saysNoOtherwise(subject, text))
      : texts.some((text) => wantsToLeave(subject, text));
  const messageId = messageIdIn(tree.headers);
  return {
    answer: leaves ? 'leave' : 'entry',
    to: answeredAt(mail.from, sender, tree.headers),
    ...(messageId === null ? {} : { messageId }),
  };
};
