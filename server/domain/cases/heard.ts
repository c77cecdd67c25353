/**
 * What a case has heard of and in which order: which event was the last, which types were reported, and what ended which letters.
 * A pure memory in the case's facts, so that an event that arrives late finds what happened after it.
 */
import { findRule } from '../rulebook/index.ts';
import { type Facts, holds } from '../rulebook/read.ts';
import type { End, EventRule, NoLetterReason } from '../rulebook/shape.ts';
import { isLater, laterOf, type Mark } from './order.ts';

/** An event that ended something. `ends`: which of its rule's ends held. `early`: those whose event had not been reported yet. */
type Ending = Mark & { ends: readonly number[]; early: readonly number[] };

export type Heard = {
  /** The last event of the subject, of those whose order is known. */
  last?: Mark;
  /** Types that were reported. */
  seen: readonly string[];
  /** By type of event, the last that ended something. */
  ended: Readonly<Record<string, Ending>>;
};

export const noHeard: Heard = { seen: [], ended: {} };

/** What keeps a letter or follow-ups back. */
export type Kept = { reason: Extract<NoLetterReason, 'late' | 'has-ended'>; event: string; at: number | null };

const endsOf = (type: string): readonly End[] => findRule(type)?.rule.ends ?? [];

/** The ends of an event that hold, by their place in its rule. */
export const heldEnds = (rule: EventRule, facts: Facts): number[] =>
  (rule.ends ?? []).flatMap((end, i) => (holds(facts, end.when) ? [i] : []));

/** All types that these ends end. */
export const endedTypes = (rule: EventRule, held: readonly number[]): string[] => [
  ...new Set(held.flatMap((i) => rule.ends![i]!.types)),
];

type Asked = { type: string; what: 'letter' | 'follow-up'; event: string; mark: Mark };

const keptBy = (from: string, ending: Ending, asked: Asked): Kept | null => {
  for (const i of ending.ends) {
    const end = endsOf(from)[i];
    if (!end?.types.includes(asked.type)) continue;
    const kept = { event: from, at: ending.at };
    if (end.until && !end.until.includes(asked.event)) return { reason: 'has-ended', ...kept };
    if (end.presumes && asked.what === 'follow-up' && ending.early.includes(i)) return { reason: 'has-ended', ...kept };
    if (!end.inHandOnly && !(end.presumes && asked.what === 'letter') && isLater(ending, asked.mark))
      return { reason: 'late', ...kept };
  }
  return null;
};

/** What was heard before and keeps a letter or follow-ups of this event back; null when nothing does. */
export const keptBack = (heard: Heard, asked: Asked): Kept | null => {
  for (const [from, ending] of Object.entries(heard.ended)) {
    const kept = keptBy(from, ending, asked);
    if (kept) return kept;
  }
  return null;
};

/** An event that begins anew lifts what held until it, and brings what was presumed. */
const begun = (heard: Heard, type: string, mark: Mark): Record<string, Ending> => {
  const ended: Record<string, Ending> = {};
  for (const [from, ending] of Object.entries(heard.ended)) {
    const anew = endsOf(from).some((end) => end.until?.includes(type)) && !isLater(ending, mark);
    if (anew) continue;
    ended[from] = { ...ending, early: ending.early.filter((i) => endsOf(from)[i]?.presumes !== type) };
  }
  return ended;
};

/** The memory after an event. `knows`: whether the case knew an event of a type before this memory was kept. */
export const hear = (
  heard: Heard,
  event: { rule: EventRule; mark: Mark; held: readonly number[] },
  knows: (type: string) => boolean,
): Heard => {
  const { rule, mark, held } = event;
  const ended = begun(heard, rule.type, mark);
  const before = ended[rule.type];
  if (held.length > 0 && !(before && isLater(before, mark))) {
    const early = held.filter((i) => {
      const { presumes } = rule.ends![i]!;
      return presumes !== undefined && !heard.seen.includes(presumes) && !knows(presumes);
    });
    ended[rule.type] = { ...mark, ends: held, early };
  }
  return {
    last: laterOf(heard.last, mark),
    seen: heard.seen.includes(rule.type) ? heard.seen : [...heard.seen, rule.type],
    ended,
  };
};
