/** Writes what was planned: events, letters, chains, what stops, and effects on whole cases, in the order of the events. */
import { DAY } from '../../lib/clock.ts';
import { sealJson } from '../../lib/seal.ts';
import type { NewLetter } from '../../outbox/outbox.ts';
import { leavesNoTrace } from '../../outbox/simulation.ts';
import type { Trx } from '../../store/db.ts';
import { type EventRow, insertEvents, updateEventAnswer } from '../../store/events.ts';
import { rulebookRevision } from '../rulebook/index.ts';
import { type Call, KEEP_CASE, openCase } from './callCases.ts';
import { beginChains, type NewChain, ruleOf, stopChains } from './chains.ts';
import { closeCase } from './closeCase.ts';
import { correctAddress } from './correctAddress.ts';
import { type PlannedLetter, stops } from './planEvent.ts';
import type { Part, Work } from './planWork.ts';
import { Again, type AnsweredLetter } from './taking.ts';

const KEEP_EVENT = 2 * 365 * DAY;

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

/** Ends the chains that an event stops, begun before or in this call. */
const applyStops = async (trx: Trx, call: Call, part: Part, begun: NewChain[]): Promise<void> => {
  const { open, event, plan } = part;
  const ended = open.chains.filter((chain) => stops(ruleOf(chain), event.type, plan.asked));
  if (ended.length > 0) {
    await stopChains(trx, ended, event.type, call.now);
    open.chains = open.chains.filter((chain) => !ended.includes(chain));
  }
  for (const [i, chain] of [...begun.entries()].reverse())
    if (chain.caseId === open.row!.id && stops(chain.planned.rule, event.type, plan.asked)) begun.splice(i, 1);
};

const applyEffect = async (trx: Trx, call: Call, part: Part, eventId: number): Promise<AnsweredLetter[]> => {
  const { rule, event, open } = part;
  if (rule.effect === 'closes-case') {
    await closeCase(trx, open.row!, { reason: String(event.data.reason), now: call.now });
  }
  if (rule.effect !== 'corrects-address') return [];
  const done = await correctAddress(trx, call.p, {
    caseRow: open.row!,
    role: event.data.role as PlannedLetter['role'],
    old: String(event.data.old),
    new: String(event.data.new),
    eventId,
    actor: call.acting.actor,
    now: Math.max(call.now, open.playedTo ?? 0),
  });
  if (done.needsEvent) part.plan.reason = 'secrets-erased';
  return done.sentAgain;
};

/** What an effect added to the answer is kept with it: the same event again answers the same. */
const saveEffects = async (trx: Trx, call: Call, work: Work, eventId: number): Promise<void> => {
  if (!work.parts.some((part) => part.rule.effect === 'corrects-address')) return;
  if (work.answer.letters.length > 0) work.answer.reason = null;
  else if (work.parts.some((part) => part.plan.reason === 'secrets-erased')) work.answer.reason = 'secrets-erased';
  await updateEventAnswer(trx, eventId, sealJson(call.p.ring, `event|answer|${work.publicId}`, work.answer));
};

type Begun = NewChain & { anchor: string | null };

/** Puts letters and chains into the database and empties the lists. Chains whose letter left no trace are left out. */
const put = async (trx: Trx, call: Call, letters: NewLetter[], begun: Begun[]): Promise<void> => {
  const posted = new Map((await call.p.outbox.postAll(trx, letters.splice(0))).map((one) => [one.publicId, one.id]));
  const chains = begun.splice(0).map(({ anchor, ...chain }) => ({
    ...chain,
    letterId: anchor ? (posted.get(anchor) ?? null) : null,
  }));
  const made = await beginChains(
    trx,
    call.p.ring,
    chains.filter((c) => c.letterId !== null || c.planned.rhythm.from === 'date'),
  );
  for (const open of call.cases.values()) open.chains.push(...made.filter((chain) => chain.case_id === open.row!.id));
};

/** Writes letters, chains, stops and effects of planned works whose cases and events are saved. */
export const writeWorks = async (
  trx: Trx,
  call: Call,
  works: readonly Work[],
  ids: ReadonlyMap<string, number>,
): Promise<void> => {
  const letters: NewLetter[] = [];
  const begun: Begun[] = [];
  for (const work of works) {
    const eventId = ids.get(work.publicId)!;
    for (const part of work.parts) {
      await applyStops(trx, call, part, begun);
      for (const letter of part.plan.letters)
        if (!leavesNoTrace(letter.to)) letters.push(toPost(call, { letter, part, work, eventId }));
      for (const planned of part.plan.chains)
        begun.push({
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
      // What reaches over a whole case must find what earlier events of the same call brought.
      if (part.rule.effect) await put(trx, call, letters, begun);
      work.answer.letters.push(...(await applyEffect(trx, call, part, eventId)));
    }
    await saveEffects(trx, call, work, eventId);
  }
  await put(trx, call, letters, begun);
};
