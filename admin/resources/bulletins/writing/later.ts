/** Telling the page what was typed, in the next pause: the whole page need not be drawn for each key. */
/** A pause after which the page hears of what was typed, and the longest it waits. */
const PAUSE_MS = 250;
const LONGEST_MS = 2000;

/** Fields that hold something the page has not heard of yet. */
const due = new Set<() => void>();

/** Whoever needs all that was typed (to save it, to ask about it, to put something else there) calls this first. */
export const tellAll = (): void => {
  for (const now of [...due]) now();
};

/**
 * Before the page goes, is put aside (a phone may end it then without a word), or another screen comes. The capture comes first: whoever
 * asks then whether something is unsaved knows all of it. Answers how to stop.
 */
export const whenLeaving = (tell: () => void): (() => void) => {
  const places = [
    [window, 'pagehide'],
    [window, 'popstate'],
    [document, 'visibilitychange'],
  ] as const;
  for (const [place, name] of places) place.addEventListener(name, tell, true);
  return () => {
    for (const [place, name] of places) place.removeEventListener(name, tell, true);
  };
};

/** Does the work in the next pause; `now` does it at once when it is due. */
export const later = (work: () => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let since = 0;
  const now = () => {
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    due.delete(now);
    work();
  };
  return {
    now,
    soon() {
      const at = Date.now();
      if (timer === undefined) since = at;
      clearTimeout(timer);
      timer = setTimeout(now, Math.max(0, Math.min(PAUSE_MS, since + LONGEST_MS - at)));
      due.add(now);
    },
  };
};
