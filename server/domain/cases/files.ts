/** Cases as staff see them: a list, and one as a timeline. */
import { maskAddress } from '../../lib/address.ts';
import { notFound } from '../../lib/errors.ts';
import { type KeyRing, unseal } from '../../lib/seal.ts';
import { listLettersOfCase } from '../../store/caseLetters.ts';
import { type CaseRow, findCaseByPublicId, listCases } from '../../store/cases.ts';
import type { Db } from '../../store/db.ts';
import { listEventsOfCase } from '../../store/events.ts';
import { listChainsOfCase, listFollowUps } from '../../store/followUps.ts';
import { letterLine } from '../letters/lines.ts';
import { findRule } from '../rulebook/index.ts';
import { openFacts } from './facts.ts';
import { followUpView, notSentOf } from './views.ts';

const MOST = 50;

/** A case in a list. */
export const caseLine = (ring: KeyRing, row: CaseRow) => ({
  id: row.public_id,
  system: row.system,
  subject: unseal(ring, `case_file|subject|${row.public_id}`, row.subject),
  state: row.state,
  reason: row.reason,
  test: row.realm === 'test',
  changedAt: row.changed_at,
});

type CasePage = {
  before?: { changedAt: number; id: number };
  limit: number;
  test?: boolean;
  system?: string | undefined;
  state?: 'open' | 'closed' | undefined;
};

export const openCaseFiles = (p: { db: Db; ring: KeyRing }) => ({
  /** Cases, newest change first; `test`: those of test keys instead. */
  async list({ test, ...page }: CasePage) {
    const rows = await listCases(p.db, { realm: test ? 'test' : 'live', ...page });
    const last = rows.at(-1);
    return {
      data: rows.map((row) => caseLine(p.ring, row)),
      last: last ? { changedAt: last.changed_at, id: last.id } : undefined,
    };
  },

  /** A case with its events, letters and follow-ups. Errors: `not.found`. */
  async show(id: string) {
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
      ...caseLine(p.ring, row),
      addresses: Object.entries(openFacts(p.ring, row).recipients).flatMap(([role, one]) =>
        one ? [{ role, to: maskAddress(one.email) }] : [],
      ),
      createdAt: row.created_at,
      closedAt: row.closed_at,
      events: events.map((e) => ({
        id: e.public_id,
        type: e.type,
        says: findRule(e.type)?.rule.says ?? null,
        at: e.accepted_at,
        happenedAt: e.happened_at,
        notSent: notSentOf(p.ring, e).map((one) => ({
          type: one.type,
          role: one.role,
          because: findRule(one.event)?.rule.says ?? null,
          at: one.happened_at === null ? null : Date.parse(one.happened_at),
        })),
      })),
      letters: letters.map((l) => letterLine(p.ring, l)),
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
});
export type CaseFiles = ReturnType<typeof openCaseFiles>;
