/** Console contract: what is in force for an application system beside the rulebook, and where answers to its mails go. */
import { z } from 'zod';
import { replyAddressStates } from '../codes.ts';
import { contract, id, listOf, none, undo } from './route.ts';

const replyAddress = z.object({
  id,
  email: z.string(),
  state: z.enum(replyAddressStates),
  createdAt: z.number(),
  confirmedAt: z.number().nullable(),
});
export type ReplyAddressShown = z.infer<typeof replyAddress>;

/** `settings` and `defaults` have the same names; the domain says what each may be. */
const system = z.object({
  id,
  settings: z.record(z.string(), z.unknown()),
  defaults: z.record(z.string(), z.unknown()),
  /** Display name of From by language, as sender.json has it. */
  senderNames: z.record(z.string(), z.string()),
  replyAddresses: z.array(replyAddress),
});
export type SystemShown = z.infer<typeof system>;

const told = z.object({ says: z.string(), mend: z.string().nullable() });
/** What was found of one sender domain, in both languages of the console. */
const senderFinding = z.object({
  level: z.enum(['ok', 'warn', 'fail']),
  code: z.string(),
  about: z.string(),
  ja: told,
  en: told,
});
export type SenderFinding = z.infer<typeof senderFinding>;

export const systemRoutes = {
  senders: contract({
    method: 'GET',
    path: '/senders',
    right: 'setting.see',
    reversal: none,
    input: z.object({}),
    answer: listOf(senderFinding),
  }),
  list: contract({
    method: 'GET',
    path: '/systems',
    right: 'setting.see',
    reversal: none,
    input: z.object({}),
    answer: listOf(system),
  }),
  change: contract({
    method: 'PUT',
    path: '/systems/:id',
    right: 'setting.write',
    reversal: undo('the same with the value before, which the audit log keeps'),
    fresh: true,
    input: z.object({ settings: z.record(z.string(), z.unknown()) }),
    answer: system,
  }),
  addReplyAddress: contract({
    method: 'POST',
    path: '/systems/:id/reply-addresses',
    right: 'setting.write',
    reversal: undo('replyAddress.remove'),
    fresh: true,
    input: z.object({ email: z.string().max(320) }),
    answer: z.object({ id }),
  }),
  confirmReplyAddress: contract({
    method: 'POST',
    path: '/reply-addresses/:id/confirm',
    right: 'setting.write',
    reversal: undo('replyAddress.remove'),
    input: z.object({ code: z.string().max(40) }),
    answer: z.object({ id }),
  }),
  removeReplyAddress: contract({
    method: 'POST',
    path: '/reply-addresses/:id/remove',
    right: 'setting.write',
    reversal: undo('adding and confirming it again'),
    input: z.object({}),
    answer: z.object({ id }),
  }),
};
