/**
 * New terms from the proposal to the day: written in three languages, approved by somebody else, in force from an instant on; then a long
 * work asks the readers who accepted older ones. One waits at a time. Cancelled before that instant they never hold.
 */
import { createHash } from 'node:crypto';
import type { Language } from '../../contract/codes.ts';
import { hasRight } from '../../contract/rights.ts';
import type { Bundle } from '../../letters/bundle.ts';
import { readTerms, type TermsTexts, termsFrom, type WrittenTerms } from '../../letters/termsText.ts';
import { addDays, atTime, type Clock, isDate, jstDate, MINUTE } from '../../lib/clock.ts';
import { type FieldError, invalid, isHubError, notFound, refused } from '../../lib/errors.ts';
import { publicId } from '../../lib/token.ts';
import type { Outbox } from '../../outbox/outbox.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db, Source, Trx } from '../../store/db.ts';
import { countReaders, countTerms, type TermsNow } from '../../store/terms.ts';
import {
  findDueProposal,
  findOpenProposal,
  findProposal,
  insertProposal,
  listProposals,
  moveProposal,
  type ProposalRow,
} from '../../store/termsProposals.ts';
import { keepText } from '../../store/texts.ts';
import { type Actor, demand, demandFourEyes, type Policy, type StaffMember } from '../policy/policy.ts';
import type { Works, WorkView } from '../works/works.ts';
import { LEAST_DAYS, MOST_DAYS, type Terms } from './terms.ts';
import type { TermsInForceDesk } from './termsInForce.ts';

/** Other processes know of an approval within seconds: in this time all of them do. */
const SOONEST = MINUTE;
const SHOWN = 30;

/** The terms that a text makes: what consents will name, and what the database keeps. */
export type TermsMade = { now: TermsNow; kept: readonly { kind: string; revision: string; body: string }[] };

type Parts = {
  db: Db;
  clock: Clock;
  outbox: Outbox;
  bundle: Bundle;
  policy: Policy;
  works: Works;
  terms: Terms;
  termsInForce: TermsInForceDesk;
  made: (texts: TermsTexts) => TermsMade;
  publicUrl: () => string;
};

/** Days are 'YYYY-MM-DD', JST: the first on which the terms hold, and the last with bulletins without an answer. */
export type NewTerms = { texts: Readonly<Record<Language, WrittenTerms>>; from: string; by: string };

/** As staff see it. `holds`: these are the terms of now. `work`: how far the asking is; null before it, and a week after it. */
export type Proposal = Omit<ProposalRow, 'id' | 'texts' | 'work'> & {
  holds: boolean;
  texts: TermsTexts;
  names: { actor: string; approved: string | null; ended: string | null };
  work: WorkView | null;
};

const title = {
  ja: '新しい利用規約',
  plja: '新(あたら)しい、使(つか)うときの約束(やくそく)',
  en: 'New terms of use',
} as const;

const hashOf = (texts: string, from: string, by: string): string =>
  createHash('sha256')
    .update(JSON.stringify([texts, from, by]))
    .digest('hex');

/** The days: from today on, and from the later of both days two weeks to a year. */
const wrongDays = (today: string, { from, to, by }: { from: string; to: string; by: string }): FieldError[] => {
  if (!isDate(from) || from < today || from > to)
    return [{ field: 'from', code: 'terms.from', details: { from: today, to } }];
  const [first, last] = [addDays(from, LEAST_DAYS), addDays(from, MOST_DAYS)];
  return isDate(by) && by >= first && by <= last
    ? []
    : [{ field: 'by', code: 'terms.by', details: { from: first, to: last } }];
};

export const openTermsProposals = (p: Parts) => {
  const must = async (source: Source, id: string): Promise<ProposalRow> => {
    const row = await findProposal(source, id);
    if (!row) throw notFound('terms');
    return row;
  };
  const audit = (trx: Trx, row: { public_id: string }, actor: string, action: string, more: object = {}) =>
    appendAudit(trx, { at: p.clock.now(), actor, action, object: `terms:${row.public_id}`, ...more });

  /** Terms are for everybody: whoever is narrowed to bureaus decides nothing about them. */
  const forAll = (who: Actor): void => {
    if (who.bureaus.length > 0) throw refused('terms.bureau');
  };

  const checked = (given: NewTerms): TermsTexts => {
    const today = jstDate(p.clock.now());
    const { texts, wrong } = termsFrom(p.bundle, given.texts);
    const all = [...wrong, ...wrongDays(today, { ...given, to: addDays(today, MOST_DAYS) })];
    if (all.length > 0) throw invalid(all);
    return texts;
  };

  const approversOf = async (source: Source, authors: readonly string[]): Promise<StaffMember[]> => {
    const house = await p.policy.house(source);
    const found = await p.policy.approvers(source, { groups: [], authors, house });
    return found.filter((one) => one.bureaus.length === 0);
  };
  const ask = async (trx: Trx, id: string, approvers: readonly StaffMember[]): Promise<void> => {
    for (const approver of approvers)
      await p.outbox.post(trx, {
        type: 'staff-approval-request',
        system: 'staff',
        languages: [approver.language],
        role: 'operator',
        to: approver.email,
        variables: {
          bulletin: title,
          submitted_at: p.clock.now(),
          console_url: `${p.publicUrl()}/console/#/terms/${id}`,
        },
        lane: 'transactional',
        dedupeKey: `approval:terms:${id}:${approver.actor}`,
        actor: 'clock',
        cause: `terms:${id}`,
      });
  };

  const workOf = async (id: string | null): Promise<WorkView | null> =>
    id === null
      ? null
      : p.works.find(id).catch((error: unknown) => {
          if (isHubError(error) && error.code === 'not.found') return null;
          throw error;
        });

  const view = async (row: ProposalRow, names: ReadonlyMap<string, string>): Promise<Proposal> => {
    const { id: _id, texts, work, ...rest } = row;
    const name = (actor: string | null) => (actor === null ? null : (names.get(actor) ?? actor));
    return {
      ...rest,
      texts: readTerms(texts),
      holds: p.termsInForce.now()?.id === row.public_id,
      names: { actor: name(row.actor) ?? '', approved: name(row.approved_by), ended: name(row.ended_by) },
      work: await workOf(work),
    };
  };

  const mayCancel = (who: Actor, row: ProposalRow): boolean =>
    hasRight(who.roles, 'bulletin.control') || (row.state === 'proposed' && row.actor === who.actor);

  /** The day has come: the terms hold, and the readers of older ones are asked. */
  const begin = async (row: ProposalRow): Promise<void> => {
    const total = await countReaders(p.db);
    await p.db.write(async (trx) => {
      if (!(await moveProposal(trx, row.id, ['approved'], { state: 'begun' }))) return;
      const work = await p.terms.beginAsking(trx, 'clock', row.by_day, total);
      await moveProposal(trx, row.id, ['begun'], { work });
      await audit(trx, row, 'clock', 'terms.begin', { after: { by: row.by_day } });
    });
  };

  return {
    /** What holds now, what waits, and what was before; newest first. */
    async list(): Promise<Proposal[]> {
      await p.termsInForce.renew();
      const [rows, names] = await Promise.all([listProposals(p.db, SHOWN), p.policy.names()]);
      return Promise.all(rows.map((row) => view(row, names)));
    },
    /** Throws `not.found`. */
    one: async (id: string): Promise<Proposal> => view(await must(p.db, id), await p.policy.names()),

    /** What this person may do with one. */
    async may(who: Actor, id: string): Promise<{ approve: boolean; cancel: boolean }> {
      const row = await must(p.db, id);
      const { fourEyes } = await p.policy.house();
      const may = hasRight(who.roles, 'bulletin.approve') && who.bureaus.length === 0;
      const open = row.state === 'proposed' || row.state === 'approved';
      return {
        approve: row.state === 'proposed' && may && !(fourEyes && row.actor === who.actor),
        cancel: mayCancel(who, row) && (open || (row.state === 'begun' && isUnderWay(await workOf(row.work)))),
      };
    },

    /** Active readers by their answer to these terms, counted now; `untold`: those that must accept them. */
    estimate: (texts: TermsTexts) => countTerms(p.db, p.made(texts).now, p.clock.now()),

    /** What was written, read and checked. Throws `input.invalid` with what must be mended. */
    check: checked,

    /** Asks somebody else for approval. Throws `input.invalid`, `terms.open`, `terms.same`, `terms.bureau`, `policy.nobody`. */
    async propose(who: Actor, given: NewTerms): Promise<string> {
      forAll(who);
      await p.termsInForce.renew();
      const texts = checked(given);
      if (p.made(texts).now.name === p.terms.now().name) throw refused('terms.same');
      const id = publicId();
      await p.db.write(async (trx) => {
        demand(who, 'bulletin.submit', []);
        if (await findOpenProposal(trx)) throw refused('terms.open');
        const approvers = await approversOf(trx, [who.actor]);
        if (approvers.length === 0) throw refused('policy.nobody');
        const json = JSON.stringify(texts);
        const hash = hashOf(json, given.from, given.by);
        await insertProposal(trx, {
          public_id: id,
          texts: json,
          hash,
          from_day: given.from,
          by_day: given.by,
          actor: who.actor,
          created_at: p.clock.now(),
        });
        await audit(trx, { public_id: id }, who.actor, 'terms.propose', {
          after: { from: given.from, by: given.by, hash },
        });
        await ask(trx, id, approvers);
        trx.afterCommit(() => p.db.wake());
      });
      return id;
    },

    /** Bound to what was read (`hash`). Throws `approval.changed`, `policy.own-bulletin`, `terms.wrong-state`, `input.invalid` when the days have come too near. */
    async approve(who: Actor, id: string, hash: string): Promise<void> {
      forAll(who);
      await p.db.write(async (trx) => {
        const row = await must(trx, id);
        demand(who, 'bulletin.approve', []);
        demandFourEyes(who, [row.actor], await p.policy.house(trx));
        if (row.hash !== hash) throw refused('approval.changed');
        const now = p.clock.now();
        const from_at = Math.max(atTime(row.from_day), now + SOONEST);
        const first = addDays(jstDate(from_at), LEAST_DAYS);
        if (row.by_day < first) throw refused('terms.too-near', { first });
        const change = { state: 'approved' as const, approved_by: who.actor, approved_at: now, from_at };
        if (!(await moveProposal(trx, row.id, ['proposed'], change))) throw refused('terms.wrong-state');
        for (const one of p.made(readTerms(row.texts)).kept) await keepText(trx, { ...one, now });
        await audit(trx, row, who.actor, 'terms.approve', { after: { from: row.from_day, by: row.by_day, hash } });
      });
      await p.termsInForce.read();
    },

    /**
     * Before their instant: they never hold. After it: those who were not asked yet are not; the terms hold on. Throws `right.missing`,
     * `terms.wrong-state`, `reason.missing`.
     */
    async cancel(who: Actor, id: string, reason: string): Promise<void> {
      if (reason.trim() === '') throw invalid([{ field: 'reason', code: 'reason.missing' }]);
      forAll(who);
      const seen = await must(p.db, id);
      if (!mayCancel(who, seen)) throw refused('right.missing', { right: 'bulletin.control' });
      if (seen.state === 'begun' && seen.work !== null) await p.works.cancel(who.actor, seen.work);
      await p.db.write(async (trx) => {
        const now = p.clock.now();
        // Between their instant and the minute in which the clock begins, they hold already.
        const holds = seen.state === 'begun' || (seen.from_at !== null && seen.from_at <= now);
        const ended = { ended_by: who.actor, ended_at: now, reason: reason.trim() };
        const change: Partial<ProposalRow> = { state: holds ? 'begun' : 'cancelled', ...ended };
        if (seen.state === 'cancelled' || !(await moveProposal(trx, seen.id, [seen.state], change)))
          throw refused('terms.wrong-state');
        await audit(trx, seen, who.actor, 'terms.cancel', { before: { state: seen.state }, reason: reason.trim() });
      });
      await p.termsInForce.read();
    },

    jobs: [
      {
        name: 'beginTerms',
        when: { every: MINUTE },
        pending: async () => (await findDueProposal(p.db, p.clock.now())) !== undefined,
        async run() {
          const row = await findDueProposal(p.db, p.clock.now());
          if (!row) return;
          await p.termsInForce.read();
          await begin(row);
        },
      },
    ],
  };
};
export type TermsProposals = ReturnType<typeof openTermsProposals>;

const isUnderWay = (work: WorkView | null): boolean =>
  work !== null && ['collecting', 'waiting', 'running'].includes(work.state);
