/** A finding as the console shows it: its place in subject or body, its sentence and how it is mended, in both languages. */
import { type Finding, findingWords } from '../findings.ts';
import { mendOf } from './mends.ts';

export type FindingLine = {
  field: 'subject' | 'body';
  line: number;
  column: number;
  rule: string;
  level: 'error' | 'warning';
  ja: string;
  en: string;
  found: string;
  mend?: { ja: string; en: string };
};

export const findingLine = (f: Finding): FindingLine => {
  const mend = mendOf(f);
  return {
    field: f.file === 'subject' ? 'subject' : 'body',
    line: f.line,
    column: f.column,
    rule: f.rule,
    level: f.level,
    ja: findingWords(f, 'ja'),
    en: findingWords(f, 'en'),
    found: f.found,
    ...(mend ? { mend } : {}),
  };
};
