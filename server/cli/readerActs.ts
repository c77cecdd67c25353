/** `hub subscribers …` for one person who asks for it: unsubscribe, links, language and topics, another address. */
import { openParts } from '../app.ts';
import { isLanguage } from '../contract/codes.ts';
import type { StaffAct } from '../domain/subscriptions/staffActs.ts';
import type { Ground } from '../ground.ts';
import { notFound } from '../lib/errors.ts';
import { ACTOR, type Command, need, text, UsageError, type Words } from './command.ts';
import { anyLanguage } from './languages.ts';

const reasonSays = { reason: 'stands in the audit log' };

const idOf = async (ground: Ground, email: string): Promise<string> => {
  const found = await openParts(ground).audience.find(ACTOR, email);
  if (!found) throw notFound('reader');
  return found.id;
};
const act = async (words: Words, ground: Ground, wish: StaffAct) => {
  const id = await idOf(ground, words.rest[0]!);
  const { staff } = openParts(ground).subscriptions;
  await ground.db.write((trx) => staff.act(trx, id, wish, { actor: ACTOR, reason: need(words, 'reason') }));
  return id;
};

/** An act that takes nothing but whom it is for and why. */
const plain = (name: 'unsubscribe' | 'links', says: string, told: string): Command => ({
  name: `subscribers ${name}`,
  takes: 'ADDRESS',
  says,
  options: { reason: text },
  optionSays: reasonSays,
  needs: 1,
  async run(words, ground, out) {
    const id = await act(words, await ground(), { act: name });
    out.line(told);
    out.answer({ id });
  },
});

export const staffActCommands: Command[] = [
  plain('unsubscribe', 'ends a registration on request; a last mail says so', 'It is ended.'),
  plain('links', 'mails an active reader new links to change and to leave', 'The links are on their way.'),
  {
    name: 'subscribers change',
    takes: 'ADDRESS',
    says: 'sets language and topics on request; a mail says so',
    options: { language: text, topics: text, reason: text },
    optionSays: { language: anyLanguage, topics: 'codes joined by ;', ...reasonSays },
    needs: 1,
    async run(words, ground, out) {
      const language = need(words, 'language');
      if (!isLanguage(language)) throw new UsageError(`--language is ${anyLanguage}`);
      const id = await act(words, await ground(), {
        act: 'choices',
        language,
        topics: need(words, 'topics').split(';'),
      });
      out.line('It is changed.');
      out.answer({ id });
    },
  },
  {
    name: 'subscribers ask-address',
    takes: 'ADDRESS',
    says: 'asks the owner of another address; nothing changes before they confirm',
    options: { to: text, reason: text },
    optionSays: { to: 'the other address', ...reasonSays },
    needs: 1,
    async run(words, ground, out) {
      const hub = await ground();
      const id = await idOf(hub, words.rest[0]!);
      const { staff } = openParts(hub).subscriptions;
      const by = { actor: ACTOR, reason: need(words, 'reason') };
      await hub.db.write((trx) => staff.askAddress(trx, id, need(words, 'to'), by));
      out.line('A mail asks the owner of that address.');
      out.answer({ id });
    },
  },
  {
    name: 'subscribers request',
    takes: 'ADDRESS',
    says: 'writes down that the person asks what is stored or for erasure: a task that is due 30 days after',
    options: { asks: text, received: text, reason: text },
    optionSays: { asks: 'access or erasure', received: 'the day it came, like 2026-11-21', ...reasonSays },
    needs: 1,
    async run(words, ground, out) {
      const asks = need(words, 'asks');
      if (asks !== 'access' && asks !== 'erasure') throw new UsageError('--asks is access or erasure');
      const hub = await ground();
      const id = await idOf(hub, words.rest[0]!);
      const asked = { asks, received: need(words, 'received'), reason: need(words, 'reason') } as const;
      const { dueAt } = await openParts(hub).readerRequests.take(ACTOR, id, asked);
      out.line(`It is due by ${new Date(dueAt).toISOString()}.`);
      out.answer({ id, dueAt });
    },
  },
];
