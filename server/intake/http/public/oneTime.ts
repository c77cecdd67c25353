/** Links that work once: the confirmation of a registration, and of a new address. Opening them changes nothing. */
import type Router from '@koa/router';
import type { Language } from '../../../contract/codes.ts';
import { paths } from '../../../contract/paths.ts';
import { readForm } from './form.ts';
import { type Html, html } from './html.ts';
import { icon } from './icons.ts';
import { frame, type Page, to } from './page.ts';
import type { PublicParts } from './parts.ts';
import { chosenList } from './picker.ts';
import { addressText, factList, heading, mainButton } from './pieces.ts';
import { answer } from './problems.ts';
import { byQuery, route, spoken, type Visit } from './route.ts';

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

const askAddress = async (visit: Visit): Promise<void> => {
  const found = await visit.page.p.subscriptions.viewAddress(tokenOf(visit));
  const page = spoken(visit, found.language);
  const { w, t } = page;
  const main = html`${heading(page, w.address.title)}<p class="lead">${t(w.address.lead)}</p>${factList(page, [{ label: w.change.newAddress, value: addressText(found.email) }])}
<form class="form" method="post" action="${to(page, visit.place.at(page.language))}"><div class="actions">${mainButton(page, { go: 'address', label: w.buttons.confirmAddress, icon: 'check' })}</div></form>`;
  answer(visit.ctx, page, 200, frame(page, { title: w.address.title, place: visit.place, main }));
};

const drawMoved = async (visit: Visit, done: { email: string; language: Language }): Promise<void> => {
  const page = spoken(visit, done.language);
  const { w, t } = page;
  const main = html`<div class="done">${icon('check')}${heading(page, w.address.done)}</div><p class="lead">${t(w.address.doneText)}</p>${factList(page, [{ label: w.change.newAddress, value: addressText(done.email) }])}`;
  answer(visit.ctx, page, 200, frame(page, { title: w.address.done, place: visit.place, main }));
};

const confirmAddress = async (visit: Visit): Promise<void> => {
  const done = await visit.page.p.subscriptions.confirmAddress(tokenOf(visit));
  await visit.go('done', done, { alone: true, page: spoken(visit, done.language) });
};

/** Only a press of the button acts; a POST without it sees the page again. */
const onPress =
  (go: string, act: (visit: Visit) => Promise<void>, ask: (visit: Visit) => Promise<void>) => async (visit: Visit) => {
    const fields = await readForm(visit.ctx);
    await (fields.get('go') === go ? act(visit) : ask(visit));
  };

export const oneTimeRoutes = (router: Router, p: PublicParts): void => {
  route(router, p, {
    path: '/m/confirm/:token',
    place: (ctx) => ({ at: byQuery(paths.confirm(ctx.params.token ?? '')) }),
    flow: (ctx) => `confirm:${ctx.params.token}`,
    steps: { done: drawRegistered },
    get: askRegistration,
    post: onPress('register', confirmRegistration, askRegistration),
  });
  route(router, p, {
    path: '/m/address/:token',
    place: (ctx) => ({ at: byQuery(paths.address(ctx.params.token ?? '')) }),
    flow: (ctx) => `address:${ctx.params.token}`,
    steps: { done: drawMoved },
    get: askAddress,
    post: onPress('address', confirmAddress, askAddress),
  });
};
