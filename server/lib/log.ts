/** The log: one line of JSON per event, addresses masked before they arrive here. */
import pino from 'pino';

export type Log = {
  debug(facts: object, words: string): void;
  info(facts: object, words: string): void;
  warn(facts: object, words: string): void;
  error(facts: object, words: string): void;
};

/** `level` 'silent' for tests. Writes to standard error, so that a command's own output stays clean. */
export const openLog = (level: string, name: string): Log =>
  pino(
    { level, base: { part: name }, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: 2, sync: true }),
  );
