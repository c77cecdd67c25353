/**
 * Leaving: a page that asks, and the one-click POST of mail programs (RFC 8058). Opening a link never unsubscribes anybody; a POST to the
 * one-click address always does, whatever stands in it, for mail programs send different bodies and some none.
 */
import type Router from '@koa/router';
import type { RouterContext } from '@koa/router';
import type { Language } from '../../../contract/codes.ts';
import { paths } from '../../../contract/paths.ts';
import type { Left } from '../../../domain/subscriptions/leaving.ts';
import { filled } from '../../../languages/languages.ts';
import { nameIn } from '../../../lib/names.ts';
import type { TopicOfReader } from '../../../store/readerTopics.ts';
import { nameBrowser } from './browser.ts';
import { readForm } from './form.ts';
import { html, type Piece } from './html.ts';
import { icon } from './icons.ts';
import { frame, type Page, type Place, to } from './page.ts';
import type { PublicParts } from './parts.ts';
import { addressText, factList, heading, linkButton, mainButton } from './pieces.ts';
import { answer } from './problems.ts';
import { byQuery, route, spoken, type Visit } from './route.ts';

const tokenOf = (visit: Visit): string => visit.ctx.params.token ?? '';

type OfBulletin = { topics: readonly TopicOfReader[]; last: boolean };
const TOPIC = 'topic:';
/** The name as part of the words, so that no line ends between it and its bracket. */
const naming = (words: string, topic: string): string => words.replace('{topic}', () => topic);

/** One press for each topic of the bulletin that the link stands in; below it the way out of everything. */
const onlyForm = (page: Page, action: string, of: OfBulletin | null): Piece => {
  const { t, w, language } = page;
  const words = w.news.only;
  if (of === null) return null;
  if (of.topics.length === 0) return html`<p>${t(words.gone)}</p>`;
  return html`<form class="form" method="post" action="${to(page, action)}"><h2>${t.head(words.head)}</h2><p>${t(of.last ? words.last : words.text)}</p><div class="actions">${of.topics.map(
    (topic) =>
      html`<button type="submit" name="go" value="${TOPIC}${topic.code}" class="button"><span>${t.head(naming(words.go, nameIn(topic.names, language)))}</span></button>`,
  )}</div></form><h2>${t.head(words.whole)}</h2>`;
};

const askPage = (page: Page, place: Place, masked: string, action: string, of: OfBulletin | null): string => {
  const { w, t } = page;
  const main = html`${heading(page, w.leave.title)}${onlyForm(page, action, of)}<p class="lead">${t(w.leave.lead)}</p>
${factList(page, [{ label: w.entry.input.email, value: addressText(masked) }])}
<form class="form" method="post" action="${to(page, action)}"><p><b>${t(w.leave.question)}</b></p>
<div class="actions">${mainButton(page, { go: 'unsubscribe', label: w.buttons.unsubscribe, icon: 'stop', danger: true })}${linkButton(page, `${paths.start}?lang=${page.language}`, w.buttons.keep, 'second')}</div></form>`;
  return frame(page, { title: w.leave.title, place, main });
};

const leftPage = (page: Page, place: Place, left: Left): string => {
  const { w, t, language } = page;
  const title = left === 'left' ? w.leave.done : w.leave.wasLeft;
  const main = html`<div class="done">${icon('check')}${heading(page, title)}</div><p class="lead">${t(left === 'left' ? w.leave.doneText : w.leave.wasLeftText)}</p>
<h2>${t.head(w.leave.again)}</h2><p>${t(w.leave.againText)}</p><div class="actions">${linkButton(page, paths.entry(language), w.buttons.entry, 'second')}</div>`;
  return frame(page, { title, place, main });
};

const ask = async (visit: Visit, token: string): Promise<void> => {
  const { ctx, place } = visit;
  const found = await visit.page.p.subscriptions.viewLeave(token);
  const page = spoken(visit, found?.language);
  // The button leads to the page's own address: that of one click is for mail programs.
  const bulletin = bulletinOf(ctx);
  const action = pathOf(token, bulletin)(page.language);
  const of = bulletin === '' || found === null ? null : await page.p.subscriptions.viewTopics(token, bulletin);
  const body =
    found === null || found.state === 'left'
      ? leftPage(page, place, 'was-left')
      : askPage(page, place, found.masked, action, of);
  answer(ctx, page, 200, body);
};

const drawLeft = async (visit: Visit, kept: { left: Left; language?: Language }): Promise<void> => {
  const page = spoken(visit, kept.language);
  answer(visit.ctx, page, 200, leftPage(page, visit.place, kept.left));
};

/** Which bulletin the link stands in (public id); empty for the way out of everything. */
const bulletinOf = (ctx: RouterContext): string =>
  /^[a-z2-7]{20}/.exec(new URLSearchParams(ctx.querystring).get('of') ?? '')?.[0] ?? '';
const pathOf =
  (token: string, bulletin: string) =>
  (language: Language): string =>
    byQuery(paths.unsubscribe(token))(language) + (bulletin && `&of=${bulletin}`);

const drawTopic = async (visit: Visit, kept: { code: string; language?: Language }): Promise<void> => {
  const page = spoken(visit, kept.language);
  const { t, w, language } = page;
  const [names] = await page.p.topics.names([kept.code]);
  const done = naming(w.news.only.done, filled(names ?? {}, '')[language]);
  const main = html`<div class="done">${icon('check')}<div class="title"><h1>${t.head(done)}</h1></div></div><p class="lead">${t(w.news.only.doneText)}</p>`;
  answer(visit.ctx, page, 200, frame(page, { title: w.news.only.head, place: visit.place, back: 'back', main }));
};

const leaveTopic = async (visit: Visit, code: string): Promise<void> => {
  const { left, language } = await visit.page.p.subscriptions.leaveTopic(tokenOf(visit), code);
  const page = spoken(visit, language);
  const said = language ? { language } : {};
  if (left === 'topic') return visit.go('topic', { code, ...said }, { alone: true, page });
  await visit.go('left', { left, ...said }, { alone: true, page });
};

const leave = async (visit: Visit, how: 'page' | 'one-click'): Promise<void> => {
  const done = await visit.page.p.subscriptions.unsubscribe(tokenOf(visit), how);
  if (how === 'one-click') return drawLeft(visit, done);
  await visit.go('left', done, { alone: true, page: spoken(visit, done.language) });
};

export const leaveRoutes = (router: Router, p: PublicParts): void => {
  route(router, p, {
    path: '/m/unsubscribe/:token',
    place: (ctx) => ({ at: pathOf(ctx.params.token ?? '', bulletinOf(ctx)) }),
    flow: (ctx) => `leave:${ctx.params.token}`,
    steps: { left: drawLeft, topic: drawTopic },
    get: (visit) => ask(visit, tokenOf(visit)),
    post: async (visit) => {
      const fields = await readForm(visit.ctx);
      const go = fields.get('go');
      if (go === 'unsubscribe') await leave(visit, 'page');
      else if (go.startsWith(TOPIC)) await leaveTopic(visit, go.slice(TOPIC.length));
      else await visit.again((v) => ask(v, tokenOf(v)));
    },
  });
  route(router, p, {
    path: '/m/one-click/:token',
    place: (ctx) => ({ at: byQuery(paths.oneClick(ctx.params.token ?? '')) }),
    machine: true,
    get: async (visit) => {
      // Its form leads to the page for people, which keeps what happened.
      nameBrowser(visit.ctx);
      await ask(visit, tokenOf(visit));
    },
    post: (visit) => {
      // Nothing in the body decides anything, so it is not read.
      visit.ctx.req.resume();
      return leave(visit, 'one-click');
    },
  });
};
