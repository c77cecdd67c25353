/** What is imported is declared, what is declared is imported, and the manuals ask for the Node that package.json asks for. */
import { expect, test } from 'vitest';
import { packages } from '../../scripts/checks/packages.ts';
import { plant } from './planted.ts';

const manifest = (fields: object) => ({ 'package.json': JSON.stringify(fields) });
const wrongOf = async (files: Record<string, string>) => (await packages(plant(files))).wrong;

test('a package that is imported and not declared is named with its file, however it is imported', async () => {
  const files = {
    'server/a.ts': "import koa from 'koa';\nimport { x } from './b.ts';\nimport fs from 'node:fs';\n",
    'server/b.ts': `export const x = () => ${'import'}('@scope/deep/part.js');\nPromise.resolve('pass');\n`,
    'admin/c.tsx': "import {\n  useBlocker,\n} from 'react-router-dom';\n",
  };
  expect(await wrongOf({ ...manifest({}), ...files })).toEqual([
    'server/a.ts: koa is imported and not in package.json',
    'server/b.ts: @scope/deep is imported and not in package.json',
    'admin/c.tsx: react-router-dom is imported and not in package.json',
  ]);
});

test('a package that nobody imports is named; types count with their package', async () => {
  const dependencies = { koa: '3.3.0', jose: '6.2.17' };
  const devDependencies = { '@types/koa': '3.0.3', '@types/pg': '8.23.1', '@types/node': '24.19.2', vitest: '5.1.1' };
  const files = { 'server/a.ts': "import koa from 'koa';\n", 'test/a.test.ts': "import { test } from 'vitest';\n" };
  expect(await wrongOf({ ...manifest({ dependencies, devDependencies }), ...files })).toEqual([
    'package.json: jose is imported nowhere',
    'package.json: @types/pg is imported nowhere',
  ]);
});

test('the program imports no development dependency; tests may', async () => {
  const files = { 'server/a.ts': "import koa from 'koa';\n", 'bench/a.ts': "import koa from 'koa';\n" };
  expect(await wrongOf({ ...manifest({ devDependencies: { koa: '3.3.0' } }), ...files })).toEqual([
    'server/a.ts: koa is only a development dependency',
  ]);
});

test('manuals that ask for another Node are named; a tree that imports nothing counts as nothing inspected', async () => {
  const engines = { engines: { node: '>=20' } };
  const root = plant({
    ...manifest(engines),
    'README.md': 'Node 22.18 or newer',
    'CONTRIBUTING.md': 'Node 20 or newer',
  });
  expect(await packages(root)).toEqual({ inspected: 0, wrong: ['README.md asks for Node 22.18, package.json for 20'] });
});
