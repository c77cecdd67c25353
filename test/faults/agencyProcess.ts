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
process.on('message', ({ n, does, given }: Asked) => {
  const work = worker[does] as (...given: unknown[]) => Promise<unknown>;
  work(...given).then(
    (answer) => process.send!({ n, answer }),
    (error: Error) => process.send!({ n, error: error.stack ?? error.message }),
  );
});
process.send!({ ready: true });
