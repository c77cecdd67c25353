/**
 * One act over everything that a filter finds: the set is frozen first, somebody types its number, a while passes in which it can be taken
 * back, and then it is done piece by piece at a pace. What refuses the act is counted by its reason and left as it is.
 */
import { isHubError, refused } from '../../lib/errors.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db, Trx } from '../../store/db.ts';
import type { WorkKind, Works } from './works.ts';

/** A set with more than that is refused: whoever means so many narrows the filter, and looks at it twice. */
export const MOST_OF_MANY = 100_000;
/** Milliseconds between the typed number and the first piece. */
export const UNDO_MS = 20_000;
/** A piece at most, and what is frozen in one part. */
const PIECE = 50;
const PART = 5000;
/** How often a minute of a pace is divided. */
const BEATS = 6;

/** `filter`: as it stood on the screen, for the audit log. `perMinute` null: as fast as it goes. */
export type ManyWish = { act: string; reason: string; perMinute: number | null; filter: object };
type At = { part: number; from: number; acted: number; left: Record<string, number> };
type Prepared = { ids: string[]; next: Pick<At, 'part' | 'from'> };
/** A page of ids and where to go on. */
type Walk<Place> = (before: Place | null) => Promise<{ ids: string[]; next: Place | null }>;

const atFirst: At = { part: 0, from: 0, acted: 0, left: {} };
const sizeAt = (perMinute: number | null): number =>
  perMinute === null ? PIECE : Math.max(1, Math.min(PIECE, Math.round(perMinute / BEATS)));

export const openMany = <Wish extends ManyWish>(p: {
  db: Db;
  works: Works;
  now: () => number;
  /** 'letters.act' */
  kind: string;
  /** One of them, in the work's transaction. Refuses by `HubError` before it writes anything. */
  one: (trx: Trx, id: string, wish: Wish, actor: string) => Promise<void>;
}) => {
  const kind: WorkKind<Wish, At, Prepared> = {
    kind: p.kind,
    async next(work) {
      const at = work.at ?? atFirst;
      const part = await work.part(at.part);
      if (part === null) return null;
      const all = JSON.parse(part) as string[];
      const ids = all.slice(at.from, at.from + sizeAt(work.given.perMinute));
      const to = at.from + ids.length;
      return { ids, next: to >= all.length ? { part: at.part + 1, from: 0 } : { part: at.part, from: to } };
    },
    async write(trx, { ids, next }, work) {
      const { perMinute } = work.given;
      const at = work.at ?? atFirst;
      const left = { ...at.left };
      let acted = at.acted;
      for (const id of ids)
        try {
          await p.one(trx, id, work.given, work.actor);
          acted++;
        } catch (error) {
          if (!isHubError(error)) throw error;
          left[error.code] = (left[error.code] ?? 0) + 1;
        }
      const rest = perMinute === null ? {} : { rest: Math.ceil((ids.length / perMinute) * 60_000) };
      return { at: { ...next, acted, left }, done: work.done + ids.length, ...rest };
    },
    async finish(trx, work) {
      const { acted, left } = work.at ?? atFirst;
      const { act, reason, filter } = work.given;
      const object = `work:${work.id}`;
      const after = { act, filter, acted, ...left };
      await appendAudit(trx, { at: p.now(), actor: work.actor, action: p.kind, object, after, reason });
      return { acted, ...left };
    },
  };

  return {
    /** For the list of what this program can do. */
    kind: kind as unknown as WorkKind,
    /**
     * Freezes what the walk finds, newest first; nothing is done before `works.confirm`. Answers the work and how many there are. Errors:
     * `reason.missing`, `many.none`, `many.too-many {limit}`.
     */
    async freeze<Place>(actor: string, wish: Wish, walk: Walk<Place>): Promise<{ id: string; total: number }> {
      if (wish.reason.trim() === '') throw refused('reason.missing');
      const found: string[] = [];
      for (let before: Place | null = null; ; ) {
        const page = await walk(before);
        found.push(...page.ids);
        if (found.length > MOST_OF_MANY) throw refused('many.too-many', { limit: MOST_OF_MANY });
        if (page.next === null) break;
        before = page.next;
      }
      if (found.length === 0) throw refused('many.none');
      const id = await p.db.write((trx) => p.works.begin(trx, { kind: p.kind, actor, given: wish, collecting: true }));
      for (let n = 0; n * PART < found.length; n++)
        await p.works.handIn(id, n, JSON.stringify(found.slice(n * PART, (n + 1) * PART)));
      await p.works.freeze(id, found.length);
      return { id, total: found.length };
    },
  };
};
