/**
 * Reports that nobody understood: staff read one of each wording and say what it means. The answer holds for all of that wording, those
 * that came before and those that will come.
 */
import type { Clock } from '../../lib/clock.ts';
import { HubError, notFound } from '../../lib/errors.ts';
import { type KeyRing, unseal } from '../../lib/seal.ts';
import { appendAudit } from '../../store/audit.ts';
import { listLettersByIds, markBounced } from '../../store/caseLetters.ts';
import type { Db, Trx } from '../../store/db.ts';
import { addOutcomes } from '../../store/outcomes.ts';
import type { ReturnedRow } from '../../store/returns.ts';
import { closeTaskOf } from '../../store/tasks.ts';
import {
  findReturned,
  forgetSoftBounces,
  insertWording,
  listOpenWordings,
  listUndecided,
  markDecided,
  type WordingMeaning,
} from '../../store/wordings.ts';

const MOST = 100;
const AT_ONCE = 200;
/** What a report that staff call hard says of the address. */
export const GONE = 'userunknown';
export const WORDINGS = 'wordings';

/** What a meaning makes of a report that was not understood. */
export const meant = (means: WordingMeaning) =>
  means === 'hard'
    ? ({ class: 'hard', reason: GONE } as const)
    : means === 'soft'
      ? ({ class: 'soft', reason: 'undefined' } as const)
      : ({ class: 'not-a-bounce', reason: 'ordinary' } as const);

const numbers = (ids: readonly (number | null)[]): number[] => ids.filter((id) => id !== null);

/** Reports about letters that still count as accepted. */
const notEnded = async (trx: Trx, rows: readonly ReturnedRow[]): Promise<ReturnedRow[]> => {
  const letters = await listLettersByIds(trx, numbers(rows.map((row) => row.letter_id)));
  const open = new Set(letters.filter((letter) => letter.state !== 'bounced').map((letter) => letter.id));
  return rows.filter((row) => row.letter_id !== null && open.has(row.letter_id));
};

export const openWordings = (p: { db: Db; ring: KeyRing; clock: Clock }) => {
  const apply = async (trx: Trx, rows: readonly ReturnedRow[], means: WordingMeaning) => {
    const now = p.clock.now();
    const ids = rows.map((row) => row.id);
    await markDecided(trx, ids, { decided: means, ...(means === 'soft' ? {} : meant(means)) });
    if (means === 'none') await forgetSoftBounces(trx, numbers(rows.map((row) => row.reader_id)));
    if (means === 'none') return;
    const { reason } = meant(means);
    // Readers' soft bounces were counted as they came, and letters of a daemon ended then; only the others end now.
    const late = means === 'hard' ? rows : await notEnded(trx, rows);
    for (const { letter_id } of late) if (letter_id !== null) await markBounced(trx, letter_id, reason);
    const about = (row: ReturnedRow) =>
      row.letter_id === null
        ? { bulletinId: row.bulletin_id ?? 0, readerId: row.reader_id ?? 0 }
        : { letterId: row.letter_id };
    const outcome = { kind: 'bounced', reason, happenedAt: now } as const;
    await addOutcomes(
      trx,
      late.map((row) => ({ ...about(row), ...outcome, reply: row.status })),
    );
  };

  return {
    /** One of each wording that waits for a decision, the latest first, at most a hundred. */
    async list() {
      const open = await listOpenWordings(p.db, MOST);
      const rows = await Promise.all(open.map((one) => findReturned(p.db, one.newest)));
      return open.map((one, i) => {
        const row = rows[i];
        const words = row?.words ? unseal(p.ring, `returned_mail|words|${row.public_id}`, row.words) : '';
        return { id: one.wording.toString('hex'), reports: one.n, first: one.first, last: one.last, words };
      });
    },

    /**
     * Says what a wording means, for all reports that have it. Answers how many there were. Errors: `not.found`, `wording.decided`.
     */
    async decide(actor: string, id: string, means: WordingMeaning): Promise<{ reports: number }> {
      if (!/^[0-9a-f]{64}$/.test(id)) throw notFound('wording');
      const hash = Buffer.from(id, 'hex');
      const now = p.clock.now();
      return p.db.write(async (trx) => {
        if ((await listUndecided(trx, hash, 1)).length === 0) throw notFound('wording');
        if (!(await insertWording(trx, { hash, means, decided_by: actor, decided_at: now })))
          throw new HubError('wording.decided');
        let reports = 0;
        for (;;) {
          const rows = await listUndecided(trx, hash, AT_ONCE);
          await apply(trx, rows, means);
          reports += rows.length;
          if (rows.length < AT_ONCE) break;
        }
        const object = `wording:${id.slice(0, 16)}`;
        await appendAudit(trx, { at: now, actor, action: 'wording.decide', object, after: { means, reports } });
        const done = { kind: 'reports-unread', object: WORDINGS, by: actor, reason: 'all decided', now } as const;
        if ((await listOpenWordings(trx, 1)).length === 0) await closeTaskOf(trx, done);
        trx.afterCommit(() => p.db.wake());
        return { reports };
      });
    },
  };
};
export type Wordings = ReturnType<typeof openWordings>;
