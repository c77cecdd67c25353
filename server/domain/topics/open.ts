/** Topics as the house opens them: their words, their order, their end. */
import { openTopicEnding } from './ending.ts';
import { openTopicLife } from './life.ts';
import { openTopics } from './topics.ts';

/** The ground, and the nouns before this one. */
type Needs = Parameters<typeof openTopics>[0] &
  Parameters<typeof openTopicLife>[0] &
  Parameters<typeof openTopicEnding>[0];

export const openTopicNoun = (p: Needs) => ({
  topics: openTopics(p),
  topicLife: openTopicLife(p),
  topicEnding: openTopicEnding(p),
});
