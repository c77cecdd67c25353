/** The mails of this room: which type, which variables, to whom. */
import { type Language, languages } from '../../contract/codes.ts';
import { paths } from '../../contract/paths.ts';
import { wordsIn } from '../../languages/languages.ts';
import { formatDate } from '../../letters/formatters.ts';
import { maskAddress } from '../../lib/address.ts';
import { jstDate } from '../../lib/clock.ts';
import { unseal } from '../../lib/seal.ts';
import type { NewLetter } from '../../outbox/outbox.ts';
import type { Trx } from '../../store/db.ts';
import { cancelGuarded } from '../../store/letters.ts';
import type { ReaderRow } from '../../store/readers.ts';
import { listTopics } from '../../store/topics.ts';
import type { LinkDesk, MailLinks } from './links.ts';
import { type Parts, UNDO_HOURS } from './parts.ts';
import { reminderDays } from './stay.ts';

type Mailed = Pick<ReaderRow, 'id' | 'public_id' | 'link_epoch'>;
type Post = Pick<NewLetter, 'type' | 'to' | 'variables'> & {
  cause: string;
  languages: readonly Language[];
  reader?: Mailed;
  role?: NewLetter['role'];
  expiresAt?: number;
  guard?: boolean;
  /** Message-ID of the mail that this one answers, with its angle brackets. */
  inReplyTo?: string | null | undefined;
};

/** What ends when the reader leaves: nothing but the goodbye may follow. */
export const readerGuard = (publicId: number) => `reader:${publicId}`;

/** Names of topics in three languages, in the order of the pages, for a mail's list. */
const topicNames = async (trx: Trx, codes: readonly string[]) => {
  const chosen = (await listTopics(trx)).filter((t) => codes.includes(t.code));
  const names = chosen.map((t) => wordsIn(t.names));
  return Object.fromEntries(languages.map((language) => [language, names.map((n) => n[language])]));
};

/** The date for the reader's own calendar, as an address beside the change link. */
const calendarOf = (stay: string | null, own: MailLinks): Post['variables'] =>
  stay === null ? {} : { calendar_url: own.change_url.replace(paths.change(''), paths.calendar('')) };

/** When the reminders come, as dates in words; or the date that is too near for one. */
const stayVariables = (stay: string | null, now: number): Post['variables'] => {
  if (stay === null) return {};
  const days = reminderDays(stay, now);
  if (days.length === 0) return { stay_near: stay };
  return { reminders: Object.fromEntries(languages.map((l) => [l, days.map((day) => formatDate(l, day))])) };
};

export const mailDesk = (p: Pick<Parts, 'ring' | 'clock' | 'outbox' | 'settings' | 'publicUrl'>, links: LinkDesk) => {
  const post = async (trx: Trx, letter: Post): Promise<void> => {
    const role = letter.role ?? 'reader';
    await p.outbox.post(trx, {
      type: letter.type,
      system: 'nl',
      languages: letter.languages,
      role,
      to: letter.to,
      variables: letter.inReplyTo ? { ...letter.variables, _in_reply_to: letter.inReplyTo } : letter.variables,
      lane: 'confirmation',
      dedupeKey: `${letter.type}:${letter.cause}:${role}`,
      actor: 'reader',
      cause: letter.cause,
      readerId: letter.reader?.id,
      guardKey: letter.reader && letter.guard !== false ? readerGuard(letter.reader.public_id) : undefined,
      expiresAt: letter.expiresAt,
    });
  };
  const toReader = (type: string, m: Mail, variables: Post['variables'], more: Partial<Post> = {}): Post => ({
    type,
    to: m.to,
    languages: m.languages ?? [m.language],
    cause: m.cause,
    reader: m.reader,
    variables,
    ...more,
  });
  const withLinks = (type: string) => async (trx: Trx, m: Mail) =>
    post(trx, toReader(type, m, links.forMail(m.reader, m.language)));
  const withTopics = (type: string) => async (trx: Trx, m: Mail & { topics: readonly string[] }) => {
    const topics = await topicNames(trx, m.topics);
    await post(trx, toReader(type, m, { topics, ...links.forMail(m.reader, m.language) }));
  };
  return {
    addressOf: (reader: Pick<ReaderRow, 'public_id' | 'email'>): string =>
      unseal(p.ring, `reader|email|${reader.public_id}`, reader.email),
    /** `stay`: the end of the period of stay when reminders were chosen; the mail says when they come, or that it is too near. */
    async complete(trx: Trx, m: Mail & { topics: readonly string[]; stay: string | null }): Promise<void> {
      const topics = await topicNames(trx, m.topics);
      const own = links.forMail(m.reader, m.language);
      const variables = { topics, ...own, ...stayVariables(m.stay, p.clock.now()), ...calendarOf(m.stay, own) };
      await post(trx, toReader('nl-registration-complete', m, variables));
    },
    changed: withTopics('nl-change-complete'),
    alreadyThere: withLinks('nl-already-registered'),
    /** The same, with what was chosen this time: one press on its first link uses it. `payload`: the wish. */
    async alreadyWith(trx: Trx, m: Mail & { topics: readonly string[] }): Promise<void> {
      const { reader, payload } = m;
      const { token, expiresAt } = await links.issue(trx, { purpose: 'newChoices', readerId: reader.id, payload });
      const choices_url = p.publicUrl() + paths.choices(token);
      const own = links.forMail(reader, m.language);
      const topics = await topicNames(trx, m.topics);
      const variables = { ...own, topics, choices_url, choices_until: expiresAt };
      await post(trx, toReader('nl-already-registered', m, variables));
    },
    newLinks: withLinks('nl-link-reissue'),
    /** Where everything that is stored can be read for a day. `payload`: whose it is. */
    async ownData(trx: Trx, m: Mail): Promise<void> {
      const { reader, payload } = m;
      const { token, expiresAt } = await links.issue(trx, { purpose: 'ownData', readerId: reader.id, payload });
      const variables = { data_url: p.publicUrl() + paths.myData(token), expires_at: expiresAt };
      await post(trx, toReader('nl-own-data', m, variables, { expiresAt }));
    },
    /** The last mail to somebody of whom everything is erased; it belongs to no reader any more. */
    async erased(trx: Trx, m: { to: string; language: Language; cause: string; kept: number }): Promise<void> {
      const { to, language, cause } = m;
      const entry_url = Object.fromEntries(languages.map((l) => [l, p.publicUrl() + paths.entry(l)]));
      const variables = { erased_on: jstDate(p.clock.now()), entry_url, ...(m.kept > 0 && { kept: String(m.kept) }) };
      await post(trx, { type: 'nl-erased', to, languages: [language], cause, variables });
    },
    /** Asks the owner of an address whether the registration is theirs. */
    async askToConfirm(trx: Trx, m: Mail & { topics: readonly string[] }): Promise<void> {
      const { token, expiresAt } = await links.issue(trx, {
        purpose: 'confirmRegistration',
        readerId: m.reader.id,
        payload: m.payload,
      });
      const confirm_url = p.publicUrl() + paths.confirm(token);
      const variables = { topics: await topicNames(trx, m.topics), confirm_url, expires_at: expiresAt };
      await post(trx, toReader('nl-confirm-registration', m, variables, { expiresAt }));
    },
    /** Asks the owner of the new address; nothing changes before. `merged`: topics of both registrations, when that address has one. */
    async askNewAddress(trx: Trx, m: Mail & { merged?: readonly string[] | undefined }): Promise<void> {
      const { token, expiresAt } = await links.issue(trx, {
        purpose: 'addressChange',
        readerId: m.reader.id,
        payload: m.payload,
      });
      const topics = m.merged && { topics: await topicNames(trx, m.merged) };
      const variables = { confirm_url: p.publicUrl() + paths.address(token), expires_at: expiresAt, ...topics };
      await post(trx, toReader('nl-address-confirm', m, variables, { expiresAt, role: 'new' }));
    },
    /** Tells both addresses; the old one sees the new one masked, and gets the one link that takes it back (`undo`: what that restores). */
    async addressChanged(trx: Trx, m: Mail & { from: string; undo?: object }): Promise<void> {
      const { reissue_url, ...personal } = links.forMail(m.reader, m.language);
      const type = 'nl-address-changed';
      const common = { changed_at: p.clock.now(), reissue_url };
      await post(trx, toReader(type, m, { ...common, ...personal }, { role: 'new' }));
      const undo =
        m.undo &&
        (await links.issue(trx, {
          purpose: 'undoAddress',
          readerId: m.reader.id,
          payload: m.undo,
          hours: UNDO_HOURS,
        }));
      const back = undo && { undo_url: p.publicUrl() + paths.undo(undo.token), undo_until: undo.expiresAt };
      const old = { ...common, new_address: maskAddress(m.to), ...back };
      await post(trx, { type, to: m.from, languages: [m.language], cause: m.cause, role: 'old', variables: old });
    },
    /** The answer to an empty mail: one link per language, all with the one token. */
    async entryReply(trx: Trx, m: Answer): Promise<void> {
      const { token, expiresAt } = await links.issue(trx, {
        purpose: 'entry',
        readerId: null,
        payload: { email: m.to },
      });
      const url = (language: Language) => p.publicUrl() + paths.entryByMail(language, token);
      const entry_url = Object.fromEntries(languages.map((language) => [language, url(language)]));
      const variables = { entry_url, expires_at: expiresAt };
      await post(trx, {
        type: 'nl-entry-reply',
        to: m.to,
        languages: m.languages,
        cause: m.cause,
        variables,
        expiresAt,
        inReplyTo: m.inReplyTo,
      });
    },
    /** To somebody who asked for the way out and is not registered. */
    async notRegistered(trx: Trx, m: Answer): Promise<void> {
      const entry_url = Object.fromEntries(languages.map((l) => [l, p.publicUrl() + paths.entry(l)]));
      await post(trx, { type: 'nl-not-registered', ...m, variables: { entry_url } });
    },
    /** To a person who wrote to an address that only sends: where the help desk is. */
    async sendOnly(trx: Trx, m: Answer): Promise<void> {
      await post(trx, { type: 'nl-send-only', ...m, variables: {} });
    },
    /** The last mail to an address; whatever else still waited for it is ended first. */
    async goodbye(trx: Trx, m: Mail): Promise<void> {
      await cancelGuarded(trx, readerGuard(m.reader.public_id), 'left', p.clock.now());
      if (!p.settings.unsubscribeMail) return;
      const entry_url = Object.fromEntries(languages.map((l) => [l, p.publicUrl() + paths.entry(l)]));
      const variables = { left_on: jstDate(p.clock.now()), entry_url };
      await post(trx, toReader('nl-unsubscribe-complete', m, variables, { guard: false }));
    },
  };
};
export type MailDesk = ReturnType<typeof mailDesk>;

/** An answer to a mail of somebody who need not be a reader. */
export type Answer = {
  to: string;
  languages: readonly Language[];
  cause: string;
  inReplyTo?: string | null | undefined;
};

/** `payload`: what the one-time link inside will allow. */
/** `languages`: when one mail says it in several, the first one just used; else `language` alone. */
export type Mail = {
  languages?: readonly Language[];
  reader: Mailed;
  to: string;
  language: Language;
  cause: string;
  payload?: unknown;
};
