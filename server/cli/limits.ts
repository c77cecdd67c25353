/** `hub limits …`: how fast mail may go to each class of recipient domains, and what somebody without an account may cause. */

import { openParts } from '../app.ts';
import { type BudgetName, budgetBounds, isBudgetName } from '../domain/budgets/budgets.ts';
import type { Ground } from '../ground.ts';
import type { LimitKind } from '../lib/domainClasses.ts';
import { ACTOR, type Command, need, type Output, text, UsageError, type Words, when } from './command.ts';

/** A number, 'none' for no limit. */
const numberOf = (words: Words, name: string): number | null => {
  const value = need(words, name);
  if (value === 'none') return null;
  if (!/^\d{1,6}$/.test(value)) throw new UsageError(`--${name} takes a number or none`);
  return Number(value);
};

const limitName = (words: Words) => ({
  domain: words.rest[0]!,
  kind: (words.values.emergency === true ? 'emergency' : 'usual') as LimitKind,
});

/** One number of `limits show`. */
const setBudget = async (words: Words, ground: Ground, out: Output): Promise<void> => {
  const name = words.rest[0] as BudgetName;
  const { least, most } = budgetBounds[name];
  const given = need(words, 'to');
  if (!/^\d{1,9}$/.test(given) || Number(given) < least || Number(given) > most)
    throw new UsageError(`--to takes a number from ${least} to ${most}`);
  await openParts(ground).budgets.set(ACTOR, name, Number(given), need(words, 'reason'));
  out.line('It holds for every process, at the doors within a second.');
  out.answer({ name, value: Number(given) });
};

const resetBudget = async (name: string, ground: Ground, out: Output): Promise<void> => {
  await openParts(ground).budgets.reset(ACTOR, name);
  out.line('The default holds again.');
  out.answer({ name });
};

export const limitCommands: Command[] = [
  {
    name: 'limits list',
    takes: '',
    says: 'how fast mail may go to each carrier and big provider, what waits for it, and when that will have left',
    options: {},
    needs: 0,
    async run(_words, ground, out) {
      const list = await openParts(await ground()).limits.list();
      const told = (n: number | null) => (n === null ? 'no limit' : String(n));
      for (const l of list)
        out.line(
          `${l.id.padEnd(20)} ${told(l.connections).padStart(8)} connections ${told(l.ratePerSecond).padStart(8)} a second  ` +
            `${l.waiting} wait${l.endsAt === null ? '' : `, done ${when(l.endsAt)}`}${l.restsUntil === null ? '' : `, rests until ${when(l.restsUntil)} (${l.restReason})`}${l.changedBy ? `  set by ${l.changedBy}` : ''}`,
        );
      out.answer(list);
    },
  },
  {
    name: 'limits show',
    takes: '',
    says: 'what somebody without an account may cause: forms, mails, wrong sign-ins, keys and links',
    options: {},
    needs: 0,
    async run(_words, ground, out) {
      const list = await openParts(await ground()).budgets.list();
      for (const b of list)
        out.line(
          `${b.id.padEnd(22)} ${(b.value === 0 ? 'no limit' : String(b.value)).padStart(8)}  at first ${b.fallback}, from ${b.least} to ${b.most}` +
            `${b.changedBy ? `, set by ${b.changedBy} ${when(b.changedAt)}` : ''}`,
        );
      out.answer(list);
    },
  },
  {
    name: 'limits set',
    takes: 'DOMAIN|NAME',
    says: 'changes the limit of a carrier or provider, or one of `limits show`, at once, for all processes',
    options: { connections: text, rate: text, to: text, reason: text, emergency: { type: 'boolean' } },
    optionSays: {
      to: 'the new number of one of `limits show`',
      connections: 'at the same time, or none',
      rate: 'mails a second, or none',
      emergency: 'for emergencies instead, as agreed with the carrier',
    },
    needs: 1,
    async run(words, ground, out) {
      if (isBudgetName(words.rest[0]!)) return setBudget(words, await ground(), out);
      const limit = { connections: numberOf(words, 'connections'), ratePerSecond: numberOf(words, 'rate') };
      await openParts(await ground()).limits.set(ACTOR, limitName(words), limit, need(words, 'reason'));
      out.line('The limit holds from the next claim on.');
      out.answer({ ...limitName(words), ...limit });
    },
  },
  {
    name: 'limits reset',
    takes: 'DOMAIN|NAME',
    says: 'back to the default',
    options: { emergency: { type: 'boolean' } },
    needs: 1,
    async run(words, ground, out) {
      if (isBudgetName(words.rest[0]!)) return resetBudget(words.rest[0]!, await ground(), out);
      await openParts(await ground()).limits.reset(ACTOR, limitName(words));
      out.line('The default holds again.');
      out.answer(limitName(words));
    },
  },
];
