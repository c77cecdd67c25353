/** Runs one thing again and again: by period, or sooner when nudged, never two at once. */

export const ticker = (p: { period: number; run: () => Promise<void>; onError: (error: unknown) => void }) => {
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> | null = null;
  let again = false;
  let stopped = true;
  const plan = (ms: number) => {
    if (timer) clearTimeout(timer);
    timer = stopped ? null : setTimeout(go, ms);
  };
  const go = () => {
    timer = null;
    again = false;
    running = p
      .run()
      .catch(p.onError)
      .then(() => {
        running = null;
        plan(again ? 0 : p.period);
      });
  };
  return {
    start() {
      stopped = false;
      plan(0);
    },
    nudge() {
      if (running) again = true;
      else plan(0);
    },
    async stop() {
      stopped = true;
      if (timer) clearTimeout(timer);
      timer = null;
      await running;
    },
  };
};
