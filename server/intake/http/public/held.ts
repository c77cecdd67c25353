/**
 * A form that a limit holds back stays on its page. Where many come from one place, the browser works a moment and sends it by itself; without
 * a script its turn comes after some seconds. Else the page says when to come back.
 */

import type { HubError } from '../../../lib/errors.ts';
import { isHubError } from '../../../lib/errors.ts';
import { assets } from './assets.ts';
import { errorId } from './errorIds.ts';
import type { Fields } from './form.ts';
import { html, type Piece } from './html.ts';
import { icon } from './icons.ts';
import type { Page } from './page.ts';
import { hidden } from './pieces.ts';
import { instantText } from './problems.ts';

const scopes = ['network', 'browser', 'address', 'total', 'file'] as const;
/** Kept with the step. `ticket` and what belongs to it: only where waiting helps (domain/subscriptions/waiting.ts). */
export type Held = {
  scope: (typeof scopes)[number];
  retryAt: number;
  ticket?: { text: string; challenge: string; bits: number; ripeAt: number };
};

/** Null when it was no limit. */
export const heldBy = (error: unknown): Held | null => {
  if (!isHubError(error) || error.code !== 'limit.reached') return null;
  const { scope, retryAt, ticket, challenge, bits, ripeAt } = (error as HubError).details;
  return {
    scope: scopes.find((one) => one === scope) ?? 'address',
    retryAt: Number(retryAt),
    ...(typeof ticket === 'string' && {
      ticket: { text: ticket, challenge: String(challenge), bits: Number(bits), ripeAt: Number(ripeAt) },
    }),
  };
};

/**
 * What holds a form that goes to another language or page and comes back: the ticket that it brings, so that nobody loses the place in the line,
 * or what this browser was told at `step`.
 */
export const stillHeld = async (
  visit: { page: Page; kept(step: string): Promise<unknown> },
  step: string,
  fields: Fields,
): Promise<{ status: number; held: Held } | null> => {
  const { subscriptions, clock } = visit.page.p;
  const wait = subscriptions.waitOf(fields.get('ticket'));
  if (wait) {
    const { ticket: text, challenge, bits, ripeAt } = wait;
    return { status: 429, held: { scope: 'network', retryAt: ripeAt, ticket: { text, challenge, bits, ripeAt } } };
  }
  const kept = (await visit.kept(step)) as { held?: Held } | undefined;
  return kept?.held && !kept.held.ticket && kept.held.retryAt > clock.now() ? { status: 429, held: kept.held } : null;
};

/** What a form brings back of it. */
export const ticketIn = (fields: Fields) => ({
  ticket: fields.get('ticket').slice(0, 1000) || undefined,
  work: fields.get('work').slice(0, 20) || undefined,
});

export const secondsOf = (page: Page, held: Held): number =>
  Math.max(1, Math.ceil(((held.ticket?.ripeAt ?? held.retryAt) - page.p.clock.now()) / 1000));

const whenLater = (page: Page, held: Held): Piece => {
  const at = Math.ceil(held.retryAt / 60_000) * 60_000;
  return html`<p>${page.t(page.w.limits.when)} <time datetime="${new Date(at).toISOString()}">${instantText(page, at)}</time></p>`;
};

/** Stands inside the form that is held. `go`: value of the button that sends it. */
export const heldNote = (page: Page, held: Held | undefined, go: string): Piece => {
  if (!held) return null;
  const { t, w } = page;
  const { ticket } = held;
  const says = html`<p>${t(w.limits[held.scope === 'browser' ? 'network' : held.scope])} <span class="eid">${errorId(`limit.${held.scope === 'browser' ? 'network' : held.scope}`)}</span></p>`;
  const turn =
    ticket &&
    html`<p id="turn">${t(w.limits.turn, { n: secondsOf(page, held) })}</p><p id="working" hidden>${t(w.limits.working)}</p>${hidden('ticket', ticket.text)}<input type="hidden" name="work" value="" data-challenge="${ticket.challenge}" data-bits="${ticket.bits}" data-go="${go}"><script src="${assets.work.path}" defer></script>`;
  return html`<div class="note warn held" role="alert" id="held" tabindex="-1"${html` autofocus`}><h2>${icon('clock')}<span>${t.head(w.limits.title)}</span></h2>${says}${turn ?? whenLater(page, held)}</div>`;
};
