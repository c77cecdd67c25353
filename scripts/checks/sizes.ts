/** Long files and long functions: a question whether they hold two rooms, never an error. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { type Checker, filesBelow } from './shape.ts';

const fileLines = 250;
const functionLines = 40;

/** Where it stands, and how many lines it has. */
type Long = [place: string, lines: number];

/** A function's own name, or that of the constant or property it is written to. */
const nameOf = (node: ts.SignatureDeclaration): string => {
  const named =
    node.name ??
    (ts.isVariableDeclaration(node.parent) || ts.isPropertyAssignment(node.parent) ? node.parent.name : null);
  return named ? named.getText() : 'a function';
};

/** Functions longer than the limit. One that holds others is counted without them: a factory is a list, not a long thought. */
const longFunctions = (path: string, text: string): Long[] => {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const line = (position: number) => source.getLineAndCharacterOfPosition(position).line;
  const found: Long[] = [];
  /** Answers how many lines of the node belong to functions inside it. */
  const visit = (node: ts.Node): number => {
    let inner = 0;
    ts.forEachChild(node, (child) => {
      inner += visit(child);
    });
    if (!ts.isFunctionLike(node) || !('body' in node) || !node.body) return inner;
    const all = line(node.end) - line(node.getStart()) + 1;
    if (all - inner > functionLines) found.push([`${path}:${line(node.getStart()) + 1} ${nameOf(node)}`, all - inner]);
    return all > 1 ? all : inner;
  };
  visit(source);
  return found;
};

const ask = (what: string, limit: number, found: Long[]): string[] => {
  const longest = found.toSorted(([, a], [, b]) => b - a).map(([place, lines]) => `${place} (${lines})`);
  return found.length > 0
    ? [`${found.length} ${what} over ${limit} lines, does one hold two? ${longest.join(', ')}`]
    : [];
};

export const sizes: Checker = async (root) => {
  const paths = ['server', 'admin', 'scripts']
    .flatMap((folder) => filesBelow(root, folder))
    .filter((path) => /\.tsx?$/.test(path));
  const texts = paths.map((path) => [path, readFileSync(join(root, path), 'utf8')] as const);
  const files = texts
    .map(([path, text]): Long => [path, text.split('\n').length - 1])
    .filter(([, lines]) => lines > fileLines);
  const functions = texts.flatMap(([path, text]) => longFunctions(path, text));
  return {
    inspected: paths.length,
    wrong: [],
    notes: [...ask('files', fileLines, files), ...ask('functions', functionLines, functions)],
  };
};
