/** When a process looks for work: at a nudge and by the time. One look or sweep at a time; a nudge meanwhile is followed by another look. */

/** At least this often: planned letters become due without anybody's commit. */
const LOOK_MS = 250;

/** `look` must not reject. */
export const openLooks = (look: () => Promise<void>) => {
  let busy: Promise<void> | null = null;
  let again = false;
  let stopped = false;
  let timer: NodeJS.Timeout | null = null;

  /** Nothing is looked for until `work` has ended. */
  const occupy = (work: Promise<void>): void => {
    if (timer) clearTimeout(timer);
    again = false;
    busy = work.then(() => {
      busy = null;
      if (again) nudge();
      else if (!stopped) timer = setTimeout(nudge, LOOK_MS);
    });
  };
  const nudge = (): void => {
    if (stopped) return;
    if (busy) again = true;
    else occupy(look());
  };
  return {
    nudge,
    occupy,
    get isBusy() {
      return busy !== null;
    },
    /** No more looks; resolves when the one under way has ended. */
    async stop(): Promise<void> {
      stopped = true;
      if (timer) clearTimeout(timer);
      await busy;
    },
  };
};
