/** Sending again, holding, letting go or cancelling all letters that a filter finds: from "what failed today?" to the end of it. */
import { HubError } from '../../lib/errors.ts';
import { appendAudit } from '../../store/audit.ts';
import { countLettersWithDedupe } from '../../store/caseLetters.ts';
import { findCaseById } from '../../store/cases.ts';
import type { Trx } from '../../store/db.ts';
import { type LetterPlace, listLetters } from '../../store/letterList.ts';
import { cancelLetter, findLetter, holdLetter, type LetterRow, letGoLetter } from '../../store/letters.ts';
import { type LetterQuery, letterFilter } from '../letters/list.ts';
import { type ManyWish, openMany } from '../works/many.ts';
import type { Works } from '../works/works.ts';
import { openFacts } from './facts.ts';
import type { FlowParts } from './parts.ts';
import { checkSendAgain, presentAddress, sendAgain } from './sendAgain.ts';

export const letterActs = ['resend', 'hold', 'let-go', 'cancel'] as const;
export type LetterAct = (typeof letterActs)[number];
type Wish = ManyWish & { act: LetterAct };

const WALKED = 2000;

/**
 * Whether a letter may be sent again as one of many. What was sent again already stands in the set by its newest one, if that failed too;
 * of what is unknown, nobody can say that it did not arrive. Errors: `letter.sent-again`, `letter.unknown`, `case.closed`, those of
 * `checkSendAgain`.
 */
const resendable = async (trx: Trx, p: FlowParts, letter: LetterRow): Promise<string | undefined> => {
  if (letter.state === 'unknown') throw new HubError('letter.unknown');
  if ((await countLettersWithDedupe(trx, `again:${letter.public_id}:`)) > 0) throw new HubError('letter.sent-again');
  await checkSendAgain(trx, letter, p.clock.now());
  const row = letter.case_id === null ? undefined : await findCaseById(trx, letter.case_id);
  if (row?.state === 'closed') throw new HubError('case.closed');
  return row && presentAddress(p.ring, letter, openFacts(p.ring, row));
};

const auditActs = { resend: 'letter.resend', hold: 'letter.hold', 'let-go': 'letter.let-go', cancel: 'letter.cancel' };

export const openManyLetters = (p: FlowParts & { works: Works }) => {
  const one = async (trx: Trx, id: string, { act, reason }: Wish, actor: string): Promise<void> => {
    const letter = await findLetter(trx, id);
    if (!letter) throw new HubError('letter.purged');
    const now = p.clock.now();
    const gone = () => new HubError('letter.gone');
    let after: object | undefined;
    if (act === 'resend') {
      const to = await resendable(trx, p, letter);
      after = { letter: (await sendAgain(trx, p, { letter, ...(to ? { to } : {}), actor, now })).publicId };
    } else if (act === 'hold') {
      if (!(await holdLetter(trx, id, 'by-staff'))) throw gone();
    } else if (act === 'cancel') {
      if (!(await cancelLetter(trx, id, 'by-staff', now))) throw gone();
    } else if (!(await letGoLetter(trx, id, now))) throw new HubError('letter.not-held');
    const entry = { at: now, actor, action: auditActs[act], object: `letter:${id}`, reason };
    await appendAudit(trx, { ...entry, ...(after ? { after } : {}) });
    if (act === 'let-go' || act === 'resend') trx.afterCommit(() => p.db.wake());
  };
  const many = openMany<Wish>({ db: p.db, works: p.works, now: () => p.clock.now(), kind: 'letters.act', one });

  return {
    kind: many.kind,
    /** Freezes what the filter finds; letters of test keys are left out. Errors: those of `many.freeze`. */
    freeze: (actor: string, wish: Omit<Wish, 'filter'>, query: LetterQuery) =>
      many.freeze<LetterPlace>(actor, { ...wish, filter: query }, async (before) => {
        const { rows, next } = await listLetters(p.db, { filter: letterFilter(query), before, limit: WALKED });
        return { ids: rows.filter((row) => row.key_type !== 'test').map((row) => row.public_id), next };
      }),
  };
};
export type ManyLetters = ReturnType<typeof openManyLetters>;
