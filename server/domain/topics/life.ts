/** Topics and groups as staff make, word and order them. What ends one stands in ending.ts. */

import { wordsIn } from '../../languages/languages.ts';
import type { Clock } from '../../lib/clock.ts';
import { type FieldError, invalid, notFound, refused } from '../../lib/errors.ts';
import { publicId } from '../../lib/token.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db, Source, Trx } from '../../store/db.ts';
import {
  findTopicByCode,
  findWholeTopic,
  listWholeGroups,
  listWholeTopics,
  updateGroup,
  updateTopic,
  type WholeGroup,
  type WholeTopic,
} from '../../store/topicLife.ts';
import { insertTopicGroup, insertTopics } from '../../store/topics.ts';
import type { Audience } from '../audience/audience.ts';
import { type Actor, demand } from '../policy/policy.ts';
import { checkCode, checkWords, type InThree, tidyWords } from './wording.ts';

export type ShownTopic = {
  id: string;
  code: string;
  group: string;
  groupNames: InThree;
  names: InThree;
  descriptions: InThree;
  readers: number;
  needsDate: boolean;
  retiredAt: number | null;
  into: string | null;
};
type Wording = { group: string; names: InThree; descriptions: InThree };

/** Orders are kept in steps, so that a new one fits behind the last. */
const STEP = 10;

export const mustFindTopic = async (source: Source, id: string): Promise<WholeTopic> => {
  const topic = await findWholeTopic(source, id);
  if (!topic) throw notFound('topic');
  return topic;
};

const groupIn = (groups: readonly WholeGroup[], code: string): WholeGroup => {
  const group = groups.find((g) => g.code === code);
  if (!group) throw invalid([{ field: 'group', code: 'bureau.unknown', details: { bureau: code } }]);
  return group;
};

const throwAny = (errors: readonly FieldError[]) => {
  if (errors.length > 0) throw invalid([...errors]);
};

type Parts = { db: Db; clock: Clock; audience: Audience };

export const openTopicLife = (p: Parts) => {
  const list = async (source: Source = p.db): Promise<ShownTopic[]> => {
    const [topics, groups, readers] = await Promise.all([
      listWholeTopics(source),
      listWholeGroups(source),
      p.audience.byTopic(),
    ]);
    return topics.map((t) => ({
      id: t.public_id,
      code: t.code,
      group: t.group_code,
      groupNames: wordsIn(groups.find((g) => g.id === t.group_id)?.names ?? '{}'),
      names: wordsIn(t.names),
      descriptions: wordsIn(t.descriptions),
      readers: readers.get(t.id) ?? 0,
      needsDate: t.needs_date === 1,
      retiredAt: t.retired_at,
      into: topics.find((other) => other.id === t.successor_id)?.code ?? null,
    }));
  };
  const show = async (id: string): Promise<ShownTopic> => {
    const found = (await list()).find((t) => t.id === id);
    if (!found) throw notFound('topic');
    return found;
  };
  const groups = async () =>
    (await listWholeGroups(p.db)).map((g) => ({ id: g.public_id, code: g.code, names: wordsIn(g.names) }));
  const audit = (trx: Trx, who: Actor, action: string, object: string, change: { before?: object; after: object }) =>
    appendAudit(trx, { at: p.clock.now(), actor: who.actor, action, object, ...change });

  return {
    list,
    show,
    groups,

    /** Throws `input.invalid` with every mistake, `right.bureau` when the group is not the person's. */
    async create(who: Actor, given: Wording & { code: string }): Promise<ShownTopic> {
      demand(who, 'topic.write', [given.group]);
      const [names, descriptions] = [tidyWords(given.names), tidyWords(given.descriptions)];
      throwAny([...checkCode(given.code), ...checkWords('names', names), ...checkWords('descriptions', descriptions)]);
      const public_id = publicId();
      await p.db.write(async (trx) => {
        const group = groupIn(await listWholeGroups(trx), given.group);
        if (await findTopicByCode(trx, given.code)) throw invalid([{ field: 'code', code: 'topic.code-taken' }]);
        const last = (await listWholeTopics(trx)).filter((t) => t.group_id === group.id).at(-1);
        await insertTopics(trx, [
          {
            public_id,
            group_id: group.id,
            code: given.code,
            names: JSON.stringify(names),
            descriptions: JSON.stringify(descriptions),
            sort: (last?.sort ?? 0) + STEP,
            needs_date: 0,
            created_at: p.clock.now(),
          },
        ]);
        await audit(trx, who, 'topic.create', `topic:${given.code}`, {
          after: { group: group.code, names, descriptions },
        });
      });
      return show(public_id);
    },

    async reword(who: Actor, id: string, given: Wording): Promise<ShownTopic> {
      const [names, descriptions] = [tidyWords(given.names), tidyWords(given.descriptions)];
      throwAny([...checkWords('names', names), ...checkWords('descriptions', descriptions)]);
      await p.db.write(async (trx) => {
        const topic = await mustFindTopic(trx, id);
        if (topic.retired_at !== null) throw refused('topic.retired');
        demand(who, 'topic.write', [topic.group_code, given.group]);
        const group = groupIn(await listWholeGroups(trx), given.group);
        await updateTopic(trx, topic.id, {
          group_id: group.id,
          names: JSON.stringify(names),
          descriptions: JSON.stringify(descriptions),
        });
        await audit(trx, who, 'topic.reword', `topic:${topic.code}`, {
          before: { group: topic.group_code, names: wordsIn(topic.names), descriptions: wordsIn(topic.descriptions) },
          after: { group: group.code, names, descriptions },
        });
      });
      return show(id);
    },

    async createGroup(who: Actor, given: { code: string; names: InThree }) {
      demand(who, 'topic.write', [given.code]);
      const names = tidyWords(given.names);
      throwAny([...checkCode(given.code), ...checkWords('names', names)]);
      const public_id = publicId();
      await p.db.write(async (trx) => {
        const all = await listWholeGroups(trx);
        if (all.some((g) => g.code === given.code)) throw invalid([{ field: 'code', code: 'topic.code-taken' }]);
        await insertTopicGroup(trx, {
          public_id,
          code: given.code,
          names: JSON.stringify(names),
          sort: (all.at(-1)?.sort ?? 0) + STEP,
          created_at: p.clock.now(),
        });
        await audit(trx, who, 'topicGroup.create', `topicGroup:${given.code}`, { after: { names } });
      });
      return (await groups()).find((g) => g.id === public_id)!;
    },

    async rewordGroup(who: Actor, id: string, given: { names: InThree }) {
      const names = tidyWords(given.names);
      throwAny(checkWords('names', names));
      await p.db.write(async (trx) => {
        const group = (await listWholeGroups(trx)).find((g) => g.public_id === id);
        if (!group) throw notFound('topicGroup');
        demand(who, 'topic.write', [group.code]);
        await updateGroup(trx, group.id, { names: JSON.stringify(names) });
        await audit(trx, who, 'topicGroup.reword', `topicGroup:${group.code}`, {
          before: { names: wordsIn(group.names) },
          after: { names },
        });
      });
      return (await groups()).find((g) => g.id === id)!;
    },

    /** The whole order. Throws `topic.order-changed` when a topic or group came or went since it was read. */
    async order(who: Actor, wanted: readonly { code: string; topics: readonly string[] }[]): Promise<ShownTopic[]> {
      await p.db.write(async (trx) => {
        const all = await listWholeGroups(trx);
        const live = (await listWholeTopics(trx)).filter((t) => t.retired_at === null);
        demand(
          who,
          'topic.write',
          all.map((g) => g.code),
        );
        const asked = wanted.map((g) => `${g.code}:${[...g.topics].sort().join()}`).sort();
        const there = all
          .map(
            (g) =>
              `${g.code}:${live
                .filter((t) => t.group_id === g.id)
                .map((t) => t.code)
                .sort()
                .join()}`,
          )
          .sort();
        if (asked.join('|') !== there.join('|')) throw refused('topic.order-changed');
        for (const [at, group] of wanted.entries()) {
          await updateGroup(trx, all.find((g) => g.code === group.code)!.id, { sort: (at + 1) * STEP });
          for (const [n, code] of group.topics.entries())
            await updateTopic(trx, live.find((t) => t.code === code)!.id, { sort: (n + 1) * STEP });
        }
        await audit(trx, who, 'topic.order', 'topics', {
          before: { groups: all.map((g) => g.code), topics: live.map((t) => t.code) },
          after: { groups: wanted.map((g) => g.code), topics: wanted.flatMap((g) => [...g.topics]) },
        });
      });
      return list();
    },
  };
};
export type TopicLife = ReturnType<typeof openTopicLife>;
