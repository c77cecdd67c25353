/** One word for each thing: the table of docs/words.md, held against the words of pages and mails. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripReadings } from '../../server/letters/furigana.ts';
import { type Checker, filesBelow } from './shape.ts';

const TABLE = 'docs/words.md';
const spoken = ['ja', 'plja', 'en'] as const;
type Row = { words: Record<(typeof spoken)[number], string[]>; not: string[] };

const cells = (line: string): string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
const several = (cell: string): string[] => cell.split(' · ').filter((word) => word !== '');

const rowsOf = (text: string): Row[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(1)
    .map((line) => {
      const [, ja = '', plja = '', en = '', not = ''] = cells(line);
      return { words: { ja: several(ja), plja: several(plja), en: several(en) }, not: several(not) };
    });

/** Words are looked for as people read them: without readings, and whole where the letters are Latin. */
const holds = (text: string, word: string): boolean =>
  /^[\x20-\x7e]+$/.test(word)
    ? new RegExp(`(?<![A-Za-z])${word.replaceAll(/[()[\].*+?]/g, '\\$&')}(?![A-Za-z])`, 'i').test(text)
    : text.includes(word);

export const words: Checker = async (root) => {
  const rows = rowsOf(readFileSync(join(root, TABLE), 'utf8'));
  const files = spoken.flatMap((language) =>
    [
      ...filesBelow(root, `templates/${language}`).filter((path) => /\.(txt|json)$/.test(path)),
      ...filesBelow(root, `server/languages/${language}/pages`),
    ].map((path) => ({ path, language, lines: readFileSync(join(root, path), 'utf8').split('\n').map(stripReadings) })),
  );
  const banned = rows.flatMap((row) => row.not);
  const wrong = files.flatMap(({ path, lines }) =>
    lines.flatMap((line, n) =>
      banned
        .filter((word) => !/^\s*(?:\/\*|\*|\/\/|import )/.test(line) && holds(line, word))
        .map((word) => `${path}:${n + 1} says “${word}”; ${TABLE} says what to say`),
    ),
  );
  const unused = rows.flatMap((row) =>
    spoken.flatMap((language) =>
      row.words[language]
        .filter((word) => !files.some((f) => f.language === language && f.lines.some((line) => holds(line, word))))
        .map((word) => `${TABLE} names “${word}” (${language}), which nothing says`),
    ),
  );
  return { inspected: rows.length * files.length, wrong: [...wrong, ...unused] };
};
