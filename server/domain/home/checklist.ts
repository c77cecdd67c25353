/** What an administrator of a new hub still has to do; each step ticks itself by what has happened, and none is asked for again once all are done. */

import { findFirsts } from '../../store/checklist.ts';
import type { Db } from '../../store/db.ts';

export const checklistSteps = ['relay', 'people', 'topics', 'readers', 'test', 'bulletin'] as const;
export type ChecklistStep = (typeof checklistSteps)[number];

/** `relay`: a relay is set, so that mail leaves. */
export const openChecklist = (p: { db: Db; relay: boolean }) => {
  let over = false;
  return async (): Promise<{ steps: { name: ChecklistStep; done: boolean }[] }> => {
    const done = over ? null : { relay: p.relay, ...(await findFirsts(p.db)) };
    const steps = checklistSteps.map((name) => ({ name, done: done === null || done[name] }));
    over = steps.every((step) => step.done);
    return { steps };
  };
};
export type Checklist = ReturnType<typeof openChecklist>;
