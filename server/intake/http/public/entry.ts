/**
 * Registration on the web: terms → input → check → done. Everything is carried in a sealed field, so it works without a cookie; with one,
 * each step is an address that can be opened again.
 */
import type Router from '@koa/router';
import type { RouterContext } from '@koa/router';
import { isLanguage, type Language, languages } from '../../../contract/codes.ts';
import { paths } from '../../../contract/paths.ts';
import type { Consent, Wish } from '../../../domain/subscriptions/parts.ts';
import { reminderDays } from '../../../domain/subscriptions/stay.ts';
import { isAddress, maskAddress, readAddress } from '../../../lib/address.ts';
import { HOUR, isDate } from '../../../lib/clock.ts';
import { HubError, isHubError } from '../../../lib/errors.ts';
import { openState, sealState } from '../../../lib/seal.ts';
import { publicId } from '../../../lib/token.ts';
import { AT_TERMS, checkPage, donePage, inputPage, type Shown, termsPage } from './entryPages.ts';
import { type Fields, readForm } from './form.ts';
import { type Held, heldBy, secondsOf, stillHeld } from './held.ts';
import { type Meant, whatWasMeant } from './meant.ts';
import { type Page, type Place, STAY, to } from './page.ts';
import type { PublicParts } from './parts.ts';
import { toggleGroup } from './picker.ts';
import { type Faults, noFaults, TRAP } from './pieces.ts';
import { answer } from './problems.ts';
import { originOf, route, type Visit } from './route.ts';
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

/** What a step shows: the form's state, and what is to be said about it. */
type Kept = { state: State; status?: number; faults?: Faults; meant?: Meant; held?: Held };
type Done = { email: string; reminders: string[] | null };

const openForm = (p: PublicParts, fields: Fields): State => {
  const state = openState<State>(p.ring, STATE, fields.get('state'));
  if (!state || state.at < p.clock.now() - STATE_HOURS * HOUR) throw new HubError('form.stale');
  return state;
};

/** The same for everybody with the same language and view, so it is made once. */
const drawTerms = (visit: Visit, bound: boolean, status = 200, faults: Faults = noFaults): void => {
  const { ctx, page, place } = visit;
  const terms = consentTexts(page.w)[0].revision;
  const make = () => termsPage({ page, place, bound, faults, terms });
  const key = [page.p.publicUrl(), to(page, place.at(page.language)), terms, Object.values(faults)].join(' ');
  answer(ctx, page, status, bound ? make() : page.p.made(`terms ${key}`, make));
};

const draw = async (visit: Visit, { state, status = 200, faults, meant, held }: Kept): Promise<void> => {
  const { ctx, page, place } = visit;
  if (state.step === 'terms') return drawTerms(visit, state.entryToken !== null, status, faults);
  const shown: Shown = {
    page,
    place,
    state: sealState(page.p.ring, STATE, state),
    typed: state.typed,
    groups: await page.p.topics.list(),
    faults,
    meant,
    held,
    bound: state.entryToken !== null,
  };
  const pages = { input: inputPage, check: checkPage };
  if (held) ctx.set('retry-after', String(secondsOf(page, held)));
  answer(ctx, page, status, pages[state.step](shown));
};

/** Once with the whole address, so that a slip is seen; opened again it is masked, for a counter's computer has a next person. */
const drawDone = async (visit: Visit, done: Done): Promise<void> => {
  const { ctx, page } = visit;
  answer(ctx, page, 200, donePage(page, done));
  if (ctx.method === 'GET') await visit.keep('done', { ...done, email: maskedOnce(done.email) });
};
const maskedOnce = (email: string): string => (email.includes('***') ? email : maskAddress(email));

const steps = { terms: draw, input: draw, check: draw, done: drawDone };

/** Shows a step; the steps before it show the same input when somebody goes back to them. */
const show = (visit: Visit, state: State, more: Omit<Kept, 'state'> = {}): Promise<void> =>
  visit.go(
    state.step,
    { state, ...more },
    state.step === 'check' ? { also: { input: { state: { ...state, step: 'input' } } } } : {},
  );

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

const check = async (visit: Visit, state: State, asked: string): Promise<void> => {
  const { email } = state.typed;
  const meant = state.entryToken === null ? whatWasMeant(email) : null;
  try {
    const wish = await visit.page.p.subscriptions.check(wishOf(visit.page, state.typed));
    if (meant !== null && asked !== email) return show(visit, { ...state, step: 'input' }, { meant });
    await show(visit, { ...state, step: 'check', typed: typedOf(wish) });
  } catch (error) {
    if (!isHubError(error) || error.code !== 'input.invalid') throw error;
    await show(visit, { ...state, step: 'input' }, { status: 422, faults: faultsOf(error), ...(meant && { meant }) });
  }
};

/** The done page again, in another language or view, or for a program that filled in what nobody sees. It does nothing. */
const showDone = async (visit: Visit, email: string, reminders: string[] | null = null): Promise<void> => {
  const address = readAddress(email);
  if (!isAddress(address)) throw new HubError('form.stale');
  await visit.go('done', { email: address.text, reminders } satisfies Done, { alone: true });
};

const register = async (visit: Visit, fields: Fields, state: State & { consent: Consent }): Promise<void> => {
  const { ctx, page } = visit;
  try {
    await page.p.subscriptions.register({
      wish: wishOf(page, state.typed),
      consent: state.consent,
      origin: originOf(ctx, state.nonce, fields),
      entryToken: state.entryToken ?? undefined,
    });
  } catch (error) {
    const held = heldBy(error);
    if (held) return show(visit, { ...state, step: 'check' }, { status: 429, held });
    // A topic was withdrawn between check and registration.
    if (!isHubError(error) || error.code !== 'input.invalid') throw error;
    return show(visit, { ...state, step: 'input' }, { status: 422, faults: faultsOf(error) });
  }
  const stay = stayOf(state.typed);
  await showDone(visit, state.typed.email, stay === null ? null : reminderDays(stay, page.p.clock.now()));
};

/** The form as it was sent; the one that the terms page begins is made here. */
const opened = async (p: PublicParts, fields: Fields, fresh: () => Promise<State>): Promise<State> => {
  const begins = fields.get('state') === AT_TERMS || (fields.get('state') === '' && fields.get('go') === 'accept');
  return begins ? fresh() : openForm(p, fields);
};

/** The form that the terms page begins, with what this browser typed before it went back to the terms. */
const accepted = async (visit: Visit, fields: Fields, fresh: () => Promise<State>): Promise<State> => {
  const before = await opened(visit.page.p, fields, fresh);
  const kept = (await visit.kept('input')) as Kept | undefined;
  const typed = kept && kept.state.entryToken === before.entryToken ? kept.state.typed : before.typed;
  return { ...before, step: 'input', typed, consent: consentNow(visit.page) };
};

const step = async (visit: Visit, fields: Fields, fresh: () => Promise<State>): Promise<void> => {
  const { page } = visit;
  const go = fields.get('go');
  if (go === 'done') return showDone(visit, fields.get('email'), readReminders(fields));
  if (go === 'accept') {
    const state = await accepted(visit, fields, fresh);
    // The terms that were read must be those that are accepted: new ones may hold since the page was drawn.
    const read = fields.get('terms');
    return show(
      visit,
      read === '' || read === state.consent?.terms ? state : { ...state, step: 'terms', consent: null },
    );
  }
  const before = await opened(page.p, fields, fresh);
  const state: State = { ...before, typed: typedNow(before, fields) };
  const { consent } = state;
  const stays = go === STAY;
  if (consent === null)
    return show(visit, { ...state, step: 'terms' }, stays ? {} : { status: 422, faults: { terms: 'terms.missing' } });
  if (go === 'edit') return show(visit, { ...state, step: 'input' });
  if (go === 'register' && state.step === 'check') return register(visit, fields, { ...state, consent });
  if (go === 'check-meant') {
    const email = whatWasMeant(state.typed.email)?.email ?? state.typed.email;
    return check(visit, { ...state, typed: { ...state.typed, email } }, email);
  }
  if (go === 'check' || go === 'register') {
    // A program filled in what no person sees: it is told what it wants to hear.
    if (fields.get(TRAP) !== '') return showDone(visit, state.typed.email);
    return check(visit, state, fields.get('asked'));
  }
  const groups = await page.p.topics.list();
  const held = stays && state.step === 'check' ? await stillHeld(visit, 'check', fields) : null;
  const topics = toggleGroup(groups, go, state.typed.topics);
  await show(visit, { ...state, typed: { ...state.typed, topics } }, held ?? {});
};

/** The days carried by the done page's own form, for the switch of language without a cookie. */
const readReminders = (fields: Fields): string[] | null => {
  const text = fields.get('reminders');
  if (!/^(?:none|\d{4}-\d\d-\d\d(?:,\d{4}-\d\d-\d\d)?)$/.test(text)) return null;
  return text === 'none' ? [] : text.split(',').filter(isDate);
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
  if (asked.length === 0) return [];
  const groups = await p.topics.list();
  return groups.flatMap((g) => g.choices.map((c) => c.code)).filter((code) => asked.includes(code));
};

const keptTopics = (ctx: RouterContext): string => {
  const topics = new URLSearchParams(ctx.querystring).getAll('topic').join(',').slice(0, 500);
  return topics === '' ? '' : `?topic=${encodeURIComponent(topics)}`;
};

const entryRoute = (router: Router, p: PublicParts, language: Language): void => {
  const fresh = async (ctx: RouterContext) => begin(p, emptyTyped(await preselected(p, ctx)), null);
  route(router, p, {
    path: paths.entry(language),
    language: () => language,
    place: (ctx) => ({ at: (l) => paths.entry(l) + keptTopics(ctx) }),
    flow: () => 'entry',
    steps,
    get: async (visit) => drawTerms(visit, false),
    post: async (visit) => step(visit, await readForm(visit.ctx), () => fresh(visit.ctx)),
  });
};

/** The same with the address that an empty mail came from. Opening it uses nothing up. */
const boundRoute = (router: Router, p: PublicParts): void => {
  const language = (ctx: RouterContext): Language => (isLanguage(ctx.params.language) ? ctx.params.language : 'ja');
  const token = (ctx: RouterContext): string => ctx.params.token ?? '';
  const place = (ctx: RouterContext): Place => ({ at: (l) => paths.entryByMail(l, token(ctx)) });
  const fresh = async (ctx: RouterContext) => {
    const { email } = await p.subscriptions.viewEntry(token(ctx));
    return begin(p, { ...emptyTyped(await preselected(p, ctx)), email }, token(ctx));
  };
  route(router, p, {
    path: '/m/entry/:language/:token',
    language,
    place,
    flow: (ctx) => `entry:${token(ctx)}`,
    steps,
    get: async (visit) => {
      await p.subscriptions.viewEntry(token(visit.ctx));
      drawTerms(visit, true);
    },
    post: async (visit) => step(visit, await readForm(visit.ctx), () => fresh(visit.ctx)),
  });
};

export const entryRoutes = (router: Router, p: PublicParts): void => {
  for (const language of languages) entryRoute(router, p, language);
  boundRoute(router, p);
};
