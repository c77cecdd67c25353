/** A line of its own, [[name]], stands for a block that staff keep: its words come where the line stands. */

const form = /^\[\[([\p{L}\p{N}・_-]{1,40})\]\]$/u;
const lineEnds = /(\r\n|\r|\n)/;

/** The block that a line names; null for any other line. */
export const blockNamed = (line: string): string | null => form.exec(line.trim())?.[1]?.normalize('NFC') ?? null;
export const isBlockName = (name: string): boolean => form.test(`[[${name}]]`);
export const blockLine = (name: string): string => `[[${name}]]`;

const eachLine = (body: string, turn: (line: string, name: string | null) => string): string =>
  body.includes('[[')
    ? body
        .split(lineEnds)
        .map((part, i) => (i % 2 === 0 ? turn(part, blockNamed(part)) : part))
        .join('')
    : body;

/** Blocks that a text names, with their lines (from 1). */
export const blocksIn = (body: string): { name: string; line: number }[] =>
  body.split(/\r\n|\r|\n/).flatMap((text, i) => {
    const name = blockNamed(text);
    return name === null ? [] : [{ name, line: i + 1 }];
  });

/** The text with the words of its blocks; a line whose block says nothing stays as it is. */
export const withBlocks = (body: string, wordsOf: (name: string) => string | undefined): string =>
  eachLine(body, (line, name) => (name === null ? line : wordsOf(name) || line));

/** The text without such lines, each line where it was: for checkers, which look at the words of a block by themselves. */
export const withoutBlocks = (body: string): string => eachLine(body, (line, name) => (name === null ? line : ''));
