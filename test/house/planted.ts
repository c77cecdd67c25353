/** A small tree with a planted offence, to prove that a checker finds it. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { home } from '../../scripts/checks/shape.ts';

const roots: string[] = [];
afterAll(() => {
  for (const root of roots) rmSync(root, { recursive: true, force: true });
});

/** Settings of the tools that a checker reads from the root. */
const settings = ['tsconfig.json', 'biome.json', 'test/house/rooms.cjs'];

/** Lays files (path → text) into a temporary root, which goes when the test file is done. Packages are those of the repository. */
export const plant = (files: Record<string, string>): string => {
  const root = mkdtempSync(join(tmpdir(), 'fumibako-planted-'));
  roots.push(root);
  symlinkSync(join(home, 'node_modules'), join(root, 'node_modules'));
  for (const path of settings) cpSync(join(home, path), join(root, path));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
};
