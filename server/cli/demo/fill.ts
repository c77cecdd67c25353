/**
 * Fills an empty hub with a made-up agency: a year of it is played on a turned clock through the same rules as a real one. The same seed
 * gives the same story; days are counted back from today.
 */
import { openParts } from '../../app.ts';
import { languages } from '../../contract/codes.ts';
import { type Ground, prepare } from '../../ground.ts';
import { DAY, fixedClock, HOUR, jstDate, MINUTE, type TurnableClock } from '../../lib/clock.ts';
import { refused } from '../../lib/errors.ts';
import { openOutbox } from '../../outbox/outbox.ts';
import { clearEverything, findDemo, isUnused, markDemo } from '../../store/demo.ts';
import { listWorkers } from '../../store/workers.ts';
import { leaveOnDesk, type Story, sendBulletin } from './bulletins.ts';
import { planCases, reportDue } from './cases.ts';
import { openChance } from './chance.ts';
import { carryLetters } from './letters.ts';
import { openReaderMaker, versionsOf } from './readers.ts';
import { makeStaff } from './staff.ts';

/** A bulletin every so many days, a count of readers every week and, of the days that the console shows, every third. */
const BULLETIN_EVERY = 12;
/** A task of the year is settled within so many days; those of the last ones are still open. */
const TASKS_STAY = 2;
/** So many of the last days have registrations through the pages, with their mails. */
const REGISTRATIONS = 60;

/** `days`: how far back the story begins. */
export type DemoSize = { readers: number; applications: number; days: number; seed: number };
export const usualSize: DemoSize = { readers: 10_000, applications: 300, days: 365, seed: 1 };

/** Refuses where a demo must not be. Errors: `demo.refused {setting}`, `demo.used`, `demo.running`. */
export const demandPlace = async ({ config, db }: Ground): Promise<void> => {
  if (config.production) throw refused('demo.refused', { setting: 'NODE_ENV=production' });
  if (config.SMTP_URL !== '') throw refused('demo.refused', { setting: 'SMTP_URL' });
  const mark = await findDemo(db);
  if (mark?.ready || (!mark && !(await isUnused(db)))) throw refused('demo.used');
  const live = (await listWorkers(db)).some((worker) => Date.now() - worker.beat_at < MINUTE);
  if (live) throw refused('demo.running');
};

/** The same ground with a clock that the story turns. */
const turned = (ground: Ground, clock: TurnableClock): Ground => ({
  ...ground,
  clock,
  turned: true,
  outbox: openOutbox({
    ring: ground.ring,
    clock,
    revision: ground.revision,
    mailDomain: ground.mailDomain,
    nudge: () => {},
  }),
});

const settleTasks = async (s: Story): Promise<void> => {
  const before = s.clock.now() - TASKS_STAY * DAY;
  const old = (await s.ground.db
    .knex('task')
    .where({ state: 'open' })
    .where('opened_at', '<', before)
    .select('public_id')) as {
    public_id: string;
  }[];
  for (const { public_id } of old)
    await s.parts.tasks.close(s.staff.operator.actor, public_id, '電話で確かめ、アドレスを直しました');
};

/** Somebody fills in the form of the pages. */
const register = async (s: Story, begins: number): Promise<void> => {
  const language = s.chance.pick(languages);
  const at = s.clock.now();
  const { terms_version: terms, screen_version: screen } = versionsOf(s.ground)(language);
  const topics = s.chance.next() < 0.5 ? ['residence-card', 'consultation'] : ['renewal-change', 'bureau-tokyo'];
  const wish = { email: `new.${(begins / DAY).toFixed(0)}.${at % 100_000}@mail.example`, language, topics, stay: null };
  const nonce = `demo-${at}`;
  const origin = { network: `192.0.2.${1 + s.chance.below(250)}`, nonce, browser: nonce };
  await s.parts.subscriptions.register({ wish, consent: { at, terms, screen }, origin });
  await s.parts.subscriptions.decideOpen();
};

/** Letters that people wrote to the address that nobody reads. */
const writeToUs = async (s: Story): Promise<void> => {
  const letters = [
    ['窓口の時間について', '土曜日も開いていますか。'],
    ['Re: 在留カードの受取りについて', '予約はどこでできますか。'],
  ] as const;
  for (const [n, [subject, text]] of letters.entries())
    await s.parts.arrivals.take({
      box: 'no-reply',
      sender: `umi.${n + 1}@mail.example`,
      subject,
      text: `${text}\n見本`,
      attachments: 0,
      machine: false,
      raw: Buffer.from(`Subject: demo ${n}\r\n\r\ndemo\r\n`),
    });
};

/** One day of the story, with `n` new readers. */
const playDay = async (
  s: Story,
  day: { begins: number; back: number },
  work: { readers: () => Promise<void>; steps: () => Promise<void> },
) => {
  await work.readers();
  for (const hour of [10, 16]) {
    s.clock.set(day.begins + hour * HOUR + s.chance.below(50) * MINUTE);
    await work.steps();
    await s.parts.applications.postFollowUps();
    if (day.back < REGISTRATIONS) await register(s, day.begins);
    await carryLetters(s);
    if (hour === 10 && day.back % BULLETIN_EVERY === 3) await sendBulletin(s, Math.floor(day.back / BULLETIN_EVERY));
  }
  await s.parts.applications.applyOutcomes();
  await settleTasks(s);
  if (day.back % 7 === 0 || (day.back < 90 && day.back % 3 === 0)) await s.parts.readerHistory.note();
};

/** `say`: how far it is, now and then. Errors as `demandPlace`. */
export const fillDemo = async (
  given: Ground,
  size: DemoSize,
  say: (done: number, all: number) => void,
): Promise<{ readers: number; letters: number; bulletins: number; cases: number; tasks: number }> => {
  await demandPlace(given);
  // The last one was broken off: a half agency is none.
  if (await findDemo(given.db)) {
    await given.db.write(clearEverything);
    await prepare(given);
  }
  const { days } = size;
  const now = given.clock.now();
  const midnight = Date.parse(`${jstDate(now)}T00:00:00+09:00`);
  const clock = fixedClock(midnight - days * DAY + 9 * HOUR);
  const ground = turned(given, clock);
  const chance = openChance(size.seed);
  const staff = await makeStaff(ground, size.seed);
  const s: Story = { ground, parts: openParts(ground), clock, chance, staff };
  const topics = await ground.db.knex('topic').select('id', 'code').orderBy('id');
  const make = openReaderMaker(ground, chance, topics);
  const begin = clock.now();
  await make(Math.round(size.readers * 0.6), { from: begin - 1000 * DAY, to: begin }, now);
  const weekly = Math.round((size.readers * 0.4 * 7) / days);
  const steps = planCases(s, { from: begin, to: now - HOUR, applications: size.applications });
  let done = 0;
  for (let back = days; back > 0; back--) {
    const begins = midnight - back * DAY;
    await playDay(
      s,
      { begins, back },
      {
        readers: async () => {
          if (back % 7 === 1) await make(weekly, { from: begins - 6 * DAY, to: begins }, now);
        },
        steps: async () => {
          done += await reportDue(s, steps, done);
        },
      },
    );
    if (back % 10 === 0) say(days - back, days);
  }
  await endStory(s, now, async () => {
    done += await reportDue(s, steps, done);
  });
  return countMade(s);
};

/** Today, up to this minute: the last reports, and what waits on the desk. */
const endStory = async (s: Story, now: number, report: () => Promise<void>): Promise<void> => {
  s.clock.set(now - 2 * HOUR);
  await leaveOnDesk(s);
  await writeToUs(s);
  s.clock.set(now);
  await report();
  await s.parts.applications.postFollowUps();
  await carryLetters(s);
  await s.parts.readerHistory.note();
  const mark = (await findDemo(s.ground.db))!;
  await s.ground.db.write((trx) => markDemo(trx, { ...mark, ready: true }));
};

const countMade = async ({ ground: { db } }: Story) => {
  const count = async (table: string, where = {}) =>
    Number(((await db.knex(table).where(where).count('id as n')) as unknown as { n: number }[])[0]!.n);
  return {
    readers: await count('reader'),
    letters: await count('letter'),
    bulletins: await count('bulletin'),
    cases: await count('case_file'),
    tasks: await count('task', { state: 'open' }),
  };
};
