/** One letter with what became of it, and its end by staff. Content stays closed. */
import { maskWithin } from '../../lib/address.ts';
import type { Clock } from '../../lib/clock.ts';
import { HubError, notFound, refused } from '../../lib/errors.ts';
import type { KeyRing } from '../../lib/seal.ts';
import { appendAudit } from '../../store/audit.ts';
import { findCaseById } from '../../store/cases.ts';
import type { Db, Source } from '../../store/db.ts';
import { cancelLetter, findLetter, holdLetter, type LetterRow, letGoLetter } from '../../store/letters.ts';
import { listAttempts } from '../../store/outcomes.ts';
import { findReaderByEmail, type ReaderRow } from '../../store/readers.ts';
import { listReturned } from '../../store/returns.ts';
import { letterLine, returnedLine } from './lines.ts';

const MOST = 50;
/** What a server on the way said; it often repeats the address. */
const told = (reply: string | null): string | null => (reply === null ? null : maskWithin(reply));
type Attempt = {
  tried_at: number;
  relay: string;
  result: string;
  stage: string | null;
  reply: string | null;
  reason: string | null;
};

const bounceReasons = ['hard-bounce', 'soft-bounces'];
/** The newsletter to an address, put to rest by what came back: letters go there all the same (decision 22), and who looks at one is told. */
const newsletterRest = (reader: ReaderRow | undefined) =>
  reader?.state === 'suspended' && bounceReasons.includes(reader.suspended_reason ?? '')
    ? { reason: reader.suspended_reason!, since: reader.suspended_at }
    : null;

export const openLetters = (p: { db: Db; ring: KeyRing; clock: Clock }) => {
  const letterRow = async (id: string, source: Source = p.db): Promise<LetterRow> => {
    const row = await findLetter(source, id);
    if (!row) throw notFound('letter');
    return row;
  };

  return {
    /** One letter with every attempt; no content. Errors: `not.found`. */
    async show(id: string) {
      const row = await letterRow(id);
      const own = row.case_id === null ? undefined : await findCaseById(p.db, row.case_id);
      const attempts = (await listAttempts(p.db, row.id)) as Attempt[];
      const returned = await listReturned(p.db, { letterId: row.id, limit: MOST });
      const reader = await findReaderByEmail(p.db, row.recipient_index);
      return {
        ...letterLine(p.ring, row),
        newsletterRest: newsletterRest(reader),
        reply: told(row.reply),
        deadlineAt: row.deadline_at,
        messageId: row.message_id,
        cause: row.cause,
        caseId: own?.public_id ?? null,
        returned: returned.map(returnedLine),
        tries: attempts.map((a) => ({
          at: a.tried_at,
          relay: a.relay,
          result: a.result,
          stage: a.stage,
          reply: told(a.reply),
          reason: a.reason,
        })),
      };
    },

    /** Who may be named to `applications.resend`: the system and kind of key behind a letter. */
    async origin(id: string) {
      const row = await letterRow(id);
      return { system: row.system, keyType: row.key_type };
    },

    /** Ends a letter that waits. Errors: `not.found`, `letter.gone {state}`, `reason.missing`. */
    async cancel(actor: string, id: string, reason: string): Promise<void> {
      if (reason.trim() === '') throw refused('reason.missing');
      const row = await letterRow(id);
      const now = p.clock.now();
      await p.db.write(async (trx) => {
        if (!(await cancelLetter(trx, id, 'by-staff', now))) throw new HubError('letter.gone', { state: row.state });
        await appendAudit(trx, { at: now, actor, action: 'letter.cancel', object: `letter:${id}`, reason });
      });
    },

    /** Keeps a letter back that has not left, until it is let go. Errors: `not.found`, `letter.gone {state}`, `reason.missing`. */
    async hold(actor: string, id: string, reason: string): Promise<void> {
      if (reason.trim() === '') throw refused('reason.missing');
      await p.db.write(async (trx) => {
        const row = await letterRow(id, trx);
        if (!(await holdLetter(trx, id, 'by-staff'))) throw new HubError('letter.gone', { state: row.state });
        await appendAudit(trx, { at: p.clock.now(), actor, action: 'letter.hold', object: `letter:${id}`, reason });
      });
    },

    /** Lets a held letter go, at its time or at once; past its deadline it ends as expired. Errors: `not.found`, `letter.not-held {state}`. */
    async letGo(actor: string, id: string): Promise<void> {
      await p.db.write(async (trx) => {
        const row = await letterRow(id, trx);
        const now = p.clock.now();
        if (!(await letGoLetter(trx, id, now))) throw refused('letter.not-held', { state: row.state });
        await appendAudit(trx, { at: now, actor, action: 'letter.let-go', object: `letter:${id}` });
        trx.afterCommit(() => p.db.wake());
      });
    },
  };
};
export type Letters = ReturnType<typeof openLetters>;
