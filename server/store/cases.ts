/** Cases of the application systems: one row per system, realm and subject. Facts are sealed by the domain. */

import type { KeyType, SystemCode } from '../contract/codes.ts';
import { eventSystems } from '../contract/events.ts';
import type { Source, Trx } from './db.ts';

/** A world of cases per type of key: what is tried with team or test keys never touches what is real. */
export type Realm = KeyType;

export type CaseRow = {
  id: number;
  public_id: string;
  system: SystemCode;
  realm: Realm;
  subject: Buffer;
  subject_index: Buffer;
  account_index: Buffer | null;
  facts: Buffer;
  state: 'open' | 'closed';
  reason: string | null;
  played_to: number | null;
  created_at: number;
  changed_at: number;
  closed_at: number | null;
  actor: string;
  cause: string;
  purge_after: number;
};

/** The cases with these subjects, locked against other writers. */
export const takeCases = async (
  trx: Trx,
  where: { system: string; realm: Realm; subjects: readonly Buffer[] },
): Promise<CaseRow[]> => {
  const query = trx
    .knex('case_file')
    .where({ system: where.system, realm: where.realm })
    .whereIn('subject_index', where.subjects as Buffer[]);
  return trx.engine === 'postgres' ? query.forUpdate() : query;
};

/** Inserts new cases (100 at most). A subject that another writer made meanwhile is missing in the answer. */
export const insertCases = async (
  trx: Trx,
  rows: readonly Omit<CaseRow, 'id'>[],
): Promise<{ id: number; public_id: string }[]> =>
  rows.length === 0
    ? []
    : trx
        .knex('case_file')
        .insert(rows as Omit<CaseRow, 'id'>[])
        .onConflict(['system', 'realm', 'subject_index'])
        .ignore()
        .returning(['id', 'public_id']);

export const updateCase = async (trx: Trx, id: number, changes: Partial<Omit<CaseRow, 'id'>>): Promise<void> => {
  await trx.knex('case_file').where({ id }).update(changes);
};

export const findCase = async (
  source: Source,
  where: { system: string; realm: Realm; subject: Buffer },
): Promise<CaseRow | undefined> =>
  source.knex('case_file').where({ system: where.system, realm: where.realm, subject_index: where.subject }).first();

export const findCaseByPublicId = async (source: Source, publicId: string): Promise<CaseRow | undefined> =>
  source.knex('case_file').where({ public_id: publicId }).first();

export const findCaseById = async (source: Source, id: number): Promise<CaseRow | undefined> =>
  source.knex('case_file').where({ id }).first();

/** Open cases of an account, locked against other writers, in the order in which everybody locks them. */
export const takeCasesOfAccount = async (
  trx: Trx,
  where: { system: string; realm: Realm; account: Buffer },
): Promise<CaseRow[]> => {
  const query = trx
    .knex('case_file')
    .where({ system: where.system, realm: where.realm, account_index: where.account, state: 'open' })
    .orderBy('id');
  return trx.engine === 'postgres' ? query.forUpdate() : query;
};

/** The same, locked against other writers. */
export const takeCaseById = async (trx: Trx, id: number): Promise<CaseRow | undefined> => {
  const query = trx.knex('case_file').where({ id });
  return (trx.engine === 'postgres' ? query.forUpdate() : query).first();
};

type CaseSpan = { realm: Realm; before?: { changedAt: number; id: number }; limit: number };

/** Of one system and one state, or of all: what an index answers in order. */
const casesOf = (source: Source, of: { system?: string; state?: string }, span: CaseSpan): Promise<CaseRow[]> => {
  const query = source
    .knex('case_file')
    .where({ realm: span.realm, ...of })
    .orderBy([
      { column: 'changed_at', order: 'desc' },
      { column: 'id', order: 'desc' },
    ]);
  const { before } = span;
  // The first bound leads into the index at the place where the page before ended.
  if (before)
    query
      .where('changed_at', '<=', before.changedAt)
      .where((q) =>
        q
          .where('changed_at', '<', before.changedAt)
          .orWhere((same) => same.where('changed_at', before.changedAt).where('id', '<', before.id)),
      );
  return query.limit(span.limit) as unknown as Promise<CaseRow[]>;
};

const caseStates = ['open', 'closed'] as const;

/** Newest change first; `before` goes on below a row. */
export const listCases = async (
  source: Source,
  where: CaseSpan & { system?: string | undefined; state?: 'open' | 'closed' | undefined },
): Promise<CaseRow[]> => {
  if (!where.system && !where.state) return casesOf(source, {}, where);
  // Each pair by its own place in the index: a scan for the few that fit would look at every case.
  const pairs = (where.system ? [where.system] : eventSystems).flatMap((system) =>
    (where.state ? [where.state] : caseStates).map((state) => ({ system, state })),
  );
  const found = await Promise.all(pairs.map((of) => casesOf(source, of, where)));
  return found
    .flat()
    .sort((a, b) => b.changed_at - a.changed_at || b.id - a.id)
    .slice(0, where.limit);
};
