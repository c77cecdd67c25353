/** New terms, for who accepted older ones: what holds now, until when news comes without an answer, and one button. */
import type Router from '@koa/router';
import type { Language } from '../../../contract/codes.ts';
import { paths } from '../../../contract/paths.ts';
import type { TermsView } from '../../../domain/subscriptions/terms.ts';
import { formatDate } from '../../../letters/formatters.ts';
import type { TermsTexts } from '../../../letters/termsText.ts';
import { endOfDay, jstDate } from '../../../lib/clock.ts';
import { assets } from './assets.ts';
import { readForm } from './form.ts';
import { type Html, html, type Piece } from './html.ts';
import { icon } from './icons.ts';
import { termsSections, termsVersion } from './info.ts';
import { frame, makePage, type Page, type Place, to } from './page.ts';
import type { PublicParts } from './parts.ts';
import { heading, hidden, linkButton, mainButton } from './pieces.ts';
import { answer } from './problems.ts';
import { byQuery, route, spoken, type Visit } from './route.ts';
import { readView } from './view.ts';
import { consentTexts, withTerms } from './words/words.ts';

const tokenOf = (visit: Visit): string => visit.ctx.params.token ?? '';

/** The terms as they stand on their own page, with their revision. */
const whole = (page: Page): Html =>
  html`<article class="prose"><h2>${page.t.head(page.w.info.terms.title)}</h2>${termsSections(page)}${termsVersion(page, consentTexts(page.w)[0].revision)}</article>`;

const whatHappens = (page: Page, view: TermsView): Piece => {
  const { t, w, language } = page;
  const words = w.info.newTerms;
  if (view.stopped) return html`<p>${icon('alert')} ${t(words.stopped)}</p>`;
  return view.by !== null && html`<p>${t(words.until, { day: t(formatDate(language, jstDate(view.by))) })}</p>`;
};

const askPage = (page: Page, place: Place, view: TermsView): string => {
  const { w, t, language } = page;
  const words = w.info.newTerms;
  const revision = consentTexts(page.w)[0].revision;
  const main = html`${heading(page, words.title)}<p class="lead">${t(words.lead)}</p>${whatHappens(page, view)}${whole(page)}
<form class="form" method="post" action="${to(page, place.at(language))}">${hidden('terms', revision)}<h2>${t.head(w.entry.terms.decision)}</h2><p>${t(w.entry.terms.decisionNote)}</p><div class="actions">${mainButton(page, { go: 'accept', label: w.buttons.accept, icon: 'check' })}${linkButton(page, paths.unsubscribe(view.wayOut), w.buttons.unsubscribe, 'second')}</div></form>`;
  return frame(page, { title: words.title, place, back: 'start', main });
};

/** The page as a reader of older terms will open it, with terms that nobody sees yet. `by`: 'YYYY-MM-DD'. */
export const newTermsSample = (p: PublicParts, terms: TermsTexts, language: Language, by: string): string => {
  const page = { ...makePage(p, language, readView(new URLSearchParams())), w: withTerms(p.words, terms)[language] };
  const place = { at: byQuery(paths.newTerms('sample')) };
  const sample = { language, accepted: false, by: endOfDay(by), stopped: false, wayOut: 'sample' };
  // A frame of its own origin may load nothing of ours: what the page looks like goes along, and nothing else is asked for.
  const bare = askPage(page, place, sample).replaceAll(
    /<link rel="(?:stylesheet|icon)"[^>]*>|<script\b.*?<\/script>/gs,
    '',
  );
  return bare.replace('</head>', () => `<style>${assets.css.body}</style></head>`);
};

const donePage = (page: Page, place: Place): string => {
  const { w, t } = page;
  const words = w.info.newTerms;
  const main = html`<div class="done">${icon('check')}${heading(page, words.done)}</div><p class="lead">${t(words.doneText)}</p>${whole(page)}`;
  return frame(page, { title: words.done, place, back: 'start', main });
};

/** Who has accepted sees so, however often the link is opened. */
const draw = async (visit: Visit): Promise<void> => {
  const view = await visit.page.p.terms.view(tokenOf(visit));
  const page = spoken(visit, view.language);
  const done = view.accepted && view.by === null;
  answer(visit.ctx, page, 200, done ? donePage(page, visit.place) : askPage(page, visit.place, view));
};

const act = async (visit: Visit): Promise<void> => {
  const { p } = visit.page;
  const fields = await readForm(visit.ctx);
  const { language } = await p.terms.view(tokenOf(visit));
  const page = spoken(visit, language);
  const [terms, , screen] = consentTexts(page.w);
  // The terms that were read must be those that are accepted: after an upgrade in between, the page shows the new ones.
  if (fields.get('go') !== 'accept' || fields.get('terms') !== terms.revision) return visit.go('form', {}, { page });
  const consent = { at: p.clock.now(), terms: terms.revision, screen: screen.revision };
  await p.terms.accept(tokenOf(visit), page.language, consent, visit.ctx.ip);
  await visit.go('form', {}, { alone: true, page });
};

export const newTermsRoutes = (router: Router, p: PublicParts): void =>
  route(router, p, {
    path: '/m/new-terms/:token',
    place: (ctx) => ({ at: byQuery(paths.newTerms(ctx.params.token ?? '')) }),
    flow: (ctx) => `new-terms:${ctx.params.token}`,
    steps: { form: draw },
    get: draw,
    post: act,
  });
