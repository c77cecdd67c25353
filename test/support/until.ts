/** Waiting for what comes in its own time. It ends as soon as it is there, so it may be patient with the busiest machine. */

export const PATIENCE = 60_000;

const pause = (ms: number) => new Promise<void>((r) => setTimeout(r, ms));

/** False when it did not become true in time. */
export const until = async (holds: () => boolean | Promise<boolean>, ms = PATIENCE): Promise<boolean> => {
  const end = Date.now() + ms;
  while (!(await holds())) {
    if (Date.now() > end) return false;
    await pause(15);
  }
  return true;
};

/** Looks until what it sees is right, and answers that; throws with what it saw last. */
export const lookUntil = async <T>(what: string, look: () => Promise<T>, right: (seen: T) => boolean): Promise<T> => {
  for (const end = Date.now() + PATIENCE; ; await pause(100)) {
    const seen = await look();
    if (right(seen)) return seen;
    if (Date.now() > end) throw new Error(`waited in vain for ${what}: ${JSON.stringify(seen)}`);
  }
};
