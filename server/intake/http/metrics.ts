/** /metrics: on a port of its own for who reaches it, on the usual one only with the bearer token. */
import { timingSafeEqual } from 'node:crypto';
import Router from '@koa/router';
import type { Context, Middleware } from 'koa';
import type { Metrics } from '../../metrics/metrics.ts';

const same = (given: string, wanted: string): boolean => {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
};

/** Whether the request brings this bearer token. */
export const isBearer = (ctx: Context, token: string): boolean =>
  same(/^Bearer (.+)$/i.exec(ctx.get('Authorization'))?.[1] ?? '', token);

/** `token` null asks for none: then the port is what keeps strangers out. */
export const metricsRoutes = (metrics: Metrics, token: string | null): Router => {
  const router = new Router();
  router.get('/metrics', async (ctx) => {
    if (token !== null && !isBearer(ctx, token)) {
      ctx.status = 401;
      ctx.set('WWW-Authenticate', 'Bearer realm="metrics"');
      ctx.body = 'The token of METRICS_TOKEN is needed: Authorization: Bearer …\n';
      return;
    }
    ctx.set('Cache-Control', 'no-store');
    ctx.type = metrics.contentType;
    ctx.body = await metrics.text();
  });
  return router;
};

/** Times every request by the pattern of its route. */
export const timeRequests =
  (metrics: Metrics): Middleware =>
  async (ctx, next) => {
    const began = performance.now();
    try {
      await next();
    } finally {
      // Set by @koa/router when a route has answered.
      const { _matchedRoute: route } = ctx as { _matchedRoute?: string | RegExp };
      metrics.request(route ? String(route) : 'none', ctx.status, (performance.now() - began) / 1000);
    }
  };
