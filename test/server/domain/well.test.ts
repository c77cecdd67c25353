/** "Is all well?": trouble comes before work, and what is nothing is not told. */
import { expect, test } from 'vitest';
import { judge } from '../../../server/domain/home/well.ts';

const none = { troubles: 0, held: 0, paused: 0, oldTasks: 0, failed: 0, tasks: 0 };

test('nothing to tell is well', () => {
  expect(judge(none)).toEqual({ level: 'well', points: [] });
});

test('work that waits is no trouble', () => {
  expect(judge({ ...none, tasks: 3, failed: 2 })).toEqual({
    level: 'todo',
    points: [
      { what: 'failed', n: 2 },
      { what: 'tasks', n: 3 },
    ],
  });
});

test.each(['troubles', 'held', 'paused', 'oldTasks'] as const)('%s is trouble, and told first', (what) => {
  expect(judge({ ...none, tasks: 1, [what]: 2 })).toMatchObject({ level: 'trouble', points: [{ what, n: 2 }, {}] });
});
