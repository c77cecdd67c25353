/** One mail as the wire takes it, and what every way to a relay promises to its caller. */
import type { SendResult } from '../../contract/mail.ts';

/** Return path ('' is the null sender) and the one recipient, both as written between < and >. */
export type Envelope = { from: string; to: string };

/** Delivery status notifications (RFC 3461): whether to ask for them, and the id that comes back in one. Only headers are ever returned. */
export type DsnWish = { envelopeId: string; notify: 'NEVER' | 'FAILURE' | 'FAILURE,DELAY' };

export type WireMail = {
  envelope: Envelope;
  /** The whole mail; a string holds one byte a sign (latin1), which saves a copy for mail to many. */
  content: Buffer | string;
  dsn?: DsnWish;
  /** Asked in the moment before the content leaves; false turns the mail back as `unsent`, for another process may send it. */
  stands?: () => boolean;
};

/** The answer to a mail that did not stand any more. */
export const leaseLost: SendResult = { kind: 'unsent', reason: 'lease.lost' };

/**
 * A way to one relay. `send` never rejects for what the network does: that is its answer.
 * Answers `unsent` when the final dot had not left, `unknown` when the connection ended after it.
 * Rejects with HubError `envelope.…` for an envelope that must not be sent.
 */
export type Carrier = {
  send(mail: WireMail): Promise<SendResult>;
  /** Instant of performance.now() since which the answer to a final dot is waited for; null when none is. */
  readonly waitsSince: number | null;
  /** Ends what is in flight within its deadlines, says QUIT; what was not begun becomes `unsent`. */
  close(): Promise<void>;
};

/** Longest waits in milliseconds. `reply` counts from the first byte of an answer to its end, so that a trickling server frees the lane. */
export type Deadlines = {
  connect: number;
  greeting: number;
  /** From the first packet to a session that may send. */
  open: number;
  /** All answers to one envelope together; also one piece of content that does not drain. */
  command: number;
  final: number;
  /** Waiting longer than this for the answer to a final dot, a connection counts as hanging and gets a substitute. */
  hangs: number;
  reply: number;
  /** A connection without work is closed after this. */
  idle: number;
  /** The first pause after a relay could not be reached; it doubles up to half a minute. */
  rest: number;
  /** A relay that could not be reached for so long is a matter for staff. */
  tell: number;
};

export const usualDeadlines: Deadlines = {
  connect: 30_000,
  greeting: 30_000,
  open: 60_000,
  command: 60_000,
  final: 300_000,
  hangs: 30_000,
  reply: 30_000,
  idle: 10_000,
  rest: 1000,
  tell: 10_000,
};
