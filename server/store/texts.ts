/** Texts that rows still name after an upgrade: bundles of templates, terms, rules, by kind and revision. */
import type { Source, Trx } from './db.ts';

export const keepText = async (
  trx: Trx,
  text: { kind: string; revision: string; body: string; now: number },
): Promise<void> => {
  await trx
    .knex('text_revision')
    .insert({ kind: text.kind, revision: text.revision, body: text.body, created_at: text.now })
    .onConflict(['kind', 'revision'])
    .ignore();
};

export const findText = async (source: Source, kind: string, revision: string): Promise<string | null> =>
  ((await source.knex('text_revision').where({ kind, revision }).first('body')) as { body: string } | undefined)
    ?.body ?? null;

/** When the newest of these texts was first kept; 0 when none is. */
export const findTextFirst = async (source: Source, kind: string, revisions: readonly string[]): Promise<number> =>
  (
    (await source
      .knex('text_revision')
      .where({ kind })
      .whereIn('revision', revisions)
      .max('created_at as at')
      .first()) as {
      at: number | null;
    }
  ).at ?? 0;

/** When the first text of a kind was kept; 0 when there is none. */
export const findTextSince = async (source: Source, kind: string): Promise<number> =>
  ((await source.knex('text_revision').where({ kind }).min('created_at as at').first()) as { at: number | null }).at ??
  0;
