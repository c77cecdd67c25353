/** Signatures that others can check without our keys: Ed25519 (RFC 8032), the pair derived from a key of the ring. */
import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import type { KeyRing } from './seal.ts';

/** PKCS #8 of an Ed25519 key is this and the 32 bytes of its seed (RFC 8410, 7). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

const privateKey = (ring: KeyRing, id: number): KeyObject =>
  createPrivateKey({
    key: Buffer.concat([PKCS8, ring.key(id, 'sign').export()]),
    format: 'der',
    type: 'pkcs8',
  });

/** The public half as PEM, for whoever keeps what was signed. */
export const publicKeyOf = (ring: KeyRing, id = ring.current): string =>
  createPublicKey(privateKey(ring, id)).export({ format: 'pem', type: 'spki' }).toString().trim();

/** base64url. */
export const signText = (ring: KeyRing, text: string, id = ring.current): string =>
  sign(null, Buffer.from(text), privateKey(ring, id)).toString('base64url');

export const isSigned = (ring: KeyRing, id: number, text: string, signature: string): boolean =>
  ring.knows(id) &&
  verify(null, Buffer.from(text), createPublicKey(privateKey(ring, id)), Buffer.from(signature, 'base64url'));
