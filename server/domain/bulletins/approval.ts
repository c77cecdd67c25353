/** From the draft to the approval: submitted with its checks, returned with a comment, approved by somebody else, bound to a hash. */
import type { BulletinState, Language } from '../../contract/codes.ts';
import { hasRight, type Right } from '../../contract/rights.ts';
import type { Clock } from '../../lib/clock.ts';
import { invalid, refused } from '../../lib/errors.ts';
import type { Outbox } from '../../outbox/outbox.ts';
import { readAudience, type StoredAudience } from '../../store/audiences.ts';
import { appendAudit } from '../../store/audit.ts';
import { countOpenComments } from '../../store/bulletinComments.ts';
import { insertBulletinEvent, listGlassBreakers, listTextActors } from '../../store/bulletinEvents.ts';
import {
  type BulletinRow,
  listBulletinGroups,
  listGroupsOfTopics,
  moveBulletin,
  needsTerms,
} from '../../store/bulletins.ts';
import type { Db, Source, Trx } from '../../store/db.ts';
import type { Audience, Reach } from '../audience/audience.ts';
import { type Actor, demand, demandFourEyes, type Policy, type StaffMember, withinBureaus } from '../policy/policy.ts';
import { type Checks, checksOf } from './checks.ts';
import { demandClosed } from './decided.ts';
import { approvalHash, type BulletinTexts, checkWhole, demandLiveTopics } from './draft.ts';
import { titleOf } from './editions.ts';
import { mustFind, step } from './moving.ts';
import { type Previews, readableBy } from './preview.ts';
import { knownTo, sentTextsOf, shownTextsOf } from './sentTexts.ts';

/** Everything about a bulletin that a decision is bound to. */
export type Whole = {
  row: BulletinRow;
  /** As they leave. */
  texts: BulletinTexts;
  /** What the checkers look at: of a draft what is written, with the names of its blocks; else what leaves. */
  checked: BulletinTexts;
  audience: StoredAudience;
  groups: string[];
  authors: string[];
  hash: string;
  /** Languages of readers that the texts serve. */
  readable: Language[];
  /** Without readers who have not accepted new terms in time. */
  answered: boolean;
};

export const readWhole = async (source: Source, id: string): Promise<Whole> => {
  const row = await mustFind(source, id);
  const texts = await sentTextsOf(source, row);
  const audience = readAudience(row.audience);
  return {
    row,
    texts,
    checked: await shownTextsOf(source, row),
    audience,
    groups: await listBulletinGroups(source, row.id),
    authors: [...new Set([row.actor, ...(await listTextActors(source, row.id))])],
    hash: approvalHash({
      texts,
      audience,
      plannedAt: row.planned_at,
      kind: row.kind,
      waveSize: row.wave_size,
      keptOut: row.kept_out === 1,
    }),
    readable: readableBy(texts),
    answered: needsTerms(row),
  };
};

type Parts = {
  db: Db;
  clock: Clock;
  outbox: Outbox;
  policy: Policy;
  audience: Audience;
  previews: Previews;
  publicUrl: () => string;
};

/** What a mail about broken glass says beside the subject: it has left, so nobody can return it any more. */
const sentAlready = {
  ja: '(承認なしで送信を始めました。あとからの承認が必要です)',
  plja: '(承認(しょうにん)なしで送(おく)りはじめました。あとで承認(しょうにん)してください)',
  en: ' (already leaving without approval; please approve it afterwards)',
} as const;

/** Tells everybody who could approve it; `sent`: it leaves already. The mail names the subject and no reader. */
export const askApprovers = async (
  trx: Trx,
  p: Pick<Parts, 'outbox' | 'clock' | 'publicUrl'>,
  whole: Whole & { sent?: true },
  approvers: readonly StaffMember[],
): Promise<void> => {
  const { row, texts } = whole;
  for (const approver of approvers)
    await p.outbox.post(trx, {
      type: 'staff-approval-request',
      system: 'staff',
      languages: [approver.language],
      role: 'operator',
      to: approver.email,
      variables: {
        bulletin: whole.sent
          ? {
              ja: titleOf(texts) + sentAlready.ja,
              plja: titleOf(texts) + sentAlready.plja,
              en: titleOf(texts) + sentAlready.en,
            }
          : titleOf(texts),
        submitted_at: p.clock.now(),
        ...(row.planned_at === null ? {} : { planned_at: row.planned_at }),
        console_url: `${p.publicUrl()}/console/#/bulletins/${row.public_id}/show`,
      },
      lane: 'transactional',
      dedupeKey: `approval:${row.public_id}:${row.revision}:${p.clock.now()}:${approver.actor}`,
      actor: 'clock',
      cause: `bulletin:${row.public_id}`,
    });
};

/** For the history: that it went on with comments which nobody had closed. */
const openOf = async (trx: Trx, { row }: Whole): Promise<{ openComments?: number }> => {
  const openComments = await countOpenComments(trx, row.id);
  return openComments > 0 ? { openComments } : {};
};

export const openApproval = (p: Parts) => {
  const act = <T>(id: string, work: (trx: Trx, whole: Whole) => Promise<T>): Promise<T> =>
    p.db.write(async (trx) => {
      const answer = await work(trx, await readWhole(trx, id));
      trx.afterCommit(() => p.db.wake());
      return answer;
    });
  const same = (whole: Whole, revision: number) => {
    if (whole.row.revision !== revision)
      throw refused('bulletin.revised-meanwhile', { expected: revision, now: whole.row.revision });
  };

  /** Throws unless it is whole, has no error, and every warning was ticked. */
  const demandChecked = async (source: Source, whole: Whole, ticked: boolean): Promise<Checks> => {
    const { row, audience, texts, checked } = whole;
    const wrong = checkWhole({ topics: audience.topics, texts, kind: row.kind }, !!audience.only);
    if (wrong.length > 0) throw invalid(wrong);
    const checks = checksOf(p.previews, checked, await knownTo(source));
    if (checks.errors > 0) throw refused('checks.errors', { errors: checks.errors });
    if (checks.warnings > 0 && !ticked) throw refused('checks.warnings', { warnings: checks.warnings });
    return checks;
  };

  return {
    /** Throws `right.bureau` when the person may not write for these topics (codes). */
    async demandTopics(who: Actor, topics: readonly string[]): Promise<void> {
      demand(who, 'bulletin.write', await listGroupsOfTopics(p.db, topics));
    },

    /** Throws `right.bureau` when the bulletin goes to topics that the person is not responsible for. */
    async demandBulletin(who: Actor, right: Right, id: string): Promise<void> {
      const row = await mustFind(p.db, id);
      demand(who, right, await listBulletinGroups(p.db, row.id));
    },

    /**
     * Hands it to somebody else. Refuses with `checks.errors`, `checks.warnings` (not ticked), `audience.empty` or
     * `policy.nobody` (nobody could approve it). Answers the exact count and who was asked.
     */
    async submit(who: Actor, id: string, given: { revision: number; warningsTicked: boolean }) {
      // Counted before the transaction: a million readers must not hold the write lock.
      const counted = await readWhole(p.db, id);
      same(counted, given.revision);
      demand(who, 'bulletin.submit', counted.groups);
      await demandChecked(p.db, counted, given.warningsTicked);
      await demandClosed(p.db, counted.audience);
      const reach = await p.audience.exact(counted.audience, counted.readable, counted.answered);
      return act(id, async (trx, whole): Promise<{ reach: Reach; asked: string[] }> => {
        same(whole, given.revision);
        demand(who, 'bulletin.submit', whole.groups);
        const checks = await demandChecked(trx, whole, given.warningsTicked);
        await demandLiveTopics(trx, whole.audience);
        if (reach.total === 0) throw refused('audience.empty');
        const house = await p.policy.house(trx);
        const approvers = await p.policy.approvers(trx, { groups: whole.groups, authors: whole.authors, house });
        if (approvers.length === 0) throw refused('policy.nobody');
        await step(trx, p.clock, whole.row, {
          act: 'submit',
          actor: who.actor,
          hash: whole.hash,
          change: { approved_hash: null, reason: null, scheduled_at: null, held_until: null },
          data: {
            ...{ people: reach.total, languages: reach.languages, domains: reach.domains },
            ...{ warnings: checks.warnings, ...(await openOf(trx, whole)) },
          },
        });
        await askApprovers(trx, p, whole, approvers);
        return { reach, asked: approvers.map((a) => a.name) };
      });
    },

    /** Binds the approval to what the approver has seen: `hash` is that of the page. Throws `approval.changed`, `policy.own-bulletin`. */
    approve: (who: Actor, id: string, given: { hash: string; comment?: string }) =>
      act(id, async (trx, whole) => {
        demand(who, 'bulletin.approve', whole.groups);
        demandFourEyes(who, whole.authors, await p.policy.house(trx));
        if (whole.hash !== given.hash) throw refused('approval.changed');
        await step(trx, p.clock, whole.row, {
          act: 'approve',
          actor: who.actor,
          hash: whole.hash,
          change: { approved_hash: whole.hash, reason: null },
          data: await openOf(trx, whole),
          ...(given.comment ? { comment: given.comment } : {}),
        });
      }),

    /** Back to the author; a comment is demanded, or the author would have to guess. */
    giveBack: (who: Actor, id: string, comment: string) =>
      act(id, async (trx, whole) => {
        demand(who, 'bulletin.approve', whole.groups);
        if (comment.trim() === '') throw invalid([{ field: 'comment', code: 'comment.empty' }]);
        const cleared = { approved_hash: null, scheduled_at: null, held_until: null };
        await step(trx, p.clock, whole.row, {
          act: 'return',
          actor: who.actor,
          comment: comment.trim(),
          change: cleared,
        });
      }),

    /** Takes it back to write on; an approval is dropped. */
    reopen: (who: Actor, id: string) =>
      act(id, async (trx, whole) => {
        demand(who, 'bulletin.write', whole.groups);
        const cleared = { approved_hash: null, scheduled_at: null, held_until: null, reason: null };
        await step(trx, p.clock, whole.row, { act: 'reopen', actor: who.actor, change: cleared });
      }),

    /** Whether the person may give the approval that is owed: neither wrote nor sent it, whatever the house says about four eyes. */
    async mayApproveAfterwards(who: Actor, id: string): Promise<boolean> {
      const { row, authors, groups } = await readWhole(p.db, id);
      if (row.approval_due !== 1 || !hasRight(who.roles, 'bulletin.approve') || !withinBureaus(who, groups))
        return false;
      return ![...authors, ...(await listGlassBreakers(p.db, row.id))].includes(who.actor);
    },

    /** The approval that an emergency without one still owes. Never by who sent or wrote it. */
    approveAfterwards: (who: Actor, id: string, comment: string) =>
      act(id, async (trx, whole) => {
        const { row, hash } = whole;
        demand(who, 'bulletin.approve', whole.groups);
        // Whatever the house says about four eyes: breaking the glass is always looked at by somebody else.
        demandFourEyes(who, whole.authors, { ...(await p.policy.house(trx)), fourEyes: true });
        if ((await listGlassBreakers(trx, row.id)).includes(who.actor)) throw refused('policy.own-glass');
        const states: BulletinState[] = ['sending', 'paused', 'finished', 'finishedOpen', 'cancelled'];
        if (
          row.approval_due !== 1 ||
          !(await moveBulletin(trx, row.id, states, { approval_due: 0, approved_hash: hash }))
        )
          throw refused('bulletin.wrong-state', { state: row.state, action: 'approveAfterwards', allowed: '' });
        await insertBulletinEvent(trx, {
          bulletin_id: row.id,
          happened_at: p.clock.now(),
          actor: who.actor,
          act: 'approveAfterwards',
          from_state: row.state,
          to_state: row.state,
          revision: row.revision,
          hash,
          comment: comment || null,
          data: null,
        });
        await appendAudit(trx, {
          at: p.clock.now(),
          actor: who.actor,
          action: 'bulletin.approveAfterwards',
          object: `bulletin:${id}`,
          after: { hash },
          reason: comment,
        });
      }),
  };
};
export type Approval = ReturnType<typeof openApproval>;
