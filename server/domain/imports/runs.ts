/**
 * Imports as runs: taken from a file, looked at, tried without storing anything, done by the clock in small pieces, stopped, gone on with,
 * and taken back. No mail goes out; whoever is known already keeps what they chose.
 */
import type {
  ImportField,
  ImportFigures,
  ImportForm,
  ImportShown,
  ImportState,
} from '../../contract/console/imports.ts';
import { maskAddress } from '../../lib/address.ts';
import { type Clock, DAY } from '../../lib/clock.ts';
import { notFound, refused } from '../../lib/errors.ts';
import { type KeyRing, seal, unseal } from '../../lib/seal.ts';
import { publicId } from '../../lib/token.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db } from '../../store/db.ts';
import {
  findPiece,
  findRun,
  type ImportRunRow,
  insertPiece,
  insertRun,
  listKept,
  listRuns,
  moveRun,
} from '../../store/importRuns.ts';
import type { Policy } from '../policy/policy.ts';
import { firstRecords, guessForm, SAMPLE } from './read.ts';
import { type Record as FileRecord, recordsOf } from './records.ts';
import { type BadRow, isBad, readRow } from './rows.ts';
import { findEncoding } from './shape.ts';
import { sheetAsCsv } from './sheet.ts';
import { demandColumns, faultsInWords, faultWords, lacksOf } from './words.ts';
import { nothingYet, openWriting } from './writing.ts';

const PIECE = SAMPLE;
/** An import of a town is some megabytes; a million readers are about a hundred. */
const MOST_BYTES = 200 * 1024 * 1024;
/** A workbook is unpacked in memory. */
const MOST_SHEET = 20 * 1024 * 1024;
const KEPT = 30 * DAY;
const FIRST_ROWS = 10;
/** Bad rows of one file to mend: more are mended in the source of the file. */
const MOST_BAD = 20_000;

type Parts = { db: Db; ring: KeyRing; clock: Clock; policy: Pick<Policy, 'names'> };

const formOf = (row: ImportRunRow): ImportForm => JSON.parse(row.form) as ImportForm;
const figuresOf = (row: ImportRunRow): ImportFigures => JSON.parse(row.figures) as ImportFigures;

export const openImportRuns = (p: Parts) => {
  const place = (run: Pick<ImportRunRow, 'public_id'>, seq: number) => `import_piece|body|${run.public_id}|${seq}`;
  async function* bytesOf(run: ImportRunRow): AsyncGenerator<Uint8Array> {
    for (let seq = 0; ; seq += 1) {
      const piece = await findPiece(p.db, run.id, seq);
      if (!piece) return;
      yield Buffer.from(unseal(p.ring, place(run, seq), piece), 'base64');
    }
  }
  const writing = openWriting({ ...p, bytesOf });
  const mustFind = async (id: string): Promise<ImportRunRow> => {
    const row = await findRun(p.db, id);
    if (!row) throw notFound('import');
    return row;
  };
  const lineOf = (row: ImportRunRow, names: ReadonlyMap<string, string>) => {
    const figures = figuresOf(row);
    const tried = row.tried === null ? null : (JSON.parse(row.tried) as ImportFigures);
    const whole = tried?.rows ?? 0;
    return {
      id: row.public_id,
      name: row.name,
      by: names.get(row.actor) ?? row.actor,
      state: row.state,
      createdAt: row.created_at,
      finishedAt: row.finished_at,
      form: formOf(row),
      tried: row.state === 'trying' ? null : tried,
      figures,
      share: whole > 0 ? Math.min(1, figures.rows / whole) : 0,
    };
  };
  const sampleOf = async (row: ImportRunRow): Promise<Uint8Array> => {
    const piece = await findPiece(p.db, row.id, 0);
    return piece ? Buffer.from(unseal(p.ring, place(row, 0), piece), 'base64') : new Uint8Array();
  };
  const show = async (id: string): Promise<ImportShown> => {
    const row = await mustFind(id);
    const form = formOf(row);
    const records = await firstRecords(await sampleOf(row), form, FIRST_ROWS + 1);
    const topics = await writing.topics();
    const people = form.header ? records.slice(1) : records;
    return {
      ...lineOf(row, await p.policy.names()),
      header: form.header ? (records[0]?.cells ?? []) : form.columns.map(() => ''),
      first: people.slice(0, FIRST_ROWS).map((record) => {
        const read = readRow(record, form, topics);
        const bad = isBad(read) ? read.errors : [];
        return {
          line: record.line,
          cells: record.cells ?? [record.text],
          bad: bad.map((error) => {
            const column = form.columns.indexOf(error.field as ImportField);
            return { column: column < 0 ? null : column, ja: faultWords(error, 'ja'), en: faultWords(error, 'en') };
          }),
        };
      }),
      lacks: lacksOf(form),
    };
  };
  /** One guarded change of state, with its line in the audit log. */
  const step = async (
    who: string,
    id: string,
    s: { act: string; from: readonly ImportState[]; change: Partial<ImportRunRow>; reason?: string },
  ): Promise<ImportShown> => {
    const row = await mustFind(id);
    await p.db.write(async (trx) => {
      const now = p.clock.now();
      if (!(await moveRun(trx, row.id, s.from, { ...s.change, changed_at: now })))
        throw refused('import.wrong-state', { state: row.state, action: s.act, allowed: s.from.join(', ') });
      await appendAudit(trx, {
        at: now,
        actor: who,
        action: `import.${s.act}`,
        object: `import:${row.public_id}`,
        ...(s.reason ? { reason: s.reason } : {}),
      });
      trx.afterCommit(() => p.db.wake());
    });
    return show(id);
  };

  /** The header of a file, with `bad` null, and its bad records. */
  async function* badRecords(row: ImportRunRow): AsyncGenerator<{ record: FileRecord; bad: BadRow | null }> {
    const form = formOf(row);
    const topics = await writing.topics();
    let first = form.header;
    for await (const record of recordsOf(bytesOf(row), form)) {
      const read = first ? null : readRow(record, form, topics);
      if (read === null || isBad(read)) yield { record, bad: read && isBad(read) ? read : null };
      first = false;
    }
  }

  /** Stores the file in sealed pieces. Throws `import.too-large`, `import.sheet`, `import.empty`. Answers the public id. */
  const take = async (who: string, name: string, file: AsyncIterable<Uint8Array>): Promise<string> => {
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of file) {
      size += chunk.length;
      if (size > MOST_BYTES) throw refused('import.too-large', { limit: MOST_BYTES / 1024 / 1024 });
      chunks.push(chunk);
    }
    let body: Buffer = Buffer.concat(chunks);
    if (body.length === 0) throw refused('import.empty');
    const sheet = findEncoding(body.subarray(0, PIECE)) === 'xlsx';
    if (sheet && body.length > MOST_SHEET) throw refused('import.too-large', { limit: MOST_SHEET / 1024 / 1024 });
    if (sheet) body = await sheetAsCsv(body);
    const guessed = await guessForm(body.subarray(0, PIECE));
    const form: ImportForm = sheet ? { ...guessed, encoding: 'xlsx', separator: ',' } : guessed;
    const now = p.clock.now();
    const public_id = publicId();
    const id = await p.db.write(async (trx) => {
      await appendAudit(trx, {
        at: now,
        actor: who,
        action: 'import.take',
        object: `import:${public_id}`,
        after: { bytes: size },
      });
      return insertRun(trx, {
        public_id,
        name: name.replaceAll(/[\u0000-\u001f]/g, '').slice(0, 200) || 'import',
        actor: who,
        created_at: now,
        changed_at: now,
        state: 'read',
        bytes: size,
        form: JSON.stringify(form),
        figures: JSON.stringify(nothingYet),
        purge_after: now + KEPT,
      });
    });
    for (let at = 0, seq = 0; at < body.length; at += PIECE, seq += 1) {
      const piece = seal(p.ring, place({ public_id }, seq), body.subarray(at, at + PIECE).toString('base64'));
      await p.db.write((trx) => insertPiece(trx, { run_id: id, seq, body: piece }));
    }
    return public_id;
  };

  return {
    take,
    show,
    async list(page: { before?: number; limit: number }) {
      const rows = await listRuns(p.db, { ...page, limit: page.limit + 1 });
      const names = await p.policy.names();
      const shown = rows.slice(0, page.limit);
      return {
        data: shown.map((row) => lineOf(row, names)),
        next: rows.length > page.limit ? String(shown.at(-1)!.id) : null,
      };
    },
    /** Another way to read it; what was tried before says nothing any more. */
    shape: (who: string, id: string, form: ImportForm) =>
      step(who, id, {
        act: 'shape',
        from: ['read', 'tried', 'failed'],
        change: { form: JSON.stringify(form), state: 'read', tried: null },
      }),
    /** Throws `import.columns` while nobody knows where the addresses, languages or topics are. */
    async tryOut(who: string, id: string) {
      demandColumns(formOf(await mustFind(id)));
      return step(who, id, { act: 'try', from: ['read', 'tried', 'failed'], change: { state: 'trying', tried: null } });
    },
    /** `added`: what the dry run found, as the person saw it. Throws `import.number`. */
    async begin(who: string, id: string, added: number) {
      const row = await mustFind(id);
      const tried = row.tried === null ? null : (JSON.parse(row.tried) as ImportFigures);
      if (tried && tried.added !== added) throw refused('import.number', { added: tried.added });
      return step(who, id, { act: 'begin', from: ['tried'], change: { state: 'running' } });
    },
    stop: (who: string, id: string) => step(who, id, { act: 'stop', from: ['running'], change: { state: 'stopped' } }),
    goOn: (who: string, id: string) =>
      step(who, id, { act: 'goOn', from: ['stopped', 'failed'], change: { state: 'running' } }),
    undo: (who: string, id: string, reason: string) =>
      step(who, id, { act: 'undo', from: ['done', 'stopped'], change: { state: 'undoing' }, reason }),

    /** The bad rows in the form of the file, with what is wrong in a column in front. */
    async badFile(id: string, language: 'ja' | 'en'): Promise<{ name: string; text: string }> {
      const row = await mustFind(id);
      const { separator } = formOf(row);
      const cell = (text: string) =>
        /["\n\r]/.test(text) || text.includes(separator) ? `"${text.replaceAll('"', '""')}"` : text;
      const words = language === 'ja' ? ['行', '直すところ'] : ['line', 'what is wrong'];
      const lines: string[] = [];
      for await (const { record, bad } of badRecords(row)) {
        const cells = record.cells ?? [record.text];
        const front = bad === null ? words : [String(record.line), faultsInWords(bad.errors, language)];
        lines.push([...front, ...cells].map(cell).join(separator));
        if (lines.length > MOST_BAD) break;
      }
      const name = `${row.name.replace(/\.[^.]*$/, '')}-${language === 'ja' ? '直す行' : 'bad-rows'}.csv`;
      return { name, text: `\uFEFF${lines.join('\r\n')}\r\n` };
    },
    /** The first bad rows with their codes: for the command line. */
    async badRows(id: string, most: number): Promise<BadRow[]> {
      const found: BadRow[] = [];
      for await (const { bad } of badRecords(await mustFind(id))) {
        if (bad === null) continue;
        found.push(bad);
        if (found.length === most) break;
      }
      return found;
    },

    /** Who was new in it and was not taken back, with why; masked. */
    async kept(id: string, page: { after: number; limit: number }) {
      const row = await mustFind(id);
      const rows = await listKept(p.db, row.id, { ...page, limit: page.limit + 1 });
      const shown = rows.slice(0, page.limit);
      return {
        data: shown.map((r) => ({
          id: String(r.public_id),
          line: r.line,
          masked: maskAddress(unseal(p.ring, `reader|email|${r.public_id}`, r.email)),
          why: r.kept ?? '',
        })),
        next: rows.length > page.limit ? String(shown.at(-1)!.reader_id) : null,
      };
    },
    jobs: writing.jobs,
    /** Does everything that was asked for, now: for the command line. */
    work: writing.work,
  };
};
export type ImportRuns = ReturnType<typeof openImportRuns>;
