/**
 * What follows from a received mail: an answer to an empty mail, an unsubscription, a report, a letter that staff read. Resolves when it is
 * on disk; what will not be kept is refused in the dialogue with a sentence, so that nothing is accepted and dropped.
 */

import type { Canaries } from '../../domain/canaries/canaries.ts';
import type { Returns } from '../../domain/returns/returns.ts';
import type { Subscriptions } from '../../domain/subscriptions/subscriptions.ts';
import { checkSender, type Resolver } from '../../inbound/auth.ts';
import type { Classified } from '../../inbound/classify.ts';
import type { MailReader } from '../../inbound/parse.ts';
import { maskAddress } from '../../lib/address.ts';
import { isHubError } from '../../lib/errors.ts';
import type { Log } from '../../lib/log.ts';
import { type OurDomains, type Recipient, recipientOf } from './address.ts';
import { type LetterDeskParts, letterDesk } from './letters.ts';
import { type ReceivedMail, SmtpReply } from './server.ts';

export type ReceiveParts = {
  subscriptions: Pick<Subscriptions, 'requestEntry' | 'requestLeave' | 'unsubscribe' | 'tellSendOnly'>;
  returns: Returns;
  canaries: Pick<Canaries, 'back'>;
  arrivals: LetterDeskParts['arrivals'];
  /** Reads mail apart from this thread, with a cap on time and memory. */
  reader: Pick<MailReader, 'classify' | 'emptyMail' | 'letter' | 'signatures'>;
  log: Log;
  domains: OurDomains;
  /** Whether the sender of an empty mail must pass SPF or DKIM. */
  auth: 'off' | 'required';
  name: string;
  resolver?: Resolver;
};

/** Why an empty mail is not answered, for the server that brought it. */
const refusal = (why: string): SmtpReply =>
  why === 'sender-not-proven'
    ? new SmtpReply(550, '5.7.1', 'Your domain does not prove that you sent this (SPF, DKIM), so nobody is answered')
    : new SmtpReply(550, '5.7.1', 'This mailbox answers people only; this mail looks like that of a machine or a list');

export const openReceive = (p: ReceiveParts) => {
  const refuse = (why: string, reply: SmtpReply): never => {
    p.log.info({ what: why }, 'mail counted and refused');
    throw reply;
  };
  const own = [p.domains.mail, p.domains.entry];
  const prove = (mail: ReceivedMail, from: string) =>
    p.auth === 'off'
      ? Promise.resolve('pass' as const)
      : checkSender(
          { ...mail, from },
          { mta: p.name, verify: p.reader.signatures, ...(p.resolver ? { resolver: p.resolver } : {}) },
        );
  const letters = letterDesk({ ...p, own, prove });

  const emptyMail = async (mail: ReceivedMail, recipient: Extract<Recipient, { kind: 'entry' | 'leave' }>) => {
    const decision = await p.reader.emptyMail({ ...mail, box: recipient.kind }, own);
    if ('silent' in decision) return refuse(decision.silent, refusal(decision.silent));
    // Whoever gets the answer must be proven, not the forwarder or the tag.
    const check = await prove(mail, decision.to);
    if (check === 'temperror') throw new SmtpReply(451, '4.4.3', 'Your domain could not be looked up, try again later');
    // An answer to a forged sender would hit a stranger.
    if (check === 'fail') return refuse('sender-not-proven', refusal('sender-not-proven'));
    const asked = { languages: recipient.languages, inReplyTo: decision.messageId ?? null };
    if (decision.answer === 'leave') return p.subscriptions.requestLeave(decision.to, asked);
    const taken = await p.subscriptions.requestEntry(decision.to, asked, mail.network);
    // The answer of this hour is this mail's answer, too.
    if (taken.taken || taken.scope === 'answer') return;
    p.log.info({ scope: taken.scope, from: maskAddress(decision.to) }, 'mail put off');
    throw new SmtpReply(451, '4.7.1', 'Too many mails asked for the same lately, try again later');
  };

  const unsubscribe = async (token: string) => {
    try {
      await p.subscriptions.unsubscribe(token, 'mail');
    } catch (error) {
      // An old or foreign token is nobody's request.
      if (!isHubError(error) || !error.code.startsWith('link.')) throw error;
      refuse(
        error.code,
        new SmtpReply(550, '5.1.1', 'This unsubscribe address has ended; the newest mail has a new one'),
      );
    }
  };

  const take = async (
    mail: ReceivedMail,
    token: string,
    found: Pick<Classified, 'class' | 'status' | 'reason' | 'diagnostic'> & { guessed?: boolean },
  ) => {
    const taken = await p.returns.take(token, {
      class: found.class,
      status: found.status,
      reason: found.reason,
      raw: mail.raw,
      words: found.diagnostic,
      ...(found.guessed ? { guessed: true } : {}),
    });
    p.log.info({ class: found.class, reason: found.reason, taken }, 'report received');
    return taken;
  };

  /** Reports to postmaster@ or no-reply@ (RFC 2142): which mail they mean stands in the report. True when it was one of ours. */
  const asReport = async (mail: ReceivedMail): Promise<boolean> => {
    const found = await p.reader.classify(mail.raw);
    for (const address of found.returnPaths) {
      const path = recipientOf(address, p.domains);
      if (path?.kind === 'bounce' && (await take(mail, path.token, found)) !== 'stranger') return true;
    }
    return false;
  };

  const toReturnPath = async (mail: ReceivedMail, token: string) => {
    const found = await p.reader.classify(mail.raw);
    const ordinary = found.class === 'not-a-bounce' && (found.reason === 'ordinary' || found.reason === 'unreadable');
    // Without a sender, to a genuine return path, and not understood: something came back, and staff say what.
    const report =
      ordinary && mail.from === '' ? ({ ...found, class: 'soft', reason: 'undefined', guessed: true } as const) : found;
    const person = ordinary && mail.from !== '' && (await letters.isPerson(mail));
    if (person && (await p.returns.isOurs(token))) return letters.keep(mail, 'return');
    if (!person && (await take(mail, token, report)) !== 'stranger') return;
    refuse('stranger', new SmtpReply(550, '5.1.1', 'This return path has ended, or was never one of ours'));
  };

  return async (mail: ReceivedMail): Promise<void> => {
    const recipient = recipientOf(mail.to, p.domains);
    switch (recipient?.kind) {
      case 'entry':
      case 'leave':
        return emptyMail(mail, recipient);
      case 'unsubscribe':
        return unsubscribe(recipient.token);
      case 'bounce':
        return toReturnPath(mail, recipient.token);
      case 'canary':
        if (await p.canaries.back(recipient.token)) return;
        return refuse('unknown', new SmtpReply(550, '5.1.1', 'No such mailbox here'));
      case 'postmaster':
        if (await asReport(mail)) return;
        return letters.keep(mail, /^abuse@/i.test(mail.to) ? 'abuse' : 'postmaster');
      case 'noReply':
        if (await asReport(mail)) return;
        if (await letters.isPerson(mail)) return letters.keep(mail, 'no-reply');
        return refuse('machine', refusal('machine'));
      default:
        return refuse('unknown', new SmtpReply(550, '5.1.1', 'No such mailbox here'));
    }
  };
};
