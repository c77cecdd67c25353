/** Bulletins: written once in up to three languages, sent once to every active reader of any of the topics. */
import type { BulletinKind, Language } from '../../contract/codes.ts';
import { type Clock, dayNumber, HOUR, linkLastDay } from '../../lib/clock.ts';
import { invalid, refused } from '../../lib/errors.ts';
import { publicId } from '../../lib/token.ts';
import { readAudience, type StoredAudience } from '../../store/audiences.ts';
import { appendAudit } from '../../store/audit.ts';
import {
  type BulletinRow,
  EMERGENCY_PRIORITY,
  insertBulletin,
  insertBulletinTexts,
  isUrgent,
  listBulletinCounts,
  listBulletinGroups,
  listBulletinTexts,
  listBulletinTopics,
  listGroupsOfTopics,
  replaceBulletinTopics,
  reviseBulletin,
} from '../../store/bulletins.ts';
import type { Db, Source, Trx } from '../../store/db.ts';
import { type Actor, demand } from '../policy/policy.ts';
import { decide, demandClosed } from './decided.ts';
import {
  audienceOf,
  type BulletinDraft,
  type BulletinTexts,
  checkDraft,
  checkWhole,
  demandLiveTopics,
  textRows,
  topicIds,
} from './draft.ts';
import { mustFind, step } from './moving.ts';
import { readableBy } from './preview.ts';
import { demandBlocks, shownTextsOf } from './sentTexts.ts';
import { type BulletinAct, ownDraft } from './states.ts';
import { type BulletinStatus, statusOf } from './status.ts';

const DEADLINE = 72 * HOUR;
const priorities: Record<BulletinKind, number> = {
  emergency: EMERGENCY_PRIORITY,
  correction: 5,
  redelivery: 1,
  normal: 0,
  drill: 0,
  digest: 0,
};

type Parts = { db: Db; clock: Clock; revision: () => string };

/** The newest texts by language, or those of an earlier revision. */
export const textsOf = async (source: Source, row: Pick<BulletinRow, 'id' | 'revision'>): Promise<BulletinTexts> => {
  const texts: BulletinTexts = {};
  for (const t of await listBulletinTexts(source, row.id, row.revision))
    texts[t.language] = { subject: t.subject, body: t.body };
  return texts;
};

/** What a bulletin gets when its first mail may leave. */
export const started = (row: BulletinRow, now: number, revision: string): Partial<BulletinRow> => ({
  reason: null,
  started_at: row.started_at ?? now,
  // The last day of the personal links, counted from the planned day, so that a retry next day gives the same bytes.
  send_day: row.send_day ?? dayNumber(linkLastDay(now)),
  deadline_at: row.deadline_at ?? now + DEADLINE,
  template_revision: row.template_revision ?? revision,
  wave_state: row.wave_state === 'none' && row.wave_size > 0 ? 'first' : row.wave_state,
});

/** Where a new bulletin comes from, when it is not written from nothing. `urgent`: it mends an emergency and travels like one. */
export type Origin = { cause: string; parentId?: number; only?: StoredAudience['only']; urgent?: boolean };

/** Stores a draft inside a transaction; answers its public id. */
export const insertDraft = async (
  trx: Trx,
  p: { who: string; now: number; draft: BulletinDraft; origin: Origin },
): Promise<string> => {
  const { who, now, draft, origin } = p;
  const kind = draft.kind ?? 'normal';
  const public_id = publicId();
  const topics = await topicIds(trx, draft.topics);
  const row = await insertBulletin(trx, {
    public_id,
    kind,
    audience: JSON.stringify(await audienceOf(trx, draft, origin.only)),
    priority: origin.urgent ? EMERGENCY_PRIORITY : priorities[kind],
    actor: who,
    cause: origin.cause,
    created_at: now,
    parent_id: origin.parentId ?? null,
    planned_at: draft.plannedAt ?? null,
    wave_size: draft.waveSize ?? 0,
    kept_out: draft.keptOut ? 1 : 0,
  });
  await insertBulletinTexts(trx, textRows(draft.texts, { bulletin_id: row, revision: 1, actor: who, created_at: now }));
  await replaceBulletinTopics(trx, row, topics);
  await appendAudit(trx, {
    at: now,
    actor: who,
    action: 'bulletin.create',
    object: `bulletin:${public_id}`,
    after: { kind, topics: draft.topics, languages: Object.keys(draft.texts) },
  });
  return public_id;
};

/** Everything about a draft that is no text: texts are kept by revision, with their authors. */
const planOf = ({ kind, audience, planned_at: plannedAt, wave_size: waveSize, kept_out }: BulletinRow) => {
  const { topics, exclude } = readAudience(audience);
  return { kind, topics, exclude: exclude?.bulletin ?? null, plannedAt, waveSize, keptOut: kept_out === 1 };
};
type Plan = ReturnType<typeof planOf>;

/** For the audit log: only what differs, before and after; null when all is as it was. */
const differenceOf = (before: Plan, after: Plan): { before: object; after: object } | null => {
  const said = (value: unknown) => JSON.stringify(Array.isArray(value) ? [...value].sort() : value);
  const keys = (Object.keys(after) as (keyof Plan)[]).filter((key) => said(before[key]) !== said(after[key]));
  const only = (plan: Plan) => Object.fromEntries(keys.map((key) => [key, plan[key]]));
  return keys.length === 0 ? null : { before: only(before), after: only(after) };
};

/** A redelivery repeats what was approved: only the subject may change. */
export const checkFrozen = (row: BulletinRow, before: BulletinTexts, after: BulletinTexts): void => {
  if (row.kind !== 'redelivery') return;
  const changed = (Object.keys({ ...before, ...after }) as Language[]).filter(
    (l) => before[l]?.body !== after[l]?.body,
  );
  if (changed.length > 0)
    throw invalid(changed.map((l) => ({ field: `texts.${l}.body`, code: 'bulletin.body-frozen' })));
};

/** `who` is the actor for the audit log, for example 'cli' or 'operator:<public id>'. */
export const openBulletins = (p: Parts) => {
  const move = (who: string, id: string, act: BulletinAct, change: (row: BulletinRow) => Partial<BulletinRow>) =>
    p.db.write(async (trx: Trx) => {
      const row = await mustFind(trx, id);
      await step(trx, p.clock, row, { act, actor: who, change: change(row) });
      trx.afterCommit(() => p.db.wake());
    });

  return {
    /**
     * Stores a draft, finished or not; from the command line only a whole one. Throws `input.invalid` with every mistake
     * at once. Answers the public id.
     */
    async create(who: string, draft: BulletinDraft, cause = 'console'): Promise<{ id: string }> {
      const errors = cause === 'cli' ? checkWhole(draft) : checkDraft(draft);
      if (errors.length > 0) throw invalid(errors);
      const now = p.clock.now();
      return { id: await p.db.write((trx) => insertDraft(trx, { who, now, draft, origin: { cause } })) };
    },

    /** Saves a draft over the expected revision; `bulletin.revised-meanwhile` when another save came first, `right.bureau`. Answers the new revision. */
    async revise(who: Actor, id: string, expected: number, draft: BulletinDraft): Promise<{ revision: number }> {
      const errors = checkDraft(draft);
      if (errors.length > 0) throw invalid(errors);
      const now = p.clock.now();
      return p.db.write(async (trx) => {
        const row = await mustFind(trx, id);
        // The topics it had and those it gets: whoever may write for one bureau takes nothing from another and gives it nothing.
        demand(who, 'bulletin.write', [
          ...(await listBulletinGroups(trx, row.id)),
          ...(await listGroupsOfTopics(trx, draft.topics)),
        ]);
        if (!ownDraft.includes(row.state))
          throw refused('bulletin.wrong-state', { state: row.state, action: 'revise', allowed: ownDraft.join(', ') });
        checkFrozen(row, await textsOf(trx, row), draft.texts);
        const topics = await topicIds(trx, draft.topics);
        // A correction or redelivery keeps its readers; a drill stays a drill, and nothing else becomes one of these.
        const kind = ['normal', 'emergency'].includes(row.kind) && draft.kind ? draft.kind : row.kind;
        const stored = await reviseBulletin(trx, row.id, expected, {
          audience: JSON.stringify(await audienceOf(trx, draft, readAudience(row.audience).only)),
          kind,
          priority: kind === row.kind ? row.priority : priorities[kind],
          planned_at: draft.plannedAt ?? null,
          wave_size: draft.waveSize ?? 0,
          kept_out: draft.keptOut ? 1 : 0,
          changed_at: now,
          approved_hash: null,
        });
        if (!stored) throw refused('bulletin.revised-meanwhile', { expected, now: row.revision });
        await insertBulletinTexts(
          trx,
          textRows(draft.texts, { bulletin_id: row.id, revision: expected + 1, actor: who.actor, created_at: now }),
        );
        await replaceBulletinTopics(trx, row.id, topics);
        const changed = differenceOf(planOf(row), planOf(await mustFind(trx, id)));
        const line = { at: now, actor: who.actor, action: 'bulletin.revise', object: `bulletin:${id}` };
        if (changed) await appendAudit(trx, { ...line, ...changed });
        return { revision: expected + 1 };
      });
    },

    /**
     * Starts at once, without approval, hold or quiet hours: for the command line and tests; audited.
     * Throws `input.invalid` when it is not whole, or names a block without words.
     */
    async send(who: string, id: string): Promise<void> {
      const counted = await mustFind(p.db, id);
      const audience = readAudience(counted.audience);
      await demandClosed(p.db, audience);
      const texts = await textsOf(p.db, counted);
      const decided = await decide(p.db, { row: counted, audience, readable: readableBy(texts) }, p.clock.now());
      await p.db.write(async (trx) => {
        const row = await mustFind(trx, id);
        if (row.revision !== counted.revision)
          throw refused('bulletin.revised-meanwhile', { expected: counted.revision, now: row.revision });
        const errors = checkWhole({ topics: audience.topics, texts }, !!audience.only);
        if (errors.length > 0) throw invalid(errors);
        await demandLiveTopics(trx, audience);
        await demandBlocks(trx, row);
        const change = { ...started(row, p.clock.now(), p.revision()), ...decided };
        await step(trx, p.clock, row, { act: 'send', actor: who, change });
        trx.afterCommit(() => p.db.wake());
      });
    },
    /** Stops claiming between two batches; what is under way ends. */
    pause: (who: string, id: string, reason = 'staff') => move(who, id, 'pause', () => ({ reason })),
    /** Goes on; after a stopped first wave this is also the decision to send the rest. */
    resume: (who: string, id: string) =>
      move(who, id, 'resume', (row) => ({
        ...started(row, p.clock.now(), p.revision()),
        ...(row.wave_state === 'stopped' ? { wave_state: 'passed' as const } : {}),
      })),
    /** Goes on where nobody has to decide anew. Throws `wave.stopped` after a first wave that went wrong: sending the rest is `sendRest` (release.ts). */
    goOn: (who: string, id: string) =>
      move(who, id, 'resume', (row) => {
        if (row.wave_state === 'stopped') throw refused('wave.stopped');
        return started(row, p.clock.now(), p.revision());
      }),
    /** Ends it for good: what is not yet sent never will be. */
    cancel: async (who: string, id: string) => {
      const row = await mustFind(p.db, id);
      const done = row.state === 'finished' || row.state === 'finishedOpen';
      // Of what is done there is nothing to cancel, but what waits for a digest.
      if (done && (await listBulletinCounts(p.db, row.id)).every((c) => c.state !== 'digest' || c.n === 0))
        throw refused('bulletin.wrong-state', { state: row.state, action: 'cancel', allowed: 'sending, paused' });
      return move(who, id, 'cancel', () => ({ reason: 'staff', held_until: null }));
    },

    /** Throws away a draft of the own desk: nobody has got it. */
    discard: (who: string, id: string) =>
      p.db.write(async (trx) => {
        const row = await mustFind(trx, id);
        if (!ownDraft.includes(row.state))
          throw refused('bulletin.wrong-state', { state: row.state, action: 'discard', allowed: ownDraft.join(', ') });
        await step(trx, p.clock, row, { act: 'cancel', actor: who, change: { reason: 'discarded' } });
      }),

    async status(id: string): Promise<BulletinStatus> {
      const row = await mustFind(p.db, id);
      return statusOf(row, await listBulletinCounts(p.db, row.id));
    },

    /** Texts of the newest revision (a draft's as they are written, else as they leave), topics, state. */
    async show(id: string) {
      const row = await mustFind(p.db, id);
      const topics = (await listBulletinTopics(p.db, row.id)).map((t) => t.code);
      return {
        row,
        texts: await shownTextsOf(p.db, row),
        topics,
        audience: readAudience(row.audience),
        urgent: isUrgent(row),
      };
    },
  };
};
export type Bulletins = ReturnType<typeof openBulletins>;
