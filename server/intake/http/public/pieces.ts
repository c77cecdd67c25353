/** Pieces that several pages share: headings with steps, fields with their errors, facts, the summary of errors. */

import { type Carrier, carrierNames, carriers, paths } from '../../../contract/paths.ts';
import { languageOf } from '../../../languages/languages.ts';
import { errorId } from './errorIds.ts';
import { flag, type Html, html, type Piece, trusted } from './html.ts';
import { type Icon, icon } from './icons.ts';
import { type Page, to } from './page.ts';

/** Codes of what is wrong, by field. */
export type Faults = Readonly<Record<string, string>>;
export const noFaults: Faults = {};
export const hasFaults = (faults: Faults): boolean => Object.keys(faults).length > 0;

const wording = (page: Page, code: string): string =>
  (page.w.errors as Readonly<Record<string, string>>)[code] ?? page.w.problems.system.title;

export const heading = (page: Page, title: string, step?: { n: number; all: number }): Html =>
  html`<div class="title">${
    step && html`<p class="step">${page.t.head(page.w.step, { n: step.n, all: step.all })}</p>`
  }<h1>${page.t.head(title)}</h1></div>`;

/** Everything that is wrong, at the top, with a way to each field. */
export const errorSummary = (page: Page, faults: Faults): Piece =>
  hasFaults(faults) &&
  html`<div class="errors" role="alert" id="errors" tabindex="-1" autofocus><h2>${icon('alert')}<span>${page.t.head(page.w.errorHead)}</span></h2><ul>${Object.entries(
    faults,
  ).map(
    ([field, code]) =>
      html`<li><a href="#${field}">${page.t(wording(page, code))}</a> <span class="eid">${errorId(code)}</span></li>`,
  )}</ul></div>`;

/** The text under a field; it begins with what to do. */
export const fieldError = (page: Page, field: string, faults: Faults): Piece => {
  const code = faults[field];
  return (
    code !== undefined &&
    html`<p class="error" id="${field}-error">${icon('alert')}<span>${languageOf(page.language).errorMark}${page.t(wording(page, code))} <span class="eid">${errorId(code)}</span></span></p>`
  );
};

export const described = (field: string, faults: Faults, hint = true): Html => {
  const ids = [hint && `${field}-hint`, faults[field] !== undefined && `${field}-error`].filter(Boolean).join(' ');
  return html`${ids && html` aria-describedby="${ids}"`}${trusted(faults[field] === undefined ? '' : ' aria-invalid="true"')}`;
};

/** The address field: label above, support text, error under it, large enough for a thumb. */
export const emailField = (
  page: Page,
  p: { value: string; label: string; hint: string; faults: Faults; required?: boolean },
): Html => {
  const { t, w } = page;
  return html`<div class="field${p.faults.email && ' wrong'}"><label for="email">${t.head(p.label)} <span class="need">${t.head(w.required)}</span></label>
<p class="hint" id="email-hint">${t(p.hint)}</p>
<input id="email" name="email" type="text" inputmode="email" autocomplete="email" autocapitalize="none" spellcheck="false" maxlength="400" value="${p.value}"${described('email', p.faults)}>
${fieldError(page, 'email', p.faults)}</div>`;
};

/** Left empty by people, filled in by programs that fill in everything; hidden from screen readers too. */
export const TRAP = 'fbk_note';
export const trapField = (): Html =>
  html`<div class="trap" aria-hidden="true"><label for="${TRAP}">-</label><input id="${TRAP}" name="${TRAP}" type="text" tabindex="-1" autocomplete="off" value=""></div>`;

export const mainButton = (page: Page, p: { go: string; label: string; icon?: Icon; danger?: boolean }): Html =>
  html`<button type="submit" name="go" value="${p.go}" class="button${p.danger && ' danger'}">${p.icon && icon(p.icon)}<span>${page.t.head(p.label)}</span></button>`;

export const linkButton = (page: Page, path: string, label: string, kind = ''): Html =>
  html`<a class="button${kind && ` ${kind}`}" href="${to(page, path)}"><span>${page.t.head(label)}</span></a>`;

/** Domains whose mail must be let in, and the hint on filters that refuse links. */
export const mailDomains = (page: Page): string[] => [
  ...new Set([page.p.mailFrom.slice(page.p.mailFrom.lastIndexOf('@') + 1), page.p.entryDomain]),
];

export const arriveBox = (page: Page): Html => {
  const { t, w } = page;
  const a = w.entry.arrive;
  return html`<aside class="note" aria-labelledby="arrive"><h2 id="arrive">${icon('shield')}<span>${t.head(a.title)}</span></h2><p>${t(a.domain)}</p><ul class="codes">${mailDomains(
    page,
  ).map(
    (d) => html`<li><code>${d}</code></li>`,
  )}</ul><p>${t(a.url)}</p><p><a href="${to(page, paths.info(page.language, 'not-arriving'))}">${t(a.help)}</a></p></aside>`;
};

/** The pages of carriers and mail services; `but`: the one that is open. */
export const carrierLinks = (page: Page, but?: Carrier): Html =>
  html`<ul class="carriers">${carriers
    .filter((one) => one !== but)
    .map(
      (one) => html`<li><a href="${to(page, paths.carrier(page.language, one))}">${carrierNames[one]}</a></li>`,
    )}</ul>`;

export type Fact = { label: string; value: Piece; side?: Piece };
export const factList = (page: Page, facts: readonly Fact[]): Html =>
  html`<dl class="facts">${facts.map(
    (fact) =>
      html`<div><dt>${page.t.head(fact.label)}</dt><dd>${fact.value}</dd>${fact.side && html`<dd class="side">${fact.side}</dd>`}</div>`,
  )}</dl>`;

/** An address as typed; it may break anywhere, for some are longer than a phone is wide. */
export const addressText = (email: string): Html => html`<span class="address" translate="no">${email}</span>`;

/** A subject just as it stood in a mail. */
export const writtenText = (page: Page, text: string): Html =>
  html`<span class="written" translate="no">${page.t.written(text)}</span>`;

export const hidden = (name: string, value: string): Html =>
  html`<input type="hidden" name="${name}" value="${value}">`;
export const ticked = (is: boolean): Html => flag('checked', is);
