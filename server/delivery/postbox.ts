/** The way into the built-in mailbox: mails of one moment are stored in one transaction. */
import type { SendResult } from '../contract/mail.ts';
import type { MailboxStore, NewMailboxMail } from '../store/mailbox.ts';

const GROUP = 100;
const COMPANY_MS = 4;

/** A writer for all connections of one process. A full or broken disk puts the mail off, as a relay would. */
export const openPostbox = (store: Pick<MailboxStore, 'put'>) => {
  let waiting: { mail: NewMailboxMail; done: (sent: SendResult) => void }[] = [];
  let timer: NodeJS.Timeout | null = null;
  const flush = async () => {
    if (timer) clearTimeout(timer);
    timer = null;
    const group = waiting;
    waiting = [];
    let sent: SendResult = { kind: 'accepted', relay: 'mailbox', reply: '250 2.0.0 kept in the mailbox' };
    try {
      await store.put(group.map((g) => g.mail));
    } catch (error) {
      sent = { kind: 'deferred', relay: 'mailbox', reply: (error as Error).message, reason: 'mailbox' };
    }
    for (const g of group) g.done(sent);
  };
  return (mail: NewMailboxMail): Promise<SendResult> =>
    new Promise((done) => {
      waiting.push({ mail, done });
      if (waiting.length >= GROUP) void flush();
      else timer ??= setTimeout(flush, COMPANY_MS);
    });
};
export type Postbox = ReturnType<typeof openPostbox>;
