/** Console: cases. */
import { caseRoutes } from '../../../contract/console/cases.ts';
import type { CaseFiles } from '../../../domain/cases/files.ts';
import type { Cursors } from './cursor.ts';
import { type ConsoleRoute, route } from './mount.ts';

export const caseConsole = ({ caseFiles, cursors }: { caseFiles: CaseFiles; cursors: Cursors }): ConsoleRoute[] => [
  route(caseRoutes.list, async ({ input }) => {
    const before = cursors.read<{ changedAt: number; id: number }>('cases', input.cursor);
    const page = await caseFiles.list({ limit: input.limit, ...(before ? { before } : {}) });
    return { data: page.data, next: cursors.next('cases', page.last, page.data.length === input.limit) };
  }),
  route(caseRoutes.show, ({ id }) => caseFiles.show(id)),
];
