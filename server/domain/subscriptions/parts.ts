/** What every file of this room is built from, and the words they share. */
import type { Language } from '../../contract/codes.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import type { KeyRing } from '../../lib/seal.ts';
import type { Outbox } from '../../outbox/outbox.ts';
import type { Db } from '../../store/db.ts';
import type { Budgets } from '../budgets/budgets.ts';

export type SubscriptionSettings = {
  optIn: 'single' | 'double';
  /** Whether `nl-unsubscribe-complete` is sent. */
  unsubscribeMail: boolean;
};

export type Parts = {
  db: Db;
  ring: KeyRing;
  clock: Clock;
  outbox: Outbox;
  log: Log;
  settings: SubscriptionSettings;
  budgets: Pick<Budgets, 'valuesIn'>;
  /** Domains of our own addresses; nobody subscribes with one. */
  ownDomains: readonly string[];
  /** Without a slash at the end; every link in a mail begins with it. */
  publicUrl: () => string;
};

/** Proof of agreement (domain.md, decision 25), taken when the reader presses the button. */
export type Consent = {
  at: number;
  /** Revisions of the terms and of the screen's words that stood there. */
  terms: string;
  screen: string;
};

/** What somebody asks for on the entry pages. */
export type Wish = {
  /** One checked address. */
  email: string;
  language: Language;
  topics: string[];
  /** End of the period of stay, 'YYYY-MM-DD', when a chosen topic needs it. */
  stay: string | null;
};

/** Where a form came from: the address of the network, for limits and the consent record. */
export type Origin = {
  network: string;
  /** Names the form; the same form sent twice does nothing twice. */
  nonce: string;
  /** The cookie of the browser, where it has one. */
  browser?: string | undefined;
  /** What a shared place got with the refusal before, and what its browser worked out. */
  ticket?: string | undefined;
  work?: string | undefined;
};

/** Hours a one-time link in a mail works (domain.md, decision 3). */
export const ONE_TIME_HOURS = 24;
/** Hours in which a change of address can be taken back from the old mailbox. */
export const UNDO_HOURS = 7 * 24;
/** Days an answered form, a used token and an answered request are remembered. */
export const REMEMBER_DAYS = 30;
/** Days a reader's row and consent stay after leaving (domain.md 3.4). */
export const KEEP_LEFT_DAYS = 365;
/** Within this time a one-time link pressed again is the same press: it answers the same and does nothing. */
export const SAME_PRESS_MINUTES = 10;
