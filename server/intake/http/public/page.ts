/** What every page is made of: the reader's language and view, the words, and the frame around the content. */

import { type Language, languages } from '../../../contract/codes.ts';
import { infoPages, paths } from '../../../contract/paths.ts';
import { languageOf } from '../../../languages/languages.ts';
import { stripReadings } from '../../../letters/furigana.ts';
import { phoneIn } from '../../../letters/sender.ts';
import { assets } from './assets.ts';
import { type Html, html, type Piece, trusted } from './html.ts';
import { icon } from './icons.ts';
import type { PublicParts } from './parts.ts';
import { type Speech, speech } from './speech.ts';
import { schemes, sizes, type View, withView } from './view.ts';
import type { Words } from './words/words.ts';

export type Page = { p: PublicParts; language: Language; view: View; w: Words; t: Speech };

export const makePage = (p: PublicParts, language: Language, view: View): Page => ({
  p,
  language,
  view,
  w: p.wordsNow()[language],
  t: speech(language),
});

/** A path of ours with the reader's view. */
export const to = (page: Page, path: string): string => withView(path, page.view);

/** Where a page is: its path in each language and, when it holds input, the form that goes along so that nothing typed is lost. */
export type Place = {
  at: (language: Language) => string;
  /** The step that is shown, where that is not the beginning: without a form, the switches of language and view lead here. */
  here?: (language: Language) => string;
  form?: {
    id: string;
    /** Value of `go` that shows the same step again. */
    stay: string;
    /** Value of `go` that Enter in a field presses; the first button in the document takes it. */
    enter?: string;
  };
};

export type Framed = {
  title: string;
  place: Place;
  main: Piece;
  /** Where Back leads: as `wayTo`, or a path of ours; to the start unless told. */
  back?: string;
  /** For a page that search engines may show: what its head says of it. */
  open?: Piece;
  /** Something is wrong: the title says so first. */
  error?: boolean;
};

/** Stands in the page itself: one request less on a bad line. */
const mark: Html = trusted(
  assets.mark.body
    .toString()
    .trim()
    .replace('<svg ', '<svg width="32" height="32" aria-hidden="true" focusable="false" '),
);

/** Value of `go` that keeps what was typed and shows the same step. */
export const STAY = 'stay';

/** The page that a `to:…` button leads to, 'to:back' to the page's own beginning; null for every other button. */
export const goalOf = (page: Page, place: Place, go: string): string | null => {
  const name = go.startsWith('to:') ? go.slice(3) : null;
  if (name === null) return null;
  if (name === 'start') return `${paths.start}?lang=${page.language}`;
  if (name === 'entry') return paths.entry(page.language);
  if (name === 'news') return paths.news(page.language);
  if (name === 'reissue') return paths.reissue(page.language);
  const info = infoPages.find((one) => one === name);
  return info ? paths.info(page.language, info) : place.at(page.language);
};

/** A link; on a page with a form the button that keeps what was typed first, so that Back finds it. `name`: as `goalOf`. */
export const wayTo = (page: Page, place: Place, name: string, label: Piece, kind = ''): Html =>
  place.form
    ? html`<button type="submit" form="${place.form.id}" formmethod="post" formnovalidate formaction="${to(page, place.at(page.language))}" name="go" value="to:${name}" class="${`as-link ${kind}`.trim()}">${label}</button>`
    : html`<a href="${to(page, goalOf(page, place, `to:${name}`) ?? '/')}"${kind && html` class="${kind}"`}>${label}</a>`;

/** Back and "begin anew", above and below what a page with a form holds. */
const backTo = (page: Page, f: Framed): Piece => {
  const here = f.place.at(page.language);
  const back = f.back ?? (here.split('?')[0] === paths.start ? undefined : 'start');
  const label = html`${icon('back')}<span>${page.t.head(page.w.back)}</span>`;
  if (back?.startsWith('/')) return html`<p class="back"><a href="${to(page, back)}">${label}</a></p>`;
  return back === 'edit'
    ? html`<p class="back"><button type="submit" form="${f.place.form?.id ?? ''}" name="go" value="edit" class="as-link">${label}</button></p>`
    : back && html`<p class="back">${wayTo(page, f.place, back, label)}</p>`;
};
const anew = (page: Page, place: Place): Piece =>
  place.form &&
  html`<p class="anew"><button type="submit" form="${place.form.id}" formmethod="post" formnovalidate formaction="${to(page, place.at(page.language))}" name="go" value="anew" class="quiet"><span>${page.t.head(page.w.anew)}</span></button></p>`;

/** A link, or a button that takes the typed input along. */
const turn = (place: Place, path: string, label: Html, attributes: Html): Html =>
  place.form
    ? html`<button type="submit" form="${place.form.id}" formmethod="post" formnovalidate formaction="${path}" name="go" value="${place.form.stay}"${attributes}>${label}</button>`
    : html`<a href="${path}"${attributes}>${label}</a>`;

/** A form brings its step along itself. */
const stepAt = (place: Place) => (place.form ? place.at : (place.here ?? place.at));

const current = (is: boolean): Html => trusted(is ? ' aria-current="true"' : '');

const languageSwitch = (page: Page, place: Place): Html =>
  html`<nav class="langs" aria-label="${stripReadings(page.w.languages)}"><ul>${languages.map(
    (language) =>
      html`<li>${turn(
        place,
        withView(stepAt(place)(language), page.view),
        html`${page.p.words[language].name}`,
        html` lang="${languageOf(language).tag}"${current(language === page.language)}`,
      )}</li>`,
  )}</ul></nav>`;

const choices = (
  page: Page,
  place: Place,
  name: string,
  options: { label: string; view: View; is: boolean; mark?: string }[],
): Html => {
  const id = `display-${options[0]?.mark ?? 'x'}`;
  return html`<div class="choice-row" role="group" aria-labelledby="${id}"><p id="${id}">${page.t.head(name)}</p><ul>${options.map(
    (option) =>
      html`<li>${turn(
        place,
        withView(stepAt(place)(page.language), option.view),
        html`<span>${page.t.head(option.label)}</span>`,
        html` class="pill"${current(option.is)}`,
      )}</li>`,
  )}</ul></div>`;
};

const displayPanel = (page: Page, place: Place): Html => {
  const { w, view } = page;
  const d = w.display;
  return html`<details class="display"><summary>${icon('eye')}<span>${page.t.head(d.open)}</span></summary><div class="panel">
${choices(
  page,
  place,
  d.scheme,
  schemes.map((scheme) => ({
    label: d.schemes[scheme],
    view: { ...view, scheme },
    is: view.scheme === scheme,
    mark: 'scheme',
  })),
)}
${choices(
  page,
  place,
  d.size,
  sizes.map((size) => ({ label: d.sizes[size], view: { ...view, size }, is: view.size === size, mark: 'size' })),
)}
${
  languageOf(page.language).readings &&
  choices(page, place, d.ruby, [
    { label: d.rubyOn, view: { ...view, ruby: true }, is: view.ruby, mark: 'ruby' },
    { label: d.rubyOff, view: { ...view, ruby: false }, is: !view.ruby },
  ])
}</div></details>`;
};

const footer = (page: Page, place: Place): Html => {
  const { w, t, language, p } = page;
  const { agency } = p.sender;
  const phone = phoneIn(language, agency);
  return html`<footer class="foot"><div class="wrap"><nav aria-label="${stripReadings(w.footer.about)}"><ul>
<li>${wayTo(page, place, 'entry', t(w.footer.start))}</li>
<li>${wayTo(page, place, 'news', t(w.news.title))}</li>
<li>${wayTo(page, place, 'reissue', t(w.footer.reissue))}</li>
${infoPages.map((name) => html`<li>${wayTo(page, place, name, t(w.footer[name]))}</li>`)}
</ul></nav><address><b>${t(agency.name[language])}</b><span>${t(agency.address[language])}</span><span>${t(w.footer.phone)} ${phone}</span></address></div></footer>`;
};

/** The first button of a form is the one that Enter presses; the switches in the header must not be it. */
const enterButton = (place: Place): Piece =>
  place.form?.enter &&
  html`<button class="enter" type="submit" form="${place.form.id}" name="go" value="${place.form.enter}" tabindex="-1" aria-hidden="true"></button>`;

/** The whole document. */
export const frame = (page: Page, f: Framed): string => {
  const { w, t, language, view, p } = page;
  const service = p.sender.systems.nl.name[language];
  const agency = (p.sender.agency.fullName ?? p.sender.agency.name)[language];
  const names = [f.title, service, ...(service.includes(agency) ? [] : [agency])].map(stripReadings);
  const title = (f.error ? w.errorTitle : '') + names.join(' | ');
  return html`${trusted('<!doctype html>')}
<html lang="${t.tag}" data-words="${language}" data-scheme="${view.scheme}" data-size="${view.size}" data-ruby="${view.ruby ? 'on' : 'off'}">
<head><meta charset="utf-8"><title>${title}</title><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="format-detection" content="telephone=no">${f.open ?? html`<meta name="robots" content="noindex">`}<link rel="stylesheet" href="${assets.css.path}"><link rel="icon" type="image/svg+xml" href="${assets.mark.path}"></head>
<body>${enterButton(f.place)}<a class="skip" href="#main">${t(w.skip)}</a>
<header class="head"><div class="wrap"><p class="brand">${wayTo(page, f.place, 'start', html`${mark}<span>${!service.includes(agency) && html`<small>${t.head(agency)}</small>`}${t.head(service)}</span>`)}</p><div class="tools">${languageSwitch(page, f.place)}${displayPanel(page, f.place)}</div></div></header>
<main id="main" tabindex="-1"><div class="wrap">${backTo(page, f)}${f.main}${anew(page, f.place)}</div></main>
${footer(page, f.place)}${f.place.form && html`<script src="${assets.script.path}" defer></script>`}</body></html>
`.html;
};
