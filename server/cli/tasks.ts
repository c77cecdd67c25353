/** `hub tasks …`: what a person must look at. */
import { openParts } from '../app.ts';
import { isDate } from '../lib/clock.ts';
import { notFound } from '../lib/errors.ts';
import { ACTOR, type Command, limitOf, need, text, UsageError, when } from './command.ts';

export const taskCommands: Command[] = [
  {
    name: 'tasks list',
    takes: '',
    says: 'what a person must look at',
    options: { state: text, limit: text },
    optionSays: { state: 'open (default) or closed' },
    needs: 0,
    async run(words, ground, out) {
      const state = words.values.state ?? 'open';
      if (state !== 'open' && state !== 'closed') throw new UsageError('--state takes open or closed');
      const { data } = await openParts(await ground()).tasks.list({ state }, { limit: limitOf(words) });
      for (const t of data)
        out.line(
          `${t.id}  ${t.kind.padEnd(20)} ${t.object.padEnd(32)} ${when(t.openedAt)}${t.takenBy ? `  taken by ${t.takenBy}` : ''}${t.dueAt ? `  ${t.late ? 'LATE' : 'due'} ${when(t.dueAt)}` : ''}`,
        );
      if (data.length === 0) out.line('There is nothing to do.');
      out.answer(data);
    },
  },
  {
    name: 'tasks take',
    takes: 'ID',
    says: 'says that somebody is at it; --back puts it back',
    options: { back: { type: 'boolean' } },
    needs: 1,
    async run(words, ground, out) {
      const take = words.values.back !== true;
      const task = await openParts(await ground()).tasks.take(ACTOR, words.rest[0]!, take);
      out.line(take ? 'It is taken.' : 'It is put back.');
      out.answer(task);
    },
  },
  {
    name: 'tasks assign',
    takes: 'ID EMAIL',
    says: 'gives a task to somebody who may close it, also from another person’s hands',
    options: {},
    needs: 2,
    async run(words, ground, out) {
      const [id, email] = words.rest as [string, string];
      const open = await ground();
      const { policy, tasks } = openParts(open);
      const who = (await policy.holders(open.db, 'task.close')).find(
        (one) => one.email.toLowerCase() === email.toLowerCase(),
      );
      if (!who) throw notFound('person');
      const task = await tasks.assign(ACTOR, id, who.actor);
      out.line('It is given.');
      out.answer(task);
    },
  },
  {
    name: 'tasks due',
    takes: 'ID',
    says: 'sets the day by which a task must be done, or takes it away',
    options: { day: text, none: { type: 'boolean' } },
    optionSays: { day: 'like 2026-11-21', none: 'no day' },
    needs: 1,
    async run(words, ground, out) {
      const day = words.values.none === true ? null : need(words, 'day');
      if (day !== null && !isDate(day)) throw new UsageError('--day takes a day like 2026-11-21');
      const task = await openParts(await ground()).tasks.setDue(ACTOR, words.rest[0]!, day);
      out.line(day === null ? 'It has no day.' : `It is due by the end of ${day}.`);
      out.answer(task);
    },
  },
  {
    name: 'tasks done',
    takes: 'ID',
    says: 'closes a task with a note of what was done',
    options: { note: text },
    needs: 1,
    async run(words, ground, out) {
      const task = await openParts(await ground()).tasks.close(ACTOR, words.rest[0]!, need(words, 'note'));
      out.line('It is done.');
      out.answer(task);
    },
  },
];
