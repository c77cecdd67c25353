/** The front page: three entries with their QR codes, the way by empty mail, and the way for those who are registered. */

import type Router from '@koa/router';
import { type Language, languages } from '../../../contract/codes.ts';
import { paths } from '../../../contract/paths.ts';
import { languageOf } from '../../../languages/languages.ts';
import { type Html, html } from './html.ts';
import { icon } from './icons.ts';
import { frame, type Page, to } from './page.ts';
import type { PublicParts } from './parts.ts';
import { linkButton } from './pieces.ts';
import { answer } from './problems.ts';
import { qrCode } from './qr.ts';
import { byQuery, route } from './route.ts';
import { speech } from './speech.ts';

/** Each entry in its own words, so that nobody needs to read another language to find theirs. */
const card = (page: Page, language: Language): Html => {
  const t = speech(language);
  const w = page.p.words[language];
  const mailbox = `entry-${language}@${page.p.entryDomain}`;
  return html`<section class="card" lang="${languageOf(language).tag}" data-words="${language}"><h2>${w.name}</h2><p>${t(w.start.entryNote)}</p>
<a class="button" href="${to(page, paths.entry(language))}"><span>${t.head(w.start.entry)}</span></a>
<details class="other"><summary><span>${t.head(w.start.qrNote)}</span></summary><div class="qr-box">${qrCode(page.p.publicUrl() + paths.entry(language), w.start.qr)}</div></details>
<p class="mailto">${icon('letter')}<a href="mailto:${mailbox}">${mailbox}</a></p></section>`;
};

const startPage = (page: Page): Html => {
  const { w, t, language } = page;
  const s = w.start;
  const mailbox = `entry@${page.p.entryDomain}`;
  return html`<div class="hero"><h1>${t.head(s.title)}</h1><p class="lead">${t(s.lead)}</p></div>
<section aria-labelledby="choose"><h2 id="choose">${t.head(s.choose)}</h2><p>${t(s.chooseNote)}</p><div class="cards">${languages.map((l) => card(page, l))}</div></section>
<div class="two"><section class="plain"><h2>${icon('letter')}<span>${t.head(s.byMail)}</span></h2><p>${t(s.byMailText)}</p><p class="big"><a href="mailto:${mailbox}">${mailbox}</a></p><p>${t(s.byMailNext)}</p></section>
<section class="plain"><h2>${icon('again')}<span>${t.head(s.have)}</span></h2><p>${t(s.haveText)}</p>${linkButton(page, paths.reissue(language), w.footer.reissue, 'second')}</section></div>`;
};

export const startRoutes = (router: Router, p: PublicParts): void =>
  route(router, p, {
    path: paths.start,
    place: () => ({ at: byQuery(paths.start) }),
    get: async ({ ctx, page, place }) => {
      const make = () =>
        frame(page, { title: page.w.start.title, place, main: html`<div class="wide">${startPage(page)}</div>` });
      const key = ['start', page.p.publicUrl(), to(page, place.at(page.language))].join(' ');
      answer(ctx, page, 200, page.p.made(key, make));
    },
  });
