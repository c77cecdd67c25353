/** What the clock does with bulletins: holds begin and end, first waves are judged, the night stops and the morning goes on, the pace is sampled. */
import { type Clock, HOUR, MINUTE, SECOND } from '../../lib/clock.ts';
import { allowedAt, isQuiet, type QuietHours } from '../../lib/quiet.ts';
import type { Outbox } from '../../outbox/outbox.ts';
import { addSample, listBulletinEvents } from '../../store/bulletinEvents.ts';
import {
  type BulletinRow,
  isUrgent,
  listBulletinCounts,
  listBulletins,
  listBulletinTopics,
  listWrittenCounts,
  moveBulletin,
} from '../../store/bulletins.ts';
import type { Db, Trx } from '../../store/db.ts';
import { isMovingInto } from '../../store/topicLife.ts';
import type { Policy } from '../policy/policy.ts';
import { readWhole } from './approval.ts';
import { started } from './bulletins.ts';
import { decide, isClosing } from './decided.ts';
import { askedAgain } from './late.ts';
import { step } from './moving.ts';
import { addUp } from './status.ts';

type Parts = {
  db: Db;
  clock: Clock;
  policy: Policy;
  quiet: QuietHours;
  revision: () => string;
  outbox: Outbox;
  publicUrl: () => string;
};

/** A wave that cannot be judged at its time is judged by what is known so much later. */
const WAVE_PATIENCE = 30 * MINUTE;
const SAMPLE_EVERY = 5 * SECOND;
const SAMPLES_KEPT = 2 * HOUR;

/** For the clock's table. */
export const dueJobs = (p: Parts) => {
  const find = (states: BulletinRow['state'][]) => listBulletins(p.db, { states, limit: 100 });

  /** What would leave is not what was approved: back to the author. */
  const drop = (trx: Trx, row: BulletinRow) =>
    step(trx, p.clock, row, {
      act: 'drop',
      actor: 'clock',
      comment: 'approval.changed',
      change: { approved_hash: null, scheduled_at: null, held_until: null, reason: 'approval.changed' },
    });

  /** Scheduled ones whose hold begins. The hold ends at the promised time, or so much later as nobody could have stopped it before. */
  const holdDue = async (row: BulletinRow): Promise<void> =>
    p.db.write(async (trx) => {
      const whole = await readWhole(trx, row.public_id);
      if (whole.row.state !== 'scheduled') return;
      if (whole.hash !== row.approved_hash) return drop(trx, whole.row);
      if (await askedAgain(trx, p, whole, whole.row.scheduled_at)) return;
      const now = p.clock.now();
      const holdMs = row.kind === 'emergency' ? 0 : (await p.policy.house(trx)).holdMs;
      const until = allowedAt(Math.max(row.scheduled_at ?? now, now + holdMs), p.quiet, isUrgent(row));
      // Found late, in the quiet hours: it goes on waiting as scheduled.
      if (until > now + holdMs && until > (row.scheduled_at ?? 0)) {
        await moveBulletin(trx, row.id, ['scheduled'], { scheduled_at: until, reason: 'quiet' });
        return;
      }
      await step(trx, p.clock, whole.row, { act: 'hold', actor: 'clock', change: { held_until: until, reason: null } });
    });

  const startDue = async (row: BulletinRow): Promise<void> => {
    const counted = await readWhole(p.db, row.public_id);
    if (await isClosing(p.db, counted.audience)) return;
    const decided = await decide(p.db, counted, p.clock.now());
    await p.db.write(async (trx) => {
      const whole = await readWhole(trx, row.public_id);
      // Written on meanwhile: it is counted anew at the next look.
      if (whole.row.state !== 'held' || whole.row.revision !== counted.row.revision) return;
      // Readers are being led to one of its topics: in some seconds all of them are there.
      const topics = await listBulletinTopics(trx, row.id);
      if (
        await isMovingInto(
          trx,
          topics.map((t) => t.id),
        )
      )
        return;
      if (whole.hash !== row.approved_hash) return drop(trx, whole.row);
      if (await askedAgain(trx, p, whole, whole.row.held_until)) return;
      const change = { ...started(whole.row, p.clock.now(), p.revision()), ...decided };
      await step(trx, p.clock, whole.row, { act: 'start', actor: 'clock', change });
      trx.afterCommit(() => p.db.wake());
    });
  };

  /** Whether it was last let go outside the quiet hours: whoever does so inside them wants it to leave then. */
  const letGoByDay = async (row: BulletinRow): Promise<boolean> => {
    const last = (await listBulletinEvents(p.db, row.id)).findLast((e) =>
      ['start', 'send', 'resume', 'gather'].includes(e.act),
    );
    return last !== undefined && last.act !== 'send' && !isQuiet(last.happened_at, p.quiet);
  };

  /** Bulletins under way that stop now for the night, and those that go on in the morning (decision 13). */
  const nightfall = async (): Promise<BulletinRow[]> => {
    if (!isQuiet(p.clock.now(), p.quiet)) return [];
    const running = (await find(['sending'])).filter((row) => !isUrgent(row));
    const byDay = await Promise.all(running.map(letGoByDay));
    return running.filter((_row, i) => byDay[i]);
  };
  const daybreak = async (): Promise<BulletinRow[]> =>
    isQuiet(p.clock.now(), p.quiet) ? [] : (await find(['paused'])).filter((row) => row.reason === 'quiet');

  /** Decides about first waves: the rest goes on by itself, or it stops and says so. */
  const judgeWave = async (row: BulletinRow): Promise<void> =>
    p.db.write(async (trx) => {
      // By the wave's own mails: the rest has not been asked for.
      const { digest, ...figures } = addUp(await listWrittenCounts(trx, row.id));
      const { waiting, failed } = figures;
      const total = figures.total - digest;
      const { waveStopPercent, waveWaitMs } = await p.policy.house(trx);
      const judgedAt = (row.started_at ?? 0) + waveWaitMs;
      const patient = judgedAt + WAVE_PATIENCE > p.clock.now();
      if (p.clock.now() < judgedAt || row.wave_sent < row.wave_size || (waiting > 0 && patient)) return;
      const bad = failed * 100 > total * waveStopPercent || (waiting > 0 && waiting === total);
      if (!bad) await moveBulletin(trx, row.id, ['sending'], { wave_state: 'passed' });
      else
        await step(trx, p.clock, row, {
          act: 'pause',
          actor: 'clock',
          change: { reason: 'wave', wave_state: 'stopped' },
          data: { failed, total, limit: waveStopPercent },
        });
      trx.afterCommit(() => p.db.wake());
    });

  const waves = async () =>
    (await find(['sending'])).filter((row) => row.wave_state === 'first' && (row.expanded === 1 || row.wave_sent > 0));
  const holdsBegin = async () => {
    const { holdMs } = await p.policy.house();
    return (await find(['scheduled'])).filter(
      (row) => (row.scheduled_at ?? 0) - (row.kind === 'emergency' ? 0 : holdMs) <= p.clock.now(),
    );
  };
  const holdsEnd = async () => (await find(['held'])).filter((row) => (row.held_until ?? 0) <= p.clock.now());

  return [
    {
      name: 'holdBulletins',
      when: { every: SECOND },
      nudged: true,
      pending: async () => (await holdsBegin()).length > 0,
      run: async () => {
        for (const row of await holdsBegin()) await holdDue(row);
      },
    },
    {
      name: 'startBulletins',
      when: { every: SECOND },
      nudged: true,
      pending: async () => (await holdsEnd()).length > 0,
      run: async () => {
        for (const row of await holdsEnd()) await startDue(row);
      },
    },
    {
      name: 'judgeFirstWaves',
      when: { every: SECOND },
      pending: async () => (await waves()).length > 0,
      run: async () => {
        for (const row of await waves()) await judgeWave(row);
      },
    },
    {
      name: 'keepQuietHours',
      when: { every: SECOND },
      pending: async () => (await nightfall()).length > 0 || (await daybreak()).length > 0,
      run: async () => {
        for (const row of await nightfall())
          await p.db.write((trx) =>
            step(trx, p.clock, row, { act: 'pause', actor: 'clock', change: { reason: 'quiet' } }),
          );
        for (const row of await daybreak())
          await p.db.write(async (trx) => {
            const change = { ...started(row, p.clock.now(), p.revision()), reason: null };
            await step(trx, p.clock, row, { act: 'resume', actor: 'clock', change });
            trx.afterCommit(() => p.db.wake());
          });
      },
    },
    {
      name: 'sampleBulletins',
      when: { every: SAMPLE_EVERY },
      pending: async () => (await find(['sending'])).length > 0,
      run: async () => {
        for (const row of await find(['sending'])) {
          const { total, waiting, digest } = addUp(await listBulletinCounts(p.db, row.id));
          const sample = { bulletin_id: row.id, happened_at: p.clock.now(), done: total - waiting - digest };
          await p.db.write((trx) => addSample(trx, sample, SAMPLES_KEPT));
        }
      },
    },
  ];
};
