/**
 * A year in three-hour steps, with silence and crashes at random moments, against an oracle that goes through the days by itself: it shares
 * no code with the hub, not even its calendar. Every mail must be there, at its hour, and no other.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openParts } from '../../../../server/app.ts';
import type { Trx } from '../../../../server/store/db.ts';
import { type TestApp, testApp } from '../../../support/app.ts';
import { carry } from '../../../support/postman.ts';
import { event, type Json } from '../../../support/systems.ts';

const HOURS = 3_600_000;
const STEP = 3 * HOURS;
const BEGIN = Date.UTC(2026, 0, 4, 15); // 2026-01-05 00:00 in Japan
const STEPS = (365 * 24) / 3;

/** mulberry32: the seed stands in the name of the test. */
const random = (seed: number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
};

// ── the oracle's own calendar: a moment in Japan as a Date whose UTC fields are the clock on the wall
const wall = (at: number) => new Date(at + 9 * HOURS);
const dayOf = (at: number) => wall(at).toISOString().slice(0, 10);
const atNine = (day: string) => Date.parse(`${day}T09:00:00+09:00`);
const shiftDay = (day: string, by: number) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + by * 24 * HOURS).toISOString().slice(0, 10);
const outOfQuiet = (at: number) => {
  const hour = wall(at).getUTCHours();
  if (hour >= 21) return Date.parse(`${shiftDay(dayOf(at), 1)}T08:00:00+09:00`);
  return hour < 8 ? Date.parse(`${dayOf(at)}T08:00:00+09:00`) : at;
};
/** The day before the same number of the third month on, counted from the day after; a month without that number ends it. */
const lastDay = (issued: string) => {
  const first = shiftDay(issued, 1);
  const [y, m, d] = first.split('-').map(Number) as [number, number, number];
  const month = new Date(Date.UTC(y, m - 1 + 3, 1));
  const days = new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth() + 1, 0)).getUTCDate();
  const same = `${month.toISOString().slice(0, 8)}${String(Math.min(d, days)).padStart(2, '0')}`;
  return d > days ? same : shiftDay(same, -1);
};

type Kind = 'coe' | 'returned' | 'password' | 'receipt';
type Life = {
  subject: string;
  kind: Kind;
  /** Steps at which the system reports; what comes in silence is reported when the hub is back. */
  begins: number;
  ends: number | null;
  expires: string;
  bounces: boolean;
};

const makeLives = (next: () => number, count: number): Life[] =>
  Array.from({ length: count }, (_, i) => {
    const kinds: Kind[] = ['coe', 'returned', 'password', 'receipt'];
    const kind = kinds[i % 4]!;
    const begins = Math.floor(next() * (STEPS - 500));
    return {
      subject: `life-${i}`,
      kind,
      begins,
      ends: next() < 0.5 ? begins + Math.floor(next() * 700) + 1 : null,
      expires: shiftDay(dayOf(BEGIN + begins * STEP), 5 + Math.floor(next() * 80)),
      bounces: next() < 0.15,
    };
  });

/** Steps in which nothing runs: about forty silences, from hours to three weeks. */
const makeSilence = (next: () => number): Set<number> => {
  const silent = new Set<number>();
  for (let i = 0; i < 40; i++) {
    const from = Math.floor(next() * STEPS);
    const length = Math.floor(next() ** 3 * 170) + 1;
    for (let step = from; step < from + length; step++) silent.add(step);
  }
  return silent;
};

type Sent = string;
const told = (at: number, life: Life, type: string): Sent => `${new Date(at).toISOString()} ${life.subject} ${type}`;

/** Goes through the year by itself. */
const oracle = (lives: readonly Life[], silent: ReadonlySet<number>): Sent[] => {
  const sent: Sent[] = [];
  const state = new Map(lives.map((life) => [life, { at: 0, lastN: 0, over: false, known: false, done: false }]));
  for (let step = 0; step < STEPS; step++) {
    if (silent.has(step)) continue;
    const now = BEGIN + step * STEP;
    for (const life of lives) {
      const s = state.get(life)!;
      if (!s.known && step >= life.begins) {
        s.known = true;
        s.at = now;
        if (life.kind === 'coe') sent.push(told(now, life, 'coe-delivery'));
        if (life.kind === 'returned') sent.push(told(now, life, 'correction-request'));
        if (life.kind === 'receipt') sent.push(told(now, life, 'app-complete'));
        s.over = life.bounces && (life.kind === 'coe' || life.kind === 'returned');
      }
      if (s.known && life.ends !== null && step >= life.ends) s.over = true;
      if (!s.known || s.over) continue;
      if (life.kind === 'receipt' && !s.done && now >= atNine(shiftDay(dayOf(s.at), 1))) {
        s.done = true;
        sent.push(told(now, life, 'app-receipt-number'));
      }
      if (life.kind === 'returned' && !s.done && now >= outOfQuiet(s.at + 7 * 24 * HOURS)) {
        s.done = true;
        sent.push(told(now, life, 'correction-reminder'));
      }
      if (life.kind === 'coe') {
        const limit = lastDay(dayOf(s.at));
        let due = s.lastN;
        for (let n = s.lastN + 1; outOfQuiet(s.at + n * 7 * 24 * HOURS) <= now; n++)
          if (dayOf(outOfQuiet(s.at + n * 7 * 24 * HOURS)) <= limit) due = n;
        if (due > s.lastN && dayOf(now) <= limit) sent.push(told(now, life, 'coe-receipt-reminder'));
        s.lastN = due;
      }
      if (life.kind === 'password') {
        const days = [30, 7].map((lead) => shiftDay(life.expires, -lead)).filter((day) => day >= dayOf(s.at));
        const due = days.filter((day) => atNine(day) <= now).length;
        // It names days: after its own day it is held, and staff are asked.
        if (due > s.lastN && dayOf(now) === days[due - 1]) sent.push(told(now, life, 'ens-password-expiry-warning'));
        s.lastN = due;
      }
    }
  }
  return sent.sort();
};

let app: TestApp;
beforeAll(async () => {
  app = await testApp({}, new Date(BEGIN).toISOString());
});
afterAll(() => app.stop());

const systemOf = (life: Life) => (life.kind === 'password' ? 'ens' : 'ras2');

const begin = (life: Life, now: number): Json[] => {
  const recipients = { email: life.bounces ? 'gone@example.jp' : 'reader@example.jp' };
  const submitted_at = new Date(now).toISOString();
  switch (life.kind) {
    case 'coe':
      return [
        event('ras2.coe.issued', {
          subject: life.subject,
          data: { recipients: { filer: recipients }, issued_on: dayOf(now) },
        }),
      ];
    case 'returned':
      return [
        event('ras2.application.returned', {
          subject: life.subject,
          data: { recipients: { filer: recipients }, kind: 'correction' },
        }),
      ];
    case 'password':
      return [
        event('ens.account.password-changed', {
          subject: life.subject,
          data: { recipients: { holder: recipients }, holder_kind: 'organisation', expires_on: life.expires },
        }),
      ];
    case 'receipt':
      return [
        event('ras2.application.submitted', {
          subject: life.subject,
          data: { recipients: { filer: recipients }, submitted_at, inquiry_password: undefined },
        }),
        event('ras2.application.receipt-number', {
          subject: life.subject,
          data: { recipients: { filer: recipients } },
        }),
      ];
  }
};

const end = (life: Life): Json => {
  const type = {
    coe: 'ras2.coe.receipt-registered',
    returned: 'ras2.application.resubmitted',
    password: 'ens.case.closed',
    receipt: 'ras2.case.closed',
  }[life.kind];
  return event(type, { subject: life.subject });
};

/** The hub through the same year: what it sent, by the clock of the step. */
const hub = async (lives: readonly Life[], silent: ReadonlySet<number>, next: () => number): Promise<Sent[]> => {
  const { ground } = app;
  let parts = app.running.parts;
  let crashes = 0;
  const write = ground.db.write.bind(ground.db);
  const acting = (system: 'ras2' | 'ens') => ({ system, keyType: 'live' as const, actor: 'test' });
  const subjects = new Map<number, Life>();
  const sent: Sent[] = [];
  const begun = new Set<Life>();
  const ended = new Set<Life>();
  const report = async (one: Json) => {
    const system = String(one.type).split('.')[0] as 'ras2' | 'ens';
    const done = await parts.applications.report(
      acting(system),
      { events: [one], mode: 'all', dryRun: false },
      async () => true,
    );
    expect(done.errors).toEqual([]);
  };
  const lifeOf = async (caseId: number): Promise<Life> => {
    if (subjects.has(caseId)) return subjects.get(caseId)!;
    const known = new Set(subjects.values());
    for (const life of begun) {
      if (known.has(life)) continue;
      const found = await parts.applications.case(acting(systemOf(life)), life.subject);
      const rows: { case_id: number }[] = await ground.db
        .knex('letter')
        .whereIn('public_id', found?.letters.map((l) => l.id) ?? [])
        .select('case_id');
      if (rows[0]) subjects.set(rows[0].case_id, life);
    }
    return subjects.get(caseId)!;
  };
  /** From now on every write is undone at its very end, as of a process that dies before its commit. */
  const crash = () => {
    ground.db.write = (<T>(work: (trx: Trx) => Promise<T>) =>
      write(async (trx) => {
        await work(trx);
        throw new Error('power cut');
      })) as typeof ground.db.write;
  };
  for (let step = 0; step < STEPS; step++) {
    if (silent.has(step)) continue;
    const now = BEGIN + step * STEP;
    app.clock.set(now);
    const wakes = lives.some(
      (l) => (!begun.has(l) && step >= l.begins) || (!ended.has(l) && l.ends !== null && step >= l.ends),
    );
    if (next() < 0.05 || (wakes && next() < 0.2)) {
      crash();
      await parts.applications.postFollowUps().catch(() => crashes++);
      ground.db.write = write;
      parts = openParts(ground);
    }
    for (const life of lives) {
      if (!begun.has(life) && step >= life.begins) {
        begun.add(life);
        for (const one of begin(life, now)) await report(one);
        // Its first letter leaves before anything else is told of it.
        if (life.ends !== null && step >= life.ends)
          await note(await carry({ ground, running: { ...app.running, parts } }, verdict));
      }
      if (begun.has(life) && !ended.has(life) && life.ends !== null && step >= life.ends) {
        ended.add(life);
        await report(end(life));
      }
    }
    if (await parts.applications.followUpsWait()) await parts.applications.postFollowUps();
    if (await waits(now)) await note(await carry({ ground, running: { ...app.running, parts } }, verdict));
  }
  async function waits(at: number) {
    const open = ground.db.knex('letter').whereIn('state', ['planned', 'waiting']).where('next_at', '<=', at);
    return (await open.first('id')) !== undefined || parts.applications.outcomesWait();
  }
  async function note(carried: Awaited<ReturnType<typeof carry>>) {
    for (const one of carried)
      if (one.type !== 'ens-password-changed') sent.push(told(one.at, await lifeOf(one.row.case_id!), one.type));
  }
  function verdict(to: string, row: { type: string }) {
    return to === 'gone@example.jp' && ['coe-delivery', 'correction-request'].includes(row.type)
      ? { state: 'refused' as const, reason: 'userunknown' }
      : { state: 'accepted' as const };
  }
  expect(crashes).toBeGreaterThan(3);
  return sent.sort();
};

describe('A year of cases', () => {
  it('brings exactly the mails of the oracle (seed 20260105)', async () => {
    const next = random(20_260_105);
    const lives = makeLives(next, 96);
    const silent = makeSilence(next);
    const expected = oracle(lives, silent);
    const actual = await hub(lives, silent, next);
    expect(expected.length).toBeGreaterThan(250);
    expect(actual).toEqual(expected);
    expect(new Set(actual).size).toBe(actual.length);
  }, 300_000);
});
