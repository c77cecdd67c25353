/**
 * What a passkey proves: a challenge of ours, good once and for five minutes, signed for this hub's own address by a device that has
 * asked for finger, face or PIN. The library is read when it is first needed: most processes never ask for it. Whoever opens a transaction
 * has it read before (`readyFor`): reading takes a while, and everybody who writes would wait.
 */

import { isIP } from 'node:net';
import type {
  AuthenticationResponseJSON,
  AuthenticatorTransport,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server';
import { DAY, MINUTE } from '../../lib/clock.ts';
import { sealJson, tokenHash, unsealJson } from '../../lib/seal.ts';
import { publicId, randomToken } from '../../lib/token.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Trx } from '../../store/db.ts';
import { findPasskey, listPasskeys, type PasskeyRow, updatePasskey } from '../../store/passkeys.ts';
import type { OperatorRow } from '../../store/people.ts';
import { findToken, insertToken, useToken as spendToken } from '../../store/tokens.ts';
import { tellSecurity } from './notices.ts';
import type { OperatorParts } from './parts.ts';

export type { AuthenticationResponseJSON, PublicKeyCredentialRequestOptionsJSON, RegistrationResponseJSON };
export const library = () => import('@simplewebauthn/server');
/** Comes before a transaction in which this person's passkeys are asked for or judged. */
export const readyFor = async (row: Pick<OperatorRow, 'passkeys'> | undefined): Promise<void> => {
  if (row && row.passkeys > 0) await library();
};

/**
 * EdDSA, ES256, RS256 (COSE numbers), the first before the last. Named by us: asked for its own list, the library tries what Node calls
 * experimental (ML-DSA), and Node would tell every operator so in the log.
 */
export const ALGORITHMS = [-8, -7, -257];

/** A challenge is good for so long. */
export const CHALLENGE = 5 * MINUTE;
type Purpose = 'passkeyEnrol' | 'passkeySignIn';

/** Whose passkeys these are, from the public address; null where browsers have none: without TLS, and at a bare IP address. */
export const relyingParty = (p: Pick<OperatorParts, 'publicUrl'>): { id: string; origin: string } | null => {
  const { hostname, origin, protocol } = new URL(p.publicUrl());
  if (isIP(hostname.replace(/^\[|\]$/g, '')) !== 0) return null;
  if (protocol !== 'https:' && hostname !== 'localhost' && !hostname.endsWith('.localhost')) return null;
  return { id: hostname, origin };
};

/** A new challenge for one person and one purpose, base64url; only its keyed hash is kept. */
export const newChallenge = async (trx: Trx, p: OperatorParts, operator: string, purpose: Purpose): Promise<string> => {
  const challenge = randomToken();
  const now = p.clock.now();
  const id = publicId();
  await insertToken(trx, {
    public_id: id,
    purpose,
    hash: tokenHash(p.ring, purpose, challenge),
    reader_id: null,
    payload: sealJson(p.ring, `token|payload|${id}`, { operator }),
    created_at: now,
    expires_at: now + CHALLENGE,
    purge_after: now + DAY,
  });
  return challenge;
};

/** The challenge that a browser says it has signed; null when it says none. */
const challengeIn = (clientData: string): string | null => {
  try {
    const told = JSON.parse(Buffer.from(clientData, 'base64url').toString('utf8')) as { challenge?: unknown };
    return typeof told.challenge === 'string' ? told.challenge : null;
  } catch {
    return null;
  }
};

/** Uses the challenge of an answer up; null when it was not asked of this person, was used, or is too old. */
export const takeChallenge = async (
  trx: Trx,
  p: OperatorParts,
  given: { clientData: string; operator: string; purpose: Purpose },
): Promise<string | null> => {
  const challenge = challengeIn(given.clientData);
  if (challenge === null) return null;
  const now = p.clock.now();
  const row = await findToken(trx, tokenHash(p.ring, given.purpose, challenge));
  if (row?.purpose !== given.purpose || row.expires_at <= now) return null;
  const { operator } = unsealJson<{ operator: string }>(p.ring, `token|payload|${row.public_id}`, row.payload);
  if (operator !== given.operator) return null;
  const first = await spendToken(trx, row.id, now);
  return first ? challenge : null;
};

export const transportsOf = (row: PasskeyRow) => JSON.parse(row.transports) as AuthenticatorTransport[];

/** What the browser needs to ask one of this person's passkeys; null without any, and where browsers have none. */
export const askPasskey = async (
  trx: Trx,
  p: OperatorParts,
  row: OperatorRow,
): Promise<PublicKeyCredentialRequestOptionsJSON | null> => {
  const party = relyingParty(p);
  if (!party || row.passkeys === 0) return null;
  const { generateAuthenticationOptions } = await library();
  return generateAuthenticationOptions({
    rpID: party.id,
    challenge: new Uint8Array(Buffer.from(await newChallenge(trx, p, row.public_id, 'passkeySignIn'), 'base64url')),
    timeout: CHALLENGE,
    userVerification: 'required',
    allowCredentials: (await listPasskeys(trx, row.id)).map((key) => ({
      id: key.credential,
      transports: transportsOf(key),
    })),
  });
};

/** A counter that does not rise: somebody else may have a copy of the device. Refused, written down, and told to its owner. */
const refuseCopy = async (trx: Trx, p: OperatorParts, row: OperatorRow, key: PasskeyRow): Promise<false> => {
  const object = `operator:${row.public_id}`;
  await appendAudit(trx, {
    at: p.clock.now(),
    actor: 'sign-in',
    action: 'operator.passkey-copied',
    object,
    after: { passkey: key.public_id },
  });
  await tellSecurity(trx, p, { row, event: 'passkey-copied', key: `${key.public_id}:${p.clock.now()}` });
  return false;
};

/** True when one of this person's passkeys has signed a challenge of ours for this address; the challenge is used up whatever comes out. */
export const checkPasskey = async (
  trx: Trx,
  p: OperatorParts,
  row: OperatorRow,
  given: AuthenticationResponseJSON,
): Promise<boolean> => {
  const party = relyingParty(p);
  const clientData = given.response.clientDataJSON;
  const challenge = await takeChallenge(trx, p, { clientData, operator: row.public_id, purpose: 'passkeySignIn' });
  const key = await findPasskey(trx, given.id);
  if (!party || challenge === null || key?.operator_id !== row.id) return false;
  const { verifyAuthenticationResponse } = await library();
  const judged = await verifyAuthenticationResponse({
    response: given,
    expectedChallenge: challenge,
    expectedOrigin: party.origin,
    expectedRPID: party.id,
    requireUserVerification: true,
    // The counter is ours to judge, below: the library would only call it wrong.
    credential: { id: key.credential, publicKey: new Uint8Array(Buffer.from(key.public_key, 'base64url')), counter: 0 },
  }).catch(() => null);
  if (!judged?.verified) return false;
  const { newCounter } = judged.authenticationInfo;
  if ((newCounter > 0 || key.counter > 0) && newCounter <= key.counter) return refuseCopy(trx, p, row, key);
  await updatePasskey(trx, key.id, { counter: newCounter, used_at: p.clock.now() });
  return true;
};
