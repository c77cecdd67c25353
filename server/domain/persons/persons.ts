/**
 * Whoever stands behind one address: shown, handed over as data, or erased, over all tables at once. The console, the readers' pages and the
 * command line are doors to it.
 */
import { isFinal } from '../../contract/codes.ts';
import { isAddress, readAddress } from '../../lib/address.ts';
import { type Clock, DAY, endOfDay, linkLastDay } from '../../lib/clock.ts';
import { invalid, refused } from '../../lib/errors.ts';
import { blindIndex, type KeyRing, unseal } from '../../lib/seal.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db, Source, Trx } from '../../store/db.ts';
import type { LetterRow } from '../../store/letters.ts';
import {
  deleteArrivals,
  deleteCases,
  deleteLetters,
  deleteOfReader,
  deletePayload,
  endFormerAddresses,
  type Held,
  letLettersEnd,
  listHeld,
  listPayloads,
} from '../../store/persons.ts';
import { deleteReader } from '../../store/readers.ts';
import { register } from '../../store/register.ts';
import { endFilesOf } from '../../store/sharedFiles.ts';
import { addErasure, forgetErasures, readErasures } from './erasures.ts';

export type PersonParts = {
  db: Db;
  ring: KeyRing;
  clock: Clock;
  /** The list of erasures, beside the database. */
  erasuresFile: string;
  /** Days that backups are kept, and the lines of the list with them. */
  backupDays: number;
};

/** How many rows there are of each kind, and what of them is bound to something that is not over. */
export type Shown = {
  known: boolean;
  reader: { id: string; state: string; since: number; topics: string[] } | null;
  staff: { state: string } | null;
  counts: Record<string, number>;
  open: { cases: string[]; letters: string[] };
};
export type Erased = {
  /** Rows that are gone, by kind. */
  gone: Record<string, number>;
  /** What stays until a procedure, a mail under way or an account has ended. */
  kept: { what: 'case' | 'letter' | 'staff'; id: string }[];
};

const PIECE = 500;

const indexOf = (ring: KeyRing, typed: string): { index: Buffer; canonical: string } => {
  const address = readAddress(typed, 320);
  if (!isAddress(address)) throw invalid([{ field: 'email', code: address }]);
  return { index: blindIndex(ring, 'email', address.canonical), canonical: address.canonical };
};

const openCases = (held: Held) => held.cases.filter((row) => row.state !== 'closed');

/** Letters that must not go: of a case that is open, under way just now, or asked for by a system and not sent yet. */
const boundLetters = (held: Held): LetterRow[] => {
  const cases = new Set(openCases(held).map((row) => row.id));
  return held.letters.filter(
    (letter) =>
      (letter.case_id !== null && cases.has(letter.case_id)) ||
      letter.state === 'sending' ||
      (letter.reader_id === null && letter.case_id === null && !isFinal(letter.state)),
  );
};

const countsOf = (held: Held, payloads: number): Record<string, number> => ({
  letters: held.letters.length,
  attempts: held.attempts.length,
  outcomes: held.outcomes.length,
  returned: held.returned.length,
  bulletins: held.bulletins.length,
  consents: held.consents.length,
  cases: held.cases.length,
  files: held.files.length,
  callbacks: held.callbacks.length,
  suppressions: held.suppressions.length,
  formerAddresses: held.formerAddresses.length,
  lettersToUs: held.arrivals.length,
  requestsAndLinks: payloads,
});

/** Requests and links that name the address: they have no index, so each is opened. */
const findPayloads = async (p: PersonParts, source: Source, canonical: string) => {
  const found: { table: 'intent' | 'token'; id: number }[] = [];
  for (const table of ['intent', 'token'] as const)
    for (let after = 0; ; ) {
      const rows = await listPayloads(source, { table, after, most: PIECE });
      for (const row of rows) {
        const purpose = row.payload[2] === 7 ? ('secret' as const) : ('row' as const);
        const text = unseal(p.ring, `${table}|payload|${row.public_id}`, row.payload, purpose);
        if (text.toLowerCase().includes(canonical.toLowerCase())) found.push({ table, id: row.id });
      }
      if (rows.length < PIECE) break;
      after = rows.at(-1)!.id;
    }
  return found;
};

/** Sealed columns are opened; what is only an index or a hash is left out, and so are codes and passwords of letters. */
const openRow = (ring: KeyRing, table: string, row: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(row).flatMap(([column, value]) => {
      if (!Buffer.isBuffer(value)) return [[column, value]];
      if (register[table]?.bytes?.[column] !== 'sealed' || column === 'secrets') return [];
      try {
        return [[column, unseal(ring, `${table}|${column}|${String(row.public_id)}`, value)]];
      } catch {
        return [];
      }
    }),
  );

const eraseHeld = async (trx: Trx, p: PersonParts, index: Buffer): Promise<Erased> => {
  const now = p.clock.now();
  const held = await listHeld(trx, index);
  const bound = boundLetters(held);
  const goes = held.letters.filter((letter) => !bound.includes(letter));
  const closed = held.cases.filter((row) => row.state === 'closed');
  await deleteLetters(
    trx,
    goes.map((letter) => letter.id),
  );
  await letLettersEnd(
    trx,
    bound.filter((l) => l.state === 'sending' && l.case_id === null).map((l) => l.id),
    now + DAY,
  );
  await deleteCases(
    trx,
    closed.map((row) => Number(row.id)),
  );
  await deleteArrivals(trx, index);
  if (held.reader) {
    await deleteOfReader(trx, held.reader.id);
    await deleteReader(trx, held.reader.id, endOfDay(linkLastDay(now)));
  }
  await endFilesOf(trx, index, now);
  // The index alone stays as long as links in mails that are already out must be able to end something.
  await endFormerAddresses(trx, index, endOfDay(linkLastDay(now)));
  return {
    gone: {
      reader: held.reader ? 1 : 0,
      letters: goes.length,
      cases: closed.length,
      consents: held.consents.length,
      returned: held.returned.length,
      lettersToUs: held.arrivals.length,
    },
    kept: [
      ...openCases(held).map((row) => ({ what: 'case' as const, id: String(row.public_id) })),
      ...bound.map((row) => ({ what: 'letter' as const, id: row.public_id })),
      ...(held.operator ? [{ what: 'staff' as const, id: String(held.operator.public_id) }] : []),
    ],
  };
};

export const openPersons = (p: PersonParts) => {
  const note = (trx: Trx, actor: string, action: string, facts: { after?: unknown; reason?: string }) =>
    appendAudit(trx, { at: p.clock.now(), actor, action, object: 'person', ...facts });

  /** In the list first, then in the database: what the list names may be erased twice, but never brought back. */
  const eraseIndex = async (index: Buffer, by: { actor: string; reason: string; object?: string }): Promise<Erased> => {
    const now = p.clock.now();
    await addErasure(p.erasuresFile, { at: now, index: index.toString('hex') });
    const erased = await p.db.write(async (trx) => {
      const done = await eraseHeld(trx, p, index);
      const object = by.object ?? 'person';
      await appendAudit(trx, {
        at: now,
        actor: by.actor,
        action: by.object ? 'reader.erase' : 'person.erase',
        object,
        reason: by.reason,
        after: { gone: done.gone, kept: done.kept.length },
      });
      return done;
    });
    await forgetErasures(p.erasuresFile, now - p.backupDays * DAY);
    return erased;
  };

  return {
    /** What there is of an address, by kind and number; no content. Errors: `input.invalid {email}`. */
    async show(actor: string, typed: string): Promise<Shown> {
      const { index, canonical } = indexOf(p.ring, typed);
      const held = await listHeld(p.db, index);
      const payloads = await findPayloads(p, p.db, canonical);
      await p.db.write((trx) => note(trx, actor, 'person.show', {}));
      const counts = countsOf(held, payloads.length);
      return {
        known: !!held.reader || !!held.operator || Object.values(counts).some((n) => n > 0),
        reader: held.reader
          ? {
              id: String(held.reader.public_id),
              state: held.reader.state,
              since: held.reader.created_at,
              topics: held.topics.map((t) => String(t.code)),
            }
          : null,
        staff: held.operator ? { state: String(held.operator.state) } : null,
        counts,
        open: {
          cases: openCases(held).map((row) => String(row.public_id)),
          letters: boundLetters(held).map((row) => row.public_id),
        },
      };
    },

    /** All of it, opened, as data; codes and passwords of letters are left out. Errors: `input.invalid {email}`. */
    async export(actor: string, typed: string): Promise<Record<string, unknown>> {
      const { index } = indexOf(p.ring, typed);
      const held = await listHeld(p.db, index);
      await p.db.write((trx) => note(trx, actor, 'person.export', {}));
      const rows = (table: string, list: readonly object[]) =>
        list.map((row) => openRow(p.ring, table, row as Record<string, unknown>));
      return {
        address: typed,
        at: new Date(p.clock.now()).toISOString(),
        reader: held.reader ? openRow(p.ring, 'reader', held.reader) : null,
        topics: held.topics.map((t) => t.code),
        consents: rows('consent', held.consents),
        letters: rows('letter', held.letters),
        attempts: rows('attempt', held.attempts),
        outcomes: rows('outcome', held.outcomes),
        returned: rows('returned_mail', held.returned),
        bulletins: rows('bulletin_recipient', held.bulletins),
        cases: rows('case_file', held.cases),
        files: rows('shared_file', held.files),
        suppressions: rows('suppression', held.suppressions),
        lettersToUs: rows('arrival', held.arrivals),
        staff: held.operator
          ? openRow(p.ring, 'operator', { ...held.operator, password_hash: null, recovery_hashes: null })
          : null,
      };
    },

    /**
     * Erases whoever stands behind an address, in all tables; harmless when nobody does. What is bound to an open procedure stays and is
     * named. Errors: `input.invalid {email}`, `reason.missing`.
     */
    async erase(actor: string, typed: string, reason: string): Promise<Erased> {
      if (reason.trim() === '') throw refused('reason.missing');
      const { index, canonical } = indexOf(p.ring, typed);
      const erased = await eraseIndex(index, { actor, reason });
      const payloads = await findPayloads(p, p.db, canonical);
      await p.db.write(async (trx) => {
        for (const { table, id } of payloads) await deletePayload(trx, table, id);
      });
      return { ...erased, gone: { ...erased.gone, requestsAndLinks: payloads.length } };
    },

    /** The same for a reader whom somebody has found by other means; the line of the audit log names the reader's id. */
    eraseReader: (actor: string, reader: { index: Buffer; id: string }, reason: string): Promise<Erased> =>
      eraseIndex(reader.index, { actor, reason, object: `reader:${reader.id}` }),

    /** Plays the list over what was restored from a backup taken at `since`. Answers how many lines were played. */
    async replay(since: number): Promise<number> {
      const due = (await readErasures(p.erasuresFile)).filter((line) => line.at >= since);
      for (const line of due) await p.db.write((trx) => eraseHeld(trx, p, Buffer.from(line.index, 'hex')));
      if (due.length > 0)
        await p.db.write((trx) => note(trx, 'restore', 'person.replay', { after: { lines: due.length } }));
      return due.length;
    },
  };
};
export type Persons = ReturnType<typeof openPersons>;
