/**
 * What one connection does with a leased row. The steps of a mail: claimed (claimer.ts) → composed, with its signature (compose.ts) →
 * still wanted → simulated, for a magic address of a test key → sent → recorded (recorder.ts). A step that answers ends the way.
 */
import type { SendResult } from '../contract/mail.ts';
import type { Clock } from '../lib/clock.ts';
import { gathering } from '../lib/gather.ts';
import { simulatedOutcome } from '../outbox/simulation.ts';
import { listStillWanted } from '../store/letterEnds.ts';
import type { NewMailboxMail } from '../store/mailbox.ts';
import { type ComposedMail, type ComposeParts, composeLetter } from './compose.ts';
import { bulletinShelf, composeRecipient } from './composeBulletin.ts';
import type { Crumbs } from './crumbs.ts';
import type { Gate, Line } from './dispatch.ts';
import { oldest } from './relays.ts';
import type { Outgoing, Transport } from './transports/transport.ts';
import { leaseLost } from './wire/mail.ts';
import type { LetterWork, RecipientWork, Work } from './work.ts';

export type LineParts = {
  clock: Clock;
  compose: ComposeParts;
  crumbs: Crumbs;
  transport: Transport;
  /** Where letters of test keys go: they never leave. */
  aside: Transport;
};

/** What the built-in mailbox shows of a mail, and why there is one. */
const kept = (work: Work, mail: ComposedMail, at: number): NewMailboxMail => ({
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

/** A letter whose case ended while it stood in line comes back unsent and is cancelled. */
const openWanted = (p: LineParts) => {
  // Of all connections that ask while one question is under way together.
  const isWanted = gathering<number, boolean>({
    write: async (ids) => {
      const wanted = await listStillWanted(p.compose.db, ids);
      return ids.map((id) => wanted.has(id));
    },
    weight: () => 1,
    most: 50,
  });
  return async ({ row }: LetterWork): Promise<SendResult | null> =>
    row.case_id !== null && !(await isWanted('letters', row.id)) ? leaseLost : null;
};

/** Opens the lines of one process: `slot` is the connection's number. */
export const openLines = (p: LineParts) => {
  const bulletins = bulletinShelf(p.compose);
  const notWanted = openWanted(p);
  const outgoing = (gate: Gate, work: Work, mail: ComposedMail): Outgoing => ({
    envelope: mail.envelope,
    content: mail.content,
    stands: () => gate.stands(work),
    kept: () => kept(work, mail, p.clock.now()),
  });

  return (slot: number, gate: Gate): Line => {
    const bulk = p.transport.bulletins(gate.room);
    const single = p.transport.letters();
    const aside = p.aside.letters();
    const letter = async (work: LetterWork): Promise<SendResult> => {
      const { row } = work;
      p.crumbs.drop(slot, { phase: 'making', letter: row.id });
      const mail = await composeLetter(p.compose, row);
      const answer = (await notWanted(work)) ?? simulated(work, mail.shown().to);
      if (answer) return answer;
      p.crumbs.drop(slot, { phase: 'sending', letter: row.id });
      const way = row.key_type === 'test' ? aside : single;
      return way.send({
        ...outgoing(gate, work, mail),
        dsn: { envelopeId: row.public_id, notify: 'FAILURE,DELAY' },
      });
    };
    const recipient = async (work: RecipientWork): Promise<SendResult> => {
      const { bulletin_id, reader_id, language } = work.row;
      const ready = await bulletins(bulletin_id, language, reader_id, (making) =>
        p.crumbs.drop(slot, making ? { phase: 'making', bulletin: bulletin_id, reader: reader_id } : null),
      );
      return bulk.send(outgoing(gate, work, await composeRecipient(p.compose, ready, work)));
    };
    return {
      depth: p.transport.depth,
      letter,
      recipient,
      waitsSince: () => oldest([bulk.waitsSince, single.waitsSince]),
      close: async () => {
        await Promise.all([bulk.close(), single.close(), aside.close()]);
      },
    };
  };
};
