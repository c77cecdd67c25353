/**
 * Who may try to sign in now: counted before the costly part, alike for addresses that are known and unknown. Nobody is locked out: a
 * wrong try makes the next one wait, longer each time, and each network, each known device and all strangers together wait for themselves.
 */
import { DAY, MINUTE, SECOND } from '../../lib/clock.ts';
import { refused } from '../../lib/errors.ts';
import { limitKey, openState, sealState } from '../../lib/seal.ts';
import { networkOf } from '../../lib/strangers.ts';
import { publicId } from '../../lib/token.ts';
import type { Trx } from '../../store/db.ts';
import { addUse, clearUses, listUses, lockUses } from '../../store/rateUses.ts';
import type { HashLane } from './hashing.ts';
import { emailIndex, type From, type OperatorParts } from './parts.ts';

const SCOPE = 'sign-in';
/** Misses of one network or device count for so long. */
const PERIOD = DAY;
const LONGEST = 15 * MINUTE;
/** For strangers of all networks together: guesses from many places are slowed down, and an owner at a new device waits a minute at most. */
const LONGEST_TOGETHER = MINUTE;

const waitOf = (misses: number, free: number, first: number, longest: number): number =>
  misses < free ? 0 : Math.min(longest, first * 2 ** Math.min(misses - free, 20));

type Device = { id: string; of: string };

/** Which account a try is for, whether or not there is one. */
const accountOf = (p: OperatorParts, email: string): string =>
  emailIndex(p.ring, email)?.toString('hex') ?? email.trim().toLowerCase().slice(0, 320);

/** What a browser keeps that has signed in: it says so at the next sign-in, and gives no right. */
export const deviceMark = (p: OperatorParts, email: string): string =>
  sealState(p.ring, 'device', { id: publicId(), of: accountOf(p, email) } satisfies Device);

export type Admission = { who: Buffer; together: Buffer | null };

/** The device that has signed in to this account before. A mark of another account makes none. */
const deviceOf = (p: OperatorParts, email: string, from: From): Device | null => {
  if (!from.device) return null;
  const device = openState<Device>(p.ring, 'device', from.device);
  return device?.of === accountOf(p, email) ? device : null;
};

/** Where a try stands in line: for a stranger nothing is computed before there is a place. */
export const laneOf = (p: OperatorParts, email: string, from: From): HashLane =>
  deviceOf(p, email, from) ? 'known' : 'stranger';

/** By what a try is counted. */
export const admissionOf = (p: OperatorParts, email: string, from: From): Admission => {
  const device = deviceOf(p, email, from);
  const account = accountOf(p, email);
  const key = (text: string) => limitKey(p.ring, SCOPE, `${account}|${text}`);
  if (device) return { who: key(`device:${device.id}`), together: null };
  return { who: key(`network:${networkOf(from.network)}`), together: key('strangers') };
};

const countOne = async (trx: Trx, who: Buffer, now: number, wait: (misses: number) => number): Promise<void> => {
  await lockUses(trx, who);
  const uses = await listUses(trx, SCOPE, who, now - PERIOD);
  const until = (uses.at(-1)?.window ?? 0) + wait(uses.reduce((n, use) => n + use.used, 0));
  if (until > now) throw refused('sign-in.wait', { until });
  await addUse(trx, { scope: SCOPE, who, window: now, purgeAfter: now + PERIOD });
};

/** Counts one try as a miss before it is judged, so that of many at once each sees those before. Errors: `sign-in.wait {until}`. */
export const admit = async (trx: Trx, p: OperatorParts, admission: Admission): Promise<void> => {
  const now = p.clock.now();
  const free = await p.budgets.valuesIn(trx);
  await countOne(trx, admission.who, now, (n) => waitOf(n, free['sign-in-free'], 5 * SECOND, LONGEST));
  if (admission.together)
    await countOne(trx, admission.together, now, (n) =>
      waitOf(n, free['sign-in-free-together'], SECOND, LONGEST_TOGETHER),
    );
};

/** It was the right person: their misses are forgotten. Those of other strangers stay. */
export const forgive = (trx: Trx, admission: Admission): Promise<void> => clearUses(trx, SCOPE, admission.who);
