/**
 * What one network may get wrong at the doors before it is turned away: sign-ins, keys of the API, links, references. In this process. A link
 * is looked at first, which costs one row: readers behind the same network still change and leave.
 */
import type { BudgetName, Budgets } from '../../domain/budgets/budgets.ts';
import { MINUTE } from '../../lib/clock.ts';
import { strangerBudget, type Taken } from '../../lib/strangers.ts';

const PERIOD = 10 * MINUTE;
/** What is counted at the doors, and what it may be at most: an office behind one address mistypes, a carrier's address stands for thousands. */
const names = {
  signIn: 'sign-in-network',
  keys: 'keys-network',
  links: 'links-network',
  references: 'references-network',
} as const satisfies Record<string, BudgetName>;

/** One door: what staff have set counts from the next second on. */
const door = (rules: Pick<Budgets, 'lately'>, name: BudgetName, now: () => number) => {
  let most = 0;
  const counted = strangerBudget({ most: () => most, period: PERIOD, now });
  return {
    async take(network: string): Promise<Taken | { until: number }> {
      most = (await rules.lately())[name];
      return counted.take(network);
    },
  };
};

export const doorBudgets = (rules: Pick<Budgets, 'lately'>, now: () => number) => ({
  signIn: door(rules, names.signIn, now),
  keys: door(rules, names.keys, now),
  links: door(rules, names.links, now),
  references: door(rules, names.references, now),
});
export type DoorBudgets = ReturnType<typeof doorBudgets>;

export const isFull = (taken: Taken | { until: number }): taken is { until: number } => 'until' in taken;

/** Whole seconds until then, at least one. */
export const secondsUntil = (until: number, now: number): number => Math.max(1, Math.ceil((until - now) / 1000));

/** So many networks are told apart in a minute; of a flood from more, the rest is one line. */
const NETWORKS = 100;

/** Gathers what was turned away by network, and tells of it once a minute: a flood is one line, with its number. */
export const turnedAway = (tell: (turned: { network: string | null; tries: number }) => Promise<unknown>) => {
  const counts = new Map<string | null, number>();
  let timer: NodeJS.Timeout | null = null;
  const add = (network: string | null, tries: number): void => {
    const kept = counts.has(network) || counts.size < NETWORKS ? network : null;
    counts.set(kept, (counts.get(kept) ?? 0) + tries);
  };
  const flush = async (): Promise<void> => {
    if (timer) clearTimeout(timer);
    timer = null;
    const gathered = [...counts];
    counts.clear();
    for (const [network, tries] of gathered) await tell({ network, tries }).catch(() => add(network, tries));
  };
  return {
    note(network: string): void {
      add(network, 1);
      timer ??= setTimeout(() => void flush(), MINUTE).unref();
    },
    flush,
  };
};
export type TurnedAwayDesk = ReturnType<typeof turnedAway>;
