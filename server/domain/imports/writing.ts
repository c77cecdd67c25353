/** What the clock does for imports: tries them, stores readers in small pieces, takes an import back. Each piece is one short transaction. */
import type { ImportFigures, ImportForm } from '../../contract/console/imports.ts';
import { type Clock, SECOND } from '../../lib/clock.ts';
import { isPassing } from '../../lib/passing.ts';
import { blindIndex, type KeyRing, seal } from '../../lib/seal.ts';
import { publicId, randomId48 } from '../../lib/token.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db, Trx } from '../../store/db.ts';
import {
  findRun,
  type ImportRunRow,
  type KnownReader,
  listKnownReaders,
  listRunsIn,
  listUndoable,
  markKept,
  moveRun,
  noteNewReaders,
  rewriteOwn,
  takeBack,
} from '../../store/importRuns.ts';
import { type ImportedReader, insertImported } from '../../store/imports.ts';
import { knownTopics } from './read.ts';
import { type Record as FileRecord, recordsOf } from './records.ts';
import { isBad, type KnownTopics, type ReaderRow, readRow } from './rows.ts';

/** Rows of one write transaction: a few milliseconds of write lock. */
const CHUNK = 200;
const PAUSE_MS = 2;

export const nothingYet: ImportFigures = {
  rows: 0,
  added: 0,
  known: 0,
  differs: 0,
  left: 0,
  suspended: 0,
  doubled: 0,
  bad: 0,
  undone: 0,
  kept: 0,
};

type Parts = { db: Db; ring: KeyRing; clock: Clock; bytesOf: (run: ImportRunRow) => AsyncIterable<Uint8Array> };
type Fresh = { row: ReaderRow; index: string };
type Piece = { fresh: Fresh[]; rewritten: { reader: KnownReader; row: ReaderRow }[]; figures: ImportFigures };

const sumOf = (a: ImportFigures, b: Partial<ImportFigures>): ImportFigures => {
  const sum = { ...a };
  for (const key of Object.keys(b) as (keyof ImportFigures)[]) sum[key] += b[key] ?? 0;
  return sum;
};

export const openWriting = (p: Parts) => {
  const topics = () => knownTopics(p.db);

  const indexOf = (row: ReaderRow): Buffer => blindIndex(p.ring, 'email', row.canonical);

  /**
   * What these rows would do: who is new, and what becomes of the others. Of several rows of one address, near or far apart, the same one
   * counts: those behind the first are `doubled`, and with `last` they rewrite who was new in this file. `seen`: addresses of
   * the rows before.
   */
  const sort = async (
    rows: readonly ReaderRow[],
    form: ImportForm,
    about: { runId: number | null; seen: Set<string>; known: KnownTopics },
  ): Promise<Piece> => {
    const indexes = rows.map(indexOf);
    const stored = await listKnownReaders(p.db, indexes, about.runId);
    const piece: Piece = { fresh: [], rewritten: [], figures: { ...nothingYet } };
    const here = new Map<string, Fresh>();
    for (const [i, row] of rows.entries()) {
      const index = indexes[i]!.toString('hex');
      const reader = stored.get(index);
      const twin = here.get(index);
      if (twin || reader?.own || about.seen.has(index)) {
        piece.figures.doubled += 1;
        if (form.wins === 'first') continue;
        if (twin) twin.row = row;
        else if (reader?.own) piece.rewritten.push({ reader, row });
        continue;
      }
      about.seen.add(index);
      if (!reader) {
        const fresh = { row, index };
        here.set(index, fresh);
        piece.fresh.push(fresh);
        piece.figures.added += 1;
      } else piece.figures[standing(reader, row, about.known)] += 1;
    }
    return piece;
  };

  const standing = (
    reader: KnownReader,
    row: ReaderRow,
    known: KnownTopics,
  ): 'known' | 'differs' | 'left' | 'suspended' => {
    if (reader.state === 'left' || reader.state === 'suspended') return reader.state;
    const wanted = row.topics.map((code) => known.ids.get(code)!);
    const same = wanted.length === reader.topics.length && wanted.every((id) => reader.topics.includes(id));
    return same && reader.language === row.language ? 'known' : 'differs';
  };

  const sealed = ({ row, index }: Fresh, known: KnownTopics): ImportedReader => {
    const id = randomId48();
    return {
      publicId: id,
      email: seal(p.ring, `reader|email|${id}`, row.email),
      emailIndex: Buffer.from(index, 'hex'),
      domain: row.domain,
      language: row.language,
      topicIds: row.topics.map((code) => known.ids.get(code)!),
      consentedAt: row.consentedAt,
      source: row.source,
    };
  };

  /** `readers` are the piece's new ones, sealed before: the lock is held for the statements alone. */
  const store = async (
    trx: Trx,
    run: ImportRunRow,
    piece: Piece,
    { readers, known }: { readers: readonly ImportedReader[]; known: KnownTopics },
  ): Promise<void> => {
    const ids = await insertImported(trx, readers, { now: p.clock.now(), actor: run.actor, cause: 'import', publicId });
    const lines = readers.map((r, i) => ({ readerId: ids.get(r.publicId), line: piece.fresh[i]!.row.line }));
    await noteNewReaders(trx, run.id, lines);
    for (const { reader, row } of piece.rewritten)
      await rewriteOwn(trx, reader.id, {
        language: row.language,
        topicIds: row.topics.map((code) => known.ids.get(code)!),
      });
  };

  /** People's records of the file in groups, behind record `after`; each with the number of its last record. */
  async function* groups(run: ImportRunRow, form: ImportForm, after: number) {
    let group: FileRecord[] = [];
    let n = 0;
    for await (const record of recordsOf(p.bytesOf(run), form)) {
      n += 1;
      if (n <= after || (n === 1 && form.header)) continue;
      group.push(record);
      if (group.length < CHUNK) continue;
      yield { records: group, last: n };
      group = [];
    }
    if (group.length > 0) yield { records: group, last: n };
  }

  const split = (records: readonly FileRecord[], form: ImportForm, known: KnownTopics) => {
    const read = records.map((record) => readRow(record, form, known));
    return { good: read.filter((row): row is ReaderRow => !isBad(row)), bad: read.filter(isBad) };
  };

  const tryOut = async (run: ImportRunRow): Promise<void> => {
    const form = JSON.parse(run.form) as ImportForm;
    const known = await topics();
    const seen = new Set<string>();
    let figures = nothingYet;
    for await (const { records } of groups(run, form, 0)) {
      const { good, bad } = split(records, form, known);
      const piece = await sort(good, form, { runId: null, seen, known });
      figures = sumOf(sumOf(figures, piece.figures), { rows: records.length, bad: bad.length });
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    const change = { state: 'tried', tried: JSON.stringify(figures), changed_at: p.clock.now() } as const;
    await p.db.write((trx) => moveRun(trx, run.id, ['trying'], change));
  };

  /** Goes on behind the last stored record; whoever stops it stops it between two pieces. */
  const carryOn = async (run: ImportRunRow, told?: (figures: ImportFigures) => void): Promise<void> => {
    const form = JSON.parse(run.form) as ImportForm;
    const known = await topics();
    const seen = new Set<string>();
    let figures = JSON.parse(run.figures) as ImportFigures;
    let at = run.record;
    for await (const { records, last } of groups(run, form, run.record)) {
      const { good, bad } = split(records, form, known);
      const piece = await sort(good, form, { runId: run.id, seen, known });
      figures = sumOf(sumOf(figures, piece.figures), { rows: records.length, bad: bad.length });
      const readers = piece.fresh.map((fresh) => sealed(fresh, known));
      const going = await p.db.write(async (trx) => {
        const change = { record: last, figures: JSON.stringify(figures), changed_at: p.clock.now() };
        // Another process may be at it, too: then it has come further.
        if (!(await moveRun(trx, run.id, ['running'], change, { record: at }))) return false;
        await store(trx, run, piece, { readers, known });
        return true;
      });
      if (!going) return;
      at = last;
      told?.(figures);
      // Others write too: the lock is free as long as it was held.
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    await p.db.write(async (trx) => {
      const now = p.clock.now();
      if (!(await moveRun(trx, run.id, ['running'], { state: 'done', finished_at: now, changed_at: now }))) return;
      const { rows, added, bad } = figures;
      const line = { at: now, actor: run.actor, action: 'subscribers.import', object: `import:${run.public_id}` };
      await appendAudit(trx, { ...line, after: { rows, added, bad } });
    });
  };

  const takeAllBack = async (run: ImportRunRow): Promise<void> => {
    for (;;) {
      const more = await p.db.write(async (trx) => {
        const next = await listUndoable(trx, run.id, CHUNK);
        const now = await findRun(trx, run.public_id);
        if (next.length === 0 || !now) return false;
        const going = next.filter((r) => r.why === null).map((r) => r.reader_id);
        await takeBack(trx, going);
        for (const why of ['changed', 'mailed', 'state'] as const)
          await markKept(
            trx,
            run.id,
            next.filter((r) => r.why === why).map((r) => r.reader_id),
            why,
          );
        const figures = sumOf(JSON.parse(now.figures) as ImportFigures, {
          undone: going.length,
          kept: next.length - going.length,
        });
        await moveRun(trx, run.id, ['undoing'], { figures: JSON.stringify(figures), changed_at: p.clock.now() });
        return true;
      });
      if (!more) break;
    }
    await p.db.write(async (trx) => {
      await moveRun(trx, run.id, ['undoing'], { state: 'undone', changed_at: p.clock.now() });
    });
  };

  const work = async (told?: (figures: ImportFigures) => void): Promise<void> => {
    for (const run of await listRunsIn(p.db, ['trying', 'running', 'undoing']))
      try {
        if (run.state === 'trying') await tryOut(run);
        else if (run.state === 'running') await carryOn(run, told);
        else await takeAllBack(run);
      } catch (error) {
        // The database comes back by itself; a file that cannot be read says so, and keeps no other waiting.
        if (!isPassing(error)) await p.db.write((trx) => moveRun(trx, run.id, [run.state], { state: 'failed' }));
        throw error;
      }
  };
  return {
    topics,
    work,
    /** For the clock's table. */
    jobs: [
      {
        name: 'workOnImports',
        when: { every: SECOND },
        pending: async () => (await listRunsIn(p.db, ['trying', 'running', 'undoing'])).length > 0,
        run: () => work(),
      },
    ],
  };
};
