/** Console contract: what staff do for one reader who asks for it, and for all whom a filter finds. Every act has a reason. */
import { z } from 'zod';
import { languages } from '../codes.ts';
import { readerFilter } from './readers.ts';
import { asks, contract, done, frozen, id, listOf, none, nothing, perMinute, reason, undo } from './route.ts';

export const readerMoments = [
  'registered',
  'confirmed',
  'left',
  'consent',
  'letter',
  'bulletin',
  'returned',
  'suspended',
  'suspension-over',
  'staff',
] as const;

/** One moment of a reader's time, newest first. */
export const readerMoment = z.object({
  at: z.number(),
  kind: z.enum(readerMoments),
  id: id.nullable(),
  what: z.string().nullable(),
  state: z.string().nullable(),
  by: z.string().nullable(),
  reason: z.string().nullable(),
});
export type ReaderMoment = z.infer<typeof readerMoment>;

const day = z.iso.date();
const topics = z.array(z.string().max(60)).min(1).max(200);

export const readerManyActs = [
  'suspend',
  'lift',
  'unsubscribe',
  'links',
  'language',
  'topic-add',
  'topic-drop',
] as const;

export const readerActRoutes = {
  timeline: contract({
    method: 'GET',
    path: '/readers/:id/timeline',
    right: 'reader.find',
    reversal: none,
    input: nothing,
    answer: listOf(readerMoment),
  }),
  unsubscribe: contract({
    method: 'POST',
    path: '/readers/:id/unsubscribe',
    right: 'reader.change',
    reversal: asks('that the registration ends and a last mail says so'),
    input: z.object({ reason }),
    answer: done,
  }),
  links: contract({
    method: 'POST',
    path: '/readers/:id/links',
    right: 'reader.change',
    reversal: asks('that one mail with new links goes to the address'),
    input: z.object({ reason }),
    answer: done,
  }),
  choices: contract({
    method: 'POST',
    path: '/readers/:id/choices',
    right: 'reader.change',
    reversal: undo('readerActs.choices'),
    input: z.object({ language: z.enum(languages), topics, reason }),
    answer: done,
  }),
  address: contract({
    method: 'POST',
    path: '/readers/:id/address',
    right: 'reader.change',
    reversal: asks('that a mail asks the owner of the new address; nothing changes before they confirm'),
    input: z.object({ email: z.string().max(320), reason }),
    answer: done,
  }),
  request: contract({
    method: 'POST',
    path: '/readers/:id/request',
    right: 'reader.find',
    reversal: undo('tasks.close'),
    input: z.object({ asks: z.enum(['access', 'erasure']), received: day, reason }),
    answer: z.object({ dueAt: z.number() }),
  }),
  export: contract({
    method: 'POST',
    path: '/readers/:id/export',
    right: 'reader.export',
    fresh: true,
    reversal: asks('that everything that is stored leaves the hub as a file'),
    input: z.object({ reason }),
    answer: z.object({ data: z.record(z.string(), z.unknown()) }),
  }),
  many: contract({
    method: 'POST',
    path: '/readers/acts',
    right: 'reader.many',
    reversal: asks('the number of readers, which is typed before anything is done'),
    input: z.object({
      act: z.enum(readerManyActs),
      language: z.enum(languages).optional(),
      topic: z.string().max(60).optional(),
      reason,
      perMinute,
      filter: readerFilter,
    }),
    answer: frozen,
  }),
};
