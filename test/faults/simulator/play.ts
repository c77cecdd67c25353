/** Plays one schedule from its seed to its end and says what was not kept. */

import { openDisk, type Plate, useDisk } from './disk.ts';
import { type Base, openHub } from './hub.ts';
import { check, REFUSED } from './invariants.ts';
import { type Mood, openRelay } from './relay.ts';
import { BAD_MS, openSchedule } from './schedule.ts';
import { enter, openWorld } from './world.ts';

export type Played = {
  seed: number;
  wrong: string[];
  trace: string[];
  copies: number;
  doubles: number;
  /** What lies in mailboxes: what relays doubled counts here, and never as ours. */
  arrived: number;
  relayDoubled: number;
  calls: number;
  troubles: string[];
};

/** After the bad day: so often time is given for something to be done, with sleep until the next thing is due in between. */
const HOPS = 400;
/** After so many, what is still under way waits for a relay that hangs, until the wire gives up, or for the next sweep of forgotten leases. */
const HANGING = 60;
const AWAKE_MS = 600;

/** Looks at the database from outside of the world. */
const openOutside = (plate: Plate) => {
  const base = plate.reader.raw;
  const dueAt = base.prepare(`select min(at) as at from (
    select min(next_at) as at from letter where final_at is null
    union all select min(next_at) from bulletin_recipient where state in ('waiting', 'deferred', 'sending')
    union all select min(next_at) from follow_up where state = 'planned'
    union all select 0 from bulletin where state in ('sending', 'paused')
    union all select 0 from outcome where applied_at is null)`);
  return {
    /** The next instant at which anything is due; null when everything has ended. */
    nextDue: (now: number): number | null => {
      const { at } = dueAt.get() as { at: number | null };
      // A bulletin stays open until all its rows have ended: what they wait for counts.
      if (at !== 0) return at;
      const { next } = base
        .prepare(`select min(next_at) as next from bulletin_recipient where state in ('waiting', 'deferred')`)
        .get() as { next: number | null };
      return next === null ? now : Math.max(now, next);
    },
  };
};

/** `mood`: what the relay does to every mail until the first trouble of a relay, or the end of the bad day. */
export const play = async (base: Base, seed: number, mood: Mood = 'well'): Promise<Played> => {
  const world = openWorld(seed);
  const disk = openDisk(world, base.plate);
  const trace: string[] = [];
  const say = (words: string) => void trace.push(`${world.now.toFixed(1).padStart(10)} ${words}`);
  enter(world);
  useDisk(disk);
  const relay = openRelay(world, { refuses: (to) => to === REFUSED });
  relay.feel(mood);
  const hub = openHub({ world, base, relay, say });
  const wrong: string[] = [];
  let troubles: string[] = [];
  const onError = (error: unknown) =>
    void wrong.push(`a process threw: ${(error as Error)?.stack ?? error} at ${(error as { sql?: string }).sql}`);
  process.on('unhandledRejection', onError);
  process.on('uncaughtException', onError);
  try {
    const door = await hub.door();
    const schedule = openSchedule({ world, hub, disk, relay, base, door, say });
    troubles = schedule.troubles;
    schedule.begin();
    await world.run(BAD_MS);
    schedule.heal();
    say('healed');
    const { db } = door.ground;
    const outside = openOutside(base.plate);
    let ended = false;
    for (let hop = 0; hop < HOPS && !ended; hop++) {
      await world.run(AWAKE_MS);
      const due = outside.nextDue(world.wall());
      if (hop % HANGING === HANGING - 1) world.sleep(300_000);
      ended = due === null && schedule.open === 0;
      if (due !== null && due > world.wall() + AWAKE_MS) {
        say(`all sleep for ${Math.round((due - world.wall()) / 1000)} s`);
        world.sleep(due - world.wall());
      }
    }
    await world.run(AWAKE_MS);
    wrong.push(...hub.failed);
    let checked = false;
    world.as(door.proc, () => {
      void check({ db, relay, deeds: schedule.deeds, readers: base.readers })
        .then((found) => void wrong.push(...found))
        .catch((error: Error) => void wrong.push(`not checked: ${error.stack}`))
        .finally(() => {
          checked = true;
        });
    });
    await world.run(600_000, () => checked);
  } catch (error) {
    wrong.push(`not played to its end: ${(error as Error).stack}`);
  } finally {
    process.off('unhandledRejection', onError);
    process.off('uncaughtException', onError);
    disk.end();
    enter(null);
    useDisk(null);
    hub.remove();
  }
  for (const copy of relay.copies)
    trace.push(
      `${copy.at.toFixed(1).padStart(10)} left ${copy.messageId} to ${copy.to} by ${copy.proc.name} (${copy.proc.pid}), relay ${copy.mood}, arrived ${copy.arrived}, heard ${copy.heard}`,
    );
  trace.sort((a, b) => Number.parseFloat(a) - Number.parseFloat(b));
  const doubles = relay.copies.length - new Set(relay.copies.map((c) => c.messageId)).size;
  const arrived = relay.copies.reduce((sum, copy) => sum + copy.arrived, 0);
  const relayDoubled = relay.copies.filter((copy) => copy.arrived > 1).length;
  return {
    seed,
    wrong,
    trace,
    copies: relay.copies.length,
    doubles,
    arrived,
    relayDoubled,
    calls: disk.calls,
    troubles,
  };
};
