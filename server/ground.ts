/** The ground that every noun is built on: settings, clock, keys, database, queue, texts, the way out, and the facts of the house, each once. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { openBackends } from './backends.ts';
import type { Config } from './config.ts';
import { openClock, publicUrl } from './deliver.ts';
import { rulebookRevision, rulebookText } from './domain/rulebook/index.ts';
import { openTermsInForce, type TermsInForceDesk } from './domain/subscriptions/termsInForce.ts';
import { exampleTopics } from './domain/topics/examples.ts';
import { openTopics } from './domain/topics/topics.ts';
import {
  type AllWords,
  allConsentTexts,
  termsNow,
  termsTextsOf,
  withTerms,
  wordsOf,
} from './intake/http/public/words/words.ts';
import { loadKeyRing } from './keys.ts';
import { type Bundle, makeBundle, readBundle, serialiseBundle } from './letters/bundle.ts';
import { mailTypes } from './letters/catalogue.ts';
import { findBroken } from './letters/check.ts';
import type { TermsTexts } from './letters/termsText.ts';
import type { Clock } from './lib/clock.ts';
import { HubError } from './lib/errors.ts';
import { type Log, openLog } from './lib/log.ts';
import { openOutbox } from './outbox/outbox.ts';
import { adoptKeys, findKeptKeys } from './store/keptKeys.ts';
import type { MailboxStore } from './store/mailbox.ts';
import { checkKey, migrate } from './store/migrate.ts';
import { migrateAsOwner } from './store/owner.ts';
import { keepText } from './store/texts.ts';

/** The shipped texts; who the sender is may stand in a file elsewhere. */
export const readTexts = async (config: Config): Promise<Bundle> => {
  const bundle = await readBundle(fileURLToPath(new URL('../templates', import.meta.url)));
  if (!config.given.has('SENDER_FILE')) return bundle;
  const sender = await readFile(config.SENDER_FILE, 'utf8').catch((error: { code?: string }) => {
    throw new HubError('templates.broken', { reason: `SENDER_FILE ${config.SENDER_FILE}: ${error.code}` });
  });
  return makeBundle({ ...bundle.files, 'sender.json': sender });
};

/** The words of the pages with the terms that hold now: those of the files, or those that staff proposed and approved. */
const liveWords = (bundle: Bundle, inForce: TermsInForceDesk) => {
  let files: AllWords | undefined;
  let known: { id: string; words: AllWords } | null = null;
  return (): AllWords => {
    files ??= wordsOf(bundle);
    const now = inForce.now();
    if (now === null) return files;
    if (known?.id !== now.id) known = { id: now.id, words: withTerms(files, now.texts) };
    return known.words;
  };
};

/** What every room is built from. */
export const openGround = async (config: Config, over: { clock?: Clock; log?: Log } = {}) => {
  const log = over.log ?? openLog(config.LOG_LEVEL, 'hub');
  const clock = over.clock ?? openClock(config);
  const ring = loadKeyRing(config);
  const { db, queue } = await openBackends(config, log);
  db.sealWith(ring);
  try {
    if (await db.knex.schema.hasTable('meta')) adoptKeys(ring, await findKeptKeys(db));
  } catch (error) {
    // What stays open would keep a command from ending.
    await queue.stop();
    await db.close();
    throw error;
  }
  const bundle = await readTexts(config);
  const termsInForce = openTermsInForce({ db, clock });
  const words = liveWords(bundle, termsInForce);
  /** Where the doors really listen, once they do, and whether they are about to close. */
  const live = {
    httpPort: config.HTTP_PORT,
    smtpPort: null as number | null,
    stopping: false,
    mailbox: null as MailboxStore | null,
    /** Starts everything anew, after what processes remember has gone; null where nobody can. */
    again: null as (() => void) | null,
  };
  const revision = () => bundle.revision;
  const { MAIL_DOMAIN: mailDomain, MAIL_FROM: mailFrom } = config;
  return {
    ...{ config, log, clock, ring, db, queue, bundle, live, revision, mailDomain, mailFrom },
    outbox: openOutbox({ ring, clock, revision, mailDomain, nudge: () => db.wake() }),
    worker: randomUUID(),
    turned: over.clock !== undefined,
    /** Where residents reach the hub. */
    publicUrl: () => publicUrl(config, live.httpPort),
    termsInForce,
    /** The words of the pages, with the terms that hold now. Throws `templates.pages_invalid`. */
    wordsNow: words,
    /** The terms that hold now. Throws as above. */
    terms: () => termsNow(words()),
    /** When no bulletin goes out, JST. */
    quiet: { from: config.QUIET_FROM, to: config.QUIET_TO },
    /** Domains whose mail comes to this hub itself. */
    ownDomains: [...new Set([config.MAIL_DOMAIN, config.ENTRY_DOMAIN])],
    /** Whether callbacks may go to addresses inside. */
    allowPrivate: config.CALLBACK_ALLOW_PRIVATE,
  };
};
export type Ground = Awaited<ReturnType<typeof openGround>>;

/** What terms become on the pages: the names that consents will say, and the bodies that are kept. */
export const termsMade = (ground: Ground) => (texts: TermsTexts) => {
  const words = withTerms(ground.wordsNow(), texts);
  return { now: termsNow(words), kept: termsTextsOf(words) };
};

/** For commands that open the ground without starting roles. */
export const closeGround = async (ground: Ground): Promise<void> => {
  // A connection to Redis keeps a command from ending.
  await ground.queue.stop();
  await ground.db.close();
};

/** Schema, key and texts: done by one process before any role starts. Throws `templates.broken {reason}`: a line for each file. */
export const prepare = async (ground: Ground): Promise<string[]> => {
  const broken = findBroken(ground.bundle, mailTypes);
  if (broken.length > 0)
    throw new HubError('templates.broken', {
      reason: broken.map(({ file, line, message }) => `templates/${file}:${line} ${message}`).join('\n'),
    });
  const { DATABASE_OWNER_URL: ownerUrl, DATABASE_URL: hubUrl } = ground.config;
  const ran = ownerUrl ? await migrateAsOwner({ ownerUrl, hubUrl, ring: ground.ring }) : await migrate(ground.db);
  await checkKey(ground.db, ground.ring);
  const { bundle, clock } = ground;
  const now = clock.now();
  await ground.db.write(async (trx) => {
    await keepText(trx, { kind: 'bundle', revision: bundle.revision, body: serialiseBundle(bundle), now });
    await keepText(trx, { kind: 'rulebook', revision: rulebookRevision, body: rulebookText, now });
    for (const text of allConsentTexts(wordsOf(bundle))) await keepText(trx, { ...text, now });
  });
  await openTopics({ db: ground.db, clock }).seed(exampleTopics);
  return ran;
};
