/** Topics as pages show them: groups with their choices, in three languages; and the seeding of an empty database. */
import type { Language } from '../../contract/codes.ts';
import { wordsIn } from '../../languages/languages.ts';
import type { Clock } from '../../lib/clock.ts';
import { publicId } from '../../lib/token.ts';
import type { Db } from '../../store/db.ts';
import { listTopicNames } from '../../store/topicNames.ts';
import {
  countTopicGroups,
  insertTopicGroup,
  insertTopics,
  listTopicGroups,
  listTopics,
  lockTopics,
} from '../../store/topics.ts';

/** A text per language; plain Japanese with its readings, 漢字(かんじ). */
export type Worded = Readonly<Record<Language, string>>;
export type Choice = { code: string; name: Worded; description: Worded; needsDate: boolean };
export type Group = { code: string; name: Worded; choices: Choice[] };

/** What an empty database begins with. */
export type TopicSeed = readonly {
  code: string;
  name: Worded;
  topics: readonly { code: string; name: Worded; description: Worded; needsDate?: boolean }[];
}[];

export const openTopics = (p: { db: Db; clock: Clock }) => ({
  /** Groups that have something to choose, in their order. */
  async list(): Promise<Group[]> {
    const [groups, choices] = await Promise.all([listTopicGroups(p.db), listTopics(p.db)]);
    return groups
      .map((group) => ({
        code: group.code,
        name: wordsIn(group.names),
        choices: choices
          .filter((t) => t.group_id === group.id)
          .map((t) => ({
            code: t.code,
            name: wordsIn(t.names),
            description: wordsIn(t.descriptions),
            needsDate: t.needs_date === 1,
          })),
      }))
      .filter((group) => group.choices.length > 0);
  },

  /** Names by code, also of topics that have ended; in the order of the pages. */
  names: (codes: readonly string[]) => listTopicNames(p.db, codes),

  /** Gives an empty database its first topics; a database that has or had any is left alone. */
  async seed(groups: TopicSeed): Promise<void> {
    if ((await countTopicGroups(p.db)) > 0) return;
    const created_at = p.clock.now();
    await p.db.write(async (trx) => {
      await lockTopics(trx);
      if ((await countTopicGroups(trx)) > 0) return;
      for (const [at, group] of groups.entries()) {
        const names = JSON.stringify(group.name);
        const sort = (at + 1) * 10;
        const group_id = await insertTopicGroup(trx, {
          public_id: publicId(),
          code: group.code,
          names,
          sort,
          created_at,
        });
        await insertTopics(
          trx,
          group.topics.map((t, n) => ({
            public_id: publicId(),
            group_id,
            code: t.code,
            names: JSON.stringify(t.name),
            descriptions: JSON.stringify(t.description),
            sort: (n + 1) * 10,
            needs_date: t.needsDate ? 1 : 0,
            created_at,
          })),
        );
      }
    });
  },
});
export type Topics = ReturnType<typeof openTopics>;
