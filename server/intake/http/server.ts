/** The HTTP door: one Koa application for pages, API and console; each room brings a router. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type Router from '@koa/router';
import helmet from 'helmet';
import Koa, { type Middleware } from 'koa';
import type { Log } from '../../lib/log.ts';
import { isPassing, RETRY_AFTER } from '../../lib/passing.ts';
import { packing } from './packing.ts';
import { matchQuickly } from './quickMatch.ts';

export type HttpDoor = {
  /** Opens the port; the next free one when it is taken and `mayMove`. Answers with the port. */
  listen(port: number, host: string, mayMove: boolean): Promise<number>;
  /** Takes no new connections, finishes what is under way, within 5 seconds. */
  close(): Promise<void>;
};

const NEXT_PORTS = 20;
const BACKLOG = 4096;

/** Headers for every answer; rooms that show mails add their own, stricter ones. */
const guard = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      fontSrc: ["'self'"],
      connectSrc: ["'self'"],
      formAction: ["'self'"],
      frameSrc: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
      // No page of ours makes markup of text; where the console must, its own policy names how.
      requireTrustedTypesFor: ["'script'"],
      trustedTypes: ["'none'"],
    },
  },
  referrerPolicy: { policy: 'no-referrer' },
  crossOriginEmbedderPolicy: false,
});

/** Nothing of ours asks a browser for any of these; a page that was taken over cannot either. Copying a key or a link needs the clipboard. */
const PERMISSIONS = [
  ...['accelerometer', 'autoplay', 'browsing-topics', 'camera', 'display-capture', 'encrypted-media', 'fullscreen'],
  ...['geolocation', 'gyroscope', 'hid', 'idle-detection', 'magnetometer', 'microphone', 'midi', 'payment'],
  ...['picture-in-picture', 'screen-wake-lock', 'serial', 'usb', 'web-share', 'xr-spatial-tracking'],
]
  .map((feature) => `${feature}=()`)
  .join(', ');

/** They are the same for every answer, so helmet is asked once. */
const guardHeaders: readonly (readonly [string, string])[] = (() => {
  const set = new Map<string, string>([['Permissions-Policy', PERMISSIONS]]);
  const answer = {
    setHeader: (name: string, value: string) => set.set(name, value),
    removeHeader: (name: string) => set.delete(name),
  };
  let finished = false;
  guard({} as IncomingMessage, answer as unknown as ServerResponse, (error?: unknown) => {
    if (error) throw error;
    finished = true;
  });
  if (!finished) throw new Error('helmet did not answer at once');
  return [...set];
})();

const harden: Middleware = async (ctx, next) => {
  for (const [name, value] of guardHeaders) ctx.res.setHeader(name, value);
  await next();
};

/** Whatever a room did not answer for itself: one line in the log, no detail to the outside. */
const lastResort =
  (log: Log): Middleware =>
  async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      const status = (error as { status?: number }).status ?? (isPassing(error) ? 503 : 500);
      if (status >= 500)
        log.error(
          { error: (error as Error).message, stack: (error as Error).stack, path: ctx.path.slice(0, 60) },
          'request failed',
        );
      ctx.status = status;
      if (status === 503) ctx.set('Retry-After', RETRY_AFTER);
      ctx.body = status >= 500 ? 'Internal error' : (error as Error).message;
    }
  };

const tryListen = (server: Server, port: number, host: string) =>
  new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    // As many as the system lets wait: the usual 511 overflow when a crowd comes at once, and honest people among them.
    server.listen({ port, host, backlog: BACKLOG }, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });

/** `proxies`: how many trusted proxies set X-Forwarded-For. `last`: answers what no router has. */
export const httpDoor = (p: {
  routers: Router[];
  log: Log;
  proxies: number;
  around?: Middleware;
  last?: Middleware;
  /** Comes before every router. */
  before?: Middleware;
}): HttpDoor => {
  const app = new Koa({ proxy: p.proxies > 0, maxIpsCount: p.proxies });
  app.silent = true;
  if (p.around) app.use(p.around);
  app.use(packing);
  app.use(lastResort(p.log));
  app.use(harden);
  if (p.before) app.use(p.before);
  if (p.last) app.use(p.last);
  for (const router of p.routers) {
    matchQuickly(router);
    app.use(router.routes());
  }
  const server = createServer(
    {
      // On a machine that is busy for seconds an honest request may wait so long before it is read: it must not be taken for a slow one.
      headersTimeout: 15_000,
      requestTimeout: 60_000,
      // Often, so that of a crowd that says nothing only a few are hung up on in one turn of the loop.
      connectionsCheckingInterval: 500,
      keepAliveTimeout: 5000,
      maxHeaderSize: 16_384,
    },
    app.callback(),
  );
  return {
    async listen(port, host, mayMove) {
      for (let n = 0; ; n++) {
        try {
          return await tryListen(server, port === 0 ? 0 : port + n, host);
        } catch (error) {
          if ((error as { code?: string }).code !== 'EADDRINUSE' || !mayMove || n >= NEXT_PORTS) throw error;
        }
      }
    },
    close: () =>
      new Promise((resolve) => {
        const force = setTimeout(() => server.closeAllConnections(), 5000);
        server.close(() => {
          clearTimeout(force);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
};
