/** Console contract: comments of staff at a place of a bulletin's text, their answers, and closing them. */
import { z } from 'zod';
import { languages } from '../codes.ts';
import { contract, none, undo } from './route.ts';

export const bulletinComment = z.object({
  id: z.string(),
  language: z.enum(languages),
  field: z.enum(['subject', 'body']),
  /** The words it speaks of as they stood then; '' is the whole text of the language. */
  quote: z.string(),
  /** Where they stood in `revision`, counted from 1. */
  stood: z.object({ line: z.number().int(), column: z.number().int() }),
  /** Where they stand now; null: the words are gone. */
  place: z.object({ line: z.number().int(), column: z.number().int() }).nullable(),
  revision: z.number().int(),
  words: z.string(),
  at: z.number(),
  by: z.string(),
  closed: z.object({ at: z.number(), by: z.string() }).nullable(),
  answers: z.array(z.object({ id: z.string(), words: z.string(), at: z.number(), by: z.string() })),
});
export type BulletinComment = z.infer<typeof bulletinComment>;

export const commentList = z.object({
  data: z.array(bulletinComment),
  open: z.number().int(),
  /** Comments are taken until the first mail leaves. */
  taken: z.boolean(),
});
export type CommentList = z.infer<typeof commentList>;

const words = z.string().max(2000);
const one = { method: 'POST', right: 'bulletin.comment', answer: commentList } as const;

export const bulletinCommentRoutes = {
  list: contract({
    method: 'GET',
    path: '/bulletins/:id/comments',
    right: 'bulletin.see',
    reversal: none,
    input: z.object({}),
    answer: commentList,
  }),
  add: contract({
    ...one,
    path: '/bulletins/:id/comments',
    reversal: undo('bulletinComments.close'),
    input: z.object({
      language: z.enum(languages),
      field: z.enum(['subject', 'body']),
      line: z.number().int().min(1),
      column: z.number().int().min(1),
      quote: z.string().max(300),
      words,
    }),
  }),
  answer: contract({
    ...one,
    path: '/bulletins/:id/comments/answer',
    reversal: none,
    input: z.object({ comment: z.string(), words }),
  }),
  close: contract({
    ...one,
    path: '/bulletins/:id/comments/close',
    reversal: undo('bulletinComments.reopen'),
    input: z.object({ comment: z.string() }),
  }),
  reopen: contract({
    ...one,
    path: '/bulletins/:id/comments/reopen',
    reversal: undo('bulletinComments.close'),
    input: z.object({ comment: z.string() }),
  }),
};
