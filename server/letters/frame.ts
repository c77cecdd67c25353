/** The HTML frame of a mail: templates/_frame.html with its slots filled. */

import type { Language } from '../contract/codes.ts';
import { languageOf } from '../languages/languages.ts';
import { HubError } from '../lib/errors.ts';
import { palette, textHtml } from './blocks.ts';
import type { Bundle } from './bundle.ts';
import { escapeHtml, stripReadings } from './furigana.ts';
import { fill } from './words.ts';

/** One part of a mail: `html` finished, in one language; `foot` is shown small. */
export type FramePart = { language: Language; html: string; foot?: boolean };

/** Ruby needs room above the line. */
const leading = (language: Language) => (languageOf(language).readings ? ';line-height:2' : '');

const partHtml = ({ language, html, foot }: FramePart) =>
  foot
    ? `<tr><td class="quiet line" lang="${languageOf(language).tag}" style="padding:16px 24px;font-size:14px${leading(language) || ';line-height:1.6'};color:${palette.quiet.light};border-top:1px solid ${palette.line.light}">\n${html}\n</td></tr>`
    : `<tr><td class="ink bar" lang="${languageOf(language).tag}" style="padding:24px 24px 8px;border-top:4px solid ${palette.accent.light}${leading(language)}">\n${html}\n</td></tr>`;

/** The whole HTML document. Plain strings are escaped here; `parts` are HTML already. */
export const frameHtml = (
  bundle: Bundle,
  given: {
    language: Language;
    title: string;
    preheader: string;
    senderName: string;
    systemName: string;
    parts: readonly FramePart[];
  },
): string => {
  const frame = bundle.files['_frame.html'];
  if (frame === undefined) throw new HubError('letter.template_missing', { path: '_frame.html' });
  const colours = Object.entries(palette).flatMap(([name, { light, dark }]) => [
    [`${name}_light`, light],
    [`${name}_dark`, dark],
  ]);
  return fill(bundle, given.language, frame, {
    ...Object.fromEntries(colours),
    lang: languageOf(given.language).tag,
    title: escapeHtml(stripReadings(given.title)),
    preheader: escapeHtml(given.preheader),
    sender_name: textHtml(given.language, given.senderName),
    system_name: textHtml(given.language, given.systemName),
    parts: given.parts.map(partHtml).join('\n'),
  });
};
