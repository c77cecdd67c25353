/** A small proof of work: a number whose digest with a challenge begins with so many zero bits. Costs a phone about a second, a mistake nothing. */
import { createHash } from 'node:crypto';

/** About 32,000 digests. */
export const WORK_BITS = 15;
const ANSWER_MOST = 20;

const zeroBits = (bytes: Uint8Array): number => {
  let bits = 0;
  for (const byte of bytes) {
    if (byte === 0) bits += 8;
    else return bits + Math.clz32(byte) - 24;
  }
  return bits;
};

/** `answer`: digits, as the page's script found them. */
export const isWorked = (challenge: string, answer: string, bits = WORK_BITS): boolean =>
  /^\d+$/.test(answer) &&
  answer.length <= ANSWER_MOST &&
  zeroBits(createHash('sha256').update(`${challenge}:${answer}`).digest()) >= bits;
