/** "Did you mean …?": a question with both choices, asked once. The typed address is never changed without a press. */
import { isAddress, readAddress } from '../../../lib/address.ts';
import { probablyMeant } from '../../../lib/slips.ts';
import { html, type Piece } from './html.ts';
import { icon } from './icons.ts';
import type { Page } from './page.ts';
import { addressText } from './pieces.ts';

/** `typed` stands there when it can be used as it is. */
export type Meant = { email: string; typed?: string };

export const whatWasMeant = (typed: string): Meant | null => {
  const email = probablyMeant(typed);
  if (email === null) return null;
  return { email, ...(isAddress(readAddress(typed)) ? { typed } : {}) };
};

/** `form`: id of the form whose buttons these are; `go`: what its main button does. */
export const meantBox = (page: Page, form: string, meant: Meant | undefined, go: string): Piece => {
  if (!meant) return null;
  const { t, w } = page;
  const words = w.entry.meant;
  const button = (value: string, label: string, email: string) =>
    html`<button type="submit" form="${form}" name="go" value="${value}" class="quiet"><span>${t.head(label, { email: addressText(email) })}</span></button>`;
  return html`<div class="note warn meant" role="alert" tabindex="-1" id="meant" aria-labelledby="meant-title"${html` autofocus`}><h2 id="meant-title">${icon('alert')}<span>${t.head(words.title)}</span></h2><p>${t(words.question)}</p><p>${addressText(meant.email)}</p><p class="choices-row">${button(`${go}-meant`, words.use, meant.email)}${meant.typed && button(go, words.keep, meant.typed)}</p></div>`;
};
