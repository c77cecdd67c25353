/** Starts and stops the roles of a process. Each loads what it needs when it is asked for: a process that delivers knows no web. */

import { clockJobs, openParts, type Parts, workKinds } from './app.ts';
import { childSettings, deliverHere } from './deliver.ts';
import { supervise } from './delivery/supervise.ts';
import { tellUnsigned } from './delivery/unsigned.ts';
import type { Health } from './domain/health/health.ts';
import { openRunner } from './domain/works/runner.ts';
import type { Ground } from './ground.ts';
import { wind } from './jobs.ts';
import { SECOND } from './lib/clock.ts';
import { isNudge } from './queue/port.ts';
import { startWatching } from './watch.ts';

/** Delivers in this process when it does nothing else, or when a test's clock stands in it; else in children. Answers how to stop. */
const runDelivery = async (ground: Ground): Promise<() => Promise<void>> => {
  const { config, log, live } = ground;
  if (config.ROLES.length === 1 || ground.turned) return deliverHere(ground, live.httpPort);
  const crew = supervise({
    count: config.DELIVERY_PROCESSES,
    env: childSettings(config, live.httpPort),
    log,
    onMessage: (message) => isNudge(message) && ground.queue.nudge(message.nudge),
  });
  return () => crew.stop();
};

export type Running = {
  httpPort: number | null;
  smtpPort: number | null;
  parts: Parts;
  health: Health;
  stop(): Promise<void>;
};

/** Starts the roles that the settings ask for. Call `prepare` first. */
export const startRoles = async (ground: Ground): Promise<Running> => {
  const { config, db, queue, log } = ground;
  const parts = openParts(ground);
  const watching = await startWatching(ground);
  const stops: (() => Promise<void>)[] = [
    () => parts.subscriptions.stop(),
    () => parts.operators.stop(),
    () => parts.plja.stop(),
    watching.stop,
  ];
  let httpPort: number | null = null;
  let smtpPort: number | null = null;
  if (config.ROLES.includes('intake')) {
    const { openMailDoor } = await import('./mailIn.ts');
    const door = await openMailDoor(ground, parts);
    smtpPort = await door.listen();
    ground.live.smtpPort = smtpPort;
    stops.push(() => door.close());
  }
  if (config.ROLES.includes('web')) {
    const { openWeb } = await import('./web.ts');
    const door = await openWeb(ground, parts, watching);
    httpPort = await door.listen();
    ground.live.httpPort = httpPort;
    stops.push(() => door.close());
  }
  if (config.ROLES.includes('delivery')) {
    if (config.SMTP_URL !== '')
      await tellUnsigned({ ...ground, dataDir: config.DATA_DIR, production: config.production });
    stops.push(await runDelivery(ground));
  }
  if (config.ROLES.includes('clock')) {
    wind({ db, clock: ground.clock, queue, log, worker: ground.worker }, clockJobs(ground, parts));
    const runner = openRunner({ ...ground, works: parts.works }, workKinds(parts));
    queue.every('runWorks', SECOND, runner.run);
    await queue.start();
    stops.push(
      () => queue.stop(),
      parts.callbackSender.stop,
      async () => runner.stop(),
    );
  }
  return {
    httpPort,
    smtpPort,
    parts,
    health: watching.health,
    async stop() {
      ground.live.stopping = true;
      for (const stop of stops.reverse()) await stop();
      await db.close();
    },
  };
};
