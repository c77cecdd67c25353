/** Amazon SES tells senders of bounces and complaints by a mail whose text is JSON (SNS notification, "notificationType"). */
import { type RecipientStatus, readDeliveryStatus } from './deliveryStatus.ts';
import { firstAddress } from './headers.ts';
import { ownParts, type Part } from './mailTree.ts';

export type SesNotice =
  | { kind: 'bounce'; recipients: RecipientStatus[]; transient: boolean; gone: boolean }
  | { kind: 'complaint'; recipient: string | null; type: string }
  | { kind: 'delivery'; recipient: string | null };

/** SES says of these that nothing is to be sent there again. */
const neverAgain: ReadonlySet<string> = new Set(['General', 'NoEmail', 'Suppressed', 'OnAccountSuppressionList']);

type Json = { [key: string]: unknown };
const record = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});
const list = (value: unknown): Json[] => (Array.isArray(value) ? value.slice(0, 100).map(record) : []);
const text = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 4000) : '');

const parsed = (source: string): Json | null => {
  try {
    return record(JSON.parse(source));
  } catch {
    return null;
  }
};

/**
 * The object ends where the footer of SNS begins; old mailers cut lines of more than 990 characters with "!\n ". SNS may put the
 * notification as a string into an envelope of its own ("Message").
 */
const jsonIn = (words: string): Json | null => {
  const start = words.indexOf('{');
  if (start < 0) return null;
  const joined = words.slice(start).replace(/!\n /g, '');
  const end = joined.search(/\n}\s|[^\n]}\n(?!\s*["\]},])/);
  const outer = parsed(end < 0 ? joined : joined.slice(0, end + 2));
  return outer && typeof outer.Message === 'string' ? parsed(outer.Message) : outer;
};

const statusOf = (one: Json): RecipientStatus =>
  readDeliveryStatus(
    [
      `Final-Recipient: rfc822; ${text(one.emailAddress)}`,
      `Action: ${text(one.action) || 'failed'}`,
      `Status: ${text(one.status)}`,
      `Diagnostic-Code: ${text(one.diagnosticCode).replace(/\s+/g, ' ')}`,
    ].join('\n'),
  )[0]!;

/** The notification in a mail of SNS, or null. */
export const readSesNotice = (mail: Part): SesNotice | null => {
  const words = ownParts(mail).find(
    (part) => part.type === 'text/plain' && /^\s*\{/.test(part.text) && /notificationType|eventType/.test(part.text),
  )?.text;
  const json = words ? jsonIn(words) : null;
  if (!json) return null;
  const first = (all: unknown) => firstAddress(text(list(all)[0]?.emailAddress));
  // Configuration sets publish events under another name.
  const kind = json.notificationType ?? json.eventType;
  if (kind === 'Bounce') {
    const bounce = record(json.bounce);
    const recipients = list(bounce.bouncedRecipients).map(statusOf);
    const gone = bounce.bounceType === 'Permanent' && neverAgain.has(text(bounce.bounceSubType) || 'General');
    const transient = bounce.bounceType === 'Transient';
    return recipients.length > 0 ? { kind: 'bounce', recipients, transient, gone } : null;
  }
  const complaint = record(json.complaint);
  if (kind === 'Complaint')
    return {
      kind: 'complaint',
      recipient: first(complaint.complainedRecipients),
      type: text(complaint.complaintFeedbackType) || 'abuse',
    };
  const told = record(json.delivery).recipients;
  return kind === 'Delivery'
    ? { kind: 'delivery', recipient: Array.isArray(told) ? firstAddress(text(told[0])) : null }
    : null;
};
