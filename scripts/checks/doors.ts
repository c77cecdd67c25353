/** Doors read from the store and never write to it: what they take from there begins with find, list or count. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { type Checker, filesBelow } from './shape.ts';

const reading = /^(find|list|count)[A-Z]/;

/** Names that a file takes from the store as values; types do no harm. */
const takenFromStore = (text: string): string[] => {
  const source = ts.createSourceFile('door.ts', text, ts.ScriptTarget.Latest);
  return source.statements.filter(ts.isImportDeclaration).flatMap(({ moduleSpecifier, importClause }) => {
    const from = (moduleSpecifier as ts.StringLiteral).text;
    if (!/(^|\/)store\//.test(from) || importClause?.isTypeOnly) return [];
    const bindings = importClause?.namedBindings;
    if (!bindings || !ts.isNamedImports(bindings)) return ['everything'];
    return bindings.elements.filter((e) => !e.isTypeOnly).map((e) => (e.propertyName ?? e.name).text);
  });
};

export const doors: Checker = async (root) => {
  const paths = filesBelow(root, 'server/intake').filter((path) => path.endsWith('.ts'));
  const wrong = paths.flatMap((path) =>
    takenFromStore(readFileSync(join(root, path), 'utf8'))
      .filter((name) => !reading.test(name))
      .map((name) => `${path}: takes ${name} from the store; a door asks the domain to write`),
  );
  return { inspected: paths.length, wrong };
};
