/**
 * The grammar of a template file: what each line is, decided once from the file and never from a value.
 *
 *   Subject: …            without the system's prefix, which sender.json adds
 *   (blank line)
 *   ■heading              ・item or "- item"        {{url}} or https://… alone: link
 *   label：{{value}}       fact row (": " in English)   {{#name}} … {{/name}} optional part
 */

import type { Language } from '../contract/codes.ts';
import { languageOf } from '../languages/languages.ts';
import { HubError } from '../lib/errors.ts';
import type { Bundle } from './bundle.ts';
import type { VariableKind } from './types.ts';

export type LineKind = 'heading' | 'item' | 'more' | 'fact' | 'link' | 'values' | 'text' | 'blank';
/** `values`: a line that is nothing but one placeholder of several lines (block, paragraphs, office block). */
export type TemplateLine = {
  number: number;
  kind: LineKind;
  /** The line as it stands in the file, with its mark. */
  source: string;
  /** Text without the mark; of a fact the value. */
  text: string;
  label?: string;
  /** Placeholders on the line. */
  names: readonly string[];
  /** Optional parts the line stands in. */
  within: readonly string[];
};
export type Template = { path: string; subject: string; lines: readonly TemplateLine[]; names: ReadonlySet<string> };

export const placeholder = /\{\{([a-z][a-z0-9_]*)\}\}/g;
const namesIn = (text: string) => [...text.matchAll(placeholder)].map((match) => match[1] ?? '');
const section = /^\{\{([#/])([a-z][a-z0-9_]*)\}\}\s*$/;
const onlyPlaceholder = /^\{\{([a-z][a-z0-9_]*)\}\}$/;
const onlyUrl = /^https?:\/\/[!-~]+$/;
const several: readonly (VariableKind | 'office')[] = ['block', 'paragraphs', 'office'];

type Kinds = Readonly<Record<string, VariableKind | 'office'>>;
type Read = Pick<TemplateLine, 'kind' | 'text' | 'label'>;

const readLine = (source: string, language: Language, kinds: Kinds, previous?: LineKind): Read => {
  const line = source.trimEnd();
  if (line === '') return { kind: 'blank', text: '' };
  if (line.startsWith('■')) return { kind: 'heading', text: line.slice(1).trim() };
  const item = /^(?:・|- )\s*(.*)$/.exec(line);
  if (item) return { kind: 'item', text: item[1] ?? '' };
  if (/^[ 　]/.test(line) && (previous === 'item' || previous === 'more')) return { kind: 'more', text: line.trim() };
  const name = onlyPlaceholder.exec(line)?.[1];
  if (name && kinds[name] === 'url') return { kind: 'link', text: line };
  if (name && several.includes(kinds[name] ?? 'text')) return { kind: 'values', text: line };
  if (onlyUrl.test(line)) return { kind: 'link', text: line };
  const fact = languageOf(language).factLine.exec(line);
  if (fact) return { kind: 'fact', label: fact[1] ?? '', text: fact[2] ?? '' };
  return { kind: 'text', text: line };
};

const broken = (path: string, line: number, reason: string) =>
  new HubError('letter.template_broken', { path, line, reason });

/** Parses one file. `kinds` says what each variable is. Throws HubError `letter.template_broken {path, line, reason}`. */
export const parseTemplate = (path: string, source: string, language: Language, kinds: Kinds): Template => {
  const rows = source.replace(/\n+$/, '').split('\n');
  const subject = /^Subject: *(\S.*)$/.exec(rows[0] ?? '')?.[1]?.trimEnd();
  if (subject === undefined) throw broken(path, 1, 'subject_missing');
  if ((rows[1] ?? '') !== '') throw broken(path, 2, 'blank_line_missing');
  const lines: TemplateLine[] = [];
  const within: string[] = [];
  for (const [index, source] of rows.entries()) {
    if (index < 2) continue;
    const number = index + 1;
    const mark = section.exec(source);
    if (mark?.[1] === '#') within.push(mark[2] ?? '');
    else if (mark) {
      if (within.pop() !== mark[2]) throw broken(path, number, 'part_not_open');
    } else {
      const read = readLine(source, language, kinds, lines.at(-1)?.kind);
      lines.push({ number, source: source.trimEnd(), ...read, names: namesIn(source), within: [...within] });
    }
  }
  if (within.length > 0) throw broken(path, rows.length, 'part_not_closed');
  while (lines[0]?.kind === 'blank') lines.shift();
  const names = new Set([...namesIn(subject), ...lines.flatMap((line) => [...line.names, ...line.within])]);
  return { path, subject, lines, names };
};

export const templatePath = (language: Language, name: string) => `${language}/${name}.txt`;

/** The text of a template file, or HubError `letter.template_missing {path}`: mail types never fall back to another language. */
export const templateSource = (bundle: Bundle, language: Language, name: string): string => {
  const path = templatePath(language, name);
  const source = bundle.files[path];
  if (source === undefined) throw new HubError('letter.template_missing', { path });
  return source;
};
