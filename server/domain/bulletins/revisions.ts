/** Earlier versions of a bulletin: listed, read and brought back as a new revision of the draft. None is ever changed or lost. */
import { type Language, languages } from '../../contract/codes.ts';
import { type Clock, MINUTE } from '../../lib/clock.ts';
import { invalid, refused } from '../../lib/errors.ts';
import { appendAudit } from '../../store/audit.ts';
import { listBulletinEvents } from '../../store/bulletinEvents.ts';
import { listRevisionHeads, listRevisionTexts, type RevisionHead } from '../../store/bulletinRevisions.ts';
import { type BulletinRow, insertBulletinTexts, listBulletinGroups, reviseBulletin } from '../../store/bulletins.ts';
import type { Db, Source, Trx } from '../../store/db.ts';
import { type Actor, demand, type Policy } from '../policy/policy.ts';
import { checkFrozen, textsOf } from './bulletins.ts';
import { type BulletinTexts, textRows } from './draft.ts';
import { mustFind } from './moving.ts';
import { ownDraft } from './states.ts';

/** The editor saves as one writes: saves of one person with shorter pauses are one version, up to so long. */
const PAUSE = 5 * MINUTE;
const SITTING = 30 * MINUTE;
/** Signs of the first changed line that a list shows. */
const SHOWN = 60;

/** What one language has more and less than before, in lines; `first`: the beginning of the first such line. */
export type RevisionChange = {
  language: Language;
  how: 'begun' | 'emptied' | 'changed';
  plus: number;
  minus: number;
  first: string;
};
/** `saves`: how many are told as this one. `acts`: what was decided about exactly this revision. */
export type Revision = {
  revision: number;
  at: number;
  by: string;
  saves: number;
  current: boolean;
  acts: string[];
  changes: RevisionChange[];
};

type Sitting = RevisionHead & { saves: number; before: number | null };

/** Saves of one sitting as one version; a revision that something was decided about stays its own. Oldest first. */
export const foldRevisions = (heads: readonly RevisionHead[], decided: ReadonlySet<number>): Sitting[] => {
  const folded: (Sitting & { since: number })[] = [];
  for (const head of heads) {
    const last = folded.at(-1);
    const goesOn =
      last &&
      last.actor === head.actor &&
      !decided.has(last.revision) &&
      head.at - last.at <= PAUSE &&
      head.at - last.since <= SITTING;
    if (goesOn) Object.assign(last, head, { saves: last.saves + 1 });
    else folded.push({ ...head, saves: 1, since: head.at, before: last?.revision ?? null });
  }
  return folded.map(({ since: _, ...sitting }) => sitting);
};

/** Lines of `of` that `than` does not have, each as often as it stands there more often. */
const more = (of: readonly string[], than: readonly string[]): string[] => {
  const left = new Map<string, number>();
  for (const line of than) left.set(line, (left.get(line) ?? 0) + 1);
  return of.filter((line) => {
    const n = left.get(line) ?? 0;
    if (n > 0) left.set(line, n - 1);
    return n === 0;
  });
};
const linesOf = (text: BulletinTexts[Language]) => (text ? [text.subject, ...text.body.split('\n')] : []);

/** What differs, language by language; empty when the texts are the same. */
export const changesBetween = (before: BulletinTexts, after: BulletinTexts): RevisionChange[] =>
  languages.flatMap((language): RevisionChange[] => {
    const [old, now] = [before[language], after[language]];
    if (old?.subject === now?.subject && old?.body === now?.body) return [];
    const [plus, minus] = [more(linesOf(now), linesOf(old)), more(linesOf(old), linesOf(now))].map((lines) =>
      lines.filter((line) => line.trim() !== ''),
    ) as [string[], string[]];
    const how = !old ? 'begun' : now ? 'changed' : 'emptied';
    const first = [...(plus[0] ?? minus[0] ?? '').trim()].slice(0, SHOWN).join('');
    return [{ language, how, plus: plus.length, minus: minus.length, first }];
  });

const textsByRevision = async (source: Source, bulletinId: number, revisions: readonly number[]) => {
  const found = new Map<number, BulletinTexts>();
  for (const row of await listRevisionTexts(source, bulletinId, revisions)) {
    const texts = found.get(row.revision) ?? {};
    texts[row.language] = { subject: row.subject, body: row.body };
    found.set(row.revision, texts);
  }
  return found;
};

const unknown = (field: string, revision: number) =>
  invalid([{ field, code: 'revision.unknown', details: { revision } }]);

type Parts = { db: Db; clock: Clock; policy: Policy };

/** Makes the texts of `from` those of the draft; everything else about it stays. Answers its newest revision. */
const bringBack = async (
  trx: Trx,
  p: Parts,
  given: { row: BulletinRow; actor: string; from: number; expected: number },
): Promise<{ revision: number }> => {
  const { row, actor, from, expected } = given;
  if (!ownDraft.includes(row.state)) throw refused('revision.wrong-state', { state: row.state });
  if (row.revision !== expected) throw refused('bulletin.revised-meanwhile', { expected, now: row.revision });
  const texts = (await textsByRevision(trx, row.id, [from])).get(from);
  if (!texts) throw unknown('from', from);
  const before = await textsOf(trx, row);
  // Pressed twice, or what stands there already: nothing to save.
  if (changesBetween(before, texts).length === 0) return { revision: row.revision };
  checkFrozen(row, before, texts);
  const now = p.clock.now();
  if (!(await reviseBulletin(trx, row.id, expected, { changed_at: now, approved_hash: null })))
    throw refused('bulletin.revised-meanwhile', { expected, now: row.revision });
  const revision = expected + 1;
  await insertBulletinTexts(trx, textRows(texts, { bulletin_id: row.id, revision, actor, created_at: now }));
  await appendAudit(trx, {
    at: now,
    actor,
    action: 'bulletin.restore',
    object: `bulletin:${row.public_id}`,
    before: { revision: expected },
    after: { revision, from },
  });
  return { revision };
};

export const openRevisions = (p: Parts) => ({
  /** Newest first. `every`: each save by itself. `before`: goes on below that revision. Errors: `not.found`. */
  async list(id: string, q: { every?: boolean; before?: number; limit: number }): Promise<Revision[]> {
    const row = await mustFind(p.db, id);
    const names = await p.policy.names();
    const acts = new Map<number, string[]>();
    for (const e of await listBulletinEvents(p.db, row.id))
      acts.set(e.revision, [...(acts.get(e.revision) ?? []), e.act]);
    const heads = await listRevisionHeads(p.db, row.id);
    const folded = q.every
      ? heads.map((head, i): Sitting => ({ ...head, saves: 1, before: heads[i - 1]?.revision ?? null }))
      : foldRevisions(heads, new Set(acts.keys()));
    const page = folded
      .filter(({ revision }) => q.before === undefined || revision < q.before)
      .reverse()
      .slice(0, q.limit);
    const texts = await textsByRevision(
      p.db,
      row.id,
      page.flatMap((s) => (s.before === null ? [s.revision] : [s.revision, s.before])),
    );
    return page.map(({ revision, at, actor, saves, before }) => ({
      revision,
      at,
      by: names.get(actor) ?? actor,
      saves,
      current: revision === row.revision,
      acts: acts.get(revision) ?? [],
      changes: changesBetween((before !== null && texts.get(before)) || {}, texts.get(revision) ?? {}),
    }));
  },

  /** What it said then. Errors: `not.found`; `revision.unknown` (also for one in which nothing was written). */
  async texts(id: string, revision: number): Promise<BulletinTexts> {
    const row = await mustFind(p.db, id);
    const texts = (await textsByRevision(p.db, row.id, [revision])).get(revision);
    if (!texts) throw unknown('of', revision);
    return texts;
  },

  /**
   * Brings the texts of an earlier revision back; recipients, time and kind stay as they are now. The person becomes one of the authors.
   * Errors: `right.bureau`; `revision.wrong-state` unless it is a draft; `bulletin.revised-meanwhile`; `revision.unknown`.
   */
  restore: (who: Actor, id: string, given: { from: number; revision: number }) =>
    p.db.write(async (trx) => {
      const row = await mustFind(trx, id);
      demand(who, 'bulletin.write', await listBulletinGroups(trx, row.id));
      return bringBack(trx, p, { row, actor: who.actor, from: given.from, expected: given.revision });
    }),

  /** The same for the command line, over whatever is newest. */
  restoreNewest: (actor: string, id: string, from: number) =>
    p.db.write(async (trx) => {
      const row = await mustFind(trx, id);
      return bringBack(trx, p, { row, actor, from, expected: row.revision });
    }),
});
export type Revisions = ReturnType<typeof openRevisions>;
