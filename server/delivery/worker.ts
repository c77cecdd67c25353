/** A delivery process from start to end: its heartbeat, its connections, its dispatch, and the dead it finds. */
import { join } from 'node:path';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { KeyRing } from '../lib/seal.ts';
import { publicId } from '../lib/token.ts';
import type { Traces } from '../lib/traces.ts';
import type { Db, Trx } from '../store/db.ts';
import { findDemo } from '../store/demo.ts';
import { addFigures } from '../store/figures.ts';
import type { MailboxStore } from '../store/mailbox.ts';
import { closeTaskOf, openTask } from '../store/tasks.ts';
import { beat, listWorkers } from '../store/workers.ts';
import { bundleShelf } from './bundles.ts';
import type { ComposeParts } from './compose.ts';
import { openCrumbs } from './crumbs.ts';
import { openDispatch } from './dispatch.ts';
import { loadDkimKeys } from './dkimKeys.ts';
import { openLines } from './lines.ts';
import { openPostbox } from './postbox.ts';
import type { TellRelay } from './relays.ts';
import { openMemory } from './restored.ts';
import { openSenderNames } from './senderNames.ts';
import { openTally } from './tally.ts';
import { openTransport } from './transports/kinds.ts';
import { openMailboxTransport } from './transports/mailbox.ts';
import type { TransportKind } from './transports/transport.ts';
import { bury, freeForgotten, hostId, isNeighbour, openLookout, sweepAtStart } from './undertaker.ts';
import { type Deadlines, usualDeadlines } from './wire/mail.ts';

const BEAT_MS = 3000;
/** A worker whose last beat is older sends nothing: at DEAD_AFTER its rows are given away. */
const MAY_SEND_FOR = 15_000;
const MINUTE = 60_000;

export type DeliverySettings = {
  connections: number;
  dataDir: string;
  mailDomain: string;
  mailFrom: string;
  publicUrl: string;
  /** Relays; empty sends everything to the built-in mailbox. */
  smtpUrl: string;
};
export type DeliveryParts = {
  db: Db;
  clock: Clock;
  log: Log;
  ring: KeyRing;
  worker: string;
  settings: DeliverySettings;
  /** The built-in mailbox; null in production. */
  mailbox: MailboxStore | null;
  /** Other waits than the usual ones, for tests. */
  deadlines?: Partial<Deadlines>;
  /** Who collects the way of letters. */
  traces?: Traces | null;
  /** Other kinds of transport than those of transports/kinds.ts. */
  kinds?: readonly TransportKind[];
};

export const crumbFolder = (dataDir: string): string => join(dataDir, 'run');

/** A task while a relay cannot be reached or does not answer; it closes by itself when mail goes there again. */
const tellOfRelay = async (trx: Trx, relay: string, why: string | null, now: number): Promise<void> => {
  const task = { kind: 'relay-unreached' as const, object: `relay:${relay}`, now };
  if (why === null) return closeTaskOf(trx, { ...task, by: 'delivery', reason: 'reached again' });
  await openTask(trx, { ...task, publicId: publicId(), facts: JSON.stringify({ why }), again: true });
};

/** Starts delivering. `stop` drains within the given milliseconds. */
export const startDelivery = async (p: DeliveryParts) => {
  const { db, clock, log, worker, settings } = p;
  const folder = crumbFolder(settings.dataDir);
  const dead = { db, clock, log, crumbFolder: folder };
  const memory = openMemory({ folder, clock, log });
  const lookForDead = openLookout(dead);
  const tally = openTally();
  /** On a clock that cannot be turned. */
  let lastBeat: number | null = null;
  /** False when we were new or had been struck off. */
  const live = async (): Promise<boolean> => {
    const began = performance.now();
    const row = { id: worker, roles: 'delivery', host: hostId(), pid: process.pid };
    const figures = tally.take();
    const { known, age } = await db
      .write(async (trx) => {
        const alone = !(await listWorkers(trx)).some(isNeighbour);
        await addFigures(trx, figures, clock.now());
        return { known: await beat(trx, row, Date.now()), age: await memory.look(trx, alone) };
      })
      .catch((error: Error) => {
        tally.giveBack(figures);
        throw error;
      });
    memory.keep(age);
    // What we held is somebody else's: forgotten before anything may leave again.
    if (!known && lastBeat !== null) {
      log.warn({ worker }, 'taken for dead meanwhile; what was held is left to the others');
      dispatch.disown();
      crumbs.renew();
    }
    lastBeat = began;
    return known;
  };
  // The beat comes before the notes: a sibling that starts now must not take us for dead.
  await live();
  await sweepAtStart(dead);
  await lookForDead();
  const crumbs = openCrumbs(folder, worker);
  const compose: ComposeParts = {
    ...settings,
    db,
    clock,
    ring: p.ring,
    bundles: bundleShelf(db),
    senderNames: openSenderNames(db),
    dkim: loadDkimKeys(settings.dataDir),
  };
  const postbox = p.mailbox && openPostbox(p.mailbox);
  const tell: TellRelay = (relay, why) => {
    db.write((trx) => tellOfRelay(trx, relay, why, clock.now())).catch((error: Error) =>
      log.warn({ error: error.message, relay }, 'task not written'),
    );
  };
  const { smtpUrl } = settings;
  const demo = (await findDemo(db)) !== null;
  const transport = openTransport({ smtpUrl, demo, log, postbox, tell, deadlines: p.deadlines }, p.kinds);
  const aside = openMailboxTransport({ postbox });
  const openLine = openLines({ clock, compose, crumbs, transport, aside });
  const dispatch = openDispatch({
    db,
    clock,
    log,
    worker,
    connections: settings.connections,
    openLine,
    holdRelays: transport.hold,
    hangsAfter: p.deadlines?.hangs ?? usualDeadlines.hangs,
    onHanging: transport.lookAtWaiting,
    crumbs,
    tally,
    traces: p.traces ?? null,
    alive: () => lastBeat !== null && performance.now() - lastBeat < MAY_SEND_FOR,
  });
  const beats = setInterval(() => {
    live()
      .then(lookForDead)
      .catch((error: Error) => log.warn({ error: error.message }, 'no heartbeat'));
  }, BEAT_MS);
  const sweeps = setInterval(() => {
    dispatch
      .sweep((inHand) => freeForgotten(dead, inHand && { worker, inHand }))
      .catch((error: Error) => log.warn({ error: error.message }, 'leases not looked through'));
  }, MINUTE);
  const unwake = db.onWake(() => dispatch.nudge());
  dispatch.start();
  return {
    dispatch,
    async stop(ms: number): Promise<void> {
      unwake();
      clearInterval(beats);
      clearInterval(sweeps);
      await dispatch.stop(ms);
      await db.write((trx) => addFigures(trx, tally.take(), clock.now())).catch(() => {});
      crumbs.clear();
      await bury(dead, worker);
    },
  };
};
