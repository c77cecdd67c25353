/** The log: one line of JSON per event, addresses masked before they arrive here. A lasting trouble is one line a minute. */
import pino from 'pino';
import { MINUTE } from './clock.ts';

export type Log = {
  debug(facts: object, words: string): void;
  info(facts: object, words: string): void;
  warn(facts: object, words: string): void;
  error(facts: object, words: string): void;
};

/** So many kinds of trouble are remembered; more at a time are told each. */
const KINDS = 500;

type Trouble = { since: number; unsaid: number };

/**
 * Lets the first line of a trouble through and then one a minute, which says how many were left out (`repeated`). The same trouble:
 * the same words about the same job or relay with the same error, whichever row it was met at.
 * `real`: milliseconds of a clock that is never turned.
 */
export const oncePerMinute = (write: (facts: object, words: string) => void, real: () => number) => {
  const troubles = new Map<string, Trouble>();
  return (facts: object, words: string): void => {
    const { job, relay, error } = facts as { job?: string; relay?: string; error?: string };
    const kind = [words, job, relay, error].join('|');
    const known = troubles.get(kind);
    const now = real();
    if (known && now - known.since < MINUTE) {
      known.unsaid++;
      return;
    }
    troubles.delete(kind);
    troubles.set(kind, { since: now, unsaid: 0 });
    if (troubles.size > KINDS) troubles.delete(troubles.keys().next().value!);
    write(known?.unsaid ? { ...facts, repeated: known.unsaid } : facts, words);
  };
};

/** `level` 'silent' for tests. Writes to standard error, so that a command's own output stays clean. */
export const openLog = (level: string, name: string): Log => {
  const log = pino(
    { level, base: { part: name }, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: 2, sync: true }),
  );
  const real = () => performance.now();
  return {
    debug: (facts, words) => log.debug(facts, words),
    info: (facts, words) => log.info(facts, words),
    warn: oncePerMinute((facts, words) => log.warn(facts, words), real),
    error: oncePerMinute((facts, words) => log.error(facts, words), real),
  };
};
