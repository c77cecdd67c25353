/** "Is this email real?": what is ours to compare with, and the reference of a mail looked up. Never told: to whom it went. */
import type Router from '@koa/router';
import { type Language, languages } from '../../../contract/codes.ts';
import { paths } from '../../../contract/paths.ts';
import type { FoundMail } from '../../../domain/letters/mailReferences.ts';
import { formatDate } from '../../../letters/formatters.ts';
import { jstDate } from '../../../lib/clock.ts';
import { isFull } from '../budgets.ts';
import { type Fields, readForm } from './form.ts';
import { type Held, heldNote, secondsOf } from './held.ts';
import { type Html, html, type Piece } from './html.ts';
import { icon } from './icons.ts';
import { frame, type Page, type Place, STAY, to } from './page.ts';
import type { PublicParts } from './parts.ts';
import {
  described,
  errorSummary,
  type Faults,
  factList,
  fieldError,
  hasFaults,
  heading,
  linkButton,
  mainButton,
  noFaults,
  writtenText,
} from './pieces.ts';
import { answer } from './problems.ts';
import { route, type Visit } from './route.ts';

const FORM = 'step';
const CHECK = 'check';
/** The answer again, in another language or view. */
const FOUND = 'found';
/** A reference with every sign full width and set apart is shorter. */
const MOST_TYPED = 200;
type Kept = { typed: string; faults?: Faults; held?: Held };

/** Addresses that our mails come from: of the newsletter and of each application system. */
const senders = (page: Page): string[] => {
  const { systems } = page.p.sender;
  const others = [systems.ras2, systems.ras1, systems.ens].map((one) => `${one.from}@${one.domain}`);
  return [...new Set([page.p.mailFrom, ...others])];
};
const hosts = (page: Page): string[] => [
  ...new Set([new URL(page.p.publicUrl()).hostname, ...page.p.sender.linkHosts]),
];
const codes = (list: readonly string[]): Html =>
  html`<ul class="codes">${list.map((one) => html`<li><code>${one}</code></li>`)}</ul>`;
const lines = (page: Page, list: readonly string[]): Html =>
  html`<ul>${list.map((one) => html`<li>${page.t(one)}</li>`)}</ul>`;

/** What holds without any reference. */
const tellingPoints = (page: Page): Html => {
  const { t } = page;
  const w = page.w.info.realMail;
  const site = html`<code>${page.p.publicUrl()}/</code>`;
  return html`<section><h2>${t.head(w.from.h)}</h2><p>${t(w.from.p)}</p>${codes(senders(page))}</section>
<section><h2>${t.head(w.hosts.h)}</h2><p>${t(w.hosts.p, { site })}</p>${codes(hosts(page))}</section>
<section><h2>${t.head(w.never.h)}</h2>${lines(page, w.never.p)}</section>
<section><h2>${t.head(w.frauds.h)}</h2>${lines(page, w.frauds.p)}</section>
<section><h2>${t.head(w.odd.h)}</h2><p>${t(w.odd.p)}</p>${linkButton(page, paths.info(page.language, 'contact'), page.w.info.contact.title, 'second')}</section>`;
};

const referenceField = (page: Page, typed: string, faults: Faults): Html => {
  const w = page.w.info.realMail;
  return html`<div class="field${faults.reference && ' wrong'}"><label for="reference">${page.t.head(w.label)} <span class="need">${page.t.head(page.w.required)}</span></label>
<p class="hint" id="reference-hint">${page.t(w.hint)}</p>
<input id="reference" name="reference" type="text" autocomplete="off" autocapitalize="characters" spellcheck="false" translate="no" maxlength="${MOST_TYPED}" value="${typed}"${described('reference', faults)}>
${fieldError(page, 'reference', faults)}</div>`;
};

type Framed = { title: string; back: string; error?: boolean; main: Piece; stay?: string };
const framed = (page: Page, place: Place, { stay = STAY, ...p }: Framed): string => {
  const form = { id: FORM, stay, enter: CHECK };
  return frame(page, { ...p, place: { ...place, form }, main: html`<article class="prose">${p.main}</article>` });
};

const askPage = (page: Page, place: Place, { typed, faults = noFaults, held }: Kept): string => {
  const w = page.w.info.realMail;
  const main = html`${errorSummary(page, faults)}${heading(page, w.title)}<p class="lead">${page.t(w.lead)}</p>
<form id="${FORM}" class="form" method="post" action="${to(page, place.at(page.language))}" novalidate>${referenceField(page, typed, faults)}${heldNote(page, held, CHECK)}
<div class="actions">${mainButton(page, { go: CHECK, label: w.check, icon: 'shield' })}</div></form>${tellingPoints(page)}`;
  const error = hasFaults(faults) || held !== undefined;
  return framed(page, place, { title: w.title, back: 'start', error, main });
};

const foundFacts = (page: Page, found: FoundMail & { is: 'mail' }): Html => {
  const w = page.w.info.realMail.found;
  return html`${factList(page, [
    { label: w.subject, value: writtenText(page, found.subject) },
    { label: w.at, value: page.t(formatDate(page.language, jstDate(found.at))) },
    { label: w.domain, value: html`<code>${found.domain}</code>` },
  ])}<aside class="note"><p>${icon('alert')} ${page.t(w.copied)}</p></aside>`;
};

const answerPage = (page: Page, place: Place, typed: string, found: FoundMail): string => {
  const { t } = page;
  const w = page.w.info.realMail;
  const words = found.is === 'mail' ? w.found : w[found.is];
  const main = html`${heading(page, words.title)}<p><code>${typed}</code></p><p class="lead">${t(words.lead)}</p>${found.is === 'mail' && foundFacts(page, found)}
<form id="${FORM}" class="form" method="post" action="${to(page, place.at(page.language))}" novalidate><input type="hidden" name="reference" value="${typed}"><div class="actions"><button type="submit" name="go" value="again" class="button second"><span>${t.head(w.again)}</span></button></div></form>${tellingPoints(page)}`;
  return framed(page, place, { title: words.title, back: 'back', main, stay: FOUND });
};

const drawAsk = async ({ ctx, page, place }: Visit, kept: Kept): Promise<void> => {
  if (kept.held) ctx.set('retry-after', String(secondsOf(page, kept.held)));
  answer(ctx, page, kept.held ? 429 : hasFaults(kept.faults ?? noFaults) ? 422 : 200, askPage(page, place, kept));
};

/** Looked up when it is shown, so that it is true when it is opened again. What is no reference of ours counts against a network. */
const drawFound = async (visit: Visit, { typed }: { typed: string }): Promise<void> => {
  const { ctx, page, place } = visit;
  const taken = await page.p.budgets.references.take(ctx.ip);
  if (isFull(taken)) return drawAsk(visit, { typed, held: { scope: 'network', retryAt: taken.until } });
  const found = await page.p.mailReferences.find(typed, ctx.ip);
  if (found.is !== 'unknown') taken.giveBack();
  answer(ctx, page, 200, answerPage(page, place, typed, found));
};

const press = async (visit: Visit, fields: Fields): Promise<void> => {
  const go = fields.get('go');
  const typed = fields.get('reference').trim().slice(0, MOST_TYPED);
  if (go === 'again') return visit.go('ask', { typed: '' }, { alone: true });
  if (go === FOUND) return visit.go('found', { typed });
  if (go === STAY) return visit.go('ask', { typed });
  if (typed === '') return visit.go('ask', { typed, faults: { reference: 'reference.empty' } });
  await visit.go('found', { typed }, { also: { ask: { typed } } });
};

export const realMailRoutes = (router: Router, p: PublicParts): void => {
  const at = (l: Language) => paths.info(l, 'real-mail');
  for (const language of languages)
    route(router, p, {
      path: at(language),
      language: () => language,
      place: () => ({ at }),
      flow: () => 'real-mail',
      steps: { ask: drawAsk, found: drawFound },
      get: async (visit) => drawAsk(visit, { typed: ((await visit.kept('ask')) as Kept | undefined)?.typed ?? '' }),
      post: async (visit) => press(visit, await readForm(visit.ctx)),
    });
};
