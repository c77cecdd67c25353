/**
 * What is asked for beside the pages: robots.txt, favicon.ico, security.txt, addresses that do not exist (a page in words for people), and
 * methods that an address does not take (405 with Allow).
 */
import Router from '@koa/router';
import type { Context, Middleware } from 'koa';
import { paths } from '../../../contract/paths.ts';
import { DAY } from '../../../lib/clock.ts';
import { HubError } from '../../../lib/errors.ts';
import { assets } from './assets.ts';
import { makePage } from './page.ts';
import type { PublicParts } from './parts.ts';
import { answerError } from './problems.ts';
import { byQuery, guess } from './route.ts';
import { readView } from './view.ts';

/** Personal links, and what is for staff and programs: nothing of it belongs into a search. */
const CLOSED = [
  ...[
    'change',
    'unsubscribe',
    'one-click',
    'confirm',
    'address',
    'choices',
    'undo',
    'entry',
    'calendar',
    'mine',
    'my-data',
    'file',
    'new-terms',
  ].map((name) => `/m/${name}/`),
  ...['/console', '/mailbox', '/api', '/v2', '/metrics'],
];

const plainText = (ctx: Context, seconds: number, body: string): void => {
  ctx.type = 'text/plain; charset=utf-8';
  ctx.set('cache-control', `public, max-age=${seconds}`);
  ctx.body = body;
};

/** RFC 9116. It ends a year after today: whoever reads it later asks again. */
const securityText = (p: PublicParts): string => {
  const url = p.publicUrl();
  const ends = new Date(Math.floor(p.clock.now() / DAY) * DAY + 365 * DAY).toISOString();
  const { contact } = p.sender.office;
  return [
    `Contact: tel:${(contact.phoneAbroad ?? contact.phone ?? '').replaceAll(/[^+\d]/g, '')}`,
    `Contact: ${url}${paths.info('en', 'contact')}`,
    `Expires: ${ends}`,
    'Preferred-Languages: ja, en',
    `Canonical: ${url}/.well-known/security.txt`,
    '',
  ].join('\n');
};

export const outsideRoutes = (p: PublicParts): Router => {
  const router = new Router();
  router.get('/robots.txt', (ctx) =>
    plainText(ctx, 3600, ['User-agent: *', ...CLOSED.map((path) => `Disallow: ${path}`), ''].join('\n')),
  );
  router.get(['/security.txt', '/.well-known/security.txt'], (ctx) => plainText(ctx, 3600, securityText(p)));
  router.get('/favicon.ico', (ctx) => {
    ctx.type = assets.mark.type;
    ctx.set('cache-control', 'public, max-age=86400');
    ctx.body = assets.mark.body;
  });
  return router;
};

/** The pages' own way of catching everything below /m takes no method away from a page. */
export const CATCH_ALL = '/m{/*rest}';

/** Methods that some router takes at this path. */
export const methodsAt = (routers: readonly Router[], path: string): string[] => [
  ...new Set(
    routers.flatMap((router) =>
      router.match(path, 'GET').path.flatMap((layer) => (layer.path === CATCH_ALL ? [] : layer.methods)),
    ),
  ),
];

const forPeople = (ctx: Context): boolean =>
  !/^\/(?:api|v2|console|mailbox|metrics|assets)\b/.test(ctx.path) && ctx.accepts('html', 'json', 'text') === 'html';

/** The last of all: what no router has answered. */
export const nothingThere =
  (p: PublicParts, routers: readonly Router[]): Middleware =>
  async (ctx, next) => {
    await next();
    if (ctx.status !== 404 || (ctx.body !== undefined && ctx.body !== null)) return;
    const methods = methodsAt(routers, ctx.path);
    const wrong = methods.length > 0 && !methods.includes(ctx.method);
    if (wrong) ctx.set('allow', methods.join(', '));
    if (forPeople(ctx)) {
      const page = makePage(p, guess(ctx), readView(new URLSearchParams(ctx.querystring)));
      answerError(ctx, page, { at: byQuery(paths.start) }, new HubError(wrong ? 'method.wrong' : 'page.missing'));
      return;
    }
    ctx.status = wrong ? 405 : 404;
    ctx.type = 'text/plain; charset=utf-8';
    ctx.body = wrong ? 'Method Not Allowed\n' : 'Not Found\n';
  };
