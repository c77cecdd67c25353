/** Topics to choose from: groups that open, a count of what is ticked inside, one button for all of a group. No script. */

import type { Choice, Group } from '../../../domain/topics/topics.ts';
import { languageOf } from '../../../languages/languages.ts';
import type { DateField } from '../../../languages/record.ts';
import { flag, type Html, html, type Piece } from './html.ts';
import { type Page, type Place, to } from './page.ts';
import { described, type Faults, fieldError, ticked } from './pieces.ts';
import type { Typed } from './typed.ts';

export const groupOf = (code: string): string => `all:${code}`;

const stayFields = (page: Page, typed: Typed, faults: Faults): Html => {
  const { w, t } = page;
  const part = (name: DateField, size: number) =>
    html`<span class="part"><input id="stay-${name}" name="${name}" type="text" inputmode="numeric" autocomplete="off" maxlength="24" size="${size}" value="${typed[name]}"${described('stay', faults)}><label for="stay-${name}">${t.head(w.entry.input[name])}</label></span>`;
  return html`<fieldset class="stay${faults.stay && ' wrong'}" id="stay"><legend>${t.head(w.entry.input.stay)} <span class="need">${t.head(w.required)}</span></legend><p class="hint" id="stay-hint">${t(w.entry.input.stayHint)}</p><div class="parts">${languageOf(
    page.language,
  ).dateFields.map((name) => part(name, name === 'year' ? 4 : 2))}</div>${fieldError(page, 'stay', faults)}</fieldset>`;
};

const choiceOf = (page: Page, choice: Choice, typed: Typed, faults: Faults): Piece => {
  const id = `t-${choice.code}`;
  const { t, language } = page;
  return [
    html`<input type="checkbox" id="${id}" name="topic" value="${choice.code}" aria-describedby="${id}-says"${ticked(typed.topics.includes(choice.code))}${choice.needsDate && html` class="dated"`}>`,
    html`<label for="${id}"><b>${t.head(choice.name[language])}</b></label>`,
    html`<p id="${id}-says">${t(choice.description[language])}</p>`,
    choice.needsDate && stayFields(page, typed, faults),
  ];
};

const groupPiece = (page: Page, place: Place, group: Group, typed: Typed, faults: Faults): Html => {
  const { t, w, language } = page;
  const count = group.choices.filter((c) => typed.topics.includes(c.code)).length;
  const all = count === group.choices.length;
  const words = w.entry.input;
  return html`<div class="group" id="g-${group.code}"><details${flag('open', count > 0)}><summary><span class="name">${t.head(group.name[language])}</span><span class="count"><span class="n" data-n="${count}"></span>${t.head(words.chosen)}</span></summary>
${
  group.choices.length > 1 &&
  html`<p class="whole"><button type="submit" formnovalidate name="go" value="${groupOf(group.code)}" class="quiet" id="all-${group.code}" formaction="${to(page, place.at(language))}#all-${group.code}"><span>${t.head(all ? words.none : words.all)}</span></button></p>`
}<div class="choices">${group.choices.map((choice) => choiceOf(page, choice, typed, faults))}</div></details></div>`;
};

export const topicPicker = (page: Page, place: Place, groups: readonly Group[], typed: Typed, faults: Faults): Html => {
  const { t, w } = page;
  return html`<fieldset class="topics${faults.topics && ' wrong'}" id="topics" tabindex="-1"${described('topics', faults)}><legend>${t.head(w.entry.input.topics)} <span class="need">${t.head(w.requiredChoice)}</span></legend><p class="hint" id="topics-hint">${t(w.entry.input.topicsHint)}</p>${fieldError(page, 'topics', faults)}${groups.map(
    (group) => groupPiece(page, place, group, typed, faults),
  )}</fieldset>`;
};

/** What was chosen, group by group, to read. */
export const chosenList = (page: Page, groups: readonly Group[], codes: readonly string[]): Html =>
  html`<ul class="chosen">${groups
    .map((group) => ({ group, choices: group.choices.filter((c) => codes.includes(c.code)) }))
    .filter(({ choices }) => choices.length > 0)
    .map(
      ({ group, choices }) =>
        html`<li><b>${page.t.head(group.name[page.language])}</b><ul>${choices.map((c) => html`<li>${page.t.head(c.name[page.language])}</li>`)}</ul></li>`,
    )}</ul>`;

/** Ticks all of a group, or none when all are ticked already. */
export const toggleGroup = (groups: readonly Group[], go: string, topics: readonly string[]): string[] => {
  const group = groups.find((g) => groupOf(g.code) === go);
  if (!group) return [...topics];
  const codes = group.choices.map((c) => c.code);
  const rest = topics.filter((code) => !codes.includes(code));
  return codes.every((code) => topics.includes(code)) ? rest : [...rest, ...codes];
};
