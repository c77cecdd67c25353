/** Console: topics, their groups and their life. */
import { topicRoutes } from '../../../contract/console/topics.ts';
import type { TopicEnding } from '../../../domain/topics/ending.ts';
import type { TopicLife } from '../../../domain/topics/life.ts';
import type { Topics } from '../../../domain/topics/topics.ts';
import { snippets } from '../public/snippet.ts';
import { type ConsoleRoute, route } from './mount.ts';

export const topicConsole = (p: {
  topicLife: TopicLife;
  topicEnding: TopicEnding;
  topics: Topics;
  publicUrl: () => string;
}): ConsoleRoute[] => [
  route(topicRoutes.list, async () => ({ data: await p.topicLife.list(), next: null })),
  route(topicRoutes.groups, async () => ({ data: await p.topicLife.groups(), next: null })),
  route(topicRoutes.changes, async () => ({ data: await p.topicEnding.changes(), next: null })),
  route(topicRoutes.snippet, ({ input }) => snippets(p, input.topics.split(','))),
  route(topicRoutes.create, ({ who, input }) => p.topicLife.create(who, input)),
  route(topicRoutes.reword, ({ who, id, input }) => p.topicLife.reword(who, id, input)),
  route(topicRoutes.createGroup, ({ who, input }) => p.topicLife.createGroup(who, input)),
  route(topicRoutes.rewordGroup, ({ who, id, input }) => p.topicLife.rewordGroup(who, id, input)),
  route(topicRoutes.order, async ({ who, input }) => ({ data: await p.topicLife.order(who, input.groups) })),
  route(topicRoutes.consequence, ({ who, id, input }) => p.topicEnding.consequence(who, id, input)),
  route(topicRoutes.retire, ({ who, id, input }) => p.topicEnding.retire(who, id, input)),
  route(topicRoutes.restore, ({ who, id }) => p.topicEnding.undo(who, id)),
];
