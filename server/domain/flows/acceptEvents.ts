/**
 * Takes events: case, event, letters and chains in one transaction, with few statements however many events there are.
 * (source, id) is the identity: the same again answers the same and changes nothing; the same with another body is refused.
 */
import type { CheckedEvent } from '../../contract/events.ts';
import { eventShapes } from '../../contract/events.ts';
import { DAY } from '../../lib/clock.ts';
import { type FieldError, HubError } from '../../lib/errors.ts';
import { blindIndex, sealJson, unsealJson } from '../../lib/seal.ts';
import { publicId } from '../../lib/token.ts';
import type { NewLetter } from '../../outbox/outbox.ts';
import { leavesNoTrace } from '../../outbox/simulation.ts';
import { listUnfinishedOfTypes } from '../../store/caseLetters.ts';
import { type CaseRow, insertCases, type Realm, takeCases, updateCase } from '../../store/cases.ts';
import { type EventRow, insertEvents, listEventsBySourceIds, updateEventAnswer } from '../../store/events.ts';
import { type ChainRow, listLiveChains } from '../../store/followUps.ts';
import type { Trx } from '../../store/open.ts';
import { addFacts, type CaseFacts, noFacts, openFacts, sealFacts, sealSubject, subjectIndex } from '../cases/facts.ts';
import { findRule, rulebookRevision } from '../rulebook/index.ts';
import type { EventRule, SystemSettings } from '../rulebook/shape.ts';
import { beginChains, type NewChain, ruleOf, stopChains } from './chains.ts';
import { closeCase } from './closeCase.ts';
import { correctAddress } from './correctAddress.ts';
import { type Acting, type FlowParts, realmOf } from './parts.ts';
import { letterAnswer, type Plan, type PlannedLetter, planEvent, stops } from './planEvent.ts';

/** Closed cases and their letters are kept 90 days more; open ones five years after the last event. */
export const KEEP_CASE = 5 * 365 * DAY;
const KEEP_EVENT = 2 * 365 * DAY;

export type AnsweredLetter = ReturnType<typeof letterAnswer> & { subject?: string };
/** What the API answers for one event. `id` is the caller's own. */
export type EventAnswer = { id: string; letters: AnsweredLetter[]; reason: string | null };

/** An event to take: `row` is its place in the request, `fingerprint` the keyed hash of its whole body. */
export type Taking = { row: number; event: CheckedEvent; fingerprint: Buffer; requestKey: Buffer | null };

export type Taken = { row: number; answer: EventAnswer; replayed: boolean };
/** What was wrong with one event once its case was known. */
export type Refusal = { row: number; errors: FieldError[] };

/** Thrown through the transaction when something is refused, so that nothing of it stays. */
export class Refused extends Error {
  readonly refusals: readonly Refusal[];
  constructor(refusals: readonly Refusal[]) {
    super('refused');
    this.refusals = refusals;
  }
}
/** Thrown to undo a dry run. */
class DryRun extends Error {
  readonly taken: Taken[];
  constructor(taken: Taken[]) {
    super('dry run');
    this.taken = taken;
  }
}
/** Another writer made the same case or event meanwhile: look again. */
class Again extends Error {}

type OpenCase = {
  row: CaseRow | null;
  publicId: string;
  subject: string;
  index: Buffer;
  facts: CaseFacts;
  closed: boolean;
  playedTo: number | null;
  changed: boolean;
  chains: ChainRow[];
  /** Unfinished letters of this call or before, newest by type. */
  unfinished: Map<string, string>;
};

type Part = { event: CheckedEvent; rule: EventRule; open: OpenCase; plan: Plan; row: number };
type Work = { taking: Taking; publicId: string; parts: Part[]; answer: EventAnswer };

type Call = {
  p: FlowParts;
  acting: Acting;
  realm: Realm;
  settings: SystemSettings;
  now: number;
  cases: Map<string, OpenCase>;
};

/** The events that one event stands for: itself, or one for each member of its list. */
const partsOf = (event: CheckedEvent, rule: EventRule): { event: CheckedEvent; rule: EventRule; bulk: boolean }[] => {
  if (!rule.each) return [{ event, rule, bulk: typeof event.data.bulk_number === 'string' }];
  const { list, as } = rule.each;
  const members = event.data[list] as (Record<string, unknown> & { subject: string })[];
  const { [list]: _, ...shared } = event.data;
  const inner = findRule(as)!.rule;
  return members.map(({ subject, applicant, ...own }) => ({
    bulk: true,
    rule: inner,
    event: {
      ...event,
      type: as,
      subject,
      data: { ...shared, ...own },
      recipients: applicant
        ? { ...event.recipients, applicant: applicant as CheckedEvent['recipients']['applicant'] }
        : event.recipients,
    },
  }));
};

const openCase = (call: Call, subject: string): OpenCase => {
  const index = subjectIndex(call.p.ring, { system: call.acting.system, realm: call.realm, subject });
  const name = index.toString('hex');
  const known = call.cases.get(name);
  if (known) return known;
  const fresh: OpenCase = {
    row: null,
    publicId: publicId(),
    subject,
    index,
    facts: noFacts,
    closed: false,
    playedTo: null,
    changed: false,
    chains: [],
    unfinished: new Map(),
  };
  call.cases.set(name, fresh);
  return fresh;
};

/** Types that rules of these events wait for. */
const awaitedTypes = (rules: readonly EventRule[]) => [
  ...new Set(rules.flatMap((rule) => rule.letters.flatMap((l) => (l.after ? [l.after] : [])))),
];

/** Reads what is known of all cases of the call. */
const loadCases = async (trx: Trx, call: Call, rules: readonly EventRule[]): Promise<void> => {
  const all = [...call.cases.values()];
  const rows: CaseRow[] = [];
  for (let i = 0; i < all.length; i += 500)
    rows.push(
      ...(await takeCases(trx, {
        system: call.acting.system,
        realm: call.realm,
        subjects: all.slice(i, i + 500).map((c) => c.index),
      })),
    );
  if (rows.length === 0) return;
  const byId = new Map<number, OpenCase>();
  for (const row of rows) {
    const open = call.cases.get(row.subject_index.toString('hex'))!;
    Object.assign(open, {
      row,
      publicId: row.public_id,
      facts: openFacts(call.p.ring, row),
      closed: row.state === 'closed',
      playedTo: row.played_to,
    });
    byId.set(row.id, open);
  }
  const ids = rows.map((row) => row.id);
  for (const chain of await listLiveChains(trx, ids)) byId.get(chain.case_id)!.chains.push(chain);
  for (const letter of await listUnfinishedOfTypes(trx, ids, awaitedTypes(rules)))
    byId.get(letter.case_id)!.unfinished.set(letter.type, letter.public_id);
};

const planWork = (call: Call, taking: Taking): Work => {
  const rule = findRule(taking.event.type)!.rule;
  const parts: Part[] = [];
  const own = openCase(call, taking.event.subject);
  // A bulk is a case of its own beside its applications: later events of it know the filer.
  if (rule.each) {
    own.facts = addFacts(own.facts, { ...taking.event, keeps: rule.keeps ?? [] });
    own.changed = true;
  }
  for (const [i, part] of partsOf(taking.event, rule).entries()) {
    const open = openCase(call, part.event.subject);
    const plan = planEvent(
      {
        event: part.event,
        rule: part.rule,
        facts: open.facts,
        closed: open.closed,
        settings: call.settings,
        times: call.p.times,
        keyType: call.acting.keyType,
        passwordAllowed: !part.bulk || call.settings.passwordMailInBulk,
        now: Math.max(call.now, open.playedTo ?? 0),
      },
      eventShapes[part.event.type]!.needs,
    );
    open.facts = plan.facts;
    open.changed = true;
    // Of a bulk, complaints name the member they are about.
    if (rule.each)
      plan.errors = plan.errors.map((e) => ({
        ...e,
        field: e.field.replace(
          /^data\.(recipients\.)?(?=applicant|reference|inquiry_password)/,
          `data.${rule.each!.list}.${i}.`,
        ),
      }));
    parts.push({ event: part.event, rule: part.rule, open, plan, row: i });
  }
  return { taking, publicId: publicId(), parts, answer: answerOf(taking.event, parts, rule, false) };
};

const answerOf = (event: CheckedEvent, parts: readonly Part[], rule: EventRule, dryRun: boolean): EventAnswer => {
  const letters = parts.flatMap((part) =>
    part.plan.letters.map((letter) => ({
      ...letterAnswer(letter, dryRun),
      ...(rule.each ? { subject: part.event.subject } : {}),
    })),
  );
  return { id: event.id, letters, reason: letters.length > 0 ? null : (parts[0]?.plan.reason ?? null) };
};

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

const caseRow = (call: Call, open: OpenCase): Omit<CaseRow, 'id'> => ({
  public_id: open.publicId,
  system: call.acting.system,
  realm: call.realm,
  subject: sealSubject(call.p.ring, open.publicId, open.subject),
  subject_index: open.index,
  facts: sealFacts(call.p.ring, open.publicId, open.facts),
  state: 'open',
  reason: null,
  played_to: null,
  created_at: call.now,
  changed_at: call.now,
  closed_at: null,
  actor: call.acting.actor,
  cause: 'event',
  purge_after: call.now + KEEP_CASE,
});

const saveCases = async (trx: Trx, call: Call): Promise<void> => {
  const all = [...call.cases.values()];
  const fresh = all.filter((c) => !c.row);
  for (let i = 0; i < fresh.length; i += 100) {
    const rows = fresh.slice(i, i + 100).map((open) => caseRow(call, open));
    const made = new Map((await insertCases(trx, rows)).map((m) => [m.public_id, m.id]));
    for (const row of rows) {
      const id = made.get(row.public_id);
      if (id === undefined) throw new Again();
      call.cases.get(row.subject_index.toString('hex'))!.row = { ...row, id };
    }
  }
  for (const open of all)
    if (!fresh.includes(open) && open.changed)
      await updateCase(trx, open.row!.id, {
        facts: sealFacts(call.p.ring, open.publicId, open.facts),
        changed_at: call.now,
        ...(open.closed ? {} : { purge_after: call.now + KEEP_CASE }),
      });
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

const saveEvents = async (trx: Trx, call: Call, works: readonly Work[]): Promise<Map<string, number>> => {
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
    open.closed = true;
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

/** Writes letters, chains, stops and effects of planned works whose cases and events are saved. */
const writeWorks = async (trx: Trx, call: Call, works: readonly Work[], ids: ReadonlyMap<string, number>) => {
  const letters: NewLetter[] = [];
  const begun: (NewChain & { anchor: string | null })[] = [];
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
      work.answer.letters.push(...(await applyEffect(trx, call, part, eventId)));
    }
    await saveEffects(trx, call, work, eventId);
  }
  const posted = new Map((await call.p.outbox.postAll(trx, letters)).map((one) => [one.publicId, one.id]));
  const chains = begun.map(({ anchor, ...chain }) => ({
    ...chain,
    letterId: anchor ? (posted.get(anchor) ?? null) : null,
  }));
  await beginChains(
    trx,
    call.p.ring,
    chains.filter((c) => c.letterId !== null || c.planned.rhythm.from === 'date'),
  );
};

const replayOf = (call: Call, taking: Taking, known: readonly EventRow[]): Taken | FieldError | null => {
  const first = known.find((row) => row.source === taking.event.source && row.source_id === taking.event.id);
  if (!first) return null;
  if (!first.fingerprint.equals(taking.fingerprint)) return { field: 'id', code: 'event.conflict' };
  if (taking.requestKey && first.request_key && !first.request_key.equals(taking.requestKey))
    return { field: 'Idempotency-Key', code: 'request-key.conflict' };
  const answer = unsealJson<EventAnswer>(call.p.ring, `event|answer|${first.public_id}`, first.answer);
  return { row: taking.row, answer, replayed: true };
};

const sortReplays = async (trx: Trx, call: Call, takings: readonly Taking[]) => {
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
const sortTwins = (takings: readonly Taking[]) => {
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

type Options = { dryRun: boolean; look: boolean };

const takeAll = async (trx: Trx, call: Call, takings: readonly Taking[], options: Options): Promise<Taken[]> => {
  const { single, twins } = sortTwins(takings);
  const { replays, fresh } = options.look ? await sortReplays(trx, call, single) : { replays: [], fresh: single };
  const rules = fresh.map((t) => findRule(t.event.type)!.rule);
  for (const [i, taking] of fresh.entries())
    for (const part of [taking, ...partsOf(taking.event, rules[i]!)]) openCase(call, part.event.subject);
  await loadCases(trx, call, [...rules, ...rules.flatMap((r) => (r.each ? [findRule(r.each.as)!.rule] : []))]);
  const works = fresh.map((taking) => planWork(call, taking));
  const refusals = works.flatMap((w): Refusal[] => {
    const errors = w.parts.flatMap((part) => part.plan.errors);
    return errors.length > 0 ? [{ row: w.taking.row, errors }] : [];
  });
  if (refusals.length > 0) throw new Refused(refusals);
  const answers = (): Taken[] => {
    const own = works.map((w): Taken => ({ row: w.taking.row, answer: w.answer, replayed: false }));
    const known = [...replays, ...own];
    const again = twins.map(({ taking, of }): Taken => {
      const { answer } = known.find((one) => one.row === of.row)!;
      return { row: taking.row, answer, replayed: true };
    });
    return [...known, ...again].sort((a, b) => a.row - b.row);
  };
  if (options.dryRun) {
    for (const work of works)
      work.answer = answerOf(work.taking.event, work.parts, findRule(work.taking.event.type)!.rule, true);
    throw new DryRun(answers());
  }
  if (works.length > 0) {
    await saveCases(trx, call);
    const ids = await saveEvents(trx, call, works);
    await writeWorks(trx, call, works, ids);
  }
  return answers();
};

/** Keyed hash of an event's whole body, whatever the order of its fields. */
export const fingerprintOf = (p: Pick<FlowParts, 'ring'>, body: unknown): Buffer => {
  const ordered = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(ordered);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([k, v]) => [k, ordered(v)]),
    );
  };
  return blindIndex(p.ring, 'event', JSON.stringify(ordered(body)));
};

/**
 * Takes checked events, all or none. Resolves once everything is on disk. Throws `Refused` with what is wrong per row
 * (`event.conflict`: the same identity with another body).
 */
export const acceptEvents = async (
  p: FlowParts,
  acting: Acting,
  takings: readonly Taking[],
  options: { dryRun: boolean },
): Promise<Taken[]> => {
  const settings = await p.settings.get(acting.system);
  const open = (): Call => ({
    p,
    acting,
    realm: realmOf(acting.keyType),
    settings,
    now: p.clock.now(),
    cases: new Map(),
  });
  // A single new event, the usual case, is written without looking first: the unique identity tells when it was not new.
  let look = options.dryRun || takings.length > 1;
  for (let tries = 0; ; tries++) {
    try {
      return await p.db.write((trx) => takeAll(trx, open(), takings, { dryRun: options.dryRun, look }));
    } catch (error) {
      if (error instanceof DryRun) return error.taken;
      if (!(error instanceof Again)) throw error;
      if (tries >= 3) throw new HubError('event.busy');
      look = true;
    }
  }
};
