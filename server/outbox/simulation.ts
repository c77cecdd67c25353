/** Addresses that only simulate (notify-api.md 1.13): what test keys get back, and the ones that any key may try without anything being kept. */
import type { KeyType, LetterState } from '../contract/codes.ts';
import { isAddress, readAddress } from '../lib/address.ts';

const canonical = (email: string) => {
  const address = readAddress(email, 320);
  return isAddress(address) ? address.canonical : '';
};

/** Full checks, an answer with a random id, nothing kept, nothing sent: with any key. */
export const leavesNoTrace = (email: string): boolean =>
  /^simulate-delivered(-[23])?@notifications\.service\.gov\.uk$/.test(canonical(email));

export type Simulated = {
  state: Extract<LetterState, 'accepted' | 'refused' | 'bounced'>;
  reason: string | null;
  reply: string;
  /** What is reported after the letter was accepted, as real bounces often are. */
  late?: 'bounced' | 'complaint';
};

/** What becomes of a letter of a test key; everybody not named here accepts. */
const outcomes: Readonly<Record<string, Simulated>> = {
  'perm-fail@simulator.notify': {
    state: 'refused',
    reason: 'userunknown',
    reply: '550 5.1.1 simulated: no such user',
  },
  'temp-fail@simulator.notify': { state: 'bounced', reason: 'deadline', reply: '452 4.2.2 simulated: mailbox full' },
  'hard-bounce@simulator.notify': {
    state: 'accepted',
    reason: null,
    reply: '250 2.0.0 simulated',
    late: 'bounced',
  },
  'complaint@simulator.notify': { state: 'accepted', reason: null, reply: '250 2.0.0 simulated', late: 'complaint' },
};

const taken: Simulated = { state: 'accepted', reason: null, reply: '250 2.0.0 simulated' };

/** Null when the letter is real and must be sent. */
export const simulatedOutcome = (keyType: KeyType | string, email: string): Simulated | null =>
  keyType === 'test' ? (outcomes[canonical(email)] ?? taken) : null;
