/** Console contract: tasks. */
import { z } from 'zod';
import { taskKinds } from '../codes.ts';
import { asks, contract, id, listOf, listQuery, none, nothing, reason, undo } from './route.ts';

export const task = z.object({
  id,
  kind: z.enum(taskKinds),
  object: z.string(),
  /** Subject of the bulletin that it is about, for those who may see bulletins. */
  about: z.string().nullable(),
  facts: z.record(z.string(), z.unknown()),
  state: z.enum(['open', 'closed']),
  openedAt: z.number(),
  closedAt: z.number().nullable(),
  closedBy: z.string().nullable(),
  /** Name of that person as it is now; null for programs and for people who are gone. */
  closedByName: z.string().nullable(),
  closedReason: z.string().nullable(),
  /** Who has it in hand. */
  takenBy: z.string().nullable(),
  takenByName: z.string().nullable(),
  takenAt: z.number().nullable(),
  /** The end of the day by which it must be done. */
  dueAt: z.number().nullable(),
  late: z.boolean(),
});
export type Task = z.infer<typeof task>;

export const taskRoutes = {
  list: contract({
    method: 'GET',
    path: '/tasks',
    right: 'task.see',
    reversal: none,
    input: listQuery.extend({ state: z.enum(['open', 'closed']).optional() }),
    answer: listOf(task),
  }),
  take: contract({
    method: 'POST',
    path: '/tasks/:id/take',
    right: 'task.close',
    reversal: undo('tasks.putBack'),
    input: nothing,
    answer: task,
  }),
  putBack: contract({
    method: 'POST',
    path: '/tasks/:id/put-back',
    right: 'task.close',
    reversal: undo('tasks.take'),
    input: nothing,
    answer: task,
  }),
  people: contract({
    method: 'GET',
    path: '/tasks/people',
    right: 'task.close',
    reversal: none,
    input: nothing,
    answer: z.object({ data: z.array(z.object({ id, name: z.string() })) }),
  }),
  assign: contract({
    method: 'POST',
    path: '/tasks/:id/assign',
    right: 'task.close',
    reversal: undo('tasks.putBack'),
    input: z.object({ person: id }),
    answer: task,
  }),
  setDue: contract({
    method: 'POST',
    path: '/tasks/:id/due',
    right: 'task.close',
    reversal: undo('tasks.setDue'),
    input: z.object({ day: z.iso.date().nullable() }),
    answer: task,
  }),
  close: contract({
    method: 'POST',
    path: '/tasks/:id/close',
    right: 'task.close',
    reversal: asks('that nobody is reminded of it again'),
    input: z.object({ reason }),
    answer: task,
  }),
};
