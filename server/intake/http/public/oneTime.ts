/** Links that work once: confirmations, new choices of a second registration, a change of address and its undoing. Opening them changes nothing. */
import type Router from '@koa/router';
import type { Language } from '../../../contract/codes.ts';
import { paths } from '../../../contract/paths.ts';
import { isHubError } from '../../../lib/errors.ts';
import { readForm } from './form.ts';
import { type Html, html } from './html.ts';
import { icon } from './icons.ts';
import { frame, type Page, to } from './page.ts';
import type { PublicParts } from './parts.ts';
import { chosenList } from './picker.ts';
import { addressText, factList, heading, hidden, mainButton } from './pieces.ts';
import { answer } from './problems.ts';
import { byQuery, type Draw, route, type Show, spoken, type Visit } from './route.ts';

const tokenOf = (visit: Visit): string => visit.ctx.params.token ?? '';

type Registration = { email: string; language: Language; topics: string[] };

const facts = async (page: Page, r: Registration): Promise<Html> =>
  factList(page, [
    { label: page.w.entry.input.email, value: addressText(r.email) },
    { label: page.w.entry.check.language, value: page.p.words[r.language].name },
    { label: page.w.entry.input.topics, value: chosenList(page, await page.p.topics.list(), r.topics) },
  ]);

const askRegistration = async (visit: Visit): Promise<void> => {
  const found = await visit.page.p.subscriptions.viewConfirmation(tokenOf(visit));
  const page = spoken(visit, found.language);
  const { w, t } = page;
  const main = html`${heading(page, w.confirm.title)}<p class="lead">${t(w.confirm.lead)}</p>${await facts(page, found)}
<form class="form" method="post" action="${to(page, visit.place.at(page.language))}"><div class="actions">${mainButton(page, { go: 'register', label: w.buttons.register, icon: 'check' })}</div></form>`;
  answer(visit.ctx, page, 200, frame(page, { title: w.confirm.title, place: visit.place, main }));
};

const drawRegistered = async (visit: Visit, done: Registration): Promise<void> => {
  const page = spoken(visit, done.language);
  const { w, t } = page;
  const main = html`<div class="done">${icon('check')}${heading(page, w.confirm.done)}</div><p class="lead">${t(w.entry.done.keep)}</p>${await facts(page, done)}`;
  answer(visit.ctx, page, 200, frame(page, { title: w.confirm.done, place: visit.place, main }));
};

const confirmRegistration = async (visit: Visit): Promise<void> => {
  const done = await visit.page.p.subscriptions.confirm(tokenOf(visit));
  await visit.go('done', done, { alone: true, page: spoken(visit, done.language) });
};

const askChoices = async (visit: Visit): Promise<void> => {
  const found = await visit.page.p.subscriptions.viewChoices(tokenOf(visit));
  const page = spoken(visit, found.language);
  const { w, t } = page;
  const main = html`${heading(page, w.choices.title)}<p class="lead">${t(w.choices.lead)}</p>${await facts(page, found)}
<form class="form" method="post" action="${to(page, visit.place.at(page.language))}"><div class="actions">${mainButton(page, { go: 'choices', label: w.buttons.choices, icon: 'check' })}</div></form>`;
  answer(visit.ctx, page, 200, frame(page, { title: w.choices.title, place: visit.place, main }));
};

const drawChosen = async (visit: Visit, done: Registration): Promise<void> => {
  const page = spoken(visit, done.language);
  const { w, t } = page;
  const main = html`<div class="done">${icon('check')}${heading(page, w.change.saved)}</div><p class="lead">${t(w.change.savedText)}</p>${await facts(page, done)}`;
  answer(visit.ctx, page, 200, frame(page, { title: w.change.saved, place: visit.place, main }));
};

const useChoices = async (visit: Visit): Promise<void> => {
  const done = await visit.page.p.subscriptions.useChoices(tokenOf(visit));
  await visit.go('done', done, { alone: true, page: spoken(visit, done.language) });
};

/** Two registrations become one: said with all that the one will get, before anybody presses. */
const mergeNote = async (page: Page, merged: string[] | null): Promise<Html> =>
  merged === null
    ? html``
    : html`<aside class="note"><p><b>${page.t(page.w.address.merge)}</b></p>${chosenList(page, await page.p.topics.list(), merged)}</aside>`;

const askAddress = async (visit: Visit): Promise<void> => {
  const found = await visit.page.p.subscriptions.viewAddress(tokenOf(visit));
  const page = spoken(visit, found.language);
  const { w, t } = page;
  const main = html`${heading(page, w.address.title)}<p class="lead">${t(w.address.lead)}</p>${factList(page, [{ label: w.change.newAddress, value: addressText(found.email) }])}${await mergeNote(page, found.merged)}
<form class="form" method="post" action="${to(page, visit.place.at(page.language))}">${found.merged !== null && hidden('merging', 'yes')}<div class="actions">${mainButton(page, { go: 'address', label: w.buttons.confirmAddress, icon: 'check' })}</div></form>`;
  answer(visit.ctx, page, 200, frame(page, { title: w.address.title, place: visit.place, main }));
};

const askUndo = async (visit: Visit): Promise<void> => {
  const found = await visit.page.p.subscriptions.viewUndo(tokenOf(visit));
  const page = spoken(visit, found.language);
  const { w, t } = page;
  const main = html`${heading(page, w.undo.title)}<p class="lead">${t(w.undo.lead)}</p>${factList(page, [{ label: w.entry.input.email, value: addressText(found.email) }])}
<form class="form" method="post" action="${to(page, visit.place.at(page.language))}"><div class="actions">${mainButton(page, { go: 'undo', label: w.buttons.undo, icon: 'again' })}</div></form>`;
  answer(visit.ctx, page, 200, frame(page, { title: w.undo.title, place: visit.place, main }));
};

const drawUndone = async (visit: Visit, done: { email: string; language: Language }): Promise<void> => {
  const page = spoken(visit, done.language);
  const { w, t } = page;
  const main = html`<div class="done">${icon('check')}${heading(page, w.undo.done)}</div><p class="lead">${t(w.undo.doneText)}</p>${factList(page, [{ label: w.entry.input.email, value: addressText(done.email) }])}`;
  answer(visit.ctx, page, 200, frame(page, { title: w.undo.done, place: visit.place, main }));
};

const undo = async (visit: Visit): Promise<void> => {
  const done = await visit.page.p.subscriptions.undoAddress(tokenOf(visit));
  await visit.go('done', done, { alone: true, page: spoken(visit, done.language) });
};

const drawMoved = async (visit: Visit, done: { email: string; language: Language }): Promise<void> => {
  const page = spoken(visit, done.language);
  const { w, t } = page;
  const main = html`<div class="done">${icon('check')}${heading(page, w.address.done)}</div><p class="lead">${t(w.address.doneText)}</p>${factList(page, [{ label: w.change.newAddress, value: addressText(done.email) }])}`;
  answer(visit.ctx, page, 200, frame(page, { title: w.address.done, place: visit.place, main }));
};

const confirmAddress = async (visit: Visit): Promise<void> => {
  const merging = (await readForm(visit.ctx)).get('merging') === 'yes';
  const done = await visit.page.p.subscriptions.confirmAddress(tokenOf(visit), merging).catch((error: unknown) => {
    // That address was registered after the page was opened: it is shown again, and says so.
    if (isHubError(error) && error.code === 'address.merge') return null;
    throw error;
  });
  if (done === null) return visit.again(askAddress);
  await visit.go('done', done, { alone: true, page: spoken(visit, done.language) });
};

/** Only a press of the button acts; a POST without it sees the page again. */
const onPress =
  (go: string, act: (visit: Visit) => Promise<void>, ask: (visit: Visit) => Promise<void>) => async (visit: Visit) => {
    const fields = await readForm(visit.ctx);
    await (fields.get('go') === go ? act(visit) : visit.again(ask));
  };

export const oneTimeRoutes = (router: Router, p: PublicParts): void => {
  const one = (name: 'confirm' | 'address' | 'choices' | 'undo', draw: Draw, ask: Show, post: Show) =>
    route(router, p, {
      path: `/m/${name}/:token`,
      place: (ctx) => ({ at: byQuery(paths[name](ctx.params.token ?? '')) }),
      flow: (ctx) => `${name}:${ctx.params.token}`,
      steps: { done: draw },
      get: ask,
      post,
    });
  one('confirm', drawRegistered, askRegistration, onPress('register', confirmRegistration, askRegistration));
  one('address', drawMoved, askAddress, onPress('address', confirmAddress, askAddress));
  one('choices', drawChosen, askChoices, onPress('choices', useChoices, askChoices));
  one('undo', drawUndone, askUndo, onPress('undo', undo, askUndo));
};
