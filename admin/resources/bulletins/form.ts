/** What the editor holds: texts of all languages, also the empty ones, and how it is to be sent. */

import { type BulletinKind, inEvery, type Language, languages } from '../../../server/contract/codes.ts';
import type { Bulletin } from '../../../server/contract/console/bulletins.ts';
import type { Texts } from './usePreview.ts';

export type Text = { subject: string; body: string };
export type Form = {
  kind: BulletinKind;
  topics: string[];
  exclude: string | null;
  plannedAt: number | null;
  waveSize: number;
  /** It gets no page that everybody can read. */
  keptOut: boolean;
  texts: Record<Language, Text>;
};

const blank = (): Text => ({ subject: '', body: '' });
export const emptyForm = (): Form => ({
  kind: 'normal',
  topics: [],
  exclude: null,
  plannedAt: null,
  waveSize: 0,
  keptOut: false,
  texts: inEvery(blank),
});

export const formOf = (b: Bulletin): Form => ({
  kind: b.kind,
  topics: b.topics,
  exclude: b.exclude,
  plannedAt: b.plannedAt,
  waveSize: b.waveSize,
  keptOut: b.keptOut,
  texts: { ...emptyForm().texts, ...b.texts },
});

/** How it is to be sent is the same, whatever the texts say. */
export const samePlan = (a: Form, b: Form): boolean =>
  (Object.keys(a) as (keyof Form)[]).every((name) => name === 'texts' || a[name] === b[name]);

/** The server would store the same of both; it keeps topics in an order of its own. */
export const alike = (a: Form, b: Form): boolean => {
  const [one, other] = [a, b].map(({ kind, topics, exclude, plannedAt, waveSize, keptOut, texts }) =>
    JSON.stringify([
      [kind, exclude, plannedAt, waveSize, keptOut === true, [...topics].sort()],
      languages.map((l) => [texts[l].subject, texts[l].body]),
    ]),
  );
  return one === other;
};

/** Languages nobody wrote in are left out: they fall back. */
export const written = (texts: Form['texts']): Texts =>
  Object.fromEntries(languages.filter((l) => texts[l].subject || texts[l].body).map((l) => [l, texts[l]]));

const drafted = ['normal', 'emergency', 'drill'] as const;
const isDrafted = (kind: BulletinKind): kind is (typeof drafted)[number] =>
  (drafted as readonly string[]).includes(kind);

/** What the server takes. A correction or redelivery keeps its kind. */
export const draftOf = (form: Form) => ({
  ...(isDrafted(form.kind) ? { kind: form.kind } : {}),
  topics: form.topics,
  exclude: form.exclude,
  plannedAt: form.plannedAt,
  waveSize: form.waveSize,
  keptOut: form.keptOut === true,
  texts: written(form.texts),
});
