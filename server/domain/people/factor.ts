/** The second factor: enrolling an authenticator app, and new recovery codes. What a code is worth stands in codes.ts. */
import { generateSecret, generateURI } from 'otplib';
import { refused } from '../../lib/errors.ts';
import { openState, seal, sealState } from '../../lib/seal.ts';
import { appendAudit } from '../../store/audit.ts';
import { findOperatorById, updateOperator, updateSession } from '../../store/people.ts';
import { makeRecovery, secretPlace, stepOf } from './codes.ts';
import { tellSecurity } from './notices.ts';
import { type From, hasFactor, type OperatorParts, type Who } from './parts.ts';
import { startSession } from './sessions.ts';

/** An enrolment that was begun is good for so long. */
const ENROLMENT = 15 * 60_000;

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

  /**
   * Ends the enrolment; answers the recovery codes, shown once, and the token of a new session in place of the one that was begun
   * without the second factor. Errors: `factor.wrong-code`, `link.ended`.
   */
  async finish(
    who: Who,
    given: { state: string; code: string },
    from: From,
  ): Promise<{ recovery: string[]; token: string }> {
    const now = p.clock.now();
    const begun = openState<Begun>(p.ring, 'factor', given.state);
    if (!begun || begun.operator !== who.publicId || begun.until < now) throw refused('link.ended');
    const step = stepOf(begun.secret, given.code, now);
    if (step === null) throw refused('factor.wrong-code');
    const recovery = makeRecovery(p);
    const token = await p.db.write(async (trx) => {
      const row = (await findOperatorById(trx, who.id))!;
      await updateOperator(trx, who.id, {
        totp_secret: seal(p.ring, secretPlace(row), begun.secret, 'secret'),
        totp_step: step,
        recovery_hashes: recovery.stored,
        changed_at: now,
      });
      await appendAudit(trx, { at: now, actor: who.actor, action: 'operator.set-factor', object: who.actor });
      await tellSecurity(trx, p, { row, event: 'factor-set', from, key: String(now) });
      await updateSession(trx, who.session.id, { ended_at: now });
      return startSession(trx, p, row, from, who.session.way);
    });
    return { recovery: recovery.codes, token };
  },

  /** New recovery codes; the old ones end. Errors: `factor.none`. */
  async renewRecovery(who: Who, from: From): Promise<string[]> {
    const now = p.clock.now();
    const recovery = makeRecovery(p);
    await p.db.write(async (trx) => {
      const row = (await findOperatorById(trx, who.id))!;
      if (!hasFactor(row)) throw refused('factor.none');
      await updateOperator(trx, who.id, { recovery_hashes: recovery.stored, changed_at: now });
      await appendAudit(trx, { at: now, actor: who.actor, action: 'operator.renew-recovery', object: who.actor });
      await tellSecurity(trx, p, { row, event: 'recovery-new', from, key: String(now) });
    });
    return recovery.codes;
  },
});
