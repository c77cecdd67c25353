/** Letters of people at the mail door: kept for staff, and who wrote to no-reply@ is told once where the help desk is (RFC 3834). */
import type { Arrivals, NewArrival } from '../../domain/arrivals/arrivals.ts';
import type { Subscriptions } from '../../domain/subscriptions/subscriptions.ts';
import type { MailReader } from '../../inbound/parse.ts';
import { isHubError } from '../../lib/errors.ts';
import { type ReceivedMail, SmtpReply } from './server.ts';

export type LetterDeskParts = {
  arrivals: Pick<Arrivals, 'take'>;
  subscriptions: Pick<Subscriptions, 'tellSendOnly'>;
  reader: Pick<MailReader, 'letter'>;
  own: readonly string[];
  prove: (mail: ReceivedMail, from: string) => Promise<string>;
};

/** Letters are kept whole; larger ones are for a mailbox of people. */
const LARGEST = 2_000_000;

export const letterDesk = (p: LetterDeskParts) => {
  const keepIt = async (letter: NewArrival): Promise<void> => {
    try {
      await p.arrivals.take(letter);
    } catch (error) {
      if (!isHubError(error) || error.code !== 'arrival.flood') throw error;
      throw new SmtpReply(451, '4.7.1', 'Too many letters came lately, try again later');
    }
  };
  return {
    /** By the rules of RFC 3834: not a machine, a list, a daemon or ourselves. */
    isPerson: async (mail: ReceivedMail): Promise<boolean> => (await p.reader.letter(mail, p.own)).answerTo !== null,

    /** On disk when it resolves. Throws `SmtpReply` for what is too large or too much. */
    async keep(mail: ReceivedMail, box: NewArrival['box']): Promise<void> {
      if (mail.raw.length > LARGEST)
        throw new SmtpReply(552, '5.3.4', 'Letters to this mailbox have at most 2 MB; leave attachments out');
      const { sender, subject, text, attachments, answerTo, messageId } = await p.reader.letter(mail, p.own);
      await keepIt({ box, sender, subject, text, attachments, machine: answerTo === null, raw: mail.raw });
      if (box !== 'no-reply' || answerTo === null) return;
      // Whoever is answered must be proven: an answer to a forged sender would hit a stranger.
      if ((await p.prove(mail, answerTo)) === 'pass')
        await p.subscriptions.tellSendOnly(answerTo, { languages: 'all', inReplyTo: messageId }, mail.network);
    },
  };
};
