/** Sealed values by the key that sealed them: what is still of an older key, and putting a new one in its place. */
import type { Source, Trx } from './db.ts';
import { sealedColumns } from './register.ts';

/** Rows of these have no public id of their own, and end by themselves within days. */
const short = new Set(['request_key', 'page_draft', 'import_piece', 'work_part', 'work']);

/** Tables whose rows are sealed anew, with their sealed columns. */
export const resealable = (): { table: string; columns: string[] }[] => {
  const tables = new Map<string, string[]>();
  for (const { table, column } of sealedColumns())
    if (!short.has(table)) tables.set(table, [...(tables.get(table) ?? []), column]);
  return [...tables].map(([table, columns]) => ({ table, columns }));
};

/** The second byte of a sealed value is the id of its key. */
const older = (source: Source, column: string): string =>
  source.engine === 'sqlite'
    ? `"${column}" is not null and unicode(substr("${column}", 2, 1)) <> ?`
    : `"${column}" is not null and get_byte("${column}", 1) <> ?`;

export type SealedRow = { id: number; public_id: string | number } & Record<string, unknown>;

/** The next rows behind `after` of which any column is sealed with another key than `current`. */
export const listOlder = async (
  source: Source,
  p: { table: string; columns: readonly string[]; current: number; after: number; most: number },
): Promise<SealedRow[]> => {
  const any = p.columns.map((column) => `(${older(source, column)})`).join(' or ');
  return source
    .knex(p.table)
    .where('id', '>', p.after)
    .whereRaw(
      `(${any})`,
      p.columns.map(() => p.current),
    )
    .orderBy('id')
    .limit(p.most)
    .select('id', 'public_id', ...p.columns);
};

/** Puts the new value there if the old one still stands. False: somebody has changed it meanwhile, with the new key. */
export const replaceSealed = async (
  trx: Trx,
  p: { table: string; column: string; id: number; from: Buffer; to: Buffer },
): Promise<boolean> =>
  (await trx
    .knex(p.table)
    .where({ id: p.id, [p.column]: p.from })
    .update({ [p.column]: p.to })) === 1;

/** How many values of each column are sealed with another key than the current one; only those where there are any. */
export const countOlder = async (
  source: Source,
  current: number,
): Promise<{ table: string; column: string; rows: number; endsByItself: boolean }[]> => {
  const found: { table: string; column: string; rows: number; endsByItself: boolean }[] = [];
  for (const { table, column } of sealedColumns()) {
    const [row] = (await source.knex(table).whereRaw(older(source, column), [current]).count('* as n')) as [
      { n: number },
    ];
    if (Number(row.n) > 0) found.push({ table, column, rows: Number(row.n), endsByItself: short.has(table) });
  }
  return found;
};
