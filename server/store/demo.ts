/** The mark of a demo hub, what in it is somebody's own, and how all of it goes. */
import type { Source, Trx } from './db.ts';
import { rawRows } from './dialect.ts';
import { findKept, keep } from './keptFacts.ts';

/** What stands in the database of a demo hub from before its first row until it is cleared. `operators`: public ids of its people. */
export type DemoMark = { seed: number; madeAt: number; ready: boolean; operators: string[] };
const MARK = 'demo';

/** Null in every other hub. */
export const findDemo = (source: Source): Promise<DemoMark | null> => findKept<DemoMark>(source, MARK);
export const markDemo = (trx: Trx, mark: DemoMark): Promise<void> => keep(trx, MARK, mark);

/** Tables of which one row means that somebody has begun to use the hub. */
const used = ['reader', 'letter', 'bulletin', 'operator', 'case_file', 'api_key', 'import_run', 'callback'] as const;

/** True while nobody has used it yet. */
export const isUnused = async (source: Source): Promise<boolean> => {
  for (const table of used) if (await source.knex(table).first('id')) return false;
  return true;
};

/** Domains that are kept free for examples (RFC 2606, RFC 6761; example.jp and its like by JPRS): nobody has an address there. */
const isMadeUp = (domain: string): boolean =>
  /(^|\.)(test|example(\.(com|net|org|jp|(co|or|ne|ac|go)\.jp))?)$/.test(domain);

export type RealThings = { operators: number; readers: number; bulletins: number; keys: number };

/** What in a demo hub was made by somebody else than the demo and its people, and would be missed. */
export const countReal = async (source: Source, mark: DemoMark): Promise<RealThings> => {
  const own = mark.operators.map((id) => `operator:${id}`);
  const domains = (await source.knex('reader').distinct('domain')) as { domain: string }[];
  const real = domains.map((row) => row.domain).filter((domain) => !isMadeUp(domain));
  const count = async (query: PromiseLike<unknown>) => Number(((await query) as { n: number }[])[0]!.n);
  return {
    operators: await count(source.knex('operator').whereNot({ actor: 'demo' }).count('id as n')),
    readers: real.length === 0 ? 0 : await count(source.knex('reader').whereIn('domain', real).count('id as n')),
    bulletins: await count(
      source
        .knex('bulletin')
        .whereNotIn('actor', ['demo', ...own])
        .count('id as n'),
    ),
    keys: await count(source.knex('api_key').whereNot({ actor: 'demo' }).count('id as n')),
  };
};

/** What must stay: who is at work, and of `meta` what belongs to the keys and the schema. */
const keptTables = ['meta', 'job', 'worker'];
const keptFacts = ['key_check', 'kept_keys', 'schema_epoch', 'restore_epoch', 'age'];

const listTables = async (trx: Trx): Promise<string[]> => {
  const names =
    trx.engine === 'sqlite'
      ? await rawRows<{ name: string }>(
          trx,
          `select name from sqlite_master where type = 'table' and name not like 'sqlite_%' and name not like 'news_part_%'`,
        )
      : await rawRows<{ name: string }>(
          trx,
          `select table_name as name from information_schema.tables where table_schema = current_schema() and table_type = 'BASE TABLE'`,
        );
  return names.map((row) => row.name).filter((name) => !name.startsWith('knex_') && !keptTables.includes(name));
};

/** Empties the hub to the state before its first start; the next start lays in what every new one gets. */
export const clearEverything = async (trx: Trx): Promise<void> => {
  const tables = await listTables(trx);
  if (trx.engine === 'sqlite') {
    // Asked at the commit only, when all are gone: the order of the tables does not matter then.
    await trx.knex.raw('pragma defer_foreign_keys = on');
    for (const table of tables) await trx.knex(table).delete();
  } else await trx.knex.raw(`truncate ${tables.map((name) => `"${name}"`).join(', ')} restart identity cascade`);
  await trx.knex('meta').whereNotIn('name', keptFacts).delete();
};
