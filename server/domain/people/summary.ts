/** The daily summary by mail: who wants it says so, or an administrator at the command line. */
import { notFound, refused } from '../../lib/errors.ts';
import { appendAudit } from '../../store/audit.ts';
import { findOperator, updateOperator } from '../../store/people.ts';
import type { OperatorParts, Who } from './parts.ts';

/** On or off; what it is already changes nothing. Answers whether it changed. Errors: `not.found`, `person.retired`. */
export const summarySwitch =
  (p: OperatorParts) =>
  (by: Pick<Who, 'actor'>, id: string, on: boolean): Promise<boolean> =>
    p.db.write(async (trx) => {
      const row = await findOperator(trx, id);
      if (!row) throw notFound('person');
      if (row.state === 'retired') throw refused('person.retired');
      if ((row.summary_since !== null) === on) return false;
      const now = p.clock.now();
      await updateOperator(trx, row.id, { summary_since: on ? now : null, changed_at: now });
      await appendAudit(trx, {
        at: now,
        actor: by.actor,
        action: on ? 'operator.summary-on' : 'operator.summary-off',
        object: `operator:${id}`,
      });
      return true;
    });
