/** Acts over a filter on the command line: what would be meant is frozen and counted, and `works confirm` with that number begins it. */
import { openParts } from '../app.ts';
import { letterGroups, letterManyActs } from '../contract/console/letters.ts';
import { readerActRoutes, readerManyActs } from '../contract/console/readerActs.ts';
import type { ReaderAct } from '../domain/readers/many.ts';
import { ACTOR, type Command, need, text, UsageError, type Words } from './command.ts';

const given = (words: Words, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    names.flatMap((name) => (typeof words.values[name] === 'string' ? [[name, words.values[name] as string]] : [])),
  );

const paceOf = (words: Words): number | null => {
  if (words.values['per-minute'] === undefined) return null;
  const n = Number(words.values['per-minute']);
  if (!Number.isInteger(n) || n < 1 || n > 60_000) throw new UsageError('--per-minute takes a number from 1 to 60000');
  return n;
};
/** A filter that names nothing would mean everything. */
const mustFilter = (filter: Record<string, string>): void => {
  if (Object.keys(filter).length === 0) throw new UsageError('a filter is missing: without one it would mean all');
};
const told = (id: string, total: number) =>
  `${total} are frozen. To begin: npm run hub -- works confirm ${id} --count ${total}`;

const letterFilters = ['group', 'day', 'type', 'system', 'domain', 'for'] as const;
const readerFilters = ['state', 'in-language', 'of-topic', 'domain', 'for', 'joined-from', 'joined-to'] as const;
const pace = { 'per-minute': text, reason: text };
const paceSays = { 'per-minute': 'at most so many a minute', reason: 'stands in the audit log' };

export const manyCommands: Command[] = [
  {
    name: 'letters many',
    takes: letterManyActs.join('|'),
    says: 'freezes and counts all letters that a filter finds, for one act; nothing is done before works confirm',
    options: { ...Object.fromEntries(letterFilters.map((name) => [name, text])), ...pace },
    optionSays: {
      group: letterGroups.join(', '),
      day: 'made on this day in Japan, like 2026-11-21',
      for: 'the reason of the refusal, as the list shows it',
      ...paceSays,
    },
    needs: 1,
    async run(words, ground, out) {
      const act = letterManyActs.find((one) => one === words.rest[0]);
      if (!act) throw new UsageError(`${words.rest[0]} is none of ${letterManyActs.join(', ')}`);
      const { for: reason, ...filter } = given(words, letterFilters);
      const query = { ...filter, ...(reason === undefined ? {} : { reason }) };
      mustFilter(query);
      const wish = { act, reason: need(words, 'reason'), perMinute: paceOf(words) };
      const frozen = await openParts(await ground()).manyLetters.freeze(ACTOR, wish, query);
      out.line(told(frozen.id, frozen.total));
      out.answer(frozen);
    },
  },
  {
    name: 'subscribers many',
    takes: readerManyActs.join('|'),
    says: 'freezes and counts all readers whom a filter finds, for one act; nothing is done before works confirm',
    options: { ...Object.fromEntries(readerFilters.map((name) => [name, text])), language: text, topic: text, ...pace },
    optionSays: {
      for: 'why they are suspended',
      language: 'the language that they get',
      topic: 'the topic that is added or taken away',
      ...paceSays,
    },
    needs: 1,
    async run(words, ground, out) {
      const {
        'in-language': language,
        'of-topic': topic,
        for: reason,
        'joined-from': joinedFrom,
        'joined-to': joinedTo,
        ...rest
      } = given(words, readerFilters);
      const filter = JSON.parse(JSON.stringify({ ...rest, language, topic, reason, joinedFrom, joinedTo }));
      mustFilter(filter);
      const wanted = { act: words.rest[0], ...given(words, ['language', 'topic']), reason: need(words, 'reason') };
      const read = readerActRoutes.many.input.safeParse({ ...wanted, perMinute: paceOf(words), filter });
      if (!read.success)
        throw new UsageError(read.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`).join('; '));
      const { act, perMinute } = read.data;
      if (act === 'language' && !read.data.language) throw new UsageError('--language is missing');
      if (act.startsWith('topic') && !read.data.topic) throw new UsageError('--topic is missing');
      const wish = { act, language: read.data.language, topic: read.data.topic } as ReaderAct;
      const frozen = await openParts(await ground()).manyReaders.freeze(
        ACTOR,
        { wish, reason: read.data.reason, perMinute },
        read.data.filter,
      );
      out.line(told(frozen.id, frozen.total));
      out.answer(frozen);
    },
  },
  {
    name: 'works confirm',
    takes: 'ID',
    says: 'begins what letters many or subscribers many has frozen; the number must be the same',
    options: { count: text },
    optionSays: { count: 'the number that was told' },
    needs: 1,
    async run(words, ground, out) {
      const { works } = openParts(await ground());
      const id = words.rest[0]!;
      // Who has typed the number into a command has had the time to think.
      await works.confirm(ACTOR, id, Number(need(words, 'count')), 0);
      out.line(`It begins. How far it is: npm run hub -- works show ${id}`);
      out.answer(await works.find(id));
    },
  },
];
