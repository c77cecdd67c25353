/** `hub audit …` */
import { refused } from '../lib/errors.ts';
import { findAuditBreak, listAudit } from '../store/audit.ts';
import type { Command } from './command.ts';

export const auditCommands: Command[] = [
  {
    name: 'audit verify',
    takes: '',
    says: 'walks the hash chain of the audit log',
    options: {},
    needs: 0,
    async run(_words, ground, out) {
      const found = await findAuditBreak((await ground()).db);
      if (found.broken !== null) throw refused('audit.broken', { line: found.broken });
      out.line(`${found.lines} lines, unbroken, head ${found.head.slice(0, 16)}`);
      out.answer({ lines: found.lines, head: found.head });
    },
  },
  {
    name: 'audit list',
    takes: '',
    says: 'the newest lines of the audit log',
    options: {},
    needs: 0,
    async run(_words, ground, out) {
      const rows = await listAudit((await ground()).db, { limit: 50 });
      for (const r of rows)
        out.line(`${r.seq}  ${new Date(r.happened_at).toISOString()}  ${r.actor}  ${r.action}  ${r.object}`);
      out.answer(rows);
    },
  },
];
