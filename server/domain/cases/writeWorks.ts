/** Writes what was planned: events, letters, chains, what stops, and effects on whole cases, in the order of the events. */
import { DAY } from '../../lib/clock.ts';
import { sealJson } from '../../lib/seal.ts';
import type { NewLetter } from '../../outbox/outbox.ts';
import { leavesNoTrace } from '../../outbox/simulation.ts';
import { releaseWaiting } from '../../store/caseLetters.ts';
import type { Trx } from '../../store/db.ts';
import { type EventRow, insertEvents, updateEventAnswer } from '../../store/events.ts';
import { rulebookRevision } from '../rulebook/index.ts';
import { applyAccount, applyEffect, applyEnds, endsSomething } from './applyEnds.ts';
import { type Call, KEEP_CASE, type OpenCase, openCase } from './callCases.ts';
import { beginChains, type NewChain } from './chains.ts';
import { sequenceOf } from './order.ts';
import type { PlannedLetter } from './plan.ts';
import type { Part, Work } from './planWork.ts';
import { Again } from './taking.ts';

/** Guard of letters whose predecessor's event is still to come. */
export const AWAITS = 'awaits:';

export const KEEP_EVENT = 2 * 365 * DAY;

const awaitsGuard = (casePublicId: string, type: string) => `${AWAITS}${casePublicId}:${type}`;

/** A letter of the plan as a row of the outbox. */
const toPost = (call: Call, p: { letter: PlannedLetter; part: Part; work: Work; eventId: number }): NewLetter => {
  const { letter, part, work } = p;
  const { open } = part;
  const after = letter.after === undefined ? undefined : open.unfinished.get(letter.after);
  open.unfinished.set(letter.type, letter.publicId);
  const thread = letter.thread && `case:${open.publicId}:${letter.thread}:${letter.role}`;
  return {
    publicId: letter.publicId,
    type: letter.type,
    system: call.acting.system,
    languages: letter.languages,
    role: letter.role,
    to: letter.to,
    variables: letter.variables,
    lane: 'transactional',
    dedupeKey: `event:${work.publicId}:${part.row}:${letter.type}:${letter.role}`,
    actor: call.acting.actor,
    cause: `event:${work.publicId}`,
    keyType: call.acting.keyType,
    eventId: p.eventId,
    caseId: open.row!.id,
    notBefore: letter.plannedAt,
    ...(thread ? { threadKey: thread } : {}),
    ...(after ? { after } : {}),
    ...(letter.afterUntil === undefined ? {} : { afterUntil: letter.afterUntil }),
    ...(letter.awaits ? { guardKey: awaitsGuard(open.publicId, letter.awaits) } : {}),
    ...(letter.expiresAt === undefined ? {} : { expiresAt: letter.expiresAt }),
    ...(letter.keep ? { purgeAfter: call.now + KEEP_CASE } : {}),
  };
};

const eventRow = (call: Call, work: Work): Omit<EventRow, 'id'> => {
  const { event, fingerprint, requestKey } = work.taking;
  return {
    public_id: work.publicId,
    system: call.acting.system,
    realm: call.realm,
    source: event.source,
    source_id: event.id,
    type: event.type,
    case_id: openCase(call, event.subject).row!.id,
    fingerprint,
    request_key: requestKey,
    answer: sealJson(call.p.ring, `event|answer|${work.publicId}`, work.answer),
    rule_revision: rulebookRevision,
    sequence: sequenceOf(event),
    happened_at: event.time === undefined ? null : Date.parse(event.time),
    accepted_at: call.now,
    actor: call.acting.actor,
    cause: 'api',
    purge_after: call.now + KEEP_EVENT,
  };
};

export const saveEvents = async (trx: Trx, call: Call, works: readonly Work[]): Promise<Map<string, number>> => {
  const ids = new Map<string, number>();
  for (let i = 0; i < works.length; i += 100)
    for (const made of await insertEvents(
      trx,
      works.slice(i, i + 100).map((w) => eventRow(call, w)),
    ))
      ids.set(made.public_id, made.id);
  if (ids.size < works.length) throw new Again();
  return ids;
};

/** What ends and effects added to the answer is kept with it: the same event again answers the same. */
const saveAnswer = async (trx: Trx, call: Call, work: Work, eventId: number): Promise<void> => {
  const { answer } = work;
  if (answer.letters.length > 0) answer.reason = null;
  else if (answer.lost?.length) answer.reason = 'secrets-erased';
  await updateEventAnswer(trx, eventId, sealJson(call.p.ring, `event|answer|${work.publicId}`, answer));
};

type Begun = NewChain & { anchor: string | null };
/** Letters that wait under this guard for the letter of this public id. */
type Release = { guardKey: string; letter: string };

/** What is written at once: letters, chains that begin with them, and letters that waited for one of them. */
type Batch = { letters: NewLetter[]; begun: Begun[]; releases: Release[] };

/** Puts a batch into the database and empties it. Chains whose letter left no trace are left out. */
const put = async (trx: Trx, call: Call, batch: Batch): Promise<void> => {
  const posted = new Map(
    (await call.p.outbox.postAll(trx, batch.letters.splice(0))).map((one) => [one.publicId, one.id]),
  );
  const chains = batch.begun.splice(0).map(({ anchor, ...chain }) => ({
    ...chain,
    letterId: anchor ? (posted.get(anchor) ?? null) : null,
  }));
  await beginChains(
    trx,
    call.p.ring,
    chains.filter((c) => c.letterId !== null || c.planned.rhythm.from === 'date'),
  );
  for (const { guardKey, letter } of batch.releases.splice(0)) {
    const after = posted.get(letter);
    if (after !== undefined) await releaseWaiting(trx, { guardKey, after, now: call.now });
  }
};

const collect = (call: Call, batch: Batch, at: { part: Part; work: Work; eventId: number }): void => {
  const { part, work, eventId } = at;
  for (const letter of part.plan.letters) {
    if (!leavesNoTrace(letter.to)) batch.letters.push(toPost(call, { letter, part, work, eventId }));
    if (part.plan.releases.includes(letter.type))
      batch.releases.push({ guardKey: awaitsGuard(part.open.publicId, letter.type), letter: letter.publicId });
  }
  for (const planned of part.plan.chains)
    batch.begun.push({
      planned,
      anchor: planned.anchorLetter,
      caseId: part.open.row!.id,
      eventId,
      letterId: null,
      system: call.acting.system,
      keyType: call.acting.keyType,
      actor: call.acting.actor,
      cause: `event:${work.publicId}`,
      now: call.now,
    });
};

/** Writes letters, chains, ends and effects of planned works whose cases and events are saved. */
export const writeWorks = async (
  trx: Trx,
  call: Call,
  works: readonly Work[],
  ids: ReadonlyMap<string, number>,
): Promise<void> => {
  const batch: Batch = { letters: [], begun: [], releases: [] };
  /** Cases of which this call has written something. */
  const touched = new Set<OpenCase>();
  const more = new Set<Work>();
  for (const work of works) {
    const eventId = ids.get(work.publicId)!;
    for (const part of work.parts) {
      const ends = part.plan.held.length > 0 && (!part.open.fresh || touched.has(part.open));
      // What reaches over a whole case must find what earlier events of the same call brought.
      if (ends) {
        if (touched.has(part.open) && endsSomething(part)) await put(trx, call, batch);
        if (await applyEnds(trx, call, part, work.answer)) more.add(work);
      }
      touched.add(part.open);
      for (const { type } of [...part.plan.letters, ...part.plan.chains.map(({ rule }) => rule)])
        part.open.endable.add(type);
      collect(call, batch, { part, work, eventId });
      if (part.rule.effect) {
        await put(trx, call, batch);
        await applyEffect(trx, call, { part, answer: work.answer, eventId });
      }
      if (part.rule.effect) more.add(work);
    }
  }
  await put(trx, call, batch);
  // Last, so that it also finds what later events of the same call wrote to the old address.
  for (const work of works) await applyAccount(trx, call, { work, eventId: ids.get(work.publicId)! });
  for (const work of more) await saveAnswer(trx, call, work, ids.get(work.publicId)!);
};
