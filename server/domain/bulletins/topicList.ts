/** The topics a bulletin can go to, as people and scripts name them. */
import type { Language } from '../../contract/codes.ts';
import { wordsIn } from '../../languages/languages.ts';
import type { Source } from '../../store/db.ts';
import { listChoosableTopics } from '../../store/topicCodes.ts';

export type ListedTopic = { code: string; group: string; names: Record<Language, string> };

export const openBulletinTopics = async (source: Source): Promise<ListedTopic[]> =>
  (await listChoosableTopics(source)).map((t) => ({
    code: t.code,
    group: t.group_code,
    names: wordsIn(t.names),
  }));
