/** Bad days by the thousand: two processes side by side, each with its part of the seeds. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('run.ts', import.meta.url));

/** One process that plays; what it prints, and whether it was content. */
export const playApart = (args: readonly string[]): Promise<{ kept: boolean; lines: string[] }> =>
  new Promise((done) => {
    const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.on('data', (piece) => {
      text += piece;
    });
    child.on('close', (code) => done({ kept: code === 0, lines: text.trimEnd().split('\n') }));
  });

export type Figures = {
  schedules: number;
  failed: number;
  copies: number;
  doubles: number;
  arrived: number;
  relayDoubled: number;
  troubles: Record<string, number>;
  replays: boolean;
};
export const figuresOf = (lines: readonly string[]): Figures => JSON.parse(lines.at(-1)!) as Figures;

/** True when every day was survived and its first played the same again. */
export const playMany = async (p: {
  schedules: number;
  seed: number;
  say: (words: string) => void;
}): Promise<boolean> => {
  const half = Math.ceil(p.schedules / 2);
  const parts = [
    [half, p.seed],
    [p.schedules - half, p.seed + half],
  ];
  const played = await Promise.all(
    parts.map(([schedules, seed]) => playApart(['--schedules', String(schedules), '--seed', String(seed)])),
  );
  for (const { lines } of played) for (const line of lines) p.say(line);
  return played.every((one) => one.kept);
};
