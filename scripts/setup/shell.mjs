/** How set-up speaks, and how it runs other programs: quietly, with a sign of life, keeping what they said for the case of failure. */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export const say = (text) => process.stderr.write(`${text}\n`);

/** What a person can do something about; shown without a stack. */
export class Refusal extends Error {}

export const hashOf = (...parts) => createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 32);

export const has = (command) => spawnSync('sh', ['-c', `command -v ${command}`], { stdio: 'ignore' }).status === 0;

/**
 * Runs a program without input. Every half minute it says `alive` and how long it has taken.
 * Answers { code, said }: `said` is everything the program wrote.
 */
export const run = (command, args, { alive, env, cwd = root } = {}) =>
  new Promise((resolve, reject) => {
    const began = Date.now();
    const chunks = [];
    // In a group of its own, so that an interrupted set-up ends it together with the compilers it has started.
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const sign = setInterval(
      () => alive && say(`  ${alive} (${Math.round((Date.now() - began) / 1000)} s so far)`),
      30_000,
    );
    let interrupted = false;
    const pass = (signal) => {
      interrupted = true;
      try {
        process.kill(-child.pid, signal);
      } catch {
        // It has just ended by itself.
      }
    };
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, pass);
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => chunks.push(data));
    let ended = false;
    const end = (code, text = '') => {
      if (ended) return;
      ended = true;
      clearInterval(sign);
      for (const signal of ['SIGINT', 'SIGTERM']) process.removeListener(signal, pass);
      if (interrupted) reject(new Refusal('Set-up was interrupted. The next start goes on with it.'));
      else resolve({ code, said: Buffer.concat(chunks).toString() + text });
    };
    child.on('error', (error) => end(127, error.message));
    child.on('close', (code) => end(code ?? 1));
  });

/** The last lines of what a program said, indented and without colours. */
export const tail = (said, lines = 15) =>
  stripVTControlCharacters(said).trim().split('\n').slice(-lines).join('\n').replace(/^/gm, '  ');
