/** The archive of a language with its search, and each bulletin's own page: nothing personal, nothing that needs a script. */

import type Router from '@koa/router';
import type { RouterContext } from '@koa/router';
import { type Language, languages } from '../../../contract/codes.ts';
import { paths } from '../../../contract/paths.ts';
import type { NewsItem, NewsPage, NewsPointer, NewsText, NewsTopic } from '../../../domain/news/news.ts';
import { textFor } from '../../../domain/news/news.ts';
import { languageOf } from '../../../languages/languages.ts';
import { formatInstant } from '../../../letters/formatters.ts';
import { stripReadings } from '../../../letters/furigana.ts';
import { isoJst } from '../../../lib/clock.ts';
import { HubError } from '../../../lib/errors.ts';
import { type Html, html, type Piece } from './html.ts';
import { icon } from './icons.ts';
import { newsHtml, newsSummary, wordsOf } from './newsText.ts';
import { frame, type Page, type Place, to } from './page.ts';
import type { PublicParts } from './parts.ts';
import { factList, heading, hidden, linkButton } from './pieces.ts';
import { answer } from './problems.ts';
import { route, type Visit } from './route.ts';
import { schemes, sizes } from './view.ts';
import type { AllWords } from './words/words.ts';

const ON_A_PAGE = 20;

type Asked = { topic: string; words: string; below: string };
const askedOf = (ctx: RouterContext): Asked => {
  const query = new URLSearchParams(ctx.querystring);
  const one = (name: string, most: number) => (query.get(name) ?? '').trim().slice(0, most);
  return { topic: one('topic', 100), words: one('words', 100), below: one('below', 40) };
};
const withAsked = (path: string, asked: Partial<Asked>): string => {
  const query = new URLSearchParams(Object.entries(asked).filter(([, value]) => value !== ''));
  return query.size === 0 ? path : `${path}?${query}`;
};

/** The subject with the word for its kind, as the mail's subject has it. */
export const titleOf = (words: AllWords, kind: NewsItem['kind'], text: NewsText): string => {
  const kinds: Readonly<Record<string, string>> = words[text.language].news.kinds;
  return (kinds[kind] ?? '') + text.subject.trim();
};
const titlePiece = (page: Page, kind: NewsItem['kind'], text: NewsText): Html =>
  html`<span lang="${languageOf(text.language).tag}">${wordsOf(text.language, titleOf(page.p.words, kind, text))}</span>`;

export const topicName = (topic: NewsTopic, language: Language): string =>
  topic.name[language] ?? topic.name.ja ?? topic.code;
const moment = (page: Page, at: number): Html =>
  html`<time datetime="${isoJst(at)}">${page.t(formatInstant(page.language, at))}</time>`;

/** What a switch of colours or letters set, for a form that asks with GET. */
const viewFields = ({ view }: Page): Piece => [
  view.scheme !== schemes[0] && hidden('scheme', view.scheme),
  view.size !== sizes[0] && hidden('size', view.size),
  !view.ruby && hidden('ruby', 'off'),
];

const searchForm = (page: Page, asked: Asked, topics: readonly { code: string; name: string }[]): Html => {
  const { t, w, language } = page;
  const option = (code: string, name: string) =>
    html`<option value="${code}"${asked.topic === code && html` selected`}>${stripReadings(name)}</option>`;
  return html`<form class="form" method="get" action="${paths.news(language)}" role="search" aria-label="${stripReadings(w.news.find)}">${viewFields(page)}
<div class="field"><label for="words">${t.head(w.news.words)}</label><p class="hint" id="words-hint">${t(w.news.wordsHint)}</p><input id="words" name="words" type="search" maxlength="100" value="${asked.words}" aria-describedby="words-hint" autocomplete="off"></div>
<div class="field"><label for="topic">${t.head(w.news.topic)}</label><select id="topic" name="topic">${option('', w.news.all)}${topics.map((topic) => option(topic.code, topic.name))}</select></div>
<div class="actions"><button type="submit" class="button"><span>${t.head(w.news.go)}</span></button>${
    (asked.words !== '' || asked.topic !== '') && linkButton(page, paths.news(language), w.news.anew, 'second')
  }</div></form>`;
};

const itemPiece = (page: Page, item: NewsItem): Piece => {
  const text = textFor(item.texts, page.language);
  if (!text) return null;
  const { language, t } = page;
  return html`<li><h3><a href="${to(page, paths.newsPage(language, item.id))}">${titlePiece(page, item.kind, text)}</a></h3><p class="hint">${moment(page, item.sentAt)}${item.topics.map((topic) => html` <span class="tag">${t.head(topicName(topic, language))}</span>`)}</p></li>`;
};

const feedLinks = (page: Page, topic: string): Html => {
  const { t, w, language } = page;
  const link = (form: 'atom' | 'json') =>
    html`<li><a href="${withAsked(paths.feed(language, form), { topic })}">${t(w.news[form])}</a></li>`;
  return html`<section><h2>${t.head(w.news.feeds)}</h2><ul>${link('atom')}${link('json')}</ul></section>`;
};

const feedHead = (page: Page, topic: string): Html => {
  const title = stripReadings(page.w.news.title);
  const link = (form: 'atom' | 'json', type: string) =>
    html`<link rel="alternate" type="${type}" title="${title}" href="${withAsked(paths.feed(page.language, form), { topic })}">`;
  return html`${link('atom', 'application/atom+xml')}${link('json', 'application/feed+json')}`;
};

const archive = async ({ ctx, page, place }: Visit): Promise<void> => {
  const { p, t, w, language } = page;
  const asked = askedOf(ctx);
  const { items, next } = await p.news.list({ language, ...asked, limit: ON_A_PAGE });
  const topics = (await p.topics.list()).flatMap((group) =>
    group.choices.map((choice) => ({ code: choice.code, name: choice.name[language] })),
  );
  const looking = asked.words !== '' || asked.topic !== '';
  const main = html`<article class="prose">${heading(page, w.news.title)}<p class="lead">${t(w.news.lead)}</p>${searchForm(page, asked, topics)}
<section aria-labelledby="results"><h2 id="results">${t.head(w.news.results)}</h2>${
    items.length === 0
      ? html`<p>${t(looking ? w.news.none : w.news.noneYet)}</p>`
      : html`<ul class="news-list">${items.map((item) => itemPiece(page, item))}</ul>`
  }<div class="actions">${next && linkButton(page, withAsked(paths.news(language), { ...asked, below: next }), w.news.older, 'second')}${
    asked.below !== '' &&
    linkButton(page, withAsked(paths.news(language), { ...asked, below: '' }), w.news.newest, 'second')
  }</div></section>${feedLinks(page, asked.topic)}
<div class="actions">${linkButton(page, paths.entry(language), w.news.subscribe, 'second')}</div></article>`;
  answer(ctx, page, 200, frame(page, { title: w.news.title, place, main, open: feedHead(page, asked.topic) }));
};

/** What other sites show of a link (Open Graph), the same page in other languages, and its own address. */
const previewHead = (page: Page, item: NewsPage, text: NewsText): Html => {
  const { p, language } = page;
  const url = p.publicUrl() + paths.newsPage(language, item.id);
  const own = (name: string, content: string) => html`<meta property="${name}" content="${content}">`;
  const summary = newsSummary(text);
  return html`<meta name="description" content="${summary}"><link rel="canonical" href="${url}">${item.texts.map(
    (t) =>
      html`<link rel="alternate" hreflang="${languageOf(t.language).linkTag}" href="${p.publicUrl() + paths.newsPage(t.language, item.id)}">`,
  )}${own('og:type', 'article')}${own('og:title', stripReadings(titleOf(page.p.words, item.kind, text)))}${own('og:description', summary)}${own('og:url', url)}${own(
    'og:site_name',
    stripReadings(p.sender.systems.nl.name[language]),
  )}${own('og:locale', languageOf(text.language).ogLocale)}${own('article:published_time', isoJst(item.sentAt))}${own('article:modified_time', isoJst(item.changedAt))}<meta name="twitter:card" content="summary">`;
};

const pointers = (page: Page, found: readonly NewsPointer[]): Html =>
  html`<ul>${found.map((one) => {
    const text = textFor(one.texts, page.language);
    return (
      text &&
      html`<li><a href="${to(page, paths.newsPage(page.language, one.id))}">${titlePiece(page, 'normal', text)}</a> ${moment(page, one.sentAt)}</li>`
    );
  })}</ul>`;

const correctedNote = (page: Page, item: NewsPage): Piece =>
  item.corrections.length > 0 &&
  html`<aside class="note" aria-labelledby="corrected"><h2 id="corrected">${icon('alert')}<span>${page.t.head(page.w.news.corrected)}</span></h2><p>${page.t(page.w.news.correctedText)}</p>${pointers(page, item.corrections)}</aside>`;

const shownPage = (page: Page, place: Place, item: NewsPage, text: NewsText): string => {
  const { t, w, language } = page;
  const others = item.texts.filter((one) => one.language !== language && text.language !== one.language);
  const title = titleOf(page.p.words, item.kind, text);
  const main = html`<article class="prose"><div class="title"><h1>${titlePiece(page, item.kind, text)}</h1></div>
<p class="hint">${t(w.news.sent)}: ${moment(page, item.sentAt)}</p>${text.language !== language && html`<p>${t(w.news.fallback)}</p>`}${correctedNote(page, item)}
${newsHtml(text)}
${item.corrects && html`<section><h2>${t.head(w.news.corrects)}</h2>${pointers(page, [item.corrects])}</section>`}
${factList(page, [{ label: w.news.topics, value: html`<ul class="chosen">${item.topics.map((topic) => html`<li><a href="${to(page, withAsked(paths.news(language), { topic: topic.code }))}">${t.head(topicName(topic, language))}</a></li>`)}</ul>` }])}
${
  others.length > 0 &&
  html`<section><h2>${t.head(w.news.inOther)}</h2><ul>${others.map((one) => html`<li><a href="${to(page, paths.newsPage(one.language, item.id))}" hreflang="${languageOf(one.language).tag}" lang="${languageOf(one.language).tag}">${page.p.words[one.language].name}</a></li>`)}</ul></section>`
}<div class="actions">${linkButton(page, paths.entry(language), w.news.subscribe)}${linkButton(page, paths.news(language), w.news.list, 'second')}</div></article>`;
  return frame(page, { title: stripReadings(title), place, back: 'news', main, open: previewHead(page, item, text) });
};

const withdrawnPage = (page: Page, place: Place, item: NewsPage): string => {
  const { t, w, language } = page;
  const note = item.note?.[language] ?? item.note?.ja;
  const tag = item.note?.[language] === undefined && note !== undefined ? 'ja' : languageOf(language).tag;
  const main = html`<article class="prose">${heading(page, w.news.withdrawn)}<p class="lead">${t(w.news.withdrawnText)}</p>
${note !== undefined && html`<p lang="${tag}">${wordsOf(item.note?.[language] === undefined ? 'ja' : language, note)}</p>`}
<p class="hint">${t(w.news.withdrawnAt)}: ${moment(page, item.changedAt)}</p>${correctedNote(page, item)}
<div class="actions">${linkButton(page, paths.news(language), w.news.list, 'second')}</div></article>`;
  return frame(page, { title: w.news.withdrawn, place, back: 'news', main });
};

/** Public ids are 20 signs; what a mail program adds behind them is no part of one. */
const idOf = (ctx: RouterContext): string => /^[a-z2-7]{20}/i.exec(ctx.params.id ?? '')?.[0].toLowerCase() ?? '';

const onePage = async ({ ctx, page, place }: Visit): Promise<void> => {
  const item = await page.p.news.page(idOf(ctx));
  const text = item && textFor(item.texts, page.language);
  if (item && text && item.state === 'published') return answer(ctx, page, 200, shownPage(page, place, item, text));
  if (item?.state !== 'withdrawn') throw new HubError('page.missing');
  answer(ctx, page, 410, withdrawnPage(page, place, item));
};

export const newsRoutes = (router: Router, p: PublicParts): void => {
  for (const language of languages) {
    route(router, p, {
      path: paths.news(language),
      language: () => language,
      place: (ctx) => ({ at: (l) => withAsked(paths.news(l), { ...askedOf(ctx), below: '' }) }),
      get: archive,
    });
    route(router, p, {
      path: paths.newsPage(language, ':id'),
      language: () => language,
      place: (ctx) => ({ at: (l) => paths.newsPage(l, idOf(ctx)) }),
      get: onePage,
    });
  }
};
