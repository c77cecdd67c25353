/** `hub limits …`: how fast mail may go to each class of recipient domains. */

import { openParts } from '../app.ts';
import type { LimitKind } from '../lib/domainClasses.ts';
import { ACTOR, type Command, need, text, UsageError, type Words, when } from './command.ts';

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
    name: 'limits set',
    takes: 'DOMAIN',
    says: 'changes the limit of a carrier or provider at once, for all processes',
    options: { connections: text, rate: text, reason: text, emergency: { type: 'boolean' } },
    optionSays: {
      connections: 'at the same time, or none',
      rate: 'mails a second, or none',
      emergency: 'for emergencies instead, as agreed with the carrier',
    },
    needs: 1,
    async run(words, ground, out) {
      const limit = { connections: numberOf(words, 'connections'), ratePerSecond: numberOf(words, 'rate') };
      await openParts(await ground()).limits.set(ACTOR, limitName(words), limit, need(words, 'reason'));
      out.line('The limit holds from the next claim on.');
      out.answer({ ...limitName(words), ...limit });
    },
  },
  {
    name: 'limits reset',
    takes: 'DOMAIN',
    says: 'back to the default',
    options: { emergency: { type: 'boolean' } },
    needs: 1,
    async run(words, ground, out) {
      await openParts(await ground()).limits.reset(ACTOR, limitName(words));
      out.line('The default holds again.');
      out.answer(limitName(words));
    },
  },
];
