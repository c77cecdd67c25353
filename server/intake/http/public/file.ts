/** A file that a mail links to: a page that says what it is, asks whose it is, and gives it. Opening the link never gives it: mail scanners open links. */
import type Router from '@koa/router';
import type { Context } from 'koa';
import { paths } from '../../../contract/paths.ts';
import type { FileView } from '../../../domain/files/files.ts';
import { formatInstant } from '../../../letters/formatters.ts';
import { isHubError } from '../../../lib/errors.ts';
import { readForm } from './form.ts';
import { type Held, heldBy, heldNote, secondsOf, stillHeld } from './held.ts';
import { html } from './html.ts';
import { frame, type Page, type Place, STAY, to } from './page.ts';
import type { PublicParts } from './parts.ts';
import { emailField, errorSummary, type Faults, factList, hasFaults, heading, mainButton, noFaults } from './pieces.ts';
import { answer } from './problems.ts';
import { byQuery, route, spoken, type Visit } from './route.ts';
import { typedEmail } from './typed.ts';

const FORM = 'step';

/** '1.4 MB', '12 kB'. */
const sizeOf = (bytes: number): string =>
  bytes >= 1_000_000 ? `${(bytes / 1_000_000).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1000))} kB`;

const filePage = (page: Page, place: Place, file: FileView, typed: Kept & { faults: Faults }): string => {
  const { w, t, language } = page;
  const { email, faults, held } = typed;
  const main = html`${errorSummary(page, faults)}${heading(page, w.file.title)}<p class="lead">${t(file.confirm ? w.file.leadConfirm : w.file.lead)}</p>
${factList(page, [
  { label: w.file.name, value: html`<span class="address" translate="no">${file.name}</span>` },
  { label: w.file.size, value: sizeOf(file.bytes) },
  { label: w.file.until, value: t(formatInstant(language, file.until)) },
])}
<form id="${FORM}" class="form" method="post" action="${to(page, place.at(language))}" novalidate>
${file.confirm && emailField(page, { value: email, label: w.entry.input.email, hint: w.file.hint, faults })}${heldNote(page, held, 'download')}
<div class="actions">${mainButton(page, { go: 'download', label: w.file.go })}</div></form><p class="hint">${t(w.file.safe)}</p>`;
  // Where an address is typed, the ways to other pages keep it.
  const form = file.confirm ? { form: { id: FORM, stay: STAY, enter: 'download' } } : {};
  return frame(page, {
    title: w.file.title,
    place: { ...place, ...form },
    main,
    error: hasFaults(faults) || held !== undefined,
  });
};

const tokenOf = ({ ctx }: Visit): string => ctx.params.token ?? '';

type Kept = { email: string; faults?: Faults; held?: Held };

const draw = async (visit: Visit, { email, faults = noFaults, held }: Kept): Promise<void> => {
  const { ctx, place } = visit;
  const file = await visit.page.p.files.show(tokenOf(visit));
  const page = spoken(visit, file.language);
  // Neither a search engine nor the next site learns of the link.
  ctx.set('x-robots-tag', 'noindex');
  ctx.set('referrer-policy', 'no-referrer');
  if (held) ctx.set('retry-after', String(secondsOf(page, held)));
  const typed = { email, faults, ...(held && { held }) };
  answer(ctx, page, held ? 429 : hasFaults(faults) ? 422 : 200, filePage(page, place, file, typed));
};

/** Always a download: nothing of it is shown or run under our name. */
const give = (ctx: Context, file: { name: string; type: string; bytes: Buffer }): void => {
  const plain = file.name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  ctx.status = 200;
  ctx.set('content-type', file.type);
  ctx.set('content-disposition', `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(file.name)}`);
  ctx.set('x-content-type-options', 'nosniff');
  ctx.set('cache-control', 'no-store');
  ctx.set('x-robots-tag', 'noindex');
  ctx.body = file.bytes;
};

/** What is wrong with the address stands at its field; everything else is a page of its own. */
const isOfField = (code: string): boolean => code.startsWith('address.') || code === 'file.other-address';

const take = async (visit: Visit): Promise<void> => {
  const fields = await readForm(visit.ctx);
  const email = typedEmail(fields);
  if (fields.get('go') !== 'download')
    return visit.go('ask', { email, ...(await stillHeld(visit, 'ask', fields)) } satisfies Kept);
  try {
    give(visit.ctx, await visit.page.p.files.take(tokenOf(visit), email));
  } catch (error) {
    const held = heldBy(error);
    if (held) return visit.go('ask', { email, held } satisfies Kept);
    if (!isHubError(error) || !isOfField(error.code)) throw error;
    await visit.go('ask', { email, faults: { email: error.code } });
  }
};

export const fileRoutes = (router: Router, p: PublicParts): void => {
  route(router, p, {
    path: '/m/file/:token',
    place: (ctx) => ({ at: byQuery(paths.file(ctx.params.token ?? '')) }),
    flow: (ctx) => `file:${ctx.params.token}`,
    steps: { ask: draw },
    get: async (visit) => draw(visit, { email: ((await visit.kept('ask')) as Kept | undefined)?.email ?? '' }),
    post: take,
  });
};
