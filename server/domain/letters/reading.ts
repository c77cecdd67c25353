/** The text of one letter as it went, for staff who are asked about it: secrets and personal links masked, the look in the audit log. */
import type { Clock } from '../../lib/clock.ts';
import { notFound, refused } from '../../lib/errors.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db } from '../../store/db.ts';
import { findLetter, type LetterRow } from '../../store/letters.ts';

/** Renders a row with marks where secrets stand; null when its text is over, or was of an older installation. */
export type RenderMasked = (row: LetterRow) => Promise<{ from: string; subject: string; text: string } | null>;

/** A part of an address that opens something: long, and of the letters that tokens have. */
const TOKEN = /(https?:\/\/[^\s<>")\]]*?[/=])([A-Za-z0-9_-]{16,}(?:\.[A-Za-z0-9_-]+)*)/g;
const MASK = '••••••';

/** Links keep their place and lose what opens them. */
export const maskLinks = (text: string): string => text.replaceAll(TOKEN, `$1${MASK}`);

export const openLetterText = (p: { db: Db; clock: Clock; render: RenderMasked }) => ({
  /** Errors: `not.found`, `letter.text-gone`. */
  async read(actor: string, id: string): Promise<{ from: string; subject: string; text: string }> {
    const row = await findLetter(p.db, id);
    if (!row) throw notFound('letter');
    const shown = await p.render(row);
    if (!shown) throw refused('letter.text-gone');
    await p.db.write((trx) =>
      appendAudit(trx, { at: p.clock.now(), actor, action: 'letter.read', object: `letter:${id}` }),
    );
    return { from: shown.from, subject: maskLinks(shown.subject), text: maskLinks(shown.text) };
  },
});
export type LetterText = ReturnType<typeof openLetterText>;
