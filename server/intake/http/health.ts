/** /healthz answers while the process lives; /readyz once everything asked for is up and the database has our schema, until it stops. Strangers hear yes or no. */
import Router, { type RouterContext } from '@koa/router';
import { isBearer } from './metrics.ts';

const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;

/** Whether this asker may know why: from this machine with nobody in between, or with the token of the metrics. */
const isTrusted = (ctx: RouterContext, token: string): boolean => {
  const direct = ctx.get('x-forwarded-for') === '' && ctx.get('forwarded') === '';
  if (direct && LOOPBACK.test(ctx.req.socket.remoteAddress ?? '')) return true;
  return token !== '' && isBearer(ctx, token);
};

/** `token`: METRICS_TOKEN; '' when there is none. */
export const healthRoutes = (
  ready: () => Promise<{ ready: boolean; waits: string[]; troubles?: string[] }>,
  token = '',
): Router => {
  const router = new Router();
  router.get('/healthz', (ctx) => {
    ctx.body = { alive: true };
  });
  router.get('/readyz', async (ctx) => {
    const state = await ready().catch((error: Error) => ({ ready: false, waits: [error.message] }));
    ctx.status = state.ready ? 200 : 503;
    ctx.body = isTrusted(ctx, token) ? state : { ready: state.ready };
  });
  return router;
};
