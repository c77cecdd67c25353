/** The shape of a mail type: one entry here (in types/<system>.ts) plus one text file per language makes a new mail. */
import type { SystemCode } from '../contract/codes.ts';

/**
 * How a variable is given and shown.
 * `text` one line; `url` absolute http(s) URL, alone on its line; `date` 'YYYY-MM-DD'; `instant` epoch milliseconds, shown in JST;
 * `number` a count; `items` string[] shown as a list; `paragraphs` text of several lines;
 * `block` an ASCII block that no formatter may touch (certificate data); `code` an id or number shown exactly as given.
 * `text`, `url`, `items` (the list or each of its items) and `paragraphs` may also be given as { ja, plja, en } and then follow
 * the letter's language.
 */
export type VariableKind = 'text' | 'url' | 'date' | 'instant' | 'number' | 'items' | 'paragraphs' | 'block' | 'code';

/** `subscription`: newsletter mail with a way out; `service`: a procedure's mail; `security`: says what to do if it was not you; `staff`: to operators. */
export type MailCategory = 'subscription' | 'service' | 'security' | 'staff';

/** How long delivery tries: `link` until its link's end, `code` 4 hours (one-time codes, never repeated blindly), `standard` 72 hours (domain.md, decision 22). */
export type DeadlineRule = 'link' | 'code' | 'standard';

export type MailType = {
  id: string;
  /** Systems that may send it; the sender, names and help desk follow the letter's system. */
  systems: readonly SystemCode[];
  category: MailCategory;
  /** What the caller must give. Agency facts (help desk, office block, from name) are not listed: they come from templates/sender.json. */
  variables: Readonly<Record<string, VariableKind>>;
  /** Variables that may be missing; their whole line or {{#name}} … {{/name}} block is left out then. */
  optional?: readonly string[];
  /** Variables erased from the store once the next server has accepted the letter. */
  secrets?: readonly string[];
  /** text/plain only, no HTML part (certificates of eligibility). */
  plain?: boolean;
  /** Requests DSN RET=HDRS and keeps names, numbers and statuses out of the subject and the logs (decision 24). */
  sensitive: boolean;
  /** Variables that stand in the subject of a sensitive letter all the same, because its reader asked to be told just this. */
  inSubject?: readonly string[];
  /** Subject, without a prefix, of a mail in several languages to somebody whose language nobody knows: short enough for a phone. */
  jointSubject?: string;
  deadline: DeadlineRule;
  /** Sample values for the checker, previews and screenshots. */
  sample: Readonly<Record<string, unknown>>;
};
