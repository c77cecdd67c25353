/**
 * The daily summary: each morning one mail to each who wants it, with what became of yesterday's mails, what waits, what is late and what
 * leaves next. After a standstill the last one that was missed goes, once. No personal data: figures, and the screens they stand on.
 */
import { hasRight, type Right } from '../../contract/rights.ts';
import { addDays, atTime, type Clock, DAY, jstDate } from '../../lib/clock.ts';
import type { NewLetter, Outbox } from '../../outbox/outbox.ts';
import type { Db } from '../../store/db.ts';
import { countPlannedIn, countScheduledIn, countSuspendedIn, listSummaryTakers } from '../../store/summary.ts';
import { countLateTasks, countOpenTasks, countOpenTasksBefore } from '../../store/tasks.ts';
import { listTroubles } from '../../store/troubles.ts';
import type { Policy, StaffMember } from '../policy/policy.ts';
import { readDay } from './day.ts';
import { LATE_TASK } from './well.ts';

const TIME = '08:30';

/** The day whose summary was due last: of that morning's day before. */
const lastDue = (now: number): { due: number; day: string } => {
  const today = jstDate(now);
  const morning = now >= atTime(today, TIME) ? today : addDays(today, -1);
  return { due: atTime(morning, TIME), day: addDays(morning, -1) };
};

const kept = {
  ja: '中継サーバーがないため、メールは外へ出ず、内蔵の受信箱にあります。',
  plja: 'メールは外(そと)に出(で)ていません。中(なか)の箱(はこ)にあります。',
  en: 'No relay is set: nothing has left, it is kept in the built-in mailbox.',
};

type Parts = {
  db: Db;
  clock: Clock;
  policy: Policy;
  outbox: Outbox;
  publicUrl: () => string;
  /** False: whatever goes out stays in the built-in mailbox. */
  relay: boolean;
};

const readFigures = async (p: Parts, day: string) => {
  const now = p.clock.now();
  const from = atTime(day);
  const [mails, suspended, tasks, old, late, troubles, bulletins, letters] = await Promise.all([
    readDay(p.db, day),
    countSuspendedIn(p.db, { from, to: from + DAY }),
    countOpenTasks(p.db),
    countOpenTasksBefore(p.db, now - LATE_TASK),
    countLateTasks(p.db, now),
    listTroubles(p.db),
    countScheduledIn(p.db, { from: now, to: now + DAY }),
    countPlannedIn(p.db, { from: now, to: now + DAY }),
  ]);
  const firsts = [bulletins.first, letters.first].filter((at) => at !== null);
  return {
    ...{ accepted: mails.accepted, failed: mails.failed, unknown: mails.unknown },
    ...{ suspended, tasks, old, late, troubles: troubles.length, bulletins: bulletins.n, letters: letters.n },
    ...(firsts.length > 0 ? { next_at: Math.min(...firsts) } : {}),
  };
};

/** The screen of each figure, and what one needs to see it. */
const doors = (day: string): Readonly<Record<string, { path: string; right: Right }>> => ({
  accepted_url: { path: `letters?group=accepted&day=${day}`, right: 'letter.find' },
  failed_url: { path: `letters?group=lost&day=${day}`, right: 'letter.find' },
  unknown_url: { path: `letters?group=lost&day=${day}`, right: 'letter.find' },
  suspended_url: { path: 'suspended', right: 'suppression.see' },
  tasks_url: { path: 'tasks', right: 'task.see' },
  late_url: { path: 'tasks', right: 'task.see' },
  troubles_url: { path: 'delivery', right: 'delivery.see' },
  bulletins_url: { path: 'bulletins', right: 'bulletin.see' },
});

const letterFor = (p: Parts, who: StaffMember, day: string, figures: Record<string, number>): NewLetter => {
  const at = (path: string) => `${p.publicUrl()}/console/#/${path}`;
  const open = Object.entries(doors(day)).filter(([, { right }]) => hasRight(who.roles, right));
  return {
    type: 'staff-daily-summary',
    system: 'staff',
    languages: [who.language],
    role: 'operator',
    to: who.email,
    variables: {
      day,
      ...figures,
      ...Object.fromEntries(open.map(([name, { path }]) => [name, at(path)])),
      ...(p.relay ? {} : { note: kept }),
      console_url: at(''),
      account_url: at('account'),
    },
    lane: 'transactional',
    dedupeKey: `staff-daily-summary:${day}:${who.actor}`,
    actor: 'clock',
    cause: `summary:${day}`,
  };
};

export const openSummaries = (p: Parts) => ({
  /** For the clock's table. */
  jobs: [
    {
      name: 'sendSummaries',
      when: { daily: TIME },
      run: async (): Promise<void> => {
        const { due, day } = lastDue(p.clock.now());
        if ((await listSummaryTakers(p.db, due)).size === 0) return;
        const figures = await readFigures(p, day);
        await p.db.write(async (trx) => {
          const takers = await listSummaryTakers(trx, due);
          const people = (await p.policy.holders(trx, 'home.see')).filter((who) => takers.has(who.actor));
          await p.outbox.postAll(
            trx,
            people.map((who) => letterFor(p, who, day, figures)),
          );
          trx.afterCommit(() => p.db.wake());
        });
      },
    },
  ],
});
