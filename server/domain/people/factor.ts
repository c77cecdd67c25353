/** The second factor: codes of an authenticator app (TOTP, RFC 6238), each good once, and recovery codes shown once. */
import { randomBytes } from 'node:crypto';
import { generateSecret, generateURI, verifySync } from 'otplib';
import { refused } from '../../lib/errors.ts';
import { openState, seal, sealState, tokenHash, unseal } from '../../lib/seal.ts';
import { base32 } from '../../lib/token.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Trx } from '../../store/open.ts';
import {
  findOperatorById,
  type OperatorRow,
  replaceRecovery,
  takeTotpStep,
  updateOperator,
} from '../../store/people.ts';
import { tellSecurity } from './notices.ts';
import type { From, OperatorParts, Who } from './parts.ts';

const STEP = 30;
const RECOVERY_CODES = 10;
/** An enrolment that was begun is good for so long. */
const ENROLMENT = 15 * 60_000;

const place = (row: Pick<OperatorRow, 'public_id'>) => `operator|totp_secret|${row.public_id}`;

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

const makeRecovery = (p: OperatorParts) => {
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
  if (!row.totp_secret) return false;
  const step = stepOf(unseal(p.ring, place(row), row.totp_secret, 'secret'), code, p.clock.now());
  if (step !== null) return takeTotpStep(trx, row.id, step);
  return spendRecovery(trx, p, row, code);
};

export const recoveryLeft = (row: OperatorRow): number => (JSON.parse(row.recovery_hashes ?? '[]') as string[]).length;

type Begun = { secret: string; operator: string; until: number };

export const factor = (p: OperatorParts) => ({
  /** Begins an enrolment: nothing is stored until a code proves that the app has the secret. `state` comes back with that code. */
  begin(who: Who): { secret: string; uri: string; state: string } {
    const secret = generateSecret();
    const begun: Begun = { secret, operator: who.publicId, until: p.clock.now() + ENROLMENT };
    return {
      secret,
      uri: generateURI({ issuer: 'Fumibako', label: who.email, secret }),
      state: sealState(p.ring, 'factor', begun),
    };
  },

  /** Ends the enrolment; answers the recovery codes, shown once. Errors: `factor.wrong-code`, `link.ended`. */
  async finish(who: Who, given: { state: string; code: string }, from: From): Promise<string[]> {
    const now = p.clock.now();
    const begun = openState<Begun>(p.ring, 'factor', given.state);
    if (!begun || begun.operator !== who.publicId || begun.until < now) throw refused('link.ended');
    const step = stepOf(begun.secret, given.code, now);
    if (step === null) throw refused('factor.wrong-code');
    const recovery = makeRecovery(p);
    await p.db.write(async (trx) => {
      const row = (await findOperatorById(trx, who.id))!;
      await updateOperator(trx, who.id, {
        totp_secret: seal(p.ring, place(row), begun.secret, 'secret'),
        totp_step: step,
        recovery_hashes: recovery.stored,
        changed_at: now,
      });
      await appendAudit(trx, { at: now, actor: who.actor, action: 'operator.set-factor', object: who.actor });
      await tellSecurity(trx, p, { row, event: 'factor-set', from, key: String(now) });
    });
    return recovery.codes;
  },

  /** New recovery codes; the old ones end. Errors: `factor.none`. */
  async renewRecovery(who: Who, from: From): Promise<string[]> {
    const now = p.clock.now();
    const recovery = makeRecovery(p);
    await p.db.write(async (trx) => {
      const row = (await findOperatorById(trx, who.id))!;
      if (!row.totp_secret) throw refused('factor.none');
      await updateOperator(trx, who.id, { recovery_hashes: recovery.stored, changed_at: now });
      await appendAudit(trx, { at: now, actor: who.actor, action: 'operator.renew-recovery', object: who.actor });
      await tellSecurity(trx, p, { row, event: 'recovery-new', from, key: String(now) });
    });
    return recovery.codes;
  },
});
