/**
 * `npm run bench -- soak [--minutes 60]`: a hub under mixed load for an hour, struck by one fault after the other, then left to end what it has:
 * nobody lost, memory flat, and tables that grow with the work alone. Letters come over HTTP, bulletins go out one after the other, people open
 * pages. Faults by turns: a relay that puts off, drops or is slow, a delivery process killed, the write lock held by somebody else.
 */
import { countTables } from '../server/store/copies.ts';
import {
  type FaultGround,
  faultGround,
  finished,
  holdLock,
  isLetter,
  pause,
  startBulletin,
  strike,
  sure,
} from '../test/faults/harness.ts';
import { openLetters } from '../test/faults/letters.ts';
import { addBulletin } from '../test/support/audience.ts';
import { calm } from '../test/support/recordingSink.ts';
import { familyOf, pss } from './quiet.ts';

type FaultName = 'puts off' | 'drops' | 'kill' | 'lock' | 'slow';
/** `faults`: some of them; all when absent. A mail that was put off waits a minute, which a short soak does not. */
type Wish = { minutes: number; say(words: string): void; readers?: number; faults?: readonly FaultName[] };
/** One look at the whole: MB of the parent and of its largest child, rows of each table, letters and mails so far. */
type Look = { at: number; parentMB: number; childMB: number; rows: Record<string, number>; work: number };

const LETTERS_A_SECOND = 5;
const PAGES_A_SECOND = 5;
/** Memory and rows are compared between the second and the last third: the first is that of caches that fill. */
const MOST_MB = 40;
const MOST_GROWTH = 1.25;
/** A table this small says nothing by a row more. */
const SMALL = 200;

const middle = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;
/** How many rows each of all tables has; `letter` and `bulletin_recipient` are the work. */
const look = async (g: FaultGround, pid: number, began: number): Promise<Look> => {
  const rows = await countTables(g.db);
  const [, ...children] = familyOf(pid);
  const sizes = [pid, ...children].map((one) => {
    try {
      return pss(one);
    } catch {
      // It was killed while we looked.
      return 0;
    }
  });
  return {
    at: performance.now() - began,
    parentMB: sizes[0]!,
    childMB: Math.max(0, ...sizes.slice(1)),
    rows,
    work: (rows.letter ?? 0) + (rows.bulletin_recipient ?? 0),
  };
};

/** What strikes, by turns; each answers how to make it whole again. */
const faultsOf = (g: FaultGround): Record<FaultName, () => Promise<() => unknown>> => {
  const relay = (change: Partial<typeof calm>) => async () => {
    Object.assign(g.sink.behaviour, change);
    return () => Object.assign(g.sink.behaviour, calm);
  };
  return {
    'puts off': relay({ defer: 4 }),
    drops: relay({ drop: 25 }),
    kill: async () => {
      const [pid] = await g.someWorkers();
      strike(pid);
      return () => {};
    },
    lock: () => holdLock(g),
    slow: relay({ delay: 200 }),
  };
};

/** Tables whose rows for each piece of work grew between two looks: what should have been cleared and was not. */
const swollen = (before: Look, after: Look): string[] =>
  Object.entries(after.rows).flatMap(([name, n]) => {
    const [then, now] = [(before.rows[name] ?? 0) / before.work, n / after.work];
    return n > SMALL && now > then * MOST_GROWTH ? [`${name}: ${then.toFixed(2)} → ${now.toFixed(2)} a mail`] : [];
  });

/** The load of one second. Pages that do not answer are counted, for a struck process may be the one that serves them. */
const openPages = (g: FaultGround) => {
  const seen = { opened: 0, failed: 0 };
  const paths = ['/m/ja_entry', '/m/plja_entry', '/m/en_entry', '/readyz'];
  const ask = async (path: string) => {
    const answer = await fetch(g.door + path, { signal: AbortSignal.timeout(10_000) }).catch(() => null);
    await answer?.arrayBuffer().catch(() => null);
    if (answer && answer.status < 500) seen.opened++;
    else seen.failed++;
  };
  return {
    seen,
    second: () => Promise.all(Array.from({ length: PAGES_A_SECOND }, (_, i) => ask(paths[i % paths.length]!))),
  };
};

export const measureSoak = async (p: Wish) => {
  const readers = p.readers ?? 200;
  const g = await faultGround();
  try {
    const hub = await g.startHub();
    await sure('the hub answers', g.doorOpen);
    const letters = await openLetters(g);
    const pages = openPages(g);
    let bulletin = await startBulletin(g, readers);
    const { topic_id: topic } = (await g.db.knex('reader_topic').first('topic_id')) as { topic_id: number };
    const bulletins = [bulletin];
    const all = faultsOf(g);
    const faults = (p.faults ?? (Object.keys(all) as FaultName[])).map((name) => [name, all[name]] as const);
    let strikes = 0;
    const struck: Record<string, number> = {};
    const looks: Look[] = [];
    const began = performance.now();
    const lasts = p.minutes * 60_000;
    const every = Math.max(2000, lasts / 60);
    const turn = Math.max(1500, Math.min(20_000, lasts / 20));
    let mend: () => unknown = () => {};
    // On a machine that has much else to do a short soak lasts longer, until every fault has struck.
    const goesOn = (ms: number) => ms < lasts || (strikes < faults.length && ms < 10 * lasts);
    for (let nextLook = 0, nextFault = turn; goesOn(performance.now() - began); ) {
      const second = pause(1000);
      letters.begin(LETTERS_A_SECOND);
      await pages.second();
      const at = performance.now() - began;
      const row = await g.db.knex('bulletin').where({ id: bulletin }).first('state');
      if (row.state.startsWith('finished')) {
        bulletin = await addBulletin(g.db, { topic, now: Date.now(), revision: g.bundle.revision });
        bulletins.push(bulletin);
      }
      if (at >= nextFault) {
        await mend();
        const [name, begin] = faults[strikes++ % faults.length]!;
        mend = await begin();
        struck[name] = (struck[name] ?? 0) + 1;
        nextFault = at + turn;
      }
      if (at >= nextLook) {
        looks.push(await look(g, hub.pid!, began));
        nextLook = at + every;
        const { parentMB, childMB, work } = looks.at(-1)!;
        p.say(`${Math.round(at / 1000)} s: ${work} mails, ${Math.round(parentMB)} MB, ${Math.round(childMB)} MB`);
      }
      await second;
    }
    await mend();
    await letters.settled();
    for (const id of bulletins) await finished(g, id);
    looks.push(await look(g, hub.pid!, began));
    return figures(g, {
      looks,
      letters: letters.tally(),
      bulletins,
      readers,
      struck,
      pages: pages.seen,
      minutes: p.minutes,
    });
  } finally {
    await g.close();
  }
};

type Ended = {
  looks: Look[];
  letters: ReturnType<Awaited<ReturnType<typeof openLetters>>['tally']>;
  bulletins: readonly number[];
  readers: number;
  struck: Record<string, number>;
  pages: { opened: number; failed: number };
  minutes: number;
};

const figures = async (g: FaultGround, p: Ended) => {
  const third = Math.floor(p.looks.length / 3);
  const [second, last] = [p.looks.slice(third, 2 * third), p.looks.slice(2 * third)];
  const grown = (of: (one: Look) => number) => Math.round(middle(last.map(of)) - middle(second.map(of)));
  const grownMB = { parent: grown((one) => one.parentMB), child: grown((one) => one.childMB) };
  const tables = swollen(p.looks[third] ?? p.looks[0]!, p.looks.at(-1)!);
  // A reader of a bulletin has one row for each; whom the sink got a mail for, it has by Message-ID.
  const ids = new Set(g.arrived.filter(({ to }) => !isLetter(to)).map(({ messageId }) => messageId));
  const lostReaders = p.bulletins.length * p.readers - ids.size;
  return {
    minutes: p.minutes,
    letters: p.letters.answered,
    lost_letters: p.letters.lost,
    bulletins: p.bulletins.length,
    bulletin_mails: ids.size,
    lost_readers: lostReaders,
    doubles: g.arrived.length - ids.size - (p.letters.answered - p.letters.lost),
    pages: p.pages.opened,
    pages_failed: p.pages.failed,
    faults: p.struck,
    grown_mb_parent: grownMB.parent,
    grown_mb_child: grownMB.child,
    swollen_tables: tables,
    kept:
      p.letters.lost === 0 &&
      lostReaders === 0 &&
      tables.length === 0 &&
      Math.max(grownMB.parent, grownMB.child) <= MOST_MB,
  };
};
