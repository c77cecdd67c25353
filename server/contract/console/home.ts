/** Console contract: the landing page, and readers over time. */
import { z } from 'zod';
import { bulletinKinds, bulletinStates, inEvery, languages } from '../codes.ts';
import { laneLoad } from './delivery.ts';
import { contract, id, none, reads } from './route.ts';

const brief = z.object({
  id,
  kind: z.enum(bulletinKinds),
  state: z.enum(bulletinStates),
  title: z.string(),
  scheduledAt: z.number().nullable(),
  heldUntil: z.number().nullable(),
  /** It was sent without an approval, which this person may give. */
  approvalDue: z.boolean(),
});
export const dayFigures = z.object({
  date: z.string(),
  accepted: z.number().int(),
  failed: z.number().int(),
  unknown: z.number().int(),
  ended: z.number().int(),
});
export type DayFigures = z.infer<typeof dayFigures>;

/** "Is all well?": trouble first, then what waits for people. */
export const well = z.object({
  level: z.enum(['well', 'todo', 'trouble']),
  points: z.array(
    z.object({ what: z.enum(['troubles', 'held', 'paused', 'oldTasks', 'failed', 'tasks']), n: z.number().int() }),
  ),
});
export type WellShown = z.infer<typeof well>;

export const homeShown = z.object({
  at: z.number(),
  well,
  tasks: z.number().int(),
  /** Those whose next act is this person's. */
  bulletins: z.array(brief),
  scheduled: z.array(brief),
  planned: z.array(z.object({ type: z.string(), at: z.number() })),
  readers: z.record(z.string(), z.number().int()),
  days: z.array(dayFigures),
  lanes: z.array(laneLoad),
  held: z.number().int(),
});
export type HomeShown = z.infer<typeof homeShown>;

const byLanguage = z.record(z.enum(languages), z.number().int());
export const readersOverTime = z.object({
  days: z.array(z.object({ date: z.string(), ...inEvery(() => z.number().int()) })),
  /** The first day that was counted, JST. */
  since: z.string().nullable(),
  topics: z.array(
    z.object({
      code: z.string(),
      names: z.record(z.enum(languages), z.string()),
      now: byLanguage,
      before: z.number().int().nullable(),
    }),
  ),
});
export type ReadersOverTime = z.infer<typeof readersOverTime>;

export const checklist = z.object({
  steps: z.array(
    z.object({ name: z.enum(['relay', 'people', 'topics', 'readers', 'test', 'bulletin']), done: z.boolean() }),
  ),
});
export type ChecklistShown = z.infer<typeof checklist>;

export const homeRoutes = {
  /** What a new hub still lacks, for who sets it up. */
  checklist: reads('/home/checklist', 'person.write', checklist),
  home: reads('/home', 'home.see', homeShown),
  /** `topic`: code of one topic; without it every reader counts once. */
  readers: contract({
    method: 'GET',
    path: '/home/readers',
    right: 'reader.count',
    reversal: none,
    input: z.object({ topic: z.string().max(100).optional() }),
    answer: readersOverTime,
  }),
};
