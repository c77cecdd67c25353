/** Counters that outlive the process which counts: a row for each name and set of labels, added to every few seconds. */
import type { Source, Trx } from './db.ts';

/** `labels`: values joined by `|`, in the order that whoever counts has fixed. `n`: what is added. */
export type Figure = { name: string; labels: string; n: number };
export type FigureRow = Figure & { changed_at: number };

/** Fits the parameters of one statement in both engines. */
const PIECE = 200;

export const addFigures = async (trx: Trx, figures: readonly Figure[], now: number): Promise<void> => {
  for (let i = 0; i < figures.length; i += PIECE)
    await trx
      .knex('figure')
      .insert(figures.slice(i, i + PIECE).map((f) => ({ ...f, changed_at: now })))
      .onConflict(['name', 'labels'])
      .merge({ n: trx.knex.raw('figure.n + excluded.n'), changed_at: now });
};

export const listFigures = async (source: Source): Promise<FigureRow[]> =>
  source.knex('figure').orderBy(['name', 'labels']);

/** When a figure last grew; null when it never did. */
export const findFigureChange = async (source: Source, name: string): Promise<number | null> => {
  const row = (await source.knex('figure').where({ name }).max('changed_at as at').first()) as { at: number | null };
  return row.at === null ? null : Number(row.at);
};
