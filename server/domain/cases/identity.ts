/** (source, id) is the identity of an event: the same again answers the same and changes nothing, another body is refused. */
import type { FieldError } from '../../lib/errors.ts';
import { unsealJson } from '../../lib/seal.ts';
import type { Trx } from '../../store/db.ts';
import { type EventRow, listEventsBySourceIds } from '../../store/events.ts';
import type { Call } from './callCases.ts';
import { type EventAnswer, type Refusal, Refused, type Taken, type Taking } from './taking.ts';

const replayOf = (call: Call, taking: Taking, known: readonly EventRow[]): Taken | FieldError | null => {
  const first = known.find((row) => row.source === taking.event.source && row.source_id === taking.event.id);
  if (!first) return null;
  if (!first.fingerprint.equals(taking.fingerprint)) return { field: 'id', code: 'event.conflict' };
  if (taking.requestKey && first.request_key && !first.request_key.equals(taking.requestKey))
    return { field: 'Idempotency-Key', code: 'request-key.conflict' };
  const answer = unsealJson<EventAnswer>(call.p.ring, `event|answer|${first.public_id}`, first.answer);
  return { row: taking.row, answer, replayed: true };
};

export const sortReplays = async (trx: Trx, call: Call, takings: readonly Taking[]) => {
  const where = { system: call.acting.system, realm: call.realm };
  const known = await listEventsBySourceIds(trx, { ...where, ids: takings.map((t) => t.event.id) });
  const replays: Taken[] = [];
  const conflicts: Refusal[] = [];
  const fresh: Taking[] = [];
  for (const taking of takings) {
    const found = replayOf(call, taking, known);
    if (!found) fresh.push(taking);
    else if ('answer' in found) replays.push(found);
    else conflicts.push({ row: taking.row, errors: [found] });
  }
  if (conflicts.length > 0) throw new Refused(conflicts);
  return { replays, fresh };
};

/** The same event twice in one call: the later ones are answered like the first, another body under the identity is refused. */
export const sortTwins = (takings: readonly Taking[]) => {
  const first = new Map<string, Taking>();
  const twins: { taking: Taking; of: Taking }[] = [];
  const conflicts: Refusal[] = [];
  for (const taking of takings) {
    const name = JSON.stringify([taking.event.source, taking.event.id]);
    const of = first.get(name);
    if (!of) first.set(name, taking);
    else if (of.fingerprint.equals(taking.fingerprint)) twins.push({ taking, of });
    else conflicts.push({ row: taking.row, errors: [{ field: 'id', code: 'event.conflict' }] });
  }
  if (conflicts.length > 0) throw new Refused(conflicts);
  return { single: [...first.values()], twins };
};
