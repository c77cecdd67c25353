/**
 * Leaving: a page that asks, and the one-click POST of mail programs (RFC 8058). Opening a link never unsubscribes anybody; a POST to the
 * one-click address always does, whatever stands in it, for mail programs send different bodies and some none.
 */
import type Router from '@koa/router';
import type { Language } from '../../../contract/codes.ts';
import { paths } from '../../../contract/paths.ts';
import type { Left } from '../../../domain/subscriptions/leaving.ts';
import { readForm } from './form.ts';
import { html } from './html.ts';
import { icon } from './icons.ts';
import { frame, type Page, type Place, to } from './page.ts';
import type { PublicParts } from './parts.ts';
import { addressText, factList, heading, linkButton, mainButton } from './pieces.ts';
import { answer } from './problems.ts';
import { byQuery, route, spoken, type Visit } from './route.ts';

const tokenOf = (visit: Visit): string => visit.ctx.params.token ?? '';

const askPage = (page: Page, place: Place, masked: string, action: string): string => {
  const { w, t } = page;
  const main = html`${heading(page, w.leave.title)}<p class="lead">${t(w.leave.lead)}</p>
${factList(page, [{ label: w.entry.input.email, value: addressText(masked) }])}
<form class="form" method="post" action="${to(page, action)}"><p><b>${t(w.leave.question)}</b></p>
<div class="actions">${mainButton(page, { go: 'unsubscribe', label: w.buttons.unsubscribe, icon: 'stop', danger: true })}${linkButton(page, `${paths.start}?lang=${page.language}`, w.buttons.keep, 'second')}</div></form>`;
  return frame(page, { title: w.leave.title, place, main });
};

const leftPage = (page: Page, place: Place, left: Left): string => {
  const { w, t, language } = page;
  const title = left === 'left' ? w.leave.done : w.leave.wasLeft;
  const main = html`<div class="done">${icon('check')}${heading(page, title)}</div><p class="lead">${t(left === 'left' ? w.leave.doneText : w.leave.wasLeftText)}</p>
<h2>${t.head(w.leave.again)}</h2><p>${t(w.leave.againText)}</p><div class="actions">${linkButton(page, paths.entry(language), w.buttons.entry, 'second')}</div>`;
  return frame(page, { title, place, main });
};

const ask = async (visit: Visit, token: string): Promise<void> => {
  const { ctx, place } = visit;
  const found = await visit.page.p.subscriptions.viewLeave(token);
  const page = spoken(visit, found?.language);
  // The button leads to the page's own address: that of one click is for mail programs.
  const action = byQuery(paths.unsubscribe(token))(page.language);
  const body =
    found === null || found.state === 'left'
      ? leftPage(page, place, 'was-left')
      : askPage(page, place, found.masked, action);
  answer(ctx, page, 200, body);
};

const drawLeft = async (visit: Visit, kept: { left: Left; language?: Language }): Promise<void> => {
  const page = spoken(visit, kept.language);
  answer(visit.ctx, page, 200, leftPage(page, visit.place, kept.left));
};

const leave = async (visit: Visit, how: 'page' | 'one-click'): Promise<void> => {
  const done = await visit.page.p.subscriptions.unsubscribe(tokenOf(visit), how);
  if (how === 'one-click') return drawLeft(visit, done);
  await visit.go('left', done, { alone: true, page: spoken(visit, done.language) });
};

export const leaveRoutes = (router: Router, p: PublicParts): void => {
  route(router, p, {
    path: '/m/unsubscribe/:token',
    place: (ctx) => ({ at: byQuery(paths.unsubscribe(ctx.params.token ?? '')) }),
    flow: (ctx) => `leave:${ctx.params.token}`,
    steps: { left: drawLeft },
    get: (visit) => ask(visit, tokenOf(visit)),
    post: async (visit) => {
      const fields = await readForm(visit.ctx);
      if (fields.get('go') === 'unsubscribe') await leave(visit, 'page');
      else await ask(visit, tokenOf(visit));
    },
  });
  route(router, p, {
    path: '/m/one-click/:token',
    place: (ctx) => ({ at: byQuery(paths.oneClick(ctx.params.token ?? '')) }),
    machine: true,
    get: (visit) => ask(visit, tokenOf(visit)),
    post: (visit) => {
      // Nothing in the body decides anything, so it is not read.
      visit.ctx.req.resume();
      return leave(visit, 'one-click');
    },
  });
};
