/** Every mail type as text and as HTML, with the sample values of its own table, as the console shows it to staff. */
import { languages } from '../../server/contract/codes.ts';
import { languageOf } from '../../server/languages/languages.ts';
import { mailTypes } from '../../server/letters/catalogue.ts';
import { register } from '../../test/support/visitor.ts';
import { call, enter } from './console.ts';
import { open, see } from './residents.ts';
import { linkTo, type Part, type Stop, type Walk } from './walk.ts';

type Preview = { subject: string; text: string; html: string; from: string };

const preview = async (w: Walk, type: string): Promise<Preview> => {
  const { ok, status, body } = await call(w, 'GET', `/mail-types/${type}`);
  const found = (body.previews as Record<string, Preview> | undefined)?.[w.language];
  if (!ok || !found) throw new Error(`the preview of ${type} was answered with ${status}`);
  return found;
};

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

const asText = (p: Preview, { language }: Walk) =>
  `<!doctype html><html lang="${languageOf(language).tag}"><title>${escaped(p.subject)}</title><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><style>pre{font:14px/1.6 monospace;white-space:pre-wrap;overflow-wrap:anywhere}</style><pre>From: ${escaped(p.from)}\nSubject: ${escaped(p.subject)}\n\n${escaped(p.text)}</pre>`;

const show = async (w: Walk, html: string) => {
  // The page before it forbids the styles that stand in a mail.
  await w.page.goto('about:blank');
  await w.page.setContent(html);
};

const stopsOf = (type: (typeof mailTypes)[number]): Stop[] => [
  {
    name: `letter-${type.id}-text`,
    fleeting: true,
    mail: true,
    go: async (w) => show(w, asText(await preview(w, type.id), w)),
  },
  ...(type.plain
    ? []
    : [
        {
          name: `letter-${type.id}-html`,
          fleeting: true as const,
          mail: true as const,
          go: async (w: Walk) => show(w, (await preview(w, type.id)).html),
        },
      ]),
];

/** A reader whose mails came back, as the help desk marks one. */
const suspended: Stop = {
  name: 'change-suspended',
  go: async (w) => {
    const email = `sample.suspended.${w.language}@example.jp`;
    await register(w.hub.url, { email, language: w.language });
    const link = await linkTo(w, email, '/m/change/');
    const found = await call(w, 'POST', '/readers/find', { email });
    const { id } = found.body.reader as { id: string };
    const done = await call(w, 'POST', `/readers/${id}/suspend`, { reason: '見本' });
    if (!done.ok) throw new Error(`the suspension was answered with ${done.status}`);
    await open(w, link);
    await see(w, 'main form, main .note');
  },
};

export const letters: Part = {
  name: 'letters',
  languages,
  anew: true,
  prepare: enter,
  stops: [suspended, ...mailTypes.flatMap(stopsOf)],
};
