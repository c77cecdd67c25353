/** The reader's own page: topics, language, another address, the way out. Opened by the personal link of a mail. */

import type Router from '@koa/router';
import { isLanguage, isRhythm, languages, rhythms } from '../../../contract/codes.ts';
import { paths } from '../../../contract/paths.ts';
import type { OwnData } from '../../../domain/subscriptions/change.ts';
import type { Group } from '../../../domain/topics/topics.ts';
import { languageOf } from '../../../languages/languages.ts';
import { formatDate } from '../../../letters/formatters.ts';
import { maskAddress } from '../../../lib/address.ts';
import { isHubError } from '../../../lib/errors.ts';
import { publicId } from '../../../lib/token.ts';
import { type Fields, readForm } from './form.ts';
import { type Held, heldBy, heldNote, secondsOf, stillHeld } from './held.ts';
import { type Html, html } from './html.ts';
import { icon } from './icons.ts';
import { type Meant, meantBox, whatWasMeant } from './meant.ts';
import { openNonce, sealNonce } from './nonce.ts';
import { frame, makePage, type Page, type Place, STAY, to } from './page.ts';
import type { PublicParts } from './parts.ts';
import { chosenList, toggleGroup, topicPicker } from './picker.ts';
import {
  addressText,
  arriveBox,
  emailField,
  errorSummary,
  type Faults,
  factList,
  fieldError,
  hasFaults,
  heading,
  hidden,
  linkButton,
  mainButton,
  noFaults,
  ticked,
} from './pieces.ts';
import { answer } from './problems.ts';
import { byQuery, originOf, route, spoken, type Visit } from './route.ts';
import { readTyped, splitStay, stayOf, type Typed, typedEmail } from './typed.ts';

const FORM = 'step';
/** Enter in a field: asks for the new address where one was typed, else saves. */
const ENTER = 'enter';

type Shown = {
  token: string;
  own: OwnData;
  groups: readonly Group[];
  typed: Typed;
  language: string;
  rhythm: string;
  newAddress: string;
  nonce: string;
  faults: Faults;
  meant?: Meant | undefined;
  held?: Held | undefined;
  about?: 'save' | 'address';
};

const languageField = (page: Page, chosen: string): Html =>
  html`<fieldset class="radios"><legend>${page.t.head(page.w.change.language)}</legend>${languages.map(
    (l) =>
      html`<div class="radio"><input type="radio" id="lang-${l}" name="language" value="${l}"${ticked(l === chosen)}><label for="lang-${l}" lang="${languageOf(l).tag}">${page.p.words[l].name}</label></div>`,
  )}</fieldset>`;

const rhythmField = (page: Page, chosen: string): Html => {
  const { w, t } = page;
  return html`<fieldset class="radios"><legend>${t.head(w.change.rhythm)}</legend><p class="hint">${t(w.change.rhythmHint)}</p>${rhythms.map(
    (r) =>
      html`<div class="radio"><input type="radio" id="rhythm-${r}" name="rhythm" value="${r}"${ticked(r === chosen)}><label for="rhythm-${r}">${t(w.change.rhythms[r])}</label></div>`,
  )}</fieldset>`;
};

/** Part of the one form of the page, so that whatever leaves the page keeps all that was typed. */
const addressPart = (page: Page, s: Shown): Html => {
  const { w, t } = page;
  return html`<details class="fold" id="other"${(s.faults.email !== undefined || s.newAddress !== '') && html` open`}><summary><span>${t.head(w.change.address)}</span></summary><div class="form"><p>${t(w.change.addressLead)}</p>${meantBox(page, FORM, s.meant, 'address')}${s.meant?.typed && hidden('asked', s.meant.typed)}${emailField(page, { value: s.newAddress, label: w.change.newAddress, hint: w.entry.input.emailHint, faults: s.faults })}${s.about === 'address' && heldNote(page, s.held, 'address')}<div class="actions">${mainButton(page, { go: 'address', label: w.buttons.newAddress, icon: 'letter' })}</div></div></details>`;
};

const changePage = (page: Page, place: Place, s: Shown): string => {
  const { w, t } = page;
  const main = html`${errorSummary(page, s.faults)}${heading(page, w.change.title)}
${factList(page, [{ label: w.change.lead, value: addressText(s.own.email) }])}
${s.own.stay !== null && html`<p>${t(formatDate(page.language, s.own.stay))} <a href="${paths.calendar(s.token)}" class="calendar">${t(w.calendar.link)}</a></p>`}
${s.own.state === 'suspended' && html`<aside class="note warn"><p>${icon('alert')} ${t(w.change.suspended)}</p>${linkButton(page, paths.entry(page.language), w.buttons.entry, 'second')}</aside>`}
${s.own.termsToken !== null && html`<aside class="note warn"><p>${icon('alert')} ${t(w.info.newTerms.asked)}</p>${linkButton(page, paths.newTerms(s.own.termsToken), w.info.newTerms.see, 'second')}</aside>`}
<form id="${FORM}" class="form" method="post" action="${to(page, place.at(page.language))}" novalidate>${hidden('state', sealNonce(page.p.ring, s.nonce, page.p.clock.now()))}
${topicPicker(page, place, s.groups, s.typed, s.faults)}${rhythmField(page, s.rhythm)}${languageField(page, s.language)}
${s.about === 'save' && heldNote(page, s.held, 'save')}<div class="actions" id="save">${fieldError(page, 'save', s.faults)}${mainButton(page, { go: 'save', label: w.buttons.save, icon: 'check' })}</div>
${addressPart(page, s)}</form>
<section class="fold-like"><h2>${t.head(w.change.leave)}</h2><p>${t(w.change.leaveLead)}</p>${linkButton(page, paths.unsubscribe(s.own.unsubscribeToken), w.buttons.unsubscribe, 'second')}</section>
<p><a href="${to(page, `${paths.mine(s.token)}?lang=${page.language}`)}">${t(w.mine.link)}</a></p>`;
  const form = { id: FORM, stay: STAY, enter: ENTER };
  return frame(page, {
    title: w.change.title,
    place: { ...place, form },
    back: 'start',
    main,
    error: hasFaults(s.faults) || s.held !== undefined,
  });
};

const savedPage = (page: Page, place: Place, own: OwnData, groups: readonly Group[]): string => {
  const { w, t } = page;
  const main = html`<div class="done">${icon('check')}${heading(page, w.change.saved)}</div><p class="lead">${t(w.change.savedText)}</p>
${factList(page, [
  { label: w.entry.done.to, value: addressText(own.email) },
  { label: w.change.language, value: page.p.words[own.language].name },
  { label: w.change.rhythm, value: t(w.change.rhythms[own.rhythm]) },
  { label: w.change.topics, value: chosenList(page, groups, own.topics) },
])}<div class="actions">${linkButton(page, place.at(page.language), w.change.title, 'second')}</div>`;
  return frame(page, { title: w.change.saved, place, back: 'back', main });
};

const askedPage = (page: Page, place: Place, email: string): string => {
  const { w, t } = page;
  const main = html`<div class="done">${icon('letter')}${heading(page, w.change.asked)}</div><p class="lead">${t(w.change.askedText)}</p>
${factList(page, [
  { label: w.entry.done.to, value: addressText(email) },
  { label: w.entry.done.from, value: html`<code>${page.p.mailFrom}</code>` },
])}${arriveBox(page)}`;
  return frame(page, { title: w.change.asked, place, back: 'back', main });
};

const tokenOf = (visit: Visit): string => visit.ctx.params.token ?? '';

/** What was typed and what is to be said of it; the reader's own data are read anew each time. */
type Kept = {
  typed: Typed;
  language: string;
  /** Absent in what was kept before readers could choose it. */
  rhythm?: string;
  newAddress: string;
  nonce: string;
  status?: number;
  faults?: Faults;
  meant?: Meant;
  held?: Held;
  /** Which of the two forms is held. */
  about?: 'save' | 'address';
};

const drawForm = async (visit: Visit, kept: Kept | null): Promise<void> => {
  const { p } = visit.page;
  const own = await p.subscriptions.view(tokenOf(visit));
  const page = spoken(visit, own.language);
  const typed: Typed = kept?.typed ?? { email: '', topics: own.topics, ...splitStay(own.stay) };
  const groups = await p.topics.list();
  const fresh = {
    typed,
    language: own.language,
    rhythm: own.rhythm as string,
    newAddress: '',
    nonce: publicId(),
    faults: noFaults,
  };
  const shown = { token: tokenOf(visit), own, groups, ...fresh, ...kept, faults: kept?.faults ?? noFaults };
  if (kept?.held) visit.ctx.set('retry-after', String(secondsOf(page, kept.held)));
  answer(visit.ctx, page, kept?.status ?? 200, changePage(page, visit.place, shown));
};

const drawSaved = async (visit: Visit): Promise<void> => {
  const { ctx, page, place } = visit;
  const own = await page.p.subscriptions.view(tokenOf(visit));
  answer(ctx, page, 200, savedPage(page, place, own, await page.p.topics.list()));
};

/** Once with the whole address, so that a slip is seen, then masked. */
const drawAsked = async (visit: Visit, { email }: { email: string }): Promise<void> => {
  const { ctx, page, place } = visit;
  answer(ctx, page, 200, askedPage(page, place, email));
  const masked = email.includes('***') ? email : maskAddress(email);
  if (ctx.method !== 'GET') return;
  const form = await visit.kept('form');
  await visit.keep('asked', { email: masked }, form === undefined ? {} : { form });
};

/** Opened without a step: what this browser typed before it went elsewhere, and nothing of what was said of it. */
const drawFirst = async (visit: Visit): Promise<void> => {
  const kept = (await visit.kept('form')) as Kept | undefined;
  await drawForm(visit, kept ? onlyTyped(kept) : null);
};
/** A new form, for the one that was sent is used up. */
const onlyTyped = ({ typed, language, rhythm, newAddress }: Kept): Kept => ({
  typed,
  language,
  ...(rhythm !== undefined && { rhythm }),
  newAddress,
  nonce: publicId(),
});

/** Field errors become the page again; everything else is for the page of errors. */
const faultsOf = (error: unknown): Faults => {
  if (isHubError(error) && error.code === 'change.nothing') return { save: 'change.nothing' };
  if (!isHubError(error) || error.code !== 'input.invalid') throw error;
  return Object.fromEntries(error.fields.map((f) => [f.field, f.code]));
};

const save = async (visit: Visit, page: Page, own: OwnData, kept: Kept): Promise<void> => {
  const origin = originOf(visit.ctx, kept.nonce, await readForm(visit.ctx));
  const { p } = page;
  const language = isLanguage(kept.language) ? kept.language : own.language;
  const rhythm = isRhythm(kept.rhythm) ? kept.rhythm : own.rhythm;
  const choice = { language, topics: kept.typed.topics, stay: stayOf(kept.typed), rhythm };
  await p.subscriptions.save(tokenOf(visit), choice, origin);
  // Another language was chosen just now: the page that says so speaks it.
  const then = language === own.language ? page : makePage(p, language, page.view);
  // An address that was typed and not asked for yet stays in its field.
  const also = kept.newAddress === '' ? {} : { form: onlyTyped(kept) };
  await visit.go('saved', {}, { alone: true, also, page: then });
};

const askAddress = async (visit: Visit, page: Page, kept: Kept, asked: string): Promise<void> => {
  const email = kept.newAddress;
  const meant = whatWasMeant(email);
  if (meant?.typed !== undefined && asked !== email) return visit.go('form', { ...kept, meant }, { page });
  const origin = originOf(visit.ctx, kept.nonce, await readForm(visit.ctx));
  await page.p.subscriptions.askAddress(tokenOf(visit), email, origin);
  // Choices that were made and not saved yet stay made.
  await visit.go('asked', { email }, { alone: true, also: { form: onlyTyped({ ...kept, newAddress: '' }) }, page });
};

/** What is chosen on the page; a form that asks for an address alone leaves the choices as they are. */
const choicesIn = (fields: Fields, own: OwnData): Pick<Kept, 'typed' | 'language' | 'rhythm'> => {
  const [language, rhythm] = [fields.get('language'), fields.get('rhythm')];
  const whole = language !== '' || fields.all('topic').length > 0 || fields.get('go') === 'save';
  return {
    typed: whole ? { ...readTyped(fields), email: '' } : { email: '', topics: own.topics, ...splitStay(own.stay) },
    language: isLanguage(language) ? language : own.language,
    rhythm: isRhythm(rhythm) ? rhythm : own.rhythm,
  };
};

const act = async (visit: Visit): Promise<void> => {
  const { p } = visit.page;
  const fields = await readForm(visit.ctx);
  const own = await p.subscriptions.view(tokenOf(visit));
  const page = spoken(visit, own.language);
  const nonce = openNonce(p.ring, fields.get('state'), p.clock.now());
  const written = typedEmail(fields);
  const pressed = fields.get('go');
  const go = pressed !== ENTER ? pressed : written === '' ? 'save' : 'address';
  const aboutAddress = go === 'address' || go === 'address-meant';
  const newAddress = go === 'address-meant' ? (whatWasMeant(written)?.email ?? written) : written;
  const kept: Kept = { ...choicesIn(fields, own), newAddress, nonce };
  const { typed } = kept;
  try {
    if (go === 'save') return await save(visit, page, own, kept);
    if (aboutAddress)
      return await askAddress(visit, page, kept, go === 'address-meant' ? newAddress : fields.get('asked'));
  } catch (error) {
    const held = heldBy(error);
    const about = aboutAddress ? 'address' : 'save';
    if (held) return visit.go('form', { ...kept, status: 429, held, about } satisfies Kept, { page });
    const meant = aboutAddress ? whatWasMeant(newAddress) : null;
    return visit.go('form', { ...kept, status: 422, faults: faultsOf(error), ...(meant && { meant }) }, { page });
  }
  const topics = toggleGroup(await p.topics.list(), go, typed.topics);
  const before = (await visit.kept('form')) as Kept | undefined;
  const held = go === STAY ? await stillHeld(visit, 'form', fields) : null;
  const about = before?.about ?? (newAddress === '' ? 'save' : 'address');
  await visit.go('form', { ...kept, typed: { ...typed, topics }, ...(held && { ...held, about }) }, { page });
};

export const changeRoutes = (router: Router, p: PublicParts): void =>
  route(router, p, {
    path: '/m/change/:token',
    place: (ctx) => ({ at: byQuery(paths.change(ctx.params.token ?? '')) }),
    flow: (ctx) => `change:${ctx.params.token}`,
    steps: { form: drawForm, saved: drawSaved, asked: drawAsked },
    get: drawFirst,
    post: act,
  });
