/** Hard or soft: reads a delivery report (RFC 3464), or the daemon's own words where there is none. */
import { hardReasons, type ReplyReason, reasonOfReply, statusInReply } from '../lib/replies.ts';
import { type RecipientStatus, readDeliveryStatus } from './deliveryStatus.ts';
import { addressesIn, type Headers } from './headers.ts';
import { enclosed, ownParts, type Part } from './mailTree.ts';
import { type Notice, recipientsIn, stageOf } from './notice.ts';
import { stillTrying } from './phrases.ts';
import { senderOf } from './sender.ts';
import type { Told } from './told.ts';

const isReport = (part: Part): boolean => /^message\/(?:global-)?delivery-status$/.test(part.type);
/** Old servers write the fields into plain text; so does a person who forwards a bounce. */
/** Gateways relabel the part as `application/octet-stream`. */
const isReportInText = (part: Part): boolean =>
  (part.type.startsWith('text/') || part.type === 'application/octet-stream') &&
  /^final-recipient[ \t]*:/im.test(part.text) &&
  /^(?:action|status)[ \t]*:/im.test(part.text);

/** The report of this mail, or of the one a gateway wrapped whole. */
export const reportIn = (mail: Part): RecipientStatus[] => {
  const own = ownParts(mail);
  const part = own.find(isReport) ?? (senderOf(mail.headers) === 'person' ? undefined : own.find(isReportInText));
  if (part) return readDeliveryStatus(part.text);
  // Some servers label the report as a mail of its own: its "header" are the fields.
  const mislabelled = own
    .map(enclosed)
    .find((inner) => inner?.headers.has('final-recipient') || inner?.headers.has('reporting-mta'));
  if (!mislabelled) return [];
  return readDeliveryStatus(
    `${mislabelled.headers.lines.map(([name, value]) => `${name}: ${value}`).join('\n')}\n\n${mislabelled.text}`,
  );
};

/** Whose failure is told first; a warning or a success of somebody else must not hide it. */
const weight: Record<string, number> = { failed: 0, delayed: 2, expanded: 3, relayed: 3, delivered: 3 };
const worst = (all: RecipientStatus[]): RecipientStatus | undefined =>
  all.toSorted((a, b) => (weight[a.action ?? ''] ?? 1) - (weight[b.action ?? ''] ?? 1))[0];

const unspecific = (status: string | null): boolean => status === null || /^[245]\.0\.0$/.test(status);
const codeIn = (text: string): number | null => {
  const found = /(?:^|[\s:;<(])([45]\d\d)(?=[\s-])/.exec(text)?.[1];
  return found ? Number(found) : null;
};

/** Words that say little by themselves, so the daemon's own sentences are asked as well. */
const weak: ReadonlySet<ReplyReason> = new Set([
  'undefined',
  'policyviolation',
  'systemerror',
  'mailererror',
  'networkerror',
]);

/** What the daemon's own sentences may add to a report that named a cause, but no particular one. */
const telling: ReadonlySet<ReplyReason> = new Set(['mailboxfull', 'suspended', 'spamdetected', 'mesgtoobig']);

const reasonOf = (diagnostic: string, status: string | null, notice: Notice): ReplyReason => {
  const stage = stageOf(diagnostic) ?? stageOf(notice.words);
  // The code that the other side itself wrote says more than the one its neighbour put into the report.
  const quoted = statusInReply(diagnostic);
  const enhanced = unspecific(quoted) ? (unspecific(status) ? null : status) : quoted;
  const first = reasonOfReply({ text: diagnostic, enhanced, code: codeIn(diagnostic), stage });
  const second = reasonOfReply({ text: notice.words, enhanced: null, code: null, stage });
  // Two voices that contradict each other: the milder one spares a living reader.
  if (hardReasons.has(first) && second === 'mailboxfull') return second;
  if (!weak.has(first)) return first;
  if (diagnostic === '' && second !== 'undefined') return second;
  // A refusal by policy never becomes "nobody there" because a daemon explains it with a guess.
  const adds = telling.has(second) || (first !== 'policyviolation' && hardReasons.has(second));
  return first === 'undefined' || adds ? second : first;
};

/** A mailbox as the last machine calls it ("name@ims-daemon") is nobody's address outside. */
const isPublic = (address: string | null): boolean => address?.slice(address.lastIndexOf('@')).includes('.') ?? false;

export const fromReport = (all: RecipientStatus[], notice: Notice, headers: Headers): Told => {
  const told = worst(all)!;
  const status = unspecific(told.status) ? (statusInReply(told.diagnostic) ?? told.status) : told.status;
  // Who was answered is no one who failed: some gateways name the return path itself.
  const us = new Set(addressesIn(headers.all('to').join(' ')).map((address) => address.toLowerCase()));
  const named = [told.finalRecipient, told.originalRecipient].filter(
    (address) => !us.has(address?.toLowerCase() ?? ''),
  );
  const about = {
    status,
    finalRecipient: named.find(isPublic) ?? named.find(Boolean) ?? recipientsIn(notice, headers)[0] ?? null,
    originalRecipient: told.originalRecipient,
    diagnostic: told.diagnostic.slice(0, 1000),
  };
  const success =
    told.action === 'delivered' ||
    told.action === 'relayed' ||
    told.action === 'expanded' ||
    (told.action === null && told.status?.startsWith('2'));
  if (success) return { class: 'not-a-bounce', reason: 'delivered', ...about };
  const reason = reasonOf(told.diagnostic, status, notice);
  const delayed =
    told.action === 'delayed' || (told.action === null && (status?.startsWith('4') || stillTrying.test(notice.words)));
  if (delayed) return { class: 'soft', reason: reason === 'undefined' ? 'delayed' : reason, ...about };
  // Given up after temporary answers only: the other side never said that nobody is there.
  const temporary = status?.startsWith('4') ?? false;
  return { class: hardReasons.has(reason) && !temporary ? 'hard' : 'soft', reason, ...about };
};

export const fromNotice = (notice: Notice, headers: Headers): Told => {
  const text = `${headers.get('subject')}\n${notice.words}`;
  const recipients = recipientsIn(notice, headers);
  const status = statusInReply(notice.words);
  const about = {
    status,
    finalRecipient: recipients[0] ?? null,
    diagnostic: notice.words.replace(/\s+/g, ' ').trim().slice(0, 1000),
  };
  const said = reasonOfReply({
    text: notice.words,
    enhanced: status,
    code: codeIn(notice.words),
    stage: stageOf(notice.words),
  });
  const reason = said === 'undefined' ? reasonOfReply({ text }) : said;
  const warned =
    stillTrying.test(text) ||
    /^(?:warning: (?:could not|message|mail|unable|e-?mail)|delayed|delivery delay|delivery status notification \(delay)/i.test(
      headers.get('subject'),
    );
  if (warned)
    return { class: 'soft', reason: hardReasons.has(reason) || reason === 'undefined' ? 'delayed' : reason, ...about };
  return { class: hardReasons.has(reason) ? 'hard' : 'soft', reason, ...about };
};
