/** Where mail goes is decided here alone. Another kind is one file like its neighbours and one entry. */
import { mailboxTransport } from './mailbox.ts';
import { smtpTransport } from './smtp.ts';
import type { Transport, TransportKind, TransportParts } from './transport.ts';

export const transportKinds: readonly TransportKind[] = [mailboxTransport, smtpTransport];

/** The transport that SMTP_URL means; the first kind that takes it. A demo hub has no other way than the mailbox. */
export const openTransport = (p: TransportParts, kinds: readonly TransportKind[] = transportKinds): Transport => {
  if (p.demo) return mailboxTransport.open({ ...p, smtpUrl: '' });
  const kind = kinds.find(({ takes }) => takes(p.smtpUrl));
  if (!kind) throw new Error(`no transport takes this SMTP_URL; there are ${kinds.map(({ name }) => name).join(', ')}`);
  return kind.open(p);
};
