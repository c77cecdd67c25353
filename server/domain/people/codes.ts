/** Codes of the second factor: of the authenticator app (TOTP, RFC 6238), each good once, and recovery codes that were shown once. */
import { randomBytes } from 'node:crypto';
import { verifySync } from 'otplib';
import { tokenHash, unseal } from '../../lib/seal.ts';
import { base32 } from '../../lib/token.ts';
import type { Trx } from '../../store/db.ts';
import { type OperatorRow, replaceRecovery, takeTotpStep } from '../../store/people.ts';
import { tellSecurity } from './notices.ts';
import type { OperatorParts } from './parts.ts';

const STEP = 30;
const RECOVERY_CODES = 10;

/** Where the secret is sealed. */
export const secretPlace = (row: Pick<OperatorRow, 'public_id'>) => `operator|totp_secret|${row.public_id}`;

/** The time step that a code belongs to, or null. One step to either side is accepted for clocks that differ. */
export const stepOf = (secret: string, code: string, now: number): number | null => {
  const token = code.replace(/\s/g, '');
  if (!/^\d{6}$/.test(token)) return null;
  const epoch = Math.floor(now / 1000);
  const result = verifySync({ secret, token, epoch, epochTolerance: STEP });
  return result.valid ? Math.floor(epoch / STEP) + (result.delta ?? 0) : null;
};

const tidyRecovery = (code: string) => code.toLowerCase().replace(/[^a-z2-7]/g, '');
const recoveryHash = (p: OperatorParts, code: string) =>
  tokenHash(p.ring, 'recovery', tidyRecovery(code)).toString('base64');

/** Ten new codes, and what is stored of them. */
export const makeRecovery = (p: OperatorParts) => {
  const codes = Array.from({ length: RECOVERY_CODES }, () => {
    const text = base32(randomBytes(7)).slice(0, 10);
    return `${text.slice(0, 5)}-${text.slice(5)}`;
  });
  return { codes, stored: JSON.stringify(codes.map((code) => recoveryHash(p, code))) };
};

const spendRecovery = async (trx: Trx, p: OperatorParts, row: OperatorRow, code: string): Promise<boolean> => {
  const before = row.recovery_hashes ?? '[]';
  const hashes = JSON.parse(before) as string[];
  const hash = recoveryHash(p, code);
  if (!hashes.includes(hash)) return false;
  const after = JSON.stringify(hashes.filter((one) => one !== hash));
  if (!(await replaceRecovery(trx, row.id, { before, after }))) return false;
  await tellSecurity(trx, p, { row, event: 'recovery-used', key: hash.slice(0, 12) });
  return true;
};

/** True when the code is right; it is used up in this transaction. */
export const checkCode = async (trx: Trx, p: OperatorParts, row: OperatorRow, code: string): Promise<boolean> => {
  const secret = row.totp_secret && unseal(p.ring, secretPlace(row), row.totp_secret, 'secret');
  const step = secret ? stepOf(secret, code, p.clock.now()) : null;
  if (step !== null) return takeTotpStep(trx, row.id, step);
  return spendRecovery(trx, p, row, code);
};

export const recoveryLeft = (row: OperatorRow): number => (JSON.parse(row.recovery_hashes ?? '[]') as string[]).length;
