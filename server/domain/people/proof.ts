/** What somebody shows after the password: a code (of the app, or a recovery code) or a passkey. */
import type { Trx } from '../../store/db.ts';
import type { OperatorRow } from '../../store/people.ts';
import { checkCode } from './codes.ts';
import type { OperatorParts } from './parts.ts';
import { type AuthenticationResponseJSON, askPasskey, checkPasskey } from './passkeyProof.ts';

export type Proof = { code?: string | undefined; passkey?: AuthenticationResponseJSON | undefined };

export const isEmpty = (proof: Proof): boolean => !proof.code && !proof.passkey;

/** True when it is right; code or challenge is used up in this transaction. */
export const checkProof = (trx: Trx, p: OperatorParts, row: OperatorRow, proof: Proof): Promise<boolean> =>
  proof.passkey ? checkPasskey(trx, p, row, proof.passkey) : checkCode(trx, p, row, proof.code ?? '');

/** `app`: there is an authenticator app. `passkey`: what the browser needs to ask for one, as JSON. */
export type Ways = { app: boolean; passkey: string | null };
export const waysOf = async (trx: Trx, p: OperatorParts, row: OperatorRow): Promise<Ways> => ({
  app: row.totp_secret !== null,
  passkey: await askPasskey(trx, p, row).then((options) => options && JSON.stringify(options)),
});
