/** Runs one thing again and again: by period, or sooner when nudged, never two at once. */
import type { RunTick } from './port.ts';

/** Milliseconds between the beginnings of two runs that were nudged: what a thousand commits of a second bring is done in ten runs. */
const APART = 100;

export const ticker = (p: { period: number; run: RunTick; onError: (error: unknown) => void }) => {
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> | null = null;
  let nudged = false;
  let stopped = true;
  let began = Number.NEGATIVE_INFINITY;
  /** Whoever waits for a run that begins after now. */
  let waiting: (() => void)[] = [];
  const plan = (ms: number) => {
    if (timer) clearTimeout(timer);
    timer = stopped ? null : setTimeout(go, ms);
  };
  const soon = () => plan(Math.max(0, began + APART - performance.now()));
  const go = () => {
    timer = null;
    const asked = nudged;
    const told = waiting;
    nudged = false;
    waiting = [];
    began = performance.now();
    running = p
      .run(asked)
      .catch(p.onError)
      .then(() => {
        running = null;
        for (const done of told) done();
        if (nudged) soon();
        else plan(p.period);
      });
  };
  const nudge = () => {
    nudged = true;
    if (!running) soon();
  };
  return {
    start() {
      stopped = false;
      plan(0);
    },
    nudge,
    /** A nudge that resolves when a run has ended that began after it, or when the ticker stops. */
    nudgeAndWait: (): Promise<void> =>
      stopped
        ? Promise.resolve()
        : new Promise((done) => {
            waiting.push(done);
            nudge();
          }),
    async stop() {
      stopped = true;
      if (timer) clearTimeout(timer);
      timer = null;
      await running;
      for (const done of waiting.splice(0)) done();
    },
  };
};
