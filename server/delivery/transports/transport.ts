/** What every transport promises to the connections of a delivery process. The kinds are listed in kinds.ts. */
import type { SendResult } from '../../contract/mail.ts';
import type { Log } from '../../lib/log.ts';
import type { NewMailboxMail } from '../../store/mailbox.ts';
import type { Postbox } from '../postbox.ts';
import type { TellRelay } from '../relays.ts';
import type { Deadlines, WireMail } from '../wire/mail.ts';

/** One mail on its way: what leaves, and what of it a mailbox keeps (made only where it is kept). */
export type Outgoing = WireMail & { kept(): NewMailboxMail };

/** The way of one connection. `send` answers as `Carrier` does (wire/mail.ts): what the network does never rejects. */
export type Way = {
  send(mail: Outgoing): Promise<SendResult>;
  /** Instant of performance.now() since which the answer to a final dot is waited for; null when none is. */
  readonly waitsSince: number | null;
  /** Ends what is in flight; what was not begun becomes `unsent`. */
  close(): Promise<void>;
};

export type Transport = {
  /** One connection's way for single letters. */
  letters(): Way;
  /** One connection's way for mail to many. `room` resolves when the recorder takes another outcome. */
  bulletins(room: () => Promise<void>): Way;
  /** How many mails of a bulletin a connection may be given before the first is answered. */
  depth: number;
  /** Notes what switches of relays hold, by 'host:port' or host. True when that leaves no way at all. */
  hold(names: readonly string[]): boolean;
  /** Called when connections begin or cease to wait too long for an answer to a final dot. */
  lookAtWaiting?(): void;
};

export type TransportParts = {
  /** SMTP_URL; empty where there is none. */
  smtpUrl: string;
  /** The hub is filled with a made-up agency: nothing of it may leave, whatever SMTP_URL says. */
  demo: boolean;
  log: Log;
  /** The built-in mailbox; null in production. */
  postbox: Postbox | null;
  tell: TellRelay;
  /** Other waits than the usual ones, for tests. */
  deadlines?: Partial<Deadlines>;
};

export type TransportKind = {
  name: string;
  /** Whether SMTP_URL means this kind. */
  takes(smtpUrl: string): boolean;
  open(p: TransportParts): Transport;
};
