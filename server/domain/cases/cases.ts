/** What the application systems can do, as one part: report events, ask about cases and letters, send again, cancel, play forward. */
import { randomUUID } from 'node:crypto';
import type { SystemCode } from '../../contract/codes.ts';
import { type EventSystem, isEventSystem } from '../../contract/events.ts';
import { isAddress, readAddress, SYSTEM_LIMIT } from '../../lib/address.ts';
import { type FieldError, HubError, invalid, notFound } from '../../lib/errors.ts';
import { gathering } from '../../lib/gather.ts';
import { blindIndex } from '../../lib/seal.ts';
import { appendAudit } from '../../store/audit.ts';
import { listLettersOfCase, listLettersOfEvent } from '../../store/caseLetters.ts';
import { findCase, findCaseById, listCases, type Realm, takeCaseById, updateCase } from '../../store/cases.ts';
import {
  type EventRow,
  findEventByPublicId,
  findRequestKey,
  insertRequestKey,
  listEventsBySourceIds,
  listEventsOfCase,
} from '../../store/events.ts';
import { listChainsOfCase, listFollowUps } from '../../store/followUps.ts';
import { findLetter, type LetterRow } from '../../store/letters.ts';
import { findRule } from '../rulebook/index.ts';
import { sampleData } from '../rulebook/samples.ts';
import { acceptEvents } from './acceptEvents.ts';
import { type OutcomeParts, outcomeJob } from './applyOutcomes.ts';
import { cancelLetters } from './chains.ts';
import { type Checked, checkEvent } from './checkEvent.ts';
import { correctAddress } from './correctAddress.ts';
import { endedJob } from './endLetters.ts';
import { openEnvelope } from './envelope.ts';
import { sendExpired } from './expired.ts';
import { openFacts, openSubject, replaceAddress, sealFacts, subjectIndex } from './facts.ts';
import { withValue } from './faultFacts.ts';
import { type Acting, realmOf } from './parts.ts';
import { type EventPlayed, playEvent } from './playEvent.ts';
import { playForward } from './playForward.ts';
import { followUpsWait, postFollowUps } from './postFollowUps.ts';
import { standsInstead } from './presumed.ts';
import { checkSendAgain, presentAddress, resendsTo, sendAgain } from './sendAgain.ts';
import { type EventAnswer, fingerprintOf, Refused, type Taken, type Taking } from './taking.ts';
import { answerOfRow, caseView, extrasOf, letterView } from './views.ts';

/** One complaint of a request: `row` is the place of the event in the batch, or of the application in a bulk. */
export type RowError = FieldError & { row: number };

export type EventsRequest = {
  /** Parsed JSON: one event, or the members of a batch. */
  events: readonly unknown[];
  /** `all`: one bad row refuses everything; `each`: good rows are taken, bad ones listed. */
  mode: 'all' | 'each';
  dryRun: boolean;
  /** Idempotency-Key of the request. */
  requestKey?: string;
  /** Events about cases that nobody knows are refused instead of being answered with a warning. */
  refuseUnknown?: boolean;
};

export type EventsResult = { answers: EventAnswer[]; errors: RowError[] };

/** Who may be written to: asked per address before anything is taken. */
type MayWrite = (email: string) => Promise<boolean>;

export const REQUEST_KEYS = 7 * 24 * 3_600_000;

const systemOfEvent = (type: string): EventSystem | undefined => {
  const system = type.split('.')[0];
  return findRule(type) && isEventSystem(system) ? system : undefined;
};

/** In a bulk the row is the application's. */
const placed = (row: number, single: boolean, error: FieldError): RowError => {
  const member = single ? /^data\.applications\.(\d+)(\.|$)/.exec(error.field) : null;
  return { ...error, row: member ? Number(member[1]) : row };
};

const isBulkFault = (error: FieldError) => /^data\.applications\.\d+(\.|$)/.test(error.field);

/** The event without the members of its list that are at fault. Null when the fault lies elsewhere or nothing is left. */
const withoutBadMembers = (input: unknown, errors: readonly FieldError[]): unknown => {
  const event = input as { data?: { applications?: unknown[] } };
  if (!Array.isArray(event.data?.applications) || !errors.every(isBulkFault)) return null;
  const bad = new Set(errors.map((e) => Number(/^data\.applications\.(\d+)/.exec(e.field)![1])));
  const kept = event.data.applications.filter((_, i) => !bad.has(i));
  return kept.length > 0 ? { ...event, data: { ...event.data, applications: kept } } : null;
};

const emailsOf = (event: Taking['event']): [string, string][] => [
  ...Object.entries(event.recipients).map(([role, one]): [string, string] => [
    `data.recipients.${role}.email`,
    one.email,
  ]),
  ...((event.data.applications as { applicant?: { email: string } }[] | undefined) ?? []).flatMap(
    (one, i): [string, string][] =>
      one.applicant ? [[`data.applications.${i}.applicant.email`, one.applicant.email]] : [],
  ),
  ...(typeof event.data.new === 'string' ? [['data.new', event.data.new] as [string, string]] : []),
];

/** A request whose events are written together or not at all. */
type Together = { acting: Acting; takings: readonly Taking[] };

/** Most events that requests of one key bring into one write, and most of one request that shares it. */
const GATHERED = 100;
const SMALL = 10;
/** Newest events of a case that its view goes through. */
const MOST_EVENTS = 200;

export const openApplications = (p: OutcomeParts) => {
  const gather = gathering<Together, Taken[]>({
    most: GATHERED,
    weight: (request) => request.takings.length,
    async write(requests) {
      const { acting } = requests[0]!;
      if (requests.length === 1) return [await acceptEvents(p, acting, requests[0]!.takings, { dryRun: false })];
      // Rows of the whole while it is written, those of the request in its answer.
      const all = requests.flatMap((request) => request.takings).map((taking, row) => ({ ...taking, row }));
      const taken = await acceptEvents(p, acting, all, { dryRun: false });
      let from = 0;
      return requests.map(({ takings }) => {
        const own = taken.slice(from, from + takings.length);
        from += takings.length;
        return own.map((one, i) => ({ ...one, row: takings[i]!.row }));
      });
    },
  });
  /** Of a system that has none of its own, those of the agency. */
  const linkHostsOf = (own: readonly string[]) => (own.length > 0 ? own : p.linkHosts);
  const where = (acting: Acting) => ({ system: acting.system, realm: realmOf(acting.keyType) });

  const teamFaults = async (event: Taking['event'], mayWrite: MayWrite): Promise<FieldError[]> => {
    const faults: FieldError[] = [];
    for (const [field, email] of emailsOf(event))
      if (!(await mayWrite(email))) faults.push({ field, code: 'address.not-in-team' });
    return faults;
  };

  const take = async (acting: Acting, request: EventsRequest, mayWrite: MayWrite) => {
    const now = p.clock.now();
    const single = request.events.length === 1;
    const requestKey = request.requestKey ? blindIndex(p.ring, 'request-key', request.requestKey) : null;
    const takings: Taking[] = [];
    const errors: RowError[] = [];
    const { linkHosts, strict } = await p.settings.get(acting.system);
    const context = { system: acting.system, now, linkHosts: linkHostsOf(linkHosts), strict };
    const check = async (input: unknown): Promise<Checked> => {
      const checked = checkEvent(input, context);
      if (!checked.event) return checked;
      const errors = await teamFaults(checked.event, mayWrite);
      return errors.length > 0 ? { event: null, errors } : checked;
    };
    for (const [row, given] of request.events.entries()) {
      const { input, extensions, errors: envelope } = openEnvelope(given);
      const checked = await check(input);
      let taken: Checked = envelope.length > 0 ? { event: null, errors: [...envelope, ...checked.errors] } : checked;
      errors.push(...taken.errors.map((e) => placed(row, single, withValue(given, e))));
      if (!taken.event && request.mode === 'each') {
        const rest = withoutBadMembers(input, taken.errors);
        if (rest !== null) taken = await check(rest);
      }
      if (!taken.event) continue;
      const { event } = taken;
      const foreign = Object.keys(extensions).length > 0;
      const fingerprint = fingerprintOf(p, foreign ? { ...(input as object), ...extensions } : input);
      takings.push({
        row,
        event: foreign ? { ...event, extensions } : event,
        fingerprint,
        requestKey,
        refuseUnknown: request.refuseUnknown === true,
        warnings: taken.warnings.map((w) => withValue(given, w)),
      });
    }
    return { takings, errors };
  };

  /** Takes what can be taken, in order and together; what is refused is left out and listed. */
  const acceptEach = async (
    acting: Acting,
    takings: readonly Taking[],
    request: EventsRequest,
  ): Promise<EventsResult> => {
    const errors: RowError[] = [];
    let left = [...takings];
    while (left.length > 0) {
      try {
        const taken = await acceptEvents(p, acting, left, { dryRun: request.dryRun });
        return { answers: taken.map((t) => t.answer), errors };
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        const refused = new Set(error.refusals.map((r) => r.row));
        const single = request.events.length === 1;
        errors.push(...error.refusals.flatMap((r) => r.errors.map((e) => placed(r.row, single, e))));
        left = left.filter((taking) => !refused.has(taking.row));
      }
    }
    return { answers: [], errors };
  };

  const agree = async (acting: Acting, request: EventsRequest): Promise<void> => {
    if (!request.requestKey || request.dryRun) return;
    const scope = `v1:${acting.system}:${realmOf(acting.keyType)}`;
    const hash = blindIndex(p.ring, 'request-key', request.requestKey);
    const fingerprint = fingerprintOf(p, request.events);
    const known = await findRequestKey(p.db, scope, hash);
    if (known) {
      if (!known.fingerprint.equals(fingerprint)) throw new HubError('request-key.conflict');
      return;
    }
    const now = p.clock.now();
    const fresh = await p.db.write((trx) =>
      insertRequestKey(trx, {
        scope,
        hash,
        fingerprint,
        answer: null,
        created_at: now,
        purge_after: now + REQUEST_KEYS,
      }),
    );
    if (!fresh) await agree(acting, request);
  };

  const letterOf = async (acting: Acting, publicId: string): Promise<LetterRow> => {
    const letter = await findLetter(p.db, publicId);
    if (
      !letter ||
      letter.system !== acting.system ||
      realmOf(letter.key_type as Acting['keyType']) !== realmOf(acting.keyType)
    )
      throw notFound('letter');
    return letter;
  };

  const caseParts = async (id: number) => {
    const chains = await listChainsOfCase(p.db, id);
    return {
      letters: await listLettersOfCase(p.db, id),
      events: await listEventsOfCase(p.db, id, MOST_EVENTS),
      chains,
      followUps: await listFollowUps(
        p.db,
        chains.map((c) => c.id),
      ),
    };
  };

  const eventView = async (row: EventRow) => {
    const answer = answerOfRow(p.ring, row);
    const states = new Map((await listLettersOfEvent(p.db, row.id)).map((l) => [l.public_id, l]));
    return {
      id: row.source_id,
      source: row.source,
      type: row.type,
      accepted_at: new Date(row.accepted_at).toISOString(),
      reason: answer.reason,
      ...extrasOf(answer),
      letters: answer.letters.map((letter) => {
        const now = letter.id === null ? undefined : states.get(letter.id);
        return {
          ...letter,
          state: now?.state ?? null,
          sent_at: now?.sent_at ? new Date(now.sent_at).toISOString() : null,
        };
      }),
    };
  };

  return {
    /**
     * Takes events. Throws `input.invalid` with a row in every field error when nothing could be taken, `event.conflict`,
     * `request-key.conflict`.
     */
    async report(acting: Acting, request: EventsRequest, mayWrite: MayWrite): Promise<EventsResult> {
      const { takings, errors } = await take(acting, request, mayWrite);
      if (errors.length > 0 && (request.mode === 'all' || takings.length === 0)) return { answers: [], errors };
      await agree(acting, request);
      if (request.mode === 'each') {
        const done = await acceptEach(acting, takings, request);
        return { answers: done.answers, errors: [...errors, ...done.errors].sort((a, b) => a.row - b.row) };
      }
      try {
        // A bulk is a batch in itself and goes alone.
        const small = takings.length <= SMALL && !takings.some((one) => findRule(one.event.type)?.rule.each);
        const taken =
          small && !request.dryRun
            ? await gather(`${acting.system}|${acting.keyType}|${acting.actor}`, { acting, takings })
            : await acceptEvents(p, acting, takings, { dryRun: request.dryRun });
        return { answers: taken.map((t) => t.answer), errors: [] };
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        const single = request.events.length === 1;
        return {
          answers: [],
          errors: error.refusals.flatMap(({ row, errors: all }) => all.map((e) => placed(row, single, e))),
        };
      }
    },

    /** An event by the caller's id (`source` when several sources use it), or by ours. Errors: `not.found`, `event.several-sources`. */
    async event(acting: Acting, id: string, source?: string) {
      const rows = (await listEventsBySourceIds(p.db, { ...where(acting), ids: [id] })).filter(
        (row) => source === undefined || row.source === source,
      );
      if (rows.length > 1)
        throw new HubError('event.several-sources', { sources: rows.map((r) => r.source).join(' ') });
      const row = rows[0] ?? (await findEventByPublicId(p.db, { ...where(acting), publicId: id }));
      if (!row) throw notFound('event');
      return eventView(row);
    },

    async case(acting: Acting, subject: string) {
      const row = await findCase(p.db, {
        ...where(acting),
        subject: subjectIndex(p.ring, { ...where(acting), subject }),
      });
      if (!row) throw notFound('case');
      return caseView(p.ring, row, await caseParts(row.id));
    },

    /** Cases, newest change first; `before` is the last row of the page before. For the API and, without system, for the console. */
    async cases(
      filter: { system?: SystemCode; realm: Realm },
      page: { before?: { changedAt: number; id: number }; limit: number },
    ) {
      const rows = await listCases(p.db, { ...filter, ...page });
      return rows.map((row) => ({
        cursor: { changedAt: row.changed_at, id: row.id },
        system: row.system,
        subject: openSubject(p.ring, row),
        state: row.state,
        reason: row.reason,
        changed_at: new Date(row.changed_at).toISOString(),
      }));
    },

    async letter(acting: Acting, publicId: string) {
      return letterView(p.ring, await letterOf(acting, publicId));
    },

    /** Sends a letter again as it was, to the present address of its case. Errors: those of `checkSendAgain`, `not.found`. */
    async resend(acting: Acting, publicId: string) {
      const letter = await letterOf(acting, publicId);
      const now = p.clock.now();
      const posted = await p.db.write(async (trx) => {
        await checkSendAgain(trx, letter, now);
        const row = letter.case_id === null ? undefined : await findCaseById(trx, letter.case_id);
        const to = row && presentAddress(p.ring, letter, openFacts(p.ring, row));
        const done = await sendAgain(trx, p, { letter, ...(to ? { to } : {}), actor: acting.actor, now });
        await appendAudit(trx, {
          at: now,
          actor: acting.actor,
          action: 'letter.resend',
          object: `letter:${letter.public_id}`,
          after: { letter: done.publicId },
        });
        return done;
      });
      return letterView(p.ring, (await findLetter(p.db, posted.publicId))!);
    },

    /** Where it would go if it were sent again, masked. */
    resendsTo: (publicId: string) => resendsTo(p, publicId),

    /** Cancels a letter while it waits. Errors: `not.found`, `letter.gone {state}`. */
    async cancel(acting: Acting, publicId: string) {
      const letter = await letterOf(acting, publicId);
      const now = p.clock.now();
      await p.db.write(async (trx) => {
        const ended = await cancelLetters(trx, { publicId: letter.public_id }, 'by-caller', now);
        if (ended.length === 0) throw new HubError('letter.gone', { state: (await findLetter(trx, publicId))!.state });
        await appendAudit(trx, { at: now, actor: acting.actor, action: 'letter.cancel', object: `letter:${publicId}` });
      });
      return letterView(p.ring, (await findLetter(p.db, publicId))!);
    },

    /** Staff correct an address of a case; the same as the event of the systems. Errors: `not.found`, `input.invalid`. */
    async correctAddress(
      acting: Acting,
      change: { subject: string; role: 'holder' | 'filer' | 'applicant'; old: string; new: string },
    ) {
      const address = readAddress(change.new, SYSTEM_LIMIT);
      if (!isAddress(address)) throw invalid([{ field: 'new', code: address }]);
      const subject = subjectIndex(p.ring, { ...where(acting), subject: change.subject });
      const found = await findCase(p.db, { ...where(acting), subject });
      if (!found) throw notFound('case');
      const now = p.clock.now();
      return p.db.write(async (trx) => {
        const row = (await takeCaseById(trx, found.id))!;
        const known = openFacts(p.ring, row);
        const stands = standsInstead(known, change);
        if (stands) throw new HubError('address.old-differs', { stands });
        const facts = replaceAddress(known, change);
        await updateCase(trx, row.id, { facts: sealFacts(p.ring, row.public_id, facts), changed_at: now });
        const done = await correctAddress(trx, p, { caseRow: row, ...change, actor: acting.actor, now });
        await appendAudit(trx, {
          at: now,
          actor: acting.actor,
          action: 'case.correct-address',
          object: `case:${row.public_id}`,
        });
        return done;
      });
    },

    /** Sends what expired of a kind and is still true. */
    sendExpired: (kind: { system: SystemCode; type: string }, actor: string) => sendExpired(p, kind, actor),

    /** The data that a play of an event of the rulebook begins with; undefined for an event that keys cannot report. */
    async sample(type: string): Promise<Record<string, unknown> | undefined> {
      const system = systemOfEvent(type);
      const hosts = system === undefined ? [] : linkHostsOf((await p.settings.get(system)).linkHosts);
      return sampleData(type, { now: p.clock.now(), host: hosts.find((host) => host.includes('.')) ?? 'example.jp' });
    },

    /** An event of a case of its own, played to its end and undone. Errors: `input.invalid`, `event.unknown {type}`. */
    async playEvent(actor: string, type: string, data: unknown): Promise<EventPlayed> {
      const system = systemOfEvent(type);
      if (system === undefined) throw invalid([{ field: 'type', code: 'event.unknown', details: { type } }]);
      const acting = { system, keyType: 'test' as const, actor };
      const event = { specversion: '1.0', id: randomUUID(), source: '/play', type, subject: randomUUID(), data };
      const request: EventsRequest = { events: [event], mode: 'all', dryRun: true };
      const { takings, errors } = await take(acting, request, async () => true);
      if (errors.length > 0) throw invalid(errors.map(({ row: _row, ...error }) => error));
      return playEvent(p, acting, takings[0]!);
    },

    advance: (acting: Acting, play: { subject: string; to: number }) => playForward(p, acting, play),

    /** True when the type is one that keys may report. */
    knows: (type: string): boolean => findRule(type) !== undefined,

    /** Jobs for the clock. */
    ...outcomeJob(p),
    ...endedJob(p),
    postFollowUps: () => postFollowUps(p),
    followUpsWait: () => followUpsWait(p),
  };
};
export type Applications = ReturnType<typeof openApplications>;
