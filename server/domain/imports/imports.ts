/** Pieces of an import that is handed in whole, and the export. No mail goes out; whoever is known already keeps what they chose. Imports of the console stand in runs.ts. */
import type { Clock } from '../../lib/clock.ts';
import { blindIndex, type KeyRing, seal, unseal } from '../../lib/seal.ts';
import { publicId, randomId48 } from '../../lib/token.ts';
import type { Db, Trx } from '../../store/db.ts';
import {
  countActiveReaders,
  type ImportedReader,
  insertImported,
  listActiveReaders,
  listKnownIndexes,
} from '../../store/imports.ts';
import { listTopicCodes } from '../../store/topicCodes.ts';
import type { ReaderRow } from './rows.ts';

/** Rows of one write transaction: a few milliseconds of write lock. */
export const CHUNK = 200;

export const openImports = (p: { db: Db; ring: KeyRing; clock: Clock }) => {
  const sealed = (row: ReaderRow, topics: ReadonlyMap<string, number>): ImportedReader => {
    const id = randomId48();
    return {
      publicId: id,
      email: seal(p.ring, `reader|email|${id}`, row.email),
      emailIndex: blindIndex(p.ring, 'email', row.canonical),
      domain: row.domain,
      language: row.language,
      topicIds: row.topics.map((code) => topics.get(code)!),
      consentedAt: row.consentedAt,
      source: row.source,
    };
  };

  /** The rows whose address is new, ready to be written. */
  const prepareChunk = async (rows: readonly ReaderRow[]): Promise<ImportedReader[]> => {
    const topics = await listTopicCodes(p.db);
    const readers = [...new Map(rows.map((row) => [row.canonical, row])).values()].map((row) => sealed(row, topics));
    const known = await listKnownIndexes(
      p.db,
      readers.map((r) => r.emailIndex),
    );
    return readers.filter((r) => !known.has(r.emailIndex.toString('hex')));
  };
  /** Answers how many readers were new: another writer may have been faster. */
  const writePrepared = async (trx: Trx, fresh: readonly ImportedReader[], who: string): Promise<number> =>
    (await insertImported(trx, fresh, { now: p.clock.now(), actor: who, cause: 'import', publicId })).size;

  return {
    /** Active readers, one after the other, as the import would read them. */
    async *exportRows(): AsyncGenerator<{ email: string; language: string; topics: string[] }> {
      for (let after = 0; ; ) {
        const page = await listActiveReaders(p.db, after, 1000);
        if (page.length === 0) return;
        for (const row of page)
          yield {
            email: unseal(p.ring, `reader|email|${row.public_id}`, row.email),
            language: row.language,
            topics: row.topics,
          };
        after = page.at(-1)!.id;
      }
    },

    count: () => countActiveReaders(p.db),
    prepareChunk,
    writePrepared,
    now: p.clock.now,
  };
};
export type Imports = ReturnType<typeof openImports>;
