/** Console contract: people of the console, their roles and bureaus. */
import { z } from 'zod';
import { staffRoles } from '../rights.ts';
import { asks, contract, listOf, none, nothing, reason, undo } from './route.ts';
import { consoleLanguages, ownSession } from './session.ts';

export const person = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  language: z.enum(consoleLanguages),
  roles: z.array(z.enum(staffRoles)),
  /** Codes of topic groups that bulletin rights are narrowed to; empty means all. */
  bureaus: z.array(z.string()),
  state: z.enum(['invited', 'active', 'retired']),
  factor: z.enum(['set', 'needed', 'none']),
  lockedUntil: z.number().nullable(),
  createdAt: z.number(),
  lastSeenAt: z.number().nullable(),
});
export type Person = z.infer<typeof person>;

const name = z.string().max(200);
const roles = z.array(z.enum(staffRoles)).max(staffRoles.length);
const bureaus = z.array(z.string().max(100)).max(200);

export const peopleRoutes = {
  list: contract({
    method: 'GET',
    path: '/people',
    right: 'person.see',
    reversal: none,
    input: z.object({ limit: z.coerce.number().optional(), cursor: z.string().optional() }),
    answer: listOf(person),
  }),
  show: contract({
    method: 'GET',
    path: '/people/:id',
    right: 'person.see',
    reversal: none,
    input: nothing,
    answer: person,
  }),
  invite: contract({
    method: 'POST',
    path: '/people',
    right: 'person.write',
    reversal: undo('people.retire'),
    input: z.object({ name, email: z.string().max(320), language: z.enum(consoleLanguages), roles, bureaus }),
    answer: person,
  }),
  inviteAgain: contract({
    method: 'POST',
    path: '/people/:id/invite',
    right: 'person.write',
    reversal: undo('people.retire'),
    input: nothing,
    answer: person,
  }),
  change: contract({
    method: 'PUT',
    path: '/people/:id',
    right: 'person.write',
    reversal: undo('people.change'),
    input: z.object({ name, roles, bureaus }),
    answer: person,
  }),
  retire: contract({
    method: 'POST',
    path: '/people/:id/retire',
    right: 'person.write',
    reversal: asks('that every session of the person ends'),
    input: z.object({ reason }),
    answer: person,
  }),
  resetFactor: contract({
    method: 'POST',
    path: '/people/:id/reset-factor',
    right: 'person.write',
    fresh: true,
    reversal: asks('that the authenticator app and the recovery codes of the person end'),
    input: z.object({ reason }),
    answer: person,
  }),
  sessions: contract({
    method: 'GET',
    path: '/people/:id/sessions',
    right: 'person.write',
    reversal: none,
    input: nothing,
    answer: listOf(ownSession),
  }),
  endSessions: contract({
    method: 'POST',
    path: '/people/:id/end-sessions',
    right: 'person.write',
    reversal: asks('how many sessions end at once, with what was not saved in them'),
    input: nothing,
    answer: z.object({ ended: z.number().int() }),
  }),
};
