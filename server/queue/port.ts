/** The queue is only a nudge and a clock: what there is to do stands in the database, so an engine that forgets costs seconds, never a mail. */

/** `nudged`: somebody said that there is work now; else it is a tick. */
export type RunTick = (nudged: boolean) => Promise<void>;

export type Queue = {
  /**
   * Calls `run` about every `period` milliseconds and soon after a nudge, never twice at a time in this process. A nudge that comes while it
   * runs is followed by another run. `listens: false`: nobody nudges it, so no engine needs a connection for it.
   */
  every(name: string, period: number, run: RunTick, how?: { listens: boolean }): void;
  /** There may be work for this name now. One process that runs the name hears it, whichever is free; a name that nobody runs is forgotten. */
  nudge(name: string): void;
  start(): Promise<void>;
  /** Ends the ticking and waits for what runs. */
  stop(): Promise<void>;
};

/** What a child sends to its parent. */
export type NudgeMessage = { nudge: string };
export const isNudge = (message: unknown): message is NudgeMessage =>
  typeof message === 'object' && message !== null && typeof (message as NudgeMessage).nudge === 'string';
