/** How many requests a key may make in a minute, counted by this process; exactly the documented number, whatever the burst. */

export type Allowance = {
  limit: number;
  remaining: number;
  /** Whole seconds until the window ends. */
  resetIn: number;
  allowed: boolean;
};

const WINDOW = 60_000;
/** Windows that are over are forgotten now and then. */
const SWEEP = 1000;

/** `limit` 0 is no limit: every answer is null. Windows begin with a key's first request and follow real time. */
export const rateCounter = (limit: number, now: () => number = Date.now) => {
  const windows = new Map<string, { endsAt: number; used: number }>();
  let calls = 0;
  return (who: string): Allowance | null => {
    if (limit === 0) return null;
    const at = now();
    if (++calls % SWEEP === 0) for (const [name, w] of windows) if (w.endsAt <= at) windows.delete(name);
    let window = windows.get(who);
    if (!window || window.endsAt <= at) {
      window = { endsAt: at + WINDOW, used: 0 };
      windows.set(who, window);
    }
    const allowed = window.used < limit;
    if (allowed) window.used++;
    return {
      limit,
      remaining: limit - window.used,
      resetIn: Math.max(1, Math.ceil((window.endsAt - at) / 1000)),
      allowed,
    };
  };
};
export type RateCounter = ReturnType<typeof rateCounter>;

/** Headers of draft-ietf-httpapi-ratelimit-headers. */
export const rateHeaders = (a: Allowance): Record<string, string> => ({
  'RateLimit-Policy': `"key";q=${a.limit};w=60`,
  RateLimit: `"key";r=${a.remaining};t=${a.resetIn}`,
  ...(a.allowed ? {} : { 'Retry-After': String(a.resetIn) }),
});
