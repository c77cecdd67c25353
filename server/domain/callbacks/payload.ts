/** What one callback tells, opened for whoever looks after the receivers. */
import { notFound } from '../../lib/errors.ts';
import { type KeyRing, unseal } from '../../lib/seal.ts';
import { findDelivery, listCallbackAttempts } from '../../store/callbacks.ts';
import type { Db } from '../../store/db.ts';

/** The body as it goes over the wire, laid out for people, with every try; `ms`: how long the receiver took. Errors: `not.found`. */
export const openCallbackPayload = (p: { db: Db; ring: KeyRing }) => async (id: string) => {
  const row = await findDelivery(p.db, id);
  if (!row) throw notFound('callback-delivery');
  const body = unseal(p.ring, `callback_delivery|body|${id}`, row.body);
  const tries = await listCallbackAttempts(p.db, row.id);
  return {
    body: JSON.stringify(JSON.parse(body), null, 2),
    tries: tries.map((t) => ({ at: t.tried_at, status: t.status, error: t.error, ms: t.took_ms })),
  };
};
export type CallbackPayload = ReturnType<typeof openCallbackPayload>;
