/** The built-in mailbox: everything is kept on this machine and nothing leaves. Letters of test keys end here whatever SMTP_URL says. */
import type { SendResult } from '../../contract/mail.ts';
import { leaseLost } from '../wire/mail.ts';
import type { Transport, TransportKind, TransportParts, Way } from './transport.ts';

/** Mails given before the first is stored: they share one transaction. */
const DEPTH = 50;
/** Production has no mailbox, and a letter of a test key still has its outcome. */
const nowhere: SendResult = { kind: 'accepted', relay: 'none', reply: 'a test key sends nothing' };

export const openMailboxTransport = ({ postbox }: Pick<TransportParts, 'postbox'>): Transport => {
  const way: Way = {
    waitsSince: null,
    send: async (mail) => {
      if (mail.stands && !mail.stands()) return leaseLost;
      return postbox ? postbox(mail.kept()) : nowhere;
    },
    close: async () => {},
  };
  return { depth: DEPTH, letters: () => way, bulletins: () => way, hold: () => false };
};

export const mailboxTransport: TransportKind = {
  name: 'mailbox',
  takes: (smtpUrl) => smtpUrl === '',
  open: openMailboxTransport,
};
