/** Pages for what did not work: links, limits, forms. Each says what to do next. */
import type { Context } from 'koa';
import { paths } from '../../../contract/paths.ts';
import { formatInstant } from '../../../letters/formatters.ts';
import { HubError, isHubError } from '../../../lib/errors.ts';
import { isPassing, RETRY_AFTER } from '../../../lib/passing.ts';
import { type KnownCode, statuses } from '../statuses.ts';
import { errorId } from './errorIds.ts';
import { type Html, html } from './html.ts';
import { icon } from './icons.ts';
import { frame, type Page, type Place } from './page.ts';
import { heading, linkButton } from './pieces.ts';

export const answer = (ctx: Context, page: Page, status: number, body: string | Buffer): void => {
  ctx.status = status;
  ctx.type = 'text/html; charset=utf-8';
  ctx.set('cache-control', 'no-store');
  ctx.set('content-language', page.t.tag);
  ctx.body = body;
};

const code = (id: string): Html => html`<p class="eid">${id}</p>`;

/** A link that has done its work: nothing is wrong, and nothing is left to do. */
const usedPage = (page: Page, place: Place): string => {
  const { w, t } = page;
  const main = html`<div class="done">${icon('check')}${heading(page, w.links.usedTitle)}</div><p class="lead">${t(w.links['link.used'])}</p>
<p>${t(w.links.reissue)}</p><div class="actions">${linkButton(page, paths.reissue(page.language), w.footer.reissue, 'second')}</div>`;
  return frame(page, { title: w.links.usedTitle, place, main });
};

const linkPage = (page: Page, place: Place, error: HubError): string => {
  const { w, t } = page;
  const says = (w.links as Record<string, string>)[error.code] ?? w.links['link.broken'];
  const main = html`${heading(page, w.links.title)}<p class="lead">${icon('alert')} ${t(says)}</p>${code(errorId(error.code))}
<h2>${t.head(w.links.next)}</h2>
<div class="ways"><section><p>${t(w.links.reissue)}</p>${linkButton(page, paths.reissue(page.language), w.footer.reissue)}</section>
<section><p>${t(w.links.entry)}</p>${linkButton(page, paths.entry(page.language), w.buttons.entry, 'second')}</section></div>`;
  return frame(page, { title: w.links.title, place, main, error: true });
};

/** Breaks only between the day and the time of day. */
export const instantText = (page: Page, at: number): Html => {
  const parts = formatInstant(page.language, at).split(/\s*(?=午前|午後)|(?<=\d{4},) /);
  return html`${parts.map((part, n) => html`${n > 0 && ' '}<span class="unit">${page.t(part)}</span>`)}`;
};

const limitPage = (page: Page, place: Place, error: HubError): string => {
  const { w, t } = page;
  const scope =
    error.details.scope === 'answer' ? 'address' : (error.details.scope as 'network' | 'address' | 'total' | 'file');
  // Rounded up to the next minute: who comes at the minute that stands here is let in.
  const at = Math.ceil(Number(error.details.retryAt) / 60_000) * 60_000;
  const main = html`${heading(page, w.limits.title)}<p class="lead">${icon('clock')} ${t(w.limits[scope])}</p>
<p>${t(w.limits.when)}</p><p class="big"><time datetime="${new Date(at).toISOString()}">${instantText(page, at)}</time></p>${code(errorId(`limit.${scope}`))}`;
  return frame(page, { title: w.limits.title, place, main, error: true });
};

const plainPage = (page: Page, place: Place, name: keyof Page['w']['problems'], id: string): string => {
  const { w, t } = page;
  const words = w.problems[name];
  const { title, text } = typeof words === 'string' ? w.problems.system : words;
  const main = html`${heading(page, title)}<p class="lead">${icon('alert')} ${t(text)}</p>${code(id)}<p>${t(w.problems.back)}</p>
<div class="actions">${linkButton(page, paths.entry(page.language), w.buttons.entry)}</div>`;
  return frame(page, { title, place, main, error: true });
};

/** Codes with a page of their own, and its words. */
const plain: Partial<Record<KnownCode, keyof Page['w']['problems']>> = {
  'form.stale': 'form.stale',
  'body.too-large': 'body.too-large',
  'body.unreadable': 'body.unreadable',
  'body.type': 'body.unreadable',
  'address.taken': 'address.taken',
  'page.missing': 'page.missing',
  'method.wrong': 'method.wrong',
};

/** What went wrong as status and page. What is nobody's mistake but ours is logged and told without detail. */
const errorPage = (ctx: Context, page: Page, place: Place, error: unknown): [number, string] => {
  const hub = isHubError(error) ? error : new HubError('system');
  const words = plain[hub.code as KnownCode];
  if (hub.code === 'link.used') return [200, usedPage(page, place)];
  if (hub.code.startsWith('link.')) {
    const gone = ['link.expired', 'link.left'].includes(hub.code);
    return [gone ? 410 : 404, linkPage(page, place, hub)];
  }
  if (hub.code === 'limit.reached') {
    const seconds = Math.max(1, Math.ceil((Number(hub.details.retryAt) - page.p.clock.now()) / 1000));
    ctx.set('retry-after', String(seconds));
    return [429, limitPage(page, place, hub)];
  }
  if (words) return [statuses[hub.code as KnownCode], plainPage(page, place, words, errorId(hub.code))];
  page.p.log.error({ error: (error as Error).message, stack: (error as Error).stack }, 'page failed');
  if (isPassing(error)) ctx.set('retry-after', RETRY_AFTER);
  return [isPassing(error) ? 503 : 500, plainPage(page, place, 'system', errorId('system'))];
};

export const answerError = (ctx: Context, page: Page, place: Place, error: unknown): void => {
  const [status, body] = errorPage(ctx, page, place, error);
  answer(ctx, page, status, body);
};
