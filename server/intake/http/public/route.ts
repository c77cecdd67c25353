/** One way in for every page: reads language and view, hands over to the page, and answers whatever went wrong in the reader's language. */
import type Router from '@koa/router';
import type { RouterContext } from '@koa/router';
import { isLanguage, type Language } from '../../../contract/codes.ts';
import { HubError, isHubError } from '../../../lib/errors.ts';
import { isFull } from '../budgets.ts';
import { makePage, type Page, type Place } from './page.ts';
import type { PublicParts } from './parts.ts';
import { answerError } from './problems.ts';
import { undress } from './undress.ts';
import { readView } from './view.ts';

export type Visit = { ctx: RouterContext; page: Page; place: Place };
/** Shows or does; whatever it throws becomes a page. */
export type Show = (visit: Visit) => Promise<void>;

/** Japanese unless the browser would rather have English and no Japanese. */
const guess = (ctx: RouterContext): Language => {
  const asked = ctx.query.lang;
  if (isLanguage(asked)) return asked;
  return ctx.acceptsLanguages('ja', 'en') === 'en' ? 'en' : 'ja';
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

export type Routed = {
  path: string;
  /** The language the path says; without it `?lang=`, else the browser's. */
  language?: (ctx: RouterContext) => Language;
  place: (ctx: RouterContext) => Place;
  get?: Show;
  post?: Show;
};

/** `?lang=` is how pages without a language in their path are switched. */
export const byQuery =
  (path: string) =>
  (language: Language): string =>
    `${path}?lang=${language}`;

export const route = (router: Router, p: PublicParts, r: Routed): void => {
  // One press on "unsubscribe" comes from the big providers' own networks, for many readers at once.
  const counted = r.path.includes('/:token') && !r.path.startsWith('/m/one-click/');
  const run = (show: Show) => async (ctx: RouterContext) => {
    if (ctx.params.token !== undefined) ctx.params.token = undress(ctx.params.token);
    const language = r.language?.(ctx) ?? guess(ctx);
    const page = makePage(p, language, readView(new URLSearchParams(ctx.querystring)));
    const place = r.place(ctx);
    const taken = counted ? p.budgets.links.take(ctx.ip) : null;
    try {
      if (taken && isFull(taken)) throw new HubError('limit.reached', { scope: 'network', retryAt: taken.until });
      await show({ ctx, page, place });
      taken?.giveBack();
    } catch (error) {
      // Only links that nobody can have been sent count; one that has ended, or a form with a mistake, is somebody's own.
      if (taken && !isFull(taken) && !isMadeUp(error)) taken.giveBack();
      answerError(ctx, r.language ? page : spoken({ ctx, page, place }, languageIn(error)), place, error);
    }
  };
  if (r.get) router.get(r.path, run(r.get));
  if (r.post) router.post(r.path, run(r.post));
};
