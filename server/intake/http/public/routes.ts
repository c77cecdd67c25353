/** The residents' pages, put together. */
import Router from '@koa/router';
import { paths } from '../../../contract/paths.ts';
import { HubError } from '../../../lib/errors.ts';
import { assetRoutes } from './assets.ts';
import { calendarRoutes } from './calendar.ts';
import { changeRoutes } from './change.ts';
import { entryRoutes } from './entry.ts';
import { feedRoutes } from './feeds.ts';
import { fileRoutes } from './file.ts';
import { infoRoutes } from './info.ts';
import { leaveRoutes } from './leave.ts';
import { mineRoutes } from './mine.ts';
import { newsRoutes } from './news.ts';
import { newTermsRoutes } from './newTerms.ts';
import { oneTimeRoutes } from './oneTime.ts';
import { CATCH_ALL, methodsAt, outsideRoutes } from './outside.ts';
import type { PublicParts } from './parts.ts';
import { realMailRoutes } from './realMail.ts';
import { reissueRoutes } from './reissue.ts';
import { byQuery, route, type Visit } from './route.ts';
import { startRoutes } from './start.ts';
import { undressedPath } from './undress.ts';

const decoded = (path: string): string => {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
};

export const publicRoutes = (p: PublicParts): Router => {
  const router = new Router();
  router.use(assetRoutes().routes());
  router.use(outsideRoutes(p).routes());
  startRoutes(router, p);
  entryRoutes(router, p);
  infoRoutes(router, p);
  realMailRoutes(router, p);
  newsRoutes(router, p);
  feedRoutes(router, p);
  changeRoutes(router, p);
  calendarRoutes(router, p);
  mineRoutes(router, p);
  newTermsRoutes(router, p);
  leaveRoutes(router, p);
  oneTimeRoutes(router, p);
  reissueRoutes(router, p);
  fileRoutes(router, p);
  const missing = async ({ ctx }: Visit) => {
    // A full stop or a bracket of the sentence around the link clings to it.
    const bare = undressedPath(ctx.path.includes('%') ? decoded(ctx.path) : ctx.path);
    if (bare === null) {
      const methods = methodsAt([router], ctx.path);
      if (methods.length === 0) throw new HubError('page.missing');
      ctx.set('allow', methods.join(', '));
      throw new HubError('method.wrong');
    }
    ctx.status = 303;
    ctx.redirect(bare + ctx.search);
  };
  // Whatever else begins with /m: a mistyped address still gets a page in words.
  route(router, p, {
    path: CATCH_ALL,
    place: () => ({ at: byQuery(paths.start) }),
    get: missing,
    post: missing,
    machine: true,
  });
  return router;
};
