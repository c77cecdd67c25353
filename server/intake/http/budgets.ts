/**
 * What one network may get wrong at the doors before it is turned away: sign-ins, keys of the API, links, references. In this process. A link
 * is looked at first, which costs one row: readers behind the same network still change and leave.
 */
import { MINUTE } from '../../lib/clock.ts';
import { strangerBudget, type Taken } from '../../lib/strangers.ts';

const PERIOD = 10 * MINUTE;
/** An office behind one address mistypes; a carrier's address stands for thousands of phones. */
const MOST = { signIn: 60, keys: 100, links: 300, references: 100 } as const;

export const openBudgets = (now: () => number) => ({
  signIn: strangerBudget({ most: MOST.signIn, period: PERIOD, now }),
  keys: strangerBudget({ most: MOST.keys, period: PERIOD, now }),
  links: strangerBudget({ most: MOST.links, period: PERIOD, now }),
  references: strangerBudget({ most: MOST.references, period: PERIOD, now }),
});
export type Budgets = ReturnType<typeof openBudgets>;

export const isFull = (taken: Taken | { until: number }): taken is { until: number } => 'until' in taken;

/** Whole seconds until then, at least one. */
export const secondsUntil = (until: number, now: number): number => Math.max(1, Math.ceil((until - now) / 1000));

/** Gathers what was turned away by network, and tells of it once a minute: a flood is one line, with its number. */
export const turnedAway = (tell: (turned: { network: string; tries: number }) => Promise<unknown>) => {
  const counts = new Map<string, number>();
  let timer: NodeJS.Timeout | null = null;
  const flush = async (): Promise<void> => {
    if (timer) clearTimeout(timer);
    timer = null;
    const gathered = [...counts];
    counts.clear();
    for (const [network, tries] of gathered)
      await tell({ network, tries }).catch(() => counts.set(network, (counts.get(network) ?? 0) + tries));
  };
  return {
    note(network: string): void {
      if (counts.size < 1000 || counts.has(network)) counts.set(network, (counts.get(network) ?? 0) + 1);
      timer ??= setTimeout(() => void flush(), MINUTE).unref();
    },
    flush,
  };
};
