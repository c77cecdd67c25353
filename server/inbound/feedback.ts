/** Complaints that providers pass on: abuse reports (RFC 5965) and the older forms of Hotmail, AOL and Yahoo. */
import { firstAddress, type Headers, readHeaders } from './headers.ts';
import { enclosed, ownParts, type Part } from './mailTree.ts';

export type Feedback = {
  /** 'abuse', 'fraud', 'opt-out', 'not-spam', 'auth-failure' …, in lower case. */
  kind: string;
  recipient: string | null;
  returned: Headers | null;
  /** What the report says beside the mail it returns; null in forms that have no such part. */
  fields: Headers | null;
};

/** Reports about authentication or corrections of an earlier complaint: nobody complained. */
export const isComplaint = (kind: string): boolean => !/^(?:auth-failure|not-spam|dmarc|virus)$/.test(kind);

const reportOf = (own: Part[]): string | null => {
  const typed = own.find(
    (part) => part.type === 'message/feedback-report' || part.type === 'application/x-feedback-report',
  );
  if (typed) return typed.text;
  return (
    own.find(
      (part) =>
        part.type.startsWith('text/') &&
        /^feedback-type:[ \t]*[a-z-]+[ \t]*$/im.test(part.text) &&
        /^user-agent:|^version:/im.test(part.text),
    )?.text ?? null
  );
};

const returnedOf = (own: Part[]): Headers | null => {
  const mail = own.map(enclosed).find((part) => part && part.headers.lines.length > 0);
  if (mail) return mail.headers;
  const headers = own.find(
    (part) => /^(?:text|message)\/(?:rfc822-headers?|rfc822)$/.test(part.type) && part.text.trim() !== '',
  );
  return headers ? readHeaders(headers.text.replace(/^\n+/, '').split('\n\n', 1)[0]!) : null;
};

const recipientOf = (fields: Headers, returned: Headers | null): string | null =>
  firstAddress(fields.all('original-rcpt-to')[0] ?? '') ??
  firstAddress(fields.all('removal-recipient')[0] ?? '') ??
  firstAddress(returned?.all('x-hmxmroriginalrecipient')[0] ?? '') ??
  firstAddress(returned?.all('x-original-to')[0] ?? '') ??
  firstAddress(returned?.all('to')[0] ?? '') ??
  firstAddress(returned?.all('delivered-to')[0] ?? '');

/** Hotmail's programme once sent the mail itself with a header of its own; AOL and others put a plain word into the subject. */
const olderForm = (mail: Part, own: Part[]): Feedback | null => {
  const from = mail.headers.get('from').toLowerCase();
  const subject = mail.headers.get('subject').toLowerCase();
  const returned = returnedOf(own);
  const hotmail = returned?.has('x-hmxmroriginalrecipient') || mail.headers.has('x-hmxmroriginalrecipient');
  const told =
    /^(?:\[\w+\] ?)?(?:complaint about message from|email feedback report|abuse report|spam (?:complaint|report)|client tos notification|fbl report)/.test(
      subject,
    );
  const known = /(?:staff@hotmail|scomp@|fbl@|feedbackloop|@arf\.|abuse@|complaints?@)/.test(from);
  if (!hotmail && !(told && known)) return null;
  const fields = mail.headers.has('x-hmxmroriginalrecipient') ? mail.headers : returned;
  return {
    kind: 'abuse',
    recipient: firstAddress(fields?.all('x-hmxmroriginalrecipient')[0] ?? '') ?? recipientOf(readHeaders(''), returned),
    returned,
    fields: null,
  };
};

/** Apple's mail programme writes to the mailto form of List-Unsubscribe and calls it an answer. */
const unsubscribed = (mail: Part, own: Part[]): Feedback | null => {
  const asked = /^unsubscribe$/i.test(mail.headers.get('subject').trim()) && mail.headers.has('auto-submitted');
  if (!asked || !own.some((part) => /sent this e?-?mail to unsubscribe/i.test(part.text.slice(0, 1000)))) return null;
  return { kind: 'opt-out', recipient: firstAddress(mail.headers.get('from')), returned: null, fields: null };
};

/** The report in a mail, or null when it is none. */
export const readFeedback = (mail: Part): Feedback | null => {
  const own = ownParts(mail);
  const text = reportOf(own);
  if (text === null) return unsubscribed(mail, own) ?? olderForm(mail, own);
  const fields = readHeaders(text.replace(/\n[ \t]*(?=\n)/g, ''));
  const returned = returnedOf(own);
  const kind = fields.get('feedback-type').toLowerCase().trim() || 'abuse';
  return { kind, recipient: recipientOf(fields, returned), returned, fields };
};
