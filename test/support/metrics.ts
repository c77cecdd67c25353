/** What the hub's `/metrics` say, asked as Prometheus asks. */
import type { TestApp } from './app.ts';

/** For `testApp`: lets the metrics be read. */
export const withMetrics = { METRICS_TOKEN: 'a-token-of-sixteen-signs' } as const;

/** The lines of one metric. A reading is kept for some seconds of real time, so a test asks once for what must be fresh. */
export const linesOf = async (app: Pick<TestApp, 'url'>, metric: string): Promise<string[]> => {
  const answer = await fetch(`${app.url}/metrics`, {
    headers: { authorization: `Bearer ${withMetrics.METRICS_TOKEN}` },
  });
  return (await answer.text()).split('\n').filter((line) => line.startsWith(`${metric}{`));
};
