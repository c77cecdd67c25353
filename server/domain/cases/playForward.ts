/** Plays a case of a test key forward: what would have gone until an instant goes at once, with the outcomes its addresses simulate. */

import { statesBefore } from '../../contract/letterMoves.ts';
import { isoJst } from '../../lib/clock.ts';
import { HubError, notFound } from '../../lib/errors.ts';
import { unseal } from '../../lib/seal.ts';
import { simulatedOutcome } from '../../outbox/simulation.ts';
import { findLetterById, listLettersOfCase, settleLetter } from '../../store/caseLetters.ts';
import { type CaseRow, findCase, takeCaseById, updateCase } from '../../store/cases.ts';
import type { Trx } from '../../store/db.ts';
import { listPlannedOfCase } from '../../store/followUps.ts';
import type { LetterRow } from '../../store/letters.ts';
import { addOutcomes, listOpenOutcomesOf } from '../../store/outcomes.ts';
import { applyRows, type OutcomeParts } from './applyOutcomes.ts';
import { subjectIndex } from './facts.ts';
import { type Acting, realmOf } from './parts.ts';
import { postRow } from './postFollowUps.ts';

export type Gone = {
  id: string;
  type: string;
  role: string;
  language: string;
  to: string;
  sent_at: string | null;
  outcome: string;
  reason: string | null;
};
/** The mail as it would have left; null when it can no longer be rendered. */
export type Shown = { from: string; subject: string; text: string; html: string | null };
export type Playable = Gone & { row: LetterRow; fresh: boolean };

/** Real time that a letter which delivery has in hand may take. */
const PATIENCE = 10_000;

/** `most`: how many letters may have gone before the play ends; no limit when absent. */
type Playing = { p: OutcomeParts; caseRow: CaseRow; to: number; at: number; gone: Playable[]; most?: number };

/** Applies the outcomes that letters of the case have by now, and those that come of applying them: an accepted letter may bounce later. */
const applyOwn = async (trx: Trx, playing: Playing): Promise<void> => {
  const p = { ...playing.p, clock: { now: () => playing.at } };
  for (;;) {
    const own = (await listLettersOfCase(trx, playing.caseRow.id)).map((l) => l.id);
    const rows = await listOpenOutcomesOf(trx, own);
    if (rows.length === 0) return;
    await applyRows(trx, p, rows);
  }
};

const goneOf = (p: OutcomeParts, letter: LetterRow): Gone => ({
  id: letter.public_id,
  type: letter.type,
  role: letter.role,
  language: letter.languages,
  to: unseal(p.ring, `letter|recipient|${letter.public_id}`, letter.recipient),
  sent_at: letter.sent_at === null ? null : isoJst(letter.sent_at),
  outcome: letter.state,
  reason: letter.reason,
});

const settle = async (trx: Trx, playing: Playing, letter: LetterRow): Promise<void> => {
  const email = unseal(playing.p.ring, `letter|recipient|${letter.public_id}`, letter.recipient);
  const simulated = simulatedOutcome(letter.key_type, email)!;
  const expired = letter.expires_at !== null && letter.expires_at <= playing.at;
  const state = expired ? 'expired' : simulated.state;
  const reason = expired ? 'deadline' : simulated.reason;
  const reply = expired ? null : simulated.reply;
  if (!(await settleLetter(trx, letter.id, { state, reason, reply, at: playing.at }))) return;
  const told = { letterId: letter.id, reply, happenedAt: playing.at };
  await addOutcomes(trx, [{ ...told, kind: state, reason }]);
  await applyOwn(trx, playing);
  // The row before: its secrets are erased with the acceptance, and what goes shows them.
  const after = goneOf(playing.p, (await findLetterById(trx, letter.id))!);
  playing.gone.push({ ...after, row: letter, fresh: simulated.state === 'accepted' && !expired });
};

/** A letter that staff hold is not sent, however far the case is played. */
const toSend = statesBefore('sending');

/** The next thing that happens: a waiting letter or a follow-up, whichever is due first. */
const step = async (trx: Trx, playing: Playing): Promise<boolean> => {
  const { caseRow, to } = playing;
  const letter = (await listLettersOfCase(trx, caseRow.id))
    .filter((l) => toSend.includes(l.state) && l.next_at <= to)
    .sort((a, b) => a.next_at - b.next_at || a.id - b.id)[0];
  const [row] = await listPlannedOfCase(trx, caseRow.id);
  const followUp = row && row.next_at <= to ? row : undefined;
  if (letter && (!followUp || letter.next_at <= followUp.next_at)) {
    playing.at = Math.max(playing.at, letter.next_at);
    await settle(trx, playing, letter);
    return true;
  }
  if (!followUp) return false;
  playing.at = Math.max(playing.at, followUp.next_at);
  await postRow(trx, playing.p, followUp, playing.at);
  return true;
};

/** Everything that happens to a case until `to`, in its order. False when it ended at its most letters. */
export const playCase = async (trx: Trx, playing: Playing): Promise<boolean> => {
  // Set before the steps: letters written on the way (a bounce told to the filer) belong to the played time.
  while (playing.gone.length < (playing.most ?? Number.POSITIVE_INFINITY)) {
    if (!(await step(trx, playing))) return true;
    await updateCase(trx, playing.caseRow.id, { played_to: playing.at });
  }
  return false;
};

/** Delivery has a letter of the case in hand: its sending is an anchor that must not be missed. */
class InHand extends Error {}

const nothingInHand = (letters: readonly LetterRow[]): void => {
  if (letters.some((l) => l.state === 'sending')) throw new InHand();
};

const playOnce = (p: OutcomeParts, caseId: number, to: number): Promise<{ letters: Playable[]; at: number }> =>
  p.db.write(async (trx) => {
    const caseRow = (await takeCaseById(trx, caseId))!;
    const from = Math.max(p.clock.now(), caseRow.played_to ?? 0);
    if (to < from) throw new HubError('case.cannot-go-back', { at: isoJst(from) });
    const before = await listLettersOfCase(trx, caseId);
    nothingInHand(before);
    const playing: Playing = { p, caseRow, to, at: caseRow.played_to ?? caseRow.created_at, gone: [] };
    await applyOwn(trx, playing);
    // The first play also tells what had left by itself until now.
    if (caseRow.played_to === null)
      for (const letter of before)
        if (letter.final_at !== null) {
          const row = (await findLetterById(trx, letter.id))!;
          playing.gone.push({ ...goneOf(p, row), row, fresh: false });
        }
    await playCase(trx, playing);
    nothingInHand(await listLettersOfCase(trx, caseId));
    await updateCase(trx, caseId, { played_to: to, changed_at: p.clock.now() });
    return { letters: playing.gone, at: to };
  });

/** What went, with the mails; made after the transaction, for making them takes its time. */
export const showPlayed = async (
  p: Pick<OutcomeParts, 'rehearse'>,
  letters: readonly Playable[],
): Promise<(Gone & { mail: Shown | null })[]> => {
  const wanted = letters.map(({ row, sent_at, fresh }) => ({
    row,
    at: sent_at === null ? (row.final_at ?? row.next_at) : Date.parse(sent_at),
    keep: fresh,
  }));
  const mails = await p.rehearse(wanted);
  return letters.map(({ row: _row, fresh: _fresh, ...gone }, i) => ({ ...gone, mail: mails[i] ?? null }));
};

/**
 * Plays to an instant and answers with what went, in order. Errors: `key.not-test` (only test keys may), `not.found`,
 * `case.cannot-go-back`, `case.busy` (a letter is being sent).
 */
export const playForward = async (
  p: OutcomeParts,
  acting: Acting,
  play: { subject: string; to: number },
): Promise<{ letters: (Gone & { mail: Shown | null })[]; at: number }> => {
  if (acting.keyType !== 'test') throw new HubError('key.not-test');
  const realm = realmOf(acting.keyType);
  const index = subjectIndex(p.ring, { system: acting.system, realm, subject: play.subject });
  const found = await findCase(p.db, { system: acting.system, realm, subject: index });
  if (!found) throw notFound('case');
  const patience = Date.now() + PATIENCE;
  for (;;) {
    try {
      const { letters, at } = await playOnce(p, found.id, play.to);
      return { letters: await showPlayed(p, letters), at };
    } catch (error) {
      if (!(error instanceof InHand)) throw error;
      if (Date.now() > patience) throw new HubError('case.busy');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
};
