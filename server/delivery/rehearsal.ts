/** Letters of test keys as they would have left: rendered at their time, and kept in the built-in mailbox when there is one. */
import { isHubError } from '../lib/errors.ts';
import type { LetterRow } from '../store/letters.ts';
import type { MailboxStore } from '../store/mailbox.ts';
import { type ComposedMail, type ComposeParts, composeLetter } from './compose.ts';
import { withMarks } from './marks.ts';
import { openSenderNames } from './senderNames.ts';

/** A letter that went while its case was played. `keep`: nobody has put it into the mailbox yet. */
export type Rehearsing = { row: LetterRow; at: number; keep: boolean };
export type Rehearsed = { from: string; subject: string; text: string; html: string | null };

type Parts = Omit<ComposeParts, 'dkim' | 'publicUrl' | 'clock' | 'mailDomain' | 'mailFrom' | 'senderNames'> & {
  /** Who sends and who is answered, as delivery has it. */
  mailDomain: string;
  mailFrom: string;
  publicUrl: () => string;
  mailbox: () => Pick<MailboxStore, 'put'> | null;
};

/** One letter with marks for its secrets, as staff may read it; null where it cannot be made any more. */
export const openMaskedReading = (p: Omit<Parts, 'mailbox'>) => {
  const senderNames = openSenderNames(p.db);
  return async (row: LetterRow): Promise<Rehearsed | null> => {
    try {
      const at = row.sent_at ?? row.created_at;
      const compose = { ...p, senderNames, publicUrl: p.publicUrl(), clock: { now: () => at }, dkim: [] };
      const { from, subject, text, html } = (
        await composeLetter(compose, withMarks(p.ring, row, { always: true }))
      ).shown();
      return { from, subject, text, html };
    } catch (error) {
      if (isHubError(error)) return null;
      throw error;
    }
  };
};

/** Renders letters in their order; null where one cannot be rendered any more (its texts were of an older installation). */
export const openRehearsal = (p: Parts) => {
  const senderNames = openSenderNames(p.db);
  const keep = async (row: LetterRow, at: number, mail: ComposedMail): Promise<void> => {
    const { content } = mail;
    await p.mailbox()?.put([
      {
        at,
        ...mail.shown(),
        returnPath: mail.envelope.from,
        raw: typeof content === 'string' ? Buffer.from(content, 'latin1') : content,
        type: row.type,
        languages: row.languages,
        cause: row.cause,
        reference: row.reference,
        letter: row.public_id,
        keyType: row.key_type,
      },
    ]);
  };
  const one = async ({ row, at, keep: isNew }: Rehearsing): Promise<Rehearsed | null> => {
    try {
      const compose = { ...p, senderNames, publicUrl: p.publicUrl(), clock: { now: () => at }, dkim: [] };
      const mail = await composeLetter(compose, withMarks(p.ring, row, { always: false }));
      if (isNew) await keep(row, at, mail);
      const { from, subject, text, html } = mail.shown();
      return { from, subject, text, html };
    } catch (error) {
      if (isHubError(error)) return null;
      throw error;
    }
  };
  return async (letters: readonly Rehearsing[]): Promise<(Rehearsed | null)[]> => {
    const shown: (Rehearsed | null)[] = [];
    for (const letter of letters) shown.push(await one(letter));
    return shown;
  };
};
