/** What came back by mail becomes an outcome of the mail it answers; cases and subscriptions do the rest. Only our own signed return paths are believed. */
import { createHash } from 'node:crypto';
import type { InboundClass } from '../../contract/codes.ts';
import { type Clock, DAY } from '../../lib/clock.ts';
import { type KeyRing, seal } from '../../lib/seal.ts';
import { publicId, readReturnPath } from '../../lib/token.ts';
import { wordingHash } from '../../lib/wording.ts';
import { markBounced } from '../../store/caseLetters.ts';
import type { Db, Trx } from '../../store/db.ts';
import { addOutcomes, type NewOutcome } from '../../store/outcomes.ts';
import { findReader } from '../../store/readers.ts';
import { findSending, insertReturned, listReturned } from '../../store/returns.ts';
import { openTask } from '../../store/tasks.ts';
import { findWording } from '../../store/wordings.ts';
import { meant, WORDINGS } from './wordings.ts';

export type Report = {
  class: InboundClass;
  status: string | null;
  reason: string;
  raw: Buffer;
  /** What the daemon said, by which a wording that was not understood is known again. */
  words?: string;
  /** Nobody knows whether it tells of a return at all: it came without a sender, and that is all. */
  guessed?: boolean;
};
export type Taken = 'outcome' | 'recorded' | 'known' | 'stranger';

/** Reports later than this are not believed: a return path may have been read off an old mail by somebody else. */
const BELIEVE = 10 * DAY;
const KEEP = 90 * DAY;
const RAW_LIMIT = 100_000;

/**
 * The kind of outcome a report makes; null is only kept. A letter that bounced softly did not arrive either; of a reader's
 * bulletins only several in a row mean something. A warning that a mail is late means nothing yet, nor does a guess about a letter: staff say
 * what it was.
 */
const kindOf = (report: Report, isLetter: boolean): string | null => {
  if (report.class === 'complaint') return 'complaint';
  if (report.class === 'hard') return 'bounced';
  if (report.class !== 'soft' || report.reason === 'delayed') return null;
  if (isLetter) return report.guessed ? null : 'bounced';
  return 'soft';
};

const askStaff = (trx: Trx, now: number): Promise<void> => {
  const task = { publicId: publicId(), kind: 'reports-unread', object: WORDINGS, facts: '{}' } as const;
  return openTask(trx, { ...task, now, again: true });
};

export const openReturns = (p: { db: Db; ring: KeyRing; clock: Clock }) => ({
  /** `token`: what stood behind bounce+ in the recipient. Idempotent: the same report again changes nothing. */
  async take(token: string, given: Report): Promise<Taken> {
    const path = readReturnPath(p.ring, token);
    const sending = path && (await findSending(p.db, path));
    const now = p.clock.now();
    if (!path || !sending || (sending.sentAt !== null && now - sending.sentAt > BELIEVE)) return 'stranger';
    // A report about somebody who was erased is not kept.
    if (sending.readerId !== null && !(await findReader(p.db, sending.readerId))) return 'stranger';
    const hash = createHash('sha256').update(token).update(given.raw).digest();
    // Not understood: known again by its wording, when staff have said what that means.
    const wording = given.class === 'soft' && given.reason === 'undefined' ? wordingHash(given.words ?? '') : null;
    const decided = wording && (await findWording(p.db, wording));
    const report = decided ? { ...given, ...meant(decided), guessed: false } : given;
    const subject =
      sending.letterId === null ? { bulletinId: path.bulletin, readerId: path.row } : { letterId: sending.letterId };
    return p.db.write(async (trx) => {
      const id = publicId();
      const fresh = await insertReturned(trx, {
        public_id: id,
        hash,
        class: report.class,
        status: report.status,
        reason: report.reason,
        letter_id: sending.letterId,
        bulletin_id: path.bulletin || null,
        reader_id: sending.readerId,
        raw: seal(p.ring, `returned_mail|raw|${id}`, report.raw.subarray(0, RAW_LIMIT).toString('latin1')),
        received_at: now,
        purge_after: now + KEEP,
        wording,
        words: wording ? seal(p.ring, `returned_mail|words|${id}`, (given.words ?? '').slice(0, 1000)) : null,
        decided,
      });
      if (!fresh) return 'known';
      if (wording && !decided) await askStaff(trx, now);
      const kind = kindOf(report, sending.letterId !== null);
      if (!kind) return 'recorded';
      if (kind === 'bounced' && sending.letterId !== null) await markBounced(trx, sending.letterId, report.reason);
      const outcome: NewOutcome = { ...subject, kind, reason: report.reason, reply: report.status, happenedAt: now };
      await addOutcomes(trx, [outcome]);
      trx.afterCommit(() => p.db.wake());
      return 'outcome';
    });
  },

  /** Whether a return path is one of ours whose mail can still be answered. */
  async isOurs(token: string): Promise<boolean> {
    const path = readReturnPath(p.ring, token);
    const sending = path && (await findSending(p.db, path));
    return !!sending && (sending.sentAt === null || p.clock.now() - sending.sentAt <= BELIEVE);
  },

  /** What came back for the mail of a return path, newest first, and how its reader stands; null when the path is none of ours. */
  async cameBack(token: string) {
    const path = readReturnPath(p.ring, token);
    const sending = path && (await findSending(p.db, path));
    if (!path || !sending) return null;
    const where = sending.letterId === null ? { readerId: path.row } : { letterId: sending.letterId };
    const rows = await listReturned(p.db, { ...where, limit: 50 });
    const reader = sending.readerId === null ? undefined : await findReader(p.db, sending.readerId);
    return {
      reports: rows
        .filter((row) => (row.bulletin_id ?? 0) === path.bulletin)
        .map((row) => ({ class: row.class, status: row.status, reason: row.reason, at: row.received_at })),
      reader: reader
        ? { id: String(reader.public_id), state: reader.state, reason: reader.suspended_reason ?? null }
        : null,
    };
  },
});
export type Returns = ReturnType<typeof openReturns>;
