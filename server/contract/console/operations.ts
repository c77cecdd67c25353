/** Console contract: the landing page, tasks, delivery with its switches, keys, callbacks, settings, rulebook, mail types, audit log. */
import { z } from 'zod';
import { bulletinStates, keyTypes, lanes, languages, taskKinds } from '../codes.ts';
import { asks, contract, listOf, listQuery, none, undo } from './route.ts';

const nothing = z.object({});
const id = z.string();
const reason = z.string().max(500);
const done = z.object({ done: z.literal(true) });

const brief = z.object({
  id,
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
const laneLoad = z.object({ lane: z.enum(lanes), waiting: z.number().int(), ageMs: z.number().nullable() });
export type LaneLoad = z.infer<typeof laneLoad>;

export const homeShown = z.object({
  at: z.number(),
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
});
export type Task = z.infer<typeof task>;

export const holdKinds = ['everything', 'lane', 'relay', 'bulletin', 'type', 'domain'] as const;
const switchName = z.object({ kind: z.enum(holdKinds), target: z.string().max(200) });
export const board = z.object({
  lanes: z.array(laneLoad),
  holds: z.array(
    switchName.extend({
      reason: z.string(),
      actor: z.string(),
      /** Name of the actor as it is now; null for programs. */
      name: z.string().nullable(),
      heldAt: z.number(),
    }),
  ),
  relays: z.array(z.string()),
  domains: z.array(z.string()),
  workers: z.array(
    z.object({
      id,
      roles: z.string(),
      host: z.string(),
      startedAt: z.number(),
      beatAt: z.number(),
      alive: z.boolean(),
    }),
  ),
});
export type Board = z.infer<typeof board>;

export const key = z.object({
  id,
  name: z.string(),
  type: z.enum(keyTypes),
  system: z.string(),
  created_at: z.string(),
  revoked_at: z.string().nullable(),
  last_used_at: z.string().nullable(),
});
export type Key = z.infer<typeof key>;

export const callback = z.object({
  id,
  system: z.string(),
  url: z.string(),
  state: z.string(),
  created_at: z.string(),
  /** Until when the secret before a rotation signs as well. */
  overlap_until: z.string().nullable(),
  /** Outcomes that it still has to be told. */
  waiting: z.number().int(),
});
export type Callback = z.infer<typeof callback>;
export const callbackDelivery = z.object({
  id,
  state: z.string(),
  attempts: z.number().int(),
  created_at: z.string(),
  next_at: z.string().nullable(),
  done_at: z.string().nullable(),
  last_status: z.number().nullable(),
  last_error: z.string().nullable(),
});
export type CallbackDelivery = z.infer<typeof callbackDelivery>;

export const settingLine = z.object({
  name: z.string(),
  value: z.string(),
  from: z.enum(['environment', 'default']),
  says: z.string(),
});
export type SettingLine = z.infer<typeof settingLine>;

export const auditLine = z.object({
  id: z.number().int(),
  at: z.number(),
  actor: z.string(),
  /** Name of the actor as it is now; null for programs and for people who are gone. */
  name: z.string().nullable(),
  action: z.string(),
  object: z.string(),
  before: z.unknown(),
  after: z.unknown(),
  reason: z.string().nullable(),
});
export type AuditLine = z.infer<typeof auditLine>;

export const mailTypeLine = z.object({
  id,
  systems: z.array(z.string()),
  category: z.string(),
  sensitive: z.boolean(),
  /** What staff call it: its subject in each language of the console. */
  names: z.object({ ja: z.string(), en: z.string() }),
});
export type MailTypeLine = z.infer<typeof mailTypeLine>;
export const mailTypeShown = z.object({
  id,
  previews: z.partialRecord(
    z.enum(languages),
    z.object({ subject: z.string(), text: z.string(), html: z.string(), from: z.string() }),
  ),
});
export type MailTypeShown = z.infer<typeof mailTypeShown>;

const get = <A extends z.ZodType>(path: string, right: Parameters<typeof contract>[0]['right'], answer: A) =>
  contract({ method: 'GET', path, right, reversal: none, input: nothing, answer });

const byLanguage = z.record(z.enum(languages), z.number().int());
export const readersOverTime = z.object({
  days: z.array(z.object({ date: z.string(), ja: z.number().int(), plja: z.number().int(), en: z.number().int() })),
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

export const homeRoutes = {
  home: get('/home', 'home.see', homeShown),
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
  close: contract({
    method: 'POST',
    path: '/tasks/:id/close',
    right: 'task.close',
    reversal: asks('that nobody is reminded of it again'),
    input: z.object({ reason }),
    answer: task,
  }),
};

export const deliveryRoutes = {
  board: get('/delivery', 'delivery.see', board),
  hold: contract({
    method: 'POST',
    path: '/delivery/hold',
    right: 'delivery.control',
    reversal: undo('delivery.release'),
    input: switchName.extend({ reason }),
    answer: board,
  }),
  release: contract({
    method: 'POST',
    path: '/delivery/release',
    right: 'delivery.control',
    reversal: undo('delivery.hold'),
    input: switchName,
    answer: board,
  }),
};

export const keyRoutes = {
  list: get('/keys', 'key.see', listOf(key)),
  create: contract({
    method: 'POST',
    path: '/keys',
    right: 'key.write',
    fresh: true,
    reversal: undo('key.revoke'),
    input: z.object({
      name: z.string().max(100),
      type: z.enum(keyTypes),
      system: z.string().max(20),
      allow: z.array(z.string().max(320)).max(50).optional(),
    }),
    answer: z.object({ id, key: z.string() }),
  }),
  revoke: contract({
    method: 'POST',
    path: '/keys/:id/revoke',
    right: 'key.write',
    reversal: asks('that every program with this key is refused at once'),
    input: nothing,
    answer: done,
  }),
};

export const callbackRoutes = {
  list: get('/callbacks', 'callback.see', listOf(callback)),
  add: contract({
    method: 'POST',
    path: '/callbacks',
    right: 'callback.write',
    fresh: true,
    reversal: undo('callback.remove'),
    input: z.object({ system: z.string().max(20), url: z.string().max(2000) }),
    answer: z.object({ id, secret: z.string() }),
  }),
  remove: contract({
    method: 'POST',
    path: '/callbacks/:id/remove',
    right: 'callback.write',
    reversal: asks('that outcomes are no longer told there'),
    input: nothing,
    answer: done,
  }),
  deliveries: contract({
    method: 'GET',
    path: '/callbacks/:id/deliveries',
    right: 'callback.see',
    reversal: none,
    input: listQuery,
    answer: listOf(callbackDelivery),
  }),
  replay: contract({
    method: 'POST',
    path: '/callbacks/:id/replay',
    right: 'callback.write',
    reversal: none,
    input: z.object({ delivery: z.string().max(100).optional(), since: z.number().optional() }),
    answer: z.object({ count: z.number().int() }),
  }),
  rotate: contract({
    method: 'POST',
    path: '/callbacks/:id/rotate',
    right: 'callback.write',
    fresh: true,
    reversal: asks('that a new secret signs, and the old one only until tomorrow'),
    input: nothing,
    answer: z.object({ secret: z.string() }),
  }),
};

export const houseRoutes = {
  settings: get('/settings', 'setting.see', listOf(settingLine)),
  rulebook: get(
    '/rulebook',
    'rulebook.see',
    z.object({ revision: z.string(), systems: z.array(z.unknown()), reasons: z.unknown() }),
  ),
  mailTypes: get('/mail-types', 'mailType.see', listOf(mailTypeLine)),
  mailType: get('/mail-types/:id', 'mailType.see', mailTypeShown),
};

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
/** What narrows the audit log; days are JST, both included. */
const auditFilter = z.object({
  object: z.string().max(200).optional(),
  actor: z.string().max(200).optional(),
  action: z.string().max(100).optional(),
  from: day.optional(),
  to: day.optional(),
});
export const auditFormats = ['csv', 'json'] as const;

export const auditRoutes = {
  list: contract({
    method: 'GET',
    path: '/audit',
    right: 'audit.see',
    reversal: none,
    input: listQuery.extend(auditFilter.shape),
    answer: listOf(auditLine),
  }),
  /** A piece of the export, oldest line first; go on with `next` until it is null. JSON comes one line a record. */
  export: contract({
    method: 'POST',
    path: '/audit/export',
    right: 'audit.export',
    fresh: true,
    reversal: none,
    input: auditFilter.extend({ format: z.enum(auditFormats), after: z.number().int().optional() }),
    answer: z.object({ text: z.string(), lines: z.number().int(), next: z.number().int().nullable() }),
  }),
  verify: get(
    '/audit/verify',
    'audit.see',
    z.object({ lines: z.number().int(), broken: z.number().int().nullable(), head: z.string() }),
  ),
};
