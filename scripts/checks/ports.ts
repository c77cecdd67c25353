/** A port whose engines pass their tests and that nobody calls is no port: every member of one is called from server/. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { type Checker, filesBelow } from './shape.ts';

/** file and type → where its engines are, whose own calls prove nothing */
const ports = [
  ['server/queue/port.ts', 'Queue', /^server\/queue\//],
  ['server/store/db.ts', 'Db', /^server\/store\/(db|open|sqlite)\.ts$/],
  ['server/store/db.ts', 'Trx', /^server\/store\/(db|open|sqlite)\.ts$/],
] as const;

const membersOf = (path: string, text: string, type: string): string[] => {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  ts.forEachChild(source, (node) => {
    if (!ts.isTypeAliasDeclaration(node) || node.name.text !== type || !ts.isTypeLiteralNode(node.type)) return;
    for (const member of node.type.members) if (member.name) found.push(member.name.getText());
  });
  return found;
};

export const portsCalled: Checker = async (root) => {
  const texts = filesBelow(root, 'server')
    .filter((path) => path.endsWith('.ts'))
    .map((path) => [path, readFileSync(join(root, path), 'utf8')] as const);
  const wrong: string[] = [];
  let inspected = 0;
  for (const [path, type, engines] of ports) {
    if (!existsSync(join(root, path))) continue;
    const members = membersOf(path, readFileSync(join(root, path), 'utf8'), type);
    inspected += members.length;
    const callers = texts.filter(([file]) => !engines.test(file)).map(([, text]) => text);
    for (const member of members)
      if (!callers.some((text) => new RegExp(`\\.${member}\\b`).test(text)))
        wrong.push(`${path}: nobody in server/ uses ${type}.${member}`);
  }
  return { inspected, wrong };
};
