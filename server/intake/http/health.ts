/** /healthz answers while the process lives; /readyz once everything asked for is up and the database has our schema, until it stops. */
import Router from '@koa/router';

export const healthRoutes = (
  ready: () => Promise<{ ready: boolean; waits: string[]; troubles?: string[] }>,
): Router => {
  const router = new Router();
  router.get('/healthz', (ctx) => {
    ctx.body = { alive: true };
  });
  router.get('/readyz', async (ctx) => {
    const state = await ready().catch((error: Error) => ({ ready: false, waits: [error.message] }));
    ctx.status = state.ready ? 200 : 503;
    ctx.body = state;
  });
  return router;
};
