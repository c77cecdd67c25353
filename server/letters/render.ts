/** From a mail type, its variables and languages to the finished letter: subject, text part, HTML part. */

import type { Language, SystemCode } from '../contract/codes.ts';
import { languageOf } from '../languages/languages.ts';
import { HubError } from '../lib/errors.ts';
import { blocksHtml, inlineText, textHtml } from './blocks.ts';
import type { Bundle } from './bundle.ts';
import { type FilledLine, type Filling, filledBlocks, filledText, fillTemplate } from './filled.ts';
import { type FramePart, frameHtml } from './frame.ts';
import { stripReadings } from './furigana.ts';
import { factKinds, factNames, factsOf, type OwnFacts, ownFacts, type Sender, senderOf } from './sender.ts';
import { parseTemplate, type Template, templatePath, templateSource } from './template.ts';
import type { MailCategory, MailType, VariableKind } from './types.ts';
import { type Shown, showVariables } from './values.ts';
import { maxColumns } from './width.ts';
import { fill, word } from './words.ts';

export type LetterRequest = {
  bundle: Bundle;
  type: MailType;
  system: SystemCode;
  /** In order; several languages make one mail, one text above the other. */
  languages: readonly Language[];
  variables: Readonly<Record<string, unknown>>;
  /** Domain the mail really leaves from, when it is not that of sender.json; the footer tells the reader. */
  senderDomain?: string;
  /** Display name of From, when it is not that of sender.json. */
  fromName?: string;
} & OwnFacts;

/** LF line ends. `html` is null for plain types. `from` is local part and domain of sender.json. */
export type RenderedLetter = {
  subject: string;
  text: string;
  html: string | null;
  /** Value of Content-Language: 'ja', 'ja, en'. */
  contentLanguage: string;
  fromName: string;
  from: string;
  preheader: string;
};

const parsed = new WeakMap<Bundle, Map<string, Template>>();

/** A parsed file of a bundle, kept: `kinds` of its variables decide what a line is. */
export const templateOf = (
  bundle: Bundle,
  language: Language,
  name: string,
  kinds: Readonly<Record<string, VariableKind>>,
): Template => {
  const known = parsed.get(bundle) ?? new Map<string, Template>();
  parsed.set(bundle, known);
  const path = templatePath(language, name);
  const before = known.get(path);
  if (before) return before;
  const source = templateSource(bundle, language, name);
  const template = parseTemplate(path, source, language, { ...kinds, ...factKinds });
  known.set(path, template);
  return template;
};

/** A line of 70 columns between two languages of one mail. */
export const divider = '='.repeat(maxColumns);

type Part = { language: Language; body: FilledLine[]; foot: FilledLine[] };

/** The footer stands at the end, or where the file says {{footer}} (a bulletin has its way out below it). */
const placeFooter = (lines: readonly FilledLine[], footer: readonly FilledLine[]) => {
  const at = lines.findIndex((one) => one.kind === 'insert' && one.value === 'footer');
  if (at < 0) return { body: [...lines], foot: [...footer] };
  return { body: lines.slice(0, at), foot: [...footer, ...lines.slice(at + 1)] };
};

/** The footer of a mail: who, why, is it real. Flags such as `subscription` open the part that fits the category. */
export const footerLines = (filling: Filling, category: MailCategory): FilledLine[] => {
  const values = { ...filling.values, [category]: 'yes' };
  const template = templateOf(filling.bundle, filling.language, '_footer', {});
  const categories = ['subscription', 'service', 'security', 'staff'];
  return fillTemplate({ ...filling, values, optional: new Set([...factNames, ...categories]) }, template);
};

const partOf = (request: LetterRequest, sender: Sender, language: Language, first: boolean): Part => {
  const { bundle, type, system } = request;
  const own = showVariables(type, request.variables, language);
  const blocks = Object.entries(type.variables).filter(([, kind]) => kind === 'block');
  const facts = {
    ...factsOf(sender, system, language, request.senderDomain),
    ...ownFacts(request, language),
  } satisfies Record<string, Shown | undefined> as Record<string, Shown>;
  const filling: Filling = {
    bundle,
    sender,
    language,
    values: { ...facts, ...own },
    optional: new Set([...(type.optional ?? []), ...factNames]),
    blocks: new Map(blocks.map(([name]) => [name, first ? 'show' : 'point'])),
    inserts: new Set(['footer']),
  };
  const body = fillTemplate(filling, templateOf(bundle, language, type.id, type.variables));
  // The footer speaks of the mail: a `reference` among the variables is that of a procedure.
  return { language, ...placeFooter(body, footerLines({ ...filling, values: facts }, type.category)) };
};

/** Subject of one language without the prefix, its placeholders filled. */
const subjectOf = (request: LetterRequest, sender: Sender, language: Language): string => {
  const { bundle, type, system, variables } = request;
  const template = templateOf(bundle, language, type.id, type.variables);
  // No more than it names: who asks for a subject alone may not have the one-time links, which are kept apart and erased.
  const named = Object.fromEntries(
    Object.entries(type.variables).filter(([name]) => template.subject.includes(`{{${name}}}`)),
  );
  const values = {
    ...factsOf(sender, system, language, request.senderDomain),
    ...showVariables({ ...type, variables: named }, variables, language),
  };
  const lines = Object.entries(values).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return fill(bundle, language, template.subject, Object.fromEntries(lines));
};

/** The subject as the mail carries it: prefix of the first language, then each language in turn, unless the type has one for all. */
export const letterSubject = (request: LetterRequest): string => {
  if (request.languages.length > 1 && request.type.jointSubject) return request.type.jointSubject;
  const sender = senderOf(request.bundle);
  const { subjectPrefix } = sender.systems[request.system];
  const each = request.languages.map((language) => subjectOf(request, sender, language));
  return subjectPrefix[request.languages[0] ?? 'ja'] + each.join(' / ');
};

const preheaderOf = (request: LetterRequest, systemName: string, body: readonly FilledLine[]): string => {
  const language = request.languages[0] ?? 'ja';
  // What a locked phone shows must not name a person, a number or a status (decision 24).
  if (request.type.sensitive)
    return word(request.bundle, language, 'frame.preheader_sensitive', { system_name: systemName });
  const first = filledBlocks(body).find((block) => block.kind === 'paragraph');
  const lines = first?.kind === 'paragraph' ? first.lines.map((line) => inlineText(line)) : [];
  return lines.join(languageOf(language).gap).slice(0, 120);
};

const textPart = (bundle: Bundle, parts: readonly Part[]): string => {
  const below = parts.slice(1).map(({ language }) => word(bundle, language, 'frame.below'));
  const texts = parts.map(({ language, body, foot }) =>
    [...filledText(language, body), '', '-'.repeat(24), ...filledText(language, foot)].join('\n'),
  );
  const head = below.length ? `${below.join('\n')}\n\n` : '';
  return `${head}${texts.join(`\n\n${divider}\n\n`)}\n`;
};

/** Footers have links, never buttons, and keep their lines. */
export const footBlocks = { buttons: 0, hard: true };

const htmlParts = (bundle: Bundle, parts: readonly Part[]): FramePart[] => {
  const hints = parts.slice(1).map(({ language }) => {
    const hint = textHtml(language, word(bundle, language, 'frame.below'));
    return `<p lang="${languageOf(language).tag}" style="margin:0 0 8px">${hint}</p>\n`;
  });
  return parts.flatMap(({ language, body, foot }, index): FramePart[] => [
    { language, html: (index === 0 ? hints.join('') : '') + blocksHtml(language, filledBlocks(body)) },
    { language, html: blocksHtml(language, filledBlocks(foot, footBlocks)), foot: true },
  ]);
};

/**
 * Renders one letter; the same request always gives the same bytes.
 * HubError: `letter.variable_missing {name}`, `letter.variable_invalid {name, reason}`, `letter.template_missing {path}`,
 * `letter.template_broken`, `letter.language_missing`, `templates.sender_invalid`. Never a silent gap.
 */
export const renderLetter = (request: LetterRequest): RenderedLetter => {
  const { bundle, type, system } = request;
  const languages = [...new Set(request.languages)];
  const [first] = languages;
  if (!first) throw new HubError('letter.language_missing', { type: type.id });
  const sender = senderOf(bundle);
  const own = sender.systems[system];
  const parts = languages.map((language, index) => partOf({ ...request, languages }, sender, language, index === 0));
  const subject = letterSubject({ ...request, languages });
  const name = request.fromName ?? (own.fromName ?? sender.agency.name)[first];
  const preheader = preheaderOf({ ...request, languages }, own.name[first], parts[0]?.body ?? []);
  return {
    subject,
    text: textPart(bundle, parts),
    html: type.plain
      ? null
      : frameHtml(bundle, {
          language: first,
          title: subject,
          preheader,
          senderName: name,
          systemName: own.name[first],
          parts: htmlParts(bundle, parts),
        }),
    contentLanguage: [...new Set(languages.map((language) => languageOf(language).tag))].join(', '),
    fromName: stripReadings(name),
    from: `${own.from}@${own.domain}`,
    preheader,
  };
};
