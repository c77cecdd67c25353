/** One process of the agency's hub, started by agency.ts: opens its own connections and does what it is asked until it is killed. */
import { readConfig } from '../../server/config.ts';
import { openGround } from '../../server/ground.ts';
import { fixedClock } from '../../server/lib/clock.ts';
import { openLog } from '../../server/lib/log.ts';
import { localWorker, type Worker } from '../support/agency/hub.ts';

type Asked = { n: number; does: keyof Worker; given: unknown[] };

const clock = fixedClock(process.env.AGENCY_NOW!);
const ground = await openGround(readConfig(process.env as Record<string, string>), {
  clock,
  log: openLog('silent', 'agency'),
});
const worker = localWorker({ ground, clock });
/** To whoever started it; nobody, when that has ended. */
const tell = (said: object): void => {
  if (process.connected) process.send!(said, () => undefined);
};
process.once('disconnect', () => process.exit(0));
process.on('message', ({ n, does, given }: Asked) => {
  const work = worker[does] as (...given: unknown[]) => Promise<unknown>;
  work(...given).then(
    (answer) => tell({ n, answer }),
    (error: Error) => tell({ n, error: error.stack ?? error.message }),
  );
});
tell({ ready: true });
