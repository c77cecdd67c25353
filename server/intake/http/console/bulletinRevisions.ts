/** Console: earlier versions of a bulletin's texts, and bringing one back. */
import { bulletinRevisionRoutes } from '../../../contract/console/bulletinRevisions.ts';
import type { Revisions } from '../../../domain/bulletins/revisions.ts';
import { type BulletinParts, fullBulletin } from './bulletins.ts';
import { type ConsoleRoute, route } from './mount.ts';

type Parts = Pick<BulletinParts, 'db' | 'bulletins' | 'watch' | 'policy' | 'approval'> & { revisions: Revisions };

export const bulletinRevisionConsole = (p: Parts): ConsoleRoute[] => {
  const full = fullBulletin(p);
  return [
    route(bulletinRevisionRoutes.list, async ({ id, input: { cursor, limit, every } }) => {
      const from = cursor ? { before: Number(cursor) } : {};
      const rows = await p.revisions.list(id, { every: every === 'yes', limit: limit + 1, ...from });
      const data = rows.slice(0, limit);
      return { data, next: rows.length > limit ? String(data.at(-1)!.revision) : null };
    }),
    route(bulletinRevisionRoutes.texts, async ({ id, input }) => ({ texts: await p.revisions.texts(id, input.of) })),
    route(bulletinRevisionRoutes.restore, async ({ id, who, input }) => {
      await p.revisions.restore(who, id, input);
      return full(id, who);
    }),
  ];
};
