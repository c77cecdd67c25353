/** What follows from a received mail: an answer to an empty mail, an unsubscription, a report. Resolves when it is on disk. */

import type { Returns } from '../../domain/returns/returns.ts';
import type { Subscriptions } from '../../domain/subscriptions/subscriptions.ts';
import { checkSender, type Resolver } from '../../inbound/auth.ts';
import type { Classified } from '../../inbound/classify.ts';
import type { MailReader } from '../../inbound/parse.ts';
import { maskAddress } from '../../lib/address.ts';
import { isHubError } from '../../lib/errors.ts';
import type { Log } from '../../lib/log.ts';
import { type Recipient, recipientOf } from './address.ts';
import { type ReceivedMail, SmtpReply } from './server.ts';

export type ReceiveParts = {
  subscriptions: Pick<Subscriptions, 'requestEntry' | 'requestLeave' | 'unsubscribe'>;
  returns: Returns;
  /** Reads mail apart from this thread, with a cap on time and memory. */
  reader: Pick<MailReader, 'classify' | 'emptyMail' | 'signatures'>;
  log: Log;
  domains: { mail: string; entry: string };
  /** Whether the sender of an empty mail must pass SPF or DKIM. */
  auth: 'off' | 'required';
  name: string;
  resolver?: Resolver;
};

export const openReceive = (p: ReceiveParts) => {
  const counted = (what: string, facts: object = {}) => p.log.info({ what, ...facts }, 'mail counted and dropped');

  const emptyMail = async (mail: ReceivedMail, recipient: Extract<Recipient, { kind: 'entry' | 'leave' }>) => {
    const decision = await p.reader.emptyMail({ ...mail, box: recipient.kind }, [p.domains.mail, p.domains.entry]);
    if ('silent' in decision) return counted(decision.silent);
    if (p.auth === 'required') {
      // Whoever gets the answer must be proven, not the forwarder or the tag.
      const check = await checkSender(
        { ...mail, from: decision.to },
        {
          mta: p.name,
          verify: p.reader.signatures,
          ...(p.resolver ? { resolver: p.resolver } : {}),
        },
      );
      if (check === 'temperror')
        throw new SmtpReply(451, '4.4.3', 'Your domain could not be looked up, try again later');
      // An answer to a forged sender would hit a stranger: silence.
      if (check === 'fail') return counted('sender-not-proven');
    }
    const asked = { languages: recipient.languages };
    if (decision.answer === 'leave') return p.subscriptions.requestLeave(decision.to, asked);
    const taken = await p.subscriptions.requestEntry(decision.to, asked, mail.network);
    if (!taken.taken) counted('limit', { scope: taken.scope, from: maskAddress(decision.to) });
  };

  const unsubscribe = async (token: string) => {
    try {
      await p.subscriptions.unsubscribe(token, 'mail');
    } catch (error) {
      // An old or foreign token is nobody's request; the sender learns nothing from it.
      if (!isHubError(error) || !error.code.startsWith('link.')) throw error;
      counted(error.code);
    }
  };

  const take = async (mail: ReceivedMail, token: string, found: Classified) => {
    const taken = await p.returns.take(token, {
      class: found.class,
      status: found.status,
      reason: found.reason,
      raw: mail.raw,
    });
    p.log.info({ class: found.class, reason: found.reason, taken }, 'report received');
    return taken;
  };

  /** Providers write to whoever is in charge of a domain (RFC 2142): which mail they mean stands in the report. */
  const toPostmaster = async (mail: ReceivedMail) => {
    const found = await p.reader.classify(mail.raw);
    for (const address of found.returnPaths) {
      const path = recipientOf(address, p.domains);
      if (path?.kind === 'bounce' && (await take(mail, path.token, found)) !== 'stranger') return;
    }
    counted('postmaster', { class: found.class, reason: found.reason });
  };

  return async (mail: ReceivedMail): Promise<void> => {
    const recipient = recipientOf(mail.to, p.domains);
    if (recipient?.kind === 'entry' || recipient?.kind === 'leave') return emptyMail(mail, recipient);
    if (recipient?.kind === 'unsubscribe') return unsubscribe(recipient.token);
    if (recipient?.kind === 'bounce') {
      await take(mail, recipient.token, await p.reader.classify(mail.raw));
      return;
    }
    if (recipient?.kind === 'postmaster') return toPostmaster(mail);
    counted(recipient?.kind ?? 'unknown');
  };
};
