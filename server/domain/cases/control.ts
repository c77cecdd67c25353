/** What staff do to one case: stop a chain of follow-ups, correct an address, close it; each with a reason. */
import type { RecipientRole } from '../../contract/codes.ts';
import { isAddress, readAddress, SYSTEM_LIMIT } from '../../lib/address.ts';
import { HubError, invalid, notFound, refused } from '../../lib/errors.ts';
import { appendAudit } from '../../store/audit.ts';
import { type CaseRow, findCaseByPublicId, takeCaseById, updateCase } from '../../store/cases.ts';
import type { Trx } from '../../store/db.ts';
import { listLiveChains } from '../../store/followUps.ts';
import { stopChains } from './chains.ts';
import { closeCase } from './closeCase.ts';
import { type Corrected, correctAddress } from './correctAddress.ts';
import { openFacts, replaceAddress, sealFacts } from './facts.ts';
import type { FlowParts } from './parts.ts';

type By = { actor: string; reason: string };
type LastingRole = 'holder' | 'filer' | 'applicant';

export const openCaseControl = (p: FlowParts) => {
  /** The open case, locked for this transaction. */
  const openCase = async (trx: Trx, id: string): Promise<CaseRow> => {
    const found = await findCaseByPublicId(trx, id);
    const row = found && (await takeCaseById(trx, found.id));
    if (!row) throw notFound('case');
    if (row.state === 'closed') throw new HubError('case.closed');
    return row;
  };
  const act = async <T>(id: string, by: By, run: (trx: Trx, row: CaseRow, now: number) => Promise<T>): Promise<T> => {
    if (by.reason.trim() === '') throw refused('reason.missing');
    return p.db.write(async (trx) => run(trx, await openCase(trx, id), p.clock.now()));
  };
  const note = (trx: Trx, id: string, by: By, action: string, now: number, after?: object) =>
    appendAudit(trx, {
      at: now,
      actor: by.actor,
      action,
      object: `case:${id}`,
      reason: by.reason,
      ...(after ? { after } : {}),
    });

  return {
    /** Its letters that have not left end, too. Errors: `not.found`, `case.closed`, `chain.ended`, `reason.missing`. */
    stopChain: (id: string, chain: string, by: By): Promise<void> =>
      act(id, by, async (trx, row, now) => {
        const own = (await listLiveChains(trx, [row.id])).find((one) => one.public_id === chain);
        if (!own) throw new HubError('chain.ended');
        await stopChains(trx, [own], 'by-staff', now);
        await note(trx, id, by, 'case.stop-chain', now);
      }),

    /**
     * The address of a role, as staff have heard it: what waits goes there, what bounced is sent again, its task closes. Answers what
     * cannot be sent again. Errors: `not.found`, `case.closed`, `reason.missing`, `case.no-address`, `input.invalid {email}`.
     */
    correctAddress: (id: string, change: { role: LastingRole; email: string }, by: By): Promise<Corrected> =>
      act(id, by, async (trx, row, now) => {
        const address = readAddress(change.email, SYSTEM_LIMIT);
        if (!isAddress(address)) throw invalid([{ field: 'email', code: address }]);
        const known = openFacts(p.ring, row);
        const stands = known.recipients[change.role as RecipientRole]?.email;
        if (stands === undefined) throw new HubError('case.no-address');
        if (stands === address.text) throw invalid([{ field: 'email', code: 'address.same' }]);
        const correction = { role: change.role, old: stands, new: address.text };
        const facts = replaceAddress(known, correction);
        await updateCase(trx, row.id, { facts: sealFacts(p.ring, row.public_id, facts), changed_at: now });
        const done = await correctAddress(trx, p, { caseRow: row, ...correction, actor: by.actor, now });
        await note(trx, id, by, 'case.correct-address', now, { count: done.sentAgain.length, moved: done.readdressed });
        trx.afterCommit(() => p.db.wake());
        return done;
      }),

    /** What has not left and every follow-up end with it. Errors: `not.found`, `case.closed`, `reason.missing`. */
    close: (id: string, by: By): Promise<void> =>
      act(id, by, async (trx, row, now) => {
        await closeCase(trx, p.ring, row, { reason: 'by-staff', now });
        await note(trx, id, by, 'case.close', now);
      }),
  };
};
export type CaseControl = ReturnType<typeof openCaseControl>;
