/** One bad day, drawn from a seed: who does what when, and what breaks meanwhile. */
import { mailType } from '../../../server/letters/catalogue.ts';
import { liftHold, setHold } from '../../../server/store/holds.ts';
import { addBulletin } from '../../support/audience.ts';
import type { Deeds } from './deeds.ts';
import type { openDisk } from './disk.ts';
import { type Base, hosts, type SimHub } from './hub.ts';
import { moods, type SimRelay } from './relay.ts';
import type { Proc, World } from './world.ts';

type Disk = ReturnType<typeof openDisk>;
type Door = Awaited<ReturnType<SimHub['door']>>;

/** Trouble lasts at most so long, and then the hub gets time. */
export const BAD_MS = 12_000;

export const openSchedule = (p: {
  world: World;
  hub: SimHub;
  disk: Disk;
  relay: SimRelay;
  base: Base;
  door: Door;
  say: (words: string) => void;
}) => {
  const { world, hub, disk, relay, base, door, say } = p;
  const { between, oneOf } = world;
  const deeds: Deeds = { letters: new Map(), bulletins: new Map(), closed: new Map(), cases: [], held: [], blows: [] };
  /** People and systems do again what failed, until it is acknowledged. Counts what is still under way. */
  let open = 0;
  const act = (ms: number, what: string, run: (first: boolean) => Promise<void>): void => {
    open++;
    let first = true;
    const again = () => {
      world.as(door.proc, () => {
        run(first).then(
          () => {
            open--;
            say(`done: ${what}`);
          },
          (error: Error) => {
            say(`again: ${what}: ${error.message.slice(0, 120)}`);
            first = false;
            world.after(between(300, 1500), again);
          },
        );
      });
    };
    world.after(ms, again);
  };
  const write = door.ground.db.write;

  const postLetter = (n: number) => {
    const type = mailType(world.random() < 0.3 ? 'app-inquiry-password' : 'nl-registration-complete');
    const to = `letter${n}@${oneOf(['example.jp', 'docomo.ne.jp', 'example.org'])}`;
    act(between(0, BAD_MS * 0.8), `letter ${n}`, async () => {
      const posted = await write((trx) =>
        door.ground.outbox.post(trx, {
          type: type.id,
          system: type.systems[0]!,
          languages: ['ja'],
          role: 'reader',
          to,
          variables: type.sample,
          lane: 'transactional',
          dedupeKey: `letter-${n}`,
          actor: 'staff',
          cause: 'world',
        }),
      );
      deeds.letters.set(posted.publicId, { to, type: type.id });
    });
  };

  const pauseFor = (id: number, publicId: string) => {
    const stops = deeds.bulletins.get(id)!.stopped;
    act(between(500, 9000), `pause ${id}`, async () => {
      const row = await write(async (trx) => {
        await trx.knex('bulletin').where({ id, state: 'sending' }).update({ state: 'paused', reason: 'staff' });
        return trx.knex('bulletin').where({ id }).first();
      });
      if (row.state !== 'paused') return;
      const stop = { from: world.now, to: Number.POSITIVE_INFINITY };
      stops.push(stop);
      act(between(1000, 9000), `resume ${publicId}`, async () => {
        stop.to = Math.min(stop.to, world.now);
        await write(async (trx) => trx.knex('bulletin').where({ id, state: 'paused' }).update({ state: 'sending' }));
      });
    });
  };
  const cancelAt = (id: number) =>
    act(between(500, 12_000), `cancel ${id}`, async () => {
      await write(async (trx) =>
        trx.knex('bulletin').where({ id }).whereIn('state', ['sending', 'paused']).update({ state: 'cancelled' }),
      );
      const bulletin = deeds.bulletins.get(id)!;
      bulletin.cancelled ??= world.now;
    });
  const startBulletin = (kind: 'plain' | 'paused' | 'cancelled') =>
    act(between(0, 6000), `bulletin ${kind}`, async (first) => {
      // Asked again although it was done: the answer was lost. Staff look before they press twice.
      const known = first
        ? undefined
        : await door.ground.db
            .knex('bulletin')
            .where({ cause: `world-${kind}` })
            .first();
      const id =
        known?.id ??
        (await addBulletin(door.ground.db, {
          topic: base.topic,
          now: Date.now(),
          revision: base.ground.bundle.revision,
        }));
      if (!known)
        await write(async (trx) =>
          trx
            .knex('bulletin')
            .where({ id })
            .update({ cause: `world-${kind}` }),
        );
      const row = await door.ground.db.knex('bulletin').where({ id }).first();
      if (deeds.bulletins.has(id)) return;
      const messageIds = new RegExp(`^<${row.public_id}\\.`);
      deeds.bulletins.set(id, { publicId: row.public_id, messageIds, stopped: [], cancelled: null });
      if (kind === 'paused') pauseFor(id, row.public_id);
      if (kind === 'cancelled') cancelAt(id);
    });
  const holdLane = () =>
    act(between(0, 9000), 'hold', async () => {
      await write((trx) =>
        setHold(trx, { kind: 'lane', target: 'transactional', reason: 'world', actor: 'staff', held_at: Date.now() }),
      );
      const hold = { target: 'transactional', from: world.now, to: Number.POSITIVE_INFINITY };
      deeds.held.push(hold);
      act(between(1000, 8000), 'lift', async () => {
        hold.to = Math.min(hold.to, world.now);
        await write((trx) => liftHold(trx, { kind: 'lane', target: 'transactional' }));
      });
    });
  const openCase = (n: number, closes: boolean) => {
    const subject = `case-${n}`;
    deeds.cases.push(subject);
    const report = async (type: string, data: Record<string, unknown>) => {
      const event = { specversion: '1.0', id: `${type}-${n}`, source: '/world', type, subject, data };
      const acting = { system: 'ras2' as const, keyType: 'live' as const, actor: 'key:world' };
      const { errors } = await door.parts.applications.report(
        acting,
        { events: [event], mode: 'all', dryRun: false },
        async () => true,
      );
      if (errors.length > 0) throw new Error(JSON.stringify(errors));
    };
    const items = [{ ja: '見本', plja: '見本(みほん)', en: 'Sample' }];
    const filer = { email: `filer${n}@example.org`, name: 'SAMPLE TARO' };
    act(between(0, 9000), `case ${n}`, async () => {
      await report('ras2.application.returned', {
        recipients: { filer },
        procedure: 'residence.change',
        kind: 'documents',
        items,
        limit_mb: 25,
      });
      if (closes && !deeds.closed.has(subject))
        act(between(0, 6000), `close ${n}`, async () => {
          await report('ras2.case.closed', { reason: 'done' });
          if (!deeds.closed.has(subject)) deeds.closed.set(subject, world.now);
        });
    });
  };

  /** Processes by name; what dies comes back. */
  const crew = new Map<string, { proc: Proc; stop?: () => void }>();
  const begin = (name: string) => {
    const host = oneOf(hosts);
    crew.set(
      name,
      name.startsWith('clock') ? hub.clock(name, host) : hub.delivery(name, host, 2 + Math.floor(world.random() * 3)),
    );
  };
  const blow = (proc: Proc | null, ms: number) => deeds.blows.push({ proc, from: world.now, to: world.now + ms });
  const troubles: Record<string, () => void> = {
    kill() {
      const name = oneOf([...crew.keys()]);
      const { proc } = crew.get(name)!;
      if (!proc.alive) return;
      blow(proc, Number.POSITIVE_INFINITY);
      world.kill(proc);
      say(`kill ${name}`);
      world.after(between(300, 4000), () => begin(name));
    },
    terminate() {
      const name = oneOf([...crew.keys()].filter((one) => one.startsWith('delivery')));
      const { proc, stop } = crew.get(name)!;
      if (!proc.alive || !stop) return;
      say(`terminate ${name}`);
      stop();
      world.after(between(9000, 11_000), () => {
        // It had its time to end; what still runs is shot, as a supervisor does.
        if (proc.alive) {
          blow(proc, Number.POSITIVE_INFINITY);
          world.kill(proc);
        }
        begin(name);
      });
    },
    stall() {
      const name = oneOf([...crew.keys()]);
      const { proc } = crew.get(name)!;
      const ms = world.random() < 0.5 ? between(200, 5000) : between(31_000, 45_000);
      proc.stalledUntil = world.now + ms;
      blow(proc, ms + 3000);
      say(`stall ${name} ${Math.round(ms)}`);
    },
    step() {
      const { proc } = crew.get(oneOf([...crew.keys()]))!;
      // All processes of a machine have one clock.
      const ms = oneOf([-3_600_000, -7_200_000, 3_600_000, -90_000, 90_000]);
      for (const one of [...crew.values(), door]) if (one.proc.host === proc.host) one.proc.skew += ms;
      say(`step ${proc.host} ${ms}`);
      world.after(between(3000, 12_000), () => {
        for (const one of [...crew.values(), door]) if (one.proc.host === proc.host) one.proc.skew = 0;
        say(`clock right ${proc.host}`);
      });
    },
    full() {
      const ms = between(500, 9000);
      disk.weather.full = true;
      blow(null, ms + 3000);
      say(`disk full ${Math.round(ms)}`);
      world.after(ms, () => {
        disk.weather.full = false;
      });
    },
    away() {
      const ms = between(500, 9000);
      disk.weather.away = true;
      blow(null, ms + 3000);
      say(`database away ${Math.round(ms)}`);
      world.after(ms, () => {
        disk.weather.away = false;
      });
    },
    commits() {
      const ms = between(500, 9000);
      disk.weather.badCommits = between(0.05, 0.6);
      blow(null, ms + 3000);
      say(`commits fail, or their answers get lost ${Math.round(ms)}`);
      world.after(ms, () => {
        disk.weather.badCommits = 0;
      });
    },
    relay() {
      relay.feel(oneOf(moods), between(0.2, 1));
      say(`relay ${relay.mood}`);
      world.after(between(500, 9000), () => relay.feel('well'));
    },
  };

  const struck: string[] = [];
  const strike = (name: string) => {
    struck.push(name);
    troubles[name]!();
  };

  return {
    deeds,
    crew,
    /** What broke, in order. */
    troubles: struck,
    get open() {
      return open;
    },
    begin(): void {
      const names = [
        'delivery1',
        'clock1',
        ...(world.random() < 0.6 ? ['delivery2'] : []),
        ...(world.random() < 0.3 ? ['clock2'] : []),
      ];
      for (const name of names) begin(name);
      const letters = 2 + Math.floor(world.random() * 6);
      for (let n = 0; n < letters; n++) postLetter(n);
      for (const kind of ['plain', 'paused', 'cancelled'] as const) if (world.random() < 0.4) startBulletin(kind);
      if (world.random() < 0.3) holdLane();
      if (world.random() < 0.4) openCase(1, world.random() < 0.5);
      const many = 1 + Math.floor(world.random() * 4);
      for (let n = 0; n < many; n++)
        world.after(between(200, BAD_MS - 4000), () => strike(oneOf(Object.keys(troubles))));
    },
    /** Everything that was broken is whole again. */
    heal(): void {
      Object.assign(disk.weather, { full: false, away: false, badCommits: 0 });
      relay.feel('well');
      for (const one of [...crew.values(), door]) one.proc.skew = 0;
    },
  };
};
export type Schedule = ReturnType<typeof openSchedule>;
