/**
 * Packages and package.json say the same: what is imported is declared, what is declared is used, and what the program imports is no
 * development dependency. The Node that the manuals ask for is the one in `engines`.
 */
import { existsSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { type Checker, codeFolders, filesBelow } from './shape.ts';

type Manifest = Partial<Record<'dependencies' | 'devDependencies' | 'optionalDependencies', Record<string, string>>> & {
  scripts?: Record<string, string>;
  engines?: { node?: string };
};

/** Used without an import: by another package, or as a program. */
const unimported: Record<string, string> = {
  node: 'the runtime that npm run starts',
  '@biomejs/biome': 'scripts/checks/tools.ts starts it',
  'dependency-cruiser': 'scripts/checks/tools.ts starts it',
  '@emotion/react': '@mui/material styles with it',
  typescript: 'scripts/checks/tools.ts starts it',
};

/** `@mui/material/Box` is the package @mui/material. */
const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

const patterns = [
  /^(?:import|export)\b[^'"`;]*?\bfrom ['"]([^'"]+)['"]/gm,
  /^import ['"]([^'"]+)['"]/gm,
  /(?:\bimport|\brequire|require\.resolve|meta\.resolve)\(\s*['"]([^'"]+)['"]/g,
];

/** Every package that the text imports; what stands inside of other texts (code that is printed) does not begin a line. */
const importsOf = (text: string): string[] =>
  patterns
    .flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1]!))
    .filter((name) => /^(@[a-z0-9-]+\/)?[a-z0-9]/.test(name) && !name.includes(':') && !name.includes('${'))
    .map(packageOf)
    .filter((name) => !builtinModules.includes(name));

const nodeSaid = (root: string, least: string): string[] =>
  ['README.md', 'CONTRIBUTING.md']
    .filter((page) => existsSync(join(root, page)))
    .flatMap((page) =>
      [...readFileSync(join(root, page), 'utf8').matchAll(/Node (\d+(?:\.\d+)?) or newer/g)]
        .filter(([, said]) => said !== least)
        .map(([, said]) => `${page} asks for Node ${said}, package.json for ${least}`),
    );

export const packages: Checker = async (root) => {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
  const { dependencies = {}, devDependencies = {}, optionalDependencies = {} } = manifest;
  const declared = new Set([dependencies, devDependencies, optionalDependencies].flatMap(Object.keys));
  const used = new Map<string, string>();
  const wrong: string[] = [];
  for (const file of codeFolders.flatMap((folder) => filesBelow(root, folder)))
    if (/\.(ts|tsx|mjs|cjs|js)$/.test(file))
      for (const name of importsOf(readFileSync(join(root, file), 'utf8'))) {
        if (!used.has(name) && !declared.has(name)) wrong.push(`${file}: ${name} is imported and not in package.json`);
        if (/^(server|migrations)\//.test(file) && declared.has(name) && !dependencies[name])
          wrong.push(`${file}: ${name} is only a development dependency`);
        used.set(name, file);
      }
  const commands = Object.values(manifest.scripts ?? {}).join(' ');
  for (const name of declared) {
    const types = name.startsWith('@types/') ? name.slice('@types/'.length) : null;
    const isUsed = types ? types === 'node' || used.has(types) : used.has(name) || commands.includes(`${name} `);
    if (!isUsed && !unimported[name]) wrong.push(`package.json: ${name} is imported nowhere`);
  }
  const least = /^>=(\d+(?:\.\d+)?)$/.exec(manifest.engines?.node ?? '')?.[1];
  return { inspected: used.size, wrong: [...wrong, ...(least ? nodeSaid(root, least) : [])] };
};
