/** Import and export of readers. No mail goes out; whoever is known already keeps what they chose, so running an import again goes on where it stopped. */
import { stat } from 'node:fs/promises';
import type { Clock } from '../../lib/clock.ts';
import { blindIndex, type KeyRing, seal, unseal } from '../../lib/seal.ts';
import { publicId, randomId48 } from '../../lib/token.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db, Trx } from '../../store/db.ts';
import {
  countActiveReaders,
  type ImportedReader,
  insertImported,
  listActiveReaders,
  listKnownIndexes,
} from '../../store/imports.ts';
import { listTopicCodes } from '../../store/topicCodes.ts';
import { type BadRow, type CsvRow, isBad, readCsv } from './csv.ts';

export type ImportProgress = { rows: number; added: number; known: number; bad: number; share: number };
export type ImportResult = Omit<ImportProgress, 'share'> & { badRows: BadRow[] };

/** Rows of one write transaction: a few milliseconds of write lock. */
export const CHUNK = 200;
const PAUSE_MS = 2;
/** Bad rows kept for the report; all are counted. */
const KEEP_BAD = 1000;

export const openImports = (p: { db: Db; ring: KeyRing; clock: Clock }) => {
  const sealed = (row: CsvRow, topics: ReadonlyMap<string, number>): ImportedReader => {
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
  const prepareChunk = async (rows: readonly CsvRow[]): Promise<ImportedReader[]> => {
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
    insertImported(trx, fresh, { now: p.clock.now(), actor: who, cause: 'import', publicId });
  const writeChunk = async (rows: readonly CsvRow[], who: string): Promise<number> => {
    const fresh = await prepareChunk(rows);
    return fresh.length === 0 ? 0 : p.db.write((trx) => writePrepared(trx, fresh, who));
  };

  return {
    /** Reads the whole file; good rows are stored, bad ones told with line, value and reason. `dryRun` stores nothing. */
    async importCsv(
      who: string,
      file: string,
      options: { dryRun?: boolean; onProgress?: (progress: ImportProgress) => void } = {},
    ): Promise<ImportResult> {
      const topics = await listTopicCodes(p.db);
      const size = (await stat(file)).size || 1;
      const result: ImportResult = { rows: 0, added: 0, known: 0, bad: 0, badRows: [] };
      let chunk: CsvRow[] = [];
      const flush = async (bytes: number) => {
        const added = options.dryRun ? 0 : await writeChunk(chunk, who);
        result.added += added;
        result.known += options.dryRun ? 0 : chunk.length - added;
        chunk = [];
        const { badRows: _, ...figures } = result;
        options.onProgress?.({ ...figures, share: Math.min(1, bytes / size) });
        // Others write too: the lock is free as long as it was held.
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      };
      let bytes = 0;
      for await (const row of readCsv(file, topics)) {
        result.rows++;
        bytes = row.bytes;
        if (isBad(row)) {
          result.bad++;
          if (result.badRows.length < KEEP_BAD) result.badRows.push(row);
        } else chunk.push(row);
        if (chunk.length >= CHUNK) await flush(bytes);
      }
      await flush(size);
      if (!options.dryRun)
        await p.db.write((trx) =>
          appendAudit(trx, {
            at: p.clock.now(),
            actor: who,
            action: 'subscribers.import',
            object: 'readers',
            after: { rows: result.rows, added: result.added, bad: result.bad },
          }),
        );
      return result;
    },

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
