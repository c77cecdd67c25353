/** What staff look up by one exact address, reference, case number or letter number. */
import { eventSystems } from '../../contract/events.ts';
import { isAddress, readAddress, tidyTyped } from '../../lib/address.ts';
import type { Clock } from '../../lib/clock.ts';
import { blindIndex, type KeyRing } from '../../lib/seal.ts';
import { appendAudit } from '../../store/audit.ts';
import { type CaseRow, findCase } from '../../store/cases.ts';
import type { Db } from '../../store/db.ts';
import { findLetter, listLettersOfAddress, listLettersOfReference } from '../../store/letters.ts';
import { findReaderByEmail } from '../../store/readers.ts';
import { listTasksAbout } from '../../store/tasks.ts';
import { subjectIndex } from '../cases/facts.ts';
import { caseLine } from '../cases/files.ts';
import { letterLine } from '../letters/lines.ts';

const MOST = 50;

export const openFind = (p: { db: Db; ring: KeyRing; clock: Clock }) => {
  const casesBySubject = async (subject: string): Promise<CaseRow[]> => {
    const found: CaseRow[] = [];
    for (const system of eventSystems) {
      const index = subjectIndex(p.ring, { system, realm: 'live', subject });
      const row = await findCase(p.db, { system, realm: 'live', subject: index });
      if (row) found.push(row);
    }
    return found;
  };

  /** An exact address, reference, case number or letter id. Looking is written to the audit log, without what was typed. */
  return async (actor: string, typed: string, may: { readers: boolean; tasks: boolean }) => {
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
    const objects = [...letters.map((row) => `letter:${row.public_id}`), `bulletin:${text}`];
    const tasks = may.tasks ? await listTasksAbout(p.db, { id: text, objects, limit: MOST }) : [];
    await p.db.write((trx) =>
      appendAudit(trx, { at: p.clock.now(), actor, action: 'desk.find', object: `letters:${letters.length}` }),
    );
    return {
      letters: letters.map((row) => letterLine(p.ring, row)),
      cases: cases.map((row) => caseLine(p.ring, row)),
      tasks: tasks.map((row) => ({ id: row.public_id, kind: row.kind, state: row.state, openedAt: row.opened_at })),
      reader: reader ? { id: String(reader.public_id), state: reader.state, language: reader.language } : null,
    };
  };
};
export type Find = ReturnType<typeof openFind>;
