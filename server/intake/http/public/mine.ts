/** "What is stored about me", behind the change link: in words; sent by mail on a press; erased after one more question. */
import type Router from '@koa/router';
import { isFinal, isLanguage, type LetterState } from '../../../contract/codes.ts';
import { paths } from '../../../contract/paths.ts';
import { filled } from '../../../languages/languages.ts';
import { formatInstant, formatList } from '../../../letters/formatters.ts';
import { maskAddress } from '../../../lib/address.ts';
import { publicId } from '../../../lib/token.ts';
import { readForm } from './form.ts';
import { type Held, heldBy, heldNote, secondsOf } from './held.ts';
import { type Html, html, type Piece } from './html.ts';
import { icon } from './icons.ts';
import { openNonce, sealNonce } from './nonce.ts';
import { frame, type Page, type Place, to } from './page.ts';
import type { PublicParts } from './parts.ts';
import { addressText, arriveBox, factList, heading, hidden, linkButton, mainButton, writtenText } from './pieces.ts';
import { answer } from './problems.ts';
import { byQuery, originOf, route, spoken, type Visit } from './route.ts';

const tokenOf = (visit: Visit): string => visit.ctx.params.token ?? '';
type Stored = Awaited<ReturnType<PublicParts['ownData']['view']>>;

const kinds = ['letters', 'bulletins', 'consents', 'returned', 'cases', 'suppressions', 'requestsAndLinks'] as const;

/** The kinds of what is stored, in words, with how many there are. */
const kindList = (page: Page, { shown, stay }: Stored): Piece => {
  const { w, t } = page;
  const there = kinds.filter((kind) => (shown.counts[kind] ?? 0) > 0);
  return html`<ul>${stay && html`<li>${t(w.entry.input.stay)}</li>`}${there.map(
    (kind) => html`<li>${t(w.mine.kinds[kind], { n: shown.counts[kind] ?? 0 })}</li>`,
  )}</ul>`;
};

const ownForm = (page: Page, place: Place, nonce: string, body: Piece): Html =>
  html`<form class="form" method="post" action="${to(page, place.at(page.language))}">${hidden('state', sealNonce(page.p.ring, nonce, page.p.clock.now()))}${body}</form>`;

const minePage = (page: Page, place: Place, s: Stored, held?: Held): string => {
  const { w, t, language } = page;
  const { reader } = s.shown;
  const main = html`${heading(page, w.mine.title)}<p class="lead">${t(w.mine.lead)}</p>
${factList(page, [
  { label: w.entry.input.email, value: addressText(s.email) },
  { label: w.change.language, value: page.p.words[s.language].name },
  { label: w.change.rhythm, value: t(w.change.rhythms[s.rhythm]) },
  ...(reader ? [{ label: w.mine.since, value: t(formatInstant(language, reader.since)) }] : []),
])}
<h2>${t.head(w.mine.more)}</h2>${kindList(page, s)}<p>${t(w.mine.why)} <a href="${to(page, paths.info(language, 'privacy'))}">${t(w.footer.privacy)}</a></p>
<h2>${t.head(w.mine.sendHead)}</h2><p>${t(w.mine.sendText)}</p>${ownForm(
    page,
    place,
    publicId(),
    html`${heldNote(page, held, 'send')}<div class="actions">${mainButton(page, { go: 'send', label: w.mine.send, icon: 'letter' })}</div>`,
  )}
<h2>${t.head(w.mine.eraseHead)}</h2><p>${t(w.mine.eraseText)}</p>${ownForm(
    page,
    place,
    publicId(),
    html`<div class="actions">${mainButton(page, { go: 'ask', label: w.mine.erase, danger: true })}</div>`,
  )}`;
  // The same link opens both: from what is stored back to what can be changed.
  const back = place.at(language).replace('/m/mine/', '/m/change/');
  return frame(page, { title: w.mine.title, place, back, main, error: held !== undefined });
};

const drawMine = async (visit: Visit, held?: Held): Promise<void> => {
  const stored = await visit.page.p.ownData.view(tokenOf(visit));
  const page = spoken(visit, stored.language);
  if (held) visit.ctx.set('retry-after', String(secondsOf(page, held)));
  answer(visit.ctx, page, held ? 429 : 200, minePage(page, visit.place, stored, held));
};

const drawAsk = async (visit: Visit): Promise<void> => {
  const { email, language, shown } = await visit.page.p.ownData.view(tokenOf(visit));
  const page = spoken(visit, language);
  const { w, t } = page;
  const open = shown.open.cases.length + shown.open.letters.length;
  const main = html`${heading(page, w.mine.askTitle)}<p class="lead">${t(w.mine.askText)}</p>${factList(page, [{ label: w.entry.input.email, value: addressText(email) }])}${open > 0 && html`<p>${t(w.mine.bound, { n: open })}</p>`}
${ownForm(
  page,
  visit.place,
  publicId(),
  html`<div class="actions">${mainButton(page, { go: 'erase', label: w.mine.erase, danger: true })}${linkButton(page, visit.place.at(page.language), w.mine.keep, 'second')}</div>`,
)}`;
  answer(visit.ctx, page, 200, frame(page, { title: w.mine.askTitle, place: visit.place, back: 'back', main }));
};

type Done = { email: string; kept: number };
const donePage = (page: Page, place: Place, title: string, text: string, done: Done): string => {
  const { w, t } = page;
  const main = html`<div class="done">${icon('check')}${heading(page, title)}</div><p class="lead">${t(text)}</p>${factList(page, [{ label: w.entry.done.to, value: addressText(done.email) }])}${done.kept > 0 && html`<p>${t(w.mine.bound, { n: done.kept })}</p>`}${arriveBox(page)}`;
  return frame(page, { title, place, main });
};
const drawSent = async ({ ctx, page, place }: Visit, done: Done): Promise<void> =>
  answer(ctx, page, 200, donePage(page, place, page.w.mine.sent, page.w.mine.sentText, done));
const drawErased = async ({ ctx, page, place }: Visit, done: Done): Promise<void> =>
  answer(ctx, page, 200, donePage(page, place, page.w.mine.erased, page.w.mine.erasedText, done));

const act = async (visit: Visit): Promise<void> => {
  const { p } = visit.page;
  const fields = await readForm(visit.ctx);
  const go = fields.get('go');
  if (go === 'ask') return visit.go('ask', {});
  if (go !== 'send' && go !== 'erase') return visit.again(drawMine);
  const nonce = openNonce(p.ring, fields.get('state'), p.clock.now());
  if (go === 'erase') {
    const done = await p.ownData.erase(tokenOf(visit), nonce);
    const page = spoken(visit, done.language);
    return visit.go(
      'erased',
      { email: done.email === null ? '***' : maskAddress(done.email), kept: done.kept } satisfies Done,
      {
        alone: true,
        page,
      },
    );
  }
  try {
    const sent = await p.ownData.send(tokenOf(visit), originOf(visit.ctx, nonce, fields));
    await visit.go('sent', { email: sent.email, kept: 0 } satisfies Done, { page: spoken(visit, sent.language) });
  } catch (error) {
    const held = heldBy(error);
    if (!held) throw error;
    await visit.go('form', held);
  }
};

type Row = Record<string, unknown>;
const told = ['consents', 'letters', 'bulletins', 'returned', 'cases', 'suppressions'] as const;
type Kind = (typeof told)[number];
/** Columns that say when, of whatever kind of row. */
const times = ['created_at', 'at', 'consented_at', 'accepted_at', 'received_at'];

/** As each calls itself; codes of several stand in one field. */
const languageNames = (page: Page, codes: string): string =>
  codes
    .split(',')
    .map((code) => (isLanguage(code) ? page.p.words[code].name : code))
    .join('・');

/** What became of a mail, as far as a person needs to know it. */
const fateOf = (state: unknown): 'sent' | 'waits' | 'unclear' | 'not' => {
  if (state === 'accepted') return 'sent';
  if (state === 'unknown') return 'unclear';
  return isFinal(state as LetterState) ? 'not' : 'waits';
};

/** The subject that a mail had; nothing when its text has gone. */
const subjectOf = async (page: Page, row: Row): Promise<Piece> => {
  if (typeof row.variables !== 'string' || row.text_gone) return false;
  const { subjectOf: made } = page.p.mailReferences;
  const subject = await made(row as Parameters<typeof made>[0], JSON.parse(row.variables));
  return subject ? writtenText(page, subject) : false;
};

/** What a person reads of a row, in words; codes and everything else stand in the file. */
const rowText = async (page: Page, kind: Kind, row: Row): Promise<Html> => {
  const at = times.map((name) => Number(row[name])).find((n) => n > 1e12);
  const spoken = [row.language, row.languages].filter((codes) => typeof codes === 'string');
  const facts: Piece[] = [
    at !== undefined && page.t(formatInstant(page.language, at)),
    kind === 'letters' && (await subjectOf(page, row)),
    ...spoken.map((codes) => languageNames(page, codes)),
    (kind === 'letters' || kind === 'bulletins') && page.t(page.w.mine.fates[fateOf(row.state)]),
  ].filter((fact) => fact);
  // No line begins with the sign between two facts.
  return html`<li>${facts.map((fact, n) => html`${fact}${n < facts.length - 1 && '\u00a0· '}`)}</li>`;
};

const readGroups = (page: Page, data: Record<string, unknown>): Promise<Piece[]> =>
  Promise.all(
    told.map(async (name) => {
      const rows = Array.isArray(data[name]) ? (data[name] as Row[]) : [];
      if (rows.length === 0) return false;
      const items = await Promise.all(rows.map((row) => rowText(page, name, row)));
      return html`<h2>${page.t.head(page.w.mine.kinds[name], { n: rows.length })}</h2><ul>${items}</ul>`;
    }),
  );

const readPage = async (visit: Visit): Promise<void> => {
  const token = tokenOf(visit);
  const { data, language } = await visit.page.p.ownData.read(token);
  const page = spoken(visit, language);
  const { w, t } = page;
  const codes = Array.isArray(data.topics) ? data.topics.map(String) : [];
  const names = (await page.p.topics.names(codes)).map((one) => filled(one, '')[page.language]);
  const main = html`<article class="prose">${heading(page, w.mine.dataTitle)}<p class="lead">${t(w.mine.dataText)}</p>
${factList(page, [
  { label: w.entry.input.email, value: addressText(String(data.address)) },
  ...(names.length === 0 ? [] : [{ label: w.entry.input.topics, value: t(formatList(page.language, names)) }]),
])}<p><a class="button second" href="${paths.myData(token)}/json" download="data.json"><span>${t.head(w.mine.json)}</span></a></p>${await readGroups(page, data)}</article>`;
  answer(visit.ctx, page, 200, frame(page, { title: w.mine.dataTitle, place: visit.place, main }));
};

const readJson = async (visit: Visit): Promise<void> => {
  const { ctx } = visit;
  const { data } = await visit.page.p.ownData.read(tokenOf(visit));
  ctx.type = 'application/json; charset=utf-8';
  ctx.set('cache-control', 'no-store');
  ctx.set('content-disposition', 'attachment; filename="data.json"');
  ctx.body = JSON.stringify(data, null, 2);
};

export const mineRoutes = (router: Router, p: PublicParts): void => {
  route(router, p, {
    path: '/m/mine/:token',
    place: (ctx) => ({ at: byQuery(paths.mine(ctx.params.token ?? '')) }),
    flow: (ctx) => `mine:${ctx.params.token}`,
    steps: { form: drawMine, ask: drawAsk, sent: drawSent, erased: drawErased },
    get: (visit) => drawMine(visit),
    post: act,
  });
  const data = { place: (ctx: Visit['ctx']) => ({ at: byQuery(paths.myData(ctx.params.token ?? '')) }) };
  route(router, p, { ...data, path: '/m/my-data/:token', get: readPage });
  route(router, p, { ...data, path: '/m/my-data/:token/json', get: readJson });
};
