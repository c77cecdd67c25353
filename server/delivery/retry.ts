/** When a mail that was put off is tried again (reliability.md, section 2, take-over d). */
import { HOUR, MINUTE } from '../lib/clock.ts';

const steps = [1 * MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, 1 * HOUR, 2 * HOUR, 4 * HOUR];
/** A storm of refusals must not come back as one wave. */
const JITTER = 0.2;

/** Milliseconds until the next try after `attempts` tries; `random` from 0 to 1. */
export const retryDelay = (attempts: number, random: number = Math.random()): number => {
  const step = steps[Math.min(Math.max(attempts, 1), steps.length) - 1]!;
  return Math.round(step * (1 - JITTER / 2 + JITTER * random));
};
