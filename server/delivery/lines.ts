/** What one connection does with a leased row: makes the mail, and hands it to the relay or the built-in mailbox. */
import type { SendResult } from '../contract/mail.ts';
import type { Clock } from '../lib/clock.ts';
import { simulatedOutcome } from '../outbox/simulation.ts';
import { mayStillLeave } from '../store/letterEnds.ts';
import { type ComposedMail, type ComposeParts, composeLetter } from './compose.ts';
import { bulletinShelf, composeRecipient } from './composeBulletin.ts';
import type { Crumbs } from './crumbs.ts';
import type { Gate, Line } from './dispatch.ts';
import type { Postbox } from './postbox.ts';
import { oldest } from './relays.ts';
import { type Carrier, leaseLost } from './wire/mail.ts';
import { WIRE_DEPTH } from './wire/wire.ts';
import type { LetterWork, RecipientWork, Work } from './work.ts';

/** How many mails one connection gives to the mailbox before the first is stored: they share one transaction. */
const MAILBOX_DEPTH = 50;

export type LineParts = {
  clock: Clock;
  compose: ComposeParts;
  crumbs: Crumbs;
  /** The built-in mailbox; null in production. */
  postbox: Postbox | null;
  /** Ways to the relays; null when there is no SMTP_URL and everything goes to the mailbox. */
  carriers: { single: () => Carrier; bulk: (room: () => Promise<void>) => Carrier } | null;
};

const kept = (work: Work, mail: ComposedMail, at: number) => ({
  at,
  ...mail.shown(),
  returnPath: mail.envelope.from,
  raw: typeof mail.content === 'string' ? Buffer.from(mail.content, 'latin1') : mail.content,
  type: work.shape === 'letter' ? work.row.type : 'bulletin',
  languages: work.shape === 'letter' ? work.row.languages : work.row.language,
  cause: work.shape === 'letter' ? work.row.cause : `bulletin:${work.bulletinPublicId}`,
  reference: work.shape === 'letter' ? work.row.reference : work.bulletinPublicId,
  letter: work.shape === 'letter' ? work.row.public_id : null,
  keyType: work.shape === 'letter' ? work.row.key_type : 'live',
});

/** What a test key's magic address stands for, as an answer; null when the mail is to be kept like any other. */
const simulated = (work: LetterWork, to: string): SendResult | null => {
  const outcome = simulatedOutcome(work.row.key_type, to);
  if (!outcome || outcome.state === 'accepted') return null;
  return {
    kind: outcome.state === 'refused' ? 'refused' : 'deferred',
    final: true,
    relay: 'simulated',
    reply: outcome.reply,
    ...(outcome.reason === null ? {} : { reason: outcome.reason }),
  };
};

/** Opens the lines of one process: `slot` is the connection's number. */
export const openLines = (p: LineParts) => {
  const bulletins = bulletinShelf(p.compose);
  const keep = async (work: Work, mail: ComposedMail, stands: () => boolean): Promise<SendResult> => {
    if (!stands()) return leaseLost;
    return p.postbox
      ? p.postbox(kept(work, mail, p.clock.now()))
      : { kind: 'accepted', relay: 'none', reply: 'a test key sends nothing' };
  };

  return (slot: number, gate: Gate): Line => {
    const bulk = p.carriers?.bulk(gate.room) ?? null;
    const single = p.carriers?.single() ?? null;
    const letter = async (work: LetterWork): Promise<SendResult> => {
      p.crumbs.drop(slot, { phase: 'making', letter: work.row.id });
      const mail = await composeLetter(p.compose, work.row);
      // Ended while it stood in line: it comes back unsent and is cancelled.
      if (work.row.case_id !== null && !(await mayStillLeave(p.compose.db, work.row.id))) return leaseLost;
      const answer = simulated(work, mail.shown().to);
      if (answer) return answer;
      p.crumbs.drop(slot, { phase: 'sending', letter: work.row.id });
      // Letters of test keys never leave.
      const stands = () => gate.stands(work);
      if (!single || work.row.key_type === 'test') return keep(work, mail, stands);
      return single.send({
        envelope: mail.envelope,
        content: mail.content,
        stands,
        dsn: { envelopeId: work.row.public_id, notify: 'FAILURE,DELAY' },
      });
    };
    const recipient = async (work: RecipientWork): Promise<SendResult> => {
      const { bulletin_id, reader_id, language } = work.row;
      const ready = await bulletins(bulletin_id, language, (making) =>
        p.crumbs.drop(slot, making ? { phase: 'making', bulletin: bulletin_id, reader: reader_id } : null),
      );
      const mail = await composeRecipient(p.compose, ready, work);
      const stands = () => gate.stands(work);
      return bulk ? bulk.send({ envelope: mail.envelope, content: mail.content, stands }) : keep(work, mail, stands);
    };
    return {
      depth: bulk ? WIRE_DEPTH : MAILBOX_DEPTH,
      letter,
      recipient,
      waitsSince: () => oldest([bulk?.waitsSince ?? null, single?.waitsSince ?? null]),
      close: async () => {
        await Promise.all([bulk?.close(), single?.close()]);
      },
    };
  };
};
