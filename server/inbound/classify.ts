/**
 * What a mail that came to us is: hard or soft bounce, complaint, auto-reply, or none of these. One code for the SMTP door and
 * for `hub bounces classify`. Standards first (RFC 3464, 5965, 6522, 3834), then the free words of servers that know none.
 */
import { readFile } from 'node:fs/promises';
import type { InboundClass } from '../contract/codes.ts';
import { hardReasons, reasonOfReply } from '../lib/replies.ts';
import { type AutoReply, readAutoReply } from './autoReply.ts';
import { fromNotice, fromReport, reportIn } from './bounce.ts';
import { type Feedback, isComplaint, readFeedback } from './feedback.ts';
import { addressesIn, firstAddress, type Headers, readHeaders } from './headers.ts';
import { enclosed, ownParts, type Part, readTree } from './mailTree.ts';
import { type Notice, readNotice, recipientsIn } from './notice.ts';
import { looksReturned, senderOf } from './sender.ts';
import { readSesNotice, type SesNotice } from './sesNotice.ts';
import type { Classified, Told } from './told.ts';

export type { Classified, InboundReason } from './told.ts';

const returnPathNames = [
  'delivered-to',
  'x-original-to',
  'envelope-to',
  'x-envelope-to',
  'to',
  'return-path',
  'x-envelope-from',
  'errors-to',
  'original-mail-from',
  'sender',
];

const returnPathsIn = (sources: (Headers | null)[]): string[] => {
  const values = sources.flatMap((headers) => (headers ? returnPathNames.flatMap((name) => headers.all(name)) : []));
  const all = values.slice(0, 100).flatMap((value) => addressesIn(value, 5));
  return [...new Set(all)].filter((address) => address.slice(0, address.lastIndexOf('@')).includes('+')).slice(0, 20);
};

const messageIdOf = (returned: Headers | null, headers: Headers): string | null => {
  const id = /<([^<>\s]{1,250})>/;
  return (
    id.exec(returned?.all('message-id')[0] ?? '')?.[1] ?? id.exec(headers.all('in-reply-to')[0] ?? '')?.[1] ?? null
  );
};

const whole = (told: Told, headers: Headers, returned: Headers | null, fields: Headers | null = null): Classified => ({
  status: null,
  finalRecipient: null,
  originalRecipient: null,
  diagnostic: '',
  originalMessageId: messageIdOf(returned, headers),
  returnPaths: returnPathsIn([headers, fields, returned]),
  ...told,
});

const fromFeedback = (feedback: Pick<Feedback, 'kind' | 'recipient'>): Told => {
  const complained = isComplaint(feedback.kind);
  const reason = !complained ? 'authreport' : feedback.kind.startsWith('opt-out') ? 'optout' : 'spamreport';
  return {
    class: complained ? 'complaint' : 'not-a-bounce',
    reason,
    finalRecipient: feedback.recipient,
    diagnostic: feedback.kind,
  };
};

const receiptOf = (mail: Part): Part | undefined =>
  ownParts(mail).find((part) => /^message\/(?:global-)?disposition-notification$/.test(part.type));

/** A filter of the reader's refused the mail after it was taken (Sieve "reject", RFC 5429): somebody is there. */
const fromRejection = (receipt: Part, notice: Notice, headers: Headers): Told | null => {
  const fields = readHeaders(receipt.text);
  if (!/automatic-action.*;\s*deleted/is.test(fields.get('disposition'))) return null;
  const reason = reasonOfReply({ text: notice.words });
  return {
    class: 'soft',
    reason: hardReasons.has(reason) || reason === 'undefined' ? 'filtered' : reason,
    finalRecipient: firstAddress(fields.get('final-recipient')) ?? recipientsIn(notice, headers)[0] ?? null,
    diagnostic: notice.words.replace(/\s+/g, ' ').trim().slice(0, 1000),
  };
};

/** A mail daemon writes without a sender to a return path of ours: something came back, whatever its language. */
const speaksOfReturn = (headers: Headers): boolean =>
  senderOf(headers) === 'daemon' &&
  /^<>$/.test(headers.all('return-path')[0]?.trim() ?? '') &&
  addressesIn(headers.all('to').join(' ')).some((address) => address.startsWith('bounce+'));

const fromSes = (ses: SesNotice, notice: Notice, headers: Headers): Told => {
  if (ses.kind === 'complaint') return fromFeedback({ kind: ses.type, recipient: ses.recipient });
  if (ses.kind === 'delivery') return { class: 'not-a-bounce', reason: 'delivered', finalRecipient: ses.recipient };
  const told = fromReport(ses.recipients, { ...notice, words: '' }, headers);
  if (ses.transient && told.class === 'hard') return { ...told, class: 'soft' };
  const open = ['undefined', 'filtered', 'policyviolation'].includes(told.reason);
  return ses.gone && told.class === 'soft' && open ? { ...told, class: 'hard', reason: 'userunknown' } : told;
};

/** A gateway's notice around the report of another daemon. A person who forwards a bounce is no gateway. */
const wrappedReport = (mail: Part): Part | null => {
  if (senderOf(mail.headers) === 'person') return null;
  const inner = ownParts(mail)
    .map(enclosed)
    .find((part) => part?.type === 'multipart/report');
  return inner && senderOf(inner.headers) === 'daemon' ? inner : null;
};

const judge = (mail: Part): Classified => {
  const { headers } = mail;
  const feedback = readFeedback(mail);
  if (feedback) return whole(fromFeedback(feedback), headers, feedback.returned, feedback.fields);
  const notice = readNotice(mail);
  const ses = readSesNotice(mail);
  if (ses) return whole(fromSes(ses, notice, headers), headers, null);
  const report = reportIn(mail);
  if (report.length > 0) return whole(fromReport(report, notice, headers), headers, notice.returned);
  const wrapped = wrappedReport(mail);
  if (wrapped) return judge(wrapped);
  const receipt = receiptOf(mail);
  if (receipt) {
    const rejection = fromRejection(receipt, notice, headers);
    return whole(rejection ?? { class: 'not-a-bounce', reason: 'receipt' }, headers, notice.returned);
  }
  const answer = readAutoReply(headers, notice.words);
  if (answer && senderOf(headers) !== 'daemon') return whole(autoReply(answer, headers), headers, null);
  if (looksReturned(mail, notice)) return whole(fromNotice(notice, headers), headers, notice.returned);
  if (answer) return whole(autoReply(answer, headers), headers, null);
  if (speaksOfReturn(headers)) return whole(fromNotice(notice, headers), headers, notice.returned);
  const diagnostic = `${headers.get('subject')} ${notice.words}`.replace(/\s+/g, ' ').trim().slice(0, 1000);
  return whole({ class: 'not-a-bounce', reason: 'ordinary', diagnostic }, headers, null);
};

const autoReply = (answer: AutoReply, headers: Headers): Told => ({
  class: 'auto-reply',
  reason: answer,
  finalRecipient: firstAddress(headers.get('from')),
});

/**
 * What a mail is. `raw` is the mail as it came, with any line ends; only its first megabyte is looked at.
 * Never throws: what cannot be read is `not-a-bounce`, reason `unreadable`, and suspends nobody.
 */
export const classifyMail = (raw: Uint8Array): Classified => {
  try {
    return judge(readTree(raw));
  } catch {
    return {
      class: 'not-a-bounce',
      status: null,
      reason: 'unreadable',
      finalRecipient: null,
      originalRecipient: null,
      originalMessageId: null,
      returnPaths: [],
      diagnostic: '',
    };
  }
};

/** One line of `hub bounces classify --json`. */
export type ClassifiedFile = {
  file: string;
  class: InboundClass;
  status: string | null;
  reason: string;
  final_recipient: string | null;
};

/** Classifies a stored mail (.eml, or one mail with an mbox line). Rejects only when the file cannot be read. */
export const classifyFile = async (path: string): Promise<ClassifiedFile> => {
  const found = classifyMail(await readFile(path));
  return {
    file: path,
    class: found.class,
    status: found.status,
    reason: found.reason,
    final_recipient: found.finalRecipient,
  };
};
