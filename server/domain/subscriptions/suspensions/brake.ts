/**
 * The brake over both doors: refusals in the dialogue and returned reports are counted together, per class of domains and reason. When
 * far more addresses than usual are said to be gone, the other side is more likely wrong than all of them: nobody is suspended, bulletins
 * to the class wait, and staff decide.
 */
import { DAY } from '../../../lib/clock.ts';
import { publicId } from '../../../lib/token.ts';
import { appendAudit } from '../../../store/audit.ts';
import {
  type BrakeRow,
  countTried,
  countTriedLetters,
  countTriedOfDomain,
  findBrakeById,
  findBrakeFor,
  insertBrake,
} from '../../../store/brakes.ts';
import type { Trx } from '../../../store/db.ts';
import { countHardSince, type Place, usualHards } from '../../../store/hardAnswers.ts';
import { listFitting, type SuspensionRow, updateSuspension } from '../../../store/suspensions.ts';
import { openTask } from '../../../store/tasks.ts';
import { bringBack, takeBackEnd } from './standing.ts';

/** Fewer addresses than this are no wrong day of a provider. */
const LEAST = 20;
/** Answers are counted over a day, mails over the days in which their reports may still come. */
const WINDOW = DAY;
const TRIED = 4 * DAY;
/** What is usual is asked of this time. */
const USUAL = 28 * DAY;
/** How many times the usual share, and the usual number, an unusual one is. */
const TIMES = 3;
const AT_ONCE = 200;

export type Said = { domainClass: string; domain: string; reason: string };

/** Where an answer counts: its class; a domain that shares the class "other" also by itself. */
const placesOf = ({ domainClass, domain }: Said): Place[] =>
  domainClass === 'other'
    ? [
        { domainClass, domain },
        { domainClass, domain: null },
      ]
    : [{ domainClass, domain: null }];

const triedOf = (trx: Trx, place: Place, from: number, to: number): Promise<number> =>
  place.domain === null
    ? countTried(trx, { domainClass: place.domainClass, from, to })
    : countTriedOfDomain(trx, { domain: place.domain, from, to });

/**
 * Letters are many and are counted row by row: at the first answers that are enough, then at every tenth, and the more seldom the more there
 * are, so that a day costs what its answers are and not their square.
 */
const worthCounting = (hards: number): boolean =>
  hards <= LEAST + 5 || hards % Math.max(10, 10 ** (Math.floor(Math.log10(hards)) - 1)) === 0;

/** The figures when they are unusual, else null. `percent`: the share below which nothing is unusual. */
const unusual = async (
  trx: Trx,
  p: { place: Place; reason: string; now: number; percent: number },
): Promise<{ hards: number; tried: number } | null> => {
  const { place, reason, now } = p;
  const hards = await countHardSince(trx, { place, reason, from: now - WINDOW });
  if (hards < LEAST) return null;
  // Readers of one domain are many and are counted row by row, too.
  if (place.domain !== null && !worthCounting(hards)) return null;
  const bulletins = await triedOf(trx, place, now - TRIED, now);
  if ((hards / Math.max(hards, bulletins)) * 100 < p.percent) return null;
  if (!worthCounting(hards)) return null;
  const letters = await countTriedLetters(trx, { place, from: now - TRIED, to: now });
  const tried = Math.max(hards, bulletins + letters);
  const share = hards / tried;
  if (share * 100 < p.percent) return null;
  const before = { from: now - WINDOW - USUAL, to: now - WINDOW };
  const usual = await usualHards(trx, { place, reason, ...before, now });
  // Letters of a month are as many as those of these days, times the days.
  const usualTried = (await triedOf(trx, place, before.from, before.to)) + (letters * USUAL) / TRIED;
  const usualShare = usualTried === 0 ? 0 : usual / usualTried;
  return share > TIMES * usualShare && hards > (TIMES * usual * WINDOW) / USUAL ? { hards, tried } : null;
};

/** What was suspended since `since` for the same is held back as well: those were the first of the wrong day. */
const holdBack = async (trx: Trx, brake: BrakeRow, now: number): Promise<number> => {
  const filter = { since: brake.since, at: brake.domain ?? brake.domain_class, reason: brake.reason };
  let held = 0;
  for (let after = 0; ; ) {
    const rows = await listFitting(trx, filter, { after, limit: AT_ONCE });
    for (const row of rows) held += (await holdOne(trx, row, brake, now)) ? 1 : 0;
    if (rows.length < AT_ONCE) return held;
    after = rows.at(-1)!.id;
  }
};

const holdOne = async (trx: Trx, row: SuspensionRow, brake: BrakeRow, now: number): Promise<boolean> => {
  if (row.state === 'held') return false;
  if (row.kind === 'complaint') await takeBackEnd(trx, row);
  else if (!(await bringBack(trx, row, now))) return false;
  await updateSuspension(trx, row.id, { state: 'held', brake_id: brake.id, rests_until: null, ended_at: null });
  return true;
};

const pull = async (
  trx: Trx,
  p: { place: Place; reason: string; now: number; figures: { hards: number; tried: number } },
): Promise<BrakeRow> => {
  const { place, reason, now, figures } = p;
  const id = publicId();
  const rowId = await insertBrake(trx, {
    public_id: id,
    domain_class: place.domainClass,
    domain: place.domain,
    reason,
    state: 'on',
    since: now - WINDOW,
    pulled_at: now,
    ...figures,
  });
  const brake = (await findBrakeById(trx, rowId))!;
  await holdBack(trx, brake, now);
  const object = `brake:${id}`;
  const facts = { at: place.domain ?? place.domainClass, reason, ...figures };
  await appendAudit(trx, { at: now, actor: 'clock', action: 'brake.pull', object, after: facts });
  await openTask(trx, { publicId: publicId(), kind: 'suspensions-held', object, facts: JSON.stringify(facts), now });
  return brake;
};

/** The brake that is on for what was said, pulled now when the last answer made it too many; null when all is as usual. */
export const brakeFor = async (trx: Trx, said: Said, p: { now: number; percent: number }): Promise<BrakeRow | null> => {
  const on = await findBrakeFor(trx, said);
  if (on) return on;
  for (const place of placesOf(said)) {
    const about = { place, reason: said.reason, now: p.now };
    const figures = await unusual(trx, { ...about, percent: p.percent });
    if (figures) return pull(trx, { ...about, figures });
  }
  return null;
};
