/** A passkey in software: makes and signs what a browser would hand on, with whatever is to be wrong about it. */
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

const head = (major: number, n: number): Buffer =>
  n < 24
    ? Buffer.from([(major << 5) | n])
    : n < 256
      ? Buffer.from([(major << 5) | 24, n])
      : Buffer.from([(major << 5) | 25, n >> 8, n & 255]);
type Cbor = number | string | Buffer | [Cbor, Cbor][];
/** As much CBOR as an attestation without a statement needs. */
const cbor = (value: Cbor): Buffer => {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  return Buffer.concat([head(5, value.length), ...value.flatMap(([key, one]) => [cbor(key), cbor(one)])]);
};

/** `verified`: finger, face or PIN were asked for. `counter`: signatures made so far, this one included. */
export type How = { origin: string; rpId: string; verified?: boolean; counter?: number };

export const softPasskey = () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x, y } = publicKey.export({ format: 'jwk' });
  const id = randomBytes(16);
  const name = id.toString('base64url');
  let used = 0;
  const cose = cbor([
    [1, 2],
    [3, -7],
    [-1, 1],
    [-2, Buffer.from(x!, 'base64url')],
    [-3, Buffer.from(y!, 'base64url')],
  ]);
  const clientData = (type: string, challenge: string, { origin }: How) =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  const authenticatorData = (how: How, flags: number, more: Buffer) => {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(how.counter ?? ++used);
    const state = 0x01 | (how.verified === false ? 0 : 0x04) | flags;
    return Buffer.concat([createHash('sha256').update(how.rpId).digest(), Buffer.from([state]), counter, more]);
  };
  const shell = { id: name, rawId: name, type: 'public-key' as const, clientExtensionResults: {} };
  return {
    id: name,
    enrol(challenge: string, how: How) {
      const size = Buffer.from([0, id.length]);
      const data = authenticatorData(how, 0x40, Buffer.concat([Buffer.alloc(16), size, id, cose]));
      const attestationObject = cbor([
        ['fmt', 'none'],
        ['attStmt', []],
        ['authData', data],
      ]).toString('base64url');
      const clientDataJSON = clientData('webauthn.create', challenge, how).toString('base64url');
      return { ...shell, response: { clientDataJSON, attestationObject, transports: ['internal'] } };
    },
    signIn(challenge: string, how: How) {
      const client = clientData('webauthn.get', challenge, how);
      const data = authenticatorData(how, 0, Buffer.alloc(0));
      const signed = Buffer.concat([data, createHash('sha256').update(client).digest()]);
      const response = {
        clientDataJSON: client.toString('base64url'),
        authenticatorData: data.toString('base64url'),
        signature: sign('sha256', signed, privateKey).toString('base64url'),
      };
      return { ...shell, response };
    },
  };
};
