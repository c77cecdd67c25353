/** What the files of this noun are built from, and how a row of a person is opened. */
import type { StaffRole } from '../../contract/rights.ts';
import { isAddress, readAddress } from '../../lib/address.ts';
import type { Clock } from '../../lib/clock.ts';
import { refused } from '../../lib/errors.ts';
import { blindIndex, type KeyRing, unseal } from '../../lib/seal.ts';
import type { Outbox } from '../../outbox/outbox.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db, Trx } from '../../store/db.ts';
import {
  addMiss,
  type OperatorRow,
  rolesOf,
  type SessionRow,
  takeOperator,
  updateOperator,
} from '../../store/people.ts';
import type { Budgets } from '../budgets/budgets.ts';

export type OperatorParts = {
  db: Db;
  ring: KeyRing;
  clock: Clock;
  outbox: Outbox;
  budgets: Pick<Budgets, 'valuesIn'>;
  /** Without a slash at the end. */
  publicUrl: () => string;
  /** `required`: everybody needs a passkey or an authenticator app. */
  secondFactor: 'required' | 'off';
  /** When the sign-in provider's second factor counts: never, when it says `mfa` (RFC 8176), or always. */
  providerFactor: 'own' | 'claimed' | 'always';
};

/** Where a call came from. `device`: the mark that this browser kept from an earlier sign-in (admission.ts). */
export type From = { agent: string; network: string; device?: string | undefined };

/** Who acts: what every route of the console gets. */
export type Who = {
  actor: string;
  id: number;
  publicId: string;
  name: string;
  email: string;
  language: 'ja' | 'en';
  colour: 'auto' | 'light' | 'dark';
  roles: StaffRole[];
  bureaus: string[];
  /** `set`: asked for at every sign-in. `needed`: nothing else may be done before it is set up. `provider`: the sign-in provider asked. */
  factor: 'set' | 'needed' | 'none' | 'provider';
  /** An authenticator app is set up, with or without passkeys beside it. */
  hasApp: boolean;
  /** False for who only ever came through the sign-in provider. */
  hasPassword: boolean;
  /** Gets the daily summary by mail. */
  summary: boolean;
  session: SessionRow;
};

export const openPerson = (ring: KeyRing, row: OperatorRow) => ({
  name: unseal(ring, `operator|name|${row.public_id}`, row.name),
  email: unseal(ring, `operator|email|${row.public_id}`, row.email),
});

/** Null for what is no address. */
export const emailIndex = (ring: KeyRing, email: string): Buffer | null => {
  const address = readAddress(email);
  return isAddress(address) ? blindIndex(ring, 'email', address.canonical) : null;
};

export const needsFactor = (p: OperatorParts, roles: readonly StaffRole[]): boolean =>
  p.secondFactor === 'required' && roles.length > 0;

/** Something of the hub's own is asked for after the password. */
export const hasFactor = (row: Pick<OperatorRow, 'totp_secret' | 'passkeys'>): boolean =>
  row.totp_secret !== null || row.passkeys > 0;

export const factorOf = (p: OperatorParts, row: OperatorRow): Exclude<Who['factor'], 'provider'> => {
  if (hasFactor(row)) return 'set';
  return needsFactor(p, rolesOf(row)) ? 'needed' : 'none';
};

export const consoleUrl = (p: OperatorParts, path = ''): string =>
  `${p.publicUrl()}/console/${path ? `#/${path}` : ''}`;

const MISSES = 5;
const LOCK = 15 * 60_000;

export const refuseLocked = (row: OperatorRow, now: number): void => {
  if (row.locked_until && row.locked_until > now) throw refused('sign-in.locked', { until: row.locked_until });
};

/**
 * The row of somebody whose password or code is judged in this transaction, locked: of many who guess at once each sees the misses of
 * those before, and after the last allowed one nobody learns whether a guess was right. Errors: `sign-in.locked`.
 */
export const takeForJudging = async (trx: Trx, id: number, now: number): Promise<OperatorRow | undefined> => {
  const row = await takeOperator(trx, id);
  if (row) refuseLocked(row, now);
  return row;
};

/**
 * Counts a wrong code behind a right password, or a wrong answer when somebody signed in is asked again: a stranger cannot bring it about.
 * Each further lock lasts longer: 15 minutes, then 30, 60 …
 */
export const countMiss = async (trx: Trx, row: Pick<OperatorRow, 'id' | 'public_id'>, now: number): Promise<void> => {
  const misses = await addMiss(trx, row.id);
  if (misses % MISSES !== 0) return;
  await updateOperator(trx, row.id, { locked_until: now + LOCK * 2 ** Math.min(misses / MISSES - 1, 6) });
  await appendAudit(trx, {
    at: now,
    actor: 'sign-in',
    action: 'operator.lock',
    object: `operator:${row.public_id}`,
    after: { misses },
  });
};
