/** Comments of staff at a place of a bulletin's text: written, answered, closed and opened again. They change no text and make nobody an author. */
import { type BulletinState, type Language, languages } from '../../contract/codes.ts';
import { findQuote } from '../../contract/quotes.ts';
import type { Clock } from '../../lib/clock.ts';
import { invalid, notFound, refused } from '../../lib/errors.ts';
import { publicId } from '../../lib/token.ts';
import { appendAudit } from '../../store/audit.ts';
import {
  type CommentRow,
  closeComment,
  findComment,
  insertComment,
  listComments,
} from '../../store/bulletinComments.ts';
import { type BulletinRow, listBulletinGroups } from '../../store/bulletins.ts';
import type { Db, Trx } from '../../store/db.ts';
import { type Actor, demand, type Policy } from '../policy/policy.ts';
import type { BulletinTexts } from './draft.ts';
import { mustFind } from './moving.ts';
import { shownTextsOf } from './sentTexts.ts';

/** After the first mail a comment would mend nothing: that is a correction. */
const taking: readonly BulletinState[] = ['draft', 'returned', 'submitted', 'approved', 'scheduled', 'held'];
/** So many of one bulletin, answers too: a page must stay readable. */
const MOST = 500;

type Place = { language: Language; field: 'subject' | 'body'; line: number; column: number; quote: string };
type Parts = { db: Db; clock: Clock; policy: Policy };
/** Who writes: somebody of the console, whose rights and bureaus are asked, or the command line. */
type Writer = Actor | 'cli';
const actorOf = (who: Writer): string => (who === 'cli' ? who : who.actor);

const placeNow = (texts: BulletinTexts, row: CommentRow) => {
  const text = texts[row.language!];
  const stood = { line: row.line!, column: row.col! };
  return text ? findQuote(text[row.field!], row.quote!, stood) : null;
};

const shownOf = (rows: readonly CommentRow[], texts: BulletinTexts, names: ReadonlyMap<string, string>) => {
  const name = (actor: string) => names.get(actor) ?? actor;
  const answersOf = (id: number) =>
    rows
      .filter((row) => row.parent_id === id)
      .map(({ public_id, words, created_at, actor }) => ({ id: public_id, words, at: created_at, by: name(actor) }));
  return rows
    .filter((row) => row.parent_id === null)
    .map((row) => ({
      id: row.public_id,
      language: row.language!,
      field: row.field!,
      quote: row.quote!,
      stood: { line: row.line!, column: row.col! },
      place: placeNow(texts, row),
      revision: row.revision,
      words: row.words,
      at: row.created_at,
      by: name(row.actor),
      closed: row.closed_at === null ? null : { at: row.closed_at, by: name(row.closed_by!) },
      answers: answersOf(row.id),
    }));
};
export type CommentShown = ReturnType<typeof shownOf>[number];

/** In the order of reading: by language, subject first, what has lost its place last. */
const byPlace = (a: CommentShown, b: CommentShown): number =>
  languages.indexOf(a.language) - languages.indexOf(b.language) ||
  Number(a.place === null) - Number(b.place === null) ||
  Number(a.field === 'body') - Number(b.field === 'body') ||
  (a.place?.line ?? 0) - (b.place?.line ?? 0) ||
  (a.place?.column ?? 0) - (b.place?.column ?? 0) ||
  a.at - b.at;

const audit = (trx: Trx, p: Parts, row: BulletinRow, line: { who: string; act: string; after: object }) =>
  appendAudit(trx, {
    at: p.clock.now(),
    actor: line.who,
    action: `bulletin.${line.act}`,
    object: `bulletin:${row.public_id}`,
    after: line.after,
  });

const demandWords = (words: string): string => {
  if (words.trim() === '') throw invalid([{ field: 'words', code: 'comment.empty' }]);
  return words.trim();
};

export const openComments = (p: Parts) => {
  const act = (who: Writer, id: string, work: (trx: Trx, row: BulletinRow) => Promise<void>): Promise<void> =>
    p.db.write(async (trx) => {
      const row = await mustFind(trx, id);
      if (who !== 'cli') demand(who, 'bulletin.comment', await listBulletinGroups(trx, row.id));
      if (!taking.includes(row.state)) throw refused('comment.wrong-state', { state: row.state });
      await work(trx, row);
    });
  const mustHave = async (trx: Trx, row: BulletinRow, comment: string): Promise<CommentRow> => {
    const found = await findComment(trx, row.id, comment);
    if (!found) throw notFound('comment');
    return found;
  };
  const insert = async (
    trx: Trx,
    row: BulletinRow,
    given: Pick<CommentRow, 'actor' | 'words'> & Partial<CommentRow>,
  ) => {
    if ((await listComments(trx, row.id)).length >= MOST) throw refused('comment.too-many', { most: MOST });
    const placeless = { parent_id: null, language: null, field: null, line: null, col: null, quote: null };
    const id = publicId();
    const written = { public_id: id, bulletin_id: row.id, revision: row.revision, created_at: p.clock.now() };
    await insertComment(trx, { ...placeless, ...given, ...written });
    return id;
  };
  const turn = (who: Writer, id: string, comment: string, close: boolean) =>
    act(who, id, async (trx, row) => {
      const found = await mustHave(trx, row, comment);
      // Pressed twice, or by two at once: it is so already.
      if (!(await closeComment(trx, found.id, close ? { at: p.clock.now(), by: actorOf(who) } : null))) return;
      const name = close ? 'commentClose' : 'commentReopen';
      await audit(trx, p, row, { who: actorOf(who), act: name, after: { comment } });
    });

  return {
    /** All comments with their answers, and how many are open. Errors: `not.found`. */
    async list(id: string): Promise<{ data: CommentShown[]; open: number; taken: boolean }> {
      const row = await mustFind(p.db, id);
      const shown = shownOf(await listComments(p.db, row.id), await shownTextsOf(p.db, row), await p.policy.names());
      const open = shown.filter((one) => one.closed === null).length;
      return { data: shown.sort(byPlace), open, taken: taking.includes(row.state) };
    },

    /**
     * Writes one at words of the newest text; '' as quote speaks of the whole text of the language. Errors: `not.found`, `right.bureau`,
     * `comment.wrong-state`, `comment.empty`, `comment.nowhere` (the words do not stand there any more), `comment.too-many`.
     */
    add: (who: Writer, id: string, given: Place & { words: string }) =>
      act(who, id, async (trx, row) => {
        const words = demandWords(given.words);
        const { language, field, quote } = given;
        const text = (await shownTextsOf(trx, row))[language]?.[field] ?? '';
        const place = findQuote(text, quote, given);
        if (!place) throw invalid([{ field: 'quote', code: 'comment.nowhere' }]);
        const { line, column: col } = place;
        const at = { language, field, line, col, quote };
        const comment = await insert(trx, row, { actor: actorOf(who), words, ...at });
        await audit(trx, p, row, { who: actorOf(who), act: 'comment', after: { comment, language, field, line } });
      }),

    /** Answers one; a closed one stays closed. Errors as `add`, and `not.found` for the comment. */
    answer: (who: Writer, id: string, given: { comment: string; words: string }) =>
      act(who, id, async (trx, row) => {
        const words = demandWords(given.words);
        const parent = await mustHave(trx, row, given.comment);
        const answer = await insert(trx, row, { actor: actorOf(who), words, parent_id: parent.id });
        const after = { comment: given.comment, answer };
        await audit(trx, p, row, { who: actorOf(who), act: 'commentAnswer', after });
      }),

    /** Done with; it stays to be read. Errors: `not.found`, `right.bureau`, `comment.wrong-state`. */
    close: (who: Writer, id: string, comment: string) => turn(who, id, comment, true),
    reopen: (who: Writer, id: string, comment: string) => turn(who, id, comment, false),
  };
};
export type Comments = ReturnType<typeof openComments>;
