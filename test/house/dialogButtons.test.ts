/** No dialog of the console has two buttons that read alike, and the safe one says what goes on, in each language of the console. */
import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { en } from '../../admin/texts/en.ts';
import { ja } from '../../admin/texts/ja.ts';

const admin = new URL('../../admin/', import.meta.url);
const sources = ['frame', 'pages', 'parts', 'resources'].flatMap((room) =>
  readdirSync(new URL(room, admin), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.tsx'))
    .map((name) => `${room}/${name}`),
);

/** Keys of texts below a node; a key that is put together (`fb.many.${x}`) is a pattern. */
const keysIn = (node: ts.Node): RegExp[] => {
  const found: RegExp[] = [];
  const pattern = (parts: readonly string[]) => {
    const written = parts.map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join('[^.]+');
    if (parts[0]?.startsWith('fb.')) found.push(new RegExp(`^${written}$`));
  };
  const walk = (one: ts.Node): void => {
    if (ts.isStringLiteralLike(one)) pattern([one.text]);
    if (ts.isTemplateExpression(one)) pattern([one.head.text, ...one.templateSpans.map((span) => span.literal.text)]);
    ts.forEachChild(one, walk);
  };
  walk(node);
  return found;
};

type Dialog = { where: string; buttons: RegExp[][] };
const stays = [/^fb\.common\.stay$/];

/** What is given to ReasonDialog and AskButton: `go` and the safe button. */
const askedBy = (node: ts.ObjectLiteralExpression): RegExp[][] => {
  const at = (name: string) =>
    node.properties.find((one) => ts.isPropertyAssignment(one) && one.name.getText() === name) as
      | ts.PropertyAssignment
      | undefined;
  const [go, title, stay] = [at('go'), at('title'), at('stay')];
  if (!go || !title) return [];
  return [stay ? keysIn(stay.initializer) : stays, keysIn(go.initializer)];
};

const dialogs = sources.flatMap((name): Dialog[] => {
  const file = ts.createSourceFile(name, readFileSync(new URL(name, admin), 'utf8'), ts.ScriptTarget.Latest, true);
  const found: Dialog[] = [];
  const walk = (node: ts.Node): void => {
    const where = `${name}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
    if (ts.isJsxElement(node) && node.openingElement.tagName.getText() === 'DialogActions') {
      const buttons: RegExp[][] = [];
      const within = (one: ts.Node): void => {
        if (ts.isJsxElement(one) && one.openingElement.tagName.getText() === 'Button') buttons.push(keysIn(one));
        else ts.forEachChild(one, within);
      };
      ts.forEachChild(node, within);
      found.push({ where, buttons });
    }
    if (ts.isObjectLiteralExpression(node)) {
      const buttons = askedBy(node);
      if (buttons.length > 0) found.push({ where, buttons });
    }
    ts.forEachChild(node, walk);
  };
  walk(file);
  return found;
});

const flat = (texts: object, under = ''): [string, string][] =>
  Object.entries(texts).flatMap(([key, value]: [string, unknown]) => {
    const path = under === '' ? key : `${under}.${key}`;
    return typeof value === 'string' ? [[path, value] as [string, string]] : flat(value as object, path);
  });
const bare = (text: string) =>
  text
    .replaceAll(/%\{\w+\}/g, '')
    .replaceAll(/[\s…()]/g, '')
    .toLowerCase();

/** They read alike when one stands within the other. */
const alike = (one: string, other: string) => one.includes(other) || other.includes(one);
/** Words that say only that something is stopped, and may be read as the act itself. */
const mute =
  /^(やめる|キャンセル|取り消す|取消|取りやめる|中止|中止する|戻る|いいえ|cancel|abort|dismiss|no|back|stop)$/;

test('there are dialogs to look at', () => {
  expect(dialogs.length).toBeGreaterThan(40);
  expect(dialogs.filter((d) => d.buttons.length > 1).length).toBeGreaterThan(40);
});

test.each([
  ['Japanese', ja],
  ['English', en],
] as const)('in %s no dialog has two buttons that read alike, or a safe one that says nothing', (_, texts) => {
  const words = flat(texts);
  const wrong = dialogs.flatMap(({ where, buttons }) => {
    const told = buttons.map((keys) => words.filter(([path]) => keys.some((key) => key.test(path))));
    const pairs = told.flatMap((one, n) =>
      told
        .slice(n + 1)
        .flatMap((other) =>
          one.flatMap(([, a]) =>
            other.filter(([, b]) => alike(bare(a), bare(b))).map(([, b]) => `${where} 「${a}」 and 「${b}」`),
          ),
        ),
    );
    const silent = told.length < 2 ? [] : (told[0] ?? []).filter(([, text]) => mute.test(bare(text)));
    return [...pairs, ...silent.map(([, text]) => `${where} 「${text}」 does not say what goes on`)];
  });
  expect(wrong).toEqual([]);
});
