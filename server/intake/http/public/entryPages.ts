/** The pages of a registration: terms, input, check, done. What each shows; what they do stands in entry.ts. */

import type { Language } from '../../../contract/codes.ts';
import { paths } from '../../../contract/paths.ts';
import type { Consent } from '../../../domain/subscriptions/parts.ts';
import type { Group } from '../../../domain/topics/topics.ts';
import { formatDate, formatList } from '../../../letters/formatters.ts';
import { stripReadings } from '../../../letters/furigana.ts';
import { type Held, heldNote } from './held.ts';
import { type Html, html, type Piece } from './html.ts';
import { icon } from './icons.ts';
import { agencyOf, termsSections, termsVersion } from './info.ts';
import { type Meant, meantBox } from './meant.ts';
import { frame, type Page, type Place, STAY, to, wayTo } from './page.ts';
import { chosenList, topicPicker } from './picker.ts';
import {
  addressText,
  arriveBox,
  carrierLinks,
  emailField,
  errorSummary,
  type Faults,
  factList,
  hasFaults,
  heading,
  hidden,
  linkButton,
  mainButton,
  noFaults,
  trapField,
} from './pieces.ts';
import { qrCode } from './qr.ts';
import { stayOf, type Typed } from './typed.ts';

export const FORM = 'step';
const STEPS = 3;

export type Shown = {
  page: Page;
  place: Place;
  /** Sealed; carries everything from step to step. */
  state: string;
  typed: Typed;
  groups: readonly Group[];
  faults?: Faults | undefined;
  /** The address came out of an empty mail and is not to be changed. */
  bound?: boolean;
  /** Another address that was probably meant. */
  meant?: Meant | undefined;
  /** A limit holds the form back. */
  held?: Held | undefined;
};
/** The terms hold nothing of anybody: the form that they begin is made when the button is pressed. */
export type ShownTerms = {
  page: Page;
  place: Place;
  bound: boolean;
  faults?: Faults | undefined;
  /** Revision of the terms on the screen. */
  terms: Consent['terms'];
};
/** What the form of the terms page says in place of a sealed state. */
export const AT_TERMS = 'terms';

const form = (s: { page: Page; place: Place; state: string }, body: Piece): Html =>
  html`<form id="${FORM}" class="form" method="post" action="${to(s.page, s.place.at(s.page.language))}" novalidate>${hidden('state', s.state)}${body}</form>`;

const carried = (place: Place, stay: string, enter?: string): Place => ({ ...place, form: { id: FORM, stay, enter } });

export const termsPage = (s: ShownTerms): string => {
  const { page, faults = noFaults } = s;
  const { w, t } = page;
  const words = w.entry.terms;
  const agency = agencyOf(page);
  const qr = qrCode(page.p.publicUrl() + paths.entry(page.language), w.start.qr);
  const main = html`${errorSummary(page, faults)}${heading(page, words.title, { n: 1, all: STEPS })}
<p class="lead">${t(words.lead, { agency })}</p>
<div class="terms" id="terms">${termsSections(page)}${termsVersion(page, s.terms)}</div>
${form(
  { ...s, state: AT_TERMS },
  html`${hidden('terms', s.terms)}<section class="decide" aria-labelledby="decide"><h2 id="decide">${t.head(words.decision)}</h2><p>${t(words.decisionNote, { agency })}</p>
<div class="actions">${mainButton(page, { go: 'accept', label: w.buttons.accept, icon: 'check' })}${linkButton(page, `${paths.start}?lang=${page.language}`, w.buttons.decline, 'second')}</div></section>`,
)}
${!s.bound && html`<details class="other"><summary><span>${t.head(w.start.qrNote)}</span></summary><div class="qr-box">${qr}</div></details>`}`;
  // Nothing is typed here, so switching and leaving are plain links.
  return frame(page, { title: words.title, place: s.place, back: 'start', main, error: hasFaults(faults) });
};

const boundAddress = (page: Page, email: string): Html =>
  html`<div class="field"><p class="label">${page.t.head(page.w.entry.input.email)}</p><p class="fixed">${addressText(email)}</p><p class="hint">${page.t(page.w.entry.input.bound)}</p></div>`;

export const inputPage = (s: Shown): string => {
  const { page, typed, groups, faults = noFaults } = s;
  const { w, t } = page;
  const words = w.entry.input;
  const agency = agencyOf(page);
  const place = carried(s.place, STAY, 'check');
  const main = html`${errorSummary(page, faults)}${heading(page, words.title, { n: 2, all: STEPS })}${meantBox(page, FORM, s.meant, 'check')}
<aside class="purpose"><h2>${t.head(words.purposeHead)}</h2><p>${t(words.purpose, { agency })} ${wayTo(page, place, 'privacy', t(w.footer.privacy))}</p></aside>
${form(
  s,
  html`${s.bound ? boundAddress(page, typed.email) : emailField(page, { value: typed.email, label: words.email, hint: words.emailHint, faults })}
${topicPicker(page, place, groups, typed, faults)}${trapField()}${s.meant && hidden('asked', typed.email)}
<div class="actions">${mainButton(page, { go: 'check', label: w.buttons.check, icon: 'next' })}</div>`,
)}`;
  return frame(page, { title: words.title, place, back: 'back', main, error: hasFaults(faults) });
};

const dayList = (language: Language, days: readonly string[]): string =>
  formatList(
    language,
    days.map((day) => formatDate(language, day)),
  );

/** `what` is heard, not seen: three buttons in a row would otherwise all be called the same. */
const editButton = (s: Shown, at: string, what: string): Html =>
  html`<button type="submit" name="go" value="edit" class="quiet" formaction="${to(s.page, `${s.place.at(s.page.language)}#${at}`)}">${icon('pencil')}<span>${s.page.t.head(s.page.w.buttons.edit)}</span><span class="unseen"> (${stripReadings(what)})</span></button>`;

export const checkPage = (s: Shown): string => {
  const { page, typed, groups } = s;
  const { w, t, language } = page;
  const stay = stayOf(typed);
  const main = html`${heading(page, w.entry.check.title, { n: 3, all: STEPS })}
<p class="lead">${t(w.entry.check.lead)}</p>
${form(
  s,
  html`${factList(page, [
    { label: w.entry.check.language, value: page.p.words[language].name },
    {
      label: w.entry.input.email,
      value: addressText(typed.email),
      side: !s.bound && editButton(s, 'email', w.entry.input.email),
    },
    {
      label: w.entry.input.topics,
      value: chosenList(page, groups, typed.topics),
      side: editButton(s, 'topics', w.entry.input.topics),
    },
    ...(stay === null
      ? []
      : [
          {
            label: w.entry.input.stay,
            value: t(formatDate(language, stay)),
            side: editButton(s, 'stay', w.entry.input.stay),
          },
        ]),
  ])}${s.held ? heldNote(page, s.held, 'register') : arriveBox(page)}
<div class="actions">${mainButton(page, { go: 'register', label: w.buttons.register, icon: 'letter' })}</div>`,
)}`;
  const error = s.held !== undefined;
  return frame(page, { title: w.entry.check.title, place: carried(s.place, STAY), main, back: 'edit', error });
};

/** When we will write, as computed from the date; or that it is too near, and what to do. */
const reminderNote = (page: Page, reminders: string[] | null): Piece => {
  const { w, t, language } = page;
  const s = w.entry.stayNote;
  if (reminders === null) return null;
  if (reminders.length > 0) return html`<li>${t(s.when)} ${t(dayList(language, reminders))}</li>`;
  const url = page.p.sender.office.renewalUrl;
  return html`<li><b>${t(s.near)}</b> ${t(s.apply)} ${url && html`<a href="${url}" rel="noreferrer">${url}</a>`}</li>`;
};

/** Claims nothing, for nothing here depends on what is known of the address; nothing is random: the page is the same for everybody. */
export const donePage = (page: Page, { email, reminders }: { email: string; reminders: string[] | null }): string => {
  const { w, t, language } = page;
  const d = w.entry.done;
  const place = { at: paths.entry, form: { id: FORM, stay: 'done' } };
  const main = html`<div class="done">${icon('check')}${heading(page, d.title)}</div>
<p class="lead">${t(d.lead)}</p>
${factList(page, [
  { label: d.to, value: addressText(email) },
  { label: d.from, value: html`<code>${page.p.mailFrom}</code>` },
  { label: d.when, value: t(d.whenText) },
])}
<h2>${t.head(d.what)}</h2><ol class="next"><li>${t(d.follow)}</li><li>${t(d.keep)}</li>${reminderNote(page, reminders)}<li>${t(d.wrong)}</li></ol>
<aside class="note"><h2>${icon('alert')}<span>${t.head(d.missing)}</span></h2><p>${t(d.missingText)}</p><p><a href="${to(page, paths.info(language, 'not-arriving'))}">${t(w.entry.arrive.help)}</a></p>${carrierLinks(page)}</aside>
<form id="${FORM}" class="unseen" method="post" action="${to(page, paths.entry(language))}">${hidden('email', email)}${reminders && hidden('reminders', reminders.join(',') || 'none')}</form>`;
  return frame(page, { title: d.title, place, main });
};
