/** Targets of callbacks and the log of what was told to them, as they are shown. */
import { isoJst } from '../../lib/clock.ts';
import { notFound } from '../../lib/errors.ts';
import {
  type CallbackDeliveryRow,
  type CallbackRow,
  findCallback,
  findDelivery,
  listCallbackAttempts,
  listDeliveries,
} from '../../store/callbacks.ts';
import type { Db } from '../../store/db.ts';

/** A target by its public id. Errors: `not.found`. */
export const needCallback = async (db: Db, id: string): Promise<CallbackRow> => {
  const row = await findCallback(db, id);
  if (!row) throw notFound('callback');
  return row;
};

/** A target as it is shown, at a moment (epoch milliseconds): an overlap that is over is none. */
export const callbackShown = (row: CallbackRow, now: number) => ({
  id: row.public_id,
  system: row.system,
  url: row.url,
  state: row.state,
  created_at: isoJst(row.created_at),
  overlap_until: row.previous_until === null || row.previous_until <= now ? null : isoJst(row.previous_until),
});

const deliveryShown = (row: CallbackDeliveryRow) => ({
  id: row.public_id,
  state: row.state,
  attempts: row.attempts,
  created_at: isoJst(row.created_at),
  next_at: row.state === 'waiting' ? isoJst(row.next_at) : null,
  done_at: row.done_at === null ? null : isoJst(row.done_at),
  last_status: row.last_status,
  last_error: row.last_error,
});

export const openDeliveryLog = (p: { db: Db }) => ({
  /** Newest deliveries of a target, with `before` (an id of this list) to go on. */
  async deliveries(id: string, page: { before?: string; limit: number }) {
    const row = await needCallback(p.db, id);
    const before = page.before === undefined ? undefined : (await findDelivery(p.db, page.before))?.id;
    return (await listDeliveries(p.db, { callbackId: row.id, limit: page.limit, ...(before ? { before } : {}) })).map(
      deliveryShown,
    );
  },

  /** One delivery with every try. Errors: `not.found`. */
  async delivery(id: string) {
    const row = await findDelivery(p.db, id);
    if (!row) throw notFound('callback-delivery');
    const tries = await listCallbackAttempts(p.db, row.id);
    return {
      ...deliveryShown(row),
      tries: tries.map((t) => ({
        tried_at: isoJst(t.tried_at),
        status: t.status,
        error: t.error,
        took_ms: t.took_ms,
      })),
    };
  },
});
