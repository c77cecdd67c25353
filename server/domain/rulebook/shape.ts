/**
 * The shape of the rulebook: what an event causes, as data. One file per system fills it; nothing here knows a system.
 * Paths name facts: 'data.number' (the event), 'case.procedure' (this event or an earlier one of the case), 'applicant.name' and 'new.email'
 * (recipients), 'event.time', 'event.now', 'event.passwordAllowed', 'link.expires_at', 'setting.resultReadyToApplicant';
 * in follow-ups 'chain.sent_at', 'chain.stop_on' and 'repeated.certificate'; after a bounce 'letter.receipt_no' (its variables).
 */
import type { Language, RecipientRole, SystemCode } from '../../contract/codes.ts';
import type { EventSystem } from '../../contract/events.ts';
import type { WordTable } from '../../languages/languageWords.ts';

export type Path = string;

/** One question about facts; every test of a list must hold. */
export type Test =
  | { path: Path; is: readonly (string | number | boolean)[] }
  | { path: Path; isNot: readonly (string | number | boolean)[] }
  | { path: Path; begins: string }
  /** The list holds one of these, or an item whose words contain one. */
  | { path: Path; has: readonly string[] }
  | { path: Path; given: boolean };

/** A condition with the reason that is answered when it does not hold. */
export type Condition = { tests: readonly Test[]; otherwise: NoLetterReason };

export type Timing =
  /** In the second the event is accepted. */
  | { at: 'once' }
  /** At NEXT_DAY_TIME (JST) of the calendar day after an instant; at once when that has passed. Absent facts count as now. */
  | { at: 'next-day'; after: Path };

/**
 * Where the value of a variable comes from: a path, words of a table by code, an instant as a day, a masked address, or given as it is.
 * `otherwise`: whose words stand where nothing was said; `unknown`: where something was said that is in no list (`otherwise` when absent).
 */
export type Source =
  | Path
  | { words: WordTable; of: Path; otherwise?: string; unknown?: string }
  | { day: Path }
  | { masked: Path }
  | { first: readonly Path[]; otherwise?: unknown }
  /** True when all tests hold, absent otherwise: opens an optional part of the text. */
  | { holds: readonly Test[] };

export type LetterRule = {
  type: string;
  to: RecipientRole;
  timing: Timing;
  /** Tests beyond the event's own; without them the letter is always written. */
  condition?: Condition;
  /** Name of the per-system switch that must be on (settings.letters). */
  switch?: string;
  /** Letters of one thread of a case and recipient leave in the order of their events. */
  thread?: string;
  /** Type of an earlier letter of the case that must have left (or ended) first, whoever got it. */
  after?: string;
  variables: Readonly<Record<string, Source>>;
  /** Languages that the mail must have beside the reader's own choice, one of each group: [['ja', 'plja'], ['en']]. */
  halves?: readonly (readonly Language[])[];
  /** The event brings a link: never sent after the end that it says. `hours`: its life when the event says none; else no end is known. */
  link?: boolean | { hours: number };
  /** Kept until the case ends and 90 days more, so that it can be sent again. */
  keep?: 'case';
  /** False for a letter whose loss harms nobody; every other one that bounced is sent again when the address is corrected. */
  matters?: false;
  /**
   * The event that writes `after`: when it has not been reported yet, the letter waits for it, at most so many hours, and then goes
   * alone and a task tells of it. A letter that `after` keeps waiting goes alone after the same time.
   */
  waits?: { event: string; hours: number };
  /** What a hard bounce of this letter causes: a letter to somebody else beside task and callback. */
  onBounce?: { type: string; to: RecipientRole; variables: Readonly<Record<string, Source>> };
};

/**
 * What an event ends: letters of the case of these types that have not left, and follow-ups of these types. Of events that happened
 * before it, whatever order they arrive in.
 */
export type End = {
  types: readonly string[];
  /** Only when all of these hold. */
  when?: readonly Test[];
  /** It also holds for what happens afterwards, until one of these events begins anew (none: for good). */
  until?: readonly string[];
  /** The event that it presupposes: reported before it, follow-ups of these types never begin. */
  presumes?: string;
  /** Ends what waits, yet does not keep a letter back whose event is reported late. */
  inHandOnly?: true;
};

/** When follow-ups are due. `sending`: counted from the instant the first letter was accepted; `date`: counted back from a day. */
export type Schedule =
  | { from: 'sending'; everyDays: number; times?: number; until?: { months: number; after: Path } }
  | { from: 'date'; date: Path; before: readonly ({ days: number } | { months: number })[] };

export type FollowUpRule = {
  type: string;
  to: RecipientRole;
  /** Types of letters of the same event whose sending is the anchor (the one that was written counts); absent for `date` schedules. */
  afterLetter?: readonly string[];
  schedule: Schedule;
  condition?: Condition;
  switch?: string;
  variables: Readonly<Record<string, Source>>;
  halves?: readonly (readonly Language[])[];
  keep?: 'case';
};

/** Why an event was answered with no letters. Sentences: reasons.ts. */
export type NoLetterReason =
  | 'no-mail-by-rule'
  | 'stops-follow-ups'
  | 'starts-follow-ups'
  | 'switched-off'
  | 'not-a-residence-application'
  | 'delivered-by-post'
  | 'phone-unchanged'
  | 'residents-only'
  | 'organisations-only'
  | 'other-kind'
  | 'no-password'
  | 'not-in-bulk'
  | 'no-date'
  | 'same-address'
  | 'no-recipient'
  | 'case-closed'
  | 'case-ends'
  | 'address-changed'
  | 'address-unchanged'
  | 'late'
  | 'has-ended'
  | 'secrets-erased';

export type EventRule = {
  type: string;
  /** One sentence for the page and the screen. */
  says: { ja: string; en: string };
  letters: readonly LetterRule[];
  followUps?: readonly FollowUpRule[];
  /** What the event ends; a closed case ends everything of it. A hard bounce and the end of a case end follow-ups without being named. */
  ends?: readonly End[];
  /** The event says something of a case that must be known: an unknown subject is answered with a warning. */
  presumesCase?: true;
  /** Answered when the event has no letter rules at all. */
  none?: NoLetterReason;
  /** Fields of `data` that later letters of the case need. Secrets are never among them. */
  keeps?: readonly string[];
  /** The event stands for many: each member of a list of `data` is treated as an event of this type with a subject of its own. */
  each?: { list: string; as: string };
  /** What the event does beside letters. */
  effect?: 'closes-case' | 'corrects-address' | 'changes-address';
};

/** Per-system settings, with the defaults of domain.md; staff change them in the console. */
export type SystemSettings = {
  /** Languages of a role when the call names none. */
  languages: Readonly<Partial<Record<RecipientRole, string>>>;
  /** Mails that are off (or on) by default, by type id. */
  letters: Readonly<Record<string, boolean>>;
  /** Inquiry password mails in bulk applications (decision 4). */
  passwordMailInBulk: boolean;
  /** Hosts that links in events may lead to; those of `linkHosts` in sender.json when empty. */
  linkHosts: readonly string[];
  /** Codes that nobody knows are refused; off: taken with a warning. Off only for systems from before there was the setting. */
  strict: boolean;
  /** The reminder repeats the certificate below its text (decision 14). */
  reminderRepeatsCertificate: boolean;
  /** The applicant gets result-ready too. */
  resultReadyToApplicant: boolean;
  /** Display name of From by language; that of sender.json where a language has none. */
  fromName?: Readonly<Partial<Record<Language, string>>>;
};

export type Rulebook = {
  system: SystemCode;
  /** Keys of this system may report the events; false for the newsletter's own. */
  reports: boolean;
  /** The role that the holder of an account has in cases which name it. */
  accountRole: RecipientRole;
  settings: SystemSettings;
  events: readonly EventRule[];
};

export type ReportedRulebook = Rulebook & { system: EventSystem };
