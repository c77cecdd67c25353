/** New links for somebody whose links have ended: an address in, the same answer for everybody out. */
import type Router from '@koa/router';
import type { Language } from '../../../contract/codes.ts';
import { languages } from '../../../contract/codes.ts';
import { paths } from '../../../contract/paths.ts';
import { isAddress, maskAddress, readAddress } from '../../../lib/address.ts';
import { HubError, isHubError } from '../../../lib/errors.ts';
import { publicId } from '../../../lib/token.ts';
import { type Fields, readForm } from './form.ts';
import { type Held, heldBy, heldNote, secondsOf, stillHeld } from './held.ts';
import { html } from './html.ts';
import { icon } from './icons.ts';
import { type Meant, meantBox, whatWasMeant } from './meant.ts';
import { openNonce, sealNonce } from './nonce.ts';
import { frame, type Page, type Place, STAY, to } from './page.ts';
import type { PublicParts } from './parts.ts';
import {
  addressText,
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
  TRAP,
  trapField,
} from './pieces.ts';
import { answer } from './problems.ts';
import { originOf, route, type Visit } from './route.ts';
import { typedEmail } from './typed.ts';

const FORM = 'step';

type Kept = { nonce: string; email: string; status?: number; faults?: Faults; meant?: Meant; held?: Held };

const askPage = (page: Page, place: Place, { nonce, email, faults = noFaults, meant, held }: Kept): string => {
  const { w, t } = page;
  const main = html`${errorSummary(page, faults)}${heading(page, w.reissue.title)}${meantBox(page, FORM, meant, 'reissue')}<p class="lead">${t(w.reissue.lead)}</p>
<form id="${FORM}" class="form" method="post" action="${to(page, place.at(page.language))}" novalidate>${hidden('state', sealNonce(page.p.ring, nonce, page.p.clock.now()))}
${emailField(page, { value: email, label: w.entry.input.email, hint: w.reissue.hint, faults })}${meant && hidden('asked', email)}${trapField()}${heldNote(page, held, 'reissue')}
<div class="actions">${mainButton(page, { go: 'reissue', label: w.buttons.reissue, icon: 'again' })}</div></form>`;
  const form = { id: FORM, stay: STAY, enter: 'reissue' };
  return frame(page, {
    title: w.reissue.title,
    place: { ...place, form },
    back: 'start',
    main,
    error: hasFaults(faults) || held !== undefined,
  });
};

/** The same for known and unknown addresses, byte for byte. */
const sentPage = (page: Page, place: Place, email: string): string => {
  const { w, t, language } = page;
  const main = html`<div class="done">${icon('check')}${heading(page, w.reissue.done)}</div><p class="lead">${t(w.reissue.doneText)}</p>
${factList(page, [
  { label: w.entry.done.to, value: addressText(email) },
  { label: w.entry.done.from, value: html`<code>${page.p.mailFrom}</code>` },
  { label: w.entry.done.when, value: t(w.entry.done.whenText) },
])}
<aside class="note"><h2>${icon('alert')}<span>${t.head(w.entry.done.missing)}</span></h2><p>${t(w.reissue.none)}</p><p><a href="${to(page, paths.info(language, 'not-arriving'))}">${t(w.entry.arrive.help)}</a></p>${carrierLinks(page)}${linkButton(page, paths.entry(language), w.buttons.entry, 'second')}</aside>
<form id="${FORM}" class="unseen" method="post" action="${to(page, place.at(language))}">${hidden('email', email)}</form>`;
  return frame(page, { title: w.reissue.done, place: { ...place, form: { id: FORM, stay: 'done' } }, main });
};

const drawAsk = async ({ ctx, page, place }: Visit, kept: Kept): Promise<void> => {
  if (kept.held) ctx.set('retry-after', String(secondsOf(page, kept.held)));
  answer(ctx, page, kept.status ?? 200, askPage(page, place, kept));
};

/** Once with the whole address, then masked: a counter's computer has a next person. */
const drawSent = async (visit: Visit, { email }: { email: string }): Promise<void> => {
  const { ctx, page, place } = visit;
  answer(ctx, page, 200, sentPage(page, place, email));
  if (ctx.method === 'GET') await visit.keep('sent', { email: email.includes('***') ? email : maskAddress(email) });
};

/** What this browser typed before it went elsewhere. */
const typedBefore = async (visit: Visit): Promise<string> =>
  ((await visit.kept('ask')) as Kept | undefined)?.email ?? '';

const showSent = async (visit: Visit, email: string): Promise<void> => {
  const address = readAddress(email);
  if (!isAddress(address)) throw new HubError('form.stale');
  await visit.go('sent', { email: address.text }, { alone: true });
};

const ask = async (visit: Visit, fields: Fields): Promise<void> => {
  const { ctx, page } = visit;
  const go = fields.get('go');
  if (go === 'done') return showSent(visit, fields.get('email'));
  const nonce = openNonce(page.p.ring, fields.get('state'), page.p.clock.now());
  const written = typedEmail(fields);
  const meant = whatWasMeant(written);
  if (go === STAY)
    return visit.go('ask', { nonce, email: written, ...(await stillHeld(visit, 'ask', fields)) } satisfies Kept);
  const email = go === 'reissue-meant' && meant ? meant.email : written;
  // Asked about once; nothing here depends on whether the address is known.
  if (meant?.typed !== undefined && email === written && fields.get('asked') !== written)
    return visit.go('ask', { nonce, email, meant } satisfies Kept);
  try {
    if (fields.get(TRAP) === '') await page.p.subscriptions.reissue(email, originOf(ctx, nonce, fields));
  } catch (error) {
    const held = heldBy(error);
    if (held) return visit.go('ask', { nonce, email, status: 429, held } satisfies Kept);
    if (!isHubError(error) || error.code !== 'input.invalid') throw error;
    const faults = Object.fromEntries(error.fields.map((f) => [f.field, f.code]));
    return visit.go('ask', { nonce, email, status: 422, faults, ...(meant && { meant }) } satisfies Kept);
  }
  await showSent(visit, email);
};

export const reissueRoutes = (router: Router, p: PublicParts): void => {
  const one = (language: Language) =>
    route(router, p, {
      path: paths.reissue(language),
      language: () => language,
      place: () => ({ at: paths.reissue }),
      flow: () => 'reissue',
      steps: { ask: drawAsk, sent: drawSent },
      get: async (visit) => drawAsk(visit, { nonce: publicId(), email: await typedBefore(visit) }),
      post: async (visit) => ask(visit, await readForm(visit.ctx)),
    });
  for (const language of languages) one(language);
};
