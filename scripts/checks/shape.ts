/** What a checker of `npm run check` answers, and the two things most of them need: run a tool, list files. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * `inspected` is how many things it looked at: a checker that saw nothing has proved nothing, so 0 counts as a failure.
 * `wrong` are errors, one line or block each; `notes` are questions that fail nothing.
 */
export type Finding = { inspected: number; wrong: string[]; notes?: string[] };
export type Checker = (root: string) => Promise<Finding>;

/** The root of this repository. */
export const home = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
/** A tool of node_modules/.bin. Planted trees in tests have no packages of their own, so it is always this repository's. */
export const tool = (name: string) => join(home, 'node_modules', '.bin', name);

/** Runs a program to its end. stdout and stderr apart; a program that cannot be started has code 1 and says why. */
export const run = (command: string, args: string[], cwd: string) =>
  new Promise<{ code: number; out: string; err: string }>((resolve) => {
    let out = '';
    let err = '';
    // The tools start with `#!/usr/bin/env node`: that must be the runtime of this repository, not the machine's.
    const path = `${join(home, 'node_modules', '.bin')}:${process.env.PATH}`;
    const child = spawn(command, args, { cwd, env: { ...process.env, PATH: path, FORCE_COLOR: '0', NO_COLOR: '1' } });
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    child.on('error', (error) => resolve({ code: 1, out, err: error.message }));
    child.on('close', (code) => resolve({ code: code ?? 1, out, err }));
  });

/** Files below a folder, as paths from the root, without what is built or installed. A missing folder has none. */
export const filesBelow = (root: string, folder: string): string[] =>
  existsSync(join(root, folder))
    ? readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
        if (entry.name === 'dist' || entry.name === 'node_modules') return [];
        const path = join(folder, entry.name);
        return entry.isDirectory() ? filesBelow(root, path) : [path];
      })
    : [];

/** The folders that hold our own code. */
export const codeFolders = ['server', 'admin', 'migrations', 'bench', 'scripts', 'test'];
