/** Comments of staff at a bulletin's text, and their answers. */
import type { Language } from '../contract/codes.ts';
import type { Source, Trx } from './db.ts';

/** An answer (`parent_id`) has no place of its own. Instants: epoch milliseconds. */
export type CommentRow = {
  id: number;
  public_id: string;
  bulletin_id: number;
  parent_id: number | null;
  language: Language | null;
  field: 'subject' | 'body' | null;
  line: number | null;
  col: number | null;
  quote: string | null;
  revision: number;
  words: string;
  actor: string;
  created_at: number;
  closed_at: number | null;
  closed_by: string | null;
  told_at: number | null;
};
type NewComment = Omit<CommentRow, 'id' | 'closed_at' | 'closed_by' | 'told_at'>;

const numbers = (row: CommentRow): CommentRow => ({
  ...row,
  created_at: Number(row.created_at),
  closed_at: row.closed_at === null ? null : Number(row.closed_at),
});

export const insertComment = async (trx: Trx, row: NewComment): Promise<void> => {
  await trx.knex('bulletin_comment').insert(row);
};

/** Comments and answers in the order they were written. */
export const listComments = async (source: Source, bulletinId: number): Promise<CommentRow[]> =>
  (await source.knex('bulletin_comment').where({ bulletin_id: bulletinId }).orderBy('id')).map(numbers);

export const countOpenComments = async (source: Source, bulletinId: number): Promise<number> => {
  const found = await source
    .knex('bulletin_comment')
    .where({ bulletin_id: bulletinId, parent_id: null, closed_at: null })
    .count({ n: 'id' })
    .first();
  return Number(found!.n);
};

/** A comment of this bulletin that is no answer. */
export const findComment = async (
  source: Source,
  bulletinId: number,
  publicId: string,
): Promise<CommentRow | undefined> =>
  source.knex('bulletin_comment').where({ bulletin_id: bulletinId, public_id: publicId, parent_id: null }).first();

/** Closes it, or opens it again (`at` null); false when somebody was faster. */
export const closeComment = async (
  trx: Trx,
  id: number,
  change: { at: number; by: string } | null,
): Promise<boolean> => {
  const row = trx.knex('bulletin_comment').where({ id });
  if (change) row.whereNull('closed_at');
  else row.whereNotNull('closed_at');
  return (await row.update({ closed_at: change?.at ?? null, closed_by: change?.by ?? null })) === 1;
};

/** Bulletins of which somebody wrote at or before `until` what nobody was told of yet. */
export const listUntoldBulletins = async (source: Source, until: number): Promise<number[]> =>
  source
    .knex('bulletin_comment')
    .whereNull('told_at')
    .where('created_at', '<=', until)
    .distinct('bulletin_id')
    .pluck('bulletin_id');

export const markCommentsTold = async (trx: Trx, bulletinId: number, now: number): Promise<void> => {
  await trx.knex('bulletin_comment').where({ bulletin_id: bulletinId }).whereNull('told_at').update({ told_at: now });
};
