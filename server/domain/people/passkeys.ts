/** Passkeys of a person: enrolled, named, listed and removed. What one proves at the door stands in passkeyProof.ts. */
import type { PublicKeyCredentialCreationOptionsJSON } from '@simplewebauthn/server';
import { type FieldError, invalid, notFound, refused } from '../../lib/errors.ts';
import { publicId } from '../../lib/token.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Trx } from '../../store/db.ts';
import {
  deletePasskey,
  findPasskey,
  insertPasskey,
  listPasskeys,
  type PasskeyRow,
  updatePasskey,
} from '../../store/passkeys.ts';
import { findOperatorById, takeOperator, updateOperator, updateSession } from '../../store/people.ts';
import { makeRecovery } from './codes.ts';
import { tellSecurity } from './notices.ts';
import { type From, needsFactor, type OperatorParts, type Who } from './parts.ts';
import {
  ALGORITHMS,
  CHALLENGE,
  library,
  newChallenge,
  type RegistrationResponseJSON,
  relyingParty,
  takeChallenge,
  transportsOf,
} from './passkeyProof.ts';
import { startSession } from './sessions.ts';

/** So many for one person: a phone, a laptop, a key in the drawer, and room. */
const MOST = 10;

const checkName = (name: string): string => {
  const tidy = name.trim();
  const errors: FieldError[] = [{ field: 'name', code: 'name.empty' }];
  if (tidy === '' || tidy.length > 100 || /[\u0000-\u001f\u007f]/.test(tidy)) throw invalid(errors);
  return tidy;
};

const verify = async (p: OperatorParts, challenge: string, response: RegistrationResponseJSON) => {
  const party = relyingParty(p);
  if (!party) return null;
  const { verifyRegistrationResponse } = await library();
  const judged = await verifyRegistrationResponse({
    response,
    expectedChallenge: challenge,
    expectedOrigin: party.origin,
    expectedRPID: party.id,
    requireUserVerification: true,
    supportedAlgorithmIDs: ALGORITHMS,
  }).catch(() => null);
  return judged?.verified ? judged.registrationInfo.credential : null;
};

const own = async (trx: Trx, who: Who, id: string): Promise<PasskeyRow> => {
  const row = (await listPasskeys(trx, who.id)).find((one) => one.public_id === id);
  if (!row) throw notFound('passkey');
  return row;
};

const shown = (row: PasskeyRow) => ({
  id: row.public_id,
  name: row.name,
  createdAt: row.created_at,
  usedAt: row.used_at,
});

export const passkeys = (p: OperatorParts) => {
  const note = (trx: Trx, who: Who, action: string, row: { public_id: string }) =>
    appendAudit(trx, {
      at: p.clock.now(),
      actor: who.actor,
      action: `operator.${action}`,
      object: who.actor,
      after: { passkey: row.public_id },
    });

  /** The row, the line, the first recovery codes, and a session in place of the one before. */
  const keep = async (trx: Trx, who: Who, from: From, key: Omit<PasskeyRow, 'id'>) => {
    const now = p.clock.now();
    const person = (await takeOperator(trx, who.id))!;
    if (person.passkeys >= MOST) throw refused('passkey.most', { most: MOST });
    if (await findPasskey(trx, key.credential)) throw refused('passkey.known');
    await insertPasskey(trx, key);
    const recovery = person.recovery_hashes === null ? makeRecovery(p) : null;
    await updateOperator(trx, who.id, {
      changed_at: now,
      ...(recovery ? { recovery_hashes: recovery.stored } : {}),
    });
    await note(trx, who, 'add-passkey', key);
    await tellSecurity(trx, p, { row: person, event: 'passkey-new', from, key: key.public_id });
    await updateSession(trx, who.session.id, { ended_at: now });
    const token = await startSession(trx, p, (await findOperatorById(trx, who.id))!, from, who.session.way);
    return { recovery: recovery?.codes ?? null, token };
  };

  return {
    /** What the browser needs to make a new passkey. Errors: `passkey.not-here`. */
    async begin(who: Who): Promise<PublicKeyCredentialCreationOptionsJSON> {
      const party = relyingParty(p);
      if (!party) throw refused('passkey.not-here');
      const { generateRegistrationOptions } = await library();
      const challenge = await p.db.write((trx) => newChallenge(trx, p, who.publicId, 'passkeyEnrol'));
      return generateRegistrationOptions({
        rpName: 'Fumibako',
        rpID: party.id,
        userID: new Uint8Array(Buffer.from(who.publicId)),
        userName: who.email,
        userDisplayName: who.name,
        challenge: new Uint8Array(Buffer.from(challenge, 'base64url')),
        timeout: CHALLENGE,
        supportedAlgorithmIDs: ALGORITHMS,
        attestationType: 'none',
        authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
        excludeCredentials: (await listPasskeys(p.db, who.id)).map((key) => ({
          id: key.credential,
          transports: transportsOf(key),
        })),
      });
    },

    /**
     * Keeps a new passkey; answers the recovery codes when it is the first second factor of this person, and the token of a new session.
     * Errors: `passkey.wrong`, `passkey.known`, `passkey.most {most}`, `input.invalid`.
     */
    async finish(who: Who, given: { name: string; response: RegistrationResponseJSON }, from: From) {
      const name = checkName(given.name);
      const challenge = await p.db.write((trx) =>
        takeChallenge(trx, p, {
          clientData: given.response.response.clientDataJSON,
          operator: who.publicId,
          purpose: 'passkeyEnrol',
        }),
      );
      const made = challenge === null ? null : await verify(p, challenge, given.response);
      if (!made) throw refused('passkey.wrong');
      return p.db.write((trx) =>
        keep(trx, who, from, {
          public_id: publicId(),
          operator_id: who.id,
          credential: made.id,
          public_key: Buffer.from(made.publicKey).toString('base64url'),
          counter: made.counter,
          transports: JSON.stringify(given.response.response.transports ?? []),
          name,
          created_at: p.clock.now(),
          used_at: null,
        }),
      );
    },

    /** The own passkeys; `here`: browsers have passkeys for this hub's address. */
    list: async (who: Who) => ({
      here: relyingParty(p) !== null,
      data: (await listPasskeys(p.db, who.id)).map(shown),
    }),

    /** Errors: `not.found`, `input.invalid`. */
    rename: (who: Who, id: string, name: string): Promise<void> =>
      p.db.write(async (trx) => {
        const row = await own(trx, who, id);
        await updatePasskey(trx, row.id, { name: checkName(name) });
        await note(trx, who, 'rename-passkey', row);
      }),

    /** Errors: `not.found`; `passkey.last` when nothing else would be left where a second factor is required. */
    remove: (who: Who, id: string, from: From): Promise<void> =>
      p.db.write(async (trx) => {
        const person = (await takeOperator(trx, who.id))!;
        const row = await own(trx, who, id);
        const bare = person.passkeys === 1 && person.totp_secret === null;
        if (bare && needsFactor(p, who.roles)) throw refused('passkey.last');
        await deletePasskey(trx, row);
        if (bare) await updateOperator(trx, who.id, { recovery_hashes: null });
        await note(trx, who, 'remove-passkey', row);
        await tellSecurity(trx, p, { row: person, event: 'passkey-gone', from, key: row.public_id });
      }),
  };
};
