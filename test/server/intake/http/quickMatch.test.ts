/** A router that knows its routes by their beginning answers as it did before. */
import Router from '@koa/router';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { PublicParts } from '../../../../server/intake/http/public/parts.ts';
import { publicRoutes } from '../../../../server/intake/http/public/routes.ts';
import { matchQuickly } from '../../../../server/intake/http/quickMatch.ts';
import { holdsForAll } from '../../../support/fuzz.ts';

const handler = () => undefined;
/** Every kind of path that a route can have. */
const everyKind = (): Router => {
  const router = new Router({ prefix: '/console/api' });
  router.use((_ctx, next) => next());
  router.use('/readers', (_ctx, next) => next());
  for (const path of ['/readers', '/readers/:id', '/readers/:id/mails', '/readers/count', '/:noun/count', '/{*rest}'])
    router.get(path, handler);
  router.post('/readers/:id', handler);
  router.register(['/keys', '/keys/:id'], ['GET', 'DELETE'], handler);
  router.get(/^\/console\/api\/\d+$/, handler);
  return router;
};
const makers = [everyKind, () => publicRoutes({} as PublicParts)];

const words = ['console', 'api', 'readers', 'count', 'keys', 'mails', 'm', 'ja', 'en_entry', 'info', 'news', 'change'];
const segment = fc.oneof(
  fc.constantFrom(...words, ...words.map((word) => word.toUpperCase()), '', '12', '%6D', '..'),
  fc.string({ maxLength: 4 }),
);
const path = fc.array(segment, { maxLength: 6 }).map((segments) => `/${segments.join('/')}`);
const known = makers.flatMap((make) => make().stack.map((layer) => String(layer.path)));
const method = fc.constantFrom('GET', 'HEAD', 'POST', 'DELETE', 'get', 'BREW');

const told = (router: Router, at: string, by: string) => {
  const { path: all, pathAndMethod, route } = router.match(at, by);
  const places = (layers: typeof all) => layers.map((layer) => router.stack.indexOf(layer));
  return { all: places(all), pathAndMethod: places(pathAndMethod), route };
};

it('says the same of any path and method', () =>
  holdsForAll(
    fc.asyncProperty(
      fc.constantFrom(...makers),
      fc.oneof(
        path,
        fc.constantFrom(...known),
        fc.constantFrom(...known).map((one) => `${one}/`),
      ),
      method,
      async (make, at, by) => {
        const [plain, quick] = [make(), make()];
        matchQuickly(quick);
        expect(told(quick, at, by)).toEqual(told(plain, at, by));
      },
    ),
    1000,
  ));

it('finds what is there', () => {
  const router = everyKind();
  matchQuickly(router);
  expect(told(router, '/Console/API/readers/count', 'GET').route).toBe(true);
  expect(told(router, '/console/api/12', 'GET').route).toBe(true);
  expect(told(router, '/elsewhere', 'GET')).toEqual({ all: [], pathAndMethod: [], route: false });
});
