/** Each checker of `npm run check` finds what it is there for, and says 0 when it saw nothing. */
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { doors } from '../../scripts/checks/doors.ts';
import { habitsKept, names } from '../../scripts/checks/habits.ts';
import { languageCodes } from '../../scripts/checks/languageCodes.ts';
import { licences } from '../../scripts/checks/licences.ts';
import { lockfile } from '../../scripts/checks/lockfile.ts';
import { manual } from '../../scripts/checks/manual.ts';
import { pages } from '../../scripts/checks/pages.ts';
import { home } from '../../scripts/checks/shape.ts';
import { sizes } from '../../scripts/checks/sizes.ts';
import { lint, templates, types } from '../../scripts/checks/tools.ts';
import { words } from '../../scripts/checks/words.ts';
import { plant } from './planted.ts';

type Json = Record<string, unknown>;
const locked = (packages: Json, manifest: Json = {}) =>
  plant({
    'package.json': JSON.stringify(manifest),
    'package-lock.json': JSON.stringify({ packages: { '': {}, ...packages } }),
  });

describe('lockfile', () => {
  test('ours passes', async () => {
    const { inspected, wrong } = await lockfile(home);
    expect(wrong).toEqual([]);
    expect(inspected).toBeGreaterThan(300);
  });

  test.each([
    ['nodemailer', '10.1.1'],
    ['smtp-server', '3.19.22'],
    ['mailparser', '3.9.30'],
    ['koa', '3.1.1'],
    ['bull', '4.16.4'],
    ['uuid', '8.3.2'],
  ])('%s %s has a known fault', async (name, version) => {
    const { wrong } = await lockfile(locked({ [`node_modules/${name}`]: { version } }));
    expect(wrong).toEqual([expect.stringContaining(`node_modules/${name} is ${version}`)]);
  });

  test('a copy inside another package counts, with its own floor', async () => {
    const inside = (version: string) =>
      lockfile(locked({ 'node_modules/mailparser/node_modules/nodemailer': { version } }));
    expect((await inside('10.0.8')).wrong).toHaveLength(1);
    expect((await inside('10.0.9')).wrong).toEqual([]);
  });

  test('an address to download from is refused, in the lockfile and in the settings', async () => {
    const resolved = 'https://packages.example.org/koa/-/koa-3.3.0.tgz';
    const root = locked({ 'node_modules/koa': { version: '3.3.0', resolved } });
    expect((await lockfile(root)).wrong).toEqual([expect.stringContaining('node_modules/koa names the address')]);
    const settings = plant({
      '.npmrc': 'registry=https://packages.example.org\n',
      'package.json': '{}',
      'package-lock.json': '{"packages":{}}',
    });
    expect((await lockfile(settings)).wrong).toEqual([expect.stringContaining('.npmrc')]);
  });

  test.each(['^3.3.0', '~3.3.0', '*', 'latest', '>=3'])(
    'a version that is not pinned is refused: %s',
    async (version) => {
      const { wrong } = await lockfile(locked({}, { dependencies: { koa: version } }));
      expect(wrong).toEqual([expect.stringContaining('koa is not pinned')]);
    },
  );

  test('an empty lockfile counts as nothing inspected', async () => {
    expect((await lockfile(locked({}))).inspected).toBe(0);
  });
});

describe('licences', () => {
  const said = async (license?: string) =>
    (await licences(locked({ 'node_modules/a': { version: '1.0.0', ...(license ? { license } : {}) } }))).wrong;

  test('ours pass, and every reason is needed', async () => {
    const { inspected, wrong } = await licences(home);
    expect(wrong).toEqual([]);
    expect(inspected).toBeGreaterThan(300);
  });

  test.each(['MIT', '(BSD-2-Clause OR GPL-3.0-only)', 'MIT AND ISC', '(MPL-2.0 OR Apache-2.0)'])(
    '%s is taken',
    async (licence) => {
      expect(await said(licence)).toEqual([]);
    },
  );

  test.each(['GPL-3.0-only', 'MIT AND GPL-3.0-only', 'MITX', 'UNLICENSED', undefined])(
    '%s needs a reason',
    async (licence) => {
      expect(await said(licence)).toEqual([expect.stringContaining('a 1.0.0 is under')]);
    },
  );
});

describe('habits', () => {
  const said = async (path: string, text: string) => (await habitsKept(plant({ [path]: text }))).wrong.join('\n');

  test.each([
    ['@ts-ignore', '// @ts-ignore\n'],
    ['biome-ignore', '// biome-ignore lint: because\n'],
    ['a cast to any', 'const a = b as any;\n'],
    ['an argument of type any', 'const f = (a: any) => a;\n'],
  ])('switching a checker off is refused: %s', async (_says, text) => {
    expect(await said('server/lib/a.ts', text)).toContain('server/lib/a.ts:1 switches');
  });

  test.each(['it.only', 'test.skip', 'describe.todo', 'test.skipIf(true)'])(
    'leaving a test out is refused: %s',
    async (call) => {
      expect(await said('test/server/a.test.ts', `\n${call}('x');\n`)).toContain(
        'test/server/a.test.ts:2 leaves a test out',
      );
    },
  );

  test('a place of one machine and a registry host are refused anywhere', async () => {
    expect(await said('docs/a.md', `see /${'work'}/main/x\n`)).toContain('one machine only');
    expect(await said('scripts/a.mjs', `get('https://${'registry'}.example.org')\n`)).toContain('package registry');
  });

  test('the word any in a sentence is no offence', async () => {
    expect(await said('server/lib/a.ts', "/** Takes any address. */\nexport const says = 'note: any';\n")).toBe('');
  });

  test('an empty tree counts as nothing inspected', async () => {
    expect((await habitsKept(plant({ 'a.bin': '' }))).inspected).toBe(0);
  });
});

describe('names', () => {
  test.each([
    'server/utils/a.ts',
    'server/lib/helpers.ts',
    'server/services/a.ts',
    'admin/common/a.tsx',
    'server/domain/misc.ts',
    'server/x/Manager.ts',
  ])('a drawer for everything is refused: %s', async (path) => {
    expect((await names(plant({ [path]: '' }))).wrong).toEqual([expect.stringContaining(path)]);
  });

  test('a file name that does not travel is refused', async () => {
    expect((await names(plant({ 'server/lib/時計.ts': '', 'server/lib/a b.ts': '' }))).wrong).toHaveLength(2);
  });

  test('an empty tree counts as nothing inspected', async () => {
    expect((await names(plant({ 'a.txt': '' }))).inspected).toBe(0);
  });
});

describe('languages', () => {
  const wrong = async (path: string, line: string) => (await languageCodes(plant({ [path]: `${line}\n` }))).wrong;

  test('ours passes', async () => {
    expect((await languageCodes(home)).wrong).toEqual([]);
  });

  test.each([
    ['server/letters/a.ts', "export const gap = (l: string) => (l === 'en' ? ' ' : '');"],
    ['server/intake/http/public/a.ts', "export const ruby = (l: string) => 'plja' !== l;"],
    ['server/domain/news/a.ts', "switch (language) { case 'ja': break; }"],
    ['admin/resources/news/A.tsx', "export const must = (language: string) => language === 'ja';"],
  ])('%s may not: %s', async (path, line) => {
    expect(await wrong(path, line)).toEqual([expect.stringContaining(`${path}:1 asks which language it is`)]);
  });

  test.each([
    ['server/languages/vi/vi.ts', "export const own = (l: string) => l === 'en';"],
    ['admin/resources/news/A.tsx', "export const of = (locale: string) => (locale === 'en' ? 'en' : 'ja');"],
    ['server/intake/http/api/a.ts', "export const stop = (language: string) => (language === 'ja' ? '。' : '.');"],
  ])('%s may: %s', async (path, line) => {
    expect(await wrong(path, line)).toEqual([]);
  });

  test('a tree without code counts as nothing inspected', async () => {
    expect((await languageCodes(plant({ 'a.txt': '' }))).inspected).toBe(0);
  });
});

describe('doors', () => {
  const door = async (line: string) => (await doors(plant({ 'server/intake/http/a.ts': `${line}\n` }))).wrong;

  test.each([
    "import { findReader, listTopics, countReaders } from '../../store/readers.ts';",
    "import type { Db } from '../../store/open.ts';",
    "import { type ReaderRow, findReader } from '../../store/readers.ts';",
    "import { insertReader } from '../../domain/readers.ts';",
  ])('may: %s', async (line) => {
    expect(await door(line)).toEqual([]);
  });

  test.each([
    "import { insertReader } from '../../store/readers.ts';",
    "import { findReader, closeReader } from '../../store/readers.ts';",
    "import { insertReader as findReader } from '../../store/readers.ts';",
    "import * as readers from '../../store/readers.ts';",
    "import { finding } from '../../store/readers.ts';",
  ])('may not: %s', async (line) => {
    expect(await door(line)).toHaveLength(1);
  });

  test('a house without doors counts as nothing inspected', async () => {
    expect((await doors(plant({ 'server/lib/a.ts': '' }))).inspected).toBe(0);
  });
});

describe('sizes', () => {
  const long = (lines: number) => `export const counted = () => {\n${'  step();\n'.repeat(lines - 2)}};\n`;

  test('a long file and a long function are asked about, never refused', async () => {
    const root = plant({
      'server/long.ts': '// line\n'.repeat(251),
      'server/function.ts': long(41),
      'server/short.ts': long(40),
    });
    const { wrong, notes, inspected } = await sizes(root);
    expect(wrong).toEqual([]);
    expect(inspected).toBe(3);
    expect(notes?.join('\n')).toContain('server/long.ts (251)');
    expect(notes?.join('\n')).toContain('server/function.ts:1 counted (41)');
    expect(notes?.join('\n')).not.toContain('short.ts');
  });

  test('a factory is not long because of the functions it lists', async () => {
    const root = plant({ 'server/factory.ts': `export const factory = () => {\n${long(30)}${long(30)}};\n` });
    expect((await sizes(root)).notes).toEqual([]);
  });
});

describe('pages', () => {
  const script = "process.stdout.write('# Settings\\n');\n";

  test('a page that says what the code says passes', async () => {
    const root = plant({ 'server/config.ts': script, 'docs/settings.md': '# Settings\n' });
    expect(await pages(root)).toEqual({ inspected: 1, wrong: [] });
  });

  test.each([
    ['stale', { 'docs/settings.md': '# Settings of last year\n' }],
    ['missing', {}],
  ])('a page that is %s is refused', async (_state, docs) => {
    expect((await pages(plant({ 'server/config.ts': script, ...docs }))).wrong).toEqual([
      expect.stringContaining('docs/settings.md is not'),
    ]);
  });

  test('a script that prints nothing is refused, even when the page is empty too', async () => {
    const root = plant({ 'server/config.ts': 'export {};\n', 'docs/settings.md': '' });
    expect((await pages(root)).wrong).toEqual([expect.stringContaining('prints no page')]);
  });
});

describe('tools', () => {
  test('a wrong type is refused', async () => {
    const { wrong } = await types(plant({ 'server/a.ts': "export const n: number = 'one';\n" }));
    expect(wrong.join()).toContain('server/a.ts(1,14): error TS2322');
  });

  test('types of an empty tree count as nothing inspected', async () => {
    expect((await types(plant({ 'test/a.ts': 'export {};\n' }))).inspected).toBe(0);
  });

  test('a form that biome would write otherwise is refused', async () => {
    expect((await lint(plant({ 'server/a.ts': 'export const a = "x"\n' }))).wrong.join()).toContain('server/a.ts');
    const { wrong, inspected } = await lint(plant({ 'server/a.ts': "export const a = 'x';\n" }));
    expect(wrong).toEqual([]);
    expect(inspected).toBeGreaterThan(0);
  });

  test('a template that lacks a file is refused', async () => {
    const script = readFileSync(join(home, 'scripts/check-templates.ts'), 'utf8').replaceAll(
      '../server',
      `${home}/server`,
    );
    const root = plant({ 'scripts/check-templates.ts': script });
    cpSync(join(home, 'templates'), join(root, 'templates'), { recursive: true });
    rmSync(join(root, 'templates/en/nl-confirm-registration.txt'));
    expect((await templates(root)).wrong.join()).toContain('en/nl-confirm-registration.txt:1:1 error file.missing');
  });
});

describe('words', () => {
  test('ours are one for each thing', async () => {
    const { inspected, wrong } = await words(home);
    expect(wrong).toEqual([]);
    expect(inspected).toBeGreaterThan(1000);
  });

  test('another word for a thing is named with its line, also under its readings, and a word that nothing says', async () => {
    const root = plant({
      'docs/words.md':
        '| thing | ja | plja | en | not |\n|---|---|---|---|---|\n| x | 期限 | 期限 | limit | 満了日 · mails |\n',
      'templates/ja/a.txt': '期限です\n満了日です\n',
      'templates/plja/a.txt': '期限(きげん)です\n満了日(まんりょうび)です\n',
      'templates/en/a.txt': 'emails\nmails\n',
      'server/languages/ja/pages/pages.ts': '',
      'server/languages/plja/pages/pages.ts': '',
      'server/languages/en/pages/pages.ts': '',
    });
    const { wrong } = await words(root);
    expect(wrong.map((line) => line.replace(/”.*/, ''))).toEqual([
      'templates/ja/a.txt:2 says “満了日',
      'templates/plja/a.txt:2 says “満了日',
      'templates/en/a.txt:2 says “mails',
      'docs/words.md names “limit',
    ]);
  });
});

describe('manual', () => {
  test('has a row for every task, trouble and alert, says which is missing or says nothing, and which is of nothing', async () => {
    expect((await manual(home)).wrong).toEqual([]);
    const page = readFileSync(join(home, 'docs/operate.md'), 'utf8');
    const said = async (from: RegExp, to: string, rules = '') =>
      (
        await manual(
          plant({
            'docs/operate.md': page.replace(from, to),
            'deploy/prometheus/rules.yml': readFileSync(join(home, 'deploy/prometheus/rules.yml'), 'utf8') + rules,
          }),
        )
      ).wrong;
    expect(await said(/^\| `letter-bounced`.*\n/m, '')).toEqual(['docs/operate.md, Tasks: letter-bounced has no row']);
    expect(await said(/^\| `clock-stands`.*$/m, '| `clock-stands` | | |')).toEqual([
      'docs/operate.md, Troubles: clock-stands has no row',
    ]);
    expect(await said(/`letters-late`/, '`letters-gone`')).toEqual([
      'docs/operate.md, Tasks: letters-late has no row',
      'docs/operate.md, Tasks: there is no letters-gone',
    ]);
    expect(await said(/x{99}/, '', '      - alert: FumibakoNew\n')).toEqual([
      'docs/operate.md, Alerts: FumibakoNew has no row',
    ]);
  });
});
