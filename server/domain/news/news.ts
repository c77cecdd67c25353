/** The archive: what anybody may read again, and what staff publish, keep out and withdraw. */

import { type BulletinKind, isLanguage, type Language, languages } from '../../contract/codes.ts';
import type { NewsState } from '../../contract/console/news.ts';
import { languageOf, wordsIn } from '../../languages/languages.ts';
import type { Clock } from '../../lib/clock.ts';
import { invalid, notFound, refused } from '../../lib/errors.ts';
import { wordsTyped } from '../../lib/parts.ts';
import { appendAudit } from '../../store/audit.ts';
import { findBulletinById, listBulletinGroups } from '../../store/bulletins.ts';
import type { Db, Source, Trx } from '../../store/db.ts';
import {
  countNews,
  findNews,
  lastNewsChange,
  listCorrections,
  listNews,
  listNewsTexts,
  listNewsTopics,
  type NewsFilter,
  type NewsLine,
} from '../../store/news.ts';
import { type Actor, demand, withinBureaus } from '../policy/policy.ts';
import { putOnPage, takeOffPage } from './page.ts';

export type NewsText = { language: Language; subject: string; body: string };
export type NewsTopic = { code: string; name: Readonly<Partial<Record<Language, string>>> };
export type NewsItem = {
  /** Public id of the bulletin. */
  id: string;
  kind: BulletinKind;
  state: NewsState;
  sentAt: number;
  changedAt: number;
  texts: NewsText[];
  topics: NewsTopic[];
  note: Partial<Record<Language, string>> | null;
};
/** What another page says of one: its title in the language where it has one. */
export type NewsPointer = Pick<NewsItem, 'id' | 'state' | 'sentAt' | 'texts'>;
export type NewsPage = NewsItem & { corrects: NewsPointer | null; corrections: NewsPointer[] };
export type NewsQuery = { language: Language; topic?: string; words?: string; below?: string; limit: number };
/** `who` of somebody whom no bureau narrows: the command line. */
export type Publishing = Pick<NewsFilter, 'topic' | 'from' | 'before'>;

/** In one transaction: each writes the words of up to three texts. */
const AT_ONCE = 50;
const MOST = 1_000_000;
const NOTE_MOST = 500;

/** The text a reader of a language sees: the own one, else Japanese, else any (decision 20). */
export const textFor = (texts: readonly NewsText[], language: Language): NewsText | undefined =>
  texts.find((t) => t.language === language) ??
  texts.find((t) => t.language === languageOf(language).fallback) ??
  texts[0];

/** Where a page of a list ends, as an address carries it. */
const markOf = (line: Pick<NewsLine, 'sent_at' | 'bulletin_id'>): string => `${line.sent_at}-${line.bulletin_id}`;
const readMark = (mark: string | undefined): NewsFilter['below'] => {
  const found = /^(\d{1,15})-(\d{1,10})$/.exec(mark ?? '');
  return found ? { sentAt: Number(found[1]), bulletinId: Number(found[2]) } : undefined;
};

const itemsOf = async (source: Source, lines: readonly NewsLine[]): Promise<NewsItem[]> => {
  const ids = lines.map((line) => line.bulletin_id);
  const [texts, topics] = [await listNewsTexts(source, ids), await listNewsTopics(source, ids)];
  return lines.map((line) => ({
    id: line.public_id,
    kind: line.kind,
    state: line.state,
    sentAt: line.sent_at,
    changedAt: line.changed_at,
    texts: languages.flatMap((l) => texts.filter((t) => t.bulletin_id === line.bulletin_id && t.language === l)),
    topics: topics
      .filter((t) => t.bulletin_id === line.bulletin_id)
      .map((t) => ({ code: t.code, name: wordsIn(t.names) })),
    note: line.note === null ? null : (JSON.parse(line.note) as NewsItem['note']),
  }));
};

const pointersTo = async (source: Source, found: readonly { id: string }[]): Promise<NewsPointer[]> => {
  const lines = await Promise.all(found.map(({ id }) => findNews(source, id)));
  return itemsOf(
    source,
    lines.filter((line) => line !== undefined),
  );
};

/** What of a note can be shown; throws `input.invalid` when there is nothing or too much. */
const noteOf = (given: Partial<Record<Language, string>>): Partial<Record<Language, string>> => {
  const note: Partial<Record<Language, string>> = {};
  for (const [language, text] of Object.entries(given)) {
    const words = text.trim();
    if (isLanguage(language) && words !== '') note[language] = words;
    if (words.length > NOTE_MOST)
      throw invalid([{ field: `note.${language}`, code: 'note.too-long', details: { limit: NOTE_MOST } }]);
  }
  if (note.ja === undefined) throw invalid([{ field: 'note.ja', code: 'note.missing' }]);
  return note;
};

const reading = (p: { db: Db }) => ({
  /** One bulletin that began, whatever became of its page, with its corrections; null when there is none. */
  async page(id: string): Promise<NewsPage | null> {
    const line = await findNews(p.db, id);
    if (!line) return null;
    const [item] = await itemsOf(p.db, [line]);
    const parent = line.kind === 'correction' && line.parent_id ? await findBulletinById(p.db, line.parent_id) : null;
    const [corrects] = parent ? await pointersTo(p.db, [{ id: parent.public_id }]) : [];
    return {
      ...item!,
      corrects: corrects?.state === 'published' ? corrects : null,
      corrections: await pointersTo(p.db, await listCorrections(p.db, line.bulletin_id)),
    };
  },

  /** What is published in a language, newest first; `next`: for `below`, when there is more. */
  async list(query: NewsQuery): Promise<{ items: NewsItem[]; next: string | null }> {
    const { language, topic, limit } = query;
    const lines = await listNews(p.db, {
      states: ['published'],
      language,
      ...(topic ? { topic } : {}),
      words: wordsTyped(query.words ?? ''),
      below: readMark(query.below),
      limit: limit + 1,
    });
    const shown = lines.slice(0, limit);
    return { items: await itemsOf(p.db, shown), next: lines.length > limit ? markOf(shown.at(-1)!) : null };
  },

  /** For staff: every bulletin that began, with what became of its page. */
  async all(
    query: Publishing & { state?: NewsState; below?: string; limit: number },
  ): Promise<{ items: NewsItem[]; next: string | null }> {
    const { state, below, limit, ...filter } = query;
    const states = state ? [state] : (['published', 'unpublished', 'keptOut', 'withdrawn'] as const);
    const lines = await listNews(p.db, { ...filter, states, below: readMark(below), limit: limit + 1 });
    const shown = lines.slice(0, limit);
    return { items: await itemsOf(p.db, shown), next: lines.length > limit ? markOf(shown.at(-1)!) : null };
  },

  counts: () => countNews(p.db),
  /** When something last came or went; null: nothing ever. */
  changedAt: () => lastNewsChange(p.db),
});

type Known = { line: NewsLine; groups: string[] };

export const openNews = (p: { db: Db; clock: Clock }) => {
  const find = async (source: Source, id: string): Promise<Known> => {
    const line = await findNews(source, id);
    if (!line) throw notFound('bulletin');
    return { line, groups: await listBulletinGroups(source, line.bulletin_id) };
  };
  const note = (trx: Trx, who: string, act: string, line: NewsLine, after: object) =>
    appendAudit(trx, {
      at: p.clock.now(),
      actor: who,
      action: `news.${act}`,
      object: `bulletin:${line.public_id}`,
      before: { state: line.state },
      after,
    });
  const put = async (trx: Trx, who: string, line: NewsLine): Promise<void> => {
    const row = { id: line.bulletin_id, public_id: line.public_id, kind: line.kind };
    await putOnPage(trx, { row, sentAt: line.sent_at, now: p.clock.now(), actor: who });
    await note(trx, who, 'publish', line, { state: 'published' });
  };
  /** Those that a filter names and the person may publish. */
  const meant = async (who: Actor, filter: Publishing): Promise<NewsLine[]> => {
    const lines = await listNews(p.db, { ...filter, states: ['unpublished'], limit: MOST });
    if (who.bureaus.length === 0) return lines;
    const groups = await Promise.all(lines.map((line) => listBulletinGroups(p.db, line.bulletin_id)));
    return lines.filter((_line, i) => withinBureaus(who, groups[i]!));
  };

  return {
    ...reading(p),

    /** One that is not on the pages; one that is already stays as it is. Errors: `right.…`, 404. */
    publish: (who: Actor, id: string): Promise<void> =>
      p.db.write(async (trx) => {
        const { line, groups } = await find(trx, id);
        demand(who, 'bulletin.control', groups);
        if (line.state !== 'published') await put(trx, who.actor, line);
      }),

    /** Takes a text off the pages; its address says the note instead. Errors: `right.…`, `input.invalid`, `news.not-published`, 404. */
    withdraw: (who: Actor, id: string, given: Partial<Record<Language, string>>): Promise<void> =>
      p.db.write(async (trx) => {
        const { line, groups } = await find(trx, id);
        demand(who, 'bulletin.control', groups);
        const words = noteOf(given);
        const taken = await takeOffPage(trx, { publicId: id, now: p.clock.now(), actor: who.actor, note: words });
        if (!taken) throw refused('news.not-published', { state: line.state });
        await note(trx, who.actor, 'withdraw', line, { state: 'withdrawn', note: words });
      }),

    /** How many a filter names. */
    count: async (who: Actor, filter: Publishing): Promise<number> => (await meant(who, filter)).length,

    /**
     * Publishes what a filter names, in pieces; when it stops half-way, the same again does the rest. `told`: the number that was
     * shown before; throws `news.differs` when it is another one by now.
     */
    async publishAll(who: Actor, filter: Publishing, told?: number): Promise<number> {
      const lines = await meant(who, filter);
      if (told !== undefined && lines.length !== told) throw refused('news.differs', { told, now: lines.length });
      for (let at = 0; at < lines.length; at += AT_ONCE)
        await p.db.write(async (trx) => {
          for (const { public_id } of lines.slice(at, at + AT_ONCE)) {
            const { line, groups } = await find(trx, public_id);
            demand(who, 'bulletin.control', groups);
            if (line.state === 'unpublished') await put(trx, who.actor, line);
          }
        });
      return lines.length;
    },
  };
};
export type News = ReturnType<typeof openNews>;
