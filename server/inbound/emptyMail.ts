/** Whether a mail to entry@ is answered, and with what: the loop and backscatter rules of RFC 3834 and domain.md 3.6. */
import { isAddress, readAddress } from '../lib/address.ts';
import { readAutoReply } from './autoReply.ts';
import type { Headers } from './headers.ts';
import { saysNoOtherwise, wantsToLeave } from './leaveWords.ts';
import { ownParts, readTree } from './mailTree.ts';

/** `box`: what the mailbox it came to is for; 'entry' unless said. */
export type EmptyMail = { from: string; raw: Uint8Array; box?: 'entry' | 'leave' };
/** `to`: the one address that gets the answer, as given in the envelope. */
export type EmptyMailDecision = { answer: 'entry' | 'leave'; to: string } | { silent: SilentReason };
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
  /^(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?|abuse|root|daemon|nobody|listserv|majordomo)(?:[+-].*)?$/i;
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

const headerReason = (headers: Headers): SilentReason | null => {
  const submitted = headers.get('auto-submitted').trim().toLowerCase();
  if (submitted !== '' && !/^no\b/.test(submitted)) return 'auto-submitted';
  if (bulk.test(headers.get('precedence')) || listMarks.some((name) => headers.has(name))) return 'list';
  if (headers.all('received').length > MOST_HOPS) return 'loop';
  return null;
};

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
  const sender = readAddress(mail.from);
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
  return { answer: leaves ? 'leave' : 'entry', to: sender.text };
};
