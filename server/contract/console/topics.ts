/** Console contract: topics and their groups. */
import { z } from 'zod';
import { contract, listOf, listQuery, none } from './route.ts';

const inThree = z.object({ ja: z.string(), plja: z.string(), en: z.string() });
export const topic = z.object({
  id: z.string(),
  code: z.string(),
  group: z.string(),
  groupNames: inThree,
  names: inThree,
  descriptions: inThree,
  readers: z.number().int(),
});
export type Topic = z.infer<typeof topic>;

export const topicRoutes = {
  list: contract({
    method: 'GET',
    path: '/topics',
    right: 'topic.see',
    reversal: none,
    input: listQuery.extend({ limit: z.coerce.number().int().min(1).max(500).default(500) }),
    answer: listOf(topic),
  }),
};
