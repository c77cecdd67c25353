/**
 * One way in for every page: reads language and view, hands over to the page, and answers whatever went wrong in the reader's language.
 * What a form changes is shown by a redirect to an address that can be opened again (POST, 303, GET).
 */

import type Router from '@koa/router';
import type { RouterContext } from '@koa/router';
import type { Context } from 'koa';
import { isLanguage, type Language, languages } from '../../../contract/codes.ts';
import type { PageDrafts, Steps } from '../../../domain/subscriptions/pageDrafts.ts';
import type { Origin } from '../../../domain/subscriptions/parts.ts';
import { languageOf } from '../../../languages/languages.ts';
import { type ErrorDetails, HubError, isHubError } from '../../../lib/errors.ts';
import { isFull } from '../budgets.ts';
import { browserOf, nameBrowser, unnameBrowser } from './browser.ts';
import { type Fields, pressed } from './form.ts';
import { ticketIn } from './held.ts';
import { goalOf, makePage, type Page, type Place, STAY, to } from './page.ts';
import type { PublicParts } from './parts.ts';
import { answerError } from './problems.ts';
import { undress } from './undress.ts';
import { readView } from './view.ts';

/** `alone`: nothing of the earlier steps is kept. `also`: what other steps show from now on. `page`: in another language than it came. */
export type Going = { alone?: boolean; also?: Steps; page?: Page };
export type Visit = {
  ctx: RouterContext;
  page: Page;
  place: Place;
  /** Shows a step: by a redirect where the browser remembers what it shows, else at once. */
  go(step: string, kept: unknown, going?: Going): Promise<void>;
  /** The page from its beginning, for a POST that does nothing: by a redirect where the browser walks with us. */
  again(show: Show): Promise<void>;
  /** Keeps what a step shows from now on, and nothing else but `also`. Does nothing without a cookie. */
  keep(step: string, kept: unknown, also?: Steps): Promise<void>;
  /** What this browser has of a step, typed as its drawer takes it; undefined without one. */
  kept(step: string): Promise<unknown>;
};
/** Where a form came from. `fields`: what it brings of a ticket (held.ts). */
export const originOf = (ctx: Context, nonce: string, fields: Fields): Origin => ({
  network: ctx.ip,
  nonce,
  browser: browserOf(ctx) ?? undefined,
  ...ticketIn(fields),
});

/** Shows or does; whatever it throws becomes a page. */
export type Show = (visit: Visit) => Promise<void>;
/** Draws a step from what was kept for it. */
export type Draw = (visit: Visit, kept: never) => Promise<void>;

const tags = [...new Set(languages.map((language) => languageOf(language).tag))];

/** The language that the browser would rather have, else Japanese. */
export const guess = (ctx: Context): Language => {
  const asked = ctx.query.lang;
  if (isLanguage(asked)) return asked;
  const wanted = ctx.acceptsLanguages(...tags);
  return languages.find((language) => languageOf(language).tag === wanted) ?? languages[0];
};

/** The reader's own language where it is known, unless another one was asked for on the page. */
export const spoken = ({ ctx, page }: Visit, language: Language | undefined): Page =>
  language === undefined || isLanguage(ctx.query.lang) ? page : makePage(page.p, language, page.view);

/** A link that has ended may still say whose it was. */
const languageIn = (error: unknown): Language | undefined => {
  const language = isHubError(error) ? error.details.language : undefined;
  return isLanguage(language) ? language : undefined;
};

const isMadeUp = (error: unknown): boolean =>
  isHubError(error) && (error.code === 'link.unknown' || error.code === 'link.broken');

/** A form belongs to a flow, so that what it brings is kept and shown by a redirect; else a program posts it. */
export type Routed = Drawn & ({ post?: undefined } | { post: Show; flow: Flow } | { post: Show; machine: true });
/** What a browser's draft of a page is called: the same in every language. */
type Flow = (ctx: RouterContext) => string;
type Drawn = {
  path: string;
  /** The language the path says; without it `?lang=`, else the browser's. */
  language?: (ctx: RouterContext) => Language;
  place: (ctx: RouterContext) => Place;
  get?: Show;
  post?: Show | undefined;
  /** Pages with steps have one. */
  flow?: Flow;
  steps?: Readonly<Record<string, Draw>>;
  /** What a machine posts here acts at once, without a form or a redirect (RFC 8058). */
  machine?: boolean;
};

/** `?lang=` is how pages without a language in their path are switched. */
export const byQuery =
  (path: string) =>
  (language: Language): string =>
    `${path}?lang=${language}`;

const redirect = (ctx: RouterContext, path: string): void => {
  ctx.status = 303;
  ctx.set('location', path);
  ctx.set('cache-control', 'no-store');
  ctx.body = '';
};
const withStep = (path: string, step: string): string => `${path}${path.includes('?') ? '&' : '?'}step=${step}`;

const goer = (r: Routed, drafts: PageDrafts, visit: Omit<Visit, 'go' | 'again' | 'kept' | 'keep'>): Visit => {
  const { ctx, place } = visit;
  const whole: Visit = {
    ...visit,
    async go(step, kept, { alone = false, also = {}, page = visit.page } = {}) {
      const browser = ctx.method === 'POST' ? browserOf(ctx) : null;
      const draw = r.steps?.[step];
      if (!draw) throw new Error(`no step ${step} of ${r.path}`);
      if (browser === null || !r.flow) return draw({ ...whole, page }, kept as never);
      await drafts.keep(browser, r.flow(ctx), { ...also, [step]: kept }, alone);
      redirect(ctx, to(page, withStep(place.at(page.language), step)));
    },
    async again(show) {
      if (ctx.method !== 'POST' || browserOf(ctx) === null || r.machine) return show(whole);
      redirect(ctx, to(visit.page, place.at(visit.page.language)));
    },
    async keep(step, kept, also = {}) {
      const browser = browserOf(ctx);
      if (browser !== null && r.flow) await drafts.keep(browser, r.flow(ctx), { ...also, [step]: kept }, true);
    },
    async kept(step) {
      const browser = browserOf(ctx);
      return browser !== null && r.flow ? (await drafts.read(browser, r.flow(ctx)))[step] : undefined;
    },
  };
  return whole;
};

/** What went wrong with a form is a page of its own address too: Back and reload never send the form again. */
const PROBLEM = 'problem';
type Problem = { code: string; details: ErrorDetails };
const drawProblem = async ({ ctx, page, place }: Visit, { code, details }: Problem): Promise<void> =>
  answerError(ctx, page, place, new HubError(code, details));
/** False when this browser keeps nothing, or nothing can be kept just now: then the page is the answer itself. */
const keptProblem = async (r: Routed, drafts: PageDrafts, visit: Visit, error: unknown): Promise<boolean> => {
  const { ctx, place, page } = visit;
  const browser = browserOf(ctx);
  if (ctx.method !== 'POST' || !isHubError(error) || browser === null || !r.flow || r.machine) return false;
  const problem: Problem = { code: error.code, details: error.details };
  try {
    await drafts.keep(browser, r.flow(ctx), { [PROBLEM]: problem });
  } catch {
    return false;
  }
  redirect(ctx, to(page, withStep(place.at(page.language), PROBLEM)));
  return true;
};

/** What was kept for the step that the address names, if this browser has it. */
const keptStep = async (r: Routed, drafts: PageDrafts, ctx: RouterContext): Promise<[Draw, unknown] | null> => {
  const step = typeof ctx.query.step === 'string' ? ctx.query.step : '';
  const draw = r.steps && Object.hasOwn(r.steps, step) ? r.steps[step] : undefined;
  const browser = browserOf(ctx);
  if ((!draw && step !== PROBLEM) || browser === null || !r.flow) return null;
  const steps = await drafts.read(browser, r.flow(ctx));
  return Object.hasOwn(steps, step) ? [draw ?? drawProblem, steps[step]] : null;
};

/** Opened, not pressed: a step that this browser has, else the beginning. */
const shown =
  (r: Routed, get: Show, drafts: PageDrafts): Show =>
  async (visit) => {
    if (r.flow) nameBrowser(visit.ctx);
    const kept = await keptStep(r, drafts, visit.ctx);
    if (!kept) return get(visit);
    const { place } = visit;
    const here = (language: Language) => withStep(place.at(language), String(visit.ctx.query.step));
    await kept[0]({ ...visit, place: { ...place, here } }, kept[1] as never);
  };

/** The buttons that every form has: begin anew, and the ways to other pages, which take along what was typed. */
const acted =
  (r: Routed, post: Show, drafts: PageDrafts): Show =>
  async (visit) => {
    const { ctx, page, place } = visit;
    if (r.machine) return post(visit);
    const go = await pressed(ctx);
    const browser = browserOf(ctx);
    if (go === 'anew') {
      if (browser !== null) await drafts.forget(browser);
      unnameBrowser(ctx);
      return redirect(ctx, to(page, place.at(page.language)));
    }
    const goal = goalOf(page, place, go);
    if (goal === null) return post(visit);
    ctx.state.go = STAY;
    // Whoever only wants to leave the page is let go, even if it is too old to be kept.
    if (browser !== null) await post(visit).catch(() => undefined);
    redirect(ctx, to(page, goal));
  };

export const route = (router: Router, p: PublicParts, r: Routed): void => {
  // One press on "unsubscribe" comes from the big providers' own networks, for many readers at once.
  const counted = r.path.includes('/:token') && !r.path.startsWith('/m/one-click/');
  /**
   * Only links that nobody can have been sent count; one that has ended, or a form with a mistake, is somebody's own. They count when they
   * are found wrong, which costs one row read: whoever shares the network with a guesser still changes and leaves.
   */
  const counting = async (ctx: RouterContext, error: unknown): Promise<unknown> => {
    if (!counted || !isMadeUp(error)) return error;
    const taken = await p.budgets.links.take(ctx.ip);
    return isFull(taken) ? new HubError('limit.reached', { scope: 'network', retryAt: taken.until }) : error;
  };
  const run = (show: Show) => async (ctx: RouterContext) => {
    if (ctx.params.token !== undefined) ctx.params.token = undress(ctx.params.token);
    const language = r.language?.(ctx) ?? guess(ctx);
    // Pages that need no database are shown without one.
    await p.termsInForce.renew().catch(() => undefined);
    const page = makePage(p, language, readView(new URLSearchParams(ctx.querystring)));
    const visit = goer(r, p.drafts, { ctx, page, place: r.place(ctx) });
    try {
      await show(visit);
    } catch (thrown) {
      const error = await counting(ctx, thrown);
      const speaks = r.language ? page : spoken(visit, languageIn(error));
      if (await keptProblem(r, p.drafts, { ...visit, page: speaks }, error)) return;
      answerError(ctx, speaks, visit.place, error);
    }
  };
  if (r.get) router.get(r.path, run(shown(r, r.get, p.drafts)));
  if (r.post) router.post(r.path, run(acted(r, r.post, p.drafts)));
};
