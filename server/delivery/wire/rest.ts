/** The pause after a relay could not be reached or took nothing: a second at first, doubling up to half a minute. */

const LONGEST_MS = 30_000;

export const openRest = (first: number) => {
  let length = 0;
  let until = 0;
  let endNow: (() => void) | null = null;
  return {
    /** Another failure. */
    tire() {
      length = Math.min(LONGEST_MS, length === 0 ? first : length * 2);
      until = performance.now() + length;
    },
    /** A mail was taken. */
    fresh() {
      length = 0;
    },
    /** Resolves when the pause is over, or at `end`. */
    async over(): Promise<void> {
      const ms = until - performance.now();
      if (ms <= 0) return;
      await new Promise<void>((go) => {
        const timer = setTimeout(go, ms);
        endNow = () => {
          clearTimeout(timer);
          go();
        };
      });
      endNow = null;
    },
    end() {
      until = 0;
      endNow?.();
    },
  };
};
