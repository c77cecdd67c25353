/**
 * Fuzzing that is bounded and comes again: every run of the tests tries the same values. What breaks a property is made as small as it goes,
 * and the failure says with which seed and path it is played again: FUZZ_SEED, FUZZ_PATH. FUZZ_RUNS tries more, with another seed each night.
 */
import fc from 'fast-check';

const whole = (name: string, fallback: number): number => {
  const given = Number(process.env[name] ?? fallback);
  if (!Number.isInteger(given)) throw new Error(`${name} is no whole number`);
  return given;
};

export type Replay = { seed: number; path: string };
export const SEED = 16;

/** What broke, smallest first, and how to see it again; null when nothing did. `again`: only that one value. */
export const findBreak = async <T>(
  property: fc.IAsyncPropertyWithHooks<T>,
  runs: number,
  again?: Replay,
): Promise<{ counterexample: unknown; error: unknown; replay: Replay } | null> => {
  const seed = again?.seed ?? whole('FUZZ_SEED', SEED);
  const path = again?.path ?? process.env.FUZZ_PATH;
  const found = await fc.check(property, {
    seed,
    numRuns: whole('FUZZ_RUNS', runs),
    ...(path === undefined ? {} : { path, endOnFailure: true }),
  });
  if (!found.failed) return null;
  const replay = { seed: found.seed, path: found.counterexamplePath ?? '' };
  return { counterexample: found.counterexample, error: found.errorInstance, replay };
};

/** Holds for every value that is tried, or throws with the smallest one, what went wrong, and how to play it again. */
export const holdsForAll = async <T>(property: fc.IAsyncPropertyWithHooks<T>, runs = 300): Promise<void> => {
  const found = await findBreak(property, runs);
  if (!found) return;
  const { replay, counterexample, error } = found;
  throw new Error(
    `Broken by ${fc.stringify(counterexample)}\nAgain: FUZZ_SEED=${replay.seed} FUZZ_PATH=${replay.path}\n${error instanceof Error ? error.message : String(error)}`,
    { cause: error },
  );
};
