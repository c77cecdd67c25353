/** What the database really has: its tables, and of each the columns of bytes. */
import type { Source } from './db.ts';

/** Table → its columns of bytes. SQLite's and PostgreSQL's own tables are left out. */
export const listTables = async (source: Pick<Source, 'engine' | 'knex'>): Promise<Map<string, string[]>> => {
  const found = new Map<string, string[]>();
  if (source.engine === 'sqlite') {
    const tables = (await source.knex.raw(
      // What an index of words keeps for itself is no table of ours.
      `select name from pragma_table_list where schema = 'main' and type = 'table' and name not like 'sqlite_%' order by name`,
    )) as { name: string }[];
    for (const { name } of tables) {
      const columns = (await source.knex.raw(`pragma table_info('${name}')`)) as { name: string; type: string }[];
      found.set(
        name,
        columns.filter((c) => /blob/i.test(c.type)).map((c) => c.name),
      );
    }
    return found;
  }
  const { rows } = (await source.knex.raw(
    `select c.table_name as name, c.column_name as col, c.data_type as type from information_schema.columns c
     join information_schema.tables t on t.table_name = c.table_name and t.table_schema = c.table_schema
     where c.table_schema = current_schema() and t.table_type = 'BASE TABLE' order by 1, c.ordinal_position`,
  )) as { rows: { name: string; col: string; type: string }[] };
  for (const { name, col, type } of rows) {
    const columns = found.get(name) ?? [];
    found.set(name, type === 'bytea' ? [...columns, col] : columns);
  }
  return found;
};
