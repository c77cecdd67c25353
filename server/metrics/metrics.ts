/**
 * What Prometheus reads. Figures of the whole hub come from the database at each reading (docs/operate.md lists them); of this process
 * come its memory, its event loop and what its web door answered. No label holds personal data.
 */

import { stat, statfs } from 'node:fs/promises';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { type Clock, DAY, jstDate } from '../lib/clock.ts';
import { countWaitingDeliveries, listCallbacksToNote } from '../store/callbacks.ts';
import { listNewestBack } from '../store/canaries.ts';
import type { Db } from '../store/db.ts';
import { findEngineFacts } from '../store/engineFacts.ts';
import { listFigures } from '../store/figures.ts';
import { findFollowUpLoad, listBulletinLoads, listLetterLoads } from '../store/flow.ts';
import { CLOCK_BEAT, listJobs } from '../store/jobs.ts';
import { findKept } from '../store/keptFacts.ts';
import { listBlockedQueues } from '../store/queues.ts';
import { ALL_TOPICS, listReaderDays } from '../store/readerDays.ts';
import { countReturned } from '../store/returns.ts';
import { countTasksByKind } from '../store/tasks.ts';
import { listTroubles } from '../store/troubles.ts';
import { DEAD_AFTER, listWorkers } from '../store/workers.ts';

/** Two readers of the metrics, or an impatient one, cost one look at the database in so many milliseconds. */
const FRESH_MS = 5000;

export type MetricsParts = { db: Db; clock: Clock; dataDir: string; version: string };

/** Names, labels and sentences of all that is read from the database; docs/operate.md is drawn from it. */
export const gaugeTable = {
  fumibako_up: ['The database answered to this reading.', []],
  fumibako_mail_waiting: ['Mails that are due and have no outcome yet.', ['shape', 'lane']],
  fumibako_mail_oldest_seconds: ['Age of the letter that has been due longest.', ['lane']],
  fumibako_mails_total: [
    'Tries by what the next server said, since the database was made.',
    ['result', 'lane', 'class'],
  ],
  fumibako_mails_accepted_total: ['Mails that the next server took.', ['lane']],
  fumibako_last_accepted_seconds: ['Seconds since a next server last took a mail.', []],
  fumibako_letter_wait_seconds_bucket: ['Time from due to the answer to the first try, up to `le`.', ['lane', 'le']],
  fumibako_letter_wait_seconds_sum: ['Sum of the same.', ['lane']],
  fumibako_letter_wait_seconds_count: ['Number of the same.', ['lane']],
  fumibako_queue_resting: ['Queues that rest because a relay put mails off.', ['class', 'reason']],
  fumibako_bulletins_stopped: ['Bulletins that delivery stopped by itself.', []],
  fumibako_workers: ['Delivery processes that beat.', []],
  fumibako_clock_late_seconds: ['How late the beat of the clock is; 0 when it is on time.', []],
  fumibako_job_failing: ['1 while the last run of a job failed.', ['job']],
  fumibako_follow_ups_due: ['Reminders that are due and not written.', []],
  fumibako_follow_ups_late_seconds: ['Age of the oldest of them.', []],
  fumibako_callbacks_waiting: ['What each endpoint still has to be told.', ['endpoint']],
  fumibako_callback_resting: ['1 while an endpoint is left in peace, or has said that it is gone.', ['endpoint']],
  fumibako_returned_mails: ['Reports received in the last 24 hours.', ['class']],
  fumibako_sign_ups_total: ['Registrations that took effect, by language, since the database was made.', ['language']],
  fumibako_readers: ['Active readers by language, counted twice an hour.', ['language']],
  fumibako_tasks_open: ['Tasks that wait for staff.', ['kind']],
  fumibako_trouble: ['1 while the hub sees this trouble in itself.', ['code']],
  fumibako_canary_seconds: [
    'How long the newest mail to ourselves that came back was on its way.',
    ['lane', 'language'],
  ],
  fumibako_backup_age_seconds: ['Age of the last backup that was opened and counted; absent before there is one.', []],
  fumibako_backup_failing: ['1 while the last try to back up has failed.', []],
  fumibako_drill_age_seconds: ['Age of the last drill of a backup; absent before there is one.', []],
  fumibako_database_bytes: ['Size of the database.', []],
  fumibako_wal_bytes: ['Size of the write-ahead log (SQLite).', []],
  fumibako_disk_free_bytes: ['Free room where the data folder stands.', []],
} as const satisfies Record<string, readonly [string, readonly string[]]>;
export type GaugeName = keyof typeof gaugeTable;

const fileSize = (file: string) =>
  stat(file).then(
    (found) => found.size,
    () => 0,
  );

const mailFigures = async (p: MetricsParts, set: SetGauge): Promise<void> => {
  const now = p.clock.now();
  for (const load of await listLetterLoads(p.db, now)) {
    set('fumibako_mail_waiting', load.waiting, { shape: 'letter', lane: load.lane });
    set('fumibako_mail_oldest_seconds', Math.max(0, now - (load.oldest ?? now)) / 1000, { lane: load.lane });
  }
  for (const load of await listBulletinLoads(p.db))
    set('fumibako_mail_waiting', load.waiting, { shape: 'bulletin', lane: load.lane });
  let last = 0;
  for (const { name, labels, n, changed_at } of await listFigures(p.db)) {
    const [a = '', b = '', c = ''] = labels.split('|');
    if (name === 'mails') set('fumibako_mails_total', n, { result: a, lane: b, class: c });
    if (name === 'accepted') {
      set('fumibako_mails_accepted_total', n, { lane: a });
      last = Math.max(last, changed_at);
    }
    if (name === 'signUps') set('fumibako_sign_ups_total', n, { language: a });
    if (name === 'wait') set('fumibako_letter_wait_seconds_bucket', n, { lane: a, le: b });
    if (name === 'waitSum') set('fumibako_letter_wait_seconds_sum', n, { lane: a });
    if (name === 'waitCount') {
      set('fumibako_letter_wait_seconds_count', n, { lane: a });
      set('fumibako_letter_wait_seconds_bucket', n, { lane: a, le: '+Inf' });
    }
  }
  if (last > 0) set('fumibako_last_accepted_seconds', Math.max(0, now - last) / 1000);
  const resting = await listBlockedQueues(p.db, now);
  for (const [key, queues] of Map.groupBy(resting, (q) => `${q.domain_class}|${q.blocked_reason ?? ''}`)) {
    const [name = '', reason = ''] = key.split('|');
    set('fumibako_queue_resting', queues.length, { class: name, reason });
  }
};

const workFigures = async (p: MetricsParts, set: SetGauge): Promise<void> => {
  const now = p.clock.now();
  const living = (await listWorkers(p.db)).filter((worker) => Date.now() - worker.beat_at < DEAD_AFTER);
  set('fumibako_workers', living.length);
  for (const job of await listJobs(p.db)) {
    set('fumibako_job_failing', job.last_error === null ? 0 : 1, { job: job.name });
    if (job.name === CLOCK_BEAT) set('fumibako_clock_late_seconds', Math.max(0, now - job.next_at) / 1000);
  }
  const { due, oldest } = await findFollowUpLoad(p.db, now);
  set('fumibako_follow_ups_due', due);
  set('fumibako_follow_ups_late_seconds', oldest === null ? 0 : (now - oldest) / 1000);
  for (const [endpoint, n] of await countWaitingDeliveries(p.db)) set('fumibako_callbacks_waiting', n, { endpoint });
  for (const { public_id: endpoint, state, blocked_until } of await listCallbacksToNote(p.db))
    set('fumibako_callback_resting', state === 'gone' || blocked_until > now ? 1 : 0, { endpoint });
  for (const [kind, n] of await countReturned(p.db, now - DAY)) set('fumibako_returned_mails', n, { class: kind });
  const days = await listReaderDays(p.db, { from: jstDate(now - DAY), topicId: ALL_TOPICS });
  for (const { language, readers } of days) set('fumibako_readers', readers, { language });
  const tasks = await countTasksByKind(p.db);
  for (const [kind, n] of tasks) set('fumibako_tasks_open', n, { kind });
  set('fumibako_bulletins_stopped', tasks.get('bulletin-paused') ?? 0);
  for (const bird of await listNewestBack(p.db))
    set('fumibako_canary_seconds', (Number(bird.back_at) - Number(bird.sent_at)) / 1000, {
      lane: bird.lane,
      language: bird.language,
    });
  for (const { code } of await listTroubles(p.db)) set('fumibako_trouble', 1, { code });
};

/** As `domain/backups` keeps them. */
type Kept = { last?: { at: number } | null; failed: string | null; at?: number };

const backupFigures = async (p: MetricsParts, set: SetGauge): Promise<void> => {
  const now = p.clock.now();
  const backup = await findKept<Kept>(p.db, 'backup_state');
  if (backup?.last) set('fumibako_backup_age_seconds', (now - backup.last.at) / 1000);
  if (backup) set('fumibako_backup_failing', backup.failed === null ? 0 : 1);
  const drill = await findKept<Kept>(p.db, 'drill_state');
  if (drill?.at && drill.failed === null) set('fumibako_drill_age_seconds', (now - drill.at) / 1000);
};

const roomFigures = async (p: MetricsParts, set: SetGauge): Promise<void> => {
  set('fumibako_database_bytes', (await findEngineFacts(p.db)).bytes);
  if (p.db.engine === 'sqlite') set('fumibako_wal_bytes', await fileSize(`${p.dataDir}/fumibako.db-wal`));
  const { bavail, bsize } = await statfs(p.dataDir);
  set('fumibako_disk_free_bytes', bavail * bsize);
};

type SetGauge = (name: GaugeName, value: number, labels?: Record<string, string>) => void;

export const openMetrics = (p: MetricsParts) => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'fumibako_process_' });
  new Gauge({
    name: 'fumibako_version',
    help: 'Which version answers.',
    labelNames: ['version'],
    registers: [registry],
  }).set({ version: p.version }, 1);
  const requests = new Histogram({
    name: 'fumibako_http_seconds',
    help: 'Time to answer a request of this process, by door, route and status.',
    labelNames: ['route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  });
  const gauges = new Map(
    Object.entries(gaugeTable).map(([name, [help, labelNames]]) => [
      name,
      new (name.endsWith('_total') ? Counter : Gauge)({
        name,
        help,
        labelNames: [...labelNames],
        registers: [registry],
      }),
    ]),
  );
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | null = null;

  const read = async (): Promise<void> => {
    for (const gauge of gauges.values()) gauge.reset();
    const set: SetGauge = (name, value, labels = {}) => {
      const gauge = gauges.get(name)!;
      // A counter of the database is told whole at each reading, from zero.
      if (gauge instanceof Counter) gauge.inc(labels, value);
      else gauge.set(labels, value);
    };
    try {
      await mailFigures(p, set);
      await workFigures(p, set);
      await roomFigures(p, set);
      await backupFigures(p, set);
      set('fumibako_up', 1);
    } catch {
      // What could be read stands; the rest is absent, and `up` says why.
      set('fumibako_up', 0);
    }
    readAt = performance.now();
  };

  return {
    contentType: registry.contentType,
    /** The page of metrics in the text form of Prometheus. */
    async text(): Promise<string> {
      if (performance.now() - readAt > FRESH_MS)
        reading ??= read().finally(() => {
          reading = null;
        });
      await reading;
      return registry.metrics();
    },
    /** `route`: the pattern that answered, never the path, which may hold tokens. */
    request(route: string, status: number, seconds: number): void {
      requests.observe({ route, status: String(status) }, seconds);
    },
  };
};
export type Metrics = ReturnType<typeof openMetrics>;
