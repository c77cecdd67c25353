/** What watches the hub from inside: the look at the flow of work, the metrics, the traces, and what /readyz answers. */
import packageFacts from '../package.json' with { type: 'json' };
import { alertBy } from './alert.ts';
import type { Config } from './config.ts';
import { type Health, openHealth } from './domain/health/health.ts';
import { type Clock, MINUTE } from './lib/clock.ts';
import type { Log } from './lib/log.ts';
import type { Metrics } from './metrics/metrics.ts';
import type { Db } from './store/db.ts';
import { isMigrated } from './store/migrate.ts';
import { openTraces } from './traces.ts';

type Ground = { config: Config; db: Db; clock: Clock; log: Log; turned: boolean; live: { stopping: boolean } };

/**
 * Whether to send requests here. A proxy must turn to others before this door closes, while delivery drains, and while this process
 * cannot write. That mail stands still is said, but turns nobody away from the pages.
 */
const readiness = (ground: Ground, health: Health) => async () => {
  if (ground.live.stopping) return { ready: false, waits: ['stopping'] };
  const { refuses, troubles } = await health.state();
  const ready = !refuses && (await isMigrated(ground.db));
  return { ready, waits: refuses ? ['database-refuses'] : [], troubles };
};

/** Null where no door shows them: what counts for nobody would cost every start and every idle second. */
const openFigures = async ({ config, db, clock }: Ground): Promise<Metrics | null> => {
  if (config.METRICS_PORT === 0 && config.METRICS_TOKEN === '') return null;
  const { openMetrics } = await import('./metrics/metrics.ts');
  return openMetrics({ db, clock, dataDir: config.DATA_DIR, version: packageFacts.version });
};

/** The door of the metrics alone. A process without it loads no web. */
const openOwnDoor = async ({ config, log }: Ground, metrics: Metrics | null) => {
  if (config.METRICS_PORT === 0 || !metrics) return null;
  const { metricsRoutes } = await import('./intake/http/metrics.ts');
  const { httpDoor } = await import('./intake/http/server.ts');
  const door = httpDoor({ routers: [metricsRoutes(metrics, null)], log, proxies: 0 });
  await door.listen(config.METRICS_PORT, config.HTTP_HOST, false);
  return door;
};

/** Starts watching; the metrics get a port of their own when METRICS_PORT names one, and a place at the usual door with METRICS_TOKEN. */
export const startWatching = async (ground: Ground) => {
  const { config, db, clock, log } = ground;
  const health = openHealth({
    db,
    clock,
    log,
    alert: alertBy(config),
    canaryLate: config.CANARY_LATE_MINUTES * MINUTE,
  });
  // A clock that a test turns says nothing about how long work stands.
  if (!ground.turned) health.start();
  const metrics = await openFigures(ground);
  const own = await openOwnDoor(ground, metrics);
  const traces = await openTraces(config, 'hub');
  return {
    health,
    metrics,
    traces,
    ready: readiness(ground, health),
    async stop() {
      await health.stop();
      await own?.close();
      await traces?.close();
    },
  };
};
export type Watching = Awaited<ReturnType<typeof startWatching>>;
