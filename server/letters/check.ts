/** The checker of templates/: what it refuses never reaches a reader. Runs in `npm run check` and in tests; a start asks only for what could not become a mail. */

import { type Language, languages } from '../contract/codes.ts';
import { languageOf } from '../languages/languages.ts';
import { isHubError } from '../lib/errors.ts';
import type { Bundle } from './bundle.ts';
import { checkLine, checkSubjectWidth } from './checkText.ts';
import { type Finding, finding, sortFindings } from './findings.ts';
import { type PageLine, pageLines, pagePlaceholders, pagesOf, pagesPath } from './pages.ts';
import { checkPlain } from './plain.ts';
import { renderLetter } from './render.ts';
import { factKinds, factNames, type OwnFacts, type Sender, senderOf } from './sender.ts';
import { parseTemplate, placeholder, type Template, templatePath } from './template.ts';
import type { MailType } from './types.ts';
import { checkVariables } from './values.ts';
import { countedColumns, maxColumns } from './width.ts';
import { wordingOf } from './words.ts';

/** `inspected`: how many template files were read. A checker that read nothing has proved nothing: callers must refuse 0. */
export type CheckReport = { findings: Finding[]; inspected: number };

type Found = { type: MailType; language: Language; path: string; source: string; template: Template };

const factSet: ReadonlySet<string> = new Set([...factNames, 'footer']);

/** Parses a file for the checker, or says why it cannot be read. */
const read = (bundle: Bundle, type: MailType, language: Language): { found?: Found; findings: Finding[] } => {
  const path = templatePath(language, type.id);
  const source = bundle.files[path];
  if (source === undefined) return { findings: [finding('file.missing', { file: path })] };
  try {
    const template = parseTemplate(path, source, language, { ...type.variables, ...factKinds });
    const findings = template.lines.length === 0 ? [finding('body.missing', { file: path })] : [];
    return { found: { type, language, path, source, template }, findings };
  } catch (error) {
    if (!isHubError(error)) throw error;
    const reason = String(error.details.reason ?? error.code);
    const line = Number(error.details.line ?? 1);
    const rule = reason === 'subject_missing' ? 'subject.missing' : 'file.broken';
    return { findings: [finding(rule, { file: path, line }, reason)] };
  }
};

/** Columns, URLs alone on their line, signs and words, line by line. */
const checkLines = (path: string, language: Language, source: string, sender: Sender): Finding[] =>
  source.split('\n').flatMap((text, index) => {
    const at = { file: path, line: index + 1 };
    const findings = checkLine(text, at, { sender });
    const subject = index === 0;
    const width = countedColumns(language, text);
    if (!subject && width > maxColumns) findings.push(finding('line.long', { ...at, column: 71 }, String(width)));
    const url = /https?:\/\/[!-~]+/i.exec(text);
    if (url && url[0] !== text.trim()) findings.push(finding('url.shared', { ...at, column: url.index + 1 }, url[0]));
    for (const odd of text
      .replace(/\{\{[#/]?[a-z][a-z0-9_]*\}\}/g, (whole) => ' '.repeat(whole.length))
      .matchAll(/\{\{[^}]*\}?\}?|\}\}|\$t\(/g)) {
      findings.push(finding('variable.malformed', { ...at, column: odd.index + 1 }, odd[0]));
    }
    return findings;
  });

/** Variables: none unknown, none forgotten, links alone on their line, optional parts only where something may be missing. */
const checkNames = ({ type, path, source, template }: Found): Finding[] => {
  const findings: Finding[] = [];
  for (const [index, text] of source.split('\n').entries()) {
    const at = { file: path, line: index + 1 };
    for (const match of text.matchAll(/\{\{([#/]?)([a-z][a-z0-9_]*)\}\}/g)) {
      const [whole, mark = '', name = ''] = match;
      const column = match.index + 1;
      const own = Object.hasOwn(type.variables, name);
      if (!own && !factSet.has(name)) findings.push(finding('variable.unknown', { ...at, column }, name));
      if (mark === '#' && own && !type.optional?.includes(name))
        findings.push(finding('variable.required', { ...at, column }, name));
      if (!mark && own && type.variables[name] === 'url' && text.trim() !== whole)
        findings.push(finding('url.shared', { ...at, column }, whole));
    }
  }
  for (const name of Object.keys(type.variables)) {
    if (!template.names.has(name)) findings.push(finding('variable.unsaid', { file: path }, name));
  }
  return findings;
};

/** What the category and the sensitivity of a type demand of its text. */
const checkDuties = ({ type, language, path, source, template }: Found, sender: Sender): Finding[] => {
  const findings: Finding[] = [];
  if (type.category === 'subscription' && !template.names.has('unsubscribe_url'))
    findings.push(finding('way_out.missing', { file: path }));
  if (type.category === 'security' && !languageOf(language).notYou.test(source))
    findings.push(finding('security.not_you', { file: path }));
  const inSubject = [...template.subject.matchAll(placeholder)].map((match) => match[1] ?? '');
  for (const name of inSubject) {
    if (type.sensitive && !factSet.has(name) && !type.inSubject?.includes(name))
      findings.push(finding('subject.personal', { file: path }, name));
  }
  const prefix = /^(?:【[^】]*】|\[[^\]]*\])/.exec(template.subject)?.[0];
  if (prefix) findings.push(finding('subject.prefix', { file: path, column: 10 }, prefix));
  for (const system of type.systems) {
    const sample = template.subject.replace(placeholder, (_whole, name: string) => sampleWord(type, name, language));
    findings.push(
      ...checkSubjectWidth(language, sender.systems[system].subjectPrefix[language] + sample, { file: path, line: 1 }),
    );
  }
  return findings;
};

const sampleWord = (type: MailType, name: string, language: Language): string => {
  const value = type.sample[name];
  const own =
    typeof value === 'object' && value !== null ? (value as Partial<Record<Language, unknown>>)[language] : value;
  return typeof own === 'string' ? own : '';
};

/** What every mail says of itself, as a sample. */
export const sampleFacts: Required<OwnFacts> = {
  publicUrl: 'https://mail.example.jp',
  reference: '2000-000C-0000-002X-X8JC-KTG6-J8M5-D5A6',
};

/** The sample fits its variables and renders, with all optional values and with none. */
const checkSample = (bundle: Bundle, { type, language, path }: Found): Finding[] => {
  const misfits = checkVariables(type, type.sample, [language]);
  if (misfits.length > 0) {
    return [finding('sample.unfit', { file: path }, misfits.map(({ field, code }) => `${field} ${code}`).join(', '))];
  }
  const bare = Object.fromEntries(Object.entries(type.sample).filter(([name]) => !type.optional?.includes(name)));
  const findings: Finding[] = [];
  for (const system of type.systems) {
    for (const variables of [type.sample, bare]) {
      try {
        const letter = renderLetter({ bundle, type, system, languages: [language], variables, ...sampleFacts });
        if (letter.text.includes('{{')) findings.push(finding('sample.unrendered', { file: path }, '{{'));
      } catch (error) {
        if (!isHubError(error)) throw error;
        const detail = Object.values(error.details).join(' ');
        findings.push(finding('sample.unrendered', { file: path }, `${error.code} ${detail}`.trim()));
      }
    }
  }
  return findings;
};

const checkFile = (bundle: Bundle, sender: Sender, found: Found): Finding[] => [
  ...checkLines(found.path, found.language, found.source, sender),
  ...checkNames(found),
  ...checkDuties(found, sender),
  ...checkSample(bundle, found),
  ...(languageOf(found.language).readings ? checkPlain(found.source, found.path) : []),
];

/** Links of a file: literal URLs and url variables, each as often as it stands there. */
const linkCount = ({ template }: Found) => template.lines.filter((line) => line.kind === 'link').length;

const checkAcross = (found: readonly Found[]): Finding[] => {
  const counts = found.map((one) => ({ one, count: linkCount(one) }));
  const first = counts[0];
  if (!first) return [];
  const summary = counts.map(({ one, count }) => `${one.language} ${count}`).join(', ');
  return counts
    .filter(({ count }) => count !== first.count)
    .map(({ one }) => finding('links.differ', { file: one.path }, summary));
};

/** Files of a language that no type asks for; files with _ belong to the frame. */
const strangers = (bundle: Bundle, types: readonly MailType[]): Finding[] => {
  const ids = new Set(types.map((type) => type.id));
  const folders: readonly string[] = languages;
  return Object.keys(bundle.files)
    .filter((path) => path.endsWith('.txt'))
    .filter((path) => {
      const [folder = '', name = '', ...rest] = path.split('/');
      const id = name.replace(/\.txt$/, '');
      return !folders.includes(folder) || rest.length > 0 || (!name.startsWith('_') && !ids.has(id));
    })
    .map((path) => finding('file.unknown', { file: path }));
};

/** Footer, wording and sender: the same rules for signs, links and plain Japanese; every language says the same sentences. */
const checkFrame = (bundle: Bundle, sender: Sender): Finding[] => {
  const findings: Finding[] = [];
  if (bundle.files['_frame.html'] === undefined) findings.push(finding('file.missing', { file: '_frame.html' }));
  const wording = languages.map((language) => ({ language, words: wordingOf(bundle, language) }));
  const keys = new Set(wording.flatMap(({ words }) => Object.keys(words)));
  // That there is no text in a language is said in this language alone.
  const ofOne = /^bulletin\.fallback_/;
  const keysOf = (language: Language) =>
    [...keys].filter((key) => !ofOne.test(key)).concat(`bulletin.fallback_${language}`);
  for (const { language, words } of wording) {
    const file = `${language}/_wording.json`;
    for (const key of keysOf(language))
      if (words[key] === undefined) findings.push(finding('wording.missing', { file }, key));
    for (const text of Object.values(words)) {
      findings.push(...checkLine(text, { file, line: 1 }, { sender }));
      if (languageOf(language).readings) findings.push(...checkPlain(text, file).filter(({ rule }) => rule !== 'E5'));
    }
    const path = templatePath(language, '_footer');
    const source = bundle.files[path];
    if (source === undefined) findings.push(finding('file.missing', { file: path }));
    else {
      findings.push(...checkLines(path, language, source, sender));
      if (languageOf(language).readings) findings.push(...checkPlain(source, path));
    }
  }
  return findings;
};

/** A sentence of the pages: signs, links and words as in mails, `{agency}` alone, plain Japanese by its rules. */
export const checkPageLine = (language: Language, { at, text }: PageLine, sender: Sender): Finding[] => {
  const file = pagesPath(language);
  const strangers = [...text.matchAll(/\{(\w*)\}/g)].filter(([, name]) => !pagePlaceholders.includes(name!));
  const found = [
    ...checkLine(text, { file, line: 1 }, { sender }),
    ...strangers.map(([whole]) => finding('variable.unknown', { file, line: 1 }, whole)),
  ];
  if (languageOf(language).readings) {
    // Headings, labels and buttons are no sentences.
    const source = (text.includes('。') ? '' : '■') + text.replace(/\{\w+\}/g, '{{x}}');
    found.push(...checkPlain(source, file));
  }
  return found.map((one) => ({ ...one, message: `${at}: ${one.message}` }));
};

/** Why sender.json, the words or the pages cannot be read. */
const unreadable = (error: unknown): Finding => {
  if (!isHubError(error)) throw error;
  const { path = 'sender.json', reason = error.code } = error.details;
  const rule =
    error.code === 'templates.sender_invalid'
      ? 'sender.invalid'
      : error.code === 'templates.pages_invalid'
        ? 'pages.invalid'
        : 'file.broken';
  return finding(rule, { file: String(path) }, String(reason));
};

/** What the agency says on the pages, in every language, with the same sections in each. */
const checkPages = (bundle: Bundle, sender: Sender): Finding[] => {
  try {
    const pages = pagesOf(bundle);
    const shape = (language: Language) =>
      (['terms', 'privacy', 'accessibility'] as const).map(
        (name) => `${name} ${pages[language][name].sections.length}`,
      );
    const first = shape(languages[0]).join(', ');
    return languages.flatMap((language) => [
      ...(shape(language).join(', ') === first
        ? []
        : [finding('pages.differ', { file: pagesPath(language) }, `${shape(language).join(', ')} / ${first}`)]),
      ...pageLines(pages[language]).flatMap((one) => checkPageLine(language, one, sender)),
    ]);
  } catch (error) {
    return [unreadable(error)];
  }
};

const withReadings = languages.filter((language) => languageOf(language).readings);

/** Sentences of sender.json in plain Japanese carry readings too. */
const checkSender = (value: unknown, path: string): Finding[] => {
  if (typeof value === 'string') {
    if (!withReadings.some((language) => path.endsWith(`.${language}`)) || value.startsWith('https:')) return [];
    return checkPlain(value).flatMap((one) =>
      one.level === 'error' && one.rule !== 'E5'
        ? [finding(one.rule, { file: 'sender.json' }, `${path.slice(1)}: ${one.found}`)]
        : [],
    );
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => checkSender(part, `${path}.${key}`));
};

/** Checks a whole bundle against the mail types. Never throws for what stands in the files. */
export const checkTemplates = (bundle: Bundle, types: readonly MailType[]): CheckReport => {
  const findings = strangers(bundle, types);
  let sender: Sender;
  try {
    sender = senderOf(bundle);
    findings.push(...checkFrame(bundle, sender), ...checkPages(bundle, sender), ...checkSender(sender, ''));
  } catch (error) {
    return { findings: [...findings, unreadable(error)], inspected: 0 };
  }
  let inspected = 0;
  const seen = new Set<string>();
  for (const type of types) {
    if (seen.has(type.id)) findings.push(finding('type.double', { file: templatePath('ja', type.id) }));
    seen.add(type.id);
    const files = languages.map((language) => read(bundle, type, language));
    const found = files.flatMap((file) => file.found ?? []);
    inspected += found.length;
    findings.push(...files.flatMap((file) => file.findings), ...checkAcross(found));
    for (const one of found) findings.push(...checkFile(bundle, sender, one));
  }
  return { findings: sortFindings(findings), inspected };
};

/** List of mail types → revision of a bundle → what was found: a process that asks of the same texts again (each role, each test) reads them once. */
const known = new WeakMap<readonly MailType[], Map<string, Finding[]>>();

/** What could not become a mail or a page, whatever it says: a start refuses it within milliseconds. Rules of language are left to the checker. */
export const findBroken = (bundle: Bundle, types: readonly MailType[]): Finding[] => {
  const found = known.get(types) ?? new Map<string, Finding[]>();
  known.set(types, found);
  const findings = found.get(bundle.revision) ?? lookForBroken(bundle, types);
  found.set(bundle.revision, findings);
  return findings;
};

const lookForBroken = (bundle: Bundle, types: readonly MailType[]): Finding[] => {
  const readable = (work: () => unknown): Finding[] => {
    try {
      work();
      return [];
    } catch (error) {
      return [unreadable(error)];
    }
  };
  const frame = ['_frame.html', ...languages.map((language) => templatePath(language, '_footer'))];
  return [
    ...readable(() => senderOf(bundle)),
    ...readable(() => pagesOf(bundle)),
    ...languages.flatMap((language) => readable(() => wordingOf(bundle, language))),
    ...frame.filter((file) => bundle.files[file] === undefined).map((file) => finding('file.missing', { file })),
    ...types.flatMap((type) =>
      languages.flatMap((language) => {
        const { found, findings } = read(bundle, type, language);
        return [...findings, ...(found ? checkNames(found).filter(({ rule }) => rule === 'variable.unknown') : [])];
      }),
    ),
  ];
};
