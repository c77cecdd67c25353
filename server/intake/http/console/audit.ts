/** Console: the audit log, its export and its check. */
import { auditRoutes } from '../../../contract/console/audit.ts';
import type { Audit } from '../../../domain/audit/audit.ts';
import type { Policy } from '../../../domain/policy/policy.ts';
import type { AuditWalk } from '../../../store/auditChain.ts';
import type { Cursors } from './cursor.ts';
import { type ConsoleRoute, route } from './mount.ts';

export const auditConsole = ({
  audit,
  policy,
  cursors,
}: {
  audit: Audit;
  policy: Policy;
  cursors: Cursors;
}): ConsoleRoute[] => [
  route(auditRoutes.list, async ({ input }) => {
    const { limit, cursor, ...filter } = input;
    const before = cursors.read<number>('audit', cursor);
    const given = Object.fromEntries(Object.entries(filter).filter(([, v]) => v));
    const rows = await audit.list(given, { limit, ...(before ? { before } : {}) });
    const names = await policy.names();
    const data = rows.map((row) => ({ ...row, name: names.get(row.actor) ?? null }));
    return { data, next: cursors.next('audit', rows.at(-1)?.id, rows.length === limit) };
  }),
  route(auditRoutes.export, ({ input, who }) => {
    const { format, after, ...filter } = input;
    const given = Object.fromEntries(Object.entries(filter).filter(([, v]) => v));
    return audit.export(who.actor, { format, filter: given, ...(after === undefined ? {} : { after }) });
  }),
  route(auditRoutes.verify, async ({ input }) => {
    const { on, ...verdict } = await audit.verifyOn(cursors.read<AuditWalk>('audit.verify', input.cursor));
    return { ...verdict, next: cursors.next('audit.verify', on ?? undefined, on !== null) };
  }),
];
