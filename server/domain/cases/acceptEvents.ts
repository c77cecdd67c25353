/** Takes events: case, event, letters and chains in one transaction, with few statements however many events there are. */
import { HubError } from '../../lib/errors.ts';
import type { CaseRow } from '../../store/cases.ts';
import type { Trx } from '../../store/db.ts';
import { findRule } from '../rulebook/index.ts';
import type { SystemSettings } from '../rulebook/shape.ts';
import { type Call, loadAccounts, loadCases, openCase, saveCases } from './callCases.ts';
import { sortReplays, sortTwins } from './identity.ts';
import { type Acting, type FlowParts, realmOf } from './parts.ts';
import { answerOf, partsOf, planWork } from './planWork.ts';
import { Again, type Refusal, Refused, type Taken, type Taking } from './taking.ts';
import { saveEvents, writeWorks } from './writeWorks.ts';

/** Thrown to undo a dry run. */
class DryRun extends Error {
  readonly taken: Taken[];
  constructor(taken: Taken[]) {
    super('dry run');
    this.taken = taken;
  }
}

type Options = { dryRun: boolean; look: boolean };

const takeAll = async (trx: Trx, call: Call, takings: readonly Taking[], options: Options): Promise<Taken[]> => {
  const { single, twins } = sortTwins(takings);
  const { replays, fresh } = options.look ? await sortReplays(trx, call, single) : { replays: [], fresh: single };
  const rules = fresh.map((t) => findRule(t.event.type)!.rule);
  for (const [i, taking] of fresh.entries())
    for (const part of [taking, ...partsOf(taking.event, rules[i]!)]) openCase(call, part.event.subject);
  await loadCases(trx, call, [...rules, ...rules.flatMap((r) => (r.each ? [findRule(r.each.as)!.rule] : []))]);
  await loadAccounts(trx, call, fresh);
  const works = fresh.map((taking) => planWork(call, taking));
  const refusals = works.flatMap((w): Refusal[] => {
    const errors = w.parts.flatMap((part) => part.plan.errors);
    return errors.length > 0 ? [{ row: w.taking.row, errors }] : [];
  });
  if (refusals.length > 0) throw new Refused(refusals);
  const answers = (): Taken[] => {
    const own = works.map((w): Taken => ({ row: w.taking.row, answer: w.answer, replayed: false }));
    const known = [...replays, ...own];
    const again = twins.map(({ taking, of }): Taken => {
      const { answer } = known.find((one) => one.row === of.row)!;
      return { row: taking.row, answer, replayed: true };
    });
    return [...known, ...again].sort((a, b) => a.row - b.row);
  };
  if (options.dryRun) {
    for (const work of works)
      work.answer = answerOf(work.taking.event, work.parts, findRule(work.taking.event.type)!.rule, {
        dryRun: true,
        warnings: work.warnings,
      });
    throw new DryRun(answers());
  }
  if (works.length > 0) {
    await saveCases(trx, call);
    const ids = await saveEvents(trx, call, works);
    await writeWorks(trx, call, works, ids);
  }
  return answers();
};

const openCall = (p: FlowParts, acting: Acting, settings: SystemSettings): Call => ({
  p,
  acting,
  realm: realmOf(acting.keyType),
  settings,
  now: p.clock.now(),
  cases: new Map(),
  accounts: new Map(),
});

/** Takes one event within the caller's transaction, and answers the cases that it is about as well. Throws `Refused`. */
export const acceptWithin = async (
  trx: Trx,
  p: FlowParts,
  acting: Acting,
  taking: Taking,
): Promise<{ taken: Taken; cases: CaseRow[] }> => {
  const call = openCall(p, acting, await p.settings.get(acting.system, trx));
  const [taken] = await takeAll(trx, call, [taking], { dryRun: false, look: false });
  return { taken: taken!, cases: [...call.cases.values()].flatMap(({ row }) => (row ? [row] : [])) };
};

/**
 * Takes checked events, all or none. Resolves once everything is on disk. Throws `Refused` with what is wrong per row
 * (`event.conflict`: the same identity with another body).
 */
export const acceptEvents = async (
  p: FlowParts,
  acting: Acting,
  takings: readonly Taking[],
  options: { dryRun: boolean },
): Promise<Taken[]> => {
  const settings = await p.settings.get(acting.system);
  const open = () => openCall(p, acting, settings);
  // New events, the usual case, are written without looking first: the unique identity tells when one was not new.
  let look = options.dryRun;
  // Whoever reports the same at the same moment may write it between our look and our lock: what is refused then is looked at once more.
  let sure = false;
  for (let tries = 0; ; tries++) {
    try {
      return await p.db.write((trx) => takeAll(trx, open(), takings, { dryRun: options.dryRun, look }));
    } catch (error) {
      if (error instanceof DryRun) return error.taken;
      // What is refused now may have been taken before, and is then answered as it was.
      const perhapsKnown: boolean = error instanceof Refused && !sure;
      if (!perhapsKnown && !(error instanceof Again)) throw error;
      sure = perhapsKnown && (look || p.db.engine === 'sqlite');
      if (tries >= 3) throw new HubError('event.busy');
      look = true;
    }
  }
};
