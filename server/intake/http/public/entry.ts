/** Registration on the web: terms → input → check → done, all by POST to one address, everything carried in a sealed field. */
import type Router from '@koa/router';
import type { RouterContext } from '@koa/router';
import type { Language } from '../../../contract/codes.ts';
import { isLanguage } from '../../../contract/codes.ts';
import { paths } from '../../../contract/paths.ts';
import type { Consent, Wish } from '../../../domain/subscriptions/parts.ts';
import { isAddress, readAddress } from '../../../lib/address.ts';
import { HOUR } from '../../../lib/clock.ts';
import { HubError, isHubError } from '../../../lib/errors.ts';
import { openState, sealState } from '../../../lib/seal.ts';
import { publicId } from '../../../lib/token.ts';
import { checkPage, donePage, inputPage, type Shown, termsPage } from './entryPages.ts';
import { type Fields, readForm } from './form.ts';
import type { Page, Place } from './page.ts';
import type { PublicParts } from './parts.ts';
import { toggleGroup } from './picker.ts';
import { type Faults, TRAP } from './pieces.ts';
import { answer } from './problems.ts';
import { route, type Visit } from './route.ts';
import { emptyTyped, readTyped, splitStay, stayOf, type Typed } from './typed.ts';
import { consentTexts } from './words/words.ts';

type State = {
  nonce: string;
  at: number;
  step: 'terms' | 'input' | 'check';
  typed: Typed;
  consent: Consent | null;
  /** Token of an entry link; the address then is the one it is bound to. */
  entryToken: string | null;
};

const STATE = 'entry';
const STATE_HOURS = 24;

const faultsOf = (error: HubError): Faults => Object.fromEntries(error.fields.map((f) => [f.field, f.code]));
const wishOf = (page: Page, typed: Typed): Wish => ({
  email: typed.email,
  language: page.language,
  topics: typed.topics,
  stay: stayOf(typed),
});
const typedOf = (wish: Wish): Typed => ({ email: wish.email, topics: wish.topics, ...splitStay(wish.stay) });

const openForm = (p: PublicParts, fields: Fields): State => {
  const state = openState<State>(p.ring, STATE, fields.get('state'));
  if (!state || state.at < p.clock.now() - STATE_HOURS * HOUR) throw new HubError('form.stale');
  return state;
};

const show = async (visit: Visit, status: number, state: State, faults?: Faults): Promise<void> => {
  const { ctx, page, place } = visit;
  const shown: Shown = {
    page,
    place,
    state: sealState(page.p.ring, STATE, state),
    typed: state.typed,
    groups: await page.p.topics.list(),
    faults,
    bound: state.entryToken !== null,
    terms: consentTexts(page.w)[0].revision,
  };
  const pages = { terms: termsPage, input: inputPage, check: checkPage };
  answer(ctx, page, status, pages[state.step](shown));
};

/** What the reader agreed to, at the moment of pressing the button. */
const consentNow = (page: Page): Consent => {
  const [terms, screen] = consentTexts(page.w);
  return { at: page.p.clock.now(), terms: terms.revision, screen: screen.revision };
};

/** Input is read from the fields while it is on the screen, and from the sealed state afterwards. */
const typedNow = (state: State, fields: Fields): Typed => {
  if (state.step !== 'input') return state.typed;
  const typed = readTyped(fields);
  return state.entryToken === null ? typed : { ...typed, email: state.typed.email };
};

const check = async (visit: Visit, state: State): Promise<void> => {
  try {
    const wish = await visit.page.p.subscriptions.check(wishOf(visit.page, state.typed));
    await show(visit, 200, { ...state, step: 'check', typed: typedOf(wish) });
  } catch (error) {
    if (!isHubError(error) || error.code !== 'input.invalid') throw error;
    await show(visit, 422, { ...state, step: 'input' }, faultsOf(error));
  }
};

const register = async (visit: Visit, state: State & { consent: Consent }): Promise<void> => {
  const { ctx, page } = visit;
  try {
    await page.p.subscriptions.register({
      wish: wishOf(page, state.typed),
      consent: state.consent,
      origin: { network: ctx.ip, nonce: state.nonce },
      entryToken: state.entryToken ?? undefined,
    });
  } catch (error) {
    // A topic was withdrawn between check and registration.
    if (!isHubError(error) || error.code !== 'input.invalid') throw error;
    return show(visit, 422, { ...state, step: 'input' }, faultsOf(error));
  }
  answer(ctx, page, 200, donePage(page, state.typed.email));
};

const step = async (visit: Visit, fields: Fields): Promise<void> => {
  const { page } = visit;
  const go = fields.get('go');
  if (go === 'done') return showDone(visit, fields.get('email'));
  const before = openForm(page.p, fields);
  if (go === 'accept') return show(visit, 200, { ...before, step: 'input', consent: consentNow(page) });
  const state: State = { ...before, typed: typedNow(before, fields) };
  const { consent } = state;
  if (consent === null)
    return show(
      visit,
      go === 'stay' ? 200 : 422,
      { ...state, step: 'terms' },
      go === 'stay' ? {} : { terms: 'terms.missing' },
    );
  if (go === 'edit') return show(visit, 200, { ...state, step: 'input' });
  if (go === 'register' && state.step === 'check') return register(visit, { ...state, consent });
  if (go === 'check' || go === 'register') {
    // A program filled in what no person sees: it is told what it wants to hear.
    if (fields.get(TRAP) !== '') return showDone(visit, state.typed.email);
    return check(visit, state);
  }
  const groups = await page.p.topics.list();
  const topics = toggleGroup(groups, go, state.typed.topics);
  await show(visit, 200, { ...state, typed: { ...state.typed, topics } });
};

/** The done page again, in another language or view. It does nothing, so it needs no proof. */
const showDone = async (visit: Visit, email: string): Promise<void> => {
  const address = readAddress(email);
  if (!isAddress(address)) throw new HubError('form.stale');
  answer(visit.ctx, visit.page, 200, donePage(visit.page, address.text));
};

const begin = (p: PublicParts, typed: Typed, entryToken: string | null): State => ({
  nonce: publicId(),
  at: p.clock.now(),
  step: 'terms',
  typed,
  consent: null,
  entryToken,
});

/** `?topic=a,b` ticks topics in advance; it never agrees to anything, and unknown ones are left out. */
const preselected = async (p: PublicParts, ctx: RouterContext): Promise<string[]> => {
  const asked = new URLSearchParams(ctx.querystring).getAll('topic').flatMap((t) => t.split(','));
  const groups = await p.topics.list();
  return groups.flatMap((g) => g.choices.map((c) => c.code)).filter((code) => asked.includes(code));
};

const keptTopics = (ctx: RouterContext): string => {
  const topics = new URLSearchParams(ctx.querystring).getAll('topic').join(',').slice(0, 500);
  return topics === '' ? '' : `?topic=${encodeURIComponent(topics)}`;
};

const entryRoute = (router: Router, p: PublicParts, language: Language): void =>
  route(router, p, {
    path: paths.entry(language),
    language: () => language,
    place: (ctx) => ({ at: (l) => paths.entry(l) + keptTopics(ctx) }),
    get: async (visit) => show(visit, 200, begin(p, emptyTyped(await preselected(p, visit.ctx)), null)),
    post: async (visit) => step(visit, await readForm(visit.ctx)),
  });

/** The same with the address that an empty mail came from. Opening it uses nothing up. */
const boundRoute = (router: Router, p: PublicParts): void => {
  const language = (ctx: RouterContext): Language => (isLanguage(ctx.params.language) ? ctx.params.language : 'ja');
  const token = (ctx: RouterContext): string => ctx.params.token ?? '';
  const place = (ctx: RouterContext): Place => ({ at: (l) => paths.entryByMail(l, token(ctx)) });
  route(router, p, {
    path: '/m/entry/:language/:token',
    language,
    place,
    get: async (visit) => {
      const { email } = await p.subscriptions.viewEntry(token(visit.ctx));
      await show(visit, 200, begin(p, { ...emptyTyped(await preselected(p, visit.ctx)), email }, token(visit.ctx)));
    },
    post: async (visit) => step(visit, await readForm(visit.ctx)),
  });
};

export const entryRoutes = (router: Router, p: PublicParts): void => {
  entryRoute(router, p, 'ja');
  entryRoute(router, p, 'plja');
  entryRoute(router, p, 'en');
  boundRoute(router, p);
};
