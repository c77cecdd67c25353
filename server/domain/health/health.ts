/**
 * Looks whether work flows, not only whether parts live: a relay may be reached and take nothing, a clock may tick and find nothing.
 * Every process that is asked looks by itself, every few seconds; what it finds stands in the database for all, as a task for staff,
 * and goes out by the second way. Of a database that takes no writes only the second way and /readyz can tell: at once when any write of
 * this process finds the disk full, for a small one may still find room where no mail does.
 */
import type { TroubleCode } from '../../contract/codes.ts';
import { type Clock, HOUR, MINUTE, SECOND } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import { publicId } from '../../lib/token.ts';
import type { Db, Trx } from '../../store/db.ts';
import { addFigures, findFigureChange } from '../../store/figures.ts';
import { findFollowUpLoad, listFreeLanes } from '../../store/flow.ts';
import { CLOCK_BEAT, findJob } from '../../store/jobs.ts';
import { findKept } from '../../store/keptFacts.ts';
import { closeTaskOf, openTask } from '../../store/tasks.ts';
import { endTrouble, listTroubles, noteTrouble, type TroubleRow } from '../../store/troubles.ts';
import { AUDIT_STATE, type AuditState } from '../audit/audit.ts';
import { BACKUP_LATE, BACKUP_STATE, type BackupState, DRILL_STATE, type DrillState } from '../backups/backups.ts';
import { findLateCanaries } from '../canaries/canaries.ts';

export type Trouble = { code: TroubleCode; object: string; since: number; facts: Record<string, string | number> };
/** Tells somebody outside by a second way. `ended`: it is over. Rejects when nobody could be told. */
export type Alert = (trouble: Trouble, ended: boolean) => Promise<void>;

/** Nothing accepted for so long while mail waits is a trouble. */
const STANDS = MINUTE;
/** A clock that runs writes every minute; longer than another takes to notice that one has died. */
const CLOCK_LATE = 90 * SECOND;
const FOLLOW_UPS_LATE = 15 * MINUTE;
const LOOK = 10 * SECOND;
/** The counter of accepted mails, which delivery writes every few seconds. */
export const ACCEPTED = 'accepted';

type Parts = {
  db: Db;
  clock: Clock;
  log: Log;
  alert: Alert | null;
  /** How long a canary may take to come back, in milliseconds; a quarter of an hour when absent. */
  canaryLate?: number;
  /** Milliseconds of a clock that is never turned: how long something lasts. */
  real?: () => number;
};
type Found = Omit<Trouble, 'since'>;

/** What is wrong at this moment. */
const find = async ({ db, clock, canaryLate = 15 * MINUTE }: Parts): Promise<Found[]> => {
  const now = clock.now();
  const found: Found[] = [];
  const accepted = await findFigureChange(db, ACCEPTED);
  if (accepted === null || accepted <= now - STANDS)
    for (const lane of await listFreeLanes(db, now - STANDS))
      found.push({ code: 'flow-stands', object: lane, facts: {} });
  const beat = await findJob(db, CLOCK_BEAT);
  if (beat && now - beat.next_at > CLOCK_LATE)
    found.push({
      code: 'clock-stands',
      object: 'clock',
      facts: { minutes: Math.round((now - beat.next_at) / MINUTE) },
    });
  const { due, oldest } = await findFollowUpLoad(db, now);
  if (oldest !== null && now - oldest > FOLLOW_UPS_LATE)
    found.push({ code: 'follow-ups-late', object: 'clock', facts: { due } });
  const audit = await findKept<AuditState>(db, AUDIT_STATE);
  if (audit && audit.broken !== null)
    found.push({ code: 'audit-broken', object: 'audit', facts: { line: audit.broken } });
  const backup = await findKept<BackupState>(db, BACKUP_STATE);
  const good = backup && (backup.last?.at ?? backup.since);
  if (backup && good !== null && now - good > BACKUP_LATE)
    found.push({
      code: 'backup-late',
      object: 'backup',
      facts: { hours: Math.floor((now - good) / HOUR), why: backup.failed ?? '' },
    });
  const drill = await findKept<DrillState>(db, DRILL_STATE);
  if (drill?.failed)
    found.push({ code: 'drill-failed', object: 'backup', facts: { file: drill.file, why: drill.failed } });
  for (const { lane, language, sentAt } of await findLateCanaries(db, now - canaryLate))
    found.push({
      code: 'canary-late',
      object: `${lane}.${language}`,
      facts: { lane, language, minutes: Math.floor((now - sentAt) / MINUTE) },
    });
  return found;
};

const nameOf = ({ code, object }: { code: string; object: string }) => `${code}:${object}`;
const taskOf = ({ code, object }: Pick<Trouble, 'code' | 'object'>) => ({
  kind: 'hub-trouble' as const,
  object: `trouble:${nameOf({ code, object })}`,
});

export const openHealth = (p: Parts) => {
  const real = p.real ?? (() => performance.now());
  /** What this process has seen without a break, and since when: a hold that was lifted just now is no trouble yet. */
  const seen = new Map<string, number>();
  let refusesSince: number | null = null;
  /** A write found the disk full since the last look. */
  let refused = false;
  let timer: NodeJS.Timeout | null = null;

  const tell = (trouble: Trouble, ended: boolean) => {
    p.log.warn({ trouble: trouble.code, about: trouble.object, ended }, ended ? 'trouble over' : 'trouble');
    p.alert?.(trouble, ended).catch((error: Error) => p.log.error({ error: error.message }, 'nobody alerted'));
  };

  const open = async (trx: Trx, found: readonly Found[], now: number): Promise<Trouble[]> => {
    const fresh: Trouble[] = [];
    for (const one of found) {
      const trouble = { ...one, since: now - Math.round(real() - (seen.get(nameOf(one)) ?? real())) };
      const facts = JSON.stringify({ code: one.code, ...one.facts });
      if (!(await noteTrouble(trx, { ...trouble, facts }, now))) continue;
      fresh.push(trouble);
      await openTask(trx, { publicId: publicId(), ...taskOf(one), facts, now, again: true });
    }
    return fresh;
  };
  const close = async (trx: Trx, over: readonly TroubleRow[], now: number): Promise<Trouble[]> => {
    const ended: Trouble[] = [];
    for (const row of over) {
      if (!(await endTrouble(trx, row.code, row.object))) continue;
      ended.push({ code: row.code, object: row.object, since: row.since, facts: {} });
      await closeTaskOf(trx, { ...taskOf(row), now, by: 'hub', reason: 'over' });
    }
    return ended;
  };

  /** What lasts: found at every look for a minute. */
  const lasting = (found: readonly Found[]): Found[] => {
    for (const name of seen.keys()) if (!found.some((one) => nameOf(one) === name)) seen.delete(name);
    for (const one of found) if (!seen.has(nameOf(one))) seen.set(nameOf(one), real());
    return found.filter((one) => real() - seen.get(nameOf(one))! >= STANDS);
  };

  /** A write of each look proves that the database takes writes. `over`: what refused before has not done so since the last look. */
  const writeDown = async (found: readonly Found[], lasted: readonly Found[], over: boolean, now: number) => {
    const known = await listTroubles(p.db);
    const ended = known.filter(
      (row) => row.code !== 'database-refuses' && !found.some((one) => nameOf(one) === nameOf(row)),
    );
    return p.db.write(async (trx) => {
      await addFigures(trx, [{ name: 'looks', labels: '', n: 1 }], now);
      const back: Trouble[] = [];
      if (refusesSince !== null && over) {
        const facts = { minutes: Math.ceil((now - refusesSince) / MINUTE) };
        back.push({ code: 'database-refuses', object: 'database', since: refusesSince, facts });
        await openTask(trx, {
          publicId: publicId(),
          ...taskOf(back[0]!),
          facts: JSON.stringify({ code: 'database-refuses', ...facts }),
          now,
          again: true,
        });
      }
      return { fresh: await open(trx, lasted, now), ended: [...(await close(trx, ended, now)), ...back] };
    });
  };

  const noteRefusal = (now: number): void => {
    if (refusesSince !== null) return;
    refusesSince = now;
    tell({ code: 'database-refuses', object: 'database', since: now, facts: {} }, false);
  };
  p.db.onFull(() => {
    refused = true;
    noteRefusal(p.clock.now());
  });

  /** One look. Never rejects. */
  const look = async (): Promise<void> => {
    const now = p.clock.now();
    const over = !refused;
    refused = false;
    try {
      const found = await find(p);
      const { fresh, ended } = await writeDown(found, lasting(found), over, now);
      if (over && !refused) refusesSince = null;
      for (const trouble of fresh) tell(trouble, false);
      for (const trouble of ended) tell(trouble, true);
    } catch (error) {
      p.log.error({ error: (error as Error).message }, 'the database takes no writes');
      noteRefusal(now);
    }
  };
  let looking: Promise<void> = Promise.resolve();
  const plan = () => {
    timer = setTimeout(() => {
      looking = look().then(plan);
    }, LOOK).unref();
  };

  return {
    look,
    /** Looks every few seconds from now on. */
    start() {
      plan();
    },
    async stop() {
      if (timer) clearTimeout(timer);
      await looking;
      if (timer) clearTimeout(timer);
    },
    /** Troubles as anybody may know them: codes, without facts. `refuses`: this process could not write at its last look. */
    async state(): Promise<{ refuses: boolean; troubles: string[] }> {
      const rows = await listTroubles(p.db);
      return { refuses: refusesSince !== null, troubles: [...new Set(rows.map((row) => row.code))].sort() };
    },
  };
};
export type Health = ReturnType<typeof openHealth>;
