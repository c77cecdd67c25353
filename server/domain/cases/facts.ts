/** What a case remembers of its events: fields that later letters need, who is who, and which addresses were replaced. Sealed as one value. */
import type { RecipientRole } from '../../contract/codes.ts';
import type { Recipient } from '../../contract/eventFields.ts';
import { isAddress, readAddress, SYSTEM_LIMIT } from '../../lib/address.ts';
import { blindIndex, type KeyRing, seal, sealJson, unseal, unsealJson } from '../../lib/seal.ts';
import type { CaseRow, Realm } from '../../store/cases.ts';
import { findRule } from '../rulebook/index.ts';
import type { Heard } from './heard.ts';

export type CaseFacts = {
  /** Fields that the rulebook keeps (`keeps`). */
  kept: Readonly<Record<string, unknown>>;
  recipients: Readonly<Partial<Record<RecipientRole, Recipient>>>;
  /** Canonical old address → new address: what was reported under the old one goes to the new one. */
  moved: Readonly<Record<string, string>>;
  /** What was heard in which order; absent in cases from before that was kept. */
  heard?: Heard;
  /** The user id that the case belongs to. */
  account?: string;
  /** Types of letters that others wait for, because their event is still to come. */
  awaited?: readonly string[];
};

export const noFacts: CaseFacts = { kept: {}, recipients: {}, moved: {} };

/** For comparing addresses; what is no address compares as it stands. */
export const canonical = (email: string): string => {
  const address = readAddress(email, SYSTEM_LIMIT);
  return isAddress(address) ? address.canonical : email;
};

export const sealFacts = (ring: KeyRing, publicId: string, facts: CaseFacts): Buffer =>
  sealJson(ring, `case_file|facts|${publicId}`, facts);
export const openFacts = (ring: KeyRing, row: Pick<CaseRow, 'public_id' | 'facts'>): CaseFacts =>
  unsealJson<CaseFacts>(ring, `case_file|facts|${row.public_id}`, row.facts);

export const sealSubject = (ring: KeyRing, publicId: string, subject: string): Buffer =>
  seal(ring, `case_file|subject|${publicId}`, subject);
export const openSubject = (ring: KeyRing, row: Pick<CaseRow, 'public_id' | 'subject'>): string =>
  unseal(ring, `case_file|subject|${row.public_id}`, row.subject);

export const subjectIndex = (ring: KeyRing, where: { system: string; realm: Realm; subject: string }): Buffer =>
  blindIndex(ring, 'case', `${where.system}|${where.realm}|${where.subject}`);

/** Roles whose address a case keeps; `old` and `new` are the two sides of one change. */
const lasting: readonly RecipientRole[] = ['holder', 'filer', 'applicant'];

/** A recipient with a replaced address gets the new one. */
export const moveRecipient = (facts: CaseFacts, recipient: Recipient): Recipient => {
  const to = facts.moved[canonical(recipient.email)];
  return to === undefined ? recipient : { ...recipient, email: to };
};

/** An account of a system, for finding its cases. */
export const accountIndex = (ring: KeyRing, where: { system: string; realm: Realm; account: string }): Buffer =>
  blindIndex(ring, 'account', `${where.system}|${where.realm}|${where.account}`);

/** Facts after an event: its kept fields, and its recipients over those that were known; a late one only fills what is missing. */
export const addFacts = (
  facts: CaseFacts,
  event: {
    data: Readonly<Record<string, unknown>>;
    recipients: Readonly<Partial<Record<RecipientRole, Recipient>>>;
    keeps: readonly string[];
    late?: boolean;
    account?: string;
  },
): CaseFacts => {
  const kept = { ...facts.kept };
  for (const name of event.keeps)
    if (event.data[name] !== undefined && !(event.late && kept[name] !== undefined)) kept[name] = event.data[name];
  const recipients = { ...facts.recipients };
  for (const role of lasting) {
    const given = event.recipients[role];
    const known = recipients[role];
    if (given)
      recipients[role] =
        event.late && known ? { ...given, ...known } : { ...recipients[role], ...moveRecipient(facts, given) };
  }
  const account = event.late ? (facts.account ?? event.account) : (event.account ?? facts.account);
  return { ...facts, kept, recipients, ...(account === undefined ? {} : { account }) };
};

/** Facts after an address was replaced, for every role that had it, or for `role` whatever it had. */
export const replaceAddress = (
  facts: CaseFacts,
  change: { old: string; new: string; role?: RecipientRole },
): CaseFacts => {
  const from = canonical(change.old);
  const moved: Record<string, string> = { ...facts.moved, [from]: change.new };
  // Back to an address that was replaced before: it counts again.
  delete moved[canonical(change.new)];
  // A chain of corrections leads to the last address.
  for (const [key, to] of Object.entries(moved)) if (canonical(to) === from) moved[key] = change.new;
  const recipients = { ...facts.recipients };
  for (const role of lasting) {
    const known = recipients[role];
    if (known && (canonical(known.email) === from || role === change.role))
      recipients[role] = { ...known, email: change.new };
  }
  return { ...facts, recipients, moved };
};

/**
 * Whether a case from before the order was kept knew an event of this type: by the fields that the rulebook keeps of it.
 */
export const knowsOf =
  (facts: CaseFacts) =>
  (type: string): boolean =>
    (findRule(type)?.rule.keeps ?? []).some((name) => marking.has(name) && facts.kept[name] !== undefined);

/** Kept fields that only one event brings. */
const marking: ReadonlySet<string> = new Set(['submitted_at', 'issued_on']);
