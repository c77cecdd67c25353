/** What the residents' pages are built from. */

import type { Files } from '../../../domain/files/files.ts';
import type { MailReferences } from '../../../domain/letters/mailReferences.ts';
import type { News } from '../../../domain/news/news.ts';
import type { OwnDataDesk } from '../../../domain/subscriptions/ownData.ts';
import type { PageDrafts } from '../../../domain/subscriptions/pageDrafts.ts';
import type { Subscriptions } from '../../../domain/subscriptions/subscriptions.ts';
import type { Terms } from '../../../domain/subscriptions/terms.ts';
import type { TermsInForceDesk } from '../../../domain/subscriptions/termsInForce.ts';
import type { Topics } from '../../../domain/topics/topics.ts';
import type { Sender } from '../../../letters/sender.ts';
import type { Clock } from '../../../lib/clock.ts';
import type { Log } from '../../../lib/log.ts';
import type { KeyRing } from '../../../lib/seal.ts';
import type { DoorBudgets } from '../budgets.ts';
import type { MadeOnce } from './madeOnce.ts';
import type { AllWords } from './words/words.ts';

export type PublicParts = {
  subscriptions: Subscriptions;
  ownData: OwnDataDesk;
  terms: Terms;
  /** What browsers have typed. */
  drafts: PageDrafts;
  topics: Topics;
  news: News;
  mailReferences: MailReferences;
  files: Pick<Files, 'show' | 'take'>;
  ring: KeyRing;
  clock: Clock;
  log: Log;
  sender: Sender;
  words: AllWords;
  /** The same words, with the terms that hold now. */
  wordsNow: () => AllWords;
  termsInForce: Pick<TermsInForceDesk, 'renew'>;
  /** What one network may get wrong. */
  budgets: Pick<DoorBudgets, 'links' | 'references'>;
  /** Pages that are the same for everybody. */
  made: MadeOnce;
  /** Without a slash at the end. Never taken from the request: links lead only where the settings say. */
  publicUrl: () => string;
  /** Sender address of our mails, and the domain of the empty-mail addresses. */
  mailFrom: string;
  entryDomain: string;
};
