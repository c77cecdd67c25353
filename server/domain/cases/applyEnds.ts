/** What an event does beside its own letters: it ends what it ends, closes the case, or moves addresses, also in cases of an account. */
import type { RecipientRole } from '../../contract/codes.ts';
import { takeCasesOfAccount, updateCase } from '../../store/cases.ts';
import type { Trx } from '../../store/db.ts';
import { listLiveChains } from '../../store/followUps.ts';
import type { Call } from './callCases.ts';
import { closeCase } from './closeCase.ts';
import { type Corrected, correctAddress } from './correctAddress.ts';
import { type EndedLetters, endLetters, nothingEnded } from './endLetters.ts';
import { accountIndex, canonical, openFacts, replaceAddress, sealFacts } from './facts.ts';
import { endedTypes } from './heard.ts';
import { markOf } from './order.ts';
import type { Part, Work } from './planWork.ts';
import type { EventAnswer } from './taking.ts';

/** Lays what was ended over the answer. Of an event with letters of its own it is said only when there was something. True when it is. */
const tell = (answer: EventAnswer, ended: EndedLetters): boolean => {
  let told = false;
  for (const name of ['cancelled', 'in_flight', 'left', 'follow_ups_ended'] as const) {
    const all = [...(answer[name] ?? []), ...ended[name]];
    if (all.length === 0 && answer.letters.length > 0) continue;
    Object.assign(answer, { [name]: all });
    told = true;
  }
  return told;
};

/** True when the case has something that the event ends. */
export const endsSomething = ({ open, rule, plan }: Part): boolean =>
  endedTypes(rule, plan.held).some((type) => open.endable.has(type));

/** Ends what the event ends in its case; true when the answer says something of it. Where there is nothing of these types it asks for nothing. */
export const applyEnds = async (trx: Trx, call: Call, part: Part, answer: EventAnswer): Promise<boolean> =>
  tell(
    answer,
    endsSomething(part)
      ? await endLetters(trx, call.p.ring, {
          caseId: part.open.row!.id,
          types: endedTypes(part.rule, part.plan.held),
          by: part.event.type,
          mark: markOf(part.event),
          now: call.now,
        })
      : nothingEnded(),
  );

/** What was sent again, and what is lost. */
const tellCorrected = (answer: EventAnswer, done: Corrected): void => {
  answer.letters.push(...done.sentAgain);
  if (done.lost.length > 0) answer.lost = [...(answer.lost ?? []), ...done.lost];
};

type Doing = { part: Part; answer: EventAnswer; eventId: number };

export const applyEffect = async (trx: Trx, call: Call, { part, answer, eventId }: Doing): Promise<void> => {
  const { rule, event, open } = part;
  if (rule.effect === 'closes-case')
    tell(answer, await closeCase(trx, call.p.ring, open.row!, { reason: String(event.data.reason), now: call.now }));
  const common = { caseRow: open.row!, eventId, actor: call.acting.actor, now: Math.max(call.now, open.playedTo ?? 0) };
  if (rule.effect === 'corrects-address')
    tellCorrected(
      answer,
      await correctAddress(trx, call.p, {
        ...common,
        role: event.data.role as RecipientRole,
        old: String(event.data.old),
        new: String(event.data.new),
      }),
    );
  const { old } = event.recipients;
  if (rule.effect === 'changes-address' && old) {
    const to = open.facts.moved[canonical(old.email)];
    if (to !== undefined)
      tellCorrected(answer, await correctAddress(trx, call.p, { ...common, old: old.email, new: to }));
  }
};

/** The new address of an account reaches every open case that names it; nothing is matched by address. */
export const applyAccount = async (trx: Trx, call: Call, at: { work: Work; eventId: number }): Promise<void> => {
  const { answer, taking, parts } = at.work;
  const [part] = parts;
  const { old } = taking.event.recipients;
  if (part?.rule.effect !== 'changes-address' || !old) return;
  const to = part.open.facts.moved[canonical(old.email)];
  if (to === undefined) return;
  const { system } = call.acting;
  const account = accountIndex(call.p.ring, {
    system,
    realm: call.realm,
    account: taking.event.account ?? taking.event.subject,
  });
  const reached = { cases: 0, letters: 0, follow_ups: 0 };
  for (const row of await takeCasesOfAccount(trx, { system, realm: call.realm, account })) {
    if (row.id === part.open.row!.id) continue;
    const facts = replaceAddress(openFacts(call.p.ring, row), { old: old.email, new: to });
    await updateCase(trx, row.id, { facts: sealFacts(call.p.ring, row.public_id, facts), changed_at: call.now });
    const now = Math.max(call.now, row.played_to ?? 0);
    const change = { caseRow: row, old: old.email, new: to, eventId: at.eventId, actor: call.acting.actor, now };
    const done = await correctAddress(trx, call.p, change);
    tellCorrected(answer, done);
    reached.cases++;
    reached.letters += done.readdressed + done.sentAgain.length;
    reached.follow_ups += (await listLiveChains(trx, [row.id])).length;
  }
  answer.account = reached;
  if (reached.cases === 0)
    answer.warnings = [...(answer.warnings ?? []), { field: 'subject', code: 'account.no-cases' }];
};
