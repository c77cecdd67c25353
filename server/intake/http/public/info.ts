/** Pages to read: terms, privacy, accessibility, contact, "the mail does not arrive". */

import type Router from '@koa/router';
import { type Language, languages } from '../../../contract/codes.ts';
import { type Carrier, carrierNames, carriers, type InfoPage, infoPages, paths } from '../../../contract/paths.ts';
import { languageOf } from '../../../languages/languages.ts';
import { phoneIn, type SenderSystem } from '../../../letters/sender.ts';
import { type Html, html, type Piece } from './html.ts';
import { frame, type Page, to } from './page.ts';
import type { PublicParts } from './parts.ts';
import { carrierLinks, type Fact, factList, heading, linkButton, mailDomains } from './pieces.ts';
import { answer } from './problems.ts';
import { route } from './route.ts';
import type { Values } from './speech.ts';
import { consentTexts } from './words/words.ts';

/** The page on real mails has a form, and a file of its own. */
type ReadPage = Exclude<InfoPage, 'real-mail'>;

type Section = { h: string; p: readonly string[] };

const sectionsOf = (page: Page, sections: readonly Section[], values: Values = {}): Html =>
  html`${sections.map((s) => html`<section><h2>${page.t.head(s.h)}</h2>${s.p.map((p) => html`<p>${page.t(p, values)}</p>`)}</section>`)}`;

export const agencyOf = (page: Page): Html => page.t.head(page.p.sender.agency.name[page.language]);

/** The articles of the terms; they stand on a page of their own and in the first step of the registration. */
export const termsSections = (page: Page): Html =>
  sectionsOf(page, page.w.info.terms.sections, { agency: agencyOf(page) });

export const termsVersion = (page: Page, revision: string): Html =>
  html`<p class="hint">${page.t(page.w.entry.terms.version)}${languageOf(page.language).colon}${revision}</p>`;

const domainList = (page: Page): Html =>
  html`${mailDomains(page).map((d, n) => html`${n > 0 && ' / '}<code>${d}</code>`)}`;

const phoneOf = (page: Page, of: { phone?: string; phoneAbroad?: string }): string => phoneIn(page.language, of) ?? '';

const dial = (phone: string): Html => html`<a href="tel:${phone.replaceAll(/[^+\d]/g, '')}">${phone}</a>`;

type Counter = PublicParts['sender']['office']['counters'][number];
const counterPiece = (page: Page, counter: Counter): Html => {
  const { w, t, language } = page;
  const c = w.info.contact;
  // Most who read English live here: the number that is dialled here stands first.
  const phones = [counter.phone, languageOf(language).abroad ? counter.phoneAbroad : undefined].filter(
    (one) => one !== undefined,
  );
  const url = counter.url?.[language];
  const facts: (Fact | false)[] = [
    counter.languages !== undefined && { label: c.languages, value: t(counter.languages[language]) },
    counter.hours !== undefined && { label: c.hours, value: t(counter.hours[language]) },
    phones.length > 0 && {
      label: c.phone,
      value: html`${phones.map((one, n) => html`${n > 0 && ' / '}${dial(one)}`)}`,
    },
    counter.mail !== undefined && {
      label: c.mail,
      value: html`<a href="mailto:${counter.mail}">${counter.mail}</a>`,
    },
    url !== undefined && { label: c.site, value: html`<a href="${url}" rel="noreferrer">${url}</a>` },
  ];
  const about = counter.about && html`<p>${t(counter.about[language])}</p>`;
  const known = facts.filter((fact) => fact !== false);
  return html`<section><h3>${t.head(counter.name[language])}</h3>${about}${factList(page, known)}</section>`;
};

/** The desk of each application system, those that share one together. */
const deskPieces = (page: Page): Html => {
  const { t, language, p, w } = page;
  const c = w.info.contact;
  const found = new Map<string, { names: string[]; system: SenderSystem }>();
  for (const code of ['ras2', 'ras1', 'ens'] as const) {
    const system = p.sender.systems[code];
    const key = JSON.stringify([phoneOf(page, system.operation), system.operation.hours?.[language]]);
    const known = found.get(key) ?? { names: [], system };
    found.set(key, { ...known, names: [...new Set([...known.names, system.name[language]])] });
  }
  return html`${[...found.values()].map(({ names, system: { operation, languages: spoken } }) => {
    const phone = phoneOf(page, operation);
    const facts: (Fact | false)[] = [
      { label: c.languages, value: spoken.map((one) => p.words[one].name).join(' / ') },
      operation.hours !== undefined && { label: c.hours, value: t(operation.hours[language]) },
      phone !== '' && { label: c.phone, value: dial(phone) },
      operation.mail !== undefined && {
        label: c.mail,
        value: html`<a href="mailto:${operation.mail}">${operation.mail}</a>`,
      },
    ];
    const known = facts.filter((fact) => fact !== false);
    return html`<section>${names.map((name) => html`<h3>${t.head(name)}</h3>`)}${factList(page, known)}</section>`;
  })}`;
};

/** Counters, languages, hours, mail, and what to do without a telephone. What the agency has not written down is left out. */
const contactMain = (page: Page): Piece => {
  const { w, t, language, p } = page;
  const c = w.info.contact;
  const { contact, links, counters } = p.sender.office;
  return html`${heading(page, c.title)}<p class="lead">${t(c.lead)}</p>
<h2>${t.head(c.service)}</h2><p><b>${t(contact.name[language])}</b></p>${factList(page, [
    { label: c.phone, value: dial(phoneOf(page, contact)) },
    { label: c.address, value: t(contact.address[language]) },
    { label: c.site, value: html`<a href="${p.sender.agency.site}" rel="noreferrer">${p.sender.agency.site}</a>` },
  ])}<h2>${t.head(c.systems)}</h2>${deskPieces(page)}<h2>${t.head(c.office)}</h2>${counters.map((counter) => counterPiece(page, counter))}<ul class="links">${links.map(
    (link) => html`<li><a href="${link.url[language]}" rel="noreferrer">${t(link.label[language])}</a></li>`,
  )}</ul><h2>${t.head(c.noPhone)}</h2><p>${t(c.noPhoneText)}</p>`;
};

const plainMain = (page: Page, words: { title: string; lead: string; sections: readonly Section[] }, values: Values) =>
  html`${heading(page, words.title)}<p class="lead">${page.t(words.lead, values)}</p>${sectionsOf(page, words.sections, values)}`;

const mains: Record<ReadPage, (page: Page) => Piece> = {
  terms: (page) => {
    const { info } = page.w;
    const revision = consentTexts(page.w)[0].revision;
    return html`${heading(page, info.terms.title)}${termsSections(page)}${termsVersion(page, revision)}`;
  },
  privacy: (page) => plainMain(page, page.w.info.privacy, { agency: agencyOf(page) }),
  accessibility: (page) => plainMain(page, page.w.info.accessibility, { agency: agencyOf(page) }),
  contact: contactMain,
  'not-arriving': (page) => {
    const words = page.w.info.notArriving;
    return html`${plainMain(page, words, { domains: domainList(page) })}<aside class="note"><h2><span>${page.t.head(words.test)}</span></h2><p>${page.t(words.testText)}</p>${linkButton(
      page,
      paths.reissue(page.language),
      page.w.footer.reissue,
      'second',
    )}</aside><h2 id="carriers">${page.t.head(page.w.info.carriers.head)}</h2>${carrierLinks(page)}`;
  },
};

/** One page for each carrier and mail service: what to set there. */
const carrierPage = (page: Page, carrier: Carrier): string => {
  const { w, t, language } = page;
  const words = w.info.carriers;
  const domains = domainList(page);
  const name = html`${carrierNames[carrier]}`;
  const main = html`<article class="prose"><div class="title"><h1>${t.head(words.title, { name })}</h1></div><p class="lead">${t(words.lead)}</p><ol class="next">${w.carrierSteps[
    carrier
  ].map(
    (step) => html`<li>${t(step, { domains })}</li>`,
  )}</ol><p>${linkButton(page, paths.info(language, 'not-arriving'), w.info.notArriving.title, 'second')}</p><h2>${t.head(words.head)}</h2>${carrierLinks(page, carrier)}</article>`;
  const title = words.title.replace('{name}', carrierNames[carrier]);
  return frame(page, { title, place: { at: (l) => paths.carrier(l, carrier) }, back: 'not-arriving', main });
};

export const infoRoutes = (router: Router, p: PublicParts): void => {
  const one = (language: Language, name: ReadPage) =>
    route(router, p, {
      path: paths.info(language, name),
      language: () => language,
      place: () => ({ at: (l) => paths.info(l, name) }),
      get: async ({ ctx, page, place }) => {
        const make = () => {
          const main = html`<article class="prose">${mains[name](page)}</article>`;
          return frame(page, { title: page.w.footer[name], place, main });
        };
        const terms = name === 'terms' ? consentTexts(page.w)[0].revision : '';
        const key = ['info', page.p.publicUrl(), to(page, place.at(page.language)), terms].join(' ');
        answer(ctx, page, 200, page.p.made(key, make));
      },
    });
  const ofCarrier = (language: Language, carrier: Carrier) =>
    route(router, p, {
      path: paths.carrier(language, carrier),
      language: () => language,
      place: () => ({ at: (l) => paths.carrier(l, carrier) }),
      get: async ({ ctx, page }) => answer(ctx, page, 200, carrierPage(page, carrier)),
    });
  for (const language of languages) {
    for (const name of infoPages) if (name !== 'real-mail') one(language, name);
    for (const carrier of carriers) ofCarrier(language, carrier);
  }
};
