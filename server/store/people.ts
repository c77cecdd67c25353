/** Operators (staff of the console) and their sessions. */
import type { StaffRole } from '../contract/rights.ts';
import type { Source, Trx } from './db.ts';

export type OperatorState = 'invited' | 'active' | 'retired';
export type OperatorRow = {
  id: number;
  public_id: string;
  email: Buffer;
  email_index: Buffer;
  name: Buffer;
  language: 'ja' | 'en';
  colour: 'auto' | 'light' | 'dark';
  roles: string;
  bureaus: string;
  state: OperatorState;
  password_hash: string | null;
  /** Keyed hash of issuer and subject at the sign-in provider. */
  oidc_subject: Buffer | null;
  totp_secret: Buffer | null;
  totp_step: number | null;
  recovery_hashes: string | null;
  misses: number;
  locked_until: number | null;
  created_at: number;
  changed_at: number;
  actor: string;
  purge_after: number | null;
  /** Since when a daily summary by mail is wanted; null: none is. */
  summary_since: number | null;
  /** How many passkeys there are (store/passkeys.ts keeps it). */
  passkeys: number;
};
export type SessionRow = {
  id: number;
  public_id: string;
  hash: Buffer;
  operator_id: number;
  created_at: number;
  seen_at: number;
  expires_at: number;
  confirmed_at: number | null;
  network: Buffer | null;
  agent: string | null;
  ended_at: number | null;
  purge_after: number;
  /** How it began; `oidc-mfa`: the provider's second factor counts; `demo`: by the link of a made-up person. */
  way: 'password' | 'oidc' | 'oidc-mfa' | 'demo';
};

export const rolesOf = (row: Pick<OperatorRow, 'roles'>): StaffRole[] => JSON.parse(row.roles) as StaffRole[];

type NewOperator = Omit<
  OperatorRow,
  | 'id'
  | 'colour'
  | 'oidc_subject'
  | 'totp_secret'
  | 'totp_step'
  | 'recovery_hashes'
  | 'misses'
  | 'locked_until'
  | 'purge_after'
  | 'summary_since'
  | 'passkeys'
>;

export const insertOperator = async (trx: Trx, row: NewOperator): Promise<number> => {
  const [inserted] = await trx.knex('operator').insert(row).returning('id');
  return (inserted as { id: number }).id;
};
export const updateOperator = async (
  trx: Trx,
  id: number,
  change: Partial<Omit<OperatorRow, 'id' | 'public_id'>>,
): Promise<void> => {
  await trx.knex('operator').where({ id }).update(change);
};
export const findOperator = async (source: Source, publicId: string): Promise<OperatorRow | undefined> =>
  source.knex('operator').where({ public_id: publicId }).first();
export const findOperatorById = async (source: Source, id: number): Promise<OperatorRow | undefined> =>
  source.knex('operator').where({ id }).first();
/** Locked until the transaction ends, so that whoever judges a password or a code sees the misses of those who came before. */
export const takeOperator = async (trx: Trx, id: number): Promise<OperatorRow | undefined> => {
  const query = trx.knex('operator').where({ id }).first();
  return trx.engine === 'postgres' ? query.forUpdate() : query;
};
/** One miss more; answers how many there are now. */
export const addMiss = async (trx: Trx, id: number): Promise<number> => {
  const [row] = await trx.knex('operator').where({ id }).increment('misses', 1).returning('misses');
  return (row as { misses: number }).misses;
};
export const findOperatorByEmail = async (source: Source, emailIndex: Buffer): Promise<OperatorRow | undefined> =>
  source.knex('operator').where({ email_index: emailIndex }).first();
export const findOperatorBySubject = async (source: Source, subject: Buffer): Promise<OperatorRow | undefined> =>
  source.knex('operator').where({ oidc_subject: subject }).first();
export const listOperators = async (source: Source): Promise<OperatorRow[]> => source.knex('operator').orderBy('id');

/** The next code of the second factor: true for the one who uses a time step first, so that a code works once. */
export const takeTotpStep = async (trx: Trx, id: number, step: number): Promise<boolean> =>
  (await trx
    .knex('operator')
    .where({ id })
    .where((q) => q.whereNull('totp_step').orWhere('totp_step', '<', step))
    .update({ totp_step: step })) === 1;

/** Takes a recovery code away: true for the one whose list was still the stored one. */
export const replaceRecovery = async (
  trx: Trx,
  id: number,
  change: { before: string; after: string },
): Promise<boolean> =>
  (await trx
    .knex('operator')
    .where({ id, recovery_hashes: change.before })
    .update({ recovery_hashes: change.after })) === 1;

/** Active administrators; until the transaction ends nobody else counts them to take one away. */
export const countAdministrators = async (trx: Trx): Promise<number> => {
  // Two who retire each other at once would each still count the other on PostgreSQL; SQLite has one writer anyway.
  if (trx.engine === 'postgres') await trx.knex.raw('select pg_advisory_xact_lock(4207849485)');
  const query = trx.knex('operator').where({ state: 'active' }).where('roles', 'like', '%"administrator"%');
  return Number(((await query.count('id as n').first()) as { n: number }).n);
};

/** True when somebody can sign in as administrator. */
export const findAdministrator = async (source: Source): Promise<OperatorRow | undefined> =>
  source.knex('operator').where({ state: 'active' }).where('roles', 'like', '%"administrator"%').first();

export const insertSession = async (trx: Trx, row: Omit<SessionRow, 'id' | 'ended_at'>): Promise<void> => {
  await trx.knex('operator_session').insert(row);
};
export const findSession = async (source: Source, hash: Buffer): Promise<SessionRow | undefined> =>
  source.knex('operator_session').where({ hash }).whereNull('ended_at').first();
export const updateSession = async (
  trx: Trx,
  id: number,
  change: Partial<Pick<SessionRow, 'seen_at' | 'confirmed_at' | 'ended_at'>>,
): Promise<void> => {
  await trx.knex('operator_session').where({ id }).update(change);
};
export const listSessions = async (source: Source, operatorId: number): Promise<SessionRow[]> =>
  source.knex('operator_session').where({ operator_id: operatorId }).whereNull('ended_at').orderBy('seen_at', 'desc');
export const findSessionByPublicId = async (source: Source, publicId: string): Promise<SessionRow | undefined> =>
  source.knex('operator_session').where({ public_id: publicId }).whereNull('ended_at').first();
/** Also those that have ended, newest first: what devices somebody has used. */
export const listLatestSessions = async (source: Source, operatorId: number, limit: number): Promise<SessionRow[]> =>
  source.knex('operator_session').where({ operator_id: operatorId }).orderBy('id', 'desc').limit(limit);
/** Ends every session of an operator, but for the one to keep. */
export const endSessions = async (trx: Trx, p: { operatorId: number; now: number; keep?: number }): Promise<number> => {
  const query = trx.knex('operator_session').where({ operator_id: p.operatorId }).whereNull('ended_at');
  if (p.keep !== undefined) query.whereNot({ id: p.keep });
  return query.update({ ended_at: p.now });
};
