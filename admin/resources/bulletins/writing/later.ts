/** Telling the page what was typed, in the next pause: the whole page need not be drawn for each key. */
/** A pause after which the page hears of what was typed, and the longest it waits. */
const PAUSE_MS = 250;
const LONGEST_MS = 2000;
/** Does the work in the next pause; `now` does it at once when it is due. */
export const later = (work: () => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let since = 0;
  const now = () => {
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    work();
  };
  return {
    now,
    soon() {
      const at = Date.now();
      if (timer === undefined) since = at;
      clearTimeout(timer);
      timer = setTimeout(now, Math.max(0, Math.min(PAUSE_MS, since + LONGEST_MS - at)));
    },
  };
};
