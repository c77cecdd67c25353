/**
 * Digests: at 18:00 (JST) one mail for each reader who wants one a day, on Fridays also for those who want one a week, with everything that
 * waits for them. One whose hour passed goes within the time that the house allows for late bulletins; after that, and in the quiet
 * hours, what waits goes with the next one. A day on which nothing waits has none.
 */

import { languages } from '../../contract/codes.ts';
import type { Bundle } from '../../letters/bundle.ts';
import { asText, digestSubject } from '../../letters/digest.ts';
import { addDays, atTime, type Clock, jstDate, MINUTE } from '../../lib/clock.ts';
import { isQuiet, type QuietHours } from '../../lib/quiet.ts';
import { publicId } from '../../lib/token.ts';
import {
  insertBulletin,
  insertBulletinTexts,
  listBulletinCounts,
  listBulletinTopics,
  replaceBulletinTopics,
} from '../../store/bulletins.ts';
import type { Db, Source, Trx } from '../../store/db.ts';
import {
  findDigestOfDay,
  insertDigest,
  isAnythingDue,
  listDigests,
  listGathered,
  readDigestDays,
  setDigestBulletin,
} from '../../store/digests.ts';
import { listNewsTexts } from '../../store/news.ts';
import { textFor } from '../news/news.ts';
import type { Policy } from '../policy/policy.ts';
import { started } from './bulletins.ts';
import { mustFind, step } from './moving.ts';
import { addUp } from './status.ts';

type Parts = { db: Db; clock: Clock; policy: Policy; quiet: QuietHours; bundle: Bundle; revision: () => string };

const HOUR_OF_DAY = '18:00';
const FRIDAY = 5;
const weekday = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay();
/** The last Friday up to a day, that day included. */
const fridayBefore = (day: string): string => addDays(day, -((weekday(day) - FRIDAY + 7) % 7));

/** The day whose hour passed last. */
export const lastDue = (now: number): string => {
  const today = jstDate(now);
  return now >= atTime(today, HOUR_OF_DAY) ? today : addDays(today, -1);
};

/** Whether weekly readers are in: their Friday has come and none since had them. `days`: what there was before. */
export const isWeekly = (day: string, days: { first: string | null; weekly: string | null }): boolean => {
  const friday = fridayBefore(day);
  if (friday === day) return true;
  return days.weekly === null ? days.first !== null && days.first < friday : days.weekly < friday;
};

/** For staff, who see it in the lists: what waited when it was begun. Each reader's mail is made of the reader's own items. */
const textsOf = async (trx: Trx, p: Parts) => {
  const gathered = await listGathered(trx);
  const texts = await listNewsTexts(trx, gathered);
  return languages.map((language) => {
    const titles = gathered.flatMap((id) => {
      const own = texts.filter((text) => text.bulletin_id === id);
      const text = textFor(own, language);
      return text ? [`- ${asText(text.subject)}`] : [];
    });
    return { language, subject: digestSubject(p.bundle, 'nl-digest', language), body: titles.join('\n') };
  });
};

export const openDigests = (p: Parts) => {
  /** The day to be done now, or null. */
  const due = async (source: Source): Promise<string | null> => {
    const now = p.clock.now();
    const day = lastDue(now);
    const late = now - atTime(day, HOUR_OF_DAY);
    if (isQuiet(now, p.quiet) || late > (await p.policy.house(source)).lateMs) return null;
    return (await findDigestOfDay(source, day)) ? null : day;
  };

  const begin = async (trx: Trx, day: string): Promise<number> => {
    const now = p.clock.now();
    const public_id = publicId();
    const id = await insertBulletin(trx, {
      public_id,
      kind: 'digest',
      audience: JSON.stringify({ topics: [] }),
      priority: 0,
      actor: 'clock',
      cause: `digest:${day}`,
      created_at: now,
      parent_id: null,
      planned_at: atTime(day, HOUR_OF_DAY),
      wave_size: 0,
      kept_out: 1,
    });
    // Whoever may stop it may stop everything in it.
    const topics = await Promise.all((await listGathered(trx)).map((item) => listBulletinTopics(trx, item)));
    await replaceBulletinTopics(trx, id, [...new Set(topics.flat().map((topic) => topic.id))]);
    const texts = await textsOf(trx, p);
    await insertBulletinTexts(
      trx,
      texts.map((text) => ({ ...text, bulletin_id: id, revision: 1, actor: 'clock', created_at: now })),
    );
    const row = await mustFind(trx, public_id);
    await step(trx, p.clock, row, { act: 'gather', actor: 'clock', change: started(row, now, p.revision()) });
    return id;
  };

  const gather = async (): Promise<void> => {
    const day = await due(p.db);
    if (day === null) return;
    const weekly = isWeekly(day, await readDigestDays(p.db));
    await p.db.write(async (trx) => {
      const row = { day, weekly: weekly ? 1 : 0, bulletin_id: null, created_at: p.clock.now() };
      if (!(await insertDigest(trx, row)) || !(await isAnythingDue(trx, weekly))) return;
      await setDigestBulletin(trx, day, await begin(trx, day));
    });
  };

  return {
    /** Newest first: what went when, and what became of it. */
    list: async (limit: number) =>
      Promise.all(
        (await listDigests(p.db, limit)).map(async (row) => ({
          id: row.public_id,
          day: row.day,
          weekly: row.weekly === 1,
          ...addUp(await listBulletinCounts(p.db, row.bulletin_id!)),
        })),
      ),
    jobs: [
      {
        name: 'gatherDigests',
        when: { every: MINUTE },
        pending: async () => (await due(p.db)) !== null,
        run: gather,
      },
    ],
  };
};
export type Digests = ReturnType<typeof openDigests>;
