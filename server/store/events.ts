/** Events as they were accepted: identity, fingerprint and answer; the body itself is not kept. And keys of repeated requests. */
import type { SystemCode } from '../contract/codes.ts';
import type { Realm } from './cases.ts';
import type { Source, Trx } from './db.ts';

export type EventRow = {
  id: number;
  public_id: string;
  system: SystemCode;
  realm: Realm;
  source: string;
  source_id: string;
  type: string;
  case_id: number | null;
  fingerprint: Buffer;
  request_key: Buffer | null;
  answer: Buffer;
  rule_revision: string;
  happened_at: number | null;
  sequence: string | null;
  accepted_at: number;
  actor: string;
  cause: string;
  purge_after: number;
};

/** Inserts events (100 at most). One whose identity is known is missing in the answer. */
export const insertEvents = async (
  trx: Trx,
  rows: readonly Omit<EventRow, 'id'>[],
): Promise<{ id: number; public_id: string }[]> =>
  trx
    .knex('event')
    .insert(rows as Omit<EventRow, 'id'>[])
    .onConflict(['system', 'realm', 'source', 'source_id'])
    .ignore()
    .returning(['id', 'public_id']);

export const updateEventAnswer = async (trx: Trx, id: number, answer: Buffer): Promise<void> => {
  await trx.knex('event').where({ id }).update({ answer });
};

/** Known events among these ids of the system, whatever their source. */
export const listEventsBySourceIds = async (
  source: Source,
  where: { system: string; realm: Realm; ids: readonly string[] },
): Promise<EventRow[]> =>
  source
    .knex('event')
    .where({ system: where.system, realm: where.realm })
    .whereIn('source_id', where.ids as string[])
    .orderBy('id');

export const findEventByPublicId = async (
  source: Source,
  where: { system: string; realm: Realm; publicId: string },
): Promise<EventRow | undefined> =>
  source.knex('event').where({ system: where.system, realm: where.realm, public_id: where.publicId }).first();

export const findEventById = async (source: Source, id: number): Promise<EventRow | undefined> =>
  source.knex('event').where({ id }).first();

export const listEventsOfCase = async (source: Source, caseId: number, limit: number): Promise<EventRow[]> =>
  source.knex('event').where({ case_id: caseId }).orderBy('id', 'desc').limit(limit);

export type RequestKeyRow = {
  scope: string;
  hash: Buffer;
  fingerprint: Buffer;
  answer: Buffer | null;
  created_at: number;
  purge_after: number;
};

/** Remembers a request key. False when it is known already. */
export const insertRequestKey = async (trx: Trx, row: RequestKeyRow): Promise<boolean> =>
  (await trx.knex('request_key').insert(row).onConflict(['scope', 'hash']).ignore().returning('scope')).length === 1;

export const findRequestKey = async (source: Source, scope: string, hash: Buffer): Promise<RequestKeyRow | undefined> =>
  source.knex('request_key').where({ scope, hash }).first();

/** Keeps what a repeated request is answered with. */
export const setRequestAnswer = async (trx: Trx, scope: string, hash: Buffer, answer: Buffer): Promise<void> => {
  await trx.knex('request_key').where({ scope, hash }).update({ answer });
};
