/** Readers as staff see them, one at a time: with what was sent, put to rest, or erased. */
import { languages as allLanguages } from '../../contract/codes.ts';
import { maskAddress } from '../../lib/address.ts';
import type { Clock } from '../../lib/clock.ts';
import { notFound, refused } from '../../lib/errors.ts';
import { type KeyRing, unseal } from '../../lib/seal.ts';
import { appendAudit } from '../../store/audit.ts';
import { findBulletinTitle, listBulletinsOfReader } from '../../store/bulletinBriefs.ts';
import type { Db } from '../../store/db.ts';
import { listLettersOfReader } from '../../store/letters.ts';
import { findReaderByPublicId, listSuspended, type ReaderRow, updateReader } from '../../store/readers.ts';
import { listReaderTopics } from '../../store/readerTopics.ts';
import { listReturned } from '../../store/returns.ts';
import { listTopics } from '../../store/topics.ts';
import { letterLine, returnedLine } from '../letters/lines.ts';
import type { Persons } from '../persons/persons.ts';

const MOST = 50;

export const openReaders = (p: { db: Db; ring: KeyRing; clock: Clock; persons: Pick<Persons, 'eraseReader'> }) => {
  const readerRow = async (id: string): Promise<ReaderRow> => {
    const row = /^\d{1,15}$/.test(id) ? await findReaderByPublicId(p.db, Number(id)) : undefined;
    if (!row) throw notFound('reader');
    return row;
  };

  return {
    /** Suspended readers, newest first, addresses masked. */
    async suspended(page: { before?: { at: number; id: number }; limit: number }) {
      const rows = await listSuspended(p.db, page);
      const last = rows.at(-1);
      return {
        data: rows.map((r) => ({
          id: String(r.public_id),
          masked: maskAddress(unseal(p.ring, `reader|email|${r.public_id}`, r.email)),
          language: r.language,
          reason: r.suspended_reason,
          since: r.suspended_at,
        })),
        last: last ? { at: last.suspended_at ?? 0, id: last.id } : undefined,
      };
    },

    /** A reader with topics and what was sent; looking is written to the audit log. Errors: `not.found`. */
    async show(actor: string, id: string) {
      const row = await readerRow(id);
      await p.db.write((trx) =>
        appendAudit(trx, { at: p.clock.now(), actor, action: 'reader.see', object: `reader:${id}` }),
      );
      const [letters, bulletins, returned, chosen, topics] = await Promise.all([
        listLettersOfReader(p.db, row.id, MOST),
        listBulletinsOfReader(p.db, row.id, MOST),
        listReturned(p.db, { readerId: row.id, limit: MOST }),
        listReaderTopics(p.db, row.id),
        listTopics(p.db),
      ]);
      return {
        id,
        email: unseal(p.ring, `reader|email|${row.public_id}`, row.email),
        language: allLanguages.find((l) => l === row.language) ?? ('ja' as const),
        rhythm: row.rhythm,
        termsBy: row.terms_by,
        state: row.state,
        topics: topics
          .filter((topic) => chosen.includes(topic.code))
          .map(({ code, names }) => {
            const { ja = code, en = ja } = JSON.parse(names) as { ja?: string; en?: string };
            return { code, names: { ja, en } };
          }),
        createdAt: row.created_at,
        confirmedAt: row.confirmed_at,
        suspendedReason: row.suspended_reason,
        suspendedAt: row.suspended_at,
        returned: returned.map(returnedLine),
        letters: letters.map((l) => letterLine(p.ring, l)),
        bulletins: await Promise.all(
          bulletins.map(async (b) => ({
            id: b.public_id,
            title: await findBulletinTitle(p.db, b.public_id),
            state: b.state,
            sentAt: b.sent_at,
            reason: b.reason,
          })),
        ),
      };
    },

    /** Staff suspend a reader. Errors: `not.found`, `reason.missing`, `reader.not-active`. */
    async suspend(actor: string, id: string, reason: string): Promise<void> {
      if (reason.trim() === '') throw refused('reason.missing');
      const row = await readerRow(id);
      const now = p.clock.now();
      await p.db.write(async (trx) => {
        const fresh = await findReaderByPublicId(trx, row.public_id);
        if (fresh?.state !== 'active') throw refused('reader.not-active');
        await updateReader(trx, row.id, {
          state: 'suspended',
          suspended_reason: 'by-staff',
          suspended_at: now,
          changed_at: now,
        });
        await appendAudit(trx, { at: now, actor, action: 'reader.suspend', object: `reader:${id}`, reason });
      });
    },

    /** Erases a reader and whatever else there is of the address, but for open procedures. Errors: `not.found`, `reason.missing`. */
    async erase(actor: string, id: string, reason: string): Promise<void> {
      if (reason.trim() === '') throw refused('reason.missing');
      const row = await readerRow(id);
      await p.persons.eraseReader(actor, { index: row.email_index, id }, reason);
    },
  };
};
export type Readers = ReturnType<typeof openReaders>;
