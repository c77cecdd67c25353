/** The mails of this room: which type, which variables, to whom. */
import { type Language, languages } from '../../contract/codes.ts';
import { paths } from '../../contract/paths.ts';
import { maskAddress } from '../../lib/address.ts';
import { jstDate } from '../../lib/clock.ts';
import { unseal } from '../../lib/seal.ts';
import type { NewLetter } from '../../outbox/outbox.ts';
import type { Trx } from '../../store/db.ts';
import { cancelGuarded } from '../../store/letters.ts';
import type { ReaderRow } from '../../store/readers.ts';
import { listTopics } from '../../store/topics.ts';
import type { LinkDesk } from './links.ts';
import type { Parts } from './parts.ts';

type Mailed = Pick<ReaderRow, 'id' | 'public_id' | 'link_epoch'>;
type Post = Pick<NewLetter, 'type' | 'to' | 'variables'> & {
  cause: string;
  languages: readonly Language[];
  reader?: Mailed;
  role?: NewLetter['role'];
  expiresAt?: number;
  guard?: boolean;
};

/** What ends when the reader leaves: nothing but the goodbye may follow. */
export const readerGuard = (publicId: number) => `reader:${publicId}`;

/** Names of topics in three languages, in the order of the pages, for a mail's list. */
const topicNames = async (trx: Trx, codes: readonly string[]) => {
  const chosen = (await listTopics(trx)).filter((t) => codes.includes(t.code));
  const names = chosen.map((t) => JSON.parse(t.names) as Record<Language, string>);
  return Object.fromEntries(languages.map((language) => [language, names.map((n) => n[language])]));
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
      variables: letter.variables,
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
    languages: [m.language],
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
    complete: withTopics('nl-registration-complete'),
    changed: withTopics('nl-change-complete'),
    alreadyThere: withLinks('nl-already-registered'),
    newLinks: withLinks('nl-link-reissue'),
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
    /** Asks the owner of the new address; nothing changes before. */
    async askNewAddress(trx: Trx, m: Mail): Promise<void> {
      const { token, expiresAt } = await links.issue(trx, {
        purpose: 'addressChange',
        readerId: m.reader.id,
        payload: m.payload,
      });
      const variables = { confirm_url: p.publicUrl() + paths.address(token), expires_at: expiresAt };
      await post(trx, toReader('nl-address-confirm', m, variables, { expiresAt, role: 'new' }));
    },
    /** Tells both addresses; the old one sees the new one masked and gets no link. */
    async addressChanged(trx: Trx, m: Mail & { from: string }): Promise<void> {
      const { reissue_url, ...personal } = links.forMail(m.reader, m.language);
      const type = 'nl-address-changed';
      const common = { changed_at: p.clock.now(), reissue_url };
      await post(trx, toReader(type, m, { ...common, ...personal }, { role: 'new' }));
      const old = { ...common, new_address: maskAddress(m.to) };
      await post(trx, { type, to: m.from, languages: [m.language], cause: m.cause, role: 'old', variables: old });
    },
    /** The answer to an empty mail: one link per language, all with the one token. */
    async entryReply(trx: Trx, m: { to: string; languages: readonly Language[]; cause: string }): Promise<void> {
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
      });
    },
    /** To somebody who asked for the way out and is not registered. */
    async notRegistered(trx: Trx, m: { to: string; languages: readonly Language[]; cause: string }): Promise<void> {
      const entry_url = Object.fromEntries(languages.map((l) => [l, p.publicUrl() + paths.entry(l)]));
      const { to, cause } = m;
      await post(trx, { type: 'nl-not-registered', to, languages: m.languages, cause, variables: { entry_url } });
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

/** `payload`: what the one-time link inside will allow. */
export type Mail = { reader: Mailed; to: string; language: Language; cause: string; payload?: unknown };
