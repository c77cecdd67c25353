/** The reader's own page: topics, language, another address, the way out. Opened by the personal link of a mail. */
import type Router from '@koa/router';
import { isLanguage, langTag, languages } from '../../../contract/codes.ts';
import { paths } from '../../../contract/paths.ts';
import type { OwnData } from '../../../domain/subscriptions/change.ts';
import type { Group } from '../../../domain/topics/topics.ts';
import { isHubError } from '../../../lib/errors.ts';
import { publicId } from '../../../lib/token.ts';
import { readForm } from './form.ts';
import { type Html, html } from './html.ts';
import { icon } from './icons.ts';
import { openNonce, sealNonce } from './nonce.ts';
import { frame, type Page, type Place, to } from './page.ts';
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
import { byQuery, route, spoken, type Visit } from './route.ts';
import { readTyped, splitStay, stayOf, type Typed, typedEmail } from './typed.ts';

const FORM = 'step';

type Shown = {
  own: OwnData;
  groups: readonly Group[];
  typed: Typed;
  language: string;
  newAddress: string;
  nonce: string;
  faults: Faults;
};

const languageField = (page: Page, chosen: string): Html =>
  html`<fieldset class="radios"><legend>${page.t.head(page.w.change.language)}</legend>${languages.map(
    (l) =>
      html`<div class="radio"><input type="radio" id="lang-${l}" name="language" value="${l}"${ticked(l === chosen)}><label for="lang-${l}" lang="${langTag[l]}">${page.p.words[l].name}</label></div>`,
  )}</fieldset>`;

const addressForm = (page: Page, place: Place, s: Shown): Html => {
  const { w, t } = page;
  return html`<details class="fold" id="other"${s.faults.email && html` open`}><summary><span>${t.head(w.change.address)}</span></summary><form class="form" method="post" action="${to(page, place.at(page.language))}" novalidate>${hidden('state', sealNonce(page.p.ring, s.nonce, page.p.clock.now()))}<p>${t(w.change.addressLead)}</p>${emailField(page, { value: s.newAddress, label: w.change.newAddress, hint: w.entry.input.emailHint, faults: s.faults })}<div class="actions">${mainButton(page, { go: 'address', label: w.buttons.newAddress, icon: 'letter' })}</div></form></details>`;
};

const changePage = (page: Page, place: Place, s: Shown): string => {
  const { w, t } = page;
  const main = html`${errorSummary(page, s.faults)}${heading(page, w.change.title)}
${factList(page, [{ label: w.change.lead, value: addressText(s.own.email) }])}
${s.own.state === 'suspended' && html`<aside class="note warn"><p>${icon('alert')} ${t(w.change.suspended)}</p>${linkButton(page, paths.entry(page.language), w.buttons.entry, 'second')}</aside>`}
<form id="${FORM}" class="form" method="post" action="${to(page, place.at(page.language))}" novalidate>${hidden('state', sealNonce(page.p.ring, s.nonce, page.p.clock.now()))}
${topicPicker(page, s.groups, s.typed, s.faults)}${languageField(page, s.language)}
<div class="actions" id="save">${fieldError(page, 'save', s.faults)}${mainButton(page, { go: 'save', label: w.buttons.save, icon: 'check' })}</div></form>
${addressForm(page, place, s)}
<section class="fold-like"><h2>${t.head(w.change.leave)}</h2><p>${t(w.change.leaveLead)}</p>${linkButton(page, paths.unsubscribe(s.own.unsubscribeToken), w.buttons.unsubscribe, 'second')}</section>`;
  const form = { id: FORM, stay: 'stay', enter: 'save' };
  return frame(page, { title: w.change.title, place: { ...place, form }, main, error: hasFaults(s.faults) });
};

const savedPage = (page: Page, place: Place, own: OwnData, groups: readonly Group[]): string => {
  const { w, t } = page;
  const main = html`<div class="done">${icon('check')}${heading(page, w.change.saved)}</div><p class="lead">${t(w.change.savedText)}</p>
${factList(page, [
  { label: w.entry.done.to, value: addressText(own.email) },
  { label: w.change.language, value: page.p.words[own.language].name },
  { label: w.change.topics, value: chosenList(page, groups, own.topics) },
])}<div class="actions">${linkButton(page, place.at(page.language), w.change.title, 'second')}</div>`;
  return frame(page, { title: w.change.saved, place, main });
};

const askedPage = (page: Page, place: Place, email: string): string => {
  const { w, t } = page;
  const main = html`<div class="done">${icon('letter')}${heading(page, w.change.asked)}</div><p class="lead">${t(w.change.askedText)}</p>
${factList(page, [
  { label: w.entry.done.to, value: addressText(email) },
  { label: w.entry.done.from, value: html`<code>${page.p.mailFrom}</code>` },
])}${arriveBox(page)}`;
  return frame(page, { title: w.change.asked, place, main });
};

const show = async (visit: Visit, token: string): Promise<void> => {
  const { p } = visit.page;
  const own = await p.subscriptions.view(token);
  const page = spoken(visit, own.language);
  const typed: Typed = { email: '', topics: own.topics, ...splitStay(own.stay) };
  const groups = await p.topics.list();
  const shown = { own, groups, typed, language: own.language, newAddress: '', nonce: publicId(), faults: noFaults };
  answer(visit.ctx, page, 200, changePage(page, visit.place, shown));
};

/** Field errors become the page again; everything else is for the page of errors. */
const faultsOf = (error: unknown): Faults => {
  if (isHubError(error) && error.code === 'change.nothing') return { save: 'change.nothing' };
  if (!isHubError(error) || error.code !== 'input.invalid') throw error;
  return Object.fromEntries(error.fields.map((f) => [f.field, f.code]));
};

const act = async (visit: Visit, token: string): Promise<void> => {
  const { ctx, place } = visit;
  const { p } = visit.page;
  const fields = await readForm(ctx);
  const own = await p.subscriptions.view(token);
  const page = spoken(visit, own.language);
  const nonce = openNonce(p.ring, fields.get('state'), p.clock.now());
  const groups = await p.topics.list();
  const go = fields.get('go');
  const asked = fields.get('language');
  const language = isLanguage(asked) ? asked : own.language;
  const newAddress = go === 'address' ? typedEmail(fields) : '';
  const typed = go === 'address' ? { email: '', topics: own.topics, ...splitStay(own.stay) } : readTyped(fields);
  const again = (status: number, faults: Faults, topics = typed.topics) =>
    answer(
      ctx,
      page,
      status,
      changePage(page, place, { own, groups, typed: { ...typed, topics }, language, newAddress, nonce, faults }),
    );
  const origin = { network: ctx.ip, nonce };
  try {
    if (go === 'save') {
      await p.subscriptions.save(token, { language, topics: typed.topics, stay: stayOf(typed) }, origin);
      const after = await p.subscriptions.view(token);
      const saved = spoken(visit, after.language);
      return answer(ctx, saved, 200, savedPage(saved, place, after, groups));
    }
    if (go === 'address') {
      await p.subscriptions.askAddress(token, newAddress, origin);
      return answer(ctx, page, 200, askedPage(page, place, newAddress));
    }
  } catch (error) {
    return again(422, faultsOf(error));
  }
  return again(200, noFaults, toggleGroup(groups, go, typed.topics));
};

export const changeRoutes = (router: Router, p: PublicParts): void =>
  route(router, p, {
    path: '/m/change/:token',
    place: (ctx) => ({ at: byQuery(paths.change(ctx.params.token ?? '')) }),
    get: (visit) => show(visit, visit.ctx.params.token ?? ''),
    post: (visit) => act(visit, visit.ctx.params.token ?? ''),
  });
