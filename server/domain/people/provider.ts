/**
 * Signing in through the agency's own sign-in provider (OpenID Connect). Only who was invited comes in: the first time by the verified
 * address of the invitation, from then on by the provider's subject, so that an address given to somebody else opens nothing.
 */
import { MINUTE } from '../../lib/clock.ts';
import { type HubError, isHubError, refused } from '../../lib/errors.ts';
import { blindIndex, openState, sealState } from '../../lib/seal.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Source, Trx } from '../../store/db.ts';
import {
  findOperatorByEmail,
  findOperatorById,
  findOperatorBySubject,
  findSessionByPublicId,
  type OperatorRow,
  type SessionRow,
  updateOperator,
  updateSession,
} from '../../store/people.ts';
import { countMiss, emailIndex, type From, hasFactor, type OperatorParts, takeForJudging } from './parts.ts';
import { readyFor } from './passkeyProof.ts';
import { checkProof, type Proof, type Ways, waysOf } from './proof.ts';
import { startSession } from './sessions.ts';

/** What the provider vouches for. `methods`: `amr` of the ID token (RFC 8176). */
export type Identity = {
  issuer: string;
  subject: string;
  email: string | null;
  emailVerified: boolean;
  methods: readonly string[];
};

/** Somebody whom the provider knows and whose code of the own authenticator app is still to come. */
type Half = { operator: number; until: number };
const HALF = 5 * MINUTE;

const subjectOf = (p: OperatorParts, { issuer, subject }: Identity): Buffer =>
  blindIndex(p.ring, 'oidc', `${issuer}|${subject}`);

/** The person behind an identity. Errors: `oidc.not-invited`, `oidc.unverified`, `oidc.other-person`. */
const personOf = async (source: Source, p: OperatorParts, identity: Identity): Promise<OperatorRow> => {
  const known = await findOperatorBySubject(source, subjectOf(p, identity));
  if (known) return known;
  const index = identity.email ? emailIndex(p.ring, identity.email) : null;
  const row = index ? await findOperatorByEmail(source, index) : undefined;
  if (!row || row.state === 'retired') throw refused('oidc.not-invited');
  if (!identity.emailVerified) throw refused('oidc.unverified');
  if (row.oidc_subject) throw refused('oidc.other-person');
  return row;
};

/** Ties the person to the subject and takes the invitation, when either is still open. */
const settle = async (trx: Trx, p: OperatorParts, row: OperatorRow, identity: Identity): Promise<OperatorRow> => {
  if (row.oidc_subject && row.state === 'active') return row;
  const now = p.clock.now();
  await updateOperator(trx, row.id, { oidc_subject: subjectOf(p, identity), state: 'active', changed_at: now });
  const object = `operator:${row.public_id}`;
  if (row.state === 'invited')
    await appendAudit(trx, { at: now, actor: object, action: 'operator.accept-invitation', object });
  await appendAudit(trx, { at: now, actor: object, action: 'operator.tie-provider', object });
  return (await findOperatorById(trx, row.id))!;
};

export const provider = (p: OperatorParts) => {
  const trusts = (identity: Identity): boolean =>
    p.providerFactor === 'always' || (p.providerFactor === 'claimed' && identity.methods.includes('mfa'));

  const start = async (trx: Trx, row: OperatorRow, from: From, way: SessionRow['way']): Promise<string> => {
    const object = `operator:${row.public_id}`;
    await updateOperator(trx, row.id, { misses: 0, locked_until: null });
    await appendAudit(trx, { at: p.clock.now(), actor: object, action: 'session.start', object, after: { way } });
    return startSession(trx, p, row, from, way);
  };

  const openHalf = (sealed: string): Half => {
    const half = openState<Half>(p.ring, 'oidc-half', sealed);
    if (!half || half.until <= p.clock.now()) throw refused('link.ended');
    return half;
  };

  const noteRefusal = (error: HubError): Promise<unknown> =>
    p.db.write((trx) =>
      appendAudit(trx, {
        at: p.clock.now(),
        actor: 'sign-in',
        action: 'session.refuse',
        object: 'operator:none',
        after: { code: error.code, way: 'oidc' },
      }),
    );

  return {
    /**
     * Lets somebody in whom the provider vouches for: the cookie's token, or `half` when the own authenticator app is still to be asked.
     * Errors: `oidc.not-invited`, `oidc.unverified`, `oidc.other-person`; each stands in the audit log.
     */
    async enter(identity: Identity, from: From): Promise<{ token: string } | { half: string }> {
      try {
        return await p.db.write(async (trx) => {
          const row = await settle(trx, p, await personOf(trx, p, identity), identity);
          if (trusts(identity)) return { token: await start(trx, row, from, 'oidc-mfa') };
          if (!hasFactor(row)) return { token: await start(trx, row, from, 'oidc') };
          const half: Half = { operator: row.id, until: p.clock.now() + HALF };
          return { half: sealState(p.ring, 'oidc-half', half) };
        });
      } catch (error) {
        if (isHubError(error)) await noteRefusal(error);
        throw error;
      }
    },

    /** How the second factor that is still missing may be shown. Errors: `link.ended`. */
    async waysOn(sealed: string): Promise<Ways> {
      const half = openHalf(sealed);
      await readyFor(await findOperatorById(p.db, half.operator));
      return p.db.write(async (trx) => {
        const row = await findOperatorById(trx, half.operator);
        if (row?.state !== 'active') throw refused('link.ended');
        return waysOf(trx, p, row);
      });
    },

    /** The code or passkey that was still missing. Errors: `link.ended`, `sign-in.locked`, `sign-in.wrong-code`. */
    async finish({ half: sealed, ...proof }: Proof & { half: string }, from: From): Promise<string> {
      const half = openHalf(sealed);
      const now = p.clock.now();
      await readyFor(await findOperatorById(p.db, half.operator));
      const token = await p.db.write(async (trx) => {
        const row = await takeForJudging(trx, half.operator, now);
        if (row?.state !== 'active') throw refused('link.ended');
        if (await checkProof(trx, p, row, proof)) return start(trx, row, from, 'oidc');
        await countMiss(trx, row, now);
        return null;
      });
      if (token === null) throw refused('sign-in.wrong-code');
      return token;
    },

    /** Counts as being asked again, when it is the person of this session. Errors: `confirm.wrong`. */
    async confirm(identity: Identity, sessionId: string): Promise<void> {
      await p.db.write(async (trx) => {
        const session = await findSessionByPublicId(trx, sessionId);
        const row = await findOperatorBySubject(trx, subjectOf(p, identity));
        const now = p.clock.now();
        if (!row || session?.operator_id !== row.id || session.ended_at !== null || session.expires_at <= now)
          throw refused('confirm.wrong');
        await updateSession(trx, session.id, { confirmed_at: now });
      });
    },
  };
};
