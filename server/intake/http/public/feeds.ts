/** The archive for programs: Atom (RFC 4287) and JSON Feed 1.1, by language and topic, kept by caches until something changes. */

import { createHash } from 'node:crypto';
import type Router from '@koa/router';
import type { RouterContext } from '@koa/router';
import { type Language, languages } from '../../../contract/codes.ts';
import { paths } from '../../../contract/paths.ts';
import type { NewsItem, NewsText } from '../../../domain/news/news.ts';
import { languageOf } from '../../../languages/languages.ts';
import { stripReadings } from '../../../letters/furigana.ts';
import { isoUtc, MINUTE } from '../../../lib/clock.ts';
import { html } from './html.ts';
import { titleOf, topicName } from './news.ts';
import { newsHtml, newsSummary } from './newsText.ts';
import type { PublicParts } from './parts.ts';

const IN_A_FEED = 50;
const KEEP = (5 * MINUTE) / 1000;

type Entry = {
  url: string;
  title: string;
  summary: string;
  body: string;
  sentAt: number;
  changedAt: number;
  topics: string[];
};
type Feed = {
  title: string;
  home: string;
  self: string;
  language: string;
  author: string;
  changedAt: number;
  entries: Entry[];
};

/** XML knows no other control signs. */
const xmlSafe = (text: string): string => text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '');

const atom = (feed: Feed): string =>
  xmlSafe(
    `<?xml version="1.0" encoding="utf-8"?>\n${
      html`<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${feed.language}"><id>${feed.self}</id><title>${feed.title}</title><updated>${isoUtc(feed.changedAt)}</updated><link rel="self" type="application/atom+xml" href="${feed.self}"/><link rel="alternate" type="text/html" href="${feed.home}"/><author><name>${feed.author}</name></author>
${feed.entries.map(
  (entry) =>
    html`<entry><id>${entry.url}</id><title>${entry.title}</title><link rel="alternate" type="text/html" href="${entry.url}"/><published>${isoUtc(entry.sentAt)}</published><updated>${isoUtc(entry.changedAt)}</updated>${entry.topics.map((topic) => html`<category term="${topic}"/>`)}<summary>${entry.summary}</summary><content type="html">${entry.body}</content></entry>
`,
)}</feed>`.html
    }\n`,
  );

const json = (feed: Feed): string =>
  JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: feed.title,
    home_page_url: feed.home,
    feed_url: feed.self,
    language: feed.language,
    authors: [{ name: feed.author }],
    items: feed.entries.map((entry) => ({
      id: entry.url,
      url: entry.url,
      title: entry.title,
      summary: entry.summary,
      content_html: entry.body,
      date_published: isoUtc(entry.sentAt),
      date_modified: isoUtc(entry.changedAt),
      tags: entry.topics,
    })),
  });

/** What a feed is drawn from. */
export type FeedParts = Pick<PublicParts, 'news' | 'publicUrl' | 'sender' | 'words'>;

const entryOf = (p: FeedParts, language: Language, item: NewsItem, text: NewsText): Entry => ({
  url: p.publicUrl() + paths.newsPage(language, item.id),
  title: stripReadings(titleOf(p.words, item.kind, text)),
  summary: newsSummary(text),
  body: newsHtml(text).html,
  sentAt: item.sentAt,
  changedAt: item.changedAt,
  topics: item.topics.map((topic) => stripReadings(topicName(topic, language))),
});

const feedOf = async (p: FeedParts, language: Language, form: 'atom' | 'json', topic: string): Promise<Feed> => {
  const [{ items }, changedAt] = [
    await p.news.list({ language, topic, limit: IN_A_FEED }),
    (await p.news.changedAt()) ?? 0,
  ];
  const query = topic === '' ? '' : `?${new URLSearchParams({ topic })}`;
  const named = items.flatMap((item) => item.topics).find((one) => one.code === topic);
  const service = stripReadings(p.sender.systems.nl.name[language]);
  return {
    title: named ? `${service} - ${stripReadings(topicName(named, language))}` : service,
    home: p.publicUrl() + paths.news(language) + query,
    self: p.publicUrl() + paths.feed(language, form) + query,
    language: languageOf(language).tag,
    author: stripReadings(p.sender.agency.name[language]),
    changedAt,
    entries: items.flatMap((item) => {
      const text = item.texts.find((one) => one.language === language);
      return text ? [entryOf(p, language, item, text)] : [];
    }),
  };
};

const forms = {
  atom: { type: 'application/atom+xml; charset=utf-8', write: atom },
  json: { type: 'application/feed+json; charset=utf-8', write: json },
} as const;

/**
 * Whether the asker has it already (RFC 9110, 13.2.2). Also for those who ask with `no-cache`, as programs do that keep the answer themselves.
 */
const isKnown = (ctx: RouterContext, changedAt: number): boolean => {
  const known = ctx.get('if-none-match');
  const bare = (tag: string) => tag.trim().replace(/^W\//, '');
  if (known !== '')
    return (
      known.trim() === '*' ||
      known
        .split(',')
        .map(bare)
        .includes(bare(ctx.response.get('etag')))
    );
  const since = Date.parse(ctx.get('if-modified-since'));
  return changedAt > 0 && !Number.isNaN(since) && Math.floor(changedAt / 1000) * 1000 <= since;
};

/** The newest 50 of a language and, unless it is empty, a topic. */
export const drawFeed = async (p: FeedParts, language: Language, form: keyof typeof forms, topic: string) => {
  const feed = await feedOf(p, language, form, topic);
  return { body: forms[form].write(feed), changedAt: feed.changedAt };
};

const answerFeed = async (ctx: RouterContext, p: FeedParts, language: Language, form: keyof typeof forms) => {
  const topic = (new URLSearchParams(ctx.querystring).get('topic') ?? '').slice(0, 100);
  const { body, changedAt } = await drawFeed(p, language, form, topic);
  ctx.status = 200;
  ctx.set('cache-control', `public, max-age=${KEEP}`);
  ctx.set('etag', `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`);
  // Of what changed last anywhere, also of what was taken off: who only asks by time must not keep a withdrawn text.
  if (changedAt > 0) ctx.set('last-modified', new Date(changedAt).toUTCString());
  // Other sites may show it.
  ctx.set('access-control-allow-origin', '*');
  ctx.set('cross-origin-resource-policy', 'cross-origin');
  ctx.set('content-language', languageOf(language).tag);
  if (isKnown(ctx, changedAt)) {
    ctx.status = 304;
    return;
  }
  ctx.type = forms[form].type;
  ctx.body = body;
};

export const feedRoutes = (router: Router, p: FeedParts): void => {
  for (const language of languages)
    for (const form of ['atom', 'json'] as const)
      router.get(paths.feed(language, form), (ctx) => answerFeed(ctx, p, language, form));
};
