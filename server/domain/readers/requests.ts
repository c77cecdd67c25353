/**
 * Somebody asks what is stored about them, or that it goes: the request is a task with the day that the law sets, and export or erasure
 * settles it. The engine is that of `hub person`.
 */
import { addDays, atTime, type Clock, DAY, jstDate } from '../../lib/clock.ts';
import { invalid, notFound, refused } from '../../lib/errors.ts';
import { type KeyRing, unseal } from '../../lib/seal.ts';
import { publicId } from '../../lib/token.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db } from '../../store/db.ts';
import { findReaderByPublicId, type ReaderRow } from '../../store/readers.ts';
import { closeTaskOf, openTask } from '../../store/tasks.ts';
import type { Persons } from '../persons/persons.ts';
import type { Readers } from './readers.ts';

/** Act on the Protection of Personal Information, article 83: the decision on a request for disclosure comes within 30 days. */
const ANSWER_DAYS = 30;

export type PersonAsks = 'access' | 'erasure';
type Parts = {
  db: Db;
  ring: KeyRing;
  clock: Clock;
  persons: Pick<Persons, 'export'>;
  readers: Pick<Readers, 'erase'>;
};

export const openReaderRequests = (p: Parts) => {
  const readerRow = async (id: string): Promise<ReaderRow> => {
    const row = /^\d{1,15}$/.test(id) ? await findReaderByPublicId(p.db, Number(id)) : undefined;
    if (!row) throw notFound('reader');
    return row;
  };
  const mustReason = (reason: string): void => {
    if (reason.trim() === '') throw refused('reason.missing');
  };
  const settle = (actor: string, id: string, how: string) =>
    p.db.write((trx) =>
      closeTaskOf(trx, { kind: 'access-request', object: `reader:${id}`, by: actor, reason: how, now: p.clock.now() }),
    );

  return {
    /**
     * Writes a request down: a task that is due 30 days after the day on which it came ('YYYY-MM-DD', not in the future). Errors:
     * `not.found`, `reason.missing`, `input.invalid {received}`.
     */
    async take(actor: string, id: string, asked: { asks: PersonAsks; received: string; reason: string }) {
      mustReason(asked.reason);
      await readerRow(id);
      const now = p.clock.now();
      if (asked.received > jstDate(now)) throw invalid([{ field: 'received', code: 'instant.future' }]);
      const dueAt = atTime(addDays(asked.received, ANSWER_DAYS)) + DAY - 1;
      const object = `reader:${id}`;
      const facts = JSON.stringify({ asks: asked.asks, received: asked.received });
      await p.db.write(async (trx) => {
        await openTask(trx, { publicId: publicId(), kind: 'access-request', object, facts, now, dueAt, again: true });
        const after = { for: asked.asks, since: asked.received };
        await appendAudit(trx, { at: now, actor, action: 'reader.request', object, after, reason: asked.reason });
      });
      return { dueAt };
    },

    /** Everything that is stored, opened, as data to hand over; settles a request. Errors: `not.found`, `reason.missing`. */
    async export(actor: string, id: string, reason: string): Promise<Record<string, unknown>> {
      mustReason(reason);
      const row = await readerRow(id);
      const data = await p.persons.export(actor, unseal(p.ring, `reader|email|${row.public_id}`, row.email));
      await p.db.write((trx) =>
        appendAudit(trx, { at: p.clock.now(), actor, action: 'reader.export', object: `reader:${id}`, reason }),
      );
      await settle(actor, id, 'exported');
      return data;
    },

    /** Erases whoever it is; settles a request. Errors: as `readers.erase`. */
    async erase(actor: string, id: string, reason: string): Promise<void> {
      await p.readers.erase(actor, id, reason);
      await settle(actor, id, 'erased');
    },
  };
};
export type ReaderRequests = ReturnType<typeof openReaderRequests>;
