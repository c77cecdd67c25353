/** Every difference between SQLite and PostgreSQL that the store must know. */
import type { Knex } from 'knex';

export type Engine = 'sqlite' | 'postgres';

/**
 * `in (select … limit n)` that picks rows for one of several claimers: on PostgreSQL it locks them, passes over what others have locked, and
 * runs once. A plain subquery may be run anew for every row of the update, and is where the planner has no figures of a new table yet: each
 * time it would lock other rows. An array is made before the update begins. `of`: the alias of the table, where several are read.
 */
export const inClaim = (engine: Engine, select: string, of = ''): string =>
  engine === 'postgres' ? `= any(array(${select} for update ${of && `of ${of}`} skip locked))` : `in (${select})`;

/** Column type of public 48-bit ids, times in milliseconds and counters. */
export const big = (table: Knex.CreateTableBuilder, name: string) => table.bigInteger(name);

/** A list of integers as one bound value, for `in (…)` with thousands of members. */
export const inList = (engine: Engine): string =>
  engine === 'sqlite'
    ? '(select value from json_each(?))'
    : '(select value::bigint from json_array_elements_text(?::json))';

export const isUniqueViolation = (error: unknown): boolean => {
  const e = error as { code?: string; message?: string };
  return e?.code === '23505' || (e?.code === 'SQLITE_CONSTRAINT' && /UNIQUE|PRIMARY KEY/.test(e.message ?? ''));
};

/** Rows of a raw statement (with `returning` or a select), in the same shape on both engines. */
export const rawRows = async <T>(
  source: { engine: Engine; knex: Knex },
  sql: string,
  bindings: readonly unknown[] = [],
): Promise<T[]> => {
  const result: unknown = await source.knex.raw(sql, bindings as Knex.RawBinding[]);
  return source.engine === 'sqlite' ? (result as T[]) : (result as { rows: T[] }).rows;
};

/** What to read of each row, by the name it gets: an expression, and whether it is bytes. */
export type Columns<T> = { readonly [Name in keyof T]: string | { bytes: string } };

/**
 * Many rows of few columns. SQLite's driver makes every value an object of its own across the library's border, which costs a row of nine
 * columns more than all else that is done with it; one text with all rows in it costs a quarter of that.
 */
export const manyRows = async <T>(
  source: { engine: Engine; knex: Knex },
  columns: Columns<T>,
  { from, bindings }: { from: string; bindings: readonly unknown[] },
): Promise<T[]> => {
  const named = Object.entries(columns) as [string, string | { bytes: string }][];
  const plain = (column: string | { bytes: string }) => (typeof column === 'string' ? column : column.bytes);
  if (source.engine === 'postgres')
    return rawRows(
      source,
      `select ${named.map(([name, c]) => `${plain(c)} as ${name}`).join()} from ${from}`,
      bindings,
    );
  const one = named.map(([, c]) => (typeof c === 'string' ? c : `hex(${c.bytes})`)).join();
  const [all] = await rawRows<{ rows: string }>(
    source,
    `select json_group_array(json_array(${one})) as rows from ${from}`,
    bindings,
  );
  return (JSON.parse(all!.rows) as unknown[][]).map((values) => {
    const row: Record<string, unknown> = {};
    for (const [i, [name, column]] of named.entries())
      row[name] = typeof column === 'string' ? values[i] : Buffer.from(values[i] as string, 'hex');
    return row as T;
  });
};
