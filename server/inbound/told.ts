/** What classifying a mail says: the closed words and the shape that the doors, the domain and the command line share. */
import type { InboundClass } from '../contract/codes.ts';
import type { ReplyReason } from '../lib/replies.ts';
import type { AutoReply } from './autoReply.ts';

/** Why: what servers say (lib/replies.ts) and what else can come back. */
export type InboundReason =
  | ReplyReason
  | AutoReply
  | 'delayed'
  | 'spamreport'
  | 'optout'
  | 'authreport'
  | 'delivered'
  | 'receipt'
  | 'ordinary'
  | 'unreadable';

export type Classified = {
  class: InboundClass;
  /** RFC 3463 code of the report or of the quoted reply. */
  status: string | null;
  reason: InboundReason;
  /** Unquoted, local part as written, domain in lower case. */
  finalRecipient: string | null;
  originalRecipient: string | null;
  /** Message-ID of the mail that came back, without angle brackets. */
  originalMessageId: string | null;
  /** Addresses with a `+` in the local part that this mail was sent to or that stand in the returned header: our return path is among them. */
  returnPaths: string[];
  /** The remote server's words, at most 1,000 characters; they hold addresses, so they are personal data. */
  diagnostic: string;
};

/** What a judge found out by itself; the rest is filled in from the headers. */
export type Told = { class: InboundClass; reason: InboundReason } & Partial<Classified>;
