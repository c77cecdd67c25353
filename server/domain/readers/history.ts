/** Readers by language and topic over time: a count is kept for each day, today's is the present one. */
import { inEvery, type Language, languages } from '../../contract/codes.ts';
import { wordsIn } from '../../languages/languages.ts';
import { addDays, type Clock, jstDate } from '../../lib/clock.ts';
import { notFound } from '../../lib/errors.ts';
import type { Db } from '../../store/db.ts';
import {
  ALL_TOPICS,
  listFirstReaderDay,
  listReaderDays,
  type ReaderDay,
  replaceReaderDay,
} from '../../store/readerDays.ts';
import { listTopics } from '../../store/topics.ts';
import type { Audience } from '../audience/audience.ts';

const DAYS = 90;

type Counts = Record<Language, number>;
const none = (): Counts => inEvery(() => 0);
const total = (counts: Counts) => languages.reduce((n, language) => n + counts[language], 0);

const addUp = (rows: readonly ReaderDay[], keyOf: (row: ReaderDay) => string | number) => {
  const found = new Map<string | number, Counts>();
  for (const row of rows) {
    const counts = found.get(keyOf(row)) ?? none();
    counts[row.language] += row.readers;
    found.set(keyOf(row), counts);
  }
  return found;
};

export const openReaderHistory = (p: { db: Db; clock: Clock; audience: Pick<Audience, 'spread'> }) => {
  const present = async (day: string, how = { anew: false }): Promise<ReaderDay[]> =>
    (await p.audience.spread(how)).map(({ language, topicId, n }) => ({
      day,
      language,
      topic_id: topicId ?? ALL_TOPICS,
      readers: n,
    }));

  return {
    /** Keeps the count of today; the last one of a day stands. */
    async note(): Promise<void> {
      const day = jstDate(p.clock.now());
      const rows = await present(day, { anew: true });
      await p.db.write((trx) => replaceReaderDay(trx, day, rows));
    },

    /**
     * 90 days by language, of one topic (its code) or of all readers, the oldest first; days that nobody counted are left out.
     * Beside it every topic: readers now, and on the first counted day. Errors: `not.found`.
     */
    async over(code?: string) {
      const today = jstDate(p.clock.now());
      const from = addDays(today, 1 - DAYS);
      const topics = await listTopics(p.db);
      const chosen = code === undefined ? ALL_TOPICS : topics.find((t) => t.code === code)?.id;
      if (chosen === undefined) throw notFound('topic');
      const [kept, first, now] = await Promise.all([
        listReaderDays(p.db, { from, topicId: chosen }),
        listFirstReaderDay(p.db, from),
        present(today),
      ]);
      const days = addUp(
        [...kept.filter((row) => row.day < today), ...now.filter((r) => r.topic_id === chosen)],
        (r) => r.day,
      );
      if (!days.has(today)) days.set(today, none());
      const byTopicNow = addUp(now, (row) => row.topic_id);
      const byTopicFirst = addUp(first, (row) => row.topic_id);
      return {
        days: [...days].map(([date, counts]) => ({ date: String(date), ...counts })),
        since: first[0]?.day ?? null,
        topics: topics.map((topic) => ({
          code: topic.code,
          names: wordsIn(topic.names),
          now: byTopicNow.get(topic.id) ?? none(),
          before: byTopicFirst.has(topic.id) ? total(byTopicFirst.get(topic.id)!) : null,
        })),
      };
    },
  };
};
export type ReaderHistory = ReturnType<typeof openReaderHistory>;
