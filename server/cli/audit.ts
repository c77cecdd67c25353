/** `hub audit …` */
import { openParts } from '../app.ts';
import { readHeads } from '../domain/audit/heads.ts';
import { refused } from '../lib/errors.ts';
import { publicKeyOf } from '../lib/sign.ts';
import { listAudit } from '../store/audit.ts';
import { type Command, text } from './command.ts';

export const auditCommands: Command[] = [
  {
    name: 'audit verify',
    takes: '',
    says: 'walks the chain of the audit log, its seals, and the heads that were kept outside',
    options: { head: text },
    optionSays: { head: 'a file with heads that were kept elsewhere (one JSON line each, as in the mails)' },
    needs: 0,
    async run(words, ground, out) {
      const opened = await ground();
      const more = typeof words.values.head === 'string' ? await readHeads(words.values.head) : [];
      const found = await openParts(opened).audit.verify(more);
      if (found.broken !== null) throw refused('audit.broken', { line: found.broken, fault: found.fault });
      out.line(
        `${found.lines} lines, unbroken, head ${found.head.slice(0, 16)}; ${found.sealed} sealed, ${found.heads} heads kept outside fit`,
      );
      out.answer({ ...found, publicKey: publicKeyOf(opened.ring) });
    },
  },
  {
    name: 'audit purge',
    takes: '',
    says: 'takes lines past seven years away and leaves a signed mark; for PostgreSQL with a second role, by DATABASE_OWNER_URL',
    options: {},
    needs: 0,
    async run(_words, ground, out) {
      const gone = await openParts(await ground()).audit.purge();
      if (gone === null) throw refused('audit.append-only');
      out.line(`${gone} lines went`);
      out.answer({ gone });
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
