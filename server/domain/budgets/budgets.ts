/**
 * What somebody without an account may cause: forms, mails, wrong tries. The settings give the first values; staff see them and change them
 * within bounds, and what they set holds for every process: at once where it is counted in the database, within a second at the doors.
 */
import type { Clock } from '../../lib/clock.ts';
import { invalid, refused } from '../../lib/errors.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db, Source } from '../../store/db.ts';
import { deleteHouseRule, listHouseRules, setHouseRule } from '../../store/houseRules.ts';

/** Each with the bounds that staff may move it in: below the least, honest people are kept out; above the most, it is no limit. */
export const budgetBounds = {
  /** Form posts of one network in an hour; above it a form waits for its turn. */
  'forms-network-hour': { least: 5, most: 100_000 },
  'forms-browser-hour': { least: 3, most: 10_000 },
  /** Mails to one mailbox in 24 hours. */
  'mails-address-day': { least: 1, most: 100 },
  /** Mails in an hour, for forms, big providers and others each. */
  'mails-hour': { least: 100, most: 1_000_000 },
  'empty-domain-hour': { least: 5, most: 100_000 },
  'empty-network-hour': { least: 5, most: 100_000 },
  /** Wrong sign-ins, keys, links and references of one network in ten minutes. */
  'sign-in-network': { least: 10, most: 10_000 },
  'keys-network': { least: 10, most: 10_000 },
  'links-network': { least: 50, most: 100_000 },
  'references-network': { least: 10, most: 10_000 },
  /** Wrong sign-ins for one account before a network, and before strangers together, wait. */
  'sign-in-free': { least: 3, most: 50 },
  'sign-in-free-together': { least: 5, most: 1000 },
} as const;
export type BudgetName = keyof typeof budgetBounds;
export const budgetNames = Object.keys(budgetBounds) as BudgetName[];
export const isBudgetName = (name: string): name is BudgetName => Object.hasOwn(budgetBounds, name);
export type BudgetValues = Readonly<Record<BudgetName, number>>;

/** Values of the doors and of sign-in that no setting names. */
export const builtIn = {
  'sign-in-network': 60,
  'keys-network': 100,
  'links-network': 300,
  'references-network': 100,
  'sign-in-free': 5,
  'sign-in-free-together': 20,
} as const satisfies Partial<BudgetValues>;

export type BudgetShown = {
  id: BudgetName;
  value: number;
  fallback: number;
  least: number;
  most: number;
  changedBy: string | null;
  changedAt: number | null;
};

/** As the row is called among the rules of the house. */
const rowOf = (name: BudgetName): string => `budget.${name}`;
/** What the doors go by is as old as this at most. */
const FRESH_MS = 1000;

const fits = (name: BudgetName, value: number): boolean =>
  Number.isInteger(value) && value >= budgetBounds[name].least && value <= budgetBounds[name].most;

export const openBudgets = (p: { db: Db; clock: Clock; defaults: BudgetValues }) => {
  let seen: { at: number; values: BudgetValues } | null = null;
  /** A look under way: a crowd that comes at once waits for the same one. */
  let looking: Promise<BudgetValues> | null = null;
  const show = async (source: Source): Promise<BudgetShown[]> => {
    const rows = new Map((await listHouseRules(source)).map((row) => [row.name, row]));
    return budgetNames.map((id) => {
      const row = rows.get(rowOf(id));
      const own = row !== undefined && fits(id, Number(row.value)) ? row : undefined;
      return {
        id,
        value: own ? Number(own.value) : p.defaults[id],
        fallback: p.defaults[id],
        ...budgetBounds[id],
        changedBy: own?.actor ?? null,
        changedAt: own?.changed_at ?? null,
      };
    });
  };
  const valuesIn = async (source: Source): Promise<BudgetValues> =>
    Object.fromEntries((await show(source)).map((row) => [row.id, row.value])) as BudgetValues;
  const forget = () => {
    seen = null;
    looking = null;
  };
  const named = (name: string): BudgetName => {
    if (!isBudgetName(name)) throw invalid([{ field: 'name', code: 'budget.unknown' }]);
    return name;
  };

  return {
    /** As they stand for this transaction: set by any process, they hold from the next count on. */
    valuesIn,
    /** As they were a second ago at most; as they were last known while the database does not answer. */
    async lately(): Promise<BudgetValues> {
      if (seen && performance.now() - seen.at < FRESH_MS) return seen.values;
      if (looking) return looking;
      const look: Promise<BudgetValues> = valuesIn(p.db)
        .catch(() => seen?.values ?? p.defaults)
        .then((values) => {
          // Nothing was set meanwhile.
          if (looking === look) {
            seen = { at: performance.now(), values };
            looking = null;
          }
          return values;
        });
      looking = look;
      return look;
    },
    list: () => show(p.db),

    /** Errors: `reason.missing`, `input.invalid` (`budget.unknown`, `budget.value {least, most}`). */
    async set(actor: string, name: string, value: number, reason: string): Promise<void> {
      const id = named(name);
      if (reason.trim() === '') throw refused('reason.missing');
      if (!fits(id, value)) throw invalid([{ field: 'value', code: 'budget.value', details: { ...budgetBounds[id] } }]);
      const now = p.clock.now();
      await p.db.write(async (trx) => {
        const before = (await valuesIn(trx))[id];
        await setHouseRule(trx, { name: rowOf(id), value: String(value), actor, changed_at: now });
        const line = { at: now, actor, action: 'budget.set', object: `budget:${id}`, reason };
        await appendAudit(trx, { ...line, before: { value: before }, after: { value } });
      });
      forget();
    },

    /** Back to what the settings say. Errors: `budget.not-set`, `input.invalid` (`budget.unknown`). */
    async reset(actor: string, name: string): Promise<void> {
      const id = named(name);
      const now = p.clock.now();
      await p.db.write(async (trx) => {
        const before = (await valuesIn(trx))[id];
        if (!(await deleteHouseRule(trx, rowOf(id)))) throw refused('budget.not-set');
        const line = { at: now, actor, action: 'budget.reset', object: `budget:${id}` };
        await appendAudit(trx, { ...line, before: { value: before }, after: { value: p.defaults[id] } });
      });
      forget();
    },
  };
};
export type Budgets = ReturnType<typeof openBudgets>;
