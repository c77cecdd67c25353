/**
 * `node bench/console/fill.ts URL READERS NOW`, with MASTER_KEY: fills the empty database of a stage. A process of its own, for two SQLite
 * libraries in one process would take each other's locks away.
 */
import { openKeyRing } from '../../server/lib/seal.ts';
import { openDb } from '../../server/store/open.ts';
import { fillPostgres, fillSqlite } from './bulk.ts';
import { bulletinTables } from './bulletins.ts';
import { houseTables } from './house.ts';
import { amountsFor, type Filling } from './ids.ts';
import { letterTables } from './letters.ts';
import { peopleTables } from './people.ts';

const [url = '', readers, now] = process.argv.slice(2);
const f: Filling = {
  ring: openKeyRing(process.env.MASTER_KEY ?? ''),
  now: Number(now),
  amounts: amountsFor(Number(readers)),
};
const tables = [...peopleTables(f), ...letterTables(f), ...bulletinTables(f), ...houseTables(f)];
if (url.startsWith('sqlite:')) fillSqlite(url.slice('sqlite:'.length), tables);
else {
  const db = await openDb(url);
  await fillPostgres(db, url, tables);
  await db.close();
}
