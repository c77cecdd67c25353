/** Facts of the hub about itself that outlive its processes: one row of `meta` each, as JSON, without personal data. */
import type { Source, Trx } from './db.ts';

/** Null when it was never kept. */
export const findKept = async <T>(source: Source, name: string): Promise<T | null> => {
  const row = (await source.knex('meta').where({ name }).first('value')) as { value: string } | undefined;
  return row ? (JSON.parse(row.value) as T) : null;
};

export const keep = async (trx: Trx, name: string, value: unknown): Promise<void> => {
  await trx
    .knex('meta')
    .insert({ name, value: JSON.stringify(value) })
    .onConflict('name')
    .merge();
};

export const forget = async (trx: Trx, name: string): Promise<void> => {
  await trx.knex('meta').where({ name }).delete();
};
