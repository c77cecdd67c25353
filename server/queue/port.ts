/** The queue is only a nudge and a clock: what there is to do stands in the database, so an engine that forgets costs seconds, never a mail. */

export type Queue = {
  /** Calls `run` about every `period` milliseconds and soon after a nudge, never twice at a time in this process. */
  every(name: string, period: number, run: () => Promise<void>): void;
  /** There may be work for this name now; reaches every process on engines that can. */
  nudge(name: string): void;
  start(): Promise<void>;
  /** Ends the ticking and waits for what runs. */
  stop(): Promise<void>;
};
