/** An import that the hub does by itself (kind `readers.import`): the rows are handed in at once, written piece by piece, and survive a crash. */
import { appendAudit } from '../../store/audit.ts';
import type { Db, Trx } from '../../store/db.ts';
import type { WorkKind, Works } from '../works/works.ts';
import { CHUNK, type Imports } from './imports.ts';
import { knownTopics, readPeople } from './read.ts';
import { type BadRow, isBad, type ReaderRow } from './rows.ts';

type At = { part: number; added: number; known: number; bad: number };
type Part = { rows: ReaderRow[]; bad: BadRow[] };
type Prepared = Part & { fresh: Awaited<ReturnType<Imports['prepareChunk']>> };

/** A field that a spreadsheet would run as a formula is written as text; quotes are doubled (RFC 4180). */
export const csvField = (value: string): string =>
  /^[=+\-@\t\r]/.test(value)
    ? `"'${value.replaceAll('"', '""')}"`
    : /[",\n\r]/.test(value)
      ? `"${value.replaceAll('"', '""')}"`
      : value;
export const reasonsOf = (row: BadRow): string => row.errors.map((e) => `${e.field} ${e.code}`).join(', ');
const badLine = (row: BadRow) => `${row.line},${csvField(row.value)},${csvField(reasonsOf(row))}\n`;

const start: At = { part: 0, added: 0, known: 0, bad: 0 };
export const IMPORT_KIND = 'readers.import';

export const openLaterImports = (p: { db: Db; works: Works; imports: Imports }) => {
  const kind: WorkKind<object, At, Prepared> = {
    kind: IMPORT_KIND,
    async next(work) {
      const body = await work.part(work.at?.part ?? 0);
      if (body === null) return null;
      const part = JSON.parse(body) as Part;
      return { ...part, fresh: await p.imports.prepareChunk(part.rows) };
    },
    async write(trx: Trx, { rows, bad, fresh }, work) {
      const at = work.at ?? start;
      const added = await p.imports.writePrepared(trx, fresh, work.actor);
      const next = {
        part: at.part + 1,
        added: at.added + added,
        known: at.known + rows.length - added,
        bad: at.bad + bad.length,
      };
      const done = work.done + rows.length + bad.length;
      return bad.length > 0 ? { at: next, done, out: bad.map(badLine).join('') } : { at: next, done };
    },
    async finish(trx, work) {
      const { part: _, ...figures } = work.at ?? start;
      const result = { rows: work.done, ...figures };
      await appendAudit(trx, {
        at: p.imports.now(),
        actor: work.actor,
        action: 'subscribers.import',
        object: 'readers',
        after: { rows: result.rows, added: result.added, bad: result.bad },
      });
      return result;
    },
  };

  return {
    kind: kind as WorkKind,
    /** Checks the header, hands in the rows and starts the work; answers its id. Throws `input.invalid` for a wrong header. */
    async begin(actor: string, bytes: Buffer): Promise<string> {
      const rows = readPeople(bytes, await knownTopics(p.db));
      // The header is read with the first row: a wrong one must not leave a work behind.
      let next = await rows.next();
      const id = await p.db.write((trx) =>
        p.works.begin(trx, { kind: IMPORT_KIND, actor, given: {}, collecting: true }),
      );
      let total = 0;
      for (let n = 0; !next.done; n++) {
        const part: Part = { rows: [], bad: [] };
        for (let i = 0; i < CHUNK && !next.done; i++) {
          if (isBad(next.value)) part.bad.push(next.value);
          else part.rows.push(next.value);
          next = await rows.next();
        }
        total += part.rows.length + part.bad.length;
        await p.works.handIn(id, n, JSON.stringify(part));
      }
      await p.works.start(id, total);
      return id;
    },
  };
};
export type LaterImports = ReturnType<typeof openLaterImports>;
