/** Console: comments of staff at a bulletin's text. Each act answers the list as it is then. */
import { bulletinCommentRoutes } from '../../../contract/console/bulletinComments.ts';
import type { Comments } from '../../../domain/bulletins/comments.ts';
import { type ConsoleRoute, route } from './mount.ts';

export const bulletinCommentConsole = ({ comments }: { comments: Comments }): ConsoleRoute[] => [
  route(bulletinCommentRoutes.list, ({ id }) => comments.list(id)),
  route(bulletinCommentRoutes.add, async ({ id, who, input }) => {
    await comments.add(who, id, input);
    return comments.list(id);
  }),
  route(bulletinCommentRoutes.answer, async ({ id, who, input }) => {
    await comments.answer(who, id, input);
    return comments.list(id);
  }),
  route(bulletinCommentRoutes.close, async ({ id, who, input }) => {
    await comments.close(who, id, input.comment);
    return comments.list(id);
  }),
  route(bulletinCommentRoutes.reopen, async ({ id, who, input }) => {
    await comments.reopen(who, id, input.comment);
    return comments.list(id);
  }),
];
