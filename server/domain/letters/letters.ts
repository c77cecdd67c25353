/** What staff look up: one address, reference or letter at a time; a case as a timeline; a reader with what was sent. Content stays closed. */
import { languages as allLanguages } from '../../contract/codes.ts';
import { eventSystems } from '../../contract/events.ts';
import { isAddress, maskAddress, maskWithin, readAddress, tidyTyped } from '../../lib/address.ts';
import { type Clock, endOfDay, linkLastDay } from '../../lib/clock.ts';
import { HubError, notFound, refused } from '../../lib/errors.ts';
import { blindIndex, type KeyRing, unseal } from '../../lib/seal.ts';
import { appendAudit } from '../../store/audit.ts';
import { listLettersOfCase } from '../../store/caseLetters.ts';
import { type CaseRow, findCase, findCaseById, findCaseByPublicId, listCases } from '../../store/cases.ts';
import {
  findBulletinTitle,
  listBulletinsOfReader,
  listLettersOfAddress,
  listLettersOfReader,
  listLettersOfReference,
  listSuspended,
  releaseLettersOfReader,
} from '../../store/desk.ts';
import { listEventsOfCase } from '../../store/events.ts';
import { listChainsOfCase, listFollowUps } from '../../store/followUps.ts';
import { cancelLetter, findLetter, type LetterRow } from '../../store/letters.ts';
import type { Db } from '../../store/open.ts';
import { listAttempts } from '../../store/outcomes.ts';
import {
  deleteReader,
  findReaderByEmail,
  findReaderByPublicId,
  type ReaderRow,
  updateReader,
} from '../../store/readers.ts';
import { listReaderTopics } from '../../store/readerTopics.ts';
import { listReturned, type ReturnedRow } from '../../store/returns.ts';
import { listTopics } from '../../store/topics.ts';
import { subjectIndex } from '../cases/facts.ts';
import { followUpView } from '../cases/views.ts';
import { findRule } from '../rulebook/index.ts';

const MOST = 50;
/** What a server on the way said; it often repeats the address. */
const told = (reply: string | null): string | null => (reply === null ? null : maskWithin(reply));
type Attempt = {
  tried_at: number;
  relay: string;
  result: string;
  stage: string | null;
  reply: string | null;
  reason: string | null;
};

const bounceReasons = ['hard-bounce', 'soft-bounces'];
/** The newsletter to an address, put to rest by what came back: letters go there all the same (decision 22), and who looks at one is told. */
const newsletterRest = (reader: ReaderRow | undefined) =>
  reader?.state === 'suspended' && bounceReasons.includes(reader.suspended_reason ?? '')
    ? { reason: reader.suspended_reason!, since: reader.suspended_at }
    : null;

const returnedLine = (row: ReturnedRow) => ({
  at: row.received_at,
  class: row.class,
  status: row.status,
  reason: row.reason,
});

export const desk = (p: { db: Db; ring: KeyRing; clock: Clock }) => {
  const subjectOf = (row: CaseRow) => unseal(p.ring, `case_file|subject|${row.public_id}`, row.subject);
  const letterLine = (row: LetterRow) => ({
    id: row.public_id,
    type: row.type,
    system: row.system,
    role: row.role,
    languages: row.languages,
    // Whoever asks knows the address already; whoever came by a number need not learn it.
    to: maskAddress(unseal(p.ring, `letter|recipient|${row.public_id}`, row.recipient)),
    state: row.state,
    reason: row.reason,
    createdAt: row.created_at,
    plannedAt: row.final_at === null ? row.next_at : null,
    sentAt: row.sent_at,
    finalAt: row.final_at,
    attempts: row.attempts,
    reference: row.reference,
    test: row.key_type === 'test',
  });
  const caseLine = (row: CaseRow) => ({
    id: row.public_id,
    system: row.system,
    subject: subjectOf(row),
    state: row.state,
    reason: row.reason,
    test: row.realm === 'test',
    changedAt: row.changed_at,
  });
  const casesBySubject = async (subject: string): Promise<CaseRow[]> => {
    const found: CaseRow[] = [];
    for (const system of eventSystems) {
      const index = subjectIndex(p.ring, { system, realm: 'live', subject });
      const row = await findCase(p.db, { system, realm: 'live', subject: index });
      if (row) found.push(row);
    }
    return found;
  };
  const readerRow = async (id: string): Promise<ReaderRow> => {
    const row = /^\d{1,15}$/.test(id) ? await findReaderByPublicId(p.db, Number(id)) : undefined;
    if (!row) throw notFound('reader');
    return row;
  };
  const letterRow = async (id: string): Promise<LetterRow> => {
    const row = await findLetter(p.db, id);
    if (!row) throw notFound('letter');
    return row;
  };
  const look = (actor: string, action: string, object: string) =>
    p.db.write((trx) => appendAudit(trx, { at: p.clock.now(), actor, action, object }));

  return {
    /** An exact address, reference, case number or letter id. Looking is written to the audit log, without what was typed. */
    async find(actor: string, typed: string, may: { readers: boolean }) {
      const text = tidyTyped(typed);
      const address = text.includes('@') ? readAddress(text, 320) : null;
      const index = address !== null && isAddress(address) ? blindIndex(p.ring, 'email', address.canonical) : null;
      const byId = index ? undefined : await findLetter(p.db, text);
      const letters = index
        ? await listLettersOfAddress(p.db, index, MOST)
        : byId
          ? [byId]
          : await listLettersOfReference(p.db, text, MOST);
      const cases = index || text === '' ? [] : await casesBySubject(text);
      const reader = index && may.readers ? await findReaderByEmail(p.db, index) : undefined;
      await look(actor, 'desk.find', `letters:${letters.length}`);
      return {
        letters: letters.map(letterLine),
        cases: cases.map(caseLine),
        reader: reader ? { id: String(reader.public_id), state: reader.state, language: reader.language } : null,
      };
    },

    /** One letter with every attempt; no content. Errors: `not.found`. */
    async letter(id: string) {
      const row = await letterRow(id);
      const own = row.case_id === null ? undefined : await findCaseById(p.db, row.case_id);
      const attempts = (await listAttempts(p.db, row.id)) as Attempt[];
      const returned = await listReturned(p.db, { letterId: row.id, limit: MOST });
      const reader = await findReaderByEmail(p.db, row.recipient_index);
      return {
        ...letterLine(row),
        newsletterRest: newsletterRest(reader),
        reply: told(row.reply),
        deadlineAt: row.deadline_at,
        messageId: row.message_id,
        cause: row.cause,
        caseId: own?.public_id ?? null,
        returned: returned.map(returnedLine),
        tries: attempts.map((a) => ({
          at: a.tried_at,
          relay: a.relay,
          result: a.result,
          stage: a.stage,
          reply: told(a.reply),
          reason: a.reason,
        })),
      };
    },

    /** Who may be named to `applications.resend`: the system and kind of key behind a letter. */
    async origin(id: string) {
      const row = await letterRow(id);
      return { system: row.system, keyType: row.key_type };
    },

    /** Ends a letter that waits. Errors: `not.found`, `letter.gone {state}`, `reason.missing`. */
    async cancelLetter(actor: string, id: string, reason: string): Promise<void> {
      if (reason.trim() === '') throw refused('reason.missing');
      const row = await letterRow(id);
      const now = p.clock.now();
      await p.db.write(async (trx) => {
        if (!(await cancelLetter(trx, id, 'by-staff', now))) throw new HubError('letter.gone', { state: row.state });
        await appendAudit(trx, { at: now, actor, action: 'letter.cancel', object: `letter:${id}`, reason });
      });
    },

    /** Cases, newest change first. */
    async cases(page: { before?: { changedAt: number; id: number }; limit: number }) {
      const rows = await listCases(p.db, { realm: 'live', ...page });
      const last = rows.at(-1);
      return { data: rows.map(caseLine), last: last ? { changedAt: last.changed_at, id: last.id } : undefined };
    },

    /** A case with its events, letters and follow-ups. Errors: `not.found`. */
    async case(id: string) {
      const row = await findCaseByPublicId(p.db, id);
      if (!row) throw notFound('case');
      const [events, letters, chains] = await Promise.all([
        listEventsOfCase(p.db, row.id, MOST),
        listLettersOfCase(p.db, row.id),
        listChainsOfCase(p.db, row.id),
      ]);
      const followUps = await listFollowUps(
        p.db,
        chains.map((c) => c.id),
      );
      return {
        ...caseLine(row),
        createdAt: row.created_at,
        closedAt: row.closed_at,
        events: events.map((e) => ({
          id: e.public_id,
          type: e.type,
          says: findRule(e.type)?.rule.says ?? null,
          at: e.accepted_at,
          happenedAt: e.happened_at,
        })),
        letters: letters.map(letterLine),
        followUps: chains.map((chain) => {
          const view = followUpView(chain, followUps);
          const at = (text: string | null) => (text === null ? null : Date.parse(text));
          return {
            id: view.id,
            type: view.type,
            state: view.state,
            nextAt: at(view.next_at),
            stopAt: at(view.stop_at),
            stopReason: view.stop_reason,
            sent: view.sent.length,
          };
        }),
      };
    },

    /** Suspended readers, newest first, addresses masked. */
    async suspended(page: { before?: { at: number; id: number }; limit: number }) {
      const rows = await listSuspended(p.db, page);
      const last = rows.at(-1);
      return {
        data: rows.map((r) => ({
          id: String(r.public_id),
          masked: maskAddress(unseal(p.ring, `reader|email|${r.public_id}`, r.email)),
          language: r.language,
          reason: r.suspended_reason,
          since: r.suspended_at,
        })),
        last: last ? { at: last.suspended_at ?? 0, id: last.id } : undefined,
      };
    },

    /** A reader with topics and what was sent; looking is written to the audit log. Errors: `not.found`. */
    async reader(actor: string, id: string) {
      const row = await readerRow(id);
      await look(actor, 'reader.see', `reader:${id}`);
      const [letters, bulletins, returned, chosen, topics] = await Promise.all([
        listLettersOfReader(p.db, row.id, MOST),
        listBulletinsOfReader(p.db, row.id, MOST),
        listReturned(p.db, { readerId: row.id, limit: MOST }),
        listReaderTopics(p.db, row.id),
        listTopics(p.db),
      ]);
      return {
        id,
        email: unseal(p.ring, `reader|email|${row.public_id}`, row.email),
        language: allLanguages.find((l) => l === row.language) ?? ('ja' as const),
        state: row.state,
        topics: topics
          .filter((topic) => chosen.includes(topic.code))
          .map(({ code, names }) => {
            const { ja = code, en = ja } = JSON.parse(names) as { ja?: string; en?: string };
            return { code, names: { ja, en } };
          }),
        createdAt: row.created_at,
        confirmedAt: row.confirmed_at,
        suspendedReason: row.suspended_reason,
        suspendedAt: row.suspended_at,
        returned: returned.map(returnedLine),
        letters: letters.map(letterLine),
        bulletins: await Promise.all(
          bulletins.map(async (b) => ({
            id: b.public_id,
            title: await findBulletinTitle(p.db, b.public_id),
            state: b.state,
            sentAt: b.sent_at,
            reason: b.reason,
          })),
        ),
      };
    },

    /** Staff suspend a reader. Errors: `not.found`, `reason.missing`, `reader.not-active`. */
    async suspend(actor: string, id: string, reason: string): Promise<void> {
      if (reason.trim() === '') throw refused('reason.missing');
      const row = await readerRow(id);
      const now = p.clock.now();
      await p.db.write(async (trx) => {
        const fresh = await findReaderByPublicId(trx, row.public_id);
        if (fresh?.state !== 'active') throw refused('reader.not-active');
        await updateReader(trx, row.id, {
          state: 'suspended',
          suspended_reason: 'by-staff',
          suspended_at: now,
          changed_at: now,
        });
        await appendAudit(trx, { at: now, actor, action: 'reader.suspend', object: `reader:${id}`, reason });
      });
    },

    /** Erases a reader: nothing personal stays but what is already on its way out. Errors: `not.found`, `reason.missing`. */
    async erase(actor: string, id: string, reason: string): Promise<void> {
      if (reason.trim() === '') throw refused('reason.missing');
      const row = await readerRow(id);
      const now = p.clock.now();
      await p.db.write(async (trx) => {
        await releaseLettersOfReader(trx, row.id, now);
        await deleteReader(trx, row.id, endOfDay(linkLastDay(now)));
        await appendAudit(trx, { at: now, actor, action: 'reader.erase', object: `reader:${id}`, reason });
      });
    },
  };
};
export type Desk = ReturnType<typeof desk>;
