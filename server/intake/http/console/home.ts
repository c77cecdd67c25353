/** Console: the landing page, and readers over time. */
import { homeRoutes } from '../../../contract/console/home.ts';
import type { Delivery } from '../../../domain/delivery/delivery.ts';
import type { Checklist } from '../../../domain/home/checklist.ts';
import type { Home } from '../../../domain/home/home.ts';
import type { ReaderHistory } from '../../../domain/readers/history.ts';
import { type ConsoleRoute, route } from './mount.ts';

export const homeConsole = ({
  home,
  checklist,
  readerHistory,
  delivery,
}: {
  home: Home;
  checklist: Checklist;
  readerHistory: ReaderHistory;
  delivery: Delivery;
}): ConsoleRoute[] => [
  route(homeRoutes.home, async ({ who }) => {
    const [figures, board] = await Promise.all([home(who), delivery.board()]);
    return { ...figures, lanes: board.lanes, held: board.holds.length };
  }),
  route(homeRoutes.checklist, () => checklist()),
  route(homeRoutes.readers, ({ input }) => readerHistory.over(input.topic || undefined)),
];
