/** What a plan of one event is made of: letters, chains, what is kept back, and how the answer shows a letter. */

import type { KeyType, Language, RecipientRole } from '../../contract/codes.ts';
import type { Recipient } from '../../contract/eventFields.ts';
import type { CheckedEvent } from '../../contract/events.ts';
import { asInMail } from '../../languages/languages.ts';
import { isoJst } from '../../lib/clock.ts';
import type { FieldError } from '../../lib/errors.ts';
import type { Facts } from '../rulebook/read.ts';
import type { EventRule, FollowUpRule, LetterRule, NoLetterReason, SystemSettings } from '../rulebook/shape.ts';
import type { CaseFacts } from './facts.ts';
import type { Kept } from './heard.ts';
import type { Mark } from './order.ts';
import type { DayTimes, Rhythm } from './schedule.ts';

export type PlannedLetter = {
  publicId: string;
  type: string;
  role: RecipientRole;
  to: string;
  languages: readonly Language[];
  variables: Readonly<Record<string, unknown>>;
  plannedAt: number;
  expiresAt?: number;
  /** Name of the thread within case and role. */
  thread?: string;
  /** Type of the letter of the case that must have left first. */
  after?: string;
  /** Until then it waits for `after`; then it goes alone. */
  afterUntil?: number;
  /** The event that writes `after` has not been reported: it waits for it under this type's name. */
  awaits?: string;
  /** Roles whose copies were joined into this one: one address, one mail. */
  joined?: RecipientRole[];
  keep: boolean;
};

/** What was not written because of what was heard before. */
export type NotSent = {
  type: string;
  role: RecipientRole;
  reason: Kept['reason'];
  /** The event that keeps it back, and when it happened. */
  event: string;
  happened_at: string | null;
  matters: boolean;
};

export type PlannedChain = {
  rule: FollowUpRule;
  /** The letter of this event that the chain counts from. */
  anchorLetter: string | null;
  rhythm: Rhythm;
  variables: Readonly<Record<string, unknown>>;
  /** First occasion, when it is known already. */
  first: { n: number; dueAt: number; nextAt: number } | null;
};

export type Plan = {
  letters: PlannedLetter[];
  chains: PlannedChain[];
  facts: CaseFacts;
  /** Which ends of the rule hold. */
  held: number[];
  notSent: NotSent[];
  /** Types of its letters that earlier ones of the case wait for. */
  releases: string[];
  reason: NoLetterReason | null;
  errors: FieldError[];
};

export type PlanInput = {
  event: CheckedEvent;
  rule: EventRule;
  facts: CaseFacts;
  closed: boolean;
  settings: SystemSettings;
  times: DayTimes;
  keyType: KeyType;
  /** False inside a bulk whose system sends no inquiry passwords then. */
  passwordAllowed: boolean;
  /** The case's now. */
  now: number;
  /** Who stands behind the account of the case, and which role he has in it. */
  account?: { role: RecipientRole; recipient: Recipient };
};

export type Deciding = PlanInput & { after: CaseFacts; read: Facts; mark: Mark; late: boolean; plan: Plan };

/** The reader's languages, with what the letter must have beside them. */
export const languagesOf = (chosen: string, halves: LetterRule['halves']): Language[] => {
  const own = chosen.split(',') as Language[];
  const missing = (halves ?? []).filter((half) => !half.some((l) => own.includes(l)));
  const all = [...own, ...missing.map((half) => half[0]!)];
  return halves ? asInMail(all) : all;
};

/** A letter as the answer of the API shows it. */
export const letterAnswer = (letter: PlannedLetter, dryRun: boolean) => ({
  id: dryRun ? null : letter.publicId,
  type: letter.type,
  role: letter.role,
  language: letter.languages.join(','),
  planned_at: isoJst(letter.plannedAt),
  ...(letter.awaits ? { waits_for: letter.awaits } : {}),
  ...(letter.joined ? { joined: letter.joined } : {}),
});

/** The language of a recipient: his own, else the setting of his role. */
export const chosenLanguage = (d: Deciding, role: RecipientRole, recipient: Recipient): string =>
  recipient.language ?? d.settings.languages[role] ?? 'ja';
